import {
  categoricalContrasts,
  combineContrasts,
  dayPhases,
  driftCriticalValue,
  driftLevel,
  fitWindows,
  judgeRollingMean,
  judgeWindow,
  numericContrasts,
  rankPolynomials,
  rareShareTail,
  SCAN_SCALES,
  smallestDetectableShift,
  windowScore,
} from '@marigraph/statistics';
import type {
  Contrast,
  ContrastKind,
  DayScore,
  ReferenceWindow,
  WindowFit,
} from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { vectors } from '../../../../test/support/vectors.ts';
import { relativeError } from '../support/relative-error.ts';

/** Kinds of contrast as the vectors name them. */
const KINDS: Readonly<Record<string, ContrastKind>> = {
  L1: 'location',
  L2: 'spread',
  L3: 'skew',
  L4: 'tails',
  other: 'category',
};

interface WindowVector {
  readonly n: number;
  readonly s: number;
  readonly day: number;
  readonly phase: readonly number[];
}
interface FitVector {
  readonly grouping: number;
  readonly sums: Readonly<Record<string, { readonly n: number; readonly s: number }>>;
  readonly D: number;
  readonly T: number;
  readonly nu: number;
  readonly rho1: number;
  readonly windows: number;
  readonly effective: number;
}
interface FitCase {
  readonly kind: string;
  readonly lags: number;
  readonly tau0: number;
  readonly reference: readonly WindowVector[];
  readonly fit: FitVector;
  readonly judge: readonly {
    readonly window: WindowVector;
    readonly x: number;
    readonly p: number;
    readonly V: number;
  }[];
}
interface RollingCase {
  readonly kind: string;
  readonly reference: readonly WindowVector[];
  readonly refRows: number;
  readonly fit: FitVector;
  readonly cases: readonly {
    readonly days: readonly { readonly n: number; readonly x: number }[];
    readonly x: number;
    readonly p: number;
  }[];
}
interface EndToEnd {
  readonly budget: number;
  readonly share: number;
  readonly windowsPer30d: number;
  readonly types: readonly ('numeric' | 'categorical')[];
  /** Counts per day, feature and bin. */
  readonly reference: readonly (readonly (readonly number[])[])[];
  readonly live: readonly (readonly (readonly number[])[])[];
  readonly components: readonly {
    readonly feature: number;
    readonly kind: string;
    readonly p: number | null;
  }[];
  readonly p: readonly (readonly number[])[];
  readonly decisions: readonly {
    readonly featureP: readonly number[];
    readonly alarm: readonly boolean[];
    readonly lead: readonly string[];
  }[];
}

function toWindow({ n, s, day, phase }: WindowVector): ReferenceWindow {
  return { n, sum: s, day, phases: phase };
}

function fitted(outcome: ReturnType<typeof fitWindows>): WindowFit {
  if (outcome.status !== 'fitted') throw new Error(`off: ${outcome.reason}`);
  return outcome;
}

function expectFit(fit: WindowFit, expected: FitVector): void {
  expect(fit.grouping).toBe(expected.grouping);
  expect(fit.windows).toBe(expected.windows);
  expect(relativeError(fit.dispersion, expected.D)).toBeLessThan(1e-9);
  expect(relativeError(fit.naturalVariance, expected.T)).toBeLessThan(1e-9);
  expect(relativeError(fit.degreesOfFreedom, expected.nu)).toBeLessThan(1e-9);
  expect(relativeError(fit.autocorrelation, expected.rho1)).toBeLessThan(1e-9);
  expect(relativeError(fit.effectiveWindows, expected.effective)).toBeLessThan(1e-9);
  for (const [phase, { n, s }] of Object.entries(expected.sums)) {
    expect(fit.phases.n[Number(phase)]).toBe(n);
    expect(fit.phases.sum[Number(phase)]).toBeCloseTo(s, 9);
  }
}

vectors.describe('drift-alerts', (path) => {
  const basis = vectors.json<{ counts: number[]; basis: number[][] }[]>(path, '01_basis.json');

  it.each(basis)('contrasts of the counts $counts', ({ counts, basis: expected }) => {
    const polynomials = rankPolynomials(counts);
    expect(polynomials).toHaveLength(expected.length);
    const errors = expected.flatMap((values, degree) =>
      values.map((value, bin) => Math.abs((polynomials[degree]?.[bin] ?? NaN) - value)),
    );
    expect(Math.max(...errors)).toBeLessThan(1e-9);
  });

  const fits = [
    { file: '02_fit_1d_no_season.json', coverage: SCAN_SCALES.day.coverage },
    { file: '03_fit_1h_diurnal.json', coverage: SCAN_SCALES.hour.coverage },
    { file: '04_fit_1h_one_day_reference.json', coverage: SCAN_SCALES.hour.coverage },
    { file: '05_fit_1h_few_rows.json', coverage: SCAN_SCALES.hour.coverage },
  ];

  describe.each(fits)('$file', ({ file, coverage }) => {
    const { kind, lags, tau0, reference, fit: expected, judge } = vectors.json<FitCase>(path, file);
    const options = { kind: KINDS[kind] ?? 'missing', lags, coverage };
    const fit = fitted(fitWindows(reference.map(toWindow), options));

    it('is fitted, with the prior that its span asks for', () => {
      expectFit(fit, expected);
      const given = fitWindows(reference.map(toWindow), { ...options, priorDeviation: tau0 });
      expect(given).toEqual(fit);
    });

    it.each(judge)('gives the window of $window.n rows p = $p', ({ window, x, p, V }) => {
      const verdict = judgeWindow(fit, toWindow(window));
      // The vectors give windows without a verdict x = 0 and p = 1.
      const { status, score, variance, pValue } =
        verdict.status === 'judged' ? verdict : { ...verdict, score: 0, variance: V, pValue: 1 };
      expect(status).toBe(window.n < 20 ? 'insufficient_data' : 'judged');
      expect(relativeError(score, x)).toBeLessThan(1e-9);
      expect(relativeError(variance, V)).toBeLessThan(1e-9);
      expect(relativeError(pValue, p)).toBeLessThan(1e-9);
    });
  });

  describe('06_rolling_7d.json', () => {
    const rolling = vectors.json<RollingCase>(path, '06_rolling_7d.json');
    const fit = fitted(
      fitWindows(rolling.reference.map(toWindow), { kind: 'location', lags: 7, coverage: 1 }),
    );

    it('is fitted', () => {
      expectFit(fit, rolling.fit);
      expect(fit.rows).toBe(rolling.refRows);
    });

    it.each(rolling.cases)('gives the last seven days p = $p', ({ days, x, p }) => {
      const scores = days.map((day): DayScore => ({ n: day.n, score: day.x }));
      const verdict = judgeRollingMean(fit, scores);
      expect(verdict.status).toBe('judged');
      expect(relativeError(verdict.score, x)).toBeLessThan(1e-9);
      const pValue = verdict.status === 'judged' ? verdict.pValue : NaN;
      expect(relativeError(pValue, p)).toBeLessThan(1e-9);
    });
  });

  const tails = vectors.json<{ x: number; n: number; p: number; V: number; tail: number }[]>(
    path,
    '07_beta_binomial_tail.json',
  );

  it.each(tails)('beta-binomial tail of $x in $n at $p, $V', ({ x, n, p, V, tail }) => {
    const actual = rareShareTail(x, n, { share: p, variance: V });
    // Where n V - 1 is 2e-7 the vectors' own logarithms of gamma have lost digits.
    expect(relativeError(actual, tail)).toBeLessThan(1e-6);
  });

  const thresholds = vectors.json<
    {
      budget: number;
      share: number;
      windowsPer30d: number;
      features: number;
      components: number;
      alpha: number;
      threshold: Record<string, number>;
    }[]
  >(path, '08_thresholds.json');

  it.each(thresholds)('level and critical values at $alpha', (at) => {
    const scale = { share: at.share, windowsPer30Days: at.windowsPer30d };
    const level = driftLevel({ budget: at.budget, scale }) / at.features / at.components;
    expect(relativeError(level, at.alpha)).toBeLessThan(1e-15);
    for (const [degrees, critical] of Object.entries(at.threshold)) {
      const actual = driftCriticalValue(level, Number(degrees));
      expect(relativeError(actual, critical)).toBeLessThan(1e-9);
    }
  });

  const detectable = vectors.json<
    {
      D: number;
      T: number;
      nu: number;
      n: number;
      refRows: number;
      alpha: number;
      mds: number;
    }[]
  >(path, '09_minimum_detectable.json');

  it.each(detectable)('smallest detectable shift at $n rows', (at) => {
    const fit = { dispersion: at.D, naturalVariance: at.T, degreesOfFreedom: at.nu };
    const options = { n: at.n, referenceRows: at.refRows, level: at.alpha };
    expect(relativeError(smallestDetectableShift(fit, options), at.mds)).toBeLessThan(1e-9);
  });

  describe('10_end_to_end_1d.json', () => {
    const all = vectors.json<EndToEnd>(path, '10_end_to_end_1d.json');
    const level = driftLevel({
      budget: all.budget,
      scale: { share: all.share, windowsPer30Days: all.windowsPer30d },
    });
    const contrasts = all.types.map((type, feature) => {
      const bins = all.reference[0]?.[feature]?.length ?? 0;
      const total = Array.from({ length: bins }, (_, bin) =>
        all.reference.reduce((sum, day) => sum + (day[feature]?.[bin] ?? NaN), 0),
      );
      return type === 'numeric' ? numericContrasts(total) : categoricalContrasts(total);
    });
    const name = (contrast: Contrast): string => {
      if (contrast.kind === 'category') return `cat${contrast.bin}`;
      return Object.keys(KINDS).find((key) => KINDS[key] === contrast.kind) ?? contrast.kind;
    };
    const pValue = (contrast: Contrast, feature: number, live: number): number => {
      const windows = all.reference.map((day, index) => ({
        ...windowScore(contrast, day[feature] ?? []),
        day: index,
        phases: dayPhases(index % 7),
      }));
      const fit = fitted(fitWindows(windows, { kind: contrast.kind, lags: 7, coverage: 1 }));
      const score = windowScore(contrast, all.live[live]?.[feature] ?? []);
      const day = all.reference.length + live;
      const verdict = judgeWindow(
        fit,
        { ...score, phases: dayPhases(day % 7) },
        { share: 'share' in contrast ? contrast.share : undefined },
      );
      return verdict.status === 'judged' ? verdict.pValue : 1;
    };

    it('has the contrasts', () => {
      for (const [feature, ours] of contrasts.entries()) {
        const expected = all.components.filter((component) => component.feature === feature);
        expect(ours.map(name).toSorted()).toEqual(expected.map(({ kind }) => kind).toSorted());
        for (const { kind, p } of expected) {
          const contrast = ours.find((candidate) => name(candidate) === kind);
          if (p === null) continue;
          const share = contrast !== undefined && 'share' in contrast ? contrast.share : NaN;
          expect(relativeError(share, p)).toBeLessThan(1e-15);
        }
      }
    });

    it.each(all.decisions.keys().toArray())(
      'gives live day %i its p-values and decision',
      (day) => {
        const decision = all.decisions[day];
        for (const [feature, ours] of contrasts.entries()) {
          const pValues = ours.map((contrast) => pValue(contrast, feature, day));
          for (const [index, contrast] of ours.entries()) {
            const place = all.components.findIndex(
              (component) => component.feature === feature && component.kind === name(contrast),
            );
            const expected = all.p[day]?.[place] ?? NaN;
            expect(Math.abs(Math.log((pValues[index] ?? NaN) / expected))).toBeLessThan(1e-9);
          }
          const combined = combineContrasts(pValues);
          expect(relativeError(combined.pValue, decision?.featureP[feature] ?? NaN)).toBeLessThan(
            1e-9,
          );
          expect(combined.pValue <= level / contrasts.length).toBe(decision?.alarm[feature]);
          const leading = ours[combined.leading];
          expect(leading === undefined ? undefined : name(leading)).toBe(decision?.lead[feature]);
        }
      },
    );
  });
});
