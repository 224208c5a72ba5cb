import { StatisticsError } from './errors.ts';

/** Two cells an edge leave most cells without one; fewer than these are not worth less memory. */
const CELLS_MIN = 256;
/**
 * From here on a cell is searched longer rather than the grid made larger than a processor's cache.
 */
const CELLS_MAX = 65_536;

/** Finds bins in constant time; made once for edges that many values are counted with. */
export interface BinLookup {
  /** One more than edges. */
  readonly bins: number;
  /**
   * The bin of a value, as `binIndex` gives it: how many edges are below `value`.
   *
   * @param value Any number but NaN, infinities included; the bin of NaN is not defined.
   * @returns Whole, in [0, bins). Allocates nothing.
   */
  find(value: number): number;
}

/**
 * A constant-time form of `binIndex` for edges that stay.
 *
 * A uniform grid over the range of the edges remembers, per cell, which edges lie in it. The cell
 * of a value is one multiplication; the edges of that cell, for most cells none or one, are
 * searched by halving. Edges and values take their cell by the same arithmetic, which is monotone,
 * so that rounding can never put a value on the wrong side of an edge.
 *
 * @param edges Strictly ascending finite numbers, length E >= 0. They are copied.
 * @returns A lookup with E + 1 bins; bin i holds edges[i-1] < x <= edges[i].
 * @throws {StatisticsError} `invalid_value` for edges that are not finite and strictly ascending.
 *
 * O(E) time and space to make, 8 to 16 bytes an edge and 1 kB at least beside the edges themselves.
 * A lookup is O(1) for edges that are spread, O(log E) at worst, where most edges share a cell.
 * @example
 * createBinLookup([0, 5, 7]).find(5); // 1
 */
export function createBinLookup(edges: ArrayLike<number>): BinLookup {
  const sorted = Float64Array.from(edges);
  assertStrictlyAscending(sorted);
  const low = sorted[0] ?? Infinity;
  const { cells, scale } = gridOf(sorted);

  // Entry c: how many edges lie in cells before c.
  const starts = new Uint32Array(cells + 2);
  for (const edge of sorted) starts[cellOf(edge) + 1]!++;
  for (let cell = 1; cell < starts.length; cell++) starts[cell]! += starts[cell - 1]!;
  return { bins: sorted.length + 1, find };

  function cellOf(value: number): number {
    const position = (value - low) * scale;
    // Also where the product is NaN: the grid then has a single cell.
    return position < cells ? Math.trunc(position) : cells;
  }

  function find(value: number): number {
    if (value <= low) return 0;
    const cell = cellOf(value);
    let bin = starts[cell]!;
    let end = starts[cell + 1]!;
    while (bin < end) {
      const middle = (bin + end) >>> 1;
      if (sorted[middle]! < value) bin = middle + 1;
      else end = middle;
    }
    return bin;
  }
}

/** Cells besides the last, which is open above, and cells per unit. */
function gridOf(edges: Float64Array): { readonly cells: number; readonly scale: number } {
  const wanted = 2 ** Math.ceil(Math.log2(2 * edges.length));
  const cells = Math.min(CELLS_MAX, Math.max(CELLS_MIN, wanted));
  const scale = cells / (edges.at(-1)! - edges[0]!);
  // Edges so near or so far that the grid leaves the range of numbers share one cell.
  return scale > 0 && scale < Infinity ? { cells, scale } : { cells: 0, scale: 0 };
}

function assertStrictlyAscending(edges: Float64Array): void {
  let previous = -Infinity;
  for (const [index, edge] of edges.entries()) {
    if (!(edge > previous && edge < Infinity)) {
      throw new StatisticsError(
        'invalid_value',
        `edges[${index}] is ${edge}; edges must be finite and strictly ascending`,
      );
    }
    previous = edge;
  }
}
