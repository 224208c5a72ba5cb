import type { Estimate, ZeroDivisionOptions } from './estimate.ts';
import { zeroDivisionEstimate } from './estimate.ts';
import type { ScoreCounts } from './score-counts.ts';
import { totalsOfScores } from './score-counts.ts';
import { assertProbability } from './validate.ts';

/** What acting on the rows of the highest scores yields. */
export interface CumulativeGain {
  /** Share of all positive rows that are among them, in [0, 1]. */
  readonly gain: number;
  /** `gain` over the share of rows; 1 is chance. */
  readonly lift: number;
}

/**
 * Gain and lift of the share of rows with the highest scores.
 *
 * @param scores Rows and positive rows per bin or per distinct score, ascending.
 * @param share Share of rows that is acted on, above 0 and up to 1. Within a bin or tie, positive
 * rows are taken as evenly spread.
 * @returns `undefined` without positive rows.
 * @throws {StatisticsError} `shape_mismatch`, `invalid_value`, `invalid_argument`.
 *
 * O(B). From bins the gain is off by at most the share of positive rows in the bin it ends in.
 * @example
 * const scores = distinctScores([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]);
 * cumulativeGain(scores, 0.25); // { gain: 0.5, lift: 2 }
 */
export function cumulativeGain(scores: ScoreCounts, share: number): CumulativeGain | undefined {
  assertProbability('share', share);
  const { rows, positives } = totalsOfScores(scores);
  if (positives === 0 || share === 0) return undefined;
  let left = share * rows;
  let found = 0;
  for (let group = scores.counts.length - 1; group >= 0 && left > 0; group--) {
    const count = scores.counts[group]!;
    found += count <= left ? scores.positives[group]! : scores.positives[group]! * (left / count);
    left -= count;
  }
  const gain = Math.min(1, found / positives);
  return { gain, lift: gain / share };
}

/**
 * Kolmogorov-Smirnov statistic of the scores of positive against negative rows: the greatest
 * difference of true and false positive rate over all thresholds.
 *
 * @param scores Rows and positive rows per distinct score, which is exact, or per bin, ascending.
 * @returns `value` in [0, 1]; from bins a lower bound, short by at most the greatest share of
 * either label in a bin. `n` is n⁺ n⁻ / (n⁺ + n⁻), the size that `kolmogorovSmirnovPValue` is a
 * function of. No value when one label is absent, unless `zeroDivision` is given. `variance` is not
 * known.
 * @throws {StatisticsError} `shape_mismatch`, `invalid_value`.
 *
 * O(B). Agrees with the statistic of `scipy.stats.ks_2samp` to 1e-15.
 */
export function scoreSeparation(scores: ScoreCounts, options: ZeroDivisionOptions = {}): Estimate {
  const { positives, negatives } = totalsOfScores(scores);
  if (positives === 0 || negatives === 0) return zeroDivisionEstimate(options);
  let value = 0;
  let positivesBelow = 0;
  let negativesBelow = 0;
  for (let group = 0; group < scores.counts.length - 1; group++) {
    positivesBelow += scores.positives[group]!;
    negativesBelow += scores.counts[group]! - scores.positives[group]!;
    value = Math.max(value, Math.abs(positivesBelow / positives - negativesBelow / negatives));
  }
  return { value, n: positives / (1 + positives / negatives), variance: undefined };
}
