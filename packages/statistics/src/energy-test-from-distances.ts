import { StatisticsError } from './errors.ts';
import { effectiveSampleSize } from './no-drift.ts';
import {
  permutationTest,
  type PermutationTestOptions,
  type PermutationTestResult,
} from './permutation-test.ts';
import { assertArgument } from './validate.ts';

/**
 * Two-sample energy test of rows of any kind, from the distances between all of them; with kernel
 * values times -1 in their place the test of the maximum mean discrepancy.
 *
 * @param distances Row by row, N² finite values, symmetric: Euclidean distances between embeddings,
 * or -k(a, b) for a positive definite kernel k. The rows of the first sample come first.
 * @param n Rows of the first sample, from 1 to N - 1; the other m = N - n are the second.
 * @param options As in `permutationTest`; large statistics speak against equal laws.
 * @returns The statistic is n m / (n + m) times 2 E d(X, Y) - E d(X, X') - E d(Y, Y'), a row being
 * paired with itself too: the squared energy distance, or the squared mean discrepancy. What is
 * within rounding of 0 is 0.
 * @throws {StatisticsError} `shape_mismatch` when the number of distances is no square,
 * `invalid_value` for a value that is not finite or not symmetric, `invalid_argument`.
 *
 * O(N² + permutations · n²), O(N) space: pass the smaller sample first.
 * @see Székely & Rizzo (2013), doi:10.1016/j.jspi.2013.03.018; Sejdinovic, Sriperumbudur, Gretton &
 * Fukumizu (2013), doi:10.1214/13-AOS1140, for distances and kernels as one.
 * @example
 * energyTestFromDistances([0, 4, 4, 0], 1, { random: Math.random }).statistic; // 4
 */
export function energyTestFromDistances(
  distances: ArrayLike<number>,
  n: number,
  options: Omit<PermutationTestOptions, 'alternative'>,
): PermutationTestResult {
  const size = Math.round(Math.sqrt(distances.length));
  if (size * size !== distances.length) {
    throw new StatisticsError(
      'shape_mismatch',
      `distances has ${distances.length} values; rows of N by N are a square number`,
    );
  }
  const isPart = Number.isSafeInteger(n) && n >= 1 && n < size;
  assertArgument(isPart, 'n', n, `a whole number from 1 to ${size - 1}`);
  const rowSums = sumsOfRows(distances, size);
  const total = rowSums.reduce((sum, value) => sum + value, 0);
  const m = size - n;
  const noise = (1e-14 * Math.abs(total)) / size;

  // All three means follow from the sum within the first sample and its rows' sums.
  const statistic = (rows: Float64Array): number => {
    let within = 0;
    let ofRows = 0;
    for (const row of rows) {
      ofRows += rowSums[row]!;
      for (const other of rows) within += distances[row * size + other]!;
    }
    const between = ofRows - within;
    const rest = total - ofRows - between;
    const square = (2 * between) / n / m - within / n / n - rest / m / m;
    // Equal rows leave rounding only, which would else be ordered as if it were a statistic.
    return Math.abs(square) <= noise ? 0 : effectiveSampleSize(n, m) * square;
  };
  const rows = Float64Array.from({ length: size }, (_, row) => row);
  return permutationTest([rows.subarray(0, n), rows.subarray(n)], statistic, options);
}

function sumsOfRows(distances: ArrayLike<number>, size: number): Float64Array {
  const sums = new Float64Array(size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const distance = distances[row * size + column]!;
      if (!Number.isFinite(distance) || distance !== distances[column * size + row]) {
        throw new StatisticsError(
          'invalid_value',
          `distances[${row * size + column}] is ${distance}; it must be finite and that of ` +
            `${column} to ${row} the same`,
        );
      }
      sums[row]! += distance;
    }
  }
  return sums;
}
