import { assertArgument } from './validate.ts';

/** Below this less than 1e-300 of the law remains. */
const NOTHING_BELOW = 0.04;
/** Where the two series for the same law change places; both need at most four terms there. */
const CROSSOVER = 0.82;

/**
 * Share of the Kolmogorov law above x: the limit of √n · D for the two-sided Kolmogorov-Smirnov
 * statistic D, of one sample of n or of two samples with n = n1 n2 / (n1 + n2).
 *
 * @param x Any number; below 0 gives 1.
 * @returns In [0, 1]; the relative error is about 1e-15, 1e-13 in tails near 1e-300.
 * @throws {StatisticsError} `invalid_argument` for NaN.
 *
 * O(1). Kolmogorov (1933): 2 Σ (-1)^(k-1) exp(-2 k² x²), and Jacobi's transform of it for small x.
 * Agrees with `scipy.stats.kstwobign.sf` to 1e-12.
 */
export function kolmogorovSurvival(x: number): number {
  assertArgument(!Number.isNaN(x), 'x', x, 'a number');
  if (x < NOTHING_BELOW) return 1;
  const square = x * x;
  if (x < CROSSOVER) {
    const exponent = -(Math.PI * Math.PI) / 8 / square;
    let sum = 0;
    for (let odd = 7; odd >= 1; odd -= 2) sum += Math.exp(exponent * odd * odd);
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  let sum = 0;
  for (let k = 5; k >= 1; k--) sum = Math.exp(-2 * k * k * square) - sum;
  return 2 * sum;
}
