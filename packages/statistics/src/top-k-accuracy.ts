import type { Estimate } from './estimate.ts';
import { proportion } from './estimate.ts';
import { assertClassRows } from './log-loss.ts';
import type { WeightOptions } from './rows.ts';
import { assertRows, assertValues, rowWeights } from './rows.ts';
import { assertArgument } from './validate.ts';

/**
 * Share of rows whose actual class is among the k of the highest scores.
 *
 * @param actual Index of the actual class per row, 0 … K - 1, length n >= 1.
 * @param scores Finite, row by row, length n K: the score of each class.
 * @param options `classes` is K, from 2, and `k` from 1.
 * @returns `value` in [0, 1]. Of equal scores that of the greater index counts as the higher, as in
 * scikit-learn.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`, `invalid_argument`.
 *
 * O(n K). Agrees with `sklearn.metrics.top_k_accuracy_score` to 1e-15.
 * @example
 * topKAccuracy([0, 2], [0.5, 0.4, 0.1, 0.6, 0.3, 0.1], { classes: 3, k: 2 }).value; // 0.5
 */
export function topKAccuracy(
  actual: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: WeightOptions & { readonly classes: number; readonly k: number },
): Estimate {
  const { classes, k } = options;
  const rows = assertRows({ actual, weights: options.weights });
  const weightOf = rowWeights(options);
  assertClassRows(actual, scores, classes);
  assertValues('scores', scores);
  assertArgument(Number.isSafeInteger(k) && k >= 1, 'k', k, 'a whole number from 1');
  let hits = 0;
  let n = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weightOf(row);
    const label = actual[row]!;
    const own = scores[row * classes + label]!;
    let before = 0;
    for (let index = 0; index < classes; index++) {
      const other = scores[row * classes + index]!;
      if (other > own || (other === own && index > label)) before++;
    }
    if (before < k) hits += weight;
    n += weight;
  }
  return proportion(hits, n);
}
