import { effectiveSampleSize } from './no-drift.ts';
import type { PermutationTestOptions, PermutationTestResult } from './permutation-test.ts';
import { permutationTest } from './permutation-test.ts';
import { assertAscending, assertFiniteRange } from './validate.ts';

/**
 * Energy distance between two samples of one numeric feature: √(2 ∫ (F - G)²), which is
 * √(2 E|X - Y| - E|X - X'| - E|Y - Y'|).
 *
 * @param x Ascending finite values, length n >= 1, in the feature's own unit.
 * @param y Ascending finite values, length m >= 1, same unit; n and m may differ.
 * @returns In [0, ∞), in the root of the unit; 0 for equal distributions. A metric.
 * @throws {StatisticsError} `empty_input`, `invalid_value` for NaN, infinite or unsorted values.
 *
 * O(n + m) time, O(1) space. Agrees with `scipy.stats.energy_distance` to 1e-13.
 * @see Székely & Rizzo (2013), doi:10.1016/j.jspi.2013.03.018.
 * @example
 * energyDistance([0, 1], [1, 2]); // 1
 */
export function energyDistance(x: ArrayLike<number>, y: ArrayLike<number>): number {
  assertAscending('x', x);
  assertAscending('y', y);
  const n = x.length;
  const m = y.length;
  assertFiniteRange(Math.min(x[0]!, y[0]!), Math.max(x[n - 1]!, y[m - 1]!));
  let integral = 0;
  let previous = Math.min(x[0]!, y[0]!);
  // Once one sample is used up the difference still counts, up to the last value of the other.
  for (let i = 0, j = 0; i < n || j < m;) {
    const value = j === m || (i < n && x[i]! <= y[j]!) ? x[i]! : y[j]!;
    const difference = (i * m - j * n) / n / m;
    integral += difference * difference * (value - previous);
    previous = value;
    while (i < n && x[i] === value) i++;
    while (j < m && y[j] === value) j++;
  }
  return Math.sqrt(2 * integral);
}

/**
 * Two-sample energy test: n m / (n + m) times the squared energy distance, by permutation.
 *
 * @param x, y As in `energyDistance`.
 * @param options Its law depends on that of the values, so there is no table: `random` is needed.
 * @returns Large statistics speak against equal laws; their mean without drift is E|X - X'|.
 * @throws {StatisticsError} `empty_input`, `invalid_value`, `invalid_argument`.
 *
 * O(permutations · (n + m)). The statistic is that of the R package energy.
 * @see Székely & Rizzo (2004), "Testing for equal distributions in high dimension", InterStat.
 */
export function energyTest(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: Omit<PermutationTestOptions, 'alternative'>,
): PermutationTestResult {
  return permutationTest([x, y], energyStatistic, options);
}

/**
 * Energy distance to expect of two samples of the law that a sample shows:
 * √(E|X - X'| / (n m / (n + m))).
 *
 * @param sample Ascending finite values, length >= 1: the reference, or both samples pooled.
 * @param n, m Sample sizes as in `effectiveSampleSize`.
 * @returns The root of the mean squared distance under no drift, in the root of the unit. With
 * Gini's mean difference of the sample for E|X - X'|; 0 for a constant sample.
 * @throws {StatisticsError} `empty_input`, `invalid_value`, `invalid_argument`.
 *
 * O(length of the sample).
 */
export function energyDistanceNoiseFloor(sample: ArrayLike<number>, n: number, m: number): number {
  assertAscending('sample', sample);
  assertFiniteRange(sample[0]!, sample[sample.length - 1]!);
  const size = sample.length;
  let sum = 0;
  for (let index = 1; index < size; index++) {
    sum += (index / size) * ((size - index) / size) * (sample[index]! - sample[index - 1]!);
  }
  // Sums over pairs of different values: the sample is paired with itself otherwise.
  const meanDifference = 2 * sum * (size / Math.max(1, size - 1));
  return Math.sqrt(meanDifference / effectiveSampleSize(n, m));
}

function energyStatistic(x: Float64Array, y: Float64Array): number {
  return effectiveSampleSize(x.length, y.length) * energyDistance(x, y) ** 2;
}
