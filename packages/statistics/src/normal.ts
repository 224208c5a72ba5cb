import { regularizedUpperGamma, upperFraction } from './incomplete-gamma.ts';
import { assertArgument, assertProbability } from './validate.ts';

const HALF_LOG_TWO_PI = 0.9189385332046728;

/**
 * Share of the standard normal law above z.
 *
 * @param z Any number, `±Infinity` included.
 * @returns In [0, 1]; the relative error is about 1e-14, 1e-13 in tails near 1e-300.
 * @throws {StatisticsError} `invalid_argument` for NaN.
 *
 * O(1). Q(½, z²/2) / 2. Agrees with `scipy.stats.norm.sf` to 1e-12.
 */
export function normalSurvival(z: number): number {
  assertArgument(!Number.isNaN(z), 'z', z, 'a number');
  const tail = regularizedUpperGamma(0.5, (z * z) / 2) / 2;
  return z < 0 ? 1 - tail : tail;
}

/**
 * Share of the standard normal law below z: `normalSurvival(-z)`.
 *
 * @throws {StatisticsError} `invalid_argument` for NaN. Agrees with `scipy.stats.norm.cdf` to 1e-12.
 */
export function normalCumulative(z: number): number {
  return normalSurvival(-z);
}

/**
 * The z below which a share `p` of the standard normal law lies.
 *
 * @param p In [0, 1]; 0 and 1 give `∓Infinity`.
 * @returns The quantile, with a relative error of about 1e-15 (absolute near p = ½).
 * @throws {StatisticsError} `invalid_argument` when p is not a probability.
 *
 * O(1): Newton's method on the logarithm of the tail. Agrees with `scipy.stats.norm.ppf` to 1e-12.
 */
export function normalQuantile(p: number): number {
  assertProbability('p', p);
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  return p < 0.5 ? -upperQuantile(p) : upperQuantile(1 - p);
}

/**
 * The z >= 0 above which a share `tail` in (0, ½] lies.
 *
 * ln of the tail is concave and falls, and the start lies right of the root since the tail is at
 * most ½ exp(-z²/2); so Newton's steps come down to the root and never pass it.
 */
function upperQuantile(tail: number): number {
  const target = Math.log(tail);
  let z = Math.sqrt(Math.max(0, -2 * (target + Math.LN2)));
  for (;;) {
    const { logTail, hazard } = upperTail(z);
    const next = Math.max(0, z + (logTail - target) / hazard);
    // Rounding ends the descent: the first step that is too small or goes up again is the last.
    if (z - next <= Number.EPSILON * z) return next;
    z = next;
  }
}

/** ln of the tail above z >= 0 and its negative derivative, the hazard; neither underflows. */
export function upperTail(z: number): { logTail: number; hazard: number } {
  const half = (z * z) / 2;
  const logDensity = -half - HALF_LOG_TWO_PI;
  const logTail =
    half < 1
      ? Math.log(normalSurvival(z))
      : logDensity + Math.log((z / 2) * upperFraction(0.5, half));
  return { logTail, hazard: Math.exp(logDensity - logTail) };
}
