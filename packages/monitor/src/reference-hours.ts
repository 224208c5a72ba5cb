import { MonitorError } from './errors.ts';
import type { HourlyCounts, ReferenceFeature, ReferenceTime, ReferenceTimes } from './reference.ts';
import { createScanBins } from './scan-bins.ts';

/** Milliseconds of an hour. */
export const HOUR_MS = 3_600_000;
/** A year: longer references say more of the past than of what is to be expected. */
export const HOURS_MAX = 8_784;

/** The hours of a reference, and the hour of each row. */
export interface ReferenceHours {
  readonly time: ReferenceTime;
  readonly hourOf: Uint32Array;
}

/** @throws {MonitorError} `reference_invalid` for times that are none, too far apart, or of another number than rows. */
export function hoursOf({ timesMs, timeZone }: ReferenceTimes, rows: number): ReferenceHours {
  checkTimeZone(timeZone);
  if (timesMs.length !== rows) invalid(`${timesMs.length} times for ${rows} rows`);
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < rows; row++) {
    const hour = Math.floor((timesMs[row] as number) / HOUR_MS);
    if (!Number.isFinite(hour)) invalid(`the time of row ${row + 1} is ${String(timesMs[row])}`);
    first = Math.min(first, hour);
    last = Math.max(last, hour);
  }
  const hours = last - first + 1;
  if (hours > HOURS_MAX) {
    invalid(`the rows span ${hours} hours, at most ${HOURS_MAX} are taken`);
  }
  const start = `${new Date(first * HOUR_MS).toISOString().slice(0, 19)}Z`;
  const hourOf = Uint32Array.from(
    { length: rows },
    (_, row) => Math.floor((timesMs[row] as number) / HOUR_MS) - first,
  );
  return { time: { timeZone, start, hours }, hourOf };
}

/** @throws {MonitorError} `reference_invalid` for a name that is no time zone. */
export function checkTimeZone(timeZone: string): void {
  try {
    Intl.DateTimeFormat('en', { timeZone });
  } catch (cause) {
    throw new MonitorError('reference_invalid', `${JSON.stringify(timeZone)} is no time zone`, {
      cause,
    });
  }
}

/** Rows of a feature by hour and scan bin. */
export function countByHour(
  feature: ReferenceFeature,
  values: readonly (number | string | null)[],
  { time, hourOf }: ReferenceHours,
): HourlyCounts {
  const bins = createScanBins(feature);
  const counts = new Uint32Array(time.hours * bins.count);
  for (const [row, value] of values.entries()) {
    const at = (hourOf[row] as number) * bins.count + bins.find(value);
    counts[at] = (counts[at] as number) + 1;
  }
  return counts;
}

function invalid(problem: string): never {
  throw new MonitorError('reference_invalid', problem);
}
