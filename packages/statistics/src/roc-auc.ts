import type { Estimate, ZeroDivisionOptions } from './estimate.ts';
import { zeroDivisionEstimate } from './estimate.ts';
import type { WeightOptions } from './rows.ts';
import type { ScoreCounts } from './score-counts.ts';
import { distinctScores, totalsOfScores } from './score-counts.ts';

/**
 * Area under the ROC curve: how often a positive row has the greater score of a random pair of one
 * positive and one negative row, ties counting half.
 *
 * @param labels What was true, 0 or 1, length n >= 1.
 * @param scores Finite, same length; only their order matters.
 * @returns `value` in [0, 1], `n` the rows; no value when one label is absent, unless
 * `zeroDivision` is given. `variance` is that of DeLong, DeLong and Clarke-Pearson, for weights
 * that count rows; it needs two rows of either label.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`.
 *
 * O(n log n) time, O(n) space. Agrees with `sklearn.metrics.roc_auc_score` to 1e-14.
 * @see DeLong, DeLong and Clarke-Pearson (1988), doi:10.2307/2531595.
 * @example
 * rocAuc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]).value; // 0.75
 */
export function rocAuc(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: WeightOptions & ZeroDivisionOptions = {},
): Estimate {
  const groups = distinctScores(labels, scores, options);
  const { area, variance, rows } = areaUnder(groups);
  if (area === undefined) return zeroDivisionEstimate(options, rows);
  return { value: area, n: rows, variance };
}

/** An estimate from bins with how far the values themselves may be from it. */
export interface BinnedEstimate extends Estimate {
  /** The least and the greatest `value` of any sample with these counts. */
  readonly bounds: { readonly lower: number; readonly upper: number } | undefined;
}

/**
 * Area under the ROC curve of scores that were counted in bins.
 *
 * @param bins Rows and positive rows per bin, in ascending order of scores.
 * @returns `value` counts pairs within a bin half, in the middle of `bounds`, which are half the
 * share of such pairs away: the area of the scores themselves is within. `variance` is DeLong's, as
 * if scores in one bin were equal. No value when one label is absent, unless `zeroDivision` is
 * given.
 * @throws {StatisticsError} `shape_mismatch`, `invalid_value`.
 *
 * O(B). For groups of equal scores, as `distinctScores` makes them, `value` is exact and the bounds
 * say nothing.
 */
export function rocAucFromBins(
  bins: ScoreCounts,
  options: ZeroDivisionOptions = {},
): BinnedEstimate {
  const { area, variance, rows, tied } = areaUnder(bins);
  if (area === undefined) return { ...zeroDivisionEstimate(options, rows), bounds: undefined };
  const bounds = { lower: Math.max(0, area - tied / 2), upper: Math.min(1, area + tied / 2) };
  return { value: area, n: rows, variance, bounds };
}

interface Area {
  readonly rows: number;
  /** `undefined` when one label is absent. */
  readonly area: number | undefined;
  readonly variance: number | undefined;
  /** Share of pairs of a positive and a negative row that lie in one group. */
  readonly tied: number;
}

function areaUnder(groups: ScoreCounts): Area {
  const { rows, positives, negatives } = totalsOfScores(groups);
  if (positives === 0 || negatives === 0) {
    return { rows, area: undefined, variance: undefined, tied: 0 };
  }
  let area = 0;
  let tied = 0;
  eachGroup((group) => {
    area += (group.positive / positives) * group.negativesBelow;
    tied += (group.positive / positives) * (group.negative / negatives);
  });
  // Sums of squared deviations of the rows' placements: the share of the other label's rows below a
  // positive row, above a negative one. The mean of both is the area.
  let ofPositives = 0;
  let ofNegatives = 0;
  eachGroup((group) => {
    ofPositives += group.positive * (group.negativesBelow - area) ** 2;
    ofNegatives += group.negative * (group.positivesAbove - area) ** 2;
  });
  const variance =
    positives > 1 && negatives > 1
      ? ofPositives / (positives - 1) / positives + ofNegatives / (negatives - 1) / negatives
      : undefined;
  return { rows, area: Math.min(1, area), variance, tied };

  /**
   * Visits the groups with the shares of the other label below and above, half of their own group.
   */
  function eachGroup(
    visit: (group: {
      readonly positive: number;
      readonly negative: number;
      readonly negativesBelow: number;
      readonly positivesAbove: number;
    }) => void,
  ): void {
    let below = 0;
    let positivesBelow = 0;
    for (let index = 0; index < groups.counts.length; index++) {
      const positive = groups.positives[index]!;
      const negative = groups.counts[index]! - positive;
      const negativesBelow = (below + negative / 2) / negatives;
      const positivesAbove = (positives - positivesBelow - positive / 2) / positives;
      visit({ positive, negative, negativesBelow, positivesAbove });
      below += negative;
      positivesBelow += positive;
    }
  }
}
