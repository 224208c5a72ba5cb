import {
  binIndex,
  categoricalContrasts,
  driftLevel,
  fitWindows,
  hourPhases,
  dayPhases,
  isDriftAlert,
  judgeRollingMean,
  judgeWindow,
  numericContrasts,
  quantileEdges,
  SCAN_SCALES,
  windowScore,
} from '@marigraph/statistics';
import type {
  Contrast,
  DayScore,
  ReferenceWindow,
  WindowFit,
  WindowVerdict,
} from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { seededRandom } from '../support/random.ts';
import { dayWindows, normal } from '../support/reference-windows.ts';
import { SIMULATIONS } from '../support/simulations.ts';

const REFERENCE_DAYS = 28;
const LIVE_DAYS = 30;
const HOURS = 24 * (REFERENCE_DAYS + LIVE_DAYS);
const ROWS_PER_HOUR = 40;
const BINS = 10;
const FEATURES = ['numeric', 'numeric', 'categorical'] as const;
const MISSING_RATE = 0.002;

interface Stream {
  /** Standard deviation of the hourly latent mean, in those of a row, and its autocorrelation. */
  readonly latent: number;
  readonly autocorrelation: number;
  /** Shift of the mean from the 8th live day on. */
  readonly shift?: number;
}

/** Counts per hour: bins of the reference's deciles or five categories, then unseen, then missing. */
function hourlyCounts(random: () => number, kind: string, stream: Stream): Float64Array[] {
  const { latent, autocorrelation, shift = 0 } = stream;
  const innovation = latent * Math.sqrt(1 - autocorrelation ** 2);
  let level = latent * normal(random);
  const rows = Array.from({ length: HOURS }, (_, hour) => {
    level = autocorrelation * level + innovation * normal(random);
    const moved = hour >= 24 * (REFERENCE_DAYS + 7) ? shift : 0;
    const size = ROWS_PER_HOUR + Math.round(Math.sqrt(ROWS_PER_HOUR) * normal(random));
    return Float64Array.from({ length: size }, () => level + moved + normal(random));
  });
  const sample = Float64Array.from(
    rows.slice(0, 24 * REFERENCE_DAYS).flatMap((row) => Array.from(row)),
  );
  const edges =
    kind === 'numeric' ? quantileEdges(sample.toSorted(), BINS) : Float64Array.of(-1, 0, 1, 2);
  return rows.map((values) => {
    const counts = new Float64Array(edges.length + 3);
    for (const value of values) {
      const bin = random() < MISSING_RATE ? counts.length - 1 : binIndex(edges, value);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return counts;
  });
}

function addUp(cells: readonly Float64Array[]): Float64Array {
  return cells.reduce((sum, cell) => sum.map((count, bin) => count + (cell[bin] ?? 0)));
}

function toWindow(
  contrast: Contrast,
  counts: Float64Array,
  day: number,
  phases: readonly number[],
): ReferenceWindow {
  return { ...windowScore(contrast, counts), day, phases };
}

/** Which live days alert, of one contrast at the three scales. */
function alerts(hours: readonly Float64Array[], contrast: Contrast, level: number): Set<number> {
  const days = Array.from({ length: HOURS / 24 }, (_, day) =>
    addUp(hours.slice(24 * day, 24 * day + 24)),
  );
  const hourlyWindows = hours.map((counts, hour) =>
    toWindow(
      contrast,
      counts,
      Math.floor(hour / 24),
      hourPhases(hour % 24, Math.floor(hour / 24) % 7),
    ),
  );
  const dailyWindows = days.map((counts, day) =>
    toWindow(contrast, counts, day, dayPhases(day % 7)),
  );
  const share = 'share' in contrast ? contrast.share : undefined;
  const found = new Set<number>();
  const check = (verdict: WindowVerdict, scale: keyof typeof SCAN_SCALES, day: number): void => {
    const tested = level * driftLevel({ scale: SCAN_SCALES[scale] });
    if (isDriftAlert(verdict, { level: tested })) found.add(day);
  };
  const hourFit = fitted(hourlyWindows.slice(0, 24 * REFERENCE_DAYS), contrast, 'hour');
  for (const window of hourlyWindows.slice(24 * REFERENCE_DAYS)) {
    check(judgeWindow(hourFit, window, { share }), 'hour', window.day);
  }
  const dayFit = fitted(dailyWindows.slice(0, REFERENCE_DAYS), contrast, 'day');
  const scores: DayScore[] = [];
  for (const window of dailyWindows.slice(REFERENCE_DAYS)) {
    const verdict = judgeWindow(dayFit, window, { share });
    check(verdict, 'day', window.day);
    if (verdict.status !== 'unseen_phase') scores.push(verdict);
    check(judgeRollingMean(dayFit, scores, { share }), 'week', window.day);
  }
  return found;
}

function fitted(
  windows: readonly ReferenceWindow[],
  { kind }: Contrast,
  scale: 'hour' | 'day',
): WindowFit {
  const outcome = fitWindows(windows, { kind, ...SCAN_SCALES[scale] });
  if (outcome.status === 'off') throw new Error(outcome.reason);
  return outcome;
}

/** Days of one model with an alert of any feature. */
function alertDays(random: () => number, stream: Stream): number[] {
  const days = new Set<number>();
  for (const kind of FEATURES) {
    const hours = hourlyCounts(random, kind, stream);
    const total = addUp(hours.slice(0, 24 * REFERENCE_DAYS));
    const contrasts = kind === 'numeric' ? numericContrasts(total) : categoricalContrasts(total);
    for (const contrast of contrasts) {
      const found = alerts(hours, contrast, 1 / FEATURES.length / contrasts.length);
      for (const day of found) days.add(day);
    }
  }
  return [...days].toSorted((a, b) => a - b);
}

/** Consecutive days of alert are one finding. */
function countFindings(days: readonly number[]): number {
  return days.filter((day, index) => day - 1 !== days[index - 1]).length;
}

describe('p-values of windows without drift', () => {
  it.each([
    { name: 'independent rows', seed: 20261104, dispersion: 1, natural: 0 },
    { name: 'clumps of five rows', seed: 20261105, dispersion: 5, natural: 0 },
    { name: 'days that differ by 0.1', seed: 20261106, dispersion: 1, natural: 0.1 },
  ])(
    'are at most a level as often as it says: $name (seed $seed)',
    ({ name, seed, dispersion, natural }) => {
      const random = seededRandom(seed);
      const references = 300 * SIMULATIONS;
      const levels = [0.1, 0.01, 0.001];
      const exceeded = [0, 0, 0];
      for (let reference = 0; reference < references; reference++) {
        const rows = (): number => 300 + Math.floor(400 * random());
        const law = { days: REFERENCE_DAYS + 10, rows, dispersion, natural };
        const windows = dayWindows(random, law);
        const fit = fitWindows(windows.slice(0, REFERENCE_DAYS), { kind: 'location', lags: 7 });
        for (const window of windows.slice(REFERENCE_DAYS)) {
          const verdict = fit.status === 'fitted' ? judgeWindow(fit, window) : fit;
          for (const [index, level] of levels.entries()) {
            const isBelow = verdict.status === 'judged' && verdict.pValue <= level;
            exceeded[index] = (exceeded[index] ?? 0) + Number(isBelow);
          }
        }
      }
      const size = 10 * references;
      const shares = exceeded.map((count) => count / size);
      console.log(
        `${name}, seed ${seed}, ${size} windows: shares at ${levels.join(', ')}: ${shares.join(', ')}`,
      );
      for (const [index, level] of levels.entries()) {
        // Ten windows share a reference, so they count as fewer; five binomial standard deviations.
        const error = 5 * Math.sqrt((level * (1 - level)) / size);
        expect(shares[index]).toBeLessThanOrEqual(level + error);
      }
      // And not by saying nothing.
      expect(shares[0]).toBeGreaterThan(0.03);
    },
    30_000 * SIMULATIONS,
  );
});

describe('the window scan with a budget of one false alert in 30 days', () => {
  it.each([
    { name: 'independent rows', latent: 0, autocorrelation: 0, seed: 20261101 },
    { name: 'hours with autocorrelation 0.8', latent: 0.3, autocorrelation: 0.8, seed: 20261102 },
  ])(
    'keeps it on $name (seed $seed)',
    ({ latent, autocorrelation, seed, name }) => {
      const random = seededRandom(seed);
      const models = 4 * SIMULATIONS;
      let findings = 0;
      for (let model = 0; model < models; model++) {
        findings += countFindings(alertDays(random, { latent, autocorrelation }));
      }
      console.log(`${name}, seed ${seed}: ${findings} findings in ${models} models of 30 days`);
      // Findings of models at the budget are Poisson with this mean; three standard deviations.
      expect(findings).toBeLessThanOrEqual(models + 3 * Math.sqrt(models));
    },
    30_000 * SIMULATIONS,
  );

  it('finds a shift of half a standard deviation within a week (seed 20261103)', () => {
    const random = seededRandom(20261103);
    const days = alertDays(random, { latent: 0, autocorrelation: 0, shift: 0.5 });
    expect(days[0]).toBe(REFERENCE_DAYS + 7);
  });
});
