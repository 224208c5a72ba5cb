import { compensatedSum } from './compensated-sum.ts';
import { edgesOfWidth } from './equal-width-edges.ts';
import type { BinWidthOptions } from './equal-width-edges.ts';

/**
 * Edges of equally wide bins by Doane's rule, which gives skewed values more bins than Sturges':
 * width = range / (1 + log2 n + log2(1 + |g| / σ_g)), ⌈range / width⌉ bins.
 *
 * g is the skewness Σ (x - mean)³ / (n σ³) with the standard deviation σ over n, and
 * σ_g = √(6 (n - 2) / ((n + 1)(n + 3))) its standard error under a normal law.
 *
 * @param values Finite, in any order, length n >= 1.
 * @returns Ascending edges from the minimum to the maximum, one more than bins. One or two values
 * make one bin; a constant c the one bin [c - ½, c + ½].
 * @throws {StatisticsError} `empty_input`, `invalid_value` for NaN or infinite values, or a range
 * beyond the largest double.
 *
 * O(n) time and space. Equal to `numpy.histogram_bin_edges(values, 'doane')` of numpy 2.2 wherever
 * rounding of the skewness does not decide between two numbers of bins. NannyML's default bins are
 * these edges of the reference.
 *
 * @see Doane (1976), doi:10.1080/00031305.1976.10479172.
 */
export function doaneEdges(values: ArrayLike<number>, options: BinWidthOptions = {}): Float64Array {
  return edgesOfWidth(values, options, (range) => {
    const size = values.length;
    if (size <= 2) return 0;
    const error = Math.sqrt((6 * (size - 2)) / ((size + 1) * (size + 3)));
    const excess = Math.log2(1 + Math.abs(skewness(values, range)) / error);
    return range / (1 + Math.log2(size) + excess);
  });
}

/**
 * Of at least two different values; in units of the range, so that no power over- or underflows.
 */
function skewness(values: ArrayLike<number>, range: number): number {
  const size = values.length;
  const first = values[0]!;
  const offsets = Float64Array.from(values, (value) => (value - first) / range);
  const mean = compensatedSum(offsets) / size;
  const centred = offsets.map((offset) => offset - mean);
  const variance = compensatedSum(centred.map((offset) => offset * offset)) / size;
  const third = compensatedSum(centred.map((offset) => offset ** 3)) / size;
  return third / variance ** 1.5;
}
