import { normalQuantile } from './normal.ts';
import { assertProportion } from './proportion.ts';
import type { Proportion } from './proportion.ts';
import { assertConfidence } from './validate.ts';
import type { Interval } from './wilson-interval.ts';

/** Ratios are searched between the reciprocal exponentials of this. */
const LOG_RATIO_MAX = 700;

/** Halves the search range to the precision of doubles. */
const STEPS = 64;

/**
 * Koopman's score interval for a ratio of two independent proportions.
 *
 * @param first, second Successes and trials of each; for weighted rows share times effective size.
 * @param confidence Coverage aimed at, above 0 and below 1.
 * @returns Bounds of the first proportion over the second, in [0, Infinity]: the ratios that a score
 * test does not reject. The lower is 0 when the first has no successes, the upper `Infinity` when
 * the second has none.
 * @throws {StatisticsError} `empty_input`, `invalid_argument`.
 *
 * O(1), 64 steps of bisection a bound.
 * @see Koopman (1984), doi:10.2307/2531551; Gart & Nam (1988), doi:10.2307/2531848.
 * @example
 * koopmanInterval({ successes: 36, n: 40 }, { successes: 16, n: 80 }); // { lower: 2.94, upper: 7.15 }
 */
export function koopmanInterval(
  first: Proportion,
  second: Proportion,
  confidence: number = 0.95,
): Interval {
  assertProportion(first);
  assertProportion(second);
  assertConfidence(confidence);
  const z = -normalQuantile((1 - confidence) / 2);
  return {
    lower: first.successes === 0 ? 0 : lowerBound(first, second, z),
    // The ratio the other way round has the reciprocal bounds.
    upper: second.successes === 0 ? Infinity : 1 / lowerBound(second, first, z),
  };
}

/** The ratio from which on the first proportion is no longer too high by more than z. */
function lowerBound(first: Proportion, second: Proportion, z: number): number {
  let low = -LOG_RATIO_MAX;
  let high = LOG_RATIO_MAX;
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (score(first, second, Math.exp(middle)) > z) low = middle;
    else high = middle;
  }
  return Math.exp(high);
}

/**
 * How many standard deviations the first proportion lies above `ratio` times the second, both
 * estimated under that ratio. Falls as the ratio grows.
 *
 * The second proportion is the smaller root of ratio N p² - L p + x₁ + x₂ with
 * L = (n₁ + x₂) ratio + x₁ + n₂, written as a quotient, which cannot cancel.
 */
function score(first: Proportion, second: Proportion, ratio: number): number {
  const total = first.n + second.n;
  const successes = first.successes + second.successes;
  const linear = (first.n + second.successes) * ratio + first.successes + second.n;
  const root = Math.sqrt(Math.max(0, linear * linear - 4 * total * ratio * successes));
  const secondShare = Math.min(1, (2 * successes) / (linear + root));
  const firstShare = Math.min(1, secondShare * ratio);
  const firstVariance = (firstShare * (1 - firstShare)) / first.n;
  const secondVariance = (secondShare * (1 - secondShare)) / second.n;
  const gap = first.successes / first.n - (second.successes / second.n) * ratio;
  return gap / Math.hypot(Math.sqrt(firstVariance), ratio * Math.sqrt(secondVariance));
}
