import type { BinaryConfusion } from './binary-confusion.ts';
import { assertClassCount } from './confusion-matrix.ts';
import type { ConfusionMatrix } from './confusion-matrix.ts';
import { cellsOf, weigh } from './count-ratio.ts';
import type { CountRatio } from './count-ratio.ts';
import { StatisticsError } from './errors.ts';
import type { Estimate, ZeroDivisionOptions } from './estimate.ts';
import { zeroDivisionEstimate } from './estimate.ts';
import { assertBinary, assertClasses, assertRows, assertValues, rowWeights } from './rows.ts';
import type { WeightOptions } from './rows.ts';
import type { DistinctScores } from './score-counts.ts';
import { countBelow } from './sorted.ts';

/**
 * The counts of outcomes to expect of predictions whose labels are not known, with how much chance is
 * left in them. Six sums: they merge and serialize.
 */
export interface ExpectedBinaryConfusion extends BinaryConfusion {
  /** Variance of the true positives, Σ c (1 - c) over rows predicted positive. */
  readonly truePositiveVariance: number;
  /** Variance of the false negatives, Σ c (1 - c) over rows predicted negative. */
  readonly falseNegativeVariance: number;
}

/**
 * Outcomes to expect of predictions of 0 and 1: confidence-based performance estimation.
 *
 * @param probabilities Calibrated probability c of label 1 per row, length n >= 1. The estimate is as good
 * as their calibration: concept drift breaks it unseen.
 * @param predictions What was predicted, 0 or 1, same length.
 * @param options Weights repeat a row together with its label.
 * @returns True positives Σ c and false positives Σ (1 - c) over rows predicted positive, false negatives
 * Σ c and true negatives Σ (1 - c) over the others. Give them to `accuracy`, `f1Score`, `businessValue`
 * and the like; NannyML's value of a metric without denominator is `{ zeroDivision: 0 }`.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`.
 *
 * O(n) time, O(1) space. Metrics of it agree with NannyML 0.13.1 to 1e-9.
 * @see NannyML, "Confidence-based Performance Estimation"; Guo et al. (2017), arXiv:1706.04599, for why
 * scores must be calibrated first.
 * @example
 * expectedBinaryConfusion([0.9, 0.2], [1, 0]).truePositives; // 0.9
 */
export function expectedBinaryConfusion(
  probabilities: ArrayLike<number>,
  predictions: ArrayLike<number>,
  options: WeightOptions = {},
): ExpectedBinaryConfusion {
  const rows = assertRows({ probabilities, predictions, weights: options.weights });
  assertValues('probabilities', probabilities, { min: 0, max: 1 });
  assertBinary('predictions', predictions);
  const weightOf = rowWeights(options);
  // Index by the prediction.
  const positives = [0, 0];
  const negatives = [0, 0];
  const variances = [0, 0];
  for (let row = 0; row < rows; row++) {
    const [probability, prediction] = [probabilities[row]!, predictions[row]!];
    const weight = weightOf(row);
    positives[prediction]! += weight * probability;
    negatives[prediction]! += weight * (1 - probability);
    variances[prediction]! += weight * weight * probability * (1 - probability);
  }
  return {
    truePositives: positives[1]!,
    falsePositives: negatives[1]!,
    falseNegatives: positives[0]!,
    trueNegatives: negatives[0]!,
    truePositiveVariance: variances[1]!,
    falseNegativeVariance: variances[0]!,
  };
}

/** What is to be expected of two sets of rows together. O(1). */
export function mergeExpectedBinaryConfusions(
  a: ExpectedBinaryConfusion,
  b: ExpectedBinaryConfusion,
): ExpectedBinaryConfusion {
  return {
    truePositives: a.truePositives + b.truePositives,
    falsePositives: a.falsePositives + b.falsePositives,
    falseNegatives: a.falseNegatives + b.falseNegatives,
    trueNegatives: a.trueNegatives + b.trueNegatives,
    truePositiveVariance: a.truePositiveVariance + b.truePositiveVariance,
    falseNegativeVariance: a.falseNegativeVariance + b.falseNegativeVariance,
  };
}

/**
 * A metric as it will turn out for these very rows once their labels are known.
 *
 * @param expected From `expectedBinaryConfusion`.
 * @param ratio One of `COUNT_RATIOS`, or `fBetaRatio(beta)`.
 * @returns `value` is the expected one, `variance` that of the realized metric around it by the delta
 * method: the predictions are fixed, the labels are independent with the calibrated probabilities.
 * `ratioOfCounts` instead has the variance of a new sample of rows, which is larger. A realized metric
 * beyond four of these standard deviations speaks for concept drift or a calibration that no longer
 * holds. `n` is the number of rows in cells that the denominator weighs.
 * @throws {StatisticsError} `invalid_argument` for sums that are negative or not finite.
 *
 * O(1).
 */
export function realizationEstimate(
  expected: ExpectedBinaryConfusion,
  ratio: CountRatio,
  options: ZeroDivisionOptions = {},
): Estimate {
  const { truePositiveVariance, falseNegativeVariance } = expected;
  const counts = cellsOf(expected);
  for (const sum of [...counts, truePositiveVariance, falseNegativeVariance]) {
    if (!(sum >= 0 && sum < Infinity)) {
      throw new StatisticsError(
        'invalid_argument',
        `a sum of expected is ${sum}; it must be finite`,
      );
    }
  }
  const denominator = weigh(counts, ratio.denominator);
  if (denominator === 0) return zeroDivisionEstimate(options);
  const value = weigh(counts, ratio.numerator) / denominator;
  const slope = (cell: 0 | 1 | 2 | 3): number =>
    (ratio.numerator[cell] - value * ratio.denominator[cell]) / denominator;
  // A label that turns out positive takes a row from one cell to the other of its prediction.
  const variance =
    truePositiveVariance * (slope(0) - slope(1)) ** 2 +
    falseNegativeVariance * (slope(2) - slope(3)) ** 2;
  const n = counts.reduce(
    (rows, count, cell) => rows + (ratio.denominator[cell]! > 0 ? count : 0),
    0,
  );
  return { value, n, variance };
}

/**
 * Rows and expected positive rows per distinct score.
 *
 * @param probabilities Calibrated probability of label 1 per row, length n >= 1.
 * @param scores What rows are ranked by, finite, same length: the raw scores, of which isotonic
 * probabilities keep the order but not all differences.
 * @returns Groups for `rocAucFromBins`, which for them is exact: the area to expect, with NannyML's to
 * 1e-8, which rounds its sums to five decimals. With labels for probabilities it is the realized one.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`.
 *
 * O(n log n) time, O(n) space. Counted in bins of scores instead, the sums merge, and the area is within
 * the bounds that `rocAucFromBins` states.
 */
export function expectedScoreCounts(
  probabilities: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: WeightOptions = {},
): DistinctScores {
  const rows = assertRows({ probabilities, scores, weights: options.weights });
  assertValues('probabilities', probabilities, { min: 0, max: 1 });
  assertValues('scores', scores);
  const weightOf = rowWeights(options);
  const sorted = Float64Array.from(scores).toSorted();
  let groups = 0;
  for (const score of sorted) {
    if (groups === 0 || score !== sorted[groups - 1]) sorted[groups++] = score;
  }
  const distinct = sorted.slice(0, groups);
  const counts = new Float64Array(groups);
  const positives = new Float64Array(groups);
  for (let row = 0; row < rows; row++) {
    const group = countBelow(distinct, scores[row]!);
    const weight = weightOf(row);
    counts[group]! += weight;
    positives[group]! += weight * probabilities[row]!;
  }
  // Rounding must not leave more positive rows than rows.
  for (let group = 0; group < groups; group++) {
    positives[group] = Math.min(positives[group]!, counts[group]!);
  }
  return { scores: distinct, counts, positives };
}

/**
 * Average precision to expect: precision at each distinct score, weighted by the positive rows there.
 *
 * @param groups From `expectedScoreCounts`.
 * @returns `value` in [0, 1]; none without expected positive rows, unless `zeroDivision` is given.
 * `variance` is not known. NannyML steps row by row through equal scores, in their order in the
 * sample, and so differs a little where scores are tied.
 *
 * O(groups).
 */
export function expectedAveragePrecision(
  groups: DistinctScores,
  options: ZeroDivisionOptions = {},
): Estimate {
  const { counts, positives } = groups;
  const total = positives.reduce((sum, positive) => sum + positive, 0);
  const n = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return zeroDivisionEstimate(options, n);
  let [value, above, found] = [0, 0, 0];
  for (let group = counts.length - 1; group >= 0; group--) {
    above += counts[group]!;
    found += positives[group]!;
    // A group may weigh nothing.
    if (positives[group]! > 0) value += (positives[group]! / total) * (found / above);
  }
  return { value: Math.min(1, value), n, variance: undefined };
}

/**
 * Outcomes to expect of predictions over K classes.
 *
 * @param probabilities Per class its calibrated probabilities, each of length n >= 1; those of a row sum
 * to 1, to 1e-6.
 * @param predicted Index of the predicted class per row, 0 … K - 1.
 * @returns Expected rows per actual class i and predicted class j, Σ p_i over rows predicted as j. Give it
 * to `accuracy` and `averageOverClasses`.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`, `invalid_argument` without
 * classes.
 *
 * O(n K) time, O(K²) space.
 */
export function expectedConfusionMatrix(
  probabilities: readonly ArrayLike<number>[],
  predicted: ArrayLike<number>,
  options: WeightOptions = {},
): ConfusionMatrix {
  const classes = probabilities.length;
  assertClassCount(classes);
  const named = Object.fromEntries(
    probabilities.map((column, index) => [`probabilities[${index}]`, column]),
  );
  const rows = assertRows({ predicted, ...named, weights: options.weights });
  for (const [name, column] of Object.entries(named))
    assertValues(name, column, { min: 0, max: 1 });
  assertClasses('predicted', predicted, classes);
  const weightOf = rowWeights(options);
  const counts = new Float64Array(classes * classes);
  for (let row = 0; row < rows; row++) {
    const weight = weightOf(row);
    let total = 0;
    for (let actual = 0; actual < classes; actual++) {
      const probability = probabilities[actual]![row]!;
      total += probability;
      counts[actual * classes + predicted[row]!]! += weight * probability;
    }
    if (Math.abs(total - 1) > 1e-6) {
      throw new StatisticsError(
        'invalid_value',
        `the probabilities of row ${row} sum to ${total}; they must sum to 1`,
      );
    }
  }
  return { classes, counts };
}
