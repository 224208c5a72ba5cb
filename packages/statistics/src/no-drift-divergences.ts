import { chiSquarePValue, degreesOfFreedom, effectiveSampleSize } from './no-drift.ts';
import { assertArgument } from './validate.ts';

/**
 * Hellinger distance to expect of two samples of one law: √((B - 1) / (8 n m / (n + m))), cut at 1.
 *
 * @param bins Number of bins B that can hold values, a whole number from 1.
 * @param n, m Sample sizes as in `effectiveSampleSize`.
 * @returns The root of the mean squared distance under no drift, in [0, 1].
 * @throws {StatisticsError} `invalid_argument`.
 *
 * 8 n m / (n + m) times the squared distance tends to a chi-square law with B - 1 degrees of
 * freedom, as for every divergence with a second derivative (Pardo 2006, Statistical Inference
 * Based on Divergence Measures, theorem 3.1). Needs about five expected values per bin.
 */
export function hellingerDistanceNoiseFloor(bins: number, n: number, m: number): number {
  return Math.min(1, Math.sqrt(bhattacharyyaDistanceNoiseFloor(bins, n, m)));
}

/**
 * Probability under no drift of a Hellinger distance at least this large.
 *
 * @param distance In [0, 1].
 * @param bins, n, m As in `hellingerDistanceNoiseFloor`, with the same law and conditions.
 * @returns p-value in [0, 1]; 1 for a single bin, which cannot differ.
 * @throws {StatisticsError} `invalid_argument`.
 */
export function hellingerDistancePValue(
  distance: number,
  bins: number,
  n: number,
  m: number,
): number {
  assertArgument(distance >= 0 && distance <= 1, 'distance', distance, 'from 0 to 1');
  return chiSquarePValue(8 * distance * distance, bins, effectiveSampleSize(n, m));
}

/**
 * Bhattacharyya distance to expect of two samples of one law: (B - 1) / (8 n m / (n + m)).
 *
 * @param bins, n, m As in `hellingerDistanceNoiseFloor`, whose square this is: near equality the
 * two agree.
 * @returns The mean distance under no drift, in nats, >= 0.
 * @throws {StatisticsError} `invalid_argument`.
 */
export function bhattacharyyaDistanceNoiseFloor(bins: number, n: number, m: number): number {
  return degreesOfFreedom(bins) / (8 * effectiveSampleSize(n, m));
}

/**
 * Probability under no drift of a Bhattacharyya distance at least this large.
 *
 * @param distance Nats, in [0, ∞].
 * @param bins, n, m As in `hellingerDistancePValue`; the p-value is that of the Hellinger distance
 * √(1 - e^-distance).
 * @throws {StatisticsError} `invalid_argument`.
 */
export function bhattacharyyaDistancePValue(
  distance: number,
  bins: number,
  n: number,
  m: number,
): number {
  assertArgument(distance >= 0, 'distance', distance, 'not negative');
  return chiSquarePValue(-8 * Math.expm1(-distance), bins, effectiveSampleSize(n, m));
}

/**
 * Kullback-Leibler divergence to expect of two samples of one law: (B - 1) / (2 n m / (n + m)).
 *
 * @param bins, n, m As in `hellingerDistanceNoiseFloor`, with the same law and conditions.
 * @returns The mean divergence under no drift, in nats, >= 0.
 * @throws {StatisticsError} `invalid_argument`.
 */
export function kullbackLeiblerDivergenceNoiseFloor(bins: number, n: number, m: number): number {
  return degreesOfFreedom(bins) / (2 * effectiveSampleSize(n, m));
}

/**
 * Probability under no drift of a Kullback-Leibler divergence at least this large.
 *
 * @param divergence Nats, in [0, ∞]; `Infinity` gives 0.
 * @param bins, n, m As in `hellingerDistancePValue`, with the same law and conditions.
 * @returns p-value in [0, 1]; 1 for a single bin.
 * @throws {StatisticsError} `invalid_argument`.
 */
export function kullbackLeiblerDivergencePValue(
  divergence: number,
  bins: number,
  n: number,
  m: number,
): number {
  assertArgument(divergence >= 0, 'divergence', divergence, 'not negative');
  return chiSquarePValue(2 * divergence, bins, effectiveSampleSize(n, m));
}
