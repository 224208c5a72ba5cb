import { StatisticsError } from './errors.ts';
import type { Estimate, ZeroDivisionOptions } from './estimate.ts';
import { zeroDivisionEstimate } from './estimate.ts';
import { rocAucFromBins } from './roc-auc.ts';
import { assertRows, assertValues, rowWeights } from './rows.ts';
import type { WeightOptions } from './rows.ts';
import { binScores } from './score-bins.ts';
import type { ScoreBins } from './score-bins.ts';
import type { DistinctScores } from './score-counts.ts';
import { countAtMost, countBelow } from './sorted.ts';

/**
 * Rows and expected positive rows per distinct score.
 *
 * @param probabilities Calibrated probability of label 1 per row, length n >= 1.
 * @param scores What rows are ranked by, finite, same length: the raw scores, of which isotonic
 * probabilities keep the order but not all differences.
 * @returns Groups for `rocAucFromBins`, which for them is exact: the area to expect, with NannyML's
 * to 1e-8, which rounds its sums to five decimals. With labels for probabilities it is the realized
 * one.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`.
 *
 * O(n log n) time, O(n) space. Counted in bins of scores instead, the sums merge, and the area is
 * within the bounds that `rocAucFromBins` states.
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
 * Expected positive rows in bins of scores: the sums of `expectedScoreCounts` that merge.
 *
 * @param edges As of `binScores`, strictly ascending, length B + 1 >= 2; the knots of an isotonic
 * calibration lose least.
 * @param probabilities Calibrated probability of label 1 per row, length n >= 1.
 * @param scores Finite, same length.
 * @returns Bins for `mergeScoreBins`, `rocAucFromBins` and `averagePrecisionFromBins`.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`, `invalid_argument`.
 *
 * O(n log B) time, O(B) space.
 */
export function expectedScoreBins(
  edges: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  scores: ArrayLike<number>,
): ScoreBins {
  const rows = assertRows({ probabilities, scores });
  assertValues('probabilities', probabilities, { min: 0, max: 1 });
  // As rows without a positive one: the sums of counts and scores, and the checks, are the same.
  const bins = binScores(edges, new Uint8Array(rows), scores);
  const positives = new Float64Array(bins.counts.length);
  for (let row = 0; row < rows; row++) {
    const bin = Math.min(positives.length, countAtMost(edges, scores[row]!)) - 1;
    positives[Math.max(0, bin)]! += probabilities[row]!;
  }
  return { ...bins, positives };
}

/**
 * Area under the ROC curve to expect over K classes: the mean over classes of each against the
 * rest.
 *
 * @param probabilities Per class its calibrated probabilities, each of length n >= 1.
 * @param scores Per class what its rows are ranked by, likewise.
 * @returns `value` in [0, 1]; a class that is certain to have all rows or none has no area and is
 * left out of the mean, or takes the value of `zeroDivision`. No value when no class has one.
 * `variance` is not known: the areas depend on each other.
 * @throws {StatisticsError} `shape_mismatch`, `empty_input` without classes or rows,
 * `invalid_value`.
 *
 * O(K n log n). NannyML's estimate for many classes, but for its rounding.
 */
export function expectedMultiClassAuc(
  probabilities: readonly ArrayLike<number>[],
  scores: readonly ArrayLike<number>[],
  options: ZeroDivisionOptions = {},
): Estimate {
  const classes = probabilities.length;
  if (classes === 0) throw new StatisticsError('empty_input', 'probabilities has no classes');
  if (classes !== scores.length) {
    throw new StatisticsError(
      'shape_mismatch',
      `probabilities has ${classes} classes, scores has ${scores.length}`,
    );
  }
  let [sum, counted, n] = [0, 0, 0];
  for (const [index, column] of probabilities.entries()) {
    const area = rocAucFromBins(expectedScoreCounts(column, scores[index]!), options);
    n = area.n;
    if (area.value === undefined) continue;
    sum += area.value;
    counted++;
  }
  return { value: counted === 0 ? undefined : sum / counted, n, variance: undefined };
}

/**
 * Average precision to expect: precision at each distinct score, weighted by the positive rows
 * there.
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
