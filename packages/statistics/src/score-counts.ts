import { StatisticsError } from './errors.ts';
import type { WeightOptions } from './rows.ts';
import { assertBinary, assertRows, assertValues } from './rows.ts';
import { countBelow } from './sorted.ts';

/** Rows and positive rows per group of scores: bins, or scores that are equal. */
export interface ScoreCounts {
  /** Rows per group, groups in ascending order of scores. */
  readonly counts: ArrayLike<number>;
  /** Rows of label 1 per group, at most as many. */
  readonly positives: ArrayLike<number>;
}

/** Rows and positive rows per distinct score: nothing of the order of a sample is lost. */
export interface DistinctScores extends ScoreCounts {
  /** The distinct scores, ascending. */
  readonly scores: Float64Array;
  readonly counts: Float64Array;
  readonly positives: Float64Array;
}

/**
 * Groups rows of equal score.
 *
 * @param labels What was true, 0 or 1, length n >= 1.
 * @param scores Finite, same length.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`.
 *
 * O(n log n) time, O(n) space.
 */
export function distinctScores(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: WeightOptions = {},
): DistinctScores {
  assertRows({ labels, scores, weights: options.weights });
  assertBinary('labels', labels);
  assertValues('scores', scores);
  return options.weights === undefined
    ? countByMerging(labels, scores)
    : countBySearch(labels, scores, options.weights);
}

/** Sorts the scores of either label, and merges the two: typed arrays sort without calls. */
function countByMerging(labels: ArrayLike<number>, scores: ArrayLike<number>): DistinctScores {
  const rows = labels.length;
  let positiveRows = 0;
  for (let row = 0; row < rows; row++) positiveRows += labels[row]!;
  const sides = [new Float64Array(rows - positiveRows), new Float64Array(positiveRows)] as const;
  const filled: [number, number] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const label = labels[row] as 0 | 1;
    sides[label][filled[label]++] = scores[row]!;
  }
  const negative = sides[0].toSorted();
  const positive = sides[1].toSorted();
  const distinct = new Float64Array(rows);
  const counts = new Float64Array(rows);
  const positives = new Float64Array(rows);
  let groups = 0;
  for (let i = 0, j = 0; i < negative.length || j < positive.length; groups++) {
    const fromNegative = j === positive.length || negative[i]! <= positive[j]!;
    const score = fromNegative ? negative[i]! : positive[j]!;
    const [before, found] = [i, j];
    while (i < negative.length && negative[i] === score) i++;
    while (j < positive.length && positive[j] === score) j++;
    distinct[groups] = score;
    counts[groups] = i - before + (j - found);
    positives[groups] = j - found;
  }
  return {
    scores: distinct.slice(0, groups),
    counts: counts.slice(0, groups),
    positives: positives.slice(0, groups),
  };
}

/** Sorts the scores, and finds the group of each row again by search. */
function countBySearch(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights: ArrayLike<number>,
): DistinctScores {
  const sorted = Float64Array.from(scores).toSorted();
  let groups = 0;
  for (const score of sorted) {
    if (groups === 0 || score !== sorted[groups - 1]) sorted[groups++] = score;
  }
  const distinct = sorted.slice(0, groups);
  const counts = new Float64Array(groups);
  const positives = new Float64Array(groups);
  for (let row = 0; row < labels.length; row++) {
    const group = countBelow(distinct, scores[row]!);
    counts[group]! += weights[row]!;
    positives[group]! += weights[row]! * labels[row]!;
  }
  return { scores: distinct, counts, positives };
}

/** Totals of checked counts. */
export interface ScoreTotals {
  readonly rows: number;
  readonly positives: number;
  readonly negatives: number;
}

/**
 * Checks that every group has finite counts and at most as many positive rows as rows.
 *
 * @throws {StatisticsError} `shape_mismatch`, `invalid_value`.
 */
export function totalsOfScores({ counts, positives }: ScoreCounts): ScoreTotals {
  if (counts.length !== positives.length) {
    throw new StatisticsError(
      'shape_mismatch',
      `counts has ${counts.length} groups, positives has ${positives.length}`,
    );
  }
  let positiveRows = 0;
  let negativeRows = 0;
  for (let group = 0; group < counts.length; group++) {
    const positive = positives[group]!;
    const negative = counts[group]! - positive;
    if (!(positive >= 0 && negative >= 0 && negative < Infinity)) {
      throw new StatisticsError(
        'invalid_value',
        `group ${group} has ${positive} positive rows of ${counts[group]}`,
      );
    }
    positiveRows += positive;
    negativeRows += negative;
  }
  return { rows: positiveRows + negativeRows, positives: positiveRows, negatives: negativeRows };
}
