import type { Estimate, ZeroDivisionOptions } from './estimate.ts';
import { zeroDivisionEstimate } from './estimate.ts';
import type { BinnedEstimate } from './roc-auc.ts';
import type { WeightOptions } from './rows.ts';
import type { ScoreCounts } from './score-counts.ts';
import { distinctScores, totalsOfScores } from './score-counts.ts';

/**
 * Average precision: the precision at the score of each positive row, averaged over positive rows;
 * the area under the precision-recall curve as a step function.
 *
 * @param labels What was true, 0 or 1, length n >= 1.
 * @param scores Finite, same length; only their order matters.
 * @returns `value` in (0, 1], the share of positive rows is chance; `n` the rows. No value without
 * positive rows, unless `zeroDivision` is given; scikit-learn returns 0 there. `variance` is not
 * known.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`.
 *
 * O(n log n) time, O(n) space. Rows of equal score are found together. Agrees with
 * `sklearn.metrics.average_precision_score` to 1e-14.
 * @example
 * averagePrecision([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]).value; // 0.8333
 */
export function averagePrecision(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: WeightOptions & ZeroDivisionOptions = {},
): Estimate {
  const groups = distinctScores(labels, scores, options);
  const totals = totalsOfScores(groups);
  if (totals.positives === 0) return zeroDivisionEstimate(options, totals.rows);
  let value = 0;
  eachGroupFromAbove(groups, ({ above, found, positive, negative }) => {
    if (positive > 0) {
      value += (positive / totals.positives) * ((found + positive) / (above + positive + negative));
    }
  });
  return { value: Math.min(1, value), n: totals.rows, variance: undefined };
}

/**
 * Average precision of scores that were counted in bins.
 *
 * @param bins Rows and positive rows per bin, in ascending order of scores.
 * @returns `value` takes the positive rows of a bin as spread evenly among its rows; the average
 * precision of the scores themselves, whatever their order and ties within a bin, is within
 * `bounds`. No value without positive rows, unless `zeroDivision` is given.
 * @throws {StatisticsError} `shape_mismatch`, `invalid_value`.
 *
 * O(B). Within a bin precision is interpolated as Davis and Goadrich do, not linearly.
 * @see Davis and Goadrich (2006), doi:10.1145/1143844.1143874.
 */
export function averagePrecisionFromBins(
  bins: ScoreCounts,
  options: ZeroDivisionOptions = {},
): BinnedEstimate {
  const { rows, positives } = totalsOfScores(bins);
  if (positives === 0) return { ...zeroDivisionEstimate(options, rows), bounds: undefined };
  let value = 0;
  let lower = 0;
  let upper = 0;
  eachGroupFromAbove(bins, (group) => {
    const { above, found, positive, negative } = group;
    if (positive === 0) return;
    const share = positive / positives;
    value += share * meanPrecision(group);
    // Best: all positive rows of the bin first and tied, so that each has the precision of the
    // last.
    upper += share * ((found + positive) / (above + positive));
    // Worst: after all negative rows, one by one. The sum of (F + i) / (A + i) over i = 1 … p, with
    // F found and A above before, is at least p - (A - F) ln((A + p) / A), an integral.
    const before = above + negative;
    lower += share * (1 - ((before - found) / positive) * log1pOf(positive, before));
  });
  lower = Math.max(0, lower);
  upper = Math.min(1, upper);
  value = Math.min(upper, Math.max(lower, value));
  return { value, n: rows, variance: undefined, bounds: { lower, upper } };
}

/** A group of rows, and what scores above it. */
interface Group {
  readonly above: number;
  readonly found: number;
  readonly positive: number;
  readonly negative: number;
}

function eachGroupFromAbove(groups: ScoreCounts, visit: (group: Group) => void): void {
  let above = 0;
  let found = 0;
  for (let index = groups.counts.length - 1; index >= 0; index--) {
    const positive = groups.positives[index]!;
    const negative = groups.counts[index]! - positive;
    visit({ above, found, positive, negative });
    above += groups.counts[index]!;
    found += positive;
  }
}

/** ∫ (F + p t) / (A + (p + q) t) dt over [0, 1]: the precision on the way through an even bin. */
function meanPrecision({ above, found, positive, negative }: Group): number {
  const rows = positive + negative;
  const inBin = positive / rows;
  // The precision before the bin, drawn towards that of the bin.
  return inBin + ((found - above * inBin) / rows) * log1pOf(rows, above);
}

/** ln(1 + added / before), and 0 for nothing before, where its factor is 0 too. */
function log1pOf(added: number, before: number): number {
  return before === 0 ? 0 : Math.log1p(added / before);
}
