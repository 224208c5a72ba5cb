import { deviance } from './deviance.ts';
import { logGamma, logGammaOnePlus, stirlingError } from './log-gamma.ts';
import { assertArgument } from './validate.ts';

const HALF_LOG_TWO_PI = 0.9189385332046728;

/** From here on Stirling's series is exact to double precision. */
const STIRLING_MIN = 10;

/**
 * Natural logarithm of the beta function, ln B(a, b) = ln Γ(a) + ln Γ(b) - ln Γ(a + b).
 *
 * @param a, b Positive and finite.
 * @returns Any finite number; symmetric in a and b. The error is a few 1e-16 of the greater of 1 and
 * the result: the three logarithms are never subtracted from each other once they are large.
 * @throws {StatisticsError} `invalid_argument` outside these ranges.
 *
 * O(1). Stirling's series where it converges, else the recurrence of ln Γ, term by term. Agrees with
 * `scipy.special.betaln` to 1e-14.
 * @see NIST Digital Library of Mathematical Functions, 5.12.1 and 5.11.1.
 * @example
 * Math.exp(logBeta(2, 3)); // 1 / 12
 */
export function logBeta(a: number, b: number): number {
  assertArgument(a > 0 && a < Infinity, 'a', a, 'positive and finite');
  assertArgument(b > 0 && b < Infinity, 'b', b, 'positive and finite');
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  if (small < STIRLING_MIN) return logGamma(small) - logGammaRise(large, small);
  const stirling = stirlingError(small) + stirlingError(large) - stirlingError(small + large);
  return (
    HALF_LOG_TWO_PI +
    stirling -
    0.5 * Math.log(large) -
    (small - 0.5) * Math.log1p(large / small) -
    large * Math.log1p(small / large)
  );
}

/** ln(a B(a, b)) with all its digits also where a vanishes and the logarithm with it. */
export function logScaledBeta(a: number, b: number): number {
  return a < 1 ? logGammaOnePlus(a) - logGammaRise(b, a) : Math.log(a) + logBeta(a, b);
}

/** ln Γ(x + rise) - ln Γ(x) for positive numbers, without cancellation where the rise is small. */
function logGammaRise(x: number, rise: number): number {
  let sum = 0;
  let shifted = x;
  for (; shifted < STIRLING_MIN; shifted++) sum -= Math.log1p(rise / shifted);
  const end = shifted + rise;
  return (
    sum +
    (stirlingError(end) - stirlingError(shifted)) -
    deviance(shifted, rise) -
    0.5 * Math.log1p(rise / shifted) +
    rise * Math.log(end)
  );
}
