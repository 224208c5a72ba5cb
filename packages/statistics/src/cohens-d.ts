import { logGamma } from './log-gamma.ts';
import { effectiveSampleSize } from './no-drift.ts';
import { normalQuantile } from './normal.ts';
import { assertMoments, type SampleMoments } from './sample-moments.ts';
import { assertArgument, assertSize } from './validate.ts';

export interface CohensDResult {
  /** Mean of x less mean of y in pooled standard deviations. */
  readonly d: number;
  /** Hedges' g: d without its bias in small samples, by the exact factor. */
  readonly hedgesG: number;
  /** Bounds of the true difference in standard deviations, by the normal limit around d. */
  readonly interval: { readonly lower: number; readonly upper: number };
}

/**
 * Cohen's d: the size of a difference of means, whatever the unit and the sample sizes.
 *
 * @param x, y Moments of the samples, n >= 1 and at least four values in all.
 * @param confidence Coverage aimed at, above 0 and below 1.
 * @returns 0.2 is called small, 0.5 medium, 0.8 large. Without any variance 0 for equal means, else
 * infinite, and the interval is that point.
 * @throws {StatisticsError} `empty_input` below four values, `invalid_argument` for moments that
 * cannot be and for the confidence.
 *
 * O(1). The interval has variance (n + m) / (n m) + d² / (2 (n + m)).
 * @see Hedges (1981), doi:10.3102/10769986006002107, for the factor and the variance.
 * @example
 * cohensD(sampleMoments([1, 2, 3]), sampleMoments([2, 3, 4])).d; // -1
 */
export function cohensD(
  x: SampleMoments,
  y: SampleMoments,
  confidence: number = 0.95,
): CohensDResult {
  assertMoments('x', x);
  assertMoments('y', y);
  assertSize('the pooled sample', x.n + y.n, 4);
  assertArgument(confidence > 0 && confidence < 1, 'confidence', confidence, 'between 0 and 1');
  const dof = x.n + y.n - 2;
  const pooled = x.variance * ((x.n - 1) / dof) + y.variance * ((y.n - 1) / dof);
  const difference = x.mean - y.mean;
  const d = difference === 0 ? 0 : difference / Math.sqrt(pooled);
  const factor = Math.exp(logGamma(dof / 2) - logGamma((dof - 1) / 2) - Math.log(dof / 2) / 2);
  if (pooled === 0) return { d, hedgesG: d, interval: { lower: d, upper: d } };
  const variance = 1 / effectiveSampleSize(x.n, y.n) + (d * d) / (2 * (x.n + y.n));
  const margin = -normalQuantile((1 - confidence) / 2) * Math.sqrt(variance);
  return { d, hedgesG: factor * d, interval: { lower: d - margin, upper: d + margin } };
}

/**
 * How far from 0 to expect Cohen's d of two samples of one law: √(2/π) √(1/n + 1/m).
 *
 * @param n, m Sample sizes as in `effectiveSampleSize`.
 * @returns The mean of |d| under no drift by the normal limit.
 * @throws {StatisticsError} `invalid_argument`.
 */
export function cohensDNoiseFloor(n: number, m: number): number {
  return Math.sqrt(2 / Math.PI / effectiveSampleSize(n, m));
}
