import { normalSurvival } from './normal.ts';
import { assertProportion } from './proportion.ts';
import type { Proportion } from './proportion.ts';

export interface TwoProportionTestResult {
  /** Difference of the shares over its standard deviation when both are one; signed. */
  readonly statistic: number;
  /** Two-sided probability of a statistic at least this far from 0, in [0, 1]. */
  readonly pValue: number;
  /** First share less second share, in [-1, 1]. */
  readonly difference: number;
  /** Phi coefficient of the table of both, in [-1, 1]: the statistic over √(n + m). */
  readonly phi: number;
}

/**
 * z test of whether two proportions are the same, with their pooled variance.
 *
 * @param first, second Successes and trials of each; for weighted rows share times effective size.
 * @returns Statistic 0 and p = 1 when all trials or none succeeded: nothing differs.
 * @throws {StatisticsError} `empty_input`, `invalid_argument`.
 *
 * O(1). The square of the statistic is that of `chiSquareHomogeneity` without Yates' correction, and
 * p agrees with it, as with `scipy.stats.chi2_contingency(…, correction=False)`, to 1e-12.
 * Asymptotic: about five successes and failures on either side, else `fisherExact`.
 * @example
 * twoProportionTest({ successes: 12, n: 15 }, { successes: 5, n: 22 }).pValue; // 0.0006
 */
export function twoProportionTest(first: Proportion, second: Proportion): TwoProportionTestResult {
  assertProportion(first);
  assertProportion(second);
  const n = first.n + second.n;
  const pooled = (first.successes + second.successes) / n;
  const failed = (first.n - first.successes + (second.n - second.successes)) / n;
  const difference = first.successes / first.n - second.successes / second.n;
  if (pooled === 0 || failed === 0) return { statistic: 0, pValue: 1, difference: 0, phi: 0 };
  const deviation = Math.sqrt(pooled * failed * (1 / first.n + 1 / second.n));
  const statistic = difference / deviation;
  return {
    statistic,
    pValue: 2 * normalSurvival(Math.abs(statistic)),
    difference,
    phi: Math.max(-1, Math.min(1, statistic / Math.sqrt(n))),
  };
}
