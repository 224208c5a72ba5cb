import { assertSameBins, totalOfCounts } from './validate.ts';

/**
 * Intersection of two histograms: Σ min(e, a) over shares.
 *
 * @param expected Reference counts, weights or shares per bin, length B >= 1; normalised here.
 * @param actual Current ones, same bins; normalised here.
 * @returns A similarity in [0, 1]: 1 for equal shares, 0 when no bin is shared. One less the total
 * variation distance, which for its part keeps its digits near equality.
 * @throws {StatisticsError} `shape_mismatch`, `empty_input` when a side sums to 0, `invalid_value`
 * for a negative or non-finite element.
 *
 * O(B) time, O(1) space.
 *
 * @see Swain & Ballard (1991), doi:10.1007/BF00130487, section 3.
 * @example
 * histogramIntersection([50, 50], [60, 40]); // 0.9
 */
export function histogramIntersection(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
): number {
  assertSameBins(expected, actual);
  const expectedTotal = totalOfCounts('expected', expected);
  const actualTotal = totalOfCounts('actual', actual);
  let sum = 0;
  for (let bin = 0; bin < expected.length; bin++) {
    sum += Math.min(expected[bin]! / expectedTotal, actual[bin]! / actualTotal);
  }
  return Math.min(1, sum);
}
