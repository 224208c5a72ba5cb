import { poissonTerm } from './deviance.ts';
import { regularizedLowerGamma, regularizedUpperGamma } from './incomplete-gamma.ts';
import { logGamma } from './log-gamma.ts';
import { normalQuantile } from './normal.ts';
import { assertArgument, assertProbability } from './validate.ts';

/** Halley's method needs two or three steps; bisection of the exponent range of doubles needs sixty. */
const STEPS_MAX = 100;

/**
 * p-value of a chi-square statistic: the share of the chi-square law above x.
 *
 * @param x Statistic; below 0 gives 1, `Infinity` gives 0.
 * @param dof Degrees of freedom, positive and finite, not necessarily whole.
 * @returns In [0, 1]; the relative error is about 1e-14, 1e-13 in tails near 1e-300.
 * @throws {StatisticsError} `invalid_argument` for NaN or degrees of freedom out of range.
 *
 * O(√dof). Q(dof/2, x/2). Agrees with `scipy.stats.chi2.sf` to 1e-12.
 */
export function chiSquareSurvival(x: number, dof: number): number {
  assertArgument(!Number.isNaN(x), 'x', x, 'a number');
  assertArgument(dof > 0 && dof < Infinity, 'dof', dof, 'positive and finite');
  return regularizedUpperGamma(dof / 2, Math.max(0, x) / 2);
}

/**
 * Critical value of the chi-square law: the x above which a share `p` lies.
 *
 * @param p In [0, 1]; 0 gives `Infinity`, 1 gives 0.
 * @param dof Degrees of freedom, positive and finite.
 * @returns In [0, Infinity], with a relative error of about 1e-14.
 * @throws {StatisticsError} `invalid_argument` outside these ranges.
 *
 * Halley's method on the logarithm of the smaller tail over ln x, where both tails are concave, in
 * a bracket. Agrees with `scipy.stats.chi2.isf` to 1e-12.
 */
export function chiSquareInverseSurvival(p: number, dof: number): number {
  assertProbability('p', p);
  assertArgument(dof > 0 && dof < Infinity, 'dof', dof, 'positive and finite');
  if (p === 0 || p === 1) return p === 0 ? Infinity : 0;

  const shape = dof / 2;
  const fromBelow = p > 0.5;
  const target = Math.log(fromBelow ? 1 - p : p);
  const tail = fromBelow ? regularizedLowerGamma : regularizedUpperGamma;
  let low = -745;
  let high = 709;
  let logX = clamp(startingLog(p, shape, target), low, high);
  for (let step = 0; step < STEPS_MAX; step++) {
    const x = Math.exp(logX);
    const share = tail(shape, x);
    const gap = Math.log(share) - target;
    if (gap > 0 === fromBelow) high = logX;
    else low = logX;
    const slope = ((fromBelow ? 1 : -1) * shape * poissonTerm(shape, x)) / share;
    const newton = -gap / slope;
    // The slope's own derivative is `bend` times the slope.
    const bend = shape - x - slope;
    const curve = newton * bend;
    const halley = Math.abs(curve) < 1 ? newton / (1 + curve / 2) : newton;
    const inside = logX + halley >= low && logX + halley <= high;
    const next = inside ? logX + halley : (low + high) / 2;
    // The error left is of the third order, and of this size.
    const left = Math.abs(newton) * (curve * curve + newton * newton * x);
    if (inside && left <= (Number.EPSILON / 4) * Math.max(1, Math.abs(logX))) {
      return 2 * Math.exp(next);
    }
    logX = next;
  }
  return 2 * Math.exp(logX);
}

/** ln of a start: Wilson and Hilferty's cube, or where that fails the leading term of P. */
function startingLog(p: number, shape: number, target: number): number {
  const spread = 1 / (9 * shape);
  const root = 1 - spread - normalQuantile(p) * Math.sqrt(spread);
  if (root > 0.2) return Math.log(shape) + 3 * Math.log(root);
  return (target + logGamma(shape + 1)) / shape;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
