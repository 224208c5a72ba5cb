import { assertClassCount } from './confusion-matrix.ts';
import { StatisticsError } from './errors.ts';
import type { Estimate } from './estimate.ts';
import type { MeanSums } from './mean-sums.ts';
import { meanEstimate, meanSumsOf } from './mean-sums.ts';
import type { WeightOptions } from './rows.ts';
import { assertBinary, assertClasses, assertRows, assertValues, rowWeights } from './rows.ts';
import { assertArgument } from './validate.ts';

/** Loss of a probability of 0 for what happened, -ln 2^-52 = 36.04: probabilities are cut there. */
const LOSS_MAX = 52 * Math.LN2;

/**
 * Mean log loss, also cross-entropy, of the probabilities of label 1.
 *
 * @param labels What was true, 0 or 1, length n >= 1.
 * @param probabilities In [0, 1], same length.
 * @returns `value` in nats, in [0, 52 ln 2]; `variance` of the mean.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`.
 *
 * O(n). Agrees with `sklearn.metrics.log_loss` to 1e-13, whose probabilities are cut at 2^-52 too,
 * where they are not tiny: the loss -ln(1 - p) of a small p keeps its digits here.
 * @example
 * logLoss([1, 0], [0.5, 0.5]).value; // 0.6931
 */
export function logLoss(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  options: WeightOptions = {},
): Estimate {
  return meanEstimate(logLossSums(labels, probabilities, options));
}

/** The mergeable sums of `logLoss`; what it says of arguments and errors holds here. O(n). */
export function logLossSums(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  options: WeightOptions = {},
): MeanSums {
  const rows = assertRows({ labels, probabilities, weights: options.weights });
  assertBinary('labels', labels);
  assertValues('probabilities', probabilities, { min: 0, max: 1 });
  return meanSumsOf(
    rows,
    (row) => {
      const p = probabilities[row]!;
      return lossOf(labels[row] === 1 ? -Math.log(p) : -Math.log1p(-p));
    },
    rowWeights(options),
  );
}

/**
 * Mean log loss over K classes.
 *
 * @param actual Index of the actual class per row, 0 … K - 1, length n >= 1.
 * @param probabilities Row by row, length n K, in [0, 1]; each row sums to 1 within 1e-6 or it is
 * refused.
 * @param options `classes` is K.
 * @returns `value` in nats, in [0, 52 ln 2]; `variance` of the mean.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`, `invalid_argument`.
 *
 * O(n K). Agrees with `sklearn.metrics.log_loss` to 1e-13.
 */
export function multiClassLogLoss(
  actual: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  options: WeightOptions & { readonly classes: number },
): Estimate {
  const { classes } = options;
  const rows = assertRows({ actual, weights: options.weights });
  assertClassRows(actual, probabilities, classes);
  assertValues('probabilities', probabilities, { min: 0, max: 1 });
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += probabilities[row * classes + k]!;
    if (Math.abs(sum - 1) > 1e-6) {
      throw new StatisticsError('invalid_value', `the probabilities of row ${row} sum to ${sum}`);
    }
  }
  const sums = meanSumsOf(
    rows,
    (row) => lossOf(-Math.log(probabilities[row * classes + actual[row]!]!)),
    rowWeights(options),
  );
  return meanEstimate(sums);
}

/** Checks classes and a table of one row of K numbers per actual class. */
export function assertClassRows(
  actual: ArrayLike<number>,
  table: ArrayLike<number>,
  classes: number,
): void {
  assertClassCount(classes);
  assertArgument(classes >= 2, 'classes', classes, 'at least 2');
  assertClasses('actual', actual, classes);
  if (table.length !== actual.length * classes) {
    throw new StatisticsError(
      'shape_mismatch',
      `actual has ${actual.length} rows of ${classes} classes, the table ${table.length} numbers`,
    );
  }
}

function lossOf(loss: number): number {
  return Math.min(LOSS_MAX, Math.max(0, loss));
}
