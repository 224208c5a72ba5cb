const GRID_CELLS = 256;
/** The bins of a cell end before the first candidate of this many cells on: the next but one, and one for rounding. */
const LOOK_AHEAD = 3;
/** Grid entries of one feature: below the range, its cells, above it, and what looking ahead may reach. */
const GRID_SIZE = GRID_CELLS + 2 + LOOK_AHEAD;

/**
 * Finds the bins of the numbers of several features: bin i holds `edges[i-1] < x <= edges[i]`, so k edges make
 * k + 1 bins and every finite number has one. Closed on the right as the buckets of OpenTelemetry and Prometheus
 * are, and as a quantile wants it: the share of the rows up to an edge is the distribution function at the edge.
 *
 * A grid of equal cells over the range of the edges remembers where the candidates of each cell begin; what is
 * left between there and the end, nothing for most values, is searched by halving. The tables of all features
 * lie next to each other, so that a row touches as little memory as can be.
 */
export interface BinTables {
  /** @param x Any number but NaN. */
  find(feature: number, x: number): number;
}

/** @param features The edges of each feature: strictly ascending finite numbers, fewer than 65,536. */
export function createBinTables(features: readonly (readonly number[])[]): BinTables {
  const count = features.length;
  const starts = new Int32Array(count + 1);
  for (const [at, edges] of features.entries())
    starts[at + 1] = (starts[at] as number) + edges.length;
  const sorted = Float64Array.from(features.flat());
  const lows = new Float64Array(count);
  const scales = new Float64Array(count);
  const grids = new Uint16Array(count * GRID_SIZE);
  for (const [at, edges] of features.entries()) {
    const { low, scale } = rangeOf(edges);
    lows[at] = low;
    scales[at] = scale;
    fillGrid(grids.subarray(at * GRID_SIZE, (at + 1) * GRID_SIZE), edges, { low, scale });
  }

  return {
    find(feature, x) {
      const low = lows[feature] as number;
      const start = starts[feature] as number;
      let bin = 0;
      let end = (starts[feature + 1] as number) - start;
      if (x >= low) {
        const position = (x - low) * (scales[feature] as number);
        const cell = position < GRID_CELLS ? Math.trunc(position) + 1 : GRID_CELLS + 1;
        const entry = feature * GRID_SIZE + cell;
        bin = grids[entry] as number;
        end = grids[entry + LOOK_AHEAD] as number;
      } else if (low !== Number.POSITIVE_INFINITY) {
        return 0;
      }
      while (bin < end) {
        const middle = (bin + end) >>> 1;
        if ((sorted[start + middle] as number) < x) bin = middle + 1;
        else end = middle;
      }
      return bin;
    },
  };
}

/** The bins of one feature. */
export interface BinLookup {
  readonly bins: number;
  /** @param x Any number but NaN. */
  find(x: number): number;
}

/** @param edges Strictly ascending finite numbers, fewer than 65,536. */
export function createBinLookup(edges: readonly number[]): BinLookup {
  const tables = createBinTables([edges]);
  return { bins: edges.length + 1, find: (x) => tables.find(0, x) };
}

interface Range {
  /** Infinite where there is no grid: then all edges are searched. */
  readonly low: number;
  /** Cells per unit. */
  readonly scale: number;
}

function rangeOf(edges: readonly number[]): Range {
  const first = edges[0] ?? Number.POSITIVE_INFINITY;
  const last = edges.at(-1) ?? first;
  const scale = GRID_CELLS / (last - first);
  // Edges so near or so far that the grid leaves the range of numbers have none.
  return scale > 0 && Number.isFinite(scale)
    ? { low: first, scale }
    : { low: Number.POSITIVE_INFINITY, scale: 0 };
}

function fillGrid(grid: Uint16Array, edges: readonly number[], { low, scale }: Range): void {
  grid.fill(edges.length);
  if (low === Number.POSITIVE_INFINITY) return;
  grid[0] = 0;
  for (let cell = 0, bin = 0; cell <= GRID_CELLS; cell++) {
    // One cell is subtracted so that rounding can only start the search too early.
    const from = low + (cell - 1) / scale;
    while (bin < edges.length && (edges[bin] as number) < from) bin++;
    grid[cell + 1] = bin;
  }
}
