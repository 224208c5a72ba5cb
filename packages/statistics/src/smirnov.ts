import { deviance } from './deviance.ts';
import { stirlingError } from './log-gamma.ts';

/**
 * Above this size the sum is taken at evenly spaced indices. The terms are then so smooth, and so
 * flat at both ends, that the trapezoid rule is exact to rounding, and the cost stays bounded.
 */
const TERMS_MAX = 20_000;

/**
 * P(D+ >= d) for the one-sided one-sample Kolmogorov-Smirnov statistic of n values, 0 < d < 1.
 *
 * (1-d)^n + d Σ C(n,j) (d + j/n)^(j-1) (1 - d - j/n)^(n-j) over 1 <= j < n(1-d) (Smirnov 1944;
 * Birnbaum & Tingey 1951). Each term is a binomial probability in Loader's form, so that nothing
 * cancels: the relative error is about 1e-14, and the far tail keeps its digits.
 */
export function smirnovSurvival(d: number, n: number): number {
  const shift = n * d;
  const last = Math.floor(n - shift);
  const stride = Math.max(1, Math.floor(n / TERMS_MAX));
  const sizeError = stirlingError(n);
  let sum = 0;
  for (let j = stride; j <= last; j += stride) {
    const rest = n - j;
    if (rest <= shift) break;
    // The mean of the binomial law with share d + j/n differs from j by exactly n d.
    const exponent =
      sizeError -
      stirlingError(j) -
      stirlingError(rest) -
      deviance(j, shift) -
      deviance(rest, -shift);
    sum += (Math.exp(exponent) * shift) / (shift + j) / Math.sqrt(2 * Math.PI * j * (rest / n));
  }
  return Math.min(1, Math.exp(n * Math.log1p(-d)) + stride * sum);
}
