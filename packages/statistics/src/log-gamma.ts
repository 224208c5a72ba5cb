import { assertArgument } from './validate.ts';

const HALF_LOG_TWO_PI = 0.9189385332046728;
const ONE_MINUS_EULER_GAMMA = 0.42278433509846713;

/** zeta(k) - 1 for k = 2, 3, …: the Taylor coefficients of ln Γ around 2 are these divided by k. */
const ZETA_MINUS_ONE = [
  0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993,
  0.01734306198444914, 0.008349277381922827, 0.00407735619794434, 0.0020083928260822143,
  0.0009945751278180853, 0.0004941886041194645, 0.0002460865533080483, 0.00012271334757848915,
  6.124813505870483e-5, 3.058823630702049e-5, 1.528225940865187e-5, 7.637197637899763e-6,
  3.81729326499984e-6, 1.908212716553939e-6, 9.539620338727962e-7, 4.769329867878064e-7,
  2.38450502727733e-7, 1.1921992596531106e-7, 5.960818905125948e-8, 2.980350351465228e-8,
  1.4901554828365043e-8, 7.45071178983543e-9, 3.725334024788457e-9, 1.862659723513049e-9,
] as const;

/** From here on seven terms of Stirling's series are exact to double precision. */
const STIRLING_MIN = 10;

/**
 * Natural logarithm of the gamma function for positive arguments.
 *
 * @param x Positive; `Infinity` gives `Infinity`.
 * @returns ln Γ(x), in (-0.1215, Infinity]. The relative error is a few 1e-16, also next to the
 * zeros at 1 and 2.
 * @throws {StatisticsError} `invalid_argument` unless x > 0.
 *
 * O(1). Taylor's series around 2 (Abramowitz & Stegun 6.1.33) after at most eight steps of the
 * recurrence, Stirling's series (6.1.41) from 10 on. Agrees with `scipy.special.gammaln` to 1e-14.
 */
export function logGamma(x: number): number {
  assertArgument(x > 0, 'x', x, 'positive');
  if (x === Infinity) return Infinity;
  if (x < 0.5) return logGammaAtTwoPlus(x) - Math.log1p(x) - Math.log(x);
  if (x < 1.5) return logGammaAtTwoPlus(x - 1) - Math.log1p(x - 1);
  if (x >= STIRLING_MIN) return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + stirlingSeries(x);

  let product = 1;
  let reduced = x;
  while (reduced > 2.5) {
    reduced -= 1;
    product *= reduced;
  }
  return Math.log(product) + logGammaAtTwoPlus(reduced - 2);
}

/** ln Γ(1 + x) for 0 < x < 1, where adding the one first would lose the digits of a small x. */
export function logGammaOnePlus(x: number): number {
  return x < 0.5 ? logGammaAtTwoPlus(x) - Math.log1p(x) : logGammaAtTwoPlus(x - 1);
}

/**
 * What Stirling's formula leaves out: ln Γ(x + 1) - (x + ½) ln x + x - ½ ln 2π, for x > 0.
 *
 * The densities of the binomial, Poisson and gamma laws are written with it, because the large
 * terms of ln Γ would cancel there and take the digits along.
 */
export function stirlingError(x: number): number {
  if (x >= STIRLING_MIN) return stirlingSeries(x);
  return logGamma(x + 1) - (x + 0.5) * Math.log(x) + x - HALF_LOG_TWO_PI;
}

/** The first seven terms of Stirling's asymptotic series, B_2k / (2k (2k - 1) x^(2k-1)). */
function stirlingSeries(x: number): number {
  const w = 1 / (x * x);
  const tail = 1 / 1188 - w * (691 / 360360 - w / 156);
  return (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w * tail)))) / x;
}

/** ln Γ(2 + z) for |z| <= 0.5; has the factor z, so it is exact next to z = 0. */
function logGammaAtTwoPlus(z: number): number {
  let series = 0;
  for (let k = ZETA_MINUS_ONE.length + 1; k >= 2; k--) {
    series = ZETA_MINUS_ONE[k - 2]! / k - z * series;
  }
  return z * (ONE_MINUS_EULER_GAMMA + z * series);
}
