import type { WeightOptions } from './rows.ts';
import { assertBinary, assertRows, assertValues, rowWeights } from './rows.ts';
import { assertArgument } from './validate.ts';

/** Counts of a binary classifier's outcomes: rows, or the sums of their weights. */
export interface BinaryConfusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/**
 * Counts the outcomes of predictions of 0 and 1.
 *
 * @param labels What was true, 0 or 1, length n >= 1.
 * @param predictions What was predicted, 0 or 1, same length.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`.
 *
 * O(n) time, O(1) space. Equal to `sklearn.metrics.confusion_matrix`.
 * @example
 * binaryConfusion([1, 0, 1], [1, 1, 0]);
 * // { truePositives: 1, falsePositives: 1, falseNegatives: 1, trueNegatives: 0 }
 */
export function binaryConfusion(
  labels: ArrayLike<number>,
  predictions: ArrayLike<number>,
  options: WeightOptions = {},
): BinaryConfusion {
  assertRows({ labels, predictions, weights: options.weights });
  assertBinary('labels', labels);
  assertBinary('predictions', predictions);
  return countOutcomes(labels, (row) => predictions[row] === 1, rowWeights(options));
}

/**
 * Counts the outcomes of scores against a threshold: a score at or above it predicts 1.
 *
 * @param labels What was true, 0 or 1, length n >= 1.
 * @param scores Finite, same length.
 * @param threshold Any number; `Infinity` predicts 0 for every row.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`, `invalid_argument`.
 *
 * O(n) time, O(1) space.
 */
export function binaryConfusionAt(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  threshold: number,
  options: WeightOptions = {},
): BinaryConfusion {
  assertRows({ labels, scores, weights: options.weights });
  assertBinary('labels', labels);
  assertValues('scores', scores);
  assertArgument(!Number.isNaN(threshold), 'threshold', threshold, 'a number');
  return countOutcomes(labels, (row) => scores[row]! >= threshold, rowWeights(options));
}

/** The outcomes of two sets of rows together. O(1). */
export function mergeBinaryConfusions(a: BinaryConfusion, b: BinaryConfusion): BinaryConfusion {
  return {
    truePositives: a.truePositives + b.truePositives,
    falsePositives: a.falsePositives + b.falsePositives,
    falseNegatives: a.falseNegatives + b.falseNegatives,
    trueNegatives: a.trueNegatives + b.trueNegatives,
  };
}

/**
 * Checks that the four counts are finite and not negative, and their total finite.
 *
 * @returns The total.
 * @throws {StatisticsError} `invalid_argument`.
 */
export function totalOfConfusion(confusion: BinaryConfusion): number {
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = confusion;
  for (const [name, count] of Object.entries({
    truePositives,
    falsePositives,
    falseNegatives,
    trueNegatives,
  })) {
    assertArgument(count >= 0 && count < Infinity, name, count, 'finite and not negative');
  }
  const total = truePositives + falsePositives + falseNegatives + trueNegatives;
  assertArgument(total < Infinity, 'the total', total, 'finite');
  return total;
}

function countOutcomes(
  labels: ArrayLike<number>,
  isPredicted: (row: number) => boolean,
  weightOf: (row: number) => number,
): BinaryConfusion {
  // Index 2 label + prediction.
  const counts = new Float64Array(4);
  for (let row = 0; row < labels.length; row++) {
    counts[2 * labels[row]! + (isPredicted(row) ? 1 : 0)]! += weightOf(row);
  }
  return {
    truePositives: counts[3]!,
    falsePositives: counts[1]!,
    falseNegatives: counts[2]!,
    trueNegatives: counts[0]!,
  };
}
