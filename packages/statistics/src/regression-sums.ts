import type { MeanSums } from './mean-sums.ts';
import { mergeMeanSums, meanSumsOf } from './mean-sums.ts';
import type { WeightOptions } from './rows.ts';
import { assertRows, assertValues, rowWeights } from './rows.ts';

/**
 * The mergeable summary of a regression's predictions: mean and spread over rows of the target and
 * of each kind of error, with error = prediction - actual.
 */
export interface RegressionSums {
  readonly actual: MeanSums;
  readonly error: MeanSums;
  readonly absoluteError: MeanSums;
  readonly squaredError: MeanSums;
  /** |error| over |actual|, or over 2^-52 for a smaller target. */
  readonly percentageError: MeanSums;
  /** 2 |error| / (|actual| + |prediction|), and 0 where both are 0. */
  readonly symmetricPercentageError: MeanSums;
  /** Squared difference of ln(1 + x), over the rows where target and prediction are above -1. */
  readonly squaredLogError: MeanSums;
  /** Greatest absolute error. */
  readonly maxError: number;
}

/** scikit-learn's floor of the target in a percentage error. */
const TARGET_MIN = Number.EPSILON;

/**
 * Sums of a sample from which the regression metrics follow.
 *
 * @param actual Targets, finite, length n >= 1.
 * @param predicted Predictions, finite, same length.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value` (also for a sum beyond
 * the largest double).
 *
 * O(n) time and space.
 * @example
 * meanAbsoluteError(regressionSums([1, 2, 3], [1, 3, 5])).value; // 1
 */
export function regressionSums(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  options: WeightOptions = {},
): RegressionSums {
  const rows = assertRows({ actual, predicted, weights: options.weights });
  const weightOf = rowWeights(options);
  assertValues('actual', actual);
  assertValues('predicted', predicted);
  const errorOf = (row: number): number => predicted[row]! - actual[row]!;
  const sumsOf = (valueOf: (row: number) => number): MeanSums =>
    meanSumsOf(rows, valueOf, weightOf);
  let maxError = 0;
  for (let row = 0; row < rows; row++) {
    if (weightOf(row) > 0) maxError = Math.max(maxError, Math.abs(errorOf(row)));
  }
  return {
    actual: sumsOf((row) => actual[row]!),
    error: sumsOf(errorOf),
    absoluteError: sumsOf((row) => Math.abs(errorOf(row))),
    squaredError: sumsOf((row) => errorOf(row) ** 2),
    percentageError: sumsOf(
      (row) => Math.abs(errorOf(row)) / Math.max(TARGET_MIN, Math.abs(actual[row]!)),
    ),
    symmetricPercentageError: sumsOf((row) => symmetricOf(actual[row]!, predicted[row]!)),
    squaredLogError: meanSumsOf(
      rows,
      (row) => logDifference(actual[row]!, predicted[row]!) ** 2,
      (row) => (actual[row]! > -1 && predicted[row]! > -1 ? weightOf(row) : 0),
    ),
    maxError,
  };
}

/** The rows of two summaries together. O(1). */
export function mergeRegressionSums(a: RegressionSums, b: RegressionSums): RegressionSums {
  return {
    actual: mergeMeanSums(a.actual, b.actual),
    error: mergeMeanSums(a.error, b.error),
    absoluteError: mergeMeanSums(a.absoluteError, b.absoluteError),
    squaredError: mergeMeanSums(a.squaredError, b.squaredError),
    percentageError: mergeMeanSums(a.percentageError, b.percentageError),
    symmetricPercentageError: mergeMeanSums(a.symmetricPercentageError, b.symmetricPercentageError),
    squaredLogError: mergeMeanSums(a.squaredLogError, b.squaredLogError),
    maxError: Math.max(a.maxError, b.maxError),
  };
}

function symmetricOf(actual: number, predicted: number): number {
  const larger = Math.max(Math.abs(actual), Math.abs(predicted));
  if (larger === 0) return 0;
  // In shares of the larger, so that the sum of two large numbers does not overflow.
  const smaller = Math.min(Math.abs(actual), Math.abs(predicted));
  return (2 * (Math.abs(predicted - actual) / larger)) / (1 + smaller / larger);
}

/** ln(1 + predicted) - ln(1 + actual). */
function logDifference(actual: number, predicted: number): number {
  const relative = (predicted - actual) / (1 + actual);
  // Of two close numbers the logarithms' difference has lost its digits, their quotient's has not.
  return Math.abs(relative) < 0.5
    ? Math.log1p(relative)
    : Math.log1p(predicted) - Math.log1p(actual);
}
