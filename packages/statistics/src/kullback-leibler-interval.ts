import { normalReach, observeLaws, tailProbability } from './distance-interval.ts';
import type { DistanceIntervalOptions } from './distance-interval.ts';
import { divergenceInterval } from './divergence-interval.ts';
import type { ConvexFunction } from './divergence-interval.ts';
import { kullbackLeiblerDivergence } from './kullback-leibler-divergence.ts';
import type { Interval } from './wilson-interval.ts';

/** φ(r) = -ln r. */
const RELATIVE_ENTROPY: ConvexFunction = {
  slopeOfExpected: (ratio) => -Math.log(ratio),
  slopeOfActual: (ratio) => 1 - 1 / ratio,
  curvature: (ratio) => 1 / (ratio * ratio),
};

/**
 * Confidence interval of the Kullback-Leibler divergence of the laws that two samples are from,
 * with the samples' own noise removed.
 *
 * @param expected Reference counts per bin, length B >= 1.
 * @param actual Current counts per bin, same bins. Empty bins count as with `fill: 'pseudo_count'`.
 * @returns Bounds in nats, 0 <= lower <= upper; a lower bound of 0 means that no drift is shown.
 * One bin gives 0 and 0.
 * @throws {StatisticsError} `shape_mismatch`, `empty_input` when a side has no counts,
 * `invalid_value` for a negative or non-finite count, `invalid_argument` for the options.
 *
 * The method is that of `populationStabilityIndexInterval`. In simulation (as there) intervals of
 * 95 % covered 94 to 99 %. O(B).
 */
export function kullbackLeiblerDivergenceInterval(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
  options: DistanceIntervalOptions = {},
): Interval {
  const reach = normalReach(tailProbability(options));
  const { filled: laws } = observeLaws(expected, actual, options);
  const value = kullbackLeiblerDivergence(laws.expected, laws.actual);
  return divergenceInterval(RELATIVE_ENTROPY, laws, { value, filled: value, reach });
}
