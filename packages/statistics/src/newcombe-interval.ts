import type { Proportion } from './proportion.ts';
import { wilsonInterval } from './wilson-interval.ts';
import type { Interval } from './wilson-interval.ts';

/**
 * Newcombe's hybrid score interval for a difference of two independent proportions.
 *
 * Each bound adds in squares how far Wilson's bounds of the two proportions lie from them.
 *
 * @param first, second Successes and trials of each; for weighted rows share times effective size.
 * @param confidence Coverage aimed at, above 0 and below 1.
 * @returns Bounds of the first proportion less the second, in [-1, 1].
 * @throws {StatisticsError} `empty_input`, `invalid_argument`.
 *
 * O(1). Method 10 of the paper, without continuity correction.
 * @see Newcombe (1998), Statistics in Medicine 17, 873-890.
 * @example
 * newcombeInterval({ successes: 56, n: 70 }, { successes: 48, n: 80 }); // { lower: 0.0524, upper: 0.3339 }
 */
export function newcombeInterval(
  first: Proportion,
  second: Proportion,
  confidence: number = 0.95,
): Interval {
  const one = wilsonInterval(first.successes, first.n, confidence);
  const two = wilsonInterval(second.successes, second.n, confidence);
  const firstShare = first.successes / first.n;
  const secondShare = second.successes / second.n;
  const difference = firstShare - secondShare;
  const below = Math.hypot(firstShare - one.lower, two.upper - secondShare);
  const above = Math.hypot(one.upper - firstShare, secondShare - two.lower);
  return { lower: Math.max(-1, difference - below), upper: Math.min(1, difference + above) };
}
