import { regularizedIncompleteBeta } from './incomplete-beta.ts';
import { assertRows, assertValues } from './rows.ts';

export interface PearsonCorrelation {
  /** In [-1, 1]. */
  readonly correlation: number;
  /** Two-sided, in [0, 1]: of a correlation as far from 0 between independent normal values. */
  readonly pValue: number;
}

/**
 * Pearson's correlation of two columns, with its p-value.
 *
 * @param x, y Finite values, length n >= 1 both.
 * @returns `undefined` where a column is constant, which one value is: no correlation can be told
 * then. Two values correlate by 1 or -1, with a p-value of 1.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`.
 *
 * O(n). Agrees with `scipy.stats.pearsonr` to 1e-12, p-values to 1e-9 relative: next to a
 * correlation of 1 the rounding of the correlation itself decides about their digits.
 * @see Student (1908), doi:10.1093/biomet/6.2-3.302.
 * @example
 * pearsonCorrelation([1, 2, 3], [1, 3, 2]); // { correlation: 0.5, pValue: 0.6667 }
 */
export function pearsonCorrelation(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): PearsonCorrelation | undefined {
  const n = assertRows({ x, y });
  assertValues('x', x);
  assertValues('y', y);
  const left = unitDeviations(x);
  const right = unitDeviations(y);
  if (left === undefined || right === undefined) return undefined;
  let [product, together, apart] = [0, 0, 0];
  for (let row = 0; row < n; row++) {
    product += left[row]! * right[row]!;
    together += (left[row]! - right[row]!) ** 2;
    apart += (left[row]! + right[row]!) ** 2;
  }
  const correlation = Math.max(-1, Math.min(1, product));
  if (n === 2) return { correlation: Math.sign(correlation), pValue: 1 };
  // The correlation of normal values has a beta law on [-1, 1]. 1 - |r| is half the squared
  // distance of the two unit vectors, which keeps its digits next to 1.
  const rest = Math.min(together, apart) / 2;
  const shape = n / 2 - 1;
  const pValue = Math.min(1, 2 * regularizedIncompleteBeta(shape, shape, Math.min(1, rest) / 2));
  return { correlation, pValue };
}

/** The deviations from the mean, as a vector of length 1. */
function unitDeviations(values: ArrayLike<number>): Float64Array | undefined {
  let scale = 0;
  for (let row = 0; row < values.length; row++) scale = Math.max(scale, Math.abs(values[row]!));
  let isConstant = true;
  let mean = 0;
  for (let row = 0; row < values.length; row++) {
    if (values[row] !== values[0]) isConstant = false;
    mean += (values[row]! / scale - mean) / (row + 1);
  }
  if (isConstant) return undefined;
  const deviations = Float64Array.from(values, (value) => value / scale - mean);
  let correction = 0;
  for (const deviation of deviations) correction += deviation / values.length;
  let square = 0;
  for (let row = 0; row < deviations.length; row++) {
    deviations[row]! -= correction;
    square += deviations[row]! ** 2;
  }
  const length = Math.sqrt(square);
  return deviations.map((deviation) => deviation / length);
}
