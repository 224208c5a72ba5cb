import { absoluteNoise, gammaInverseSurvival, standardError } from './absolute-noise.ts';
import type { SampledLaws } from './absolute-noise.ts';
import { normalReach, observeLaws, tailProbability } from './distance-interval.ts';
import type { DistanceIntervalOptions } from './distance-interval.ts';
import { totalVariationDistance } from './total-variation-distance.ts';
import type { Interval } from './wilson-interval.ts';

/** From this many standard errors on the sign of a bin's difference is taken as known. */
const KNOWN_FROM = 3;

/**
 * Confidence interval of the total variation distance of the laws that two samples are from, with
 * the samples' own noise removed.
 *
 * @param expected Reference counts per bin, length B >= 1.
 * @param actual Current counts per bin, same bins.
 * @returns Bounds in [0, 1]. The observed distance exceeds the true one by chance, most of all
 * without drift, so it may lie near the upper bound; a lower bound of 0 means that no drift is
 * shown.
 * @throws {StatisticsError} `shape_mismatch`, `empty_input` when a side has no counts,
 * `invalid_value` for a negative or non-finite count, `invalid_argument` for the options.
 *
 * The distance is a norm of the difference of shares, from which both bounds follow. Upper: a norm
 * is above its tangent, so it exceeds the truth by no less than a sum of signed errors, which is
 * normal. Lower: by no more than the distance of the errors, ½ Σ |error|; only where a difference
 * is beyond three standard errors its sign is known, and the error counts with its sign. Below the
 * noise floor the upper bound stays where it is at the floor (Cowan et al. 2011, arXiv:1105.3166),
 * so that samples that happen to agree too well prove nothing.
 *
 * Conservative. In simulation (2 to 50 bins, 100 to 10,000 values, at least two expected in a bin)
 * intervals of 95 % covered 93.8 to 100 %, 98 % in the median. O(B).
 *
 * @example
 * totalVariationDistanceInterval([500, 500], [600, 400]); // { lower: 0.0566, upper: 0.1434 }
 */
export function totalVariationDistanceInterval(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
  options: DistanceIntervalOptions = {},
): Interval {
  const tail = tailProbability(options);
  const observed = observeLaws(expected, actual, options);
  const distance = totalVariationDistance(observed.expected, observed.actual);
  const laws = observed.estimated;
  const signs = observed.expected.map((share, bin) => Math.sign(share - observed.actual[bin]!));
  const known = signs.map((sign, bin) => {
    const difference = Math.abs(observed.expected[bin]! - observed.actual[bin]!);
    return difference > KNOWN_FROM * standardError(laws, bin) ? sign : 0;
  });

  const reach = normalReach(tail);
  const noise = absoluteNoise(laws, (bin) => known[bin] === 0);
  // The two sums of errors are all but uncorrelated: their reaches add up as variances do.
  const below = gammaInverseSurvival(tail, noise) - noise.mean;
  const lower = distance - noise.mean - Math.hypot(below, reach * signedError(laws, known));
  const floor = absoluteNoise(laws, () => true).mean;
  const upper = Math.max(distance, floor) + reach * signedError(laws, signs);
  return { lower: Math.max(0, lower), upper: Math.min(1, upper) };
}

/** Standard error of ½ Σ sign · error. */
function signedError(laws: SampledLaws, signs: Float64Array): number {
  return Math.sqrt(
    signedVariance(laws.expected, signs) / laws.n + signedVariance(laws.actual, signs) / laws.m,
  );
}

function signedVariance(shares: Float64Array, signs: Float64Array): number {
  let mean = 0;
  let square = 0;
  for (let bin = 0; bin < shares.length; bin++) {
    const term = (shares[bin]! * signs[bin]!) / 2;
    mean += term;
    square += (term * signs[bin]!) / 2;
  }
  return Math.max(0, square - mean * mean);
}
