import { assertArgument } from './validate.ts';

/** A performance metric together with what an interval of it needs. */
export interface Estimate {
  /** The metric; `undefined` where it has no value, as a share of nothing has none. */
  readonly value: number | undefined;
  /** Rows, or the sum of their weights, that enter the metric. */
  readonly n: number;
  /**
   * Squared standard error of `value` for rows drawn independently, by the delta method;
   * `undefined` where it cannot be told from these numbers. A share of 0 or 1 has a variance of 0:
   * take `wilsonInterval(value * n, n)` for shares.
   */
  readonly variance: number | undefined;
}

export interface ZeroDivisionOptions {
  /**
   * What `value` is where the denominator is 0; scikit-learn's option of this name.
   *
   * @default `undefined`: such a metric has no value
   */
  readonly zeroDivision?: number | undefined;
}

/** The estimate of a metric that has no denominator. */
export function zeroDivisionEstimate(options: ZeroDivisionOptions, n: number = 0): Estimate {
  return { value: options.zeroDivision, n, variance: undefined };
}

/**
 * A share of counts as an estimate: clicks of impressions, labelled of all predictions.
 *
 * @param successes In [0, n].
 * @param n Trials, finite; 0 has the value of `zeroDivision`.
 * @returns `value` in [0, 1], `variance` p (1 - p) / n.
 * @throws {StatisticsError} `invalid_argument` outside these ranges.
 *
 * O(1).
 * @example
 * proportion(3, 12); // { value: 0.25, n: 12, variance: 0.015625 }
 */
export function proportion(
  successes: number,
  n: number,
  options: ZeroDivisionOptions = {},
): Estimate {
  assertArgument(n >= 0 && n < Infinity, 'n', n, 'finite and not negative');
  assertArgument(successes >= 0 && successes <= n, 'successes', successes, `from 0 to ${n}`);
  if (n === 0) return zeroDivisionEstimate(options);
  const value = successes / n;
  // The other share is not taken from 1, which would lose its digits next to 1.
  return { value, n, variance: (value * ((n - successes) / n)) / n };
}
