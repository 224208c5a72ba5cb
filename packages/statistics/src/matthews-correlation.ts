import type { BinaryConfusion } from './binary-confusion.ts';
import type { ConfusionMatrix, Margins } from './confusion-matrix.ts';
import { asMatrix, marginsOf } from './confusion-matrix.ts';
import type { Estimate, ZeroDivisionOptions } from './estimate.ts';
import { zeroDivisionEstimate } from './estimate.ts';

/**
 * Matthews correlation coefficient: the correlation of actual and predicted classes.
 *
 * @param confusion Binary, or of any number of classes (Gorodkin's R_K).
 * @returns In [-1, 1], for more than two classes the minimum is above -1; 0 is chance. No value
 * when all rows are of one class or all predictions are, unless `zeroDivision` is given;
 * scikit-learn returns 0 there.
 * @throws {StatisticsError} `invalid_argument`, `invalid_value` for counts that are none.
 *
 * O(K²). Variance by the delta method over the cells. Agrees with
 * `sklearn.metrics.matthews_corrcoef` to 1e-14.
 * @see Gorodkin (2004), doi:10.1016/j.compbiolchem.2004.09.006.
 */
export function matthewsCorrelation(
  confusion: BinaryConfusion | ConfusionMatrix,
  options: ZeroDivisionOptions = {},
): Estimate {
  const matrix = asMatrix(confusion);
  const margins = marginsOf(matrix);
  const { total } = margins;
  const spreadOfActual = spread(margins.actual, total);
  const spreadOfPredicted = spread(margins.predicted, total);
  if (!(spreadOfActual > 0 && spreadOfPredicted > 0)) return zeroDivisionEstimate(options, total);
  const scale = Math.sqrt(spreadOfActual) * Math.sqrt(spreadOfPredicted);
  const value = Math.max(-1, Math.min(1, covariance(matrix, margins) / scale));

  const { classes, counts } = matrix;
  const right = margins.right.reduce((sum, count) => sum + count / total, 0);
  let variance = 0;
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < classes; j++) {
      const share = counts[i * classes + j]! / total;
      const actual = margins.actual[i]! / total;
      const predicted = margins.predicted[j]! / total;
      // Derivatives by the share of the cell: of the covariance, and of the two spreads'
      // logarithms.
      const crossed = (margins.predicted[i]! + margins.actual[j]!) / total;
      const byCell = right + (i === j ? 1 : 0) - crossed;
      const byScale = (1 - predicted) / spreadOfPredicted + (1 - actual) / spreadOfActual;
      const influence = byCell / scale - value * byScale;
      variance += (share * influence * influence) / total;
    }
  }
  return { value, n: total, variance };
}

/** 1 - Σ p², without the cancellation of one class that has nearly all rows; NaN without rows. */
function spread(counts: Float64Array, total: number): number {
  return counts.reduce((sum, count, k) => sum + (count / total) * othersOf(counts, k, total), 0);
}

function othersOf(counts: Float64Array, k: number, total: number): number {
  let others = 0;
  for (let l = 0; l < counts.length; l++) if (l !== k) others += counts[l]! / total;
  return others;
}

/**
 * Σ c_kk / n - r_k s_k / n² over classes. Per class that is the product of the diagonal cell and
 * all that is in neither its row nor its column, less the product of what else is in those two:
 * written so, nothing cancels when one class has nearly all rows.
 */
function covariance({ classes, counts }: ConfusionMatrix, margins: Margins): number {
  const { total, actual, predicted, right } = margins;
  let sum = 0;
  for (let k = 0; k < classes; k++) {
    let rest = 0;
    for (let i = 0; i < classes; i++) if (i !== k) rest += actual[i]! - counts[i * classes + k]!;
    const missed = (actual[k]! - right[k]!) / total;
    const mistaken = (predicted[k]! - right[k]!) / total;
    sum += (right[k]! / total) * (rest / total) - missed * mistaken;
  }
  return sum;
}
