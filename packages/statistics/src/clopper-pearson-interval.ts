import { betaLogitQuantile, betaQuantile } from './beta.ts';
import { assertProportion } from './proportion.ts';
import { assertConfidence } from './validate.ts';
import type { Interval } from './wilson-interval.ts';

/**
 * Clopper and Pearson's exact interval for a proportion.
 *
 * Never covers less than the confidence, for any n and p; usually more, and so wider than
 * `wilsonInterval`.
 *
 * @param successes In [0, n]; may be a fraction, as `n` may be, for weighted rows.
 * @param n Trials, positive, below 1e15.
 * @param confidence Coverage guaranteed for whole counts, above 0 and below 1.
 * @returns The proportions that neither one-sided binomial test rejects. Exactly 0 is the lower bound
 * without successes, exactly 1 the upper bound without failures.
 * @throws {StatisticsError} `empty_input` for n = 0, `invalid_argument` outside these ranges.
 *
 * Two beta quantiles. Agrees with `scipy.stats.binomtest(…).proportion_ci(method='exact')` to 4e-12,
 * the absolute tolerance of its root finding, and with closed forms to 1e-13 relative.
 * @see Clopper & Pearson (1934), doi:10.1093/biomet/26.4.404.
 * @example
 * clopperPearsonInterval(3, 10); // { lower: 0.0667, upper: 0.6525 }
 */
export function clopperPearsonInterval(
  successes: number,
  n: number,
  confidence: number = 0.95,
): Interval {
  assertProportion({ successes, n });
  assertConfidence(confidence);
  const tail = (1 - confidence) / 2;
  const failures = n - successes;
  return {
    lower: successes === 0 ? 0 : betaQuantile(tail, successes, failures + 1),
    // The upper quantile by its mirror image, since 1 - tail would be rounded.
    upper:
      failures === 0 ? 1 : 1 / (1 + Math.exp(betaLogitQuantile(tail, failures, successes + 1))),
  };
}
