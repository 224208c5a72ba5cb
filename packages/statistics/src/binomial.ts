import { logBetaTerm } from './beta-term.ts';
import { lowerBetaTail } from './incomplete-beta.ts';
import { assertArgument, assertProbability } from './validate.ts';

/**
 * Natural logarithm of the binomial probability of exactly k successes in n trials.
 *
 * @param k A whole number; `-Infinity` is returned outside [0, n].
 * @param n Trials, a whole number from 0.
 * @param p Probability of a success, in [0, 1].
 * @returns In [-Infinity, 0]. The error is about 1e-15 absolutely near the mean and relatively far
 * from it.
 * @throws {StatisticsError} `invalid_argument` outside these ranges.
 *
 * O(1). Loader's saddle-point form. Agrees with `scipy.stats.binom.logpmf` to 1e-12 for
 * hundreds of trials; scipy's own error is 1e-10 at a million.
 * @see Loader (2000), "Fast and accurate computation of binomial probabilities".
 * @example
 * Math.exp(binomialLogProbability(3, 10, 0.5)); // 0.1172
 */
export function binomialLogProbability(k: number, n: number, p: number): number {
  assertArgument(Number.isSafeInteger(k), 'k', k, 'a whole number');
  assertTrials(n, p);
  const failures = n - k;
  if (k < 0 || failures < 0) return -Infinity;
  if (p === 0 || p === 1) return k === n * p ? 0 : -Infinity;
  if (k === 0) return n * Math.log1p(-p);
  if (failures === 0) return n * Math.log(p);
  return Math.log(n / k / failures) + logBetaTerm(k, failures, { x: p, y: 1 - p });
}

/**
 * Probability of at most k successes in n trials.
 *
 * @param k Any number; what is behind its decimal point does not matter.
 * @param n Trials, a whole number from 0.
 * @param p Probability of a success, in [0, 1].
 * @returns In [0, 1], with its digits also where it is tiny; accuracy and complexity as
 * `regularizedIncompleteBeta`, of which it is I_(1-p)(n - k, k + 1).
 * @throws {StatisticsError} `invalid_argument` outside these ranges.
 *
 * Agrees with `scipy.stats.binom.cdf` to 1e-12.
 * @see NIST Digital Library of Mathematical Functions, 8.17.5.
 * @example
 * binomialCumulative(3, 10, 0.5); // 0.1719
 */
export function binomialCumulative(k: number, n: number, p: number): number {
  const whole = wholeSuccesses(k, n, p);
  if (whole < 0) return 0;
  return whole >= n ? 1 : lowerBetaTail(n - whole, whole + 1, { x: 1 - p, y: p });
}

/**
 * Probability of more than k successes in n trials: 1 - `binomialCumulative`, without that
 * difference wherever it is small.
 *
 * @param k, n, p As in `binomialCumulative`.
 * @returns In [0, 1]; accuracy and complexity as there.
 * @throws {StatisticsError} `invalid_argument` as there.
 *
 * I_p(k + 1, n - k). Agrees with `scipy.stats.binom.sf` to 1e-12.
 */
export function binomialSurvival(k: number, n: number, p: number): number {
  const whole = wholeSuccesses(k, n, p);
  if (whole < 0) return 1;
  return whole >= n ? 0 : lowerBetaTail(whole + 1, n - whole, { x: p, y: 1 - p });
}

function wholeSuccesses(k: number, n: number, p: number): number {
  assertArgument(!Number.isNaN(k), 'k', k, 'a number');
  assertTrials(n, p);
  return Math.floor(k);
}

function assertTrials(n: number, p: number): void {
  assertArgument(Number.isSafeInteger(n) && n >= 0, 'n', n, 'a whole number from 0');
  assertProbability('p', p);
}
