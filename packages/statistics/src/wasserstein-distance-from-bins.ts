import { StatisticsError } from './errors.ts';
import { assertArgument, assertSameBins, totalOfCounts } from './validate.ts';

/** One side's values in bins: how many, and what they add up to. */
export interface BinSums {
  /** Counts or weights per bin. */
  readonly counts: ArrayLike<number>;
  /** Sum of the values (times their weights) per bin, in the same order. */
  readonly sums: ArrayLike<number>;
}

/**
 * Wasserstein-1 distance of values that were counted and summed in common bins.
 *
 * @param edges Strictly ascending finite inner edges, length E >= 0, as of `quantileEdges`: the
 * first of the E + 1 bins is open below, the last above.
 * @param expected Reference counts and sums per bin.
 * @param actual Current ones, same bins.
 * @returns Distance in the feature's unit, >= 0. Within a bin counts and sums tell the area between
 * the two distribution functions, but not whether they cross; so this is a lower bound of the
 * distance of the values themselves, equal to it when they cross at edges only. A shift of all
 * values in one direction is therefore exact, tails included. An inner bin in which they cross
 * loses at most half its width times the greater of its two shares.
 * @throws {StatisticsError} `shape_mismatch`, `empty_input` when a side has no counts,
 * `invalid_value` for a negative or non-finite count or a non-finite sum, `invalid_argument` for
 * edges out of order.
 *
 * O(E) time, O(1) space. The state is additive, so parts merge to the whole. Where values are far
 * from 0 beside their spread, centre them first, or the sums cancel. On 128 bins at the quantiles
 * of 20,000 reference values, against 2000 current ones, the distance was short by less than 0.001
 * standard deviations of a normal law and 0.01 of a lognormal one.
 *
 * @example
 * // Values 0, 1, 3 and 5, 6, 8 around an edge at 4.
 * const reference = { counts: [3, 0], sums: [4, 0] };
 * wassersteinDistanceFromBins([4], reference, { counts: [0, 3], sums: [0, 19] }); // 5
 */
export function wassersteinDistanceFromBins(
  edges: ArrayLike<number>,
  expected: BinSums,
  actual: BinSums,
): number {
  assertSameBins(expected.counts, actual.counts);
  assertEdges(edges, expected.counts.length);
  const n = totalOfCounts('expected.counts', expected.counts);
  const m = totalOfCounts('actual.counts', actual.counts);
  assertSums('expected.sums', expected);
  assertSums('actual.sums', actual);

  const last = edges.length;
  // A bin's values are measured from its nearest edge: from 0 that would cancel more.
  const moment = (side: BinSums, bin: number, origin: number, total: number): number =>
    (side.sums[bin]! - side.counts[bin]! * origin) / total;
  let distance = 0;
  let difference = 0;
  for (let bin = 0; bin <= last; bin++) {
    // ∫ (F - G) over the bin: what has come before times its width, and the values' way to its end.
    const width = bin > 0 && bin < last ? edges[bin]! - edges[bin - 1]! : 0;
    const origin = last === 0 ? 0 : edges[Math.min(bin, last - 1)]!;
    const area =
      difference * width - (moment(expected, bin, origin, n) - moment(actual, bin, origin, m));
    distance += Math.abs(area);
    difference += expected.counts[bin]! / n - actual.counts[bin]! / m;
  }
  return distance;
}

function assertEdges(edges: ArrayLike<number>, bins: number): void {
  if (edges.length !== bins - 1) {
    throw new StatisticsError(
      'shape_mismatch',
      `edges has ${edges.length} elements for ${bins} bins; it must have one less`,
    );
  }
  for (let edge = 0; edge < edges.length; edge++) {
    const previous = edge === 0 ? -Infinity : edges[edge - 1]!;
    const isNext = edges[edge]! > previous && edges[edge]! < Infinity;
    assertArgument(isNext, `edges[${edge}]`, edges[edge], `finite and above ${previous}`);
  }
}

function assertSums(name: string, side: BinSums): void {
  if (side.sums.length !== side.counts.length) {
    throw new StatisticsError(
      'shape_mismatch',
      `${name} has ${side.sums.length} elements for ${side.counts.length} bins`,
    );
  }
  for (let bin = 0; bin < side.sums.length; bin++) {
    if (!Number.isFinite(side.sums[bin])) {
      throw new StatisticsError('invalid_value', `${name}[${bin}] is ${side.sums[bin]}`);
    }
  }
}
