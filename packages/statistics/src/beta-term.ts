import { devianceFromMean } from './deviance.ts';
import { stirlingError } from './log-gamma.ts';

/** Splits a double in two halves whose products are exact (Dekker 1971): 2^27 + 1. */
const SPLITTER = 134217729;

/** A point of the unit interval by both of its distances, so that neither end loses digits. */
export interface UnitPoint {
  /** Distance from 0, in [0, 1]. */
  readonly x: number;
  /** Distance from 1, the 1 - x that the caller knows without cancellation. */
  readonly y: number;
}

/**
 * ln of x^a y^b / B(a, b), the common factor of both incomplete beta functions and, but for
 * a b / (a + b), the binomial probability of a successes in a + b trials.
 *
 * Loader's saddle-point form: Stirling's errors and the deviances of a and b from their means, all
 * of them without cancellation. For a, b > 0 and 0 < x < 1.
 *
 * @see Loader (2000), "Fast and accurate computation of binomial probabilities".
 */
export function logBetaTerm(a: number, b: number, point: UnitPoint): number {
  const n = a + b;
  const excess = excessOfMean(a, b, point);
  return (
    stirlingError(n) -
    stirlingError(a) -
    stirlingError(b) -
    devianceFromMean(a, n * point.x, excess) -
    devianceFromMean(b, n * point.y, -excess) +
    0.5 * Math.log(((a / n) * b) / (2 * Math.PI))
  );
}

/**
 * (a + b) x - a = b - (a + b) y, by how much the mean of x exceeds a.
 *
 * The product is rounded once, after the subtraction: an error of the size of a times the precision
 * would be squared into the exponent when a and b are in the millions.
 */
export function excessOfMean(a: number, b: number, { x, y }: UnitPoint): number {
  const n = a + b;
  const larger = Math.max(a, b);
  const lostOfSum = Math.min(a, b) - (n - larger);
  if (x <= y) {
    const product = n * x;
    return product - a + (productError(n, x, product) + lostOfSum * x);
  }
  const product = n * y;
  return b - product - (productError(n, y, product) + lostOfSum * y);
}

/** What rounding took away from the product of two numbers. */
function productError(left: number, right: number, product: number): number {
  const leftHigh = highHalf(left);
  const rightHigh = highHalf(right);
  const leftLow = left - leftHigh;
  const rightLow = right - rightHigh;
  return (
    leftLow * rightLow -
    (product - leftHigh * rightHigh - leftLow * rightHigh - leftHigh * rightLow)
  );
}

function highHalf(value: number): number {
  const scaled = value * SPLITTER;
  return scaled - (scaled - value);
}
