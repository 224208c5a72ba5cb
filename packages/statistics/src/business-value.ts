import type { BinaryConfusion } from './binary-confusion.ts';
import type { ConfusionMatrix } from './confusion-matrix.ts';
import { asMatrix, marginsOf } from './confusion-matrix.ts';
import { StatisticsError } from './errors.ts';
import type { Estimate } from './estimate.ts';
import { meanEstimate, meanSumsOf } from './mean-sums.ts';
import { assertValues } from './rows.ts';

/** What a model's decisions were worth. */
export interface BusinessValue {
  /** Sum over rows, in the unit of the values. */
  readonly total: number;
  /** Mean of a row, with its variance; no value without rows. */
  readonly perRow: Estimate;
}

/**
 * Value of decisions from what each kind of outcome is worth.
 *
 * @param confusion Binary, or of any number of classes.
 * @param values The worth of a row per actual class (outer) and predicted class (inner), finite;
 * for a binary confusion [[TN, FP], [FN, TP]].
 * @throws {StatisticsError} `shape_mismatch` unless the values are K × K, `invalid_value`,
 * `invalid_argument`.
 *
 * O(K²). `total` is NannyML's business value without normalization.
 * @example
 * const confusion = { truePositives: 2, falsePositives: 1, falseNegatives: 0, trueNegatives: 7 };
 * businessValue(confusion, [[0, -5], [-20, 30]]).total; // 55
 */
export function businessValue(
  confusion: BinaryConfusion | ConfusionMatrix,
  values: readonly ArrayLike<number>[],
): BusinessValue {
  const matrix = asMatrix(confusion);
  const { classes, counts } = matrix;
  const { total } = marginsOf(matrix);
  for (const [actual, row] of [values, ...values].entries()) {
    if (row.length !== classes) {
      const what = actual === 0 ? 'values' : `values[${actual - 1}]`;
      throw new StatisticsError(
        'shape_mismatch',
        `the confusion has ${classes} classes, ${what} has ${row.length}`,
      );
    }
  }
  for (const [actual, row] of values.entries()) assertValues(`values[${actual}]`, row);
  const sums = meanSumsOf(
    classes * classes,
    (cell) => values[Math.floor(cell / classes)]![cell % classes]!,
    (cell) => counts[cell]!,
  );
  return { total: sums.mean * total, perRow: meanEstimate(sums) };
}
