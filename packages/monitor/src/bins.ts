const GRID_CELLS = 256;
/** The bins of a cell end before the first candidate of this many cells on: the next but one, and one for rounding. */
const LOOK_AHEAD = 3;

/**
 * Finds the bin of a number: bin i holds `edges[i-1] < x <= edges[i]`, so k edges make k + 1 bins and every
 * finite number has one. Closed on the right as the buckets of OpenTelemetry and Prometheus are, and as a
 * quantile wants it: the share of the rows up to an edge is the distribution function at the edge.
 *
 * A grid of equal cells over the range of the edges remembers the first and last candidate of each cell; what
 * is left between them, nothing for most values, is searched by halving. Skewed features crowd into few cells,
 * where plain steps would be slow.
 */
export interface BinLookup {
  readonly bins: number;
  /** @param x Any number but NaN. */
  find(x: number): number;
}

/** @param edges Strictly ascending finite numbers, any number of them below 65,536. */
export function createBinLookup(edges: readonly number[]): BinLookup {
  const count = edges.length;
  const sorted = Float64Array.from([...edges, Number.POSITIVE_INFINITY]);
  const first = sorted[0] as number;
  const perUnit = count > 1 ? GRID_CELLS / ((sorted[count - 1] as number) - first) : 0;
  // Edges so near or so far that the grid leaves the range of numbers are searched from the first one.
  const low = perUnit > 0 && Number.isFinite(perUnit) ? first : Number.POSITIVE_INFINITY;
  const size = GRID_CELLS + 2 + LOOK_AHEAD;
  // Small types keep the tables of many features in the processor's nearest cache.
  const grid = count < 256 ? new Uint8Array(size) : new Uint16Array(size);
  grid.fill(count);
  grid.fill(0, 0, GRID_CELLS + 2);
  for (let cell = 0, bin = 0; low < Number.POSITIVE_INFINITY && cell <= GRID_CELLS; cell++) {
    // One cell is subtracted so that rounding can only start the search too early.
    const from = low + (cell - 1) / perUnit;
    while (bin < count && (sorted[bin] as number) < from) bin++;
    grid[cell + 1] = bin;
  }

  return {
    bins: count + 1,
    find(x) {
      if (!(x >= low)) return low === Number.POSITIVE_INFINITY ? search(sorted, x, 0, count) : 0;
      const position = (x - low) * perUnit;
      const cell = position < GRID_CELLS ? Math.trunc(position) + 1 : GRID_CELLS + 1;
      return search(sorted, x, grid[cell] as number, grid[cell + LOOK_AHEAD] as number);
    },
  };
}

/** The first edge in `start` to before `end` that is at least `x`, or `end`. */
function search(edges: Float64Array, x: number, start: number, end: number): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] as number) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
