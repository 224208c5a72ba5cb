import { assertSameBins, totalOfCounts } from './validate.ts';

/**
 * Total variation distance between two binned distributions: ½ Σ |e - a| over shares.
 *
 * The share of values that must change their bin for one distribution to become the other, and the
 * greatest difference of the two in the probability of any set of bins.
 *
 * @param expected Reference counts, weights or shares per bin, length B >= 1; normalised here.
 * @param actual Current ones, same bins; normalised here.
 * @returns In [0, 1]; 0 for equal shares, 1 when no bin is shared. A metric.
 * @throws {StatisticsError} `shape_mismatch`, `empty_input` when a side sums to 0, `invalid_value`
 * for a negative or non-finite element.
 *
 * O(B) time, O(1) space. What to expect of it without drift: `totalVariationDistanceNoiseFloor`.
 *
 * @see Levin & Peres (2017), Markov Chains and Mixing Times, 2nd edition, section 4.1.
 * @example
 * totalVariationDistance([50, 50], [60, 40]); // 0.1
 */
export function totalVariationDistance(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
): number {
  assertSameBins(expected, actual);
  const expectedTotal = totalOfCounts('expected', expected);
  const actualTotal = totalOfCounts('actual', actual);
  let sum = 0;
  for (let bin = 0; bin < expected.length; bin++) {
    sum += Math.abs(expected[bin]! / expectedTotal - actual[bin]! / actualTotal);
  }
  return Math.min(1, sum / 2);
}
