import { normalReach, observeLaws, tailProbability } from './distance-interval.ts';
import type { DistanceIntervalOptions } from './distance-interval.ts';
import { divergenceInterval } from './divergence-interval.ts';
import type { ConvexFunction } from './divergence-interval.ts';
import { jensenShannonDistance } from './jensen-shannon-distance.ts';
import type { JensenShannonDistanceOptions } from './jensen-shannon-distance.ts';
import { assertArgument } from './validate.ts';
import type { Interval } from './wilson-interval.ts';

/** φ(r) = ½ (r ln r - (1 + r) ln((1 + r) / 2)). */
const JENSEN_SHANNON: ConvexFunction = {
  slopeOfExpected: (ratio) => -Math.log1p((ratio - 1) / 2) / 2,
  slopeOfActual: (ratio) => -Math.log1p((1 / ratio - 1) / 2) / 2,
  curvature: (ratio) => 1 / (2 * ratio * (1 + ratio)),
};

/**
 * Confidence interval of the Jensen-Shannon distance of the laws that two samples are from, with
 * the samples' own noise removed.
 *
 * @param expected Reference counts per bin, length B >= 1.
 * @param actual Current counts per bin, same bins.
 * @param options `base` of the logarithm as of `jensenShannonDistance`; `confidence`;
 * `effectiveSizes`.
 * @returns Bounds in [0, √(ln 2 / ln base)]; a lower bound of 0 means that no drift is shown. The
 * observed distance may lie near the upper bound or above it. One bin gives 0 and 0.
 * @throws {StatisticsError} `shape_mismatch`, `empty_input` when a side has no counts,
 * `invalid_value` for a negative or non-finite count, `invalid_argument` for the options.
 *
 * The method is that of `populationStabilityIndexInterval`, for the squared distance. In simulation
 * (as there) intervals of 95 % covered 93.5 to 99 %; with two expected values in a bin 89 to 96 %.
 * O(B).
 * @example
 * jensenShannonDistanceInterval([500, 500], [600, 400], { base: 2 }); // { lower: 0.0482, … }
 */
export function jensenShannonDistanceInterval(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
  options: DistanceIntervalOptions & JensenShannonDistanceOptions = {},
): Interval {
  const { base = Math.E } = options;
  assertArgument(base > 1 && base < Infinity, 'base', base, 'above 1 and finite');
  const reach = normalReach(tailProbability(options));
  const observed = observeLaws(expected, actual, options);
  const { lower, upper } = divergenceInterval(JENSEN_SHANNON, observed.filled, {
    value: jensenShannonDistance(observed.expected, observed.actual) ** 2,
    filled: jensenShannonDistance(observed.filled.expected, observed.filled.actual) ** 2,
    reach,
  });
  const toDistance = (divergence: number): number =>
    Math.sqrt(Math.min(divergence, Math.LN2) / Math.log(base));
  return { lower: toDistance(lower), upper: toDistance(upper) };
}
