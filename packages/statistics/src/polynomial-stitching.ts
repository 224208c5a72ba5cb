import { assertTimeAndLevel } from './mixture-boundary.ts';
import { riemannZeta } from './riemann-zeta.ts';
import { assertArgument } from './validate.ts';

export interface StitchingOptions {
  /**
   * Exponent of the crossing probability spent on the k-th epoch, k^-s; above 1.
   *
   * @default 1.4
   */
  readonly exponent?: number;
  /**
   * Ratio of the lengths of successive epochs, above 1.
   *
   * @default 2
   */
  readonly ratio?: number;
}

export interface PolynomialStitchingOptions extends StitchingOptions {
  /** Intrinsic time at which the boundary begins to grow, positive. */
  readonly start: number;
  /**
   * Scale c of a sub-gamma process, in the unit of the sum; 0 for a sub-Gaussian one.
   *
   * @default 0
   */
  readonly scale?: number;
}

/**
 * The sum that a sub-gamma process exceeds at any time with a probability of at most `alpha`, in
 * closed form and at the rate of the law of the iterated logarithm.
 *
 * @param v Intrinsic time, >= 0; below `start` the boundary is that of `start`.
 * @param alpha Level, above 0 and below 1.
 * @returns Positive, in the unit of the sum: about 1.7 √(v (ln ln v + 0.72 ln(5.2 / alpha))).
 * @throws {StatisticsError} `invalid_argument` outside these ranges.
 *
 * O(1). Agrees with the values published by confseq to 1e-5.
 * @see Howard, Ramdas, McAuliffe & Sekhon (2021), doi:10.1214/20-AOS1991.
 * @example
 * polynomialStitchingBoundary(100, 0.05, { start: 10, scale: 3 }); // 64.488
 */
export function polynomialStitchingBoundary(
  v: number,
  alpha: number,
  options: PolynomialStitchingOptions,
): number {
  assertTimeAndLevel(v, alpha);
  const { start, scale = 0 } = options;
  assertArgument(start > 0 && start < Infinity, 'start', start, 'positive and finite');
  assertArgument(Number.isFinite(scale), 'scale', scale, 'finite');
  const { exponent, ratio, root, linear } = stitchingConstants(options);
  const time = Math.max(v, start);
  const logRatio = Math.log(ratio);
  const evidence =
    exponent * Math.log(logRatio + Math.log(time / start)) +
    Math.log(riemannZeta(exponent) / alpha) -
    exponent * Math.log(logRatio);
  const shift = linear * scale * evidence;
  return Math.sqrt(root * root * time * evidence + shift * shift) + shift;
}

/** What both stitched boundaries are made of: k₁ and k₂ of the paper beside the options. */
export function stitchingConstants(options: StitchingOptions): {
  exponent: number;
  ratio: number;
  root: number;
  linear: number;
} {
  const { exponent = 1.4, ratio = 2 } = options;
  assertArgument(exponent > 1 && exponent < Infinity, 'exponent', exponent, 'above 1 and finite');
  assertArgument(ratio > 1 && ratio < Infinity, 'ratio', ratio, 'above 1 and finite');
  const quarter = ratio ** 0.25;
  return {
    exponent,
    ratio,
    root: (quarter + 1 / quarter) / Math.SQRT2,
    linear: (Math.sqrt(ratio) + 1) / 2,
  };
}
