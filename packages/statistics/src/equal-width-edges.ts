import { StatisticsError } from './errors.ts';
import { assertArgument, assertFiniteRange } from './validate.ts';

/** More bins than this are refused: a rule's width can be tiny beside the range of an outlier. */
const BINS_MAX = 2 ** 24;

/**
 * Edges of a given number of equally wide bins from the minimum to the maximum of values.
 *
 * @param values Finite, in any order, length n >= 1. For bins that two samples share, pass both:
 * `pooledValues(reference, current)`.
 * @param bins A whole number from 1 to 2^24.
 * @returns Ascending edges, one more than bins. A constant c gives bins from c - ½ to c + ½.
 * @throws {StatisticsError} `empty_input`, `invalid_value` for NaN or infinite values or a range
 * beyond the largest double, `invalid_argument`.
 *
 * O(n + bins). Equal, bit for bit, to `numpy.histogram_bin_edges(values, bins)` of numpy 2.2. One
 * far value makes all other bins too wide: prefer `quantileEdges` to monitor.
 */
export function equalWidthEdges(values: ArrayLike<number>, bins: number): Float64Array {
  assertArgument(
    Number.isSafeInteger(bins) && bins >= 1 && bins <= BINS_MAX,
    'bins',
    bins,
    'a whole number from 1 to 2^24',
  );
  const { low, high } = finiteRange(values);
  return low === high ? evenSteps(low - 0.5, high + 0.5, bins) : evenSteps(low, high, bins);
}

/** The two samples in one, for edges that both share. O(n + m). */
export function pooledValues(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
): Float64Array {
  const pooled = new Float64Array(reference.length + current.length);
  pooled.set(reference);
  pooled.set(current, reference.length);
  return pooled;
}

export interface BinWidthOptions {
  /**
   * The values are of an integer type: a width below 1 is raised to 1, as numpy 2 and later do.
   *
   * @default `false`
   */
  readonly integers?: boolean;
}

/**
 * Edges of the equally wide bins that come closest to a width from below: ⌈range / width⌉ bins.
 *
 * `width` gets the range and returns the rule's width; 0 makes one bin, as in numpy.
 */
export function edgesOfWidth(
  values: ArrayLike<number>,
  options: BinWidthOptions,
  width: (range: number) => number,
): Float64Array {
  const { low, high } = finiteRange(values);
  if (low === high) return Float64Array.of(low - 0.5, high + 0.5);
  const range = high - low;
  const wanted = width(range);
  const used = options.integers === true ? Math.max(1, wanted) : wanted;
  const bins = wanted === 0 ? 1 : Math.ceil(range / used);
  if (bins > BINS_MAX) {
    throw new StatisticsError(
      'invalid_value',
      `values from ${low} to ${high} make ${bins} bins of width ${used}; at most 2^24 are made`,
    );
  }
  return evenSteps(low, high, bins);
}

function finiteRange(values: ArrayLike<number>): { readonly low: number; readonly high: number } {
  const size = values.length;
  if (size === 0) throw new StatisticsError('empty_input', 'values has no values');
  let low = Infinity;
  let high = -Infinity;
  for (let index = 0; index < size; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value)) {
      throw new StatisticsError('invalid_value', `values[${index}] is ${value}; it must be finite`);
    }
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  assertFiniteRange(low, high);
  return { low, high };
}

function evenSteps(low: number, high: number, bins: number): Float64Array {
  const step = (high - low) / bins;
  const edges = new Float64Array(bins + 1);
  for (let edge = 0; edge < bins; edge++) edges[edge] = edge * step + low;
  // The last edge is set, not computed: rounding must not put the maximum outside.
  edges[bins] = high;
  return edges;
}
