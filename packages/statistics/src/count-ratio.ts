import { totalOfConfusion } from './binary-confusion.ts';
import type { BinaryConfusion } from './binary-confusion.ts';
import type { Estimate, ZeroDivisionOptions } from './estimate.ts';
import { zeroDivisionEstimate } from './estimate.ts';
import { assertArgument } from './validate.ts';

/** One number per cell of a binary confusion matrix: TP, FP, FN, TN. */
export type Cells = readonly [number, number, number, number];

/**
 * A metric that is a ratio of two weighted sums of the cells of a binary confusion matrix, as
 * nearly all are: `numerator` and `denominator` are the weights of TP, FP, FN and TN.
 */
export interface CountRatio {
  readonly numerator: Cells;
  readonly denominator: Cells;
}

export type CountRatioName =
  | 'accuracy'
  | 'f1'
  | 'falseNegativeRate'
  | 'falsePositiveRate'
  | 'jaccard'
  | 'negativePredictiveValue'
  | 'precision'
  | 'prevalence'
  | 'recall'
  | 'selectionRate'
  | 'specificity';

/** The metrics that are ratios of counts, for `ratioOfCounts` and `averageOverClasses`. */
export const COUNT_RATIOS: Readonly<Record<CountRatioName, CountRatio>> = {
  accuracy: { numerator: [1, 0, 0, 1], denominator: [1, 1, 1, 1] },
  f1: { numerator: [1, 0, 0, 0], denominator: [1, 0.5, 0.5, 0] },
  falseNegativeRate: { numerator: [0, 0, 1, 0], denominator: [1, 0, 1, 0] },
  falsePositiveRate: { numerator: [0, 1, 0, 0], denominator: [0, 1, 0, 1] },
  jaccard: { numerator: [1, 0, 0, 0], denominator: [1, 1, 1, 0] },
  negativePredictiveValue: { numerator: [0, 0, 0, 1], denominator: [0, 0, 1, 1] },
  precision: { numerator: [1, 0, 0, 0], denominator: [1, 1, 0, 0] },
  prevalence: { numerator: [1, 0, 1, 0], denominator: [1, 1, 1, 1] },
  recall: { numerator: [1, 0, 0, 0], denominator: [1, 0, 1, 0] },
  selectionRate: { numerator: [1, 1, 0, 0], denominator: [1, 1, 1, 1] },
  specificity: { numerator: [0, 0, 0, 1], denominator: [0, 1, 0, 1] },
};

/**
 * The F-beta score as a ratio of counts: TP / (TP + (FP + β² FN) / (1 + β²)).
 *
 * @param beta How many times as important recall is as precision, >= 0 and finite.
 * @throws {StatisticsError} `invalid_argument`.
 */
export function fBetaRatio(beta: number): CountRatio {
  assertArgument(beta >= 0 && beta < Infinity, 'beta', beta, 'finite and not negative');
  // Written with the inverse above 1, so that no square overflows.
  const ofRecall = beta > 1 ? 1 / (1 + (1 / beta) ** 2) : beta ** 2 / (1 + beta ** 2);
  const ofPrecision = beta > 1 ? (1 / beta) ** 2 * ofRecall : 1 / (1 + beta ** 2);
  return { numerator: [1, 0, 0, 0], denominator: [1, ofPrecision, ofRecall, 0] };
}

/**
 * A ratio of counts with its variance.
 *
 * @param confusion Counts, finite and not negative; all may be 0.
 * @returns `n` is the number of rows in cells that the denominator weighs; `variance` that of the
 * delta method for independent rows, Σ c (a - R b)² / (Σ c b)² over cells with count c, weights a
 * and b, which for a share of n rows is p (1 - p) / n.
 * @throws {StatisticsError} `invalid_argument`.
 *
 * O(1).
 */
export function ratioOfCounts(
  confusion: BinaryConfusion,
  ratio: CountRatio,
  options: ZeroDivisionOptions = {},
): Estimate {
  totalOfConfusion(confusion);
  const counts = cellsOf(confusion);
  const numerator = weigh(counts, ratio.numerator);
  const denominator = weigh(counts, ratio.denominator);
  if (denominator === 0) return zeroDivisionEstimate(options);
  const value = numerator / denominator;
  let n = 0;
  let variance = 0;
  for (const [cell, count] of counts.entries()) {
    const b = ratio.denominator[cell]!;
    if (b > 0) n += count;
    const influence = ratio.numerator[cell]! - value * b;
    variance += ((count / denominator) * influence * influence) / denominator;
  }
  return { value, n, variance };
}

/** The four counts in the order of `Cells`. */
export function cellsOf(confusion: BinaryConfusion): Cells {
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = confusion;
  return [truePositives, falsePositives, falseNegatives, trueNegatives];
}

export function weigh(counts: Cells, weights: Cells): number {
  return counts.reduce((sum, count, cell) => sum + count * weights[cell]!, 0);
}
