import { binomialLogProbability } from './binomial.ts';
import { assertArgument } from './validate.ts';

/** An urn and how much is drawn from it, without putting back. */
export interface HypergeometricLaw {
  /** Everything in the urn, a whole number from 0 to 2^53 - 1. */
  readonly population: number;
  /** How much of it counts as a success, from 0 to `population`. */
  readonly successes: number;
  /** How much is drawn, from 0 to `population`. */
  readonly draws: number;
}

/**
 * Natural logarithm of the hypergeometric probability of exactly k successes among the draws.
 *
 * @param k A whole number; `-Infinity` is returned where so many successes cannot be drawn.
 * @returns In [-Infinity, 0]. The error is about 1e-14 absolutely near the mean, relatively far from
 * it.
 * @throws {StatisticsError} `invalid_argument` outside these ranges.
 *
 * O(1). A quotient of three binomial probabilities at draws / population, each in Loader's
 * saddle-point form. Agrees with `scipy.stats.hypergeom.logpmf` to 1e-11 for populations in the
 * thousands; scipy's own error is 1e-9 at a million.
 * @see Loader (2000), "Fast and accurate computation of binomial probabilities".
 * @example
 * Math.exp(hypergeometricLogProbability(1, { population: 10, successes: 5, draws: 2 })); // 5 / 9
 */
export function hypergeometricLogProbability(k: number, law: HypergeometricLaw): number {
  assertArgument(Number.isSafeInteger(k), 'k', k, 'a whole number');
  assertLaw(law);
  const { population, successes, draws } = law;
  const { least, most } = hypergeometricRange(law);
  if (k < least || k > most) return -Infinity;
  if (least === most) return 0;
  const share = draws / population;
  return Math.min(
    0,
    binomialLogProbability(k, successes, share) +
      binomialLogProbability(draws - k, population - successes, share) -
      binomialLogProbability(draws, population, share),
  );
}

/**
 * Probability of at most k successes among the draws.
 *
 * @param k Any number; what is behind its decimal point does not matter.
 * @returns In [0, 1], with its digits also where it is tiny: the relative error is about 1e-13,
 * 1e-12 in tails near 1e-300.
 * @throws {StatisticsError} `invalid_argument` outside the ranges of `HypergeometricLaw`.
 *
 * Sums the smaller tail from its largest probability on, until they no longer matter: some ten
 * standard deviations. Agrees with `scipy.stats.hypergeom.cdf` to 1e-11, with the same restriction.
 */
export function hypergeometricCumulative(k: number, law: HypergeometricLaw): number {
  assertLaw(law);
  const { population, successes, draws } = law;
  // As many failures stay in the urn as there are successes drawn, but for a constant.
  const mirrored = { population, successes, draws: population - draws };
  return hypergeometricSurvival(successes - Math.floor(k) - 1, mirrored);
}

/**
 * Probability of more than k successes among the draws: 1 - `hypergeometricCumulative`, without
 * that difference wherever it is small.
 *
 * @param k As in `hypergeometricCumulative`.
 * @returns In [0, 1]; accuracy and complexity as there.
 * @throws {StatisticsError} `invalid_argument` as there.
 *
 * Agrees with `scipy.stats.hypergeom.sf` as there.
 */
export function hypergeometricSurvival(k: number, law: HypergeometricLaw): number {
  assertArgument(!Number.isNaN(k), 'k', k, 'a number');
  assertLaw(law);
  const { least, most } = hypergeometricRange(law);
  const above = Math.floor(k) + 1;
  if (above <= least) return 1;
  if (above > most) return 0;
  const { population, successes, draws } = law;
  const mean = draws * (successes / population);
  if (above > mean) return Math.min(1, tailFrom(above, 1, law));
  return Math.max(0, 1 - tailFrom(above - 1, -1, law));
}

/** The numbers of successes that can be drawn. */
export function hypergeometricRange(law: HypergeometricLaw): { least: number; most: number } {
  const { population, successes, draws } = law;
  return { least: Math.max(0, draws - (population - successes)), most: Math.min(successes, draws) };
}

/** Probability of k and everything beyond it in the direction of `step`, where terms fall. */
function tailFrom(k: number, step: 1 | -1, law: HypergeometricLaw): number {
  let ratio = 1;
  let sum = 1;
  for (let count = k; ; count += step) {
    ratio *= step === 1 ? ratioUp(count, law) : 1 / ratioUp(count - 1, law);
    const next = sum + ratio;
    if (next === sum) break;
    sum = next;
  }
  return Math.exp(hypergeometricLogProbability(k, law) + Math.log(sum));
}

/** Probability of k + 1 successes over that of k; 0 at the upper end, `Infinity` below the lower. */
export function ratioUp(k: number, { population, successes, draws }: HypergeometricLaw): number {
  const failuresLeft = population - successes - draws + k + 1;
  return ((successes - k) / (k + 1)) * ((draws - k) / failuresLeft);
}

function assertLaw({ population, successes, draws }: HypergeometricLaw): void {
  assertWhole('population', population, Number.MAX_SAFE_INTEGER);
  assertWhole('successes', successes, population);
  assertWhole('draws', draws, population);
}

function assertWhole(name: string, value: number, most: number): void {
  const accepted = Number.isSafeInteger(value) && value >= 0 && value <= most;
  assertArgument(accepted, name, value, `a whole number from 0 to ${most}`);
}
