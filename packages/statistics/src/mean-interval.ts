import { assertEstimable } from './sample-moments.ts';
import type { SampleMoments } from './sample-moments.ts';
import { studentTQuantile } from './student-t.ts';
import { assertConfidence } from './validate.ts';
import type { Interval } from './wilson-interval.ts';

/**
 * Student's interval for a mean.
 *
 * @param sample Size above 1, mean and unbiased variance, as of `sampleMoments`.
 * @param confidence Coverage, above 0 and below 1: exact for normal values, asymptotic for others.
 * @returns Bounds in the unit of the mean; both are the mean when the variance is 0.
 * @throws {StatisticsError} `invalid_argument`.
 *
 * O(1). Agrees with `scipy.stats.ttest_1samp(…).confidence_interval()` to 1e-10.
 * @see Student (1908), doi:10.1093/biomet/6.1.1.
 * @example
 * meanInterval(sampleMoments([1, 2, 4])); // { lower: -1.46, upper: 6.13 }
 */
export function meanInterval(sample: SampleMoments, confidence: number = 0.95): Interval {
  assertEstimable('sample', sample);
  assertConfidence(confidence);
  const quantile = -studentTQuantile((1 - confidence) / 2, sample.n - 1);
  const margin = quantile * Math.sqrt(sample.variance / sample.n);
  return { lower: sample.mean - margin, upper: sample.mean + margin };
}

export interface MeanDifferenceOptions {
  /** @default 0.95 */
  readonly confidence?: number;
  /**
   * Pools the variances (Student) instead of keeping them apart (Welch).
   *
   * @default false
   */
  readonly equalVariances?: boolean;
}

/**
 * Welch's or Student's interval for a difference of two means.
 *
 * @param first, second Sizes above 1, means and unbiased variances, as of `sampleMoments`.
 * @returns Bounds of the first mean less the second, in their unit.
 * @throws {StatisticsError} `invalid_argument`.
 *
 * O(1). Degrees of freedom n + m - 2, or Welch and Satterthwaite's. Agrees with
 * `scipy.stats.ttest_ind(…).confidence_interval()` to 1e-10.
 * @see Welch (1947), doi:10.1093/biomet/34.1-2.28.
 * @example
 * meanDifferenceInterval(sampleMoments([1, 2, 4]), sampleMoments([5, 6, 8, 9])); // { lower: -7.96, upper: -1.38 }
 */
export function meanDifferenceInterval(
  first: SampleMoments,
  second: SampleMoments,
  options: MeanDifferenceOptions = {},
): Interval {
  assertEstimable('first', first);
  assertEstimable('second', second);
  const { confidence = 0.95, equalVariances = false } = options;
  assertConfidence(confidence);
  const { dof, variance } = equalVariances ? pooled(first, second) : welch(first, second);
  const quantile = -studentTQuantile((1 - confidence) / 2, dof);
  const margin = quantile * Math.sqrt(variance);
  const difference = first.mean - second.mean;
  return { lower: difference - margin, upper: difference + margin };
}

function pooled(first: SampleMoments, second: SampleMoments): { dof: number; variance: number } {
  const dof = first.n + second.n - 2;
  const common = first.variance * ((first.n - 1) / dof) + second.variance * ((second.n - 1) / dof);
  return { dof, variance: common * (1 / first.n + 1 / second.n) };
}

/** Shares of the variance instead of the variance itself, so that no square overflows. */
function welch(first: SampleMoments, second: SampleMoments): { dof: number; variance: number } {
  const variance = first.variance / first.n + second.variance / second.n;
  if (variance === 0) return { dof: first.n + second.n - 2, variance };
  const one = first.variance / first.n / variance;
  const two = second.variance / second.n / variance;
  const dof = 1 / ((one * one) / (first.n - 1) + (two * two) / (second.n - 1));
  return { dof, variance };
}
