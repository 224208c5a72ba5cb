import { edgesOfWidth } from './equal-width-edges.ts';
import type { BinWidthOptions } from './equal-width-edges.ts';
import { countAtMost } from './sorted.ts';
import { assertArgument } from './validate.ts';

export type SturgesOptions = BinWidthOptions;

/**
 * Edges of equal-width bins by Sturges' rule: width = range / (log2 n + 1), ⌈range / width⌉ bins.
 *
 * @param values Finite, in any order, length n >= 1.
 * @returns Ascending edges from the minimum to the maximum, one more than bins. A constant c
 * gives the one bin [c - ½, c + ½].
 * @throws {StatisticsError} `empty_input`, `invalid_value` for NaN or infinite values, or a range
 * beyond the largest double.
 *
 * O(n) time. Equal, bit for bit, to `numpy.histogram_bin_edges(values, 'sturges')` of numpy 2.2.
 */
export function sturgesEdges(
  values: ArrayLike<number>,
  options: SturgesOptions = {},
): Float64Array {
  return edgesOfWidth(values, options, (range) => range / (Math.log2(values.length) + 1));
}

/**
 * Counts values in bins that are closed on the left and open on the right, the last closed on both.
 *
 * @param values In any order; what lies outside of the edges, and NaN, is left out.
 * @param edges Ascending, length B + 1 >= 2; equal neighbours make an empty bin.
 * @returns B counts.
 * @throws {StatisticsError} `invalid_argument` for fewer than two edges or edges out of order.
 *
 * O(n log B) time. Equal to `numpy.histogram(values, edges)`.
 */
export function histogramCounts(values: ArrayLike<number>, edges: ArrayLike<number>): Float64Array {
  assertArgument(edges.length >= 2, 'edges.length', edges.length, 'at least 2');
  for (let edge = 1; edge < edges.length; edge++) {
    assertArgument(edges[edge]! >= edges[edge - 1]!, `edges[${edge}]`, edges[edge], 'ascending');
  }
  const bins = edges.length - 1;
  const low = edges[0]!;
  const high = edges[bins]!;
  const counts = new Float64Array(bins);
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (value >= low && value <= high) {
      counts[Math.min(countAtMost(edges, value), bins) - 1]!++;
    }
  }
  return counts;
}
