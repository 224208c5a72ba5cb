import { largestScore, smallestDetectableShift } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { type DetectableShift, detectableShifts } from '../src/detectable-shift.ts';
import { phaseInWords } from '../src/scan-phase.ts';
import { createScanPlan, type ScanFeature, type ScanPlan } from '../src/scan-plan.ts';
import { createScanSeries, type ScanSeries } from '../src/scan-series.ts';
import { SCAN_SCALE_NAMES, type ScanScaleName } from '../src/scan.ts';
import { START } from './support/monitor.ts';
import { DAY, referenceDays, referenceOf, seededRandom, streamOf } from './support/streams.ts';

const PLAN = createScanPlan(referenceOf(referenceDays(81, { days: 28 })).document, []) as ScanPlan;

/** A series whose hours have `n` rows of every contrast; whole days only on demand. */
function seriesOf(plan: ScanPlan, n: number, { days = 0 } = {}): ScanSeries {
  const series = createScanSeries('m');
  const scores = new Float64Array(2 * plan.contrasts).fill(n);
  for (let hour = 0; hour < 48; hour++) series.hours.set(hour, scores);
  for (let day = 0; day < days; day++) {
    series.days.set(day, { weekday: 0, lastHour: 0, scores: scores.map((own) => 24 * own) });
  }
  return series;
}

function featureOf({ features }: ScanPlan, at: number): ScanFeature {
  const feature = features[at];
  if (feature === undefined) throw new Error('no feature');
  return feature;
}

function shiftsOf(
  scale: ScanScaleName,
  n: number,
  { plan = PLAN, feature = 0, budget = 1 } = {},
): DetectableShift[] {
  const series = seriesOf(plan, n);
  return detectableShifts(plan, featureOf(plan, feature), { scale, budget, series });
}

function scoreOf(shift: DetectableShift | undefined): number {
  return typeof shift?.size === 'object' ? shift.size.score : Number.NaN;
}

describe('detectableShifts', () => {
  it('is what the statistics say, for location and missing values', () => {
    const [location, missing, ...others] = shiftsOf('hour', 400);
    expect(others).toEqual([]);
    expect([location?.contrast, missing?.contrast]).toEqual(['location', 'missing']);
    const own = PLAN.features[0]?.contrasts[0];
    if (own === undefined || own.hour.status === 'off') throw new Error('off');
    const phases = own.hour.phases.n.filter((rows) => rows > 0).length;
    const expected = smallestDetectableShift(own.hour, {
      n: 400,
      referenceRows: own.hour.rows / phases,
      level: 1 / 3 / 720 / 3 / 6,
    });
    expect(scoreOf(location)).toBeCloseTo(expected, 12);
    expect(expected).toBeLessThan(largestScore(own.contrast));
    // A share also as a difference of shares.
    expect(missing?.size).toMatchObject({ share: expect.any(Number) as number });
  });

  it('names the most frequent category', () => {
    expect(shiftsOf('hour', 400, { feature: 2 })).toMatchObject([
      { contrast: 'category', category: 'a', size: { share: expect.any(Number) as number } },
      { contrast: 'missing' },
    ]);
  });

  it('falls with the rows, the budget and the length of the window', () => {
    const [few, many] = [100, 1000].map((n) => shiftsOf('hour', n)[0]);
    expect(scoreOf(few)).toBeGreaterThan(scoreOf(many));
    const [small, large] = [0.1, 10].map((budget) => shiftsOf('day', 40, { budget })[0]);
    expect(scoreOf(small)).toBeGreaterThan(scoreOf(large));
    const scores = SCAN_SCALE_NAMES.map((scale) => scoreOf(shiftsOf(scale, 40)[0]));
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });

  it('goes by the last whole day where there is one', () => {
    const series = seriesOf(PLAN, 10, { days: 3 });
    series.days.set(3, {
      weekday: 0,
      lastHour: 0,
      scores: new Float64Array(2 * PLAN.contrasts).fill(24 * 40),
    });
    const options = { scale: 'day', budget: 1, series } as const;
    const [own] = detectableShifts(PLAN, featureOf(PLAN, 0), options);
    expect(scoreOf(own)).toBeCloseTo(scoreOf(shiftsOf('day', 40)[0]), 12);
  });

  it('says what cannot be seen, and why', () => {
    expect(shiftsOf('hour', 20, { budget: 1e-9 })[0]?.size).toBe('cannot_see');
    expect(shiftsOf('hour', 19)[0]?.size).toBe('insufficient_data');
    expect(shiftsOf('day', 0)[0]?.size).toBe('insufficient_data');
    const day = createScanPlan(
      referenceOf(streamOf(seededRandom(82), { startMs: START - DAY, hours: 24, rowsPerHour: 40 }))
        .document,
      [],
    ) as ScanPlan;
    expect(shiftsOf('week', 400, { plan: day })[0]?.size).toBe('off');
  });
});

it.each<{ scale: ScanScaleName; words: string[] }>([
  {
    scale: 'hour',
    words: ['any hour', '09:00 on any day', '09:00 on weekends', '09:00 on Sundays'],
  },
  { scale: 'day', words: ['any day', 'weekends', 'Sundays'] },
  {
    scale: 'week',
    words: ['any day', 'weekdays or weekends, as each day', 'the same day of the week, each day'],
  },
])('phases of $scale in words', ({ scale, words }) => {
  const sunday = { day: 0, hour: 9, weekday: 6 };
  expect(words.map((_, grouping) => phaseInWords(scale, grouping, sunday))).toEqual(words);
  expect(phaseInWords('day', 1, { ...sunday, weekday: 4 })).toBe('weekdays');
});
