import type { Alternative } from './alternative.ts';
import { assertMoments, type SampleMoments } from './sample-moments.ts';
import { studentTQuantile, studentTSurvival } from './student-t.ts';
import { assertArgument, assertSize } from './validate.ts';

export interface TTestOptions {
  /**
   * `less`: the mean of x is smaller than that of y; `greater`: it is larger.
   *
   * @default `two-sided`
   */
  readonly alternative?: Alternative;
  /**
   * Coverage of the interval, above 0 and below 1.
   *
   * @default 0.95
   */
  readonly confidence?: number;
}

export interface TTestResult {
  /** t: `difference` in standard errors. */
  readonly statistic: number;
  /** Probability under equal means of a t at least this far out, in [0, 1]. */
  readonly pValue: number;
  /** Degrees of freedom; Welch's are no whole number. */
  readonly dof: number;
  /** Mean of x less mean of y, in the feature's unit. */
  readonly difference: number;
  /** Bounds of the true difference; one-sided, with an infinite bound, for a one-sided test. */
  readonly interval: { readonly lower: number; readonly upper: number };
}

/**
 * Student's t test of two means, for laws of equal variance.
 *
 * @param x, y Moments of the samples, n >= 1 and at least three values in all.
 * @throws {StatisticsError} `empty_input` below three values, `invalid_argument` for moments that
 * cannot be and for options.
 *
 * O(1). Exact for normal laws of equal variance; with unequal variances and sizes it is not even
 * asymptotically: `welchTTest` is. Without any variance t is 0 for equal means and infinite for
 * others, p is 1 and 0; scipy returns NaN.
 *
 * Agrees with `scipy.stats.ttest_ind`: t, p and interval to 1e-10.
 * @see Student (1908), doi:10.1093/biomet/6.1.1.
 * @example
 * studentTTest(sampleMoments([1, 2, 3]), sampleMoments([2, 3, 4])).pValue; // 0.2879
 */
export function studentTTest(
  x: SampleMoments,
  y: SampleMoments,
  options: TTestOptions = {},
): TTestResult {
  assertMoments('x', x);
  assertMoments('y', y);
  assertSize('the pooled sample', x.n + y.n, 3);
  const dof = x.n + y.n - 2;
  const pooled = x.variance * ((x.n - 1) / dof) + y.variance * ((y.n - 1) / dof);
  return test(x.mean - y.mean, { error: Math.sqrt(pooled * (1 / x.n + 1 / y.n)), dof }, options);
}

/**
 * Welch's t test of two means, whatever the variances.
 *
 * @param x, y Moments of the samples, n >= 2 each.
 * @throws {StatisticsError} `empty_input` below two values, `invalid_argument` for moments that
 * cannot be and for options.
 *
 * O(1). For large samples right for every law with a variance. Without any variance as
 * `studentTTest`.
 *
 * Agrees with `scipy.stats.ttest_ind(equal_var=False)`: t, p, dof and interval to 1e-10.
 * @see Welch (1947), doi:10.1093/biomet/34.1-2.28.
 * @example
 * welchTTest(sampleMoments([1, 2, 3]), sampleMoments([2, 3, 4])).dof; // 4
 */
export function welchTTest(
  x: SampleMoments,
  y: SampleMoments,
  options: TTestOptions = {},
): TTestResult {
  assertMoments('x', x);
  assertMoments('y', y);
  assertSize('x', x.n, 2);
  assertSize('y', y.n, 2);
  const ofX = x.variance / x.n;
  const ofY = y.variance / y.n;
  const sum = ofX + ofY;
  // Shares of the squared error, so that variances of 1e-200 do not vanish when squared.
  const share = sum === 0 ? 0.5 : ofX / sum;
  const dof = 1 / (share ** 2 / (x.n - 1) + (1 - share) ** 2 / (y.n - 1));
  return test(x.mean - y.mean, { error: Math.sqrt(sum), dof }, options);
}

function test(
  difference: number,
  { error, dof }: { error: number; dof: number },
  { alternative = 'two-sided', confidence = 0.95 }: TTestOptions,
): TTestResult {
  assertArgument(confidence > 0 && confidence < 1, 'confidence', confidence, 'between 0 and 1');
  const statistic = difference === 0 ? 0 : difference / error;
  const isTwoSided = alternative === 'two-sided';
  const outside = isTwoSided ? (1 - confidence) / 2 : 1 - confidence;
  const margin = -studentTQuantile(outside, dof) * error;
  const interval = {
    lower: alternative === 'less' ? -Infinity : difference - margin,
    upper: alternative === 'greater' ? Infinity : difference + margin,
  };
  return { statistic, pValue: pValueOf(statistic, dof, alternative), dof, difference, interval };
}

function pValueOf(statistic: number, dof: number, alternative: Alternative): number {
  if (alternative === 'two-sided') {
    return Math.min(1, 2 * studentTSurvival(Math.abs(statistic), dof));
  }
  return studentTSurvival(alternative === 'less' ? -statistic : statistic, dof);
}
