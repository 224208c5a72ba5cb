import { normalReach, observeLaws, tailProbability } from './distance-interval.ts';
import type { DistanceIntervalOptions } from './distance-interval.ts';
import { divergenceInterval } from './divergence-interval.ts';
import type { ConvexFunction } from './divergence-interval.ts';
import { squaredHellingerDistance } from './hellinger-distance.ts';
import type { Interval } from './wilson-interval.ts';

/** φ(r) = ½ (1 - √r)². */
const SQUARED_HELLINGER: ConvexFunction = {
  slopeOfExpected: (ratio) => (1 - Math.sqrt(ratio)) / 2,
  slopeOfActual: (ratio) => (1 - 1 / Math.sqrt(ratio)) / 2,
  curvature: (ratio) => 1 / (4 * ratio * Math.sqrt(ratio)),
};

/**
 * Confidence interval of the Hellinger distance of the laws that two samples are from, with the
 * samples' own noise removed.
 *
 * @param expected Reference counts per bin, length B >= 1.
 * @param actual Current counts per bin, same bins.
 * @returns Bounds in [0, 1]; a lower bound of 0 means that no drift is shown. The observed distance
 * may lie near the upper bound or above it. One bin gives 0 and 0.
 * @throws {StatisticsError} `shape_mismatch`, `empty_input` when a side has no counts,
 * `invalid_value` for a negative or non-finite count, `invalid_argument` for the options.
 *
 * The method is that of `populationStabilityIndexInterval`, for the squared distance. In simulation
 * (as there) intervals of 95 % covered 93.9 to 99 %; with two expected values in a bin only 75 to
 * 92 %, since roots of small counts are far from their tangent: merge bins or windows first. O(B).
 */
export function hellingerDistanceInterval(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
  options: DistanceIntervalOptions = {},
): Interval {
  const { lower, upper } = squaredInterval(expected, actual, options);
  return { lower: Math.sqrt(lower), upper: Math.sqrt(upper) };
}

/**
 * Confidence interval of the Bhattacharyya distance of the laws that two samples are from, with the
 * samples' own noise removed.
 *
 * @returns Bounds in nats, in [0, ∞]: those of `hellingerDistanceInterval` as -ln(1 - H²), with the
 * same parameters, errors and coverage.
 */
export function bhattacharyyaDistanceInterval(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
  options: DistanceIntervalOptions = {},
): Interval {
  const { lower, upper } = squaredInterval(expected, actual, options);
  return { lower: -Math.log1p(-lower), upper: -Math.log1p(-upper) };
}

function squaredInterval(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
  options: DistanceIntervalOptions,
): Interval {
  const reach = normalReach(tailProbability(options));
  const observed = observeLaws(expected, actual, options);
  const { lower, upper } = divergenceInterval(SQUARED_HELLINGER, observed.filled, {
    value: squaredHellingerDistance(observed.expected, observed.actual),
    filled: squaredHellingerDistance(observed.filled.expected, observed.filled.actual),
    reach,
  });
  return { lower: Math.min(1, lower), upper: Math.min(1, upper) };
}
