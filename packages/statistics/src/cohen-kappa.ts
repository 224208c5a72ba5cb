import type { BinaryConfusion } from './binary-confusion.ts';
import type { ConfusionMatrix } from './confusion-matrix.ts';
import { asMatrix, marginsOf } from './confusion-matrix.ts';
import type { Estimate, ZeroDivisionOptions } from './estimate.ts';
import { zeroDivisionEstimate } from './estimate.ts';

export interface CohenKappaOptions extends ZeroDivisionOptions {
  /**
   * How much a confusion of class i with class j counts: 1, |i - j| or (i - j)². The last two are
   * for classes that have an order.
   *
   * @default `none`: every confusion counts 1
   */
  readonly weighting?: 'none' | 'linear' | 'quadratic';
}

/**
 * Cohen's kappa: agreement of actual and predicted classes beyond chance, 1 - observed over
 * expected disagreement.
 *
 * @param confusion Binary, or of any number of classes.
 * @returns In (-∞, 1]; 0 is chance. No value when chance alone cannot disagree: all rows and all
 * predictions are of one class.
 * @throws {StatisticsError} `invalid_argument`, `invalid_value` for counts that are none.
 *
 * O(K²). Variance by the delta method over the cells, the large-sample variance of Fleiss, Cohen
 * and Everitt. Agrees with `sklearn.metrics.cohen_kappa_score` to 1e-14.
 * @see Cohen (1960), doi:10.1177/001316446002000104; Fleiss, Cohen and Everitt (1969),
 * doi:10.1037/h0028106.
 */
export function cohenKappa(
  confusion: BinaryConfusion | ConfusionMatrix,
  options: CohenKappaOptions = {},
): Estimate {
  const matrix = asMatrix(confusion);
  const { classes, counts } = matrix;
  const { total, actual, predicted } = marginsOf(matrix);
  const costOf = COSTS[options.weighting ?? 'none'];
  // Mean cost of a row of class i under random predictions, and of a prediction j under random
  // rows.
  const costOfActual = new Float64Array(classes);
  const costOfPredicted = new Float64Array(classes);
  let observed = 0;
  let expected = 0;
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < classes; j++) {
      const cost = costOf(i, j);
      costOfActual[i]! += cost * (predicted[j]! / total);
      costOfPredicted[j]! += cost * (actual[i]! / total);
      observed += cost * (counts[i * classes + j]! / total);
      expected += cost * (actual[i]! / total) * (predicted[j]! / total);
    }
  }
  if (!(expected > 0)) return zeroDivisionEstimate(options, total);

  let variance = 0;
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < classes; j++) {
      const byExpected = costOfActual[i]! + costOfPredicted[j]! - expected;
      const influence = (costOf(i, j) - (observed / expected) * byExpected) / expected;
      variance += ((counts[i * classes + j]! / total) * influence * influence) / total;
    }
  }
  return { value: 1 - observed / expected, n: total, variance };
}

const COSTS = {
  none: (i: number, j: number): number => (i === j ? 0 : 1),
  linear: (i: number, j: number): number => Math.abs(i - j),
  quadratic: (i: number, j: number): number => (i - j) ** 2,
} as const;
