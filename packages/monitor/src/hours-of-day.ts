import type { ScanFeature, ScanPlan } from './scan-plan.ts';

const HOURS_PER_DAY = 24;
const SATURDAY = 5;

/** Rows of a reference by local hour. @param feature Any one: every row is in one of its bins. */
export function countHoursOfDay(
  { hours, isExcluded }: Pick<ScanPlan, 'hours' | 'isExcluded'>,
  feature: ScanFeature | undefined,
): Float64Array {
  const rows = new Float64Array(2 * HOURS_PER_DAY);
  if (feature === undefined) return rows;
  const { count } = feature.bins;
  for (const [at, { day, hour, weekday }] of hours.entries()) {
    if (isExcluded(day)) continue;
    const place = hourOfDay(hour, weekday);
    for (let bin = at * count; bin < (at + 1) * count; bin++) {
      rows[place] = (rows[place] as number) + (feature.hourly[bin] as number);
    }
  }
  return rows;
}

/** Where an hour stands in `ScanPlan.hoursOfDay`. */
function hourOfDay(hour: number, weekday: number): number {
  return hour + (weekday >= SATURDAY ? HOURS_PER_DAY : 0);
}

/**
 * The share of a day's rows that the reference has in the longest run of hours in which this day has none. The hours
 * of a collector that did not run, or of a version that was not deployed yet, are no part of a day to be judged.
 *
 * @param hasRows Whether the day has rows in a local hour.
 * @returns 0 where the reference has no such day.
 */
export function largestGap(
  { hoursOfDay }: ScanPlan,
  weekday: number,
  hasRows: (hour: number) => boolean,
): number {
  let total = 0;
  let run = 0;
  let largest = 0;
  for (let hour = 0; hour < HOURS_PER_DAY; hour++) {
    const rows = hoursOfDay[hourOfDay(hour, weekday)] as number;
    total += rows;
    run = hasRows(hour) ? 0 : run + rows;
    largest = Math.max(largest, run);
  }
  return total === 0 ? 0 : largest / total;
}
