import { StatisticsError } from './errors.ts';
import { assertSize } from './validate.ts';
import { dimensionOf, squaredDistance } from './vectors.ts';
import type { Vectors } from './vectors.ts';

/**
 * Bandwidth of a Gaussian kernel by the median heuristic: the median distance of two vectors.
 *
 * @param vectors Two or more of one length, not all equal; of a reference, a random thousand will
 * do.
 * @returns The median Euclidean distance over all pairs that differ, in the unit of the elements.
 * @throws {StatisticsError} `empty_input` for fewer than two, `shape_mismatch`, `invalid_value`,
 * also when all are equal.
 *
 * O(n² (d + log n)) time, O(n²) space. Pairs of equal vectors are left out, for they say nothing of
 * the scale. With kernel exp(-r²/2σ²) it is σ of Gretton et al.; other libraries take √½ of it.
 *
 * @see Gretton et al. (2012), JMLR 13, p. 748; Garreau, Jitkrittum & Kanagawa (2017),
 * arXiv:1707.07269.
 * @example
 * medianBandwidth([[0, 0], [3, 4], [6, 8]]); // 5, of 5, 5 and 10
 */
export function medianBandwidth(vectors: Vectors): number {
  dimensionOf('vectors', vectors);
  const n = vectors.length;
  assertSize('vectors', n, 2);
  const squares = new Float64Array((n * (n - 1)) / 2);
  let filled = 0;
  for (let i = 1; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const square = squaredDistance(vectors[i]!, vectors[j]!);
      if (square > 0) squares[filled++] = square;
    }
  }
  if (filled === 0) {
    throw new StatisticsError(
      'invalid_value',
      `the ${n} vectors are all equal; they have no scale`,
    );
  }
  const ascending = squares.subarray(0, filled).toSorted();
  const upper = Math.sqrt(ascending[filled >> 1]!);
  return filled % 2 === 1 ? upper : (Math.sqrt(ascending[(filled >> 1) - 1]!) + upper) / 2;
}
