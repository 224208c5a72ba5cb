import type { ReferenceFeature } from './reference.ts';
import { createScanBins } from './scan-bins.ts';

/** Fewer rows say nothing of an hour or a window. */
export const WINDOW_ROWS_MIN = 20;
/** Rows that are taken for one where nothing tells how alike neighbouring rows are: a session, a user, a batch. */
export const CLUMP_ROWS = 10;

/** One hour of a reference. */
export interface HourlyShare {
  readonly rows: number;
  /** Rows in the bin that was asked for. */
  readonly count: number;
}

/** The hours of a reference with enough rows; none where the reference has no time. */
export function hourlyShares(feature: ReferenceFeature, bin: number): HourlyShare[] {
  return hoursOf(feature).flatMap((bins) => {
    const rows = sum(bins);
    return rows < WINDOW_ROWS_MIN ? [] : [{ rows, count: bins[bin] as number }];
  });
}

/**
 * Whether a feature stands still for whole hours of its reference, as a date does; `undefined` where the reference
 * has no time.
 */
export function isOftenStill(feature: ReferenceFeature): boolean | undefined {
  const hours = hoursOf(feature);
  if (hours.length === 0) return undefined;
  return hours.some((bins) => {
    const present = bins.subarray(0, -1);
    const rows = sum(present);
    return rows >= WINDOW_ROWS_MIN && present.includes(rows);
  });
}

/** Rows of each hour, of all bins. */
export function rowsByHour(feature: ReferenceFeature): number[] {
  return hoursOf(feature).map(sum);
}

function hoursOf(feature: ReferenceFeature): Uint32Array[] {
  const { hourly } = feature;
  if (hourly === undefined) return [];
  const { count } = createScanBins(feature);
  return Array.from({ length: hourly.length / count }, (_, hour) =>
    hourly.subarray(hour * count, (hour + 1) * count),
  );
}

function sum(values: Uint32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
