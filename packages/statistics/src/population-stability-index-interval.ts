import { normalReach, observeLaws, tailProbability } from './distance-interval.ts';
import type { DistanceIntervalOptions } from './distance-interval.ts';
import { divergenceInterval } from './divergence-interval.ts';
import type { ConvexFunction } from './divergence-interval.ts';
import { populationStabilityIndex } from './population-stability-index.ts';
import type { Interval } from './wilson-interval.ts';

/** φ(r) = (r - 1) ln r. */
const INDEX: ConvexFunction = {
  slopeOfExpected: (ratio) => 1 - ratio - Math.log(ratio),
  slopeOfActual: (ratio) => 1 - 1 / ratio + Math.log(ratio),
  curvature: (ratio) => (1 + 1 / ratio) / ratio,
};

/**
 * Confidence interval of the population stability index of the laws that two samples are from, with
 * the samples' own noise removed.
 *
 * @param expected Reference counts per bin, length B >= 1.
 * @param actual Current counts per bin, same bins. Empty bins count as with `fill: 'pseudo_count'`.
 * @returns Bounds in nats, 0 <= lower <= upper. The observed index exceeds the true one by the noise
 * floor on average, so it may lie near the upper bound or above it; a lower bound of 0 means that no
 * drift is shown. One bin gives 0 and 0.
 * @throws {StatisticsError} `shape_mismatch`, `empty_input` when a side has no counts,
 * `invalid_value` for a negative or non-finite count, `invalid_argument` for the options.
 *
 * A scaled non-central chi-square law with the bias and the variance of the delta method is inverted:
 * unlike a normal interval around the index it is right without drift too, and unlike a bootstrap it
 * needs no random numbers. In simulation (2 to 20 bins, 100 to 10,000 values, at least five expected in
 * each bin, tilts from none to 0.5 nats) intervals of 95 % covered 93.9 to 99 %; with fewer expected
 * values they cover more, at the cost of width. O(B).
 *
 * @see Yurdakul (2018), "Statistical properties of population stability index".
 * @example
 * populationStabilityIndexInterval([500, 500], [600, 400]); // { lower: 0.0128, upper: 0.0834 }
 */
export function populationStabilityIndexInterval(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
  options: DistanceIntervalOptions = {},
): Interval {
  const reach = normalReach(tailProbability(options));
  const { filled: laws } = observeLaws(expected, actual, options);
  const value = populationStabilityIndex(laws.expected, laws.actual);
  return divergenceInterval(INDEX, laws, { value, filled: value, reach });
}
