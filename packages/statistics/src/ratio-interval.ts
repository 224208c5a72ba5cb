import { studentTQuantile } from './student-t.ts';
import { assertArgument, assertConfidence } from './validate.ts';
import type { Interval } from './wilson-interval.ts';

/** Means of a numerator and a denominator over the same rows, and how they scatter together. */
export interface RatioMoments {
  /** Number of rows, above 1; for weighted rows their effective size. */
  readonly n: number;
  readonly numeratorMean: number;
  /** Not 0. */
  readonly denominatorMean: number;
  /** Unbiased, as are the next two. */
  readonly numeratorVariance: number;
  readonly denominatorVariance: number;
  readonly covariance: number;
}

/**
 * Standard error of a ratio of two sums over the same rows, by the delta method.
 *
 * For means per something that is itself counted: revenue per click, errors per segment. The sums'
 * ratio is that of the means.
 *
 * @returns √((s²ₙ - 2 R sₙ_d + R² s²_d) / n) / |denominator mean|, >= 0, for R the ratio.
 * @throws {StatisticsError} `invalid_argument`, also for a denominator of 0.
 *
 * O(1). First order in 1/n; wants a denominator many standard errors away from 0.
 * @see Cochran (1977), "Sampling Techniques", section 2.11.
 * @example
 * const means = { n: 100, numeratorMean: 2, denominatorMean: 4 };
 * const variances = { numeratorVariance: 1, denominatorVariance: 4, covariance: 1 };
 * ratioStandardError({ ...means, ...variances }); // 0.025
 */
export function ratioStandardError(moments: RatioMoments): number {
  assertRatioMoments(moments);
  const { n, numeratorMean, denominatorMean, covariance } = moments;
  const ratio = numeratorMean / denominatorMean;
  const variance =
    moments.numeratorVariance -
    2 * ratio * covariance +
    ratio * ratio * moments.denominatorVariance;
  // Rounding may leave less than nothing of rows that lie on a line through the origin.
  return Math.sqrt(Math.max(0, variance) / n) / Math.abs(denominatorMean);
}

/**
 * Interval for a ratio of two sums over the same rows: the ratio plus or minus Student's quantile
 * with n - 1 degrees of freedom times `ratioStandardError`.
 *
 * @param moments As there; with a denominator of 1 in every row this is `meanInterval`.
 * @param confidence Coverage aimed at, above 0 and below 1; asymptotic.
 * @throws {StatisticsError} `invalid_argument`.
 */
export function ratioInterval(moments: RatioMoments, confidence: number = 0.95): Interval {
  const error = ratioStandardError(moments);
  assertConfidence(confidence);
  const margin = -studentTQuantile((1 - confidence) / 2, moments.n - 1) * error;
  const ratio = moments.numeratorMean / moments.denominatorMean;
  return { lower: ratio - margin, upper: ratio + margin };
}

function assertRatioMoments(moments: RatioMoments): void {
  const { n, numeratorVariance, denominatorVariance, denominatorMean } = moments;
  assertArgument(n > 1 && n < Infinity, 'n', n, 'above 1 and finite');
  for (const [name, value] of Object.entries(moments)) {
    assertArgument(Number.isFinite(value), name, value, 'finite');
  }
  assertArgument(denominatorMean !== 0, 'denominatorMean', denominatorMean, 'other than 0');
  const wanted = 'not negative';
  assertArgument(numeratorVariance >= 0, 'numeratorVariance', numeratorVariance, wanted);
  assertArgument(denominatorVariance >= 0, 'denominatorVariance', denominatorVariance, wanted);
}
