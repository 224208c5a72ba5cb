import { compensatedSum } from './compensated-sum.ts';
import { edgesOfWidth } from './equal-width-edges.ts';
import type { BinWidthOptions } from './equal-width-edges.ts';

/**
 * Edges of equally wide bins by the square root of the number of values: width = range / √n.
 *
 * @param values Finite, in any order, length n >= 1.
 * @returns Ascending edges from the minimum to the maximum, one more than bins. A constant c gives
 * the one bin [c - ½, c + ½].
 * @throws {StatisticsError} `empty_input`, `invalid_value` for NaN or infinite values, a range
 * beyond the largest double or more than 2^24 bins.
 *
 * O(n) time. Equal, bit for bit, to `numpy.histogram_bin_edges(values, 'sqrt')` of numpy 2.2.
 */
export function squareRootEdges(
  values: ArrayLike<number>,
  options: BinWidthOptions = {},
): Float64Array {
  return edgesOfWidth(values, options, (range) => range / Math.sqrt(values.length));
}

/**
 * Edges of equally wide bins by Rice's rule: width = range / (2 ∛n).
 *
 * @param values, options As in `squareRootEdges`, with the same result and errors.
 *
 * O(n) time. Equal to `numpy.histogram_bin_edges(values, 'rice')` of numpy 2.2.
 */
export function riceEdges(values: ArrayLike<number>, options: BinWidthOptions = {}): Float64Array {
  return edgesOfWidth(values, options, (range) => range / (2 * values.length ** (1 / 3)));
}

/**
 * Edges of equally wide bins by Scott's rule: width = σ ∛(24 √π / n), which is the best for the
 * squared error of a normal law's density.
 *
 * @param values, options As in `squareRootEdges`, with the same result and errors.
 *
 * O(n) time and space. Equal to `numpy.histogram_bin_edges(values, 'scott')` of numpy 2.2 wherever
 * rounding of σ does not decide between two numbers of bins.
 * @see Scott (1979), doi:10.1093/biomet/66.3.605.
 */
export function scottEdges(values: ArrayLike<number>, options: BinWidthOptions = {}): Float64Array {
  return edgesOfWidth(values, options, (range) => {
    const factor = Math.cbrt((24 * Math.sqrt(Math.PI)) / values.length);
    return factor * standardDeviation(values, range);
  });
}

/**
 * Edges of equally wide bins by Freedman and Diaconis' rule: width = 2 (q₇₅ - q₂₅) / ∛n, where the
 * quartiles interpolate linearly.
 *
 * @param values, options As in `squareRootEdges`, with the same result and errors. Equal quartiles
 * make one bin.
 *
 * O(n log n) time, O(n) space. Equal to `numpy.histogram_bin_edges(values, 'fd')` of numpy 2.2.
 * @see Freedman & Diaconis (1981), doi:10.1007/BF01025868.
 */
export function freedmanDiaconisEdges(
  values: ArrayLike<number>,
  options: BinWidthOptions = {},
): Float64Array {
  return edgesOfWidth(values, options, () => freedmanDiaconisWidth(values));
}

/**
 * Edges of equally wide bins by the narrower of Freedman and Diaconis' and Sturges' widths, the
 * latter alone when the quartiles are equal: numpy's `auto`.
 *
 * @param values, options As in `squareRootEdges`, with the same result and errors.
 *
 * O(n log n) time, O(n) space. Equal to `numpy.histogram_bin_edges(values, 'auto')` of numpy 2.2.
 */
export function autoEdges(values: ArrayLike<number>, options: BinWidthOptions = {}): Float64Array {
  return edgesOfWidth(values, options, (range) => {
    const sturges = range / (Math.log2(values.length) + 1);
    const width = freedmanDiaconisWidth(values);
    return width === 0 ? sturges : Math.min(width, sturges);
  });
}

function freedmanDiaconisWidth(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).toSorted();
  const quartiles = linearQuantile(sorted, 0.75) - linearQuantile(sorted, 0.25);
  return 2 * quartiles * values.length ** (-1 / 3);
}

/** Hyndman and Fan's type 7. */
function linearQuantile(sorted: Float64Array, p: number): number {
  const position = p * (sorted.length - 1);
  const index = Math.floor(position);
  const low = sorted[index]!;
  const high = sorted[Math.min(index + 1, sorted.length - 1)]!;
  return low + (high - low) * (position - index);
}

/** Over n; in units of the range, so that no square over- or underflows. */
function standardDeviation(values: ArrayLike<number>, range: number): number {
  const first = values[0]!;
  const offsets = Float64Array.from(values, (value) => (value - first) / range);
  const mean = compensatedSum(offsets) / offsets.length;
  const squares = offsets.map((offset) => (offset - mean) ** 2);
  return range * Math.sqrt(compensatedSum(squares) / offsets.length);
}
