import type { BinaryConfusion } from './binary-confusion.ts';
import { totalOfConfusion } from './binary-confusion.ts';
import { StatisticsError } from './errors.ts';
import type { WeightOptions } from './rows.ts';
import { assertClasses, assertRows, assertValues, rowWeights } from './rows.ts';
import { assertArgument } from './validate.ts';

/** Counts of a classifier's outcomes over K classes. */
export interface ConfusionMatrix {
  /** Number of classes K, from 1. */
  readonly classes: number;
  /** Rows per actual class i and predicted class j at index i K + j, length K². */
  readonly counts: ArrayLike<number>;
}

/**
 * Counts actual against predicted classes.
 *
 * @param actual Index of the actual class per row, 0 … K - 1, length n >= 1.
 * @param predicted Index of the predicted class, same length.
 * @param options `classes` is K, from 1.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`, `invalid_argument`.
 *
 * O(n + K²) time, O(K²) space. Equal to `sklearn.metrics.confusion_matrix`.
 * @example
 * confusionMatrix([0, 1, 2], [0, 2, 2], { classes: 3 }).counts; // 1 0 0, 0 0 1, 0 0 1
 */
export function confusionMatrix(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  options: WeightOptions & { readonly classes: number },
): ConfusionMatrix {
  const { classes, weights } = options;
  assertClassCount(classes);
  const rows = assertRows({ actual, predicted, weights });
  assertClasses('actual', actual, classes);
  assertClasses('predicted', predicted, classes);
  const counts = new Float64Array(classes * classes);
  const weightOf = rowWeights(options);
  for (let row = 0; row < rows; row++) {
    counts[actual[row]! * classes + predicted[row]!]! += weightOf(row);
  }
  return { classes, counts };
}

/**
 * The outcomes of two sets of rows together. O(K²).
 *
 * @throws {StatisticsError} `shape_mismatch` when the numbers of classes differ.
 */
export function mergeConfusionMatrices(a: ConfusionMatrix, b: ConfusionMatrix): ConfusionMatrix {
  if (a.classes !== b.classes) {
    throw new StatisticsError(
      'shape_mismatch',
      `one matrix has ${a.classes} classes, the other ${b.classes}`,
    );
  }
  return { classes: a.classes, counts: Float64Array.from(a.counts, (n, i) => n + b.counts[i]!) };
}

/**
 * Each class against all others.
 *
 * @returns K binary confusions in the order of the classes.
 * @throws {StatisticsError} `invalid_argument`, `invalid_value` for a matrix that is none.
 *
 * O(K²). Equal to `sklearn.metrics.multilabel_confusion_matrix`.
 */
export function oneVsRest(matrix: ConfusionMatrix): BinaryConfusion[] {
  const { total, actual, predicted, right } = marginsOf(matrix);
  return Array.from(right, (truePositives, k) => {
    const falsePositives = predicted[k]! - truePositives;
    const falseNegatives = actual[k]! - truePositives;
    const trueNegatives = Math.max(0, total - actual[k]! - falsePositives);
    return { truePositives, falsePositives, falseNegatives, trueNegatives };
  });
}

/** A binary confusion as a matrix of two classes, the negative first. */
export function asMatrix(confusion: BinaryConfusion | ConfusionMatrix): ConfusionMatrix {
  if ('classes' in confusion) return confusion;
  totalOfConfusion(confusion);
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = confusion;
  return { classes: 2, counts: [trueNegatives, falsePositives, falseNegatives, truePositives] };
}

/** Sums of rows, columns and the diagonal of a matrix. */
export interface Margins {
  readonly total: number;
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
  readonly right: Float64Array;
}

/** @throws {StatisticsError} `invalid_argument`, `invalid_value` for a matrix that is none. */
export function marginsOf({ classes, counts }: ConfusionMatrix): Margins {
  assertClassCount(classes);
  assertArgument(
    counts.length === classes * classes,
    'counts.length',
    counts.length,
    `${classes * classes}, the square of the classes`,
  );
  assertValues('counts', counts, { min: 0 });
  const actual = new Float64Array(classes);
  const predicted = new Float64Array(classes);
  const right = new Float64Array(classes);
  let total = 0;
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < classes; j++) {
      const count = counts[i * classes + j]!;
      actual[i]! += count;
      predicted[j]! += count;
      if (i === j) right[i] = count;
      total += count;
    }
  }
  assertArgument(total < Infinity, 'the total', total, 'finite');
  return { total, actual, predicted, right };
}

export function assertClassCount(classes: number): void {
  const isCount = Number.isSafeInteger(classes) && classes >= 1;
  assertArgument(isCount, 'classes', classes, 'a whole number from 1');
}
