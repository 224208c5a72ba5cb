import { durbinCumulative } from './durbin.ts';
import { stirlingError } from './log-gamma.ts';
import { pelzGoodCumulative } from './pelz-good.ts';
import { smirnovSurvival } from './smirnov.ts';
import { assertArgument } from './validate.ts';

/**
 * P(D >= d) for the two-sided Kolmogorov-Smirnov statistic D of n values against a known law.
 *
 * @param d Distance; 0 and below gives 1, 1 and above gives 0.
 * @param n Number of values, a whole number from 1.
 * @returns In [0, 1].
 * @throws {StatisticsError} `invalid_argument` for NaN or an n that is not a whole number from 1.
 *
 * The choice of method by n d² is that of Simard & L'Ecuyer (2011, doi:10.18637/jss.v039.i11).
 * n <= 140: exact to 1e-11 relative, from n d² = 4 on 2 P(D+ >= d), short by exp(-6 n d²) at most.
 * n > 140: Durbin's exact matrix where it is small, else Pelz & Good's expansion (absolute error
 * below 4e-6 at 141, falling as n²), from n d² = 2.2 on 2 P(D+ >= d) (relative error below 2e-6).
 * O(1) but for the matrix (at most some 30 ms, at n = 100,000) and the tail, O(min(n, 20000)).
 *
 * Agrees with `scipy.stats.kstwo.sf` to 1e-9 relative for n up to a million; beyond that scipy
 * approximates P(D+ >= d) and this function still sums it.
 */
export function kolmogorovOneSampleSurvival(d: number, n: number): number {
  assertArgument(!Number.isNaN(d), 'd', d, 'a number');
  assertArgument(Number.isSafeInteger(n) && n >= 1, 'n', n, 'a whole number from 1');
  if (d >= 1) return 0;
  const shift = n * d;
  if (shift <= 0.5) return 1;
  if (shift <= 1) return 1 - atMostOneStep(shift, n);
  if (shift >= n - 1) return 2 * Math.exp(n * Math.log1p(-d));

  const square = shift * d;
  if (d >= 0.5 || square > 4 || (n > 140 && square >= 2.2)) {
    return Math.min(1, 2 * smirnovSurvival(d, n));
  }
  // √n d is below 0.15 here, a sixth of its mean: P(D <= d) is under 1e-20 and 1 is exact.
  if (n > 140 && square < 0.02) return 1;
  const isMatrixSmall = n <= 140 || (n <= 100_000 && n * d ** 1.5 <= 1.4);
  const cumulative = isMatrixSmall ? durbinCumulative(d, n) : pelzGoodCumulative(d, n);
  return Math.min(1, Math.max(0, 1 - cumulative));
}

/** P(D <= d) = n! (2d - 1/n)^n for n d in (½, 1]: each value has its own step to itself. */
function atMostOneStep(shift: number, n: number): number {
  const factorialOverPower = Math.sqrt(2 * Math.PI * n) * Math.exp(stirlingError(n) - n);
  return factorialOverPower * Math.exp(n * Math.log(2 * shift - 1));
}
