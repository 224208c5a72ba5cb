import { normalSurvival } from './normal.ts';
import { assertRows, assertValues } from './rows.ts';
import { studentTSurvival } from './student-t.ts';

/** scipy counts permutations up to this many values, and beyond for nearly sorted ones. */
const EXACT_MAX = 33;

export interface RankCorrelation {
  /** In [-1, 1]; 1 when both columns are in the same order. */
  readonly correlation: number;
  /** Two-sided, in [0, 1]: of a correlation as far from 0 between independent columns. */
  readonly pValue: number;
}

/**
 * Spearman's rank correlation: Pearson's correlation of the ranks, equal values sharing their mean
 * rank.
 *
 * @param x, y Finite values, length n >= 1 both; only their order matters.
 * @returns `undefined` where a column is constant, which one value is. The p-value is that of a t
 * law with n - 2 degrees of freedom, an approximation; of two values it is 1.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`.
 *
 * O(n log n) time, O(n) space. Agrees with `scipy.stats.spearmanr`: the correlation to 1e-14, the
 * p-value to 1e-9 relative; of a correlation of 1 or -1 it is 0.
 * @see Spearman (1904), doi:10.2307/1412159.
 * @example
 * spearmanCorrelation([1, 2, 3, 4], [1, 2, 4, 3]); // { correlation: 0.8, pValue: 0.2 }
 */
export function spearmanCorrelation(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): RankCorrelation | undefined {
  const n = assertColumns(x, y);
  const left = centredRanks(x);
  const right = centredRanks(y);
  // Ranks are halves, so these sums are exact for a hundred thousand values.
  const product = left.reduce((sum, rank, row) => sum + rank * right[row]!, 0);
  const ofLeft = left.reduce((sum, rank) => sum + rank * rank, 0);
  const ofRight = right.reduce((sum, rank) => sum + rank * rank, 0);
  if (ofLeft === 0 || ofRight === 0) return undefined;
  const correlation = Math.max(-1, Math.min(1, product / Math.sqrt(ofLeft * ofRight)));
  if (n === 2) return { correlation, pValue: 1 };
  const rest = (1 - correlation) * (1 + correlation);
  const t = Math.abs(correlation) * Math.sqrt((n - 2) / rest);
  return { correlation, pValue: 2 * studentTSurvival(t, n - 2) };
}

/**
 * Kendall's rank correlation tau-b: pairs in the same order less pairs in the opposite order, over
 * the geometric mean of the pairs that either column orders at all.
 *
 * @param x, y Finite values, length n >= 1 both; only their order matters.
 * @returns `undefined` where a column is constant, which one value is. The p-value counts
 * permutations where nothing is tied and n is at most 33, or all but one pair are in order; else it
 * is asymptotic, with the variance that allows for ties.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`.
 *
 * O(n log n) time, O(n) space. Agrees with `scipy.stats.kendalltau`: the correlation to 1e-14, the
 * p-value to 1e-9 relative.
 * @see Kendall (1945), doi:10.1093/biomet/33.3.239; Knight (1966),
 * doi:10.1080/01621459.1966.10480879, for the count in O(n log n).
 * @example
 * kendallCorrelation([1, 2, 3, 4], [1, 2, 4, 3]); // { correlation: 0.6667, pValue: 0.3333 }
 */
export function kendallCorrelation(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): RankCorrelation | undefined {
  const n = assertColumns(x, y);
  const order = Uint32Array.from(x, (_, row) => row).toSorted(
    (a, b) => x[a]! - x[b]! || y[a]! - y[b]!,
  );
  const sortedY = Float64Array.from(order, (row) => y[row]!);
  const both = tiesOf(n, (a, b) => x[order[a]!] === x[order[b]!] && sortedY[a] === sortedY[b]);
  const ofX = tiesOf(n, (a, b) => x[order[a]!] === x[order[b]!]);
  // Sorts sortedY on the way.
  const discordant = inversions(sortedY);
  const ofY = tiesOf(n, (a, b) => sortedY[a] === sortedY[b]);
  const pairs = (n * (n - 1)) / 2;
  if (ofX.pairs === pairs || ofY.pairs === pairs) return undefined;
  const excess = pairs - ofX.pairs - ofY.pairs + both.pairs - 2 * discordant;
  const scale = Math.sqrt((pairs - ofX.pairs) * (pairs - ofY.pairs));
  const correlation = Math.max(-1, Math.min(1, excess / scale));
  const fewest = Math.min(discordant, pairs - discordant);
  if (ofX.pairs + ofY.pairs === 0 && (n <= EXACT_MAX || fewest <= 1)) {
    return { correlation, pValue: Math.min(1, 2 * shareOfPermutations(n, fewest)) };
  }
  const m = n * (n - 1);
  const variance =
    (m * (2 * n + 5) - ofX.spread - ofY.spread) / 18 +
    (2 * ofX.pairs * ofY.pairs) / m +
    (ofX.triples * ofY.triples) / (9 * m * (n - 2));
  return { correlation, pValue: 2 * normalSurvival(Math.abs(excess) / Math.sqrt(variance)) };
}

function assertColumns(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const n = assertRows({ x, y });
  assertValues('x', x);
  assertValues('y', y);
  return n;
}

/**
 * Ranks less their mean, in ascending order of the values; equal values share the mean of theirs.
 */
function centredRanks(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  const order = Uint32Array.from(values, (_, row) => row).toSorted(
    (a, b) => values[a]! - values[b]!,
  );
  const ranks = new Float64Array(n);
  for (let start = 0; start < n;) {
    let end = start;
    while (end < n && values[order[end]!] === values[order[start]!]) end++;
    for (let rank = start; rank < end; rank++) ranks[order[rank]!] = (start + end - n) / 2;
    start = end;
  }
  return ranks;
}

/** Sums over the groups of equal neighbours, of size t each. */
interface Ties {
  /** Σ t (t - 1) / 2. */
  readonly pairs: number;
  /** Σ t (t - 1) (t - 2). */
  readonly triples: number;
  /** Σ t (t - 1) (2 t + 5). */
  readonly spread: number;
}

function tiesOf(n: number, isEqual: (a: number, b: number) => boolean): Ties {
  let [pairs, triples, spread] = [0, 0, 0];
  for (let start = 0; start < n;) {
    let end = start + 1;
    while (end < n && isEqual(start, end)) end++;
    const size = end - start;
    pairs += (size * (size - 1)) / 2;
    triples += size * (size - 1) * (size - 2);
    spread += size * (size - 1) * (2 * size + 5);
    start = end;
  }
  return { pairs, triples, spread };
}

/** Pairs in descending order; sorts the values, merging runs of doubling width. */
function inversions(values: Float64Array): number {
  const n = values.length;
  let count = 0;
  for (let width = 1; width < n; width *= 2) {
    const from = values.slice();
    for (let low = 0; low < n; low += 2 * width) {
      const middle = Math.min(n, low + width);
      const high = Math.min(n, low + 2 * width);
      for (let i = low, j = middle, to = low; to < high; to++) {
        const isLeft = j === high || (i < middle && from[i]! <= from[j]!);
        if (!isLeft) count += middle - i;
        values[to] = isLeft ? from[i++]! : from[j++]!;
      }
    }
  }
  return count;
}

/**
 * Share of the permutations of n with at most so many inversions; each position adds 0 … its index.
 */
function shareOfPermutations(n: number, inversionsMax: number): number {
  let shares = new Float64Array(inversionsMax + 1).fill(0);
  shares[0] = 1;
  for (let position = 2; position <= n; position++) {
    let window = 0;
    const next = new Float64Array(inversionsMax + 1);
    for (let count = 0; count <= inversionsMax; count++) {
      window += shares[count]! - (count >= position ? shares[count - position]! : 0);
      next[count] = window / position;
    }
    shares = next;
  }
  return shares.reduce((sum, share) => sum + share, 0);
}
