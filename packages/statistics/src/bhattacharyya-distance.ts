import { squaredHellingerDistance } from './hellinger-distance.ts';
import { totalOfCounts } from './validate.ts';

/**
 * Bhattacharyya distance between two binned distributions: -ln Σ √(e a) over shares.
 *
 * @param expected Reference counts, weights or shares per bin, length B >= 1; normalised here.
 * @param actual Current ones, same bins; normalised here.
 * @returns Nats, in [0, ∞]; 0 for equal shares, `Infinity` when no bin is shared. Symmetric, but no
 * metric: the triangle inequality does not hold, which it does for the Hellinger distance.
 * @throws {StatisticsError} `shape_mismatch`, `empty_input` when a side sums to 0, `invalid_value`
 * for a negative or non-finite element.
 *
 * O(B) time, O(1) space. For close distributions it is -ln(1 - H²) with Hellinger's H², which does
 * not cancel; for far ones the logarithm of the sum itself. What to expect of it without drift:
 * `bhattacharyyaDistanceNoiseFloor`.
 *
 * @see Bhattacharyya (1946), "On a measure of divergence between two multinomial populations",
 * Sankhyā 7, 401-406.
 * @example
 * bhattacharyyaDistance([50, 50], [60, 40]); // 0.00508
 */
export function bhattacharyyaDistance(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
): number {
  const square = squaredHellingerDistance(expected, actual);
  if (square < 0.5) return -Math.log1p(-square);
  const expectedTotal = totalOfCounts('expected', expected);
  const actualTotal = totalOfCounts('actual', actual);
  let coefficient = 0;
  for (let bin = 0; bin < expected.length; bin++) {
    // The product of two roots does not underflow where the root of the product would.
    coefficient +=
      Math.sqrt(expected[bin]! / expectedTotal) * Math.sqrt(actual[bin]! / actualTotal);
  }
  return -Math.log(coefficient);
}
