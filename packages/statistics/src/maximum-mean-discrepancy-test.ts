import { assertBandwidth, discrepancyOf, gaussianKernel } from './maximum-mean-discrepancy.ts';
import { permutationTest } from './permutation-test.ts';
import type { PermutationTestResult } from './permutation-test.ts';
import {
  addFourierFeatures,
  createFourierFeatureSums,
  maximumMeanDiscrepancyFromFeatures,
} from './random-fourier-features.ts';
import type { FourierFeatureSums, RandomFourierFeatures } from './random-fourier-features.ts';
import { assertArgument, assertSize } from './validate.ts';
import { commonDimension } from './vectors.ts';
import type { Vectors } from './vectors.ts';

/** A kernel matrix of so many rows takes 128 MB. */
const EXACT_ROWS_MAX = 4000;

export interface MaximumMeanDiscrepancyTestOptions {
  /** σ of the kernel, or Fourier features that approximate one; see `medianBandwidth`. */
  readonly kernel: { readonly bandwidth: number } | RandomFourierFeatures;
  /** A source of numbers in [0, 1): seeded, if the p-value is to be the same again. */
  readonly random: () => number;
  /**
   * Random deals to compare with, a whole number from 1.
   *
   * @default 999
   */
  readonly permutations?: number;
}

/**
 * Kernel two-sample test: the unbiased squared maximum mean discrepancy and its permutation
 * p-value.
 *
 * @param x Vectors of one length, two or more.
 * @param y Vectors of that length, two or more.
 * @returns `statistic`: `squared` of `maximumMeanDiscrepancy`, or of its approximation by features.
 * `pValue` in (0, 1]: its level holds with either kernel, whatever the laws and sizes.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`, `invalid_argument`
 * for options, and for more than 4,000 vectors in all without features.
 *
 * With N vectors: O(N² d + permutations · (N + min(n, m)²)) and N² numbers of memory; with K
 * frequencies O(N K (d + permutations)) and 2 N K numbers. The bandwidth must not be chosen by
 * looking at which sample a vector is of; the median over the pooled vectors or over the reference
 * is fine.
 *
 * @see Gretton et al. (2012), "A kernel two-sample test", JMLR 13.
 * @example
 * const reference = [[0, 0], [1, 0], [0, 1], [1, 1]];
 * const current = [[4, 4], [5, 4], [4, 5], [5, 5]];
 * const kernel = { bandwidth: medianBandwidth(reference) };
 * maximumMeanDiscrepancyTest(reference, current, { kernel, random }).pValue; // 2 / 70
 */
export function maximumMeanDiscrepancyTest(
  x: Vectors,
  y: Vectors,
  { kernel, random, permutations = 999 }: MaximumMeanDiscrepancyTestOptions,
): PermutationTestResult {
  commonDimension(x, y);
  assertSize('x', x.length, 2);
  assertSize('y', y.length, 2);
  const pooled = [...x, ...y];
  const statistic =
    'frequencies' in kernel
      ? statisticOfFeatures(pooled, kernel)
      : statisticOfKernel(pooled, kernel.bandwidth);
  const rows = pooled.map((_, row) => row);
  const samples = [rows.slice(0, x.length), rows.slice(x.length)];
  return permutationTest(samples, statistic, { random, permutations });
}

type Statistic = (x: ArrayLike<number>, y: ArrayLike<number>) => number;

/** Of row indices. Pairs across and within the larger sample follow from totals, without a look. */
function statisticOfKernel(rows: Vectors, bandwidth: number): Statistic {
  assertBandwidth(bandwidth);
  const size = rows.length;
  const accepted = size <= EXACT_ROWS_MAX;
  assertArgument(
    accepted,
    'x.length + y.length',
    size,
    `at most ${EXACT_ROWS_MAX} without features`,
  );
  const matrix = new Float64Array(size * size);
  const totals = new Float64Array(size);
  let total = 0;
  for (let i = 1; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const value = gaussianKernel(rows[i]!, rows[j]!, bandwidth);
      matrix[i * size + j] = value;
      totals[i]! += value;
      totals[j]! += value;
      total += value;
    }
  }
  return (x, y) => {
    const smaller = x.length <= y.length ? x : y;
    let within = 0;
    let touching = 0;
    // Indices ascend, so the lower triangle is enough.
    for (let i = 0; i < smaller.length; i++) {
      const start = smaller[i]! * size;
      touching += totals[smaller[i]!]!;
      for (let j = 0; j < i; j++) within += matrix[start + smaller[j]!]!;
    }
    const across = touching - 2 * within;
    const other = total - within - across;
    const [n, m] = [smaller.length, size - smaller.length];
    return discrepancyOf({ n, m, within, other, across }).squared;
  };
}

/** Of row indices: the sums of one sample are added up, those of the other are what is left. */
function statisticOfFeatures(rows: Vectors, features: RandomFourierFeatures): Statistic {
  const each = rows.map((row) => {
    const single = createFourierFeatureSums(features);
    addFourierFeatures(single, features, row);
    return Float64Array.from(single.sums);
  });
  const width = each[0]!.length;
  const total = sumOf(each, rows.keys(), width);
  return (x, y) => {
    const smaller = x.length <= y.length ? x : y;
    const first = sumOf(each, Array.from(smaller), width);
    const second: FourierFeatureSums = {
      count: total.count - first.count,
      sums: total.sums.map((sum, slot) => sum - first.sums[slot]!),
    };
    return maximumMeanDiscrepancyFromFeatures(first, second).squared;
  };
}

function sumOf(
  each: readonly Float64Array[],
  rows: Iterable<number>,
  width: number,
): FourierFeatureSums {
  const sums = Array<number>(width).fill(0);
  let count = 0;
  for (const row of rows) {
    const single = each[row]!;
    for (let slot = 0; slot < width; slot++) sums[slot]! += single[slot]!;
    count++;
  }
  return { count, sums };
}
