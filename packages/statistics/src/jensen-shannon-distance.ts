import { assertArgument, assertSameBins, totalOfCounts } from './validate.ts';

export interface JensenShannonDistanceOptions {
  /**
   * Base of the logarithm, above 1: with 2 the distance is at most 1, with e at most √ln 2.
   *
   * @default `Math.E`
   */
  readonly base?: number;
}

/**
 * Jensen-Shannon distance between two binned distributions: the root of the mean of the two
 * Kullback-Leibler divergences from their average.
 *
 * @param expected Reference counts, weights or shares per bin, length B >= 1; normalised here.
 * @param actual Current ones, same bins; normalised here.
 * @returns In [0, √(ln 2 / ln base)]; 0 for equal shares, the maximum when no bin is shared. A
 * metric: symmetric, and the triangle inequality holds. Empty bins need no filling.
 * @throws {StatisticsError} `shape_mismatch`, `empty_input` when a side sums to 0, `invalid_value`
 * for a negative or non-finite element, `invalid_argument` for a base of 1 or less.
 *
 * O(B) time, O(1) space. The two divergences are summed per bin as an even function of the relative
 * difference, whose terms are never negative, so distances of 1e-9 still have their digits. Agrees
 * with `scipy.spatial.distance.jensenshannon` to 1e-14 (absolute, where scipy itself cancels).
 *
 * @see Endres & Schindelin (2003), doi:10.1109/TIT.2003.813506.
 */
export function jensenShannonDistance(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
  options: JensenShannonDistanceOptions = {},
): number {
  const { base = Math.E } = options;
  assertArgument(base > 1 && base < Infinity, 'base', base, 'above 1 and finite');
  assertSameBins(expected, actual);
  const expectedTotal = totalOfCounts('expected', expected);
  const actualTotal = totalOfCounts('actual', actual);
  let divergence = 0;
  for (let bin = 0; bin < expected.length; bin++) {
    const e = expected[bin]! / expectedTotal;
    const a = actual[bin]! / actualTotal;
    const both = e + a;
    if (both > 0) divergence += (both / 2) * excessEntropy(Math.abs(e - a) / both);
  }
  return Math.sqrt(Math.min(divergence, Math.LN2) / Math.log(base));
}

/**
 * ½ ((1 + r) ln(1 + r) + (1 - r) ln(1 - r)) for r in [0, 1]: how many nats a fair coin exceeds one
 * of bias r by. The series Σ r^2k / (2k (2k - 1)) is free of the cancellation at 0.
 */
function excessEntropy(r: number): number {
  if (r === 1) return Math.LN2;
  if (r > 0.25) return ((1 + r) * Math.log1p(r) + (1 - r) * Math.log1p(-r)) / 2;
  const square = r * r;
  let sum = 0;
  for (let even = 26; even >= 2; even -= 2) sum = (sum + 1 / (even * (even - 1))) * square;
  return sum;
}
