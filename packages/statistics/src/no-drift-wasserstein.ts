import { gammaSurvival } from './absolute-noise.ts';
import { areaNoise } from './area-noise.ts';
import { effectiveSampleSize } from './no-drift.ts';
import { assertArgument, assertAscending, assertFiniteRange } from './validate.ts';

/**
 * Wasserstein-1 distance to expect of two samples of one law: √(2 / π) ∫ √(F (1 - F)) dx
 * / √(n m / (n + m)) over its distribution function F.
 *
 * @param sample Ascending finite values that tell the law, length at least 1: the reference. Its
 * size need not be n.
 * @param n, m Sample sizes as in `effectiveSampleSize`.
 * @returns The mean distance under no drift, in the feature's unit, >= 0; 0 for a constant sample.
 * At each x the error of the difference is normal with variance F (1 - F) (1/n + 1/m). Laws whose
 * integral diverges, as with tails of variance infinite, have no such limit: the sample's own value
 * is finite but grows with it.
 * @throws {StatisticsError} `empty_input`, `invalid_value` also for a range beyond the largest
 * double, `invalid_argument`.
 *
 * O(size of the sample) time, O(1) space. For a uniform law on an interval of length L it is
 * 0.313 L √(1/n + 1/m).
 *
 * @see del Barrio, Giné & Matrán (1999), doi:10.1214/aop/1022677394.
 */
export function wassersteinDistanceNoiseFloor(
  sample: ArrayLike<number>,
  n: number,
  m: number,
): number {
  assertAscending('sample', sample);
  const size = sample.length;
  assertFiniteRange(sample[0]!, sample[size - 1]!);
  let integral = 0;
  for (let index = 1; index < size; index++) {
    const share = index / size;
    integral += Math.sqrt(share * (1 - share)) * (sample[index]! - sample[index - 1]!);
  }
  return Math.sqrt(2 / (Math.PI * effectiveSampleSize(n, m))) * integral;
}

/**
 * Probability under no drift of a Wasserstein-1 distance at least this large, by asymptotics.
 *
 * @param distance In the feature's unit, >= 0.
 * @param sample, n, m As in `wassersteinDistanceNoiseFloor`, with the same law and conditions.
 * @returns p-value in [0, 1] of the gamma law with the mean and variance of the limit, the area
 * under the absolute value of a Brownian bridge; 1 for a constant sample and no distance, 0 for one
 * and any other.
 * @throws {StatisticsError} `empty_input`, `invalid_value`, `invalid_argument`.
 *
 * O(size of the sample + 64²). In 4000 pairs of samples each of normal, uniform and lognormal laws,
 * with the pooled sample for the law, 4.6 to 6.1 % of the p-values were at most 0.05 and 0.6 to 1.8
 * % at most 0.01: the limit's tail is a little heavier than the gamma law's. A permutation test of
 * the distance keeps its level.
 */
export function wassersteinDistancePValue(
  distance: number,
  sample: ArrayLike<number>,
  n: number,
  m: number,
): number {
  assertArgument(distance >= 0, 'distance', distance, 'not negative');
  assertAscending('sample', sample);
  const size = sample.length;
  assertFiniteRange(sample[0]!, sample[size - 1]!);
  const steps = { length: size - 1 };
  const stretches = {
    f: Float64Array.from(steps, (_, index) => (index + 1) / size),
    g: new Float64Array(size - 1),
    width: Float64Array.from(steps, (_, index) => sample[index + 1]! - sample[index]!),
  };
  const sizes = { n: effectiveSampleSize(n, m), m: Infinity };
  return gammaSurvival(
    distance,
    areaNoise(stretches, sizes, () => true),
  );
}
