import { logUpperTail, normalSurvival } from './normal.ts';
import { assertArgument } from './validate.ts';

/**
 * Natural logarithm of the share of the standard normal law below z, for tails beyond the range of
 * doubles.
 *
 * @param z Any number, `±Infinity` included.
 * @returns In [-Infinity, 0], with a relative error of about 1e-14: near -z²/2 far below, minus the
 * tail itself far above. `-Infinity` below about z = -1.3e154.
 * @throws {StatisticsError} `invalid_argument` for NaN.
 *
 * O(1). Agrees with `scipy.special.log_ndtr` to 1e-12.
 * @example
 * logNormalCumulative(-40); // -804.6
 */
export function logNormalCumulative(z: number): number {
  assertArgument(!Number.isNaN(z), 'z', z, 'a number');
  if (z > 0) return Math.log1p(-normalSurvival(z));
  if (z * z === Infinity) return -Infinity;
  return logUpperTail(-z);
}
