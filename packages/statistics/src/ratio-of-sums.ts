import { StatisticsError } from './errors.ts';
import type { Estimate, ZeroDivisionOptions } from './estimate.ts';
import { zeroDivisionEstimate } from './estimate.ts';
import type { MeanSums } from './mean-sums.ts';
import { meanSumsOf, mergeMeanSums } from './mean-sums.ts';
import { assertRows, assertValues } from './rows.ts';

/** The mergeable sums of a ratio of two totals, as revenue per visit. */
export interface RatioSums {
  readonly numerator: MeanSums;
  readonly denominator: MeanSums;
  /** Sum over rows of the product of both deviations from their means. */
  readonly codeviations: number;
}

/**
 * Sums of a declared ratio: total of one column over the total of another.
 *
 * @param numerators Finite, length n >= 1.
 * @param denominators Finite, same length.
 * @returns The sums; those of parts merge to those of the whole.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`.
 *
 * O(n). Rows are taken as independent: where one user has many events, make one row per user with
 * its totals.
 * @example
 * ratioOfSums(ratioSums([1, 0, 2], [2, 1, 3])).value; // 0.5
 */
export function ratioSums(
  numerators: ArrayLike<number>,
  denominators: ArrayLike<number>,
): RatioSums {
  const rows = assertRows({ numerators, denominators });
  assertValues('numerators', numerators);
  assertValues('denominators', denominators);
  const numerator = meanSumsOf(rows, (row) => numerators[row]!);
  const denominator = meanSumsOf(rows, (row) => denominators[row]!);
  const products = meanSumsOf(
    rows,
    (row) => (numerators[row]! - numerator.mean) * (denominators[row]! - denominator.mean),
  );
  return { numerator, denominator, codeviations: products.mean * rows };
}

/** The rows of two sums together. O(1). */
export function mergeRatioSums(a: RatioSums, b: RatioSums): RatioSums {
  const numerator = mergeMeanSums(a.numerator, b.numerator);
  const denominator = mergeMeanSums(a.denominator, b.denominator);
  const { n } = numerator;
  const share = n === 0 ? 0 : a.numerator.n * (b.numerator.n / n);
  const apart = (b.numerator.mean - a.numerator.mean) * (b.denominator.mean - a.denominator.mean);
  return { numerator, denominator, codeviations: a.codeviations + b.codeviations + share * apart };
}

/**
 * The ratio of the two totals as an estimate.
 *
 * @returns No value when the denominators sum to 0, unless `zeroDivision` is given. `variance` by
 * the delta method, (V(a) - 2 R C(a, b) + R² V(b)) / (n mean(b)²), which needs n > 1 and a mean
 * denominator well away from 0.
 * @throws {StatisticsError} `invalid_value` when the ratio is beyond the largest double.
 *
 * O(1).
 * @see Deng, Knoblich and Lu (2018), "Applying the Delta Method in Metric Analytics",
 * doi:10.1145/3219819.3219919.
 */
export function ratioOfSums(sums: RatioSums, options: ZeroDivisionOptions = {}): Estimate {
  const { numerator, denominator, codeviations } = sums;
  const { n, mean } = denominator;
  if (n === 0 || mean === 0) return zeroDivisionEstimate(options, n);
  const value = numerator.mean / mean;
  if (!Number.isFinite(value)) {
    throw new StatisticsError(
      'invalid_value',
      `${numerator.mean} / ${mean} is beyond the largest double`,
    );
  }
  if (n <= 1) return { value, n, variance: undefined };
  const squares =
    numerator.squaredDeviations -
    2 * value * codeviations +
    value * value * denominator.squaredDeviations;
  return { value, n, variance: Math.max(0, squares) / (n - 1) / n / mean / mean };
}
