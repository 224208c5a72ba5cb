import { assertFiniteScore } from './delong.ts';
import { StatisticsError } from './errors.ts';
import { normalSurvival } from './normal.ts';

/** Two areas over the same rows, and their difference. */
export interface AucDifference {
  /** First area less the second, in [-1, 1]. */
  readonly difference: number;
  /** DeLong's variance of the difference, >= 0. */
  readonly variance: number;
  /** Two-sided probability of a difference this far from 0 when the areas are equal, in [0, 1]. */
  readonly pValue: number;
}

/** Two scores of the same rows, and which rows are positive. */
export interface PairedScores {
  readonly first: ArrayLike<number>;
  readonly second: ArrayLike<number>;
  /** 1 for a positive row, 0 for a negative one. */
  readonly labels: ArrayLike<number>;
}

/**
 * DeLong's test of whether two scores of the same rows have the same area under the ROC curve.
 *
 * @param scores Finite scores and labels, all of length n >= 4, two of each class at least.
 * @returns p = 1 where the variance is 0 and nothing differs; p = 0 where it is 0 all the same.
 * @throws {StatisticsError} `shape_mismatch`, `empty_input` when a class has fewer than two rows,
 * `invalid_value` for a score that is not finite or a label other than 0 and 1.
 *
 * O(n log n) time, O(n) space. The variance is that of each row's difference, which needs no
 * covariance and cannot cancel. Asymptotic. Agrees with all pairs compared to 1e-12.
 * @see DeLong, DeLong & Clarke-Pearson (1988), doi:10.2307/2531595.
 */
export function deLongDifference({ first, second, labels }: PairedScores): AucDifference {
  const size = assertPaired({ first, second, labels });
  const one = placements(first, labels, size);
  const two = placements(second, labels, size);
  const differences = one.map((placement, row) => placement - two[row]!);
  let difference = 0;
  for (let row = 0; row < differences.length; row++) {
    if (labels[row] === 1) difference += differences[row]! / size.positives;
  }
  let positiveSquares = 0;
  let negativeSquares = 0;
  for (let row = 0; row < differences.length; row++) {
    const square = (differences[row]! - difference) ** 2;
    if (labels[row] === 1) positiveSquares += square;
    else negativeSquares += square;
  }
  const { positives, negatives } = size;
  const variance =
    positiveSquares / (positives - 1) / positives + negativeSquares / (negatives - 1) / negatives;
  const isSame = difference === 0;
  return {
    difference,
    variance,
    pValue: isSame ? 1 : 2 * normalSurvival(Math.abs(difference) / Math.sqrt(variance)),
  };
}

interface ClassSizes {
  readonly positives: number;
  readonly negatives: number;
}

/** Of each positive the share of negatives below, of each negative that of positives above. */
function placements(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  { positives, negatives }: ClassSizes,
): Float64Array {
  const order = Uint32Array.from(scores, (_, row) => row).toSorted(
    (a, b) => scores[a]! - scores[b]!,
  );
  const placement = new Float64Array(scores.length);
  let positivesBelow = 0;
  let negativesBelow = 0;
  for (let start = 0; start < order.length;) {
    const score = scores[order[start]!];
    let end = start;
    let tied = 0;
    for (; end < order.length && scores[order[end]!] === score; end++) tied += labels[order[end]!]!;
    const tiedNegatives = end - start - tied;
    for (const row of order.subarray(start, end)) {
      placement[row] =
        labels[row] === 1
          ? (negativesBelow + tiedNegatives / 2) / negatives
          : (positives - positivesBelow - tied / 2) / positives;
    }
    positivesBelow += tied;
    negativesBelow += tiedNegatives;
    start = end;
  }
  return placement;
}

function assertPaired({ first, second, labels }: PairedScores): ClassSizes {
  if (first.length !== labels.length || second.length !== labels.length) {
    const message = `first has ${first.length} scores, second ${second.length}, labels ${labels.length}`;
    throw new StatisticsError('shape_mismatch', message);
  }
  let positives = 0;
  for (let row = 0; row < labels.length; row++) {
    assertFiniteScore('first', first, row);
    assertFiniteScore('second', second, row);
    const label = labels[row]!;
    if (label !== 0 && label !== 1) {
      throw new StatisticsError('invalid_value', `labels[${row}] is ${label}; it must be 0 or 1`);
    }
    positives += label;
  }
  const negatives = labels.length - positives;
  if (positives < 2 || negatives < 2) {
    const message = `labels has ${positives} positives and ${negatives} negatives; both need two`;
    throw new StatisticsError('empty_input', message);
  }
  return { positives, negatives };
}
