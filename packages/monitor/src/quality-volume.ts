import { regularizedUpperGamma } from '@marigraph/statistics';

import { createCalendar } from './calendar.ts';
import type { WindowVerdict } from './quality-fault.ts';
import { rowsByHour } from './quality-hours.ts';
import { HOUR_MS } from './reference-hours.ts';
import type { Reference } from './reference.ts';

const HOURS_PER_DAY = 24;
/** Spans from which on hours of the day, and weekends apart, are seen often enough for a median. */
const DAILY_HOURS_MIN = 3 * HOURS_PER_DAY;
const WEEKLY_HOURS_MIN = 14 * HOURS_PER_DAY;
/** Live hours that say how much traffic there is beside the reference, and the fewest that do. */
const RATIOS_MAX = 168;
const RATIOS_MIN = 24;
/** How deep below its usual lows the traffic has to fall. */
const COLLAPSE = 0.5;
/** An hour in a hundred of the reference is lower than this share of its phase's median. */
const LOW_QUANTILE = 0.01;
const LOW_MIN = 0.05;

/** The traffic that a reference leads one to expect. */
export interface VolumePlan {
  /** Median of the rows in hours of the same phase; `undefined` where there is none. @param hour Since the epoch. */
  readonly expectedAt: (hour: number) => number | undefined;
  /** The share of that which hours of the reference seldom fall below, at most 1. */
  readonly low: number;
}

/** Nothing where the reference has no time, or spans less than three days: the night would look like a collapse. */
export function createVolumePlan({ time, features }: Reference): VolumePlan | undefined {
  const [feature] = features;
  if (time === undefined || feature === undefined || time.hours < DAILY_HOURS_MIN) return undefined;
  const calendar = createCalendar(time.timeZone);
  const first = Date.parse(time.start) / HOUR_MS;
  const isWeekly = time.hours >= WEEKLY_HOURS_MIN;
  const phaseOf = (hour: number): number => {
    const { hour: ofDay, weekday } = calendar(hour);
    return isWeekly && weekday >= 5 ? HOURS_PER_DAY + ofDay : ofDay;
  };
  const rows = rowsByHour(feature);
  const ofPhase = new Map<number, number[]>();
  for (const [at, count] of rows.entries()) {
    const phase = phaseOf(first + at);
    const known = ofPhase.get(phase);
    if (known === undefined) ofPhase.set(phase, [count]);
    else known.push(count);
  }
  const medians = new Map([...ofPhase].map(([phase, counts]) => [phase, quantile(counts, 0.5)]));
  const expectedAt = (hour: number): number | undefined => medians.get(phaseOf(hour));
  const ratios = rows.flatMap((count, at) => {
    const expected = expectedAt(first + at) ?? 0;
    return expected < 1 ? [] : [count / expected];
  });
  if (ratios.length === 0) return undefined;
  return { expectedAt, low: Math.max(LOW_MIN, Math.min(1, quantile(ratios, LOW_QUANTILE))) };
}

/**
 * Judges one hour.
 *
 * References are often samples, so their rows say when there is how much traffic beside other hours, not how much:
 * that is the median of what came in the live hours before, beside what the reference has for them. An hour has
 * collapsed when it has less than half of what the reference's lowest hours have, and fewer rows than independent
 * ones would at that rate.
 *
 * @param ratios Of the hours before; the hour's own is added unless it has collapsed.
 * @returns Nothing where it cannot be said.
 */
export function judgeVolume(
  { expectedAt, low }: VolumePlan,
  { hour, rows }: { readonly hour: number; readonly rows: number },
  ratios: number[],
  level: number,
): WindowVerdict | undefined {
  const median = expectedAt(hour);
  if (median === undefined || median < 1) return undefined;
  const scale = ratios.length < RATIOS_MIN ? undefined : quantile(ratios, 0.5);
  const expected = median * (scale ?? 0);
  const limit = expected * low * COLLAPSE;
  const isLow = rows < limit;
  if (!isLow) {
    ratios.push(rows / median);
    if (ratios.length > RATIOS_MAX) ratios.shift();
  }
  if (expected === 0) return undefined;
  return {
    isBroken: isLow && regularizedUpperGamma(rows + 1, limit) <= level,
    isOver: !isLow,
    count: rows,
    share: rows / expected,
    threshold: limit / expected,
    expectation: `about ${Math.round(expected)} rows in this hour, at least ${Math.ceil(limit)}`,
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] as number;
  const above = sorted[Math.ceil(position)] as number;
  return below + (above - below) * (position - Math.floor(position));
}
