import type { NumericReference, Reference } from '@marigraph/monitor';
import {
  dayPhases,
  fitWindows,
  judgeRollingMean,
  judgeWindow,
  windowScore,
} from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { vectors } from '../../../test/support/vectors.ts';
import { createScanPlan, type ScanPlan } from '../src/scan-plan.ts';
import { judgeDay, judgeHour, judgeWeek, scanScoresOf } from '../src/scan.ts';
import { referenceDays, referenceOf, seededRandom } from './support/streams.ts';

interface EndToEnd {
  readonly types: readonly ('numeric' | 'categorical')[];
  /** Counts per day, feature and bin. */
  readonly reference: readonly (readonly (readonly number[])[])[];
  readonly live: readonly (readonly (readonly number[])[])[];
  readonly decisions: readonly {
    readonly featureP: readonly number[];
    readonly alarm: readonly boolean[];
    readonly lead: readonly string[];
  }[];
}

const RULE = { budget: 1, minimumScore: 0 };
const CATEGORIES = ['v', 'w', 'x', 'y', 'z'];
/** Kinds of contrast as the vectors name them. */
const NAMES: Readonly<Record<string, string>> = {
  location: 'L1',
  spread: 'L2',
  skew: 'L3',
  tails: 'L4',
};

vectors.describe('drift-alerts', (path) => {
  const all = vectors.json<EndToEnd>(path, '10_end_to_end_1d.json');

  /** Of the bins in range those that the feature has, then unseen, then missing. */
  const countsOf = (counts: readonly number[], type: string): number[] =>
    type === 'numeric' ? [...counts] : [...counts.slice(0, 5), ...counts.slice(20)];

  /** All rows of a day are in its first hour, which sums to the same day. */
  const hourly = (feature: number, type: string): Uint32Array =>
    Uint32Array.from(
      all.reference.flatMap((day) => {
        const counts = countsOf(day[feature] ?? [], type);
        return [...counts, ...Array.from<number>({ length: 23 * counts.length }).fill(0)];
      }),
    );
  const reference: Reference = {
    format: 'marigraph.reference/2',
    model: { name: 'm', version: '1' },
    rows: 1,
    // A Monday.
    time: { timeZone: 'UTC', start: '2026-01-05T00:00:00Z', hours: 24 * all.reference.length },
    features: all.types.map((type, at) =>
      type === 'numeric'
        ? {
            name: `f${at}`,
            type: 'number',
            missing: 0,
            range: { minimum: 0, maximum: 20 },
            integer: false,
            edges: Array.from({ length: 19 }, (_, edge) => edge + 1),
            counts: Array.from<number>({ length: 20 }).fill(6),
            hourly: hourly(at, type),
          }
        : {
            name: `f${at}`,
            type: 'category',
            missing: 0,
            categories: CATEGORIES,
            counts: [5, 4, 3, 2, 1],
            hourly: hourly(at, type),
          },
    ),
  };
  const plan = createScanPlan(reference, []) as ScanPlan;

  it.each(all.decisions.keys().toArray())(
    'live day %i has the p-values, the leading contrast and the decision',
    (live) => {
      const day = all.reference.length + live;
      const scores = scanScoresOf(plan, (_, at) =>
        countsOf(all.live[live]?.[at] ?? [], all.types[at] ?? ''),
      );
      const judgement = judgeDay(plan, scores, { weekday: day % 7, rule: RULE });
      const decision = all.decisions[live];
      for (const [at, { pValue, leading, outcomes }] of judgement.features.entries()) {
        const expected = decision?.featureP[at] ?? Number.NaN;
        expect(Math.abs(Math.log(pValue / expected))).toBeLessThan(1e-6);
        expect(outcomes.some((own) => own === 'up' || own === 'down')).toBe(decision?.alarm[at]);
        const { kind, category } = typeof leading === 'string' ? { kind: leading } : leading;
        const lead = kind === 'category' ? `cat${CATEGORIES.indexOf(category ?? '')}` : kind;
        expect(NAMES[lead] ?? lead).toBe(decision?.lead[at]);
      }
    },
  );
});

describe('the window scan', () => {
  const rows = referenceDays(1, { days: 14, rowsPerHour: 10 });
  const plan = createScanPlan(referenceOf(rows).document, []) as ScanPlan;

  /** The scores of the rows of the reference from one hour to before another. */
  function scoresOf(from: number, to: number): Float64Array {
    return scanScoresOf(plan, ({ bins, hourly }) => {
      const counts = new Float64Array(bins.count);
      for (let at = from * bins.count; at < to * bins.count; at++) {
        counts[at % bins.count] = (counts[at % bins.count] ?? 0) + (hourly[at] ?? 0);
      }
      return counts;
    });
  }

  it('has contrasts of numbers and of categories, which are named', () => {
    expect(plan.features.map(({ contrasts }) => contrasts.map((own) => own.contrast.kind))).toEqual(
      [
        ['location', 'spread', 'skew', 'tails', 'unseen', 'missing'],
        ['location', 'spread', 'skew', 'tails', 'unseen', 'missing'],
        ['category', 'category', 'category', 'unseen', 'missing'],
      ],
    );
    expect(plan.features[2]?.contrasts[0]?.category).toBe('a');
    expect(plan.contrasts).toBe(17);
  });

  it('gives scores that add up', () => {
    const whole = scoresOf(0, 24);
    const parts = [scoresOf(0, 5), scoresOf(5, 24)];
    for (const [at, value] of whole.entries()) {
      expect((parts[0]?.[at] ?? 0) + (parts[1]?.[at] ?? 0)).toBeCloseTo(value, 9);
    }
  });

  it('says why it has no verdict', () => {
    const at = { hour: { day: 0, hour: 9, weekday: 1 }, rule: RULE };
    const few = judgeHour(plan, new Float64Array(2 * plan.contrasts), at);
    expect(few.features.map(({ leading }) => leading)).toEqual(
      Array.from({ length: 3 }).fill('insufficient_data'),
    );
    const weekdays = createScanPlan(
      referenceOf(rows.filter(({ timeMs }) => new Date(timeMs).getUTCDay() % 6 !== 0)).document,
      [],
    ) as ScanPlan;
    const sunday = judgeDay(weekdays, scoresOf(0, 24), { weekday: 6, rule: RULE });
    expect(sunday.features[0]).toMatchObject({ leading: 'unseen_phase', pValue: 1 });
    const day = createScanPlan(referenceOf(rows.slice(0, 240)).document, []) as ScanPlan;
    expect(judgeDay(day, scoresOf(0, 24), { weekday: 0, rule: RULE }).features[0]).toMatchObject({
      leading: 'off',
      outcomes: Array.from({ length: 6 }).fill('unjudged'),
      alerts: [],
    });
  });

  it('names the contrast, its direction and an interval around its score', () => {
    // All rows in the lowest bin.
    const scores = scanScoresOf(plan, ({ bins }) =>
      Float64Array.from({ length: bins.count }, (_, bin) => (bin === 0 ? 240 : 0)),
    );
    const { features, named } = judgeDay(plan, scores, { weekday: 2, rule: RULE });
    const [{ leading, outcomes, alerts } = { leading: 'off', outcomes: [], alerts: [] }] = features;
    if (typeof leading === 'string') throw new Error(leading);
    expect(outcomes[0]).toBe('down');
    expect(alerts.map(({ contrast }) => contrast)).toEqual(
      [...outcomes.entries()].flatMap(([at, own]) => (own === 'up' || own === 'down' ? [at] : [])),
    );
    expect(leading.score).toBeGreaterThan(leading.interval[0]);
    expect(leading.score).toBeLessThan(leading.interval[1]);
    expect(leading.interval[1] - leading.interval[0]).toBeGreaterThan(3.9 * leading.noiseFloor);
    expect(named).toContain(0);
  });

  it('makes no alert of scores below the least that matters', () => {
    const scores = scanScoresOf(plan, ({ bins }) =>
      Float64Array.from({ length: bins.count }, (_, bin) => (bin === 0 ? 240 : 0)),
    );
    const rule = { budget: 1, minimumScore: 100 };
    const { features } = judgeDay(plan, scores, { weekday: 2, rule });
    expect(features.flatMap(({ outcomes }) => outcomes)).not.toContain('down');
    expect(features.flatMap(({ alerts }) => alerts)).toEqual([]);
  });

  it('judges a week by the residuals of its days', () => {
    const random = seededRandom(5);
    const days = Array.from({ length: 7 }, (_, day) => ({
      weekday: day % 7,
      scores: random() < 2 ? scoresOf(24 * day, 24 * day + 24) : undefined,
    }));
    const judgement = judgeWeek(plan, days, RULE);
    const own = plan.features[0]?.contrasts[0];
    if (own === undefined || own.day.status === 'off') throw new Error('no fit');
    const fit = own.day;
    const expected = judgeRollingMean(
      fit,
      days.map(({ weekday, scores }) => {
        const verdict = judgeWindow(fit, {
          n: scores?.[0] ?? 0,
          sum: scores?.[1] ?? 0,
          phases: dayPhases(weekday),
        });
        if (verdict.status === 'unseen_phase') throw new Error('unseen');
        return verdict;
      }),
    );
    if (expected.status !== 'judged') throw new Error(expected.status);
    const { leading } = judgement.features[0] ?? {};
    if (leading === undefined || typeof leading === 'string') throw new Error('no verdict');
    expect(judgement.features[0]?.outcomes[0]).toBe('quiet');
    expect(leading.pValue).toBeLessThanOrEqual(expected.pValue);
    expect(judgeWeek(plan, days.slice(1), RULE).features[0]?.leading).toBe('insufficient_data');
    // Days of a phase that the reference has not seen, or without rows, add nothing.
    const empty = days.map(({ weekday }) => ({ weekday, scores: undefined }));
    expect(judgeWeek(plan, empty, RULE).features[0]?.leading).toBe('insufficient_data');
  });
});

describe('createScanPlan', () => {
  const rows = referenceDays(2, { days: 15, rowsPerHour: 12 });

  it('gives nothing without times', () => {
    expect(createScanPlan(referenceOf(rows, { hasTimes: false }).document, [])).toBeUndefined();
  });

  it('takes the first and last day for days only where all of their hours are there', () => {
    const windowsOf = (from: number, to: number): number => {
      const plan = createScanPlan(referenceOf(rows.slice(from, to)).document, []);
      const fit = plan?.features[0]?.contrasts[0]?.day;
      return fit?.windows ?? Number.NaN;
    };
    expect(windowsOf(0, rows.length)).toBe(15);
    expect(windowsOf(12, rows.length)).toBe(14);
    expect(windowsOf(12, rows.length - 12)).toBe(13);
  });

  it('leaves excluded days out of what is natural', () => {
    const { document } = referenceOf(rows);
    const whole = createScanPlan(document, []);
    const less = createScanPlan(document, ['2025-12-25', '2025-12-26', '2031-01-01']);
    const [fit, other] = [whole, less].map((plan) => plan?.features[0]?.contrasts[0]);
    expect(other?.day.windows).toBe(13);
    expect(other?.hour.windows).toBeLessThan(fit?.hour.windows ?? 0);
    expect([whole?.coverage.status, less?.coverage.status]).toEqual(['ok', 'provisional']);
    // What a score is measured in stays.
    expect(other?.contrast).toEqual(fit?.contrast);
  });

  it('fits what windowScore and fitWindows make of the hours', () => {
    const { document } = referenceOf(rows);
    const plan = createScanPlan(document, []) as ScanPlan;
    const [x] = plan.features;
    const own = x?.contrasts[0];
    if (x === undefined || own === undefined) throw new Error('no feature');
    const { count } = x.bins;
    const windows = Array.from({ length: 15 }, (_, day) => {
      const counts = new Float64Array(count);
      for (let at = day * 24 * count; at < (day + 1) * 24 * count; at++) {
        counts[at % count] = (counts[at % count] ?? 0) + (x.hourly[at] ?? 0);
      }
      const weekday = plan.hours[24 * day]?.weekday ?? Number.NaN;
      return { ...windowScore(own.contrast, counts), day, phases: dayPhases(weekday) };
    });
    const expected = fitWindows(windows, { kind: 'location', lags: 7, coverage: 1 });
    if (expected.status === 'off' || own.day.status === 'off') throw new Error('off');
    expect(own.day.grouping).toBe(expected.grouping);
    expect(own.day.naturalVariance).toBeCloseTo(expected.naturalVariance, 12);
    expect(own.day.degreesOfFreedom).toBeCloseTo(expected.degreesOfFreedom, 9);
  });

  it('names the bins of numbers by their ranges', () => {
    const { document } = referenceOf(rows);
    const edges = (document.features[0] as NumericReference).edges;
    const names = createScanPlan(document, [])?.features[0]?.bins.names ?? [];
    expect(names).toHaveLength(22);
    expect(names[0]).toBe(`up to ${edges[5]}`);
    expect(names[1]).toBe(`(${edges[5]}, ${edges[11]}]`);
    expect(names.slice(-3)).toEqual([`above ${edges[113]}`, 'unseen', 'missing']);
  });
});
