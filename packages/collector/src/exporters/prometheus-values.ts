import type { HistogramDataPoint, NumberDataPoint } from '@marigraph/otlp';

/** A cumulative histogram: `counts` has one entry more than `bounds`, and is not cumulated over buckets. */
export interface HistogramValue {
  readonly bounds: readonly number[];
  readonly counts: readonly bigint[];
  readonly count: bigint;
  readonly sum: number | undefined;
}

export type SeriesValue = number | bigint | HistogramValue;

/** What a number point makes of the value before: a delta adds, everything else replaces. */
export function accumulateNumber(
  { value }: NumberDataPoint,
  isDelta: boolean,
): (before: SeriesValue | undefined) => SeriesValue {
  const now = value ?? 0;
  return (before) => {
    if (!isDelta || before === undefined || typeof before === 'object') return now;
    if (typeof before === 'bigint' && typeof now === 'bigint') return before + now;
    return Number(before) + Number(now);
  };
}

/**
 * What a histogram point makes of the value before. Deltas with other bounds than before start anew: their
 * counts cannot be added.
 */
export function accumulateHistogram(
  point: HistogramDataPoint,
  isDelta: boolean,
): (before: SeriesValue | undefined) => SeriesValue {
  const now: HistogramValue = {
    bounds: point.explicitBounds,
    counts: point.bucketCounts,
    count: point.count,
    sum: point.sum,
  };
  return (before) => {
    if (!isDelta || typeof before !== 'object' || !haveSameBounds(before, now)) return now;
    return {
      bounds: now.bounds,
      counts: now.counts.map((count, index) => count + (before.counts[index] ?? 0n)),
      count: before.count + now.count,
      sum: before.sum === undefined || now.sum === undefined ? undefined : before.sum + now.sum,
    };
  };
}

function haveSameBounds(a: HistogramValue, b: HistogramValue): boolean {
  if (a.bounds.length !== b.bounds.length || a.counts.length !== b.counts.length) return false;
  return a.bounds.every((bound, index) => bound === b.bounds[index]);
}
