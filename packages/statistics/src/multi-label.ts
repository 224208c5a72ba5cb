import type { BinaryConfusion } from './binary-confusion.ts';
import { StatisticsError } from './errors.ts';
import type { Estimate, ZeroDivisionOptions } from './estimate.ts';
import { meanEstimate, meanSumsOf } from './mean-sums.ts';
import type { WeightOptions } from './rows.ts';
import { assertBinary, assertRows, rowWeights } from './rows.ts';
import { assertArgument } from './validate.ts';

export interface MultiLabelOptions extends WeightOptions {
  /** Number of labels L, from 1. */
  readonly labels: number;
}

/**
 * Counts outcomes per label of rows that may have several, for `averageOverClasses` and all binary
 * metrics.
 *
 * @param actual 0 or 1, row by row, length n L: which labels are true.
 * @param predicted 0 or 1, same shape: which are predicted.
 * @returns One binary confusion per label.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`, `invalid_argument`.
 *
 * O(n L). Equal to `sklearn.metrics.multilabel_confusion_matrix`.
 */
export function labelConfusions(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  options: MultiLabelOptions,
): BinaryConfusion[] {
  const { labels } = options;
  const rows = assertTables(actual, predicted, options);
  const weightOf = rowWeights(options);
  return Array.from({ length: labels }, (_, label) => {
    // Index 2 actual + predicted.
    const counts: [number, number, number, number] = [0, 0, 0, 0];
    for (let row = 0; row < rows; row++) {
      const at = row * labels + label;
      const cell = (2 * actual[at]! + predicted[at]!) as 0 | 1 | 2 | 3;
      counts[cell] += weightOf(row);
    }
    const [trueNegatives, falsePositives, falseNegatives, truePositives] = counts;
    return { truePositives, falsePositives, falseNegatives, trueNegatives };
  });
}

/**
 * Share of rows whose predicted labels are exactly the true ones.
 *
 * @param actual, predicted, options As in `labelConfusions`, with the same errors.
 * @returns `value` in [0, 1] with the variance of a mean over rows.
 *
 * O(n L). Agrees with `sklearn.metrics.accuracy_score` on label indicators to 1e-15.
 */
export function subsetAccuracy(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  options: MultiLabelOptions,
): Estimate {
  const rows = assertTables(actual, predicted, options);
  const isRight = (row: number): number =>
    overlapOf(actual, predicted, row, options.labels).differing === 0 ? 1 : 0;
  return meanEstimate(meanSumsOf(rows, isRight, rowWeights(options)));
}

/**
 * Hamming loss: share of labels that are predicted wrong.
 *
 * @param actual, predicted, options As in `labelConfusions`, with the same errors.
 * @returns `value` in [0, 1] with the variance of a mean over rows, whose labels may depend on each
 * other.
 *
 * O(n L). Agrees with `sklearn.metrics.hamming_loss` to 1e-15.
 */
export function hammingLoss(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  options: MultiLabelOptions,
): Estimate {
  const { labels } = options;
  const rows = assertTables(actual, predicted, options);
  const lossOf = (row: number): number =>
    overlapOf(actual, predicted, row, labels).differing / labels;
  return meanEstimate(meanSumsOf(rows, lossOf, rowWeights(options)));
}

/**
 * Mean Jaccard index of the true and the predicted labels of a row.
 *
 * @param actual, predicted, options As in `labelConfusions`, with the same errors. A row that
 * neither has nor is predicted any label counts with `zeroDivision`.
 * @returns `value` in [0, 1] with the variance of a mean over rows. Without `zeroDivision` rows
 * without labels are left out; no value when all are.
 *
 * O(n L). Agrees with `sklearn.metrics.jaccard_score(…, average='samples')` to 1e-15.
 */
export function labelSetJaccard(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  options: MultiLabelOptions & ZeroDivisionOptions,
): Estimate {
  const { labels, zeroDivision } = options;
  const rows = assertTables(actual, predicted, options);
  const weightOf = rowWeights(options);
  const indexOf = (row: number): number | undefined => {
    const { common, differing } = overlapOf(actual, predicted, row, labels);
    return common + differing === 0 ? zeroDivision : common / (common + differing);
  };
  const sums = meanSumsOf(
    rows,
    // A row without a value has weight 0, and is not asked for it.
    (row) => indexOf(row) as number,
    (row) => (indexOf(row) === undefined ? 0 : weightOf(row)),
  );
  return meanEstimate(sums);
}

interface Overlap {
  /** Labels that are true and predicted. */
  readonly common: number;
  /** Labels that are one but not the other. */
  readonly differing: number;
}

function overlapOf(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  row: number,
  labels: number,
): Overlap {
  let common = 0;
  let differing = 0;
  for (let at = row * labels; at < (row + 1) * labels; at++) {
    if (actual[at] !== predicted[at]) differing++;
    else common += actual[at]!;
  }
  return { common, differing };
}

function assertTables(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  { labels, weights }: MultiLabelOptions,
): number {
  const isCount = Number.isSafeInteger(labels) && labels >= 1;
  assertArgument(isCount, 'labels', labels, 'a whole number from 1');
  const size = assertRows({ actual, predicted });
  assertBinary('actual', actual);
  assertBinary('predicted', predicted);
  const rows = size / labels;
  if (!Number.isInteger(rows)) {
    throw new StatisticsError('shape_mismatch', `${size} values make no rows of ${labels} labels`);
  }
  if (weights !== undefined && assertRows({ weights }) !== rows) {
    throw new StatisticsError('shape_mismatch', `weights has ${weights.length} rows, not ${rows}`);
  }
  return rows;
}
