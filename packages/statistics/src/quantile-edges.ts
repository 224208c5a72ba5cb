import { StatisticsError } from './errors.ts';
import { countBelow } from './sorted.ts';
import { assertArgument, assertAscending, totalOfCounts } from './validate.ts';

/**
 * Inner bin edges at the quantiles of a reference sample.
 *
 * Bin i holds edges[i-1] < x <= edges[i]; the first is open below, the last above. The edge for
 * quantile k is the inverse distribution function at k / bins: the smallest value of the sample
 * that has at least k n / bins values at or below it. Equal edges are one. A value that stands for
 * two or more quantiles is heavy and gets a bin of its own: the value before it becomes an edge too,
 * or a column of mostly one value would hide what happens beside it. The greatest value is no edge,
 * so every bin holds at least one value of the sample.
 *
 * The edges for a divisor of `bins` are a subset of these: `quantileGroups` tells which.
 *
 * @param sorted Ascending finite values, length n >= 1.
 * @param bins Bins wanted, a whole number from 1. Fewer are made when values repeat; a constant
 * sample makes one, without edges.
 * @returns Strictly ascending edges, each a value of the sample; E edges make E + 1 bins.
 * @throws {StatisticsError} `empty_input`, `invalid_value`, `invalid_argument`.
 *
 * O(n + bins log n) time, O(bins) space. The quantiles are those of Hyndman and Fan's type 1
 * (1996), NumPy's `inverted_cdf`.
 * @example
 * quantileEdges([0, 0, 0, 5, 6, 7, 8, 9], 4); // [0, 5, 7]: to 0, (0, 5], (5, 7], above 7
 */
export function quantileEdges(sorted: ArrayLike<number>, bins: number): Float64Array {
  assertAscending('sorted', sorted);
  assertArgument(Number.isSafeInteger(bins) && bins >= 1, 'bins', bins, 'a whole number from 1');
  const n = sorted.length;
  const edges = new Set<number>();
  let previous = NaN;
  for (let k = 1; k < bins; k++) {
    const value = sorted[Math.ceil((k * n) / bins) - 1]!;
    const below = value === previous ? countBelow(sorted, value) : 0;
    if (below > 0) edges.add(sorted[below - 1]!);
    if (value < sorted[n - 1]!) edges.add(value);
    previous = value;
  }
  return Float64Array.from(edges).toSorted();
}

/**
 * The bin of a value: how many of the inner edges are below `value`.
 *
 * @param edges Strictly ascending inner edges, length E >= 0.
 * @param value Any number but NaN, which has no bin and must be counted as missing by the caller.
 * @returns Index in 0 … E. O(log E).
 */
export function binIndex(edges: ArrayLike<number>, value: number): number {
  return countBelow(edges, value);
}

/**
 * Which coarse bin each fine bin belongs to, when the coarse edges are every so many-th quantile.
 *
 * @param counts Values of the reference sample per bin of `quantileEdges(sample, bins.from)`.
 * @param bins `from` quantiles to `to` quantiles; `to` must divide `from`.
 * @returns Per fine bin the index of its coarse bin, for `coarsen`; the groups are exactly the bins
 * of `quantileEdges(sample, bins.to)`.
 * @throws {StatisticsError} `invalid_argument` when the numbers of quantiles do not nest,
 * `empty_input` or `invalid_value` for counts that are none.
 */
export function quantileGroups(
  counts: ArrayLike<number>,
  bins: { readonly from: number; readonly to: number },
): Int32Array {
  const { from, to } = bins;
  assertArgument(
    Number.isSafeInteger(to) && to >= 1 && Number.isSafeInteger(from / to),
    'bins.to',
    to,
    `a divisor of ${from}`,
  );
  const total = totalOfCounts('counts', counts);
  const groups = new Int32Array(counts.length);
  let cumulative = counts[0]!;
  let before = 0;
  for (let bin = 1; bin < counts.length; bin++) {
    // Coarse quantiles at or below the edge in front of this bin, and those within the bin.
    const upTo = quantilesUpTo(cumulative);
    const within = quantilesUpTo(cumulative + counts[bin]!) - upTo;
    groups[bin] = groups[bin - 1]! + (upTo > before || within >= 2 ? 1 : 0);
    cumulative += counts[bin]!;
    before = upTo;
  }
  return groups;

  function quantilesUpTo(values: number): number {
    return Math.min(to - 1, Math.floor((values * to) / total));
  }
}

/**
 * Adds up the counts of neighbouring bins.
 *
 * @param counts Counts per fine bin.
 * @param groups Per fine bin the index of its coarse bin: 0 first, then the same or one more.
 * @returns Counts per coarse bin, with the same total.
 * @throws {StatisticsError} `shape_mismatch` when the lengths differ, `invalid_argument` when groups
 * are not in that order.
 *
 * O(bins).
 */
export function coarsen(counts: ArrayLike<number>, groups: ArrayLike<number>): Float64Array {
  const bins = counts.length;
  if (groups.length !== bins) {
    throw new StatisticsError(
      'shape_mismatch',
      `counts has ${bins} bins, groups has ${groups.length}`,
    );
  }
  let previous = 0;
  for (let bin = 0; bin < bins; bin++) {
    const group = groups[bin]!;
    const isNext = group === previous || (bin > 0 && group === previous + 1);
    assertArgument(isNext, `groups[${bin}]`, group, `${previous} or the next`);
    previous = group;
  }
  const coarse = new Float64Array(bins === 0 ? 0 : previous + 1);
  for (let bin = 0; bin < bins; bin++) coarse[groups[bin]!]! += counts[bin]!;
  return coarse;
}
