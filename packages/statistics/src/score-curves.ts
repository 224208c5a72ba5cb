import type { BinaryConfusion } from './binary-confusion.ts';
import { StatisticsError } from './errors.ts';
import type { WeightOptions } from './rows.ts';
import type { ScoreBins } from './score-bins.ts';
import { distinctScores, totalsOfScores } from './score-counts.ts';
import type { ScoreCounts } from './score-counts.ts';
import { countBelow } from './sorted.ts';
import { assertArgument } from './validate.ts';

/** Rates of a threshold that falls from above every score to the lowest. */
export interface RocCurve {
  /** Scores at or above this predict 1; descending, the first is `Infinity`. */
  readonly thresholds: Float64Array;
  /** FP / (FP + TN) per threshold, ascending from 0 to 1. */
  readonly falsePositiveRates: Float64Array;
  /** TP / (TP + FN) per threshold, ascending from 0 to 1. */
  readonly truePositiveRates: Float64Array;
}

export interface RocCurveOptions extends WeightOptions {
  /**
   * Leaves out points on a straight line between their neighbours in both counts.
   *
   * @default `true`, as in scikit-learn
   */
  readonly dropIntermediate?: boolean;
}

/**
 * Receiver operating characteristic curve.
 *
 * @param labels What was true, 0 or 1, length n >= 1, both present.
 * @param scores Finite, same length.
 * @throws {StatisticsError} `empty_input` when one label is absent, `shape_mismatch`,
 * `invalid_value`.
 *
 * O(n log n) time, O(n) space. Agrees with `sklearn.metrics.roc_curve` to 1e-15.
 */
export function rocCurve(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: RocCurveOptions = {},
): RocCurve {
  const groups = distinctScores(labels, scores, options);
  const { positives, negatives } = totalsOfScores(groups);
  if (positives === 0 || negatives === 0) {
    throw new StatisticsError(
      'empty_input',
      `${positives} positive and ${negatives} negative rows`,
    );
  }
  const { found, mistaken } = cumulativeFromAbove(groups);
  const points: number[] = [];
  const size = groups.scores.length;
  for (let point = 0; point <= size; point++) {
    const isEnd = point < 2 || point === size;
    if (
      isEnd ||
      options.dropIntermediate === false ||
      turns(found, point) ||
      turns(mistaken, point)
    ) {
      points.push(point);
    }
  }
  return {
    thresholds: Float64Array.from(points, (point) =>
      point === 0 ? Infinity : groups.scores[size - point]!,
    ),
    falsePositiveRates: Float64Array.from(points, (point) => mistaken[point]! / negatives),
    truePositiveRates: Float64Array.from(points, (point) => found[point]! / positives),
  };
}

/** Precision and recall of a threshold that rises through the scores. */
export interface PrecisionRecallCurve {
  /** The distinct scores, ascending: scores at or above predict 1. One fewer than points. */
  readonly thresholds: Float64Array;
  /** Per threshold, and at last 1 for no predictions. */
  readonly precisions: Float64Array;
  /** Per threshold, descending, and at last 0. */
  readonly recalls: Float64Array;
}

/**
 * Precision-recall curve.
 *
 * @param labels What was true, 0 or 1, length n >= 1, with a positive row.
 * @param scores Finite, same length.
 * @throws {StatisticsError} `empty_input` without positive rows, `shape_mismatch`, `invalid_value`.
 *
 * O(n log n) time, O(n) space. Agrees with `sklearn.metrics.precision_recall_curve` to 1e-15.
 */
export function precisionRecallCurve(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: WeightOptions = {},
): PrecisionRecallCurve {
  const groups = distinctScores(labels, scores, options);
  const { positives } = totalsOfScores(groups);
  if (positives === 0) throw new StatisticsError('empty_input', 'there are no positive rows');
  const { found, mistaken } = cumulativeFromAbove(groups);
  const precisions = Float64Array.from(found, (tp, point) => {
    const predicted = tp + mistaken[point]!;
    return predicted === 0 ? 0 : tp / predicted;
  });
  precisions[0] = 1;
  return {
    thresholds: groups.scores,
    precisions: precisions.toReversed(),
    recalls: Float64Array.from(found, (tp) => tp / positives).toReversed(),
  };
}

/**
 * The confusion matrix at any threshold, from scores that were counted in bins.
 *
 * @param threshold Scores at or above it predict 1. At an edge the counts are exact; within a bin
 * its rows and its positive rows are taken as evenly spread, so that each count is off by at most
 * the bin's. At or below the first edge all rows are predicted 1, above the last none.
 * @returns Counts, fractions within a bin.
 * @throws {StatisticsError} `shape_mismatch`, `invalid_value`, `invalid_argument` for NaN.
 *
 * O(B).
 */
export function binaryConfusionFromBins(bins: ScoreBins, threshold: number): BinaryConfusion {
  assertArgument(!Number.isNaN(threshold), 'threshold', threshold, 'a number');
  const { positives, negatives } = totalsOfScores(bins);
  const { edges } = bins;
  const above = countBelow(edges, threshold);
  const confusion = { truePositives: 0, falsePositives: 0 };
  for (let bin = 0; bin < bins.counts.length; bin++) {
    let share = bin >= above ? 1 : 0;
    if (bin === above - 1) share = (edges[bin + 1]! - threshold) / (edges[bin + 1]! - edges[bin]!);
    confusion.truePositives += share * bins.positives[bin]!;
    confusion.falsePositives += share * (bins.counts[bin]! - bins.positives[bin]!);
  }
  return {
    ...confusion,
    falseNegatives: Math.max(0, positives - confusion.truePositives),
    trueNegatives: Math.max(0, negatives - confusion.falsePositives),
  };
}

/** Counts at or above each group from the top, with 0 in front. */
function cumulativeFromAbove({ counts, positives }: ScoreCounts): {
  found: Float64Array;
  mistaken: Float64Array;
} {
  const size = counts.length;
  const found = new Float64Array(size + 1);
  const mistaken = new Float64Array(size + 1);
  for (let point = 1; point <= size; point++) {
    const group = size - point;
    found[point] = found[point - 1]! + positives[group]!;
    mistaken[point] = mistaken[point - 1]! + counts[group]! - positives[group]!;
  }
  return { found, mistaken };
}

/** Whether the steps before and after a point differ. */
function turns(counts: Float64Array, point: number): boolean {
  return counts[point + 1]! - counts[point]! !== counts[point]! - counts[point - 1]!;
}
