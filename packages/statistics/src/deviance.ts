import { stirlingError } from './log-gamma.ts';

/**
 * x ln(x / y) + y - x with y = x + `difference`: the deviance of a count x from its mean y, >= 0.
 *
 * Taking the difference instead of y keeps full relative accuracy when both are large and close,
 * where the three terms cancel. x > 0, difference > -x; not for y far below x, where 1 + t is lost.
 *
 * @see Loader (2000), "Fast and accurate computation of binomial probabilities", for the idea.
 */
export function deviance(x: number, difference: number): number {
  return x * excessOverLog(difference / x);
}

/** t - ln(1 + t) >= 0 for t > -1, without cancellation at 0. */
function excessOverLog(t: number): number {
  if (Math.abs(t) > 0.25) return t - Math.log1p(t);
  // ln(1 + t) = 2 artanh(r); the first term 2r leaves t - 2r = t r behind.
  const r = t / (2 + t);
  const square = r * r;
  let power = r * square;
  let rest = 0;
  for (let odd = 3; ; odd += 2) {
    const next = rest + power / odd;
    if (next === rest) return r * t - 2 * rest;
    rest = next;
    power *= square;
  }
}

/** `deviance` of a count from any positive mean, given by itself and by its excess over the count. */
export function devianceFromMean(count: number, mean: number, excess: number): number {
  // Far from each other nothing cancels, but their difference would lose the smaller of the two.
  const isClose = mean > count / 2 && mean < 2 * count;
  return isClose ? deviance(count, excess) : count * (Math.log(count) - Math.log(mean)) + excess;
}

/** x^a e^-x / Γ(a + 1) for a > 0, x > 0: the common factor of both incomplete gamma functions. */
export function poissonTerm(a: number, x: number): number {
  const exponent = stirlingError(a) + devianceFromMean(a, x, x - a);
  return Math.exp(-exponent) / Math.sqrt(2 * Math.PI * a);
}
