import type { BinaryConfusion } from './binary-confusion.ts';
import type { ConfusionMatrix } from './confusion-matrix.ts';
import { asMatrix, marginsOf } from './confusion-matrix.ts';
import type { Estimate, ZeroDivisionOptions } from './estimate.ts';
import { zeroDivisionEstimate } from './estimate.ts';

/**
 * Share of rows that are predicted right, in [0, 1].
 *
 * @param confusion Binary, or of any number of classes.
 * @returns No value without rows, unless `zeroDivision` is given.
 * @throws {StatisticsError} `invalid_argument`, `invalid_value` for counts that are none.
 *
 * O(K²). Agrees with `sklearn.metrics.accuracy_score` to 1e-15.
 */
export function accuracy(
  confusion: BinaryConfusion | ConfusionMatrix,
  options: ZeroDivisionOptions = {},
): Estimate {
  const { total, actual, right } = marginsOf(asMatrix(confusion));
  if (total === 0) return zeroDivisionEstimate(options);
  let value = 0;
  let wrong = 0;
  for (let k = 0; k < right.length; k++) {
    value += right[k]! / total;
    wrong += (actual[k]! - right[k]!) / total;
  }
  return { value: Math.min(1, value), n: total, variance: (value * wrong) / total };
}

export interface BalancedAccuracyOptions extends ZeroDivisionOptions {
  /**
   * Rescales so that chance is 0: (a - 1/C) / (1 - 1/C) with C classes that have rows.
   *
   * @default `false`
   */
  readonly adjusted?: boolean;
}

/**
 * Mean over classes of the share of their rows that is predicted right, in [0, 1].
 *
 * @param confusion Binary, or of any number of classes; a class without rows is left out.
 * @returns No value without rows, or adjusted for a single class, unless `zeroDivision` is given.
 * @throws {StatisticsError} `invalid_argument`, `invalid_value` for counts that are none.
 *
 * O(K²). Variance: the sum of the classes' p (1 - p) / n over C², each given its number of rows.
 * Agrees with `sklearn.metrics.balanced_accuracy_score` to 1e-15.
 * @see Brodersen et al. (2010), doi:10.1109/ICPR.2010.764.
 */
export function balancedAccuracy(
  confusion: BinaryConfusion | ConfusionMatrix,
  options: BalancedAccuracyOptions = {},
): Estimate {
  const { total, actual, right } = marginsOf(asMatrix(confusion));
  const { adjusted = false } = options;
  let present = 0;
  let recalls = 0;
  let variances = 0;
  for (let k = 0; k < right.length; k++) {
    const rows = actual[k]!;
    if (rows === 0) continue;
    present++;
    const share = right[k]! / rows;
    recalls += share;
    variances += (share * ((rows - right[k]!) / rows)) / rows;
  }
  const scale = adjusted ? 1 - 1 / present : 1;
  if (present === 0 || scale === 0) return zeroDivisionEstimate(options, total);
  const mean = recalls / present;
  return {
    value: adjusted ? (mean - 1 / present) / scale : mean,
    n: total,
    variance: variances / present ** 2 / scale ** 2,
  };
}
