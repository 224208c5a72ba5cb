import type { Estimate, ZeroDivisionOptions } from './estimate.ts';
import { zeroDivisionEstimate } from './estimate.ts';
import { assertClassRows } from './log-loss.ts';
import { rocAuc } from './roc-auc.ts';
import type { WeightOptions } from './rows.ts';
import { assertRows, assertValues, rowWeights } from './rows.ts';

export interface MultiClassAucOptions extends WeightOptions, ZeroDivisionOptions {
  /** Number of classes K, from 2. */
  readonly classes: number;
  /**
   * `ovr`: each class against the rest; `ovo`: each pair of classes among their own rows, by the
   * scores of either, as Hand and Till have it.
   *
   * @default `ovr`
   */
  readonly comparison?: 'ovr' | 'ovo';
  /**
   * `macro`: the plain mean over classes or pairs; `weighted`: weighted by their rows.
   *
   * @default `macro`
   */
  readonly average?: 'macro' | 'weighted';
}

/**
 * Area under the ROC curve for more than two classes.
 *
 * @param actual Index of the actual class per row, 0 … K - 1, length n >= 1.
 * @param scores Finite, row by row, length n K: the score of each class.
 * @returns `value` in [0, 1], `n` the rows. A class without rows has no area and is left out of the
 * mean; scikit-learn refuses such input. No value when fewer than two classes have rows, unless
 * `zeroDivision` is given. `variance` is not known: the areas depend on each other.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`, `invalid_argument`.
 *
 * O(K n log n), for pairs O(K² + K n log n). Agrees with `sklearn.metrics.roc_auc_score` to 1e-14.
 * @see Hand and Till (2001), doi:10.1023/A:1010920819831.
 */
export function multiClassAuc(
  actual: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: MultiClassAucOptions,
): Estimate {
  const { classes } = options;
  const rows = assertRows({ actual, weights: options.weights });
  const weightOf = rowWeights(options);
  assertClassRows(actual, scores, classes);
  assertValues('scores', scores);
  const input = { actual, scores, classes, weightOf };
  const rowsOf = new Float64Array(classes);
  let n = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weightOf(row);
    rowsOf[actual[row]!]! += weight;
    n += weight;
  }
  let sum = 0;
  let total = 0;
  for (const { positive, negative } of comparisons(classes, options.comparison ?? 'ovr')) {
    const area = areaOf(input, positive, negative);
    if (area === undefined) continue;
    // A pair is visited from both sides, so that its two areas weigh as much as one by their rows.
    const held = rowsOf[positive]! + (negative === undefined ? 0 : rowsOf[negative]!);
    const weight = options.average === 'weighted' ? held : 1;
    sum += weight * area;
    total += weight;
  }
  if (total === 0) return zeroDivisionEstimate(options, n);
  return { value: sum / total, n, variance: undefined };
}

interface Comparison {
  readonly positive: number;
  /** `undefined`: all others. */
  readonly negative: number | undefined;
}

function comparisons(classes: number, kind: 'ovr' | 'ovo'): Comparison[] {
  const all = Array.from({ length: classes }, (_, k) => k);
  if (kind === 'ovr') return all.map((positive) => ({ positive, negative: undefined }));
  return all.flatMap((positive) =>
    all.filter((k) => k !== positive).map((negative) => ({ positive, negative })),
  );
}

interface ClassScores {
  readonly actual: ArrayLike<number>;
  readonly scores: ArrayLike<number>;
  readonly classes: number;
  readonly weightOf: (row: number) => number;
}

/** Area of one class against another or all others, by the score of the first. */
function areaOf(
  { actual, scores, classes, weightOf }: ClassScores,
  positive: number,
  negative: number | undefined,
): number | undefined {
  const labels: number[] = [];
  const own: number[] = [];
  const kept: number[] = [];
  for (let row = 0; row < actual.length; row++) {
    const isPositive = actual[row] === positive;
    const weight = weightOf(row);
    if (weight === 0 || !(isPositive || negative === undefined || actual[row] === negative))
      continue;
    labels.push(isPositive ? 1 : 0);
    own.push(scores[row * classes + positive]!);
    kept.push(weight);
  }
  return labels.length === 0 ? undefined : rocAuc(labels, own, { weights: kept }).value;
}
