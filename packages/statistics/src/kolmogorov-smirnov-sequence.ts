import { empiricalProcessBoundary } from './empirical-process-boundary.ts';
import { kolmogorovSmirnovFromCounts } from './kolmogorov-smirnov.ts';
import { assertArgument, totalOfCounts } from './validate.ts';
import type { Interval } from './wilson-interval.ts';

export interface KolmogorovSmirnovSequenceOptions {
  /**
   * Probability that a bound ever fails, above 0 and below 1; half of it is for the reference.
   *
   * @default 0.05
   */
  readonly alpha?: number;
  /** Current values from which on something is said, from 1. */
  readonly start: number;
}

/**
 * Bounds that hold, at all times at once, the Kolmogorov-Smirnov distance between the law of the
 * current values and the law of the reference, both known from counts in common bins.
 *
 * @returns A function of the counts of reference and of everything current since a start: `lower` and
 * `upper` of the greatest difference of the two distribution functions at the bins' ends, in [0, 1].
 * `lower` above 0 rejects that both are the same. Below `start` values they are 0 and 1. It throws
 * `shape_mismatch`, `empty_input` and `invalid_value` as `kolmogorovSmirnovFromCounts`.
 * @throws {StatisticsError} `invalid_argument` for an option outside its range.
 *
 * O(B). The statistic less and plus the time-uniform half-width of the current values and the
 * Dvoretzky-Kiefer-Wolfowitz half-width √(ln(2/α') / 2n) of the reference, whose size is fixed.
 * Rows must be independent, whatever the law; whole counts.
 * @see Howard & Ramdas (2022), doi:10.3150/21-BEJ1388; Massart (1990), doi:10.1214/aop/1176990746.
 * @example
 * const bounds = kolmogorovSmirnovSequence({ start: 100 });
 * bounds([5000, 5000], [1400, 600]); // { lower: 0.125, upper: 0.275 }
 */
export function kolmogorovSmirnovSequence(
  options: KolmogorovSmirnovSequenceOptions,
): (expected: ArrayLike<number>, actual: ArrayLike<number>) => Interval {
  const { alpha = 0.05, start } = options;
  assertArgument(alpha > 0 && alpha < 1, 'alpha', alpha, 'between 0 and 1');
  const currentHalfWidth = empiricalProcessBoundary({ alpha: alpha / 2, start });
  return (expected, actual) => {
    const { statistic } = kolmogorovSmirnovFromCounts(expected, actual);
    const referenceSize = totalOfCounts('expected', expected);
    const halfWidth =
      currentHalfWidth(totalOfCounts('actual', actual)) +
      Math.sqrt(Math.log(4 / alpha) / (2 * referenceSize));
    return {
      lower: Math.max(0, statistic - halfWidth),
      upper: Math.min(1, statistic + halfWidth),
    };
  };
}
