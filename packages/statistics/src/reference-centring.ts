import { assertAscending } from './validate.ts';

/** How an exponential histogram takes its values: (x - centre) / unit. */
export interface Centring {
  readonly centre: number;
  readonly unit: number;
}

/**
 * Centre and unit for the `ExponentialHistogram` of a feature: median and interquartile range of
 * its reference sample.
 *
 * @param sorted Ascending finite values, length n >= 1.
 * @returns `unit` is positive: where half of the values are one the mean distance from the median
 * stands in for the range, and 1 for a constant. Quantiles are those of the inverse distribution
 * function, hence values of the sample.
 * @throws {StatisticsError} `empty_input`, `invalid_value`.
 *
 * O(n) time, O(1) space.
 * @example
 * referenceCentring([1, 2, 3, 4, 9]); // { centre: 3, unit: 2 }
 */
export function referenceCentring(sorted: ArrayLike<number>): Centring {
  assertAscending('sorted', sorted);
  const n = sorted.length;
  const centre = sorted[Math.ceil(n / 2) - 1]!;
  const range = sorted[Math.ceil((3 * n) / 4) - 1]! - sorted[Math.ceil(n / 4) - 1]!;
  if (range > 0) return { centre, unit: Math.min(Number.MAX_VALUE, range) };

  let distance = 0;
  for (let index = 0; index < n; index++) distance += Math.abs(sorted[index]! - centre) / n;
  return { centre, unit: distance > 0 ? Math.min(Number.MAX_VALUE, distance) : 1 };
}
