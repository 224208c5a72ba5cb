import type { Estimate } from './estimate.ts';
import type { MeanSums } from './mean-sums.ts';
import { meanEstimate, meanSumsOf } from './mean-sums.ts';
import type { ReliabilityCurve } from './reliability-curve.ts';
import type { WeightOptions } from './rows.ts';
import { assertBinary, assertRows, assertValues, rowWeights } from './rows.ts';

/**
 * Brier score: mean squared difference of the probability of label 1 and the label.
 *
 * @param labels What was true, 0 or 1, length n >= 1.
 * @param probabilities In [0, 1], same length.
 * @returns `value` in [0, 1], 0 is perfect; `variance` of the mean.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`.
 *
 * O(n). Agrees with `sklearn.metrics.brier_score_loss` to 1e-14.
 * @see Brier (1950), doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.
 * @example
 * brierScore([1, 0], [0.9, 0.2]).value; // 0.025
 */
export function brierScore(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  options: WeightOptions = {},
): Estimate {
  return meanEstimate(brierSums(labels, probabilities, options));
}

/** The mergeable sums of `brierScore`; what it says of arguments and errors holds here. O(n). */
export function brierSums(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  options: WeightOptions = {},
): MeanSums {
  const rows = assertRows({ labels, probabilities, weights: options.weights });
  assertBinary('labels', labels);
  assertValues('probabilities', probabilities, { min: 0, max: 1 });
  const errorOf = (row: number): number => (probabilities[row]! - labels[row]!) ** 2;
  return meanSumsOf(rows, errorOf, rowWeights(options));
}

/** Parts of a Brier score: `reliability` - `resolution` + `uncertainty`. */
export interface BrierDecomposition {
  /** Mean squared difference of mean score and share of positive rows per bin; 0 is calibrated. */
  readonly reliability: number;
  /** Mean squared difference of the share of positive rows per bin and overall; high is good. */
  readonly resolution: number;
  /** Variance of the label, p (1 - p): the score of the overall share as the forecast. */
  readonly uncertainty: number;
}

/**
 * Murphy's decomposition of the Brier score.
 *
 * @param curve A reliability curve with at least one row.
 * @returns Parts in [0, 1], whose sum is the Brier score of the bins' mean scores. That of the
 * scores themselves differs by what varies within bins, and not at all when all scores in a bin are
 * equal.
 *
 * O(B).
 * @see Murphy (1973), doi:10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2.
 */
export function brierDecomposition(curve: ReliabilityCurve): BrierDecomposition {
  const { counts, meanScores, positiveShares } = curve;
  const n = counts.reduce((sum, count) => sum + count, 0);
  const base = counts.reduce((sum, count, bin) => sum + (count / n) * positiveShares[bin]!, 0);
  let reliability = 0;
  let resolution = 0;
  for (const [bin, count] of counts.entries()) {
    reliability += (count / n) * (meanScores[bin]! - positiveShares[bin]!) ** 2;
    resolution += (count / n) * (positiveShares[bin]! - base) ** 2;
  }
  return { reliability, resolution, uncertainty: base * (1 - base) };
}
