import { absoluteNoise, gammaSurvival, standardError } from './absolute-noise.ts';
import type { SampledLaws } from './absolute-noise.ts';
import { effectiveSampleSize } from './no-drift.ts';
import { normalSurvival } from './normal.ts';
import { assertArgument, totalOfCounts } from './validate.ts';

/** Steps of the integral below, a sixth of a standard error each: good to 1e-5 of it. */
const STEPS = 64;

/**
 * Total variation distance to expect of two samples of one law: Σ √(p (1 - p) / 2π) / √(n m / (n +
 * m)) over the law's shares p.
 *
 * @param shares The law's shares, or counts or weights in their proportion: those of the reference,
 * or better of both samples pooled.
 * @param n, m Sample sizes as in `effectiveSampleSize`.
 * @returns The mean distance under no drift by the normal limit, in [0, 1]. It is greatest for
 * equal shares: √((B - 1) / 2π) / √(n m / (n + m)).
 * @throws {StatisticsError} `empty_input`, `invalid_value`, `invalid_argument`.
 *
 * O(B). The distance is half the sum of the bins' absolute errors, each of mean σ √(2 / π). Needs
 * about five expected values per bin; with fewer it is a little too large.
 */
export function totalVariationDistanceNoiseFloor(
  shares: ArrayLike<number>,
  n: number,
  m: number,
): number {
  return Math.min(1, absoluteNoise(pooledLaw(shares, n, m), () => true).mean);
}

/**
 * Probability under no drift of a total variation distance at least this large, by asymptotics.
 *
 * @param distance In [0, 1].
 * @param shares, n, m As in `totalVariationDistanceNoiseFloor`.
 * @returns p-value in [0, 1]; 1 when all values share one bin.
 * @throws {StatisticsError} `empty_input`, `invalid_value`, `invalid_argument`.
 *
 * O(B). From three bins on the gamma law with the mean and variance of the normal limit, with two
 * the half-normal law. In 2000 pairs of samples each, for 3 to 20 equal and unequal bins, 3.8 to
 * 5.0 % of the p-values were at most 0.05 and 0.3 to 1.0 % at most 0.01: it errs on the large side.
 * `totalVariationTest` is exact, and slower.
 */
export function totalVariationDistancePValue(
  distance: number,
  shares: ArrayLike<number>,
  n: number,
  m: number,
): number {
  assertArgument(distance >= 0 && distance <= 1, 'distance', distance, 'from 0 to 1');
  const law = pooledLaw(shares, n, m);
  const spread = law.expected.filter((share) => share > 0 && share < 1);
  if (spread.length === 0) return 1;
  if (spread.length === 2) return lInfinityDistancePValue(distance, spread, n, m);
  return gammaSurvival(
    distance,
    absoluteNoise(law, () => true),
  );
}

/**
 * L-infinity distance to expect of two samples of one law.
 *
 * @param shares, n, m As in `totalVariationDistanceNoiseFloor`.
 * @returns A bound of the mean distance under no drift by the normal limit, in [0, 1]. The bins'
 * errors are taken as independent, which by Šidák's inequality can only make the greatest of them
 * greater: by 14 % at most for three bins, by 6 % for five, by 2 % from ten on (simulated).
 * @throws {StatisticsError} `empty_input`, `invalid_value`, `invalid_argument`.
 *
 * O(B), some 65 normal tails per bin.
 * @see Šidák (1967), doi:10.1080/01621459.1967.10482935.
 */
export function lInfinityDistanceNoiseFloor(
  shares: ArrayLike<number>,
  n: number,
  m: number,
): number {
  const errors = distinctErrors(pooledLaw(shares, n, m));
  const greatest = errors.reduce((max, sigma) => Math.max(max, sigma), 0);
  if (greatest === 0) return 0;
  const upper = greatest * (Math.sqrt(2 * Math.log(2 * errors.length)) + 6);
  // Simpson's rule for the integral of the survival function, the mean.
  let sum = 0;
  for (let step = 0; step <= STEPS; step++) {
    const weight = step === 0 || step === STEPS ? 1 : 2 + 2 * (step % 2);
    sum += weight * greatestSurvival((step / STEPS) * upper, errors);
  }
  return Math.min(1, (sum * upper) / (3 * STEPS));
}

/**
 * Probability under no drift of an L-infinity distance at least this large, by asymptotics.
 *
 * @param distance In [0, 1].
 * @param shares, n, m As in `lInfinityDistanceNoiseFloor`.
 * @returns p-value in [0, 1], by Šidák's inequality too large rather than too small beside the
 * normal limit; 1 when all values share one bin. Two bins, which differ by the same, count as one.
 * @throws {StatisticsError} `empty_input`, `invalid_value`, `invalid_argument`.
 *
 * O(B).
 */
export function lInfinityDistancePValue(
  distance: number,
  shares: ArrayLike<number>,
  n: number,
  m: number,
): number {
  assertArgument(distance >= 0 && distance <= 1, 'distance', distance, 'from 0 to 1');
  const errors = distinctErrors(pooledLaw(shares, n, m));
  return errors.length === 0 ? 1 : greatestSurvival(distance, errors);
}

function pooledLaw(shares: ArrayLike<number>, n: number, m: number): SampledLaws {
  const total = totalOfCounts('shares', shares);
  const law = Float64Array.from(shares, (share) => share / total);
  return { expected: law, actual: law, n: effectiveSampleSize(n, m), m: Infinity };
}

/** Standard errors above 0; of two bins one, as both differ by the same. */
function distinctErrors(laws: SampledLaws): Float64Array {
  const errors = laws.expected
    .map((_, bin) => standardError(laws, bin))
    .filter((sigma) => sigma > 0);
  return errors.length === 2 ? errors.subarray(0, 1) : errors;
}

/** 1 - Π (1 - 2 Q(x / σ)), with the digits of a small one. */
function greatestSurvival(x: number, errors: Float64Array): number {
  let logBelow = 0;
  for (const sigma of errors) logBelow += Math.log1p(-2 * normalSurvival(x / sigma));
  return -Math.expm1(logBelow);
}
