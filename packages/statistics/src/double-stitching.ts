import type { StitchingOptions } from './polynomial-stitching.ts';
import { stitchingConstants } from './polynomial-stitching.ts';
import { riemannZeta } from './riemann-zeta.ts';
import { assertArgument } from './validate.ts';

export interface DoubleStitchingOptions extends StitchingOptions {
  /** The quantile p that is bounded, above 0 and below 1. */
  readonly quantile: number;
  /** Number of observations for which the bound is to be tight, from 1. */
  readonly optimalTime: number;
  /**
   * Distance of neighbouring quantiles that share a bound, on the scale of the logit; positive.
   *
   * @default 0.5
   */
  readonly step?: number;
}

/**
 * How many observations may separate an empirical quantile from the quantile, at any time and for
 * all quantiles at once, but for a probability of at most `alpha`.
 *
 * @param n Observations so far, from 1.
 * @param alpha Level, above 0 and below 1.
 * @returns Positive count d: at most n p + d observations lie at or below the quantile p, so that it
 * is at most the empirical quantile p + d / n. The bound for 1 - p serves the other side.
 * @throws {StatisticsError} `invalid_argument` outside these ranges.
 *
 * O(1). Agrees with the values published by confseq to 1e-5.
 * @see Howard & Ramdas (2022), doi:10.3150/21-BEJ1388.
 * @example
 * doubleStitchingBoundary(1000, 0.05, { quantile: 0.5, optimalTime: 100 }); // 68.628
 */
export function doubleStitchingBoundary(
  n: number,
  alpha: number,
  options: DoubleStitchingOptions,
): number {
  assertArgument(n >= 1 && n < Infinity, 'n', n, 'from 1 and finite');
  assertArgument(alpha > 0 && alpha < 1, 'alpha', alpha, 'between 0 and 1');
  const { quantile, optimalTime, step = 0.5 } = options;
  assertArgument(quantile > 0 && quantile < 1, 'quantile', quantile, 'between 0 and 1');
  assertArgument(
    optimalTime >= 1 && optimalTime < Infinity,
    'optimalTime',
    optimalTime,
    'from 1 and finite',
  );
  assertArgument(step > 0 && step < Infinity, 'step', step, 'positive and finite');
  const { exponent, ratio, root, linear } = stitchingConstants(options);

  const epochs = Math.max(n, optimalTime) / optimalTime;
  const logit = Math.log(quantile / (1 - quantile));
  const distance = step * Math.sqrt(ratio / epochs);
  // The variance is that of the farthest quantile of the same step, which is nearer to the middle.
  const farthest =
    quantile >= 0.5 ? quantile : Math.min(0.5, 1 / (1 + Math.exp(-logit - 2 * distance)));
  const variance = farthest * (1 - farthest);
  const steps = (Math.sqrt(epochs) * Math.abs(logit)) / (2 * step) + 1;
  const logRatio = Math.log(ratio);
  const zeta = riemannZeta(exponent);
  const evidence =
    exponent * (Math.log(logRatio + Math.log(epochs)) + Math.log(steps) - Math.log(logRatio)) +
    Math.log((2 * zeta * (2 * zeta + 1)) / alpha);
  const shift = (linear * (1 - 2 * quantile) * evidence) / 3;
  const time = epochs * optimalTime;
  return (
    step * Math.sqrt(ratio * epochs * variance) +
    Math.sqrt(root * root * variance * time * evidence + shift * shift) +
    shift
  );
}
