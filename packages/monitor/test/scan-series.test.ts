import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { dayOfDate } from '../src/calendar.ts';
import type { AlertDetails, FindingChange, JudgedWindow } from '../src/drift-finding.ts';
import { createScanPlan, largestGap, type ScanPlan } from '../src/scan-plan.ts';
import {
  advanceScan,
  createScanSeries,
  HOURS_KEPT,
  noteRows,
  type ScanContext,
  type ScanSeries,
} from '../src/scan-series.ts';
import { scanScoresOf } from '../src/scan.ts';
import { HOUR, START } from './support/monitor.ts';
import { DAY, referenceDays, referenceOf, seededRandom, streamOf } from './support/streams.ts';
import type { StreamRow } from './support/streams.ts';

const RULE = { budget: 1, minimumScore: 0 };
const START_HOUR = START / HOUR;
const REFERENCE = referenceOf(referenceDays(11, { days: 28 }));
const PLAN = createScanPlan(REFERENCE.document, []) as ScanPlan;
const NOTHING: AlertDetails = {
  phaseOf: () => '',
  evidenceOf: () => ({ moved: [], exemplars: [] }),
};

/** A scan over rows that can be added to. */
interface Scan {
  readonly series: ScanSeries;
  /** Windows in the order in which they were judged: `hour 0`, `day 0` and so on, counted from the start. */
  readonly judged: string[];
  add(rows: readonly StreamRow[]): void;
  /** Closes all hours before this one, counted from the start. */
  advance(hour: number, kept?: number): FindingChange[];
}

function scanOf(plan: ScanPlan = PLAN): Scan {
  const rowsOf = new Map<number, StreamRow[]>();
  const series = createScanSeries('m');
  const judged: string[] = [];
  const context: ScanContext = {
    plan,
    rule: RULE,
    keptHour: Number.NEGATIVE_INFINITY,
    hoursWithRows: (from, to) =>
      [...rowsOf.keys()].filter((hour) => hour >= from && hour < to).toSorted((a, b) => a - b),
    scoresOf: (hour) =>
      scanScoresOf(plan, ({ name, bins }) => {
        const counts = new Float64Array(bins.count);
        for (const row of rowsOf.get(hour) ?? []) {
          const bin = bins.find(row[name as 'x' | 'y' | 'c']);
          counts[bin] = (counts[bin] ?? 0) + 1;
        }
        return counts;
      }),
    detailsOf({ judgement: { scale }, startMs, endMs }: JudgedWindow) {
      const unit = scale === 'hour' ? HOUR : DAY;
      const hours = (endMs - startMs) / HOUR;
      const length = scale === 'hour' || hours === 24 || hours === 168 ? '' : ` of ${hours} h`;
      judged.push(`${scale} ${(endMs - START) / unit - 1}${length}`);
      return NOTHING;
    },
  };
  return {
    series,
    judged,
    add(rows) {
      for (const row of rows) {
        const hour = Math.floor(row.timeMs / HOUR);
        rowsOf.set(hour, [...(rowsOf.get(hour) ?? []), row]);
        noteRows(series, hour);
      }
    },
    advance: (hour, kept = Number.NEGATIVE_INFINITY) =>
      advanceScan(series, { ...context, keptHour: kept }, START_HOUR + hour),
  };
}

/** Rows like those of the reference, from an hour on, counted from the start. */
function liveRows(
  seed: number,
  options: { readonly from: number; readonly to: number } & Partial<Parameters<typeof streamOf>[1]>,
): StreamRow[] {
  const { from, to, rowsPerHour = 40, ...more } = options;
  const startMs = START + from * HOUR;
  return streamOf(seededRandom(seed), { startMs, hours: to - from, rowsPerHour, ...more });
}

const longer = ({ judged }: Scan): string[] => judged.filter((own) => !own.startsWith('hour'));

describe('advanceScan', () => {
  it('judges hours as they close, days that are whole, and weeks of seven whole days', () => {
    const scan = scanOf();
    // From a Monday afternoon on.
    scan.add(liveRows(1, { from: 15, to: 24 * 10 }));
    scan.advance(24 * 10);
    expect(scan.judged.slice(0, 10)).toEqual([
      ...Array.from({ length: 9 }, (_, at) => `hour ${15 + at}`),
      'hour 24',
    ]);
    expect(longer(scan)).toEqual([
      ...Array.from({ length: 6 }, (_, at) => `day ${1 + at}`),
      ...[7, 8, 9].flatMap((day) => [`day ${day}`, `week ${day}`]),
    ]);
  });

  it('says the same however often it is asked', () => {
    const rows = liveRows(2, { from: 0, to: 24 * 9, shift: (hour) => (hour > 120 ? 1 : 0) });
    const once = scanOf();
    once.add(rows);
    const expected = once.advance(24 * 9);
    expect(expected.length).toBeGreaterThan(0);
    fc.assert(
      fc.property(fc.array(fc.nat(24 * 9), { maxLength: 20 }), (stops) => {
        const often = scanOf();
        often.add(rows);
        const changes = [...stops, 24 * 9]
          .toSorted((a, b) => a - b)
          .flatMap((stop) => often.advance(stop));
        expect(changes).toEqual(expected);
        expect(often.judged).toEqual(once.judged);
        expect(often.series).toEqual(once.series);
      }),
      { numRuns: 10 },
    );
  });

  it('has nothing to say of hours and days without rows, and takes days without rows for part of a week', () => {
    const scan = scanOf();
    scan.add(liveRows(3, { from: 0, to: 24 * 5 }));
    scan.add(liveRows(4, { from: 24 * 7, to: 24 * 9 }));
    scan.advance(24 * 9 + 5);
    expect(longer(scan).filter((own) => own.startsWith('week'))).toEqual(['week 7', 'week 8']);
    expect(longer(scan)).not.toContain('day 5');
    expect(scan.judged).not.toContain(`hour ${24 * 5}`);
  });

  it('gets over a silence of years as fast as over an hour', () => {
    const scan = scanOf();
    scan.add(liveRows(5, { from: 0, to: 24 }));
    scan.add(liveRows(6, { from: 24 * 36_500, to: 24 * 36_501 }));
    scan.advance(24 * 36_501);
    expect(longer(scan)).toEqual(['day 0', 'day 36500', 'week 36500']);
    expect(scan.series.hours.size).toBe(24);
    expect(scan.series.days.size).toBe(1);
  });

  it('keeps eight days of hours and four weeks of days', () => {
    const scan = scanOf();
    scan.add(liveRows(7, { from: 0, to: 24 * 40, rowsPerHour: 2 }));
    scan.advance(24 * 40);
    expect(scan.series.hours.size).toBe(HOURS_KEPT);
    expect(scan.series.days.size).toBe(28);
  });

  it('leaves excluded days out, and fills the week up with the day before', () => {
    const plan = createScanPlan(REFERENCE.document, ['2026-01-07', '2026-01-08']) as ScanPlan;
    const scan = scanOf(plan);
    scan.add(liveRows(8, { from: 0, to: 24 * 10 }));
    scan.advance(24 * 10);
    expect(scan.judged).not.toContain('hour 50');
    expect(longer(scan)).toEqual([
      ...[0, 1, 4, 5, 6, 7].map((day) => `day ${day}`),
      ...[8, 9].flatMap((day) => [`day ${day}`, `week ${day} of 216 h`]),
    ]);
  });

  it('does not judge a day that lacks the rows of many hours', () => {
    const scan = scanOf();
    // A collector that was away from two to eleven in the morning of the second day.
    const isOpen = (hour: number): boolean => hour < 26 || hour >= 35;
    scan.add(liveRows(9, { from: 0, to: 72, isOpen }));
    scan.advance(72);
    expect(longer(scan)).toEqual(['day 0', 'day 2']);
    expect(largestGap(PLAN, 1, (hour) => hour < 2 || hour >= 11)).toBeCloseTo(9 / 24, 2);
    expect(largestGap({ ...PLAN, hoursOfDay: new Float64Array(48) }, 1, () => false)).toBe(0);
  });
});

describe('rows that come late', () => {
  const start = (): Scan => {
    const scan = scanOf();
    scan.add(liveRows(21, { from: 0, to: 24 * 12 }));
    scan.advance(24 * 12);
    scan.judged.length = 0;
    return scan;
  };

  it('have their hour judged again, its day, and every week that it is part of', () => {
    const scan = start();
    const hour = 24 * 5 + 3;
    scan.add(liveRows(22, { from: hour, to: hour + 1, rowsPerHour: 5 }));
    expect(scan.series.changedHours.size).toBe(1);
    scan.advance(24 * 12);
    expect(scan.judged).toEqual([
      `hour ${hour}`,
      'day 5',
      ...Array.from({ length: 6 }, (_, at) => `week ${6 + at}`),
    ]);
    expect(scan.series.changedHours.size).toBe(0);
  });

  it('leave what was judged last in its place', () => {
    const scan = start();
    const ends = (): unknown[] => [...scan.series.latest.values()].map(({ endMs }) => endMs);
    const before = ends();
    scan.add(liveRows(23, { from: 24 * 5, to: 24 * 5 + 1, rowsPerHour: 5 }));
    scan.advance(24 * 12);
    expect(ends()).toEqual(before);
  });

  it('give what they would have given in time', () => {
    const rows = liveRows(24, { from: 0, to: 24 * 8, rowsPerHour: 20 });
    const inTime = scanOf();
    inTime.add(rows);
    inTime.advance(24 * 8);
    fc.assert(
      fc.property(fc.array(fc.nat(rows.length - 1), { maxLength: 40 }), (places) => {
        const late = new Set(places);
        const scan = scanOf();
        scan.add(rows.filter((_, at) => !late.has(at)));
        scan.advance(24 * 8);
        scan.add(rows.filter((_, at) => late.has(at)));
        scan.advance(24 * 8);
        for (const [hour, scores] of scan.series.hours) {
          expectNear(scores, inTime.series.hours.get(hour));
        }
        for (const [day, { scores }] of scan.series.days) {
          expectNear(scores, inTime.series.days.get(day)?.scores);
        }
        expect(scan.series.days.size).toBe(inTime.series.days.size);
      }),
      { numRuns: 10 },
    );
  });

  it('change nothing once their day is behind what is kept', () => {
    const scan = start();
    scan.add(liveRows(25, { from: 30, to: 31, rowsPerHour: 5 }));
    expect(scan.series.changedHours.size).toBe(0);
    // An hour that is kept, of a day whose first hours are not.
    const hour = 24 * 12 - HOURS_KEPT;
    scan.add(liveRows(26, { from: hour, to: hour + 1, rowsPerHour: 5 }));
    scan.advance(24 * 12);
    expect(scan.judged).toEqual([`hour ${hour}`]);
    // And where cells of the hour were dropped.
    scan.add(liveRows(27, { from: 24 * 11, to: 24 * 11 + 1, rowsPerHour: 5 }));
    scan.judged.length = 0;
    scan.advance(24 * 12, START_HOUR + 24 * 11 + 1);
    expect(scan.judged).toEqual([]);
  });

  it('make a day that lacked them whole', () => {
    const scan = scanOf();
    const rows = liveRows(28, { from: 0, to: 72 });
    const isLate = ({ timeMs }: StreamRow): boolean =>
      timeMs >= START + 26 * HOUR && timeMs < START + 35 * HOUR;
    scan.add(rows.filter((row) => !isLate(row)));
    scan.advance(72);
    scan.add(rows.filter(isLate));
    scan.judged.length = 0;
    scan.advance(72);
    expect(longer(scan)).toEqual(['day 1']);
  });
});

function expectNear(actual: Float64Array, expected: Float64Array | undefined): void {
  expect(actual.length).toBe(expected?.length);
  for (const [at, value] of actual.entries()) expect(value).toBeCloseTo(expected?.[at] ?? NaN, 9);
}

describe('days of a place', () => {
  it('end where its clocks say so', () => {
    const plan = createScanPlan(
      referenceOf(referenceDays(12, { days: 28 }), { timeZone: 'Asia/Kathmandu' }).document,
      [],
    ) as ScanPlan;
    const scan = scanOf(plan);
    scan.add(liveRows(31, { from: 0, to: 50 }));
    scan.advance(50);
    // Midnight is at 18:15 UTC: the first whole day begins with the hour behind it.
    expect([...scan.series.days.keys()]).toEqual([dayOfDate('2026-01-06')]);
    expect(longer(scan)).toEqual([`day ${43 / 24 - 1}`]);
  });

  it('are of 23 and 25 hours where clocks change', () => {
    const startMs = Date.UTC(2026, 2, 1);
    const rows = streamOf(seededRandom(13), { startMs, hours: 24 * 31, rowsPerHour: 4 });
    const plan = createScanPlan(
      referenceOf(rows, { timeZone: 'Europe/Berlin' }).document,
      [],
    ) as ScanPlan;
    const series = createScanSeries('m');
    const lengths: number[] = [];
    advanceScan(
      series,
      {
        plan,
        rule: RULE,
        keptHour: 0,
        hoursWithRows: (from, to) =>
          Array.from({ length: 24 * 31 }, (_, at) => startMs / HOUR + at).filter(
            (hour) => hour >= from && hour < to,
          ),
        scoresOf: () => new Float64Array(2 * plan.contrasts),
        detailsOf({ judgement, startMs: from, endMs }) {
          if (judgement.scale === 'day') lengths.push((endMs - from) / HOUR);
          return NOTHING;
        },
      },
      startMs / HOUR + 24 * 31,
    );
    expect(lengths).toHaveLength(30);
    // The 29th of March is the 28th whole day: the first began before the rows.
    expect(lengths.indexOf(23)).toBe(27);
    expect(lengths.filter((hours) => hours !== 24)).toEqual([23]);
  });
});
