import { effectiveSampleSize } from './no-drift.ts';
import { assertArgument } from './validate.ts';

/**
 * Probability under no drift of a one-sided two-sample Kolmogorov-Smirnov statistic at least this
 * large, by asymptotics: exp(-2 z² - ⅔ z (m + 2 n) / √(n m (n + m))) for m >= n, with z the
 * statistic times √(n m / (n + m)).
 *
 * @param statistic D+ or D- in [0, 1].
 * @param n, m Sample sizes, positive and finite; weighted rows count as (Σw)²/Σw².
 * @returns p-value in [0, 1]. Ties and bins make it too large, never too small.
 * @throws {StatisticsError} `invalid_argument`.
 *
 * Agrees with the one-sided asymptotic p-value of `scipy.stats.ks_2samp` to 1e-12.
 * @see Hodges (1958), doi:10.1007/BF02589501, formula 5.3.
 */
export function kolmogorovSmirnovOneSidedPValue(statistic: number, n: number, m: number): number {
  assertArgument(statistic >= 0 && statistic <= 1, 'statistic', statistic, 'from 0 to 1');
  assertArgument(Math.max(n, m) < Infinity, 'n and m', Math.max(n, m), 'finite');
  const size = effectiveSampleSize(n, m);
  const z = Math.sqrt(size) * statistic;
  const skew = (Math.max(n, m) + 2 * Math.min(n, m)) / Math.sqrt(size) / (n + m);
  return Math.exp(-2 * z * z - (2 / 3) * z * skew);
}

/**
 * One-sided two-sample Kolmogorov-Smirnov statistic to expect of two samples of one continuous law:
 * √(π/8) / √(n m / (n + m)), cut at 1.
 *
 * @param n, m Sample sizes as in `effectiveSampleSize`.
 * @returns The mean by the limit law, that of Rayleigh with σ = ½, in (0, 1].
 * @throws {StatisticsError} `invalid_argument`.
 */
export function kolmogorovSmirnovOneSidedNoiseFloor(n: number, m: number): number {
  return Math.min(1, Math.sqrt(Math.PI / 8 / effectiveSampleSize(n, m)));
}
