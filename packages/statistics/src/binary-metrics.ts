import { totalOfConfusion } from './binary-confusion.ts';
import type { BinaryConfusion } from './binary-confusion.ts';
import { cellsOf, COUNT_RATIOS, fBetaRatio, ratioOfCounts } from './count-ratio.ts';
import type { Estimate, ZeroDivisionOptions } from './estimate.ts';
import { zeroDivisionEstimate } from './estimate.ts';

// Every function here takes finite counts that are not negative and throws `invalid_argument` for
// others, takes O(1), and agrees with the function of scikit-learn 1.6 it names to 1e-15.

/**
 * Share of positive predictions that are right: TP / (TP + FP), in [0, 1].
 *
 * @returns No value without positive predictions, unless `zeroDivision` is given.
 * @throws {StatisticsError} `invalid_argument` for counts that are none.
 *
 * `sklearn.metrics.precision_score`.
 * @example
 * const confusion = { truePositives: 3, falsePositives: 1, falseNegatives: 0, trueNegatives: 0 };
 * precision(confusion).value; // 0.75
 */
export function precision(confusion: BinaryConfusion, options: ZeroDivisionOptions = {}): Estimate {
  return ratioOfCounts(confusion, COUNT_RATIOS.precision, options);
}

/**
 * Share of positive rows that are found: TP / (TP + FN), in [0, 1]; also true positive rate and
 * sensitivity.
 *
 * @returns No value without positive rows, unless `zeroDivision` is given.
 * @throws {StatisticsError} `invalid_argument` for counts that are none.
 *
 * `sklearn.metrics.recall_score`.
 */
export function recall(confusion: BinaryConfusion, options: ZeroDivisionOptions = {}): Estimate {
  return ratioOfCounts(confusion, COUNT_RATIOS.recall, options);
}

/**
 * Share of negative rows that are left alone: TN / (TN + FP), in [0, 1]; also true negative rate.
 *
 * @returns No value without negative rows, unless `zeroDivision` is given.
 * @throws {StatisticsError} `invalid_argument` for counts that are none.
 *
 * `sklearn.metrics.recall_score(…, pos_label=0)`.
 */
export function specificity(
  confusion: BinaryConfusion,
  options: ZeroDivisionOptions = {},
): Estimate {
  return ratioOfCounts(confusion, COUNT_RATIOS.specificity, options);
}

/**
 * Share of negative predictions that are right: TN / (TN + FN), in [0, 1].
 *
 * @returns No value without negative predictions, unless `zeroDivision` is given.
 * @throws {StatisticsError} `invalid_argument` for counts that are none.
 *
 * `sklearn.metrics.precision_score(…, pos_label=0)`.
 */
export function negativePredictiveValue(
  confusion: BinaryConfusion,
  options: ZeroDivisionOptions = {},
): Estimate {
  return ratioOfCounts(confusion, COUNT_RATIOS.negativePredictiveValue, options);
}

/**
 * Share of negative rows that are predicted positive: FP / (FP + TN), in [0, 1].
 *
 * @returns No value without negative rows, unless `zeroDivision` is given.
 * @throws {StatisticsError} `invalid_argument` for counts that are none.
 */
export function falsePositiveRate(
  confusion: BinaryConfusion,
  options: ZeroDivisionOptions = {},
): Estimate {
  return ratioOfCounts(confusion, COUNT_RATIOS.falsePositiveRate, options);
}

/**
 * Share of positive rows that are missed: FN / (TP + FN), in [0, 1].
 *
 * @returns No value without positive rows, unless `zeroDivision` is given.
 * @throws {StatisticsError} `invalid_argument` for counts that are none.
 */
export function falseNegativeRate(
  confusion: BinaryConfusion,
  options: ZeroDivisionOptions = {},
): Estimate {
  return ratioOfCounts(confusion, COUNT_RATIOS.falseNegativeRate, options);
}

/**
 * Share of rows that are predicted positive: (TP + FP) / n, in [0, 1].
 *
 * @returns No value without rows, unless `zeroDivision` is given.
 * @throws {StatisticsError} `invalid_argument` for counts that are none.
 *
 * `fairlearn.metrics.selection_rate`.
 */
export function selectionRate(
  confusion: BinaryConfusion,
  options: ZeroDivisionOptions = {},
): Estimate {
  return ratioOfCounts(confusion, COUNT_RATIOS.selectionRate, options);
}

/**
 * F1 score, the harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN), in [0, 1].
 *
 * @returns No value when there is neither a positive row nor a positive prediction, unless
 * `zeroDivision` is given. `n` is TP + FP + FN.
 * @throws {StatisticsError} `invalid_argument` for counts that are none.
 *
 * `sklearn.metrics.f1_score`.
 */
export function f1Score(confusion: BinaryConfusion, options: ZeroDivisionOptions = {}): Estimate {
  return ratioOfCounts(confusion, COUNT_RATIOS.f1, options);
}

/**
 * F-beta score: (1 + β²) TP / ((1 + β²) TP + FP + β² FN), in [0, 1].
 *
 * @param beta How many times as important recall is as precision, >= 0 and finite; 0 is precision.
 * @returns As `f1Score`.
 * @throws {StatisticsError} `invalid_argument` for counts that are none or such a beta.
 *
 * `sklearn.metrics.fbeta_score`.
 * @see van Rijsbergen (1979), "Information Retrieval", chapter 7.
 */
export function fBetaScore(
  confusion: BinaryConfusion,
  beta: number,
  options: ZeroDivisionOptions = {},
): Estimate {
  return ratioOfCounts(confusion, fBetaRatio(beta), options);
}

/**
 * Jaccard index of the positive rows and the positive predictions: TP / (TP + FP + FN), in [0, 1].
 *
 * @returns No value when there is neither a positive row nor a positive prediction, unless
 * `zeroDivision` is given.
 * @throws {StatisticsError} `invalid_argument` for counts that are none.
 *
 * `sklearn.metrics.jaccard_score`.
 */
export function jaccardIndex(
  confusion: BinaryConfusion,
  options: ZeroDivisionOptions = {},
): Estimate {
  return ratioOfCounts(confusion, COUNT_RATIOS.jaccard, options);
}

/**
 * Lift: how many times as many positive rows a positive prediction finds as a random row would,
 * precision over the share of positive rows, n TP / ((TP + FP) (TP + FN)).
 *
 * @returns In [0, n]; 1 is chance. No value without positive predictions or positive rows, unless
 * `zeroDivision` is given. `n` is the number of all rows; variance by the delta method.
 * @throws {StatisticsError} `invalid_argument` for counts that are none.
 */
export function lift(confusion: BinaryConfusion, options: ZeroDivisionOptions = {}): Estimate {
  const n = totalOfConfusion(confusion);
  const { truePositives, falsePositives, falseNegatives } = confusion;
  const predicted = truePositives + falsePositives;
  const positive = truePositives + falseNegatives;
  if (predicted === 0 || positive === 0) return zeroDivisionEstimate(options, n);
  const value = (truePositives / predicted) * (n / positive);
  // Derivatives by the count of each cell; those of n and of TP are in all and in the first.
  const byTotal = truePositives / predicted / positive;
  const byPredicted = value / predicted;
  const byPositive = value / positive;
  const gradient = [
    n / predicted / positive + byTotal - byPredicted - byPositive,
    byTotal - byPredicted,
    byTotal - byPositive,
    byTotal,
  ];
  const variance = cellsOf(confusion).reduce(
    (sum, count, cell) => sum + count * gradient[cell]! ** 2,
    0,
  );
  return { value, n, variance };
}
