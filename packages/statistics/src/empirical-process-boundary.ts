import { lastWhere, leastPoint } from './bisection.ts';
import { assertArgument } from './validate.ts';

export interface EmpiricalProcessOptions {
  /**
   * Probability that the band fails at any time, above 0 and below 1.
   *
   * @default 0.05
   */
  readonly alpha?: number;
  /** Observations from which on the band holds, from 1; before, it says nothing. */
  readonly start: number;
  /**
   * Factor of the root, above √½, the least that the law of the iterated logarithm allows. A smaller
   * one makes the band narrower in the long run and wider at first.
   *
   * @default 0.85
   */
  readonly factor?: number;
}

/**
 * Half-width of a band around an empirical distribution function that holds the distribution
 * function at every value and at any time.
 *
 * @returns A function of the number of observations n >= 0: the half-width, A √((ln(1 + ln(n / start))
 * + C) / n), or `Infinity` below `start`. It throws `invalid_argument` for a negative n or NaN.
 * @throws {StatisticsError} `invalid_argument` for an option outside its range.
 *
 * The constant C is sought once, in a fraction of a millisecond; the function returned is O(1). Agrees with
 * the values published by confseq to 1e-5.
 * @see Howard & Ramdas (2022), doi:10.3150/21-BEJ1388.
 * @example
 * empiricalProcessBoundary({ start: 100 })(1000); // 0.0820
 */
export function empiricalProcessBoundary(options: EmpiricalProcessOptions): (n: number) => number {
  const { alpha = 0.05, start, factor = 0.85 } = options;
  assertArgument(alpha > 0 && alpha < 1, 'alpha', alpha, 'between 0 and 1');
  assertArgument(start >= 1 && start < Infinity, 'start', start, 'from 1 and finite');
  assertArgument(factor > Math.SQRT1_2 && factor < 100, 'factor', factor, 'from √½ to 100');
  const constant = leastConstant(alpha, factor);
  return (n) => {
    assertArgument(n >= 0, 'n', n, 'not negative');
    if (n < start) return Infinity;
    if (n === Infinity) return 0;
    return factor * Math.sqrt((Math.log1p(Math.log(n / start)) + constant) / n);
  };
}

/** The least C for which the crossing probability is at most `alpha`. */
function leastConstant(alpha: number, factor: number): number {
  const holds = (constant: number): boolean => crossingBound(constant, factor) <= alpha;
  let high = 1;
  while (!holds(high)) high *= 2;
  return lastWhere(high, 0, holds);
}

/**
 * Least bound of the crossing probability over the ratio η of successive epochs:
 * 4 e^(-γ² C) (1 + 1 / ((γ² - 1) ln η)) with γ² = 2 (A - √(2 (η - 1) / C))² / η above 1.
 */
function crossingBound(constant: number, factor: number): number {
  const root = (ratio: number): number => Math.sqrt((2 * (ratio - 1)) / constant);
  const isAllowed = (ratio: number): boolean => Math.sqrt(ratio / 2) + root(ratio) <= factor;
  const bound = (ratio: number): number => {
    const square = (2 / ratio) * (factor - root(ratio)) ** 2;
    // Where nothing is above 1 the bound is infinite.
    const excess = Math.max(0, square - 1) * Math.log(ratio);
    return 4 * Math.exp(-square * constant) * (1 + 1 / excess);
  };
  const largest = lastWhere(1, 2 * factor * factor, isAllowed);
  return bound(leastPoint(1, largest, bound));
}
