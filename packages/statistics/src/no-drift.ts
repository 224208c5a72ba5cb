import { chiSquareSurvival } from './chi-square.ts';
import { kolmogorovOneSampleSurvival } from './kolmogorov-one-sample.ts';
import { assertArgument } from './validate.ts';

/** Mean of Kolmogorov's law, √(π/2) ln 2. */
const KOLMOGOROV_MEAN = Math.sqrt(Math.PI / 2) * Math.LN2;

/**
 * The size that one sample would need to be as noisy against a known law as two are against each
 * other: n m / (n + m).
 *
 * @param n Size of one sample, positive; weighted rows count as (Σw)²/Σw², so it may be a fraction.
 * @param m Size of the other; `Infinity` for a law that is known exactly.
 * @returns In (0, min(n, m)].
 * @throws {StatisticsError} `invalid_argument` unless both are positive and one is finite.
 */
export function effectiveSampleSize(n: number, m: number): number {
  assertArgument(n > 0, 'n', n, 'positive');
  assertArgument(m > 0, 'm', m, 'positive');
  assertArgument(Math.min(n, m) < Infinity, 'n and m', n, 'finite, at least one of them');
  if (n === Infinity || m === Infinity) return Math.min(n, m);
  // The quotient form keeps halves exact for whole sizes, which the Kolmogorov-Smirnov rounding needs.
  const size = (n * m) / (n + m);
  return size < Infinity ? size : 1 / (1 / n + 1 / m);
}

/**
 * Population stability index to expect of two samples of one law: (B - 1)(1/n + 1/m).
 *
 * @param bins Number of bins B that can hold values, a whole number from 1.
 * @param n, m Sample sizes as in `effectiveSampleSize`.
 * @returns The mean index under no drift, in nats, >= 0.
 * @throws {StatisticsError} `invalid_argument`.
 *
 * n m / (n + m) times the index tends to a chi-square law with B - 1 degrees of freedom (Yurdakul
 * 2018), whose mean this is. Needs about five expected values per bin.
 */
export function populationStabilityIndexNoiseFloor(bins: number, n: number, m: number): number {
  return degreesOfFreedom(bins) / effectiveSampleSize(n, m);
}

/**
 * Probability under no drift of a population stability index at least this large.
 *
 * @param psi Index in nats, >= 0.
 * @param bins, n, m As in `populationStabilityIndexNoiseFloor`, with the same law and conditions.
 * @returns p-value in [0, 1]; 1 for a single bin, which cannot differ.
 * @throws {StatisticsError} `invalid_argument`.
 */
export function populationStabilityIndexPValue(
  psi: number,
  bins: number,
  n: number,
  m: number,
): number {
  assertArgument(psi >= 0, 'psi', psi, 'not negative');
  return chiSquarePValue(psi, bins, effectiveSampleSize(n, m));
}

/**
 * Base-2 Jensen-Shannon distance to expect of two samples of one law:
 * √((B - 1) / (8 ln 2 · n m / (n + m))), cut at the largest possible distance, 1.
 *
 * @param bins, n, m As in `populationStabilityIndexNoiseFloor`.
 * @returns The root of the mean squared distance under no drift, in [0, 1]. For natural logarithms
 * multiply by √ln 2.
 * @throws {StatisticsError} `invalid_argument`.
 *
 * 8 n m / (n + m) times the divergence in nats tends to a chi-square law with B - 1 degrees of
 * freedom: near equality the divergence is an eighth of the symmetrised chi-square distance.
 */
export function jensenShannonDistanceNoiseFloor(bins: number, n: number, m: number): number {
  const divergence = degreesOfFreedom(bins) / (8 * Math.LN2 * effectiveSampleSize(n, m));
  return Math.min(1, Math.sqrt(divergence));
}

/**
 * Probability under no drift of a base-2 Jensen-Shannon distance at least this large.
 *
 * @param distance Base-2 distance in [0, 1]; divide a natural one by √ln 2.
 * @param bins, n, m As in `jensenShannonDistanceNoiseFloor`, with the same law and conditions.
 * @returns p-value in [0, 1]; 1 for a single bin.
 * @throws {StatisticsError} `invalid_argument`.
 */
export function jensenShannonDistancePValue(
  distance: number,
  bins: number,
  n: number,
  m: number,
): number {
  assertArgument(distance >= 0 && distance <= 1, 'distance', distance, 'from 0 to 1 (base 2)');
  const nats = distance * distance * Math.LN2;
  return chiSquarePValue(8 * nats, bins, effectiveSampleSize(n, m));
}

/**
 * Kolmogorov-Smirnov statistic to expect of two samples of one continuous law:
 * √(π/2) ln 2 / √(n m / (n + m)) = 0.8687 / √…, cut at 1.
 *
 * @param n, m Sample sizes as in `effectiveSampleSize`.
 * @returns The mean of D under no drift by Kolmogorov's limit, in (0, 1]. The true mean is a little
 * smaller: for finite samples, for ties and for values counted in bins.
 * @throws {StatisticsError} `invalid_argument`.
 */
export function kolmogorovSmirnovNoiseFloor(n: number, m: number): number {
  return Math.min(1, KOLMOGOROV_MEAN / Math.sqrt(effectiveSampleSize(n, m)));
}

/**
 * Probability under no drift of a two-sample Kolmogorov-Smirnov statistic at least this large, by
 * asymptotics: that of one sample of n m / (n + m) values, rounded (half to even).
 *
 * @param statistic D in [0, 1].
 * @param n, m Sample sizes as in `effectiveSampleSize`.
 * @returns p-value in [0, 1]; 1 where the rounded size is 0, since less than one value says nothing.
 * Ties and bins make D smaller and so the p-value too large, never too small.
 * @throws {StatisticsError} `invalid_argument`.
 *
 * Agrees with the asymptotic p-value of `scipy.stats.ks_2samp` to 1e-9, except for one value against
 * one, where scipy returns NaN.
 */
export function kolmogorovSmirnovPValue(statistic: number, n: number, m: number): number {
  assertArgument(statistic >= 0 && statistic <= 1, 'statistic', statistic, 'from 0 to 1');
  const size = roundHalfToEven(effectiveSampleSize(n, m));
  assertArgument(Number.isSafeInteger(size), 'n m / (n + m)', size, 'below 2^53');
  return size === 0 ? 1 : kolmogorovOneSampleSurvival(statistic, size);
}

/** B - 1, with the number of bins checked. */
export function degreesOfFreedom(bins: number): number {
  assertArgument(Number.isSafeInteger(bins) && bins >= 1, 'bins', bins, 'a whole number from 1');
  return bins - 1;
}

/** Share of the chi-square law with B - 1 degrees of freedom above `size` times the divergence. */
export function chiSquarePValue(divergence: number, bins: number, size: number): number {
  const dof = degreesOfFreedom(bins);
  return dof === 0 ? 1 : chiSquareSurvival(divergence * size, dof);
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const isHalf = value - floor === 0.5;
  return isHalf ? floor + (floor % 2) : Math.round(value);
}
