import { StatisticsError } from './errors.ts';
import type { WeightOptions } from './rows.ts';
import { assertBinary, assertRows, assertValues, rowWeights } from './rows.ts';
import type { ScoreCounts } from './score-counts.ts';
import { countAtMost } from './sorted.ts';
import { assertArgument } from './validate.ts';

/** The mergeable summary of the scores and labels of a binary classifier. */
export interface ScoreBins extends ScoreCounts {
  /** Ascending, one more than bins. Bin b holds edges[b] <= score < edges[b + 1]. */
  readonly edges: ArrayLike<number>;
  /** Sum of the scores per bin. */
  readonly scoreSums: ArrayLike<number>;
}

/**
 * Edges of equal-width bins of probabilities.
 *
 * @param bins Number of bins, a whole number from 1.
 * @returns `bins` + 1 edges from 0 to 1. 256 bins keep the AUC of scores within 2e-4.
 * @throws {StatisticsError} `invalid_argument`.
 */
export function uniformScoreEdges(bins: number): Float64Array {
  const isCount = Number.isSafeInteger(bins) && bins >= 1;
  assertArgument(isCount, 'bins', bins, 'a whole number from 1');
  return Float64Array.from({ length: bins + 1 }, (_, edge) => edge / bins);
}

/**
 * Counts labelled scores in bins.
 *
 * @param edges Strictly ascending, length B + 1 >= 2, finite. A score below the first is counted in
 * the first bin, a score from the last edge on in the last.
 * @param labels What was true, 0 or 1, length n >= 1.
 * @param scores Finite, same length.
 * @returns Sums that merge by adding up.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`, `invalid_argument`.
 *
 * O(n log B) time, O(B) space. A threshold that is an edge loses nothing: a score equal to it is
 * counted above, as scikit-learn and `binaryConfusionAt` have it.
 * @example
 * binScores([0, 0.5, 1], [0, 1, 1], [0.2, 0.5, 0.9]).positives; // 0 2
 */
export function binScores(
  edges: ArrayLike<number>,
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: WeightOptions = {},
): ScoreBins {
  assertEdges(edges);
  const rows = assertRows({ labels, scores, weights: options.weights });
  const weightOf = rowWeights(options);
  assertBinary('labels', labels);
  assertValues('scores', scores);
  const bins = edges.length - 1;
  const counts = new Float64Array(bins);
  const positives = new Float64Array(bins);
  const scoreSums = new Float64Array(bins);
  for (let row = 0; row < rows; row++) {
    const weight = weightOf(row);
    const bin = Math.max(0, Math.min(bins, countAtMost(edges, scores[row]!)) - 1);
    counts[bin]! += weight;
    positives[bin]! += weight * labels[row]!;
    scoreSums[bin]! += weight * scores[row]!;
  }
  return { edges, counts, positives, scoreSums };
}

/** Bins of these edges that hold no rows yet: the neutral element of `mergeScoreBins`. */
export function emptyScoreBins(edges: ArrayLike<number>): ScoreBins {
  assertEdges(edges);
  const zeros = (): Float64Array => new Float64Array(edges.length - 1);
  return { edges, counts: zeros(), positives: zeros(), scoreSums: zeros() };
}

/**
 * The rows of two summaries together.
 *
 * @throws {StatisticsError} `shape_mismatch` unless the edges are equal.
 *
 * O(B). Counts of whole rows are exact, sums up to rounding.
 */
export function mergeScoreBins(a: ScoreBins, b: ScoreBins): ScoreBins {
  const length = Math.max(a.edges.length, b.edges.length);
  for (let edge = 0; edge < length; edge++) {
    if (a.edges[edge] !== b.edges[edge]) {
      throw new StatisticsError(
        'shape_mismatch',
        `edge ${edge} is ${a.edges[edge]} on one side and ${b.edges[edge]} on the other`,
      );
    }
  }
  return {
    edges: a.edges,
    counts: add(a.counts, b.counts),
    positives: add(a.positives, b.positives),
    scoreSums: add(a.scoreSums, b.scoreSums),
  };
}

function assertEdges(edges: ArrayLike<number>): void {
  assertArgument(edges.length >= 2, 'edges.length', edges.length, 'at least 2');
  assertValues('edges', edges);
  for (let edge = 1; edge < edges.length; edge++) {
    assertArgument(edges[edge]! > edges[edge - 1]!, `edges[${edge}]`, edges[edge], 'ascending');
  }
}

function add(x: ArrayLike<number>, y: ArrayLike<number>): Float64Array {
  return Float64Array.from(x, (value, bin) => value + y[bin]!);
}
