import { assertSameBins, totalOfCounts } from './validate.ts';

/**
 * L-infinity distance between two binned distributions: the greatest |e - a| of any bin's shares.
 *
 * @param expected Reference counts, weights or shares per bin, length B >= 1; normalised here.
 * @param actual Current ones, same bins; normalised here.
 * @returns In [0, 1]; 0 for equal shares, 1 when each side has all its values in one bin of its
 * own. A metric; never above the total variation distance.
 * @throws {StatisticsError} `shape_mismatch`, `empty_input` when a side sums to 0, `invalid_value`
 * for a negative or non-finite element.
 *
 * O(B) time, O(1) space. NannyML's `l_infinity`. What to expect of it without drift:
 * `lInfinityDistanceNoiseFloor`.
 * @example
 * lInfinityDistance([50, 30, 20], [60, 25, 15]); // 0.1
 */
export function lInfinityDistance(expected: ArrayLike<number>, actual: ArrayLike<number>): number {
  assertSameBins(expected, actual);
  const expectedTotal = totalOfCounts('expected', expected);
  const actualTotal = totalOfCounts('actual', actual);
  let greatest = 0;
  for (let bin = 0; bin < expected.length; bin++) {
    const difference = expected[bin]! / expectedTotal - actual[bin]! / actualTotal;
    greatest = Math.max(greatest, Math.abs(difference));
  }
  return greatest;
}
