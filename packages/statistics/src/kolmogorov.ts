import { lastWhere } from './bisection.ts';
import { assertArgument, assertProbability } from './validate.ts';

/** Below this less than 1e-300 of the law remains. */
const NOTHING_BELOW = 0.04;
/** From here on 2 exp(-2 x²) is 0. */
const UNDERFLOW = 20;
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

/**
 * The point of the Kolmogorov law above which a share `p` of it lies: 1.358 for 5 %.
 *
 * @param p In [0, 1]; 0 gives Infinity, 1 gives 0.
 * @returns x >= 0 with `kolmogorovSurvival(x)` = p.
 * @throws {StatisticsError} `invalid_argument` for anything else.
 *
 * O(1): some sixty evaluations. For p within 1e-16 of 1 the law has no digits left to invert. Agrees
 * with `scipy.stats.kstwobign.isf` to 1e-12.
 * @example
 * kolmogorovInverseSurvival(0.05); // 1.3581
 */
export function kolmogorovInverseSurvival(p: number): number {
  assertProbability('p', p);
  if (p === 0 || p === 1) return p === 0 ? Infinity : 0;
  return lastWhere(0, UNDERFLOW, (x) => kolmogorovSurvival(x) >= p);
}
