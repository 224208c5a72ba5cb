import { momentsOf, standardDeviation } from './moments.ts';
import type { Moments } from './moments.ts';
import { assertArgument, assertAscending } from './validate.ts';

/**
 * Standard error of the mean of n values: s / √n.
 *
 * @param reference Moments of the reference, of two values or more.
 * @param n Size of the sample whose mean is meant, positive; the reference's own unless given.
 * @returns In the column's unit, >= 0.
 * @throws {StatisticsError} `empty_input`, `invalid_argument`.
 *
 * NannyML's sampling error of `avg`, to 1e-12.
 */
export function meanStandardError(reference: Moments, n: number = reference.n): number {
  assertSize(n);
  return standardDeviation(reference) / Math.sqrt(n);
}

/**
 * Standard error of the sum of n values: s √n. Arguments and errors as `meanStandardError`.
 *
 * NannyML's sampling error of `sum`, to 1e-12.
 */
export function sumStandardError(reference: Moments, n: number = reference.n): number {
  assertSize(n);
  return standardDeviation(reference) * Math.sqrt(n);
}

/**
 * Standard error of the standard deviation of n values: √((μ₄ - s⁴ (n - 3) / (n - 1)) / n) / 2s.
 *
 * Arguments and errors as `meanStandardError`, with n above 1. A constant reference gives 0, as
 * does one so small that its own fourth moment is below the bound.
 *
 * NannyML's sampling error of `std`, to 1e-12.
 * @see Rao (1973), "Linear statistical inference and its applications", p. 438.
 */
export function standardDeviationStandardError(
  reference: Moments,
  n: number = reference.n,
): number {
  assertArgument(n > 1 && n < Infinity, 'n', n, 'above 1 and finite');
  const deviation = standardDeviation(reference);
  if (deviation === 0) return 0;
  // Divided twice: the fourth power of a small deviation is 0 long before its square.
  const kurtosis = reference.m4 / reference.n / deviation ** 2 / deviation ** 2;
  return (deviation / 2) * Math.sqrt(Math.max(0, kurtosis - (n - 3) / (n - 1)) / n);
}

/**
 * Standard error of the median of n values: 1 / (2 f √n), where f is the reference's density at its
 * median by a Gaussian kernel of Scott's width s N^(-1/5).
 *
 * @param ascending The reference, ascending and finite, two values or more.
 * @param n Size of the sample whose median is meant, positive.
 * @returns In the column's unit, >= 0. A constant reference gives 0.
 * @throws {StatisticsError} `empty_input`, `invalid_value`, `invalid_argument`.
 *
 * O(N). NannyML's sampling error of `median`, to 1e-12.
 * @see Scott (1992), "Multivariate density estimation", p. 152.
 */
export function medianStandardError(ascending: ArrayLike<number>, n: number): number {
  assertSize(n);
  const center = median(ascending);
  const size = ascending.length;
  const deviation = standardDeviation(momentsOf(ascending));
  if (deviation === 0) return 0;
  const width = deviation * size ** -0.2;
  let kernels = 0;
  for (let index = 0; index < size; index++) {
    const distance = (ascending[index]! - center) / width;
    kernels += Math.exp((-distance * distance) / 2);
  }
  const density = kernels / (size * width * Math.sqrt(2 * Math.PI));
  return 1 / (2 * density * Math.sqrt(n));
}

/**
 * Median: the middle value, or the mean of the middle two.
 *
 * @param ascending Ascending finite values, length n >= 1.
 * @throws {StatisticsError} `empty_input`, `invalid_value`.
 *
 * O(n) for the check of the order. Equal to `numpy.median`.
 */
export function median(ascending: ArrayLike<number>): number {
  assertAscending('ascending', ascending);
  const middle = ascending.length >>> 1;
  if (ascending.length % 2 === 1) return ascending[middle]!;
  const [below, above] = [ascending[middle - 1]!, ascending[middle]!];
  const sum = below + above;
  return Number.isFinite(sum) ? sum / 2 : below / 2 + above / 2;
}

function assertSize(n: number): void {
  assertArgument(n > 0 && n < Infinity, 'n', n, 'positive and finite');
}
