import { normalQuantile } from './normal.ts';
import { assertProportion } from './proportion.ts';
import { assertConfidence } from './validate.ts';

/** Bounds of an estimate, lower <= upper, in its unit and range. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Wilson's score interval for a proportion.
 *
 * @param successes In [0, n]; may be a fraction, as `n` may be, for weighted rows.
 * @param n Trials, positive and finite.
 * @param confidence Coverage aimed at, above 0 and below 1.
 * @returns The proportions that a normal score test does not reject. Exactly 0 is the lower bound
 * without successes, exactly 1 the upper bound without failures.
 * @throws {StatisticsError} `empty_input` for n = 0, `invalid_argument` outside these ranges.
 *
 * O(1). Agrees with `scipy.stats.binomtest(…).proportion_ci(method='wilson')` to 1e-12.
 * @see Wilson (1927), doi:10.1080/01621459.1927.10502953.
 * @example
 * wilsonInterval(3, 10); // { lower: 0.1078, upper: 0.6032 }
 */
export function wilsonInterval(successes: number, n: number, confidence: number = 0.95): Interval {
  assertProportion({ successes, n });
  assertConfidence(confidence);
  const z = -normalQuantile((1 - confidence) / 2);
  const square = z * z;
  // Both are roots of (n + z²) p² - (2s + z²) p + s²/n; the smaller is written as the quotient of
  // their product and the larger, so that neither cancels when it is tiny.
  const half =
    successes + square / 2 + (z / 2) * Math.sqrt(square + 4 * (successes * (1 - successes / n)));
  return {
    lower: successes === 0 ? 0 : successes * (successes / n / half),
    upper: successes === n ? 1 : Math.min(1, half / (n + square)),
  };
}
