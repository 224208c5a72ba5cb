import { ascendingOrder } from './ascending-order.ts';
import { StatisticsError } from './errors.ts';
import type { WeightOptions } from './rows.ts';
import { assertRows, assertValues, rowWeights } from './rows.ts';
import { countAtMost } from './sorted.ts';
import { assertArgument } from './validate.ts';

/** A monotone piecewise linear function. Plain arrays, so that JSON keeps it to the last bit. */
export interface IsotonicRegression {
  /** Strictly ascending places, length K >= 1. */
  readonly knots: readonly number[];
  /** The function at the knots, all ascending or all descending, same length. */
  readonly values: readonly number[];
}

export interface IsotonicRegressionOptions extends WeightOptions {
  /**
   * Whether the function rises or falls with x.
   *
   * @default `true`
   */
  readonly increasing?: boolean;
}

/** Runs of equal fitted value, in ascending order of x. */
interface Blocks {
  readonly weight: Float64Array;
  readonly weightedSum: Float64Array;
  /** First and last x of each block. */
  readonly first: Float64Array;
  readonly last: Float64Array;
  count: number;
}

/**
 * Least-squares monotone fit by pooling adjacent violators.
 *
 * @param x Finite values in any order, length n >= 1. Rows of equal x count as one, at the weighted
 * mean of their y.
 * @param y Finite values, length n; 0 and 1 to calibrate a score.
 * @returns The fit: one knot at either end of each run of equal value, 2 n at most.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`.
 *
 * O(n log n), O(n) for ascending x. Agrees with `sklearn.isotonic.IsotonicRegression` to 1e-12;
 * unlike there, values closer than 1e-15 to each other are different values.
 * @see Barlow, Bartholomew, Bremner & Brunk (1972), "Statistical inference under order
 * restrictions".
 * @example
 * fitIsotonicRegression([1, 2, 3, 4], [0, 1, 0, 1]);
 * // { knots: [1, 2, 3, 4], values: [0, 0.5, 0.5, 1] }
 */
export function fitIsotonicRegression(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: IsotonicRegressionOptions = {},
): IsotonicRegression {
  const { increasing = true } = options;
  assertRows({ x, y, weights: options.weights });
  assertValues('x', x);
  assertValues('y', y);
  // A falling fit is the rising fit of -y, whose violations are those in the other direction.
  const sign = increasing ? 1 : -1;
  const blocks = groupedByX(x, (row) => sign * y[row]!, options);
  poolAdjacentViolators(blocks);

  const knots: number[] = [];
  const values: number[] = [];
  for (let block = 0; block < blocks.count; block++) {
    const value = (sign * blocks.weightedSum[block]!) / blocks.weight[block]!;
    knots.push(blocks.first[block]!);
    values.push(value);
    if (blocks.last[block]! > blocks.first[block]!) {
      knots.push(blocks.last[block]!);
      values.push(value);
    }
  }
  return { knots, values };
}

/**
 * The fitted function at a place: linear between knots, the end values outside of them.
 *
 * @param regression From `fitIsotonicRegression` or `parseIsotonicRegression`.
 * @param x Any number but NaN; infinities give the end values.
 * @returns Between the least and the greatest fitted value. O(log K).
 * @throws {StatisticsError} `invalid_value` for NaN.
 *
 * Agrees with `IsotonicRegression(out_of_bounds='clip').predict` of scikit-learn to 1e-12.
 */
export function isotonicPrediction(regression: IsotonicRegression, x: number): number {
  if (Number.isNaN(x)) throw new StatisticsError('invalid_value', 'x is NaN; it must be a number');
  const { knots, values } = regression;
  const right = countAtMost(knots, x);
  if (right === 0) return values[0]!;
  const left = right - 1;
  if (right === knots.length || values[left] === values[right]) return values[left]!;
  // Halves, so that the range of the knots may be that of all doubles.
  const share = (x / 2 - knots[left]! / 2) / (knots[right]! / 2 - knots[left]! / 2);
  return (1 - share) * values[left]! + share * values[right]!;
}

/**
 * Checks what was read back from JSON.
 *
 * @param parsed What `JSON.parse` gave for a serialized `IsotonicRegression`.
 * @returns The same fit, in arrays of its own.
 * @throws {StatisticsError} `invalid_argument` unless there are two arrays of finite numbers, of
 * one length from 1, knots strictly ascending and values monotone.
 */
export function parseIsotonicRegression(parsed: unknown): IsotonicRegression {
  const { knots, values } = (parsed ?? {}) as { knots?: unknown; values?: unknown };
  assertArgument(isFiniteArray(knots), 'knots', knots, 'an array of finite numbers');
  assertArgument(isFiniteArray(values), 'values', values, 'an array of finite numbers');
  const places = [...(knots as number[])];
  const heights = [...(values as number[])];
  assertArgument(places.length > 0, 'knots.length', places.length, 'at least 1');
  assertArgument(
    heights.length === places.length,
    'values.length',
    heights.length,
    `the number of knots, ${places.length}`,
  );
  const direction = Math.sign(heights.at(-1)! - heights[0]!);
  for (let knot = 1; knot < places.length; knot++) {
    const [before, after] = [places[knot - 1]!, places[knot]!];
    assertArgument(after > before, `knots[${knot}]`, after, `above ${before}`);
    const step = Math.sign(heights[knot]! - heights[knot - 1]!);
    assertArgument(
      step === 0 || step === direction,
      `values[${knot}]`,
      heights[knot],
      'in monotone order',
    );
  }
  return { knots: places, values: heights };
}

function isFiniteArray(value: unknown): boolean {
  return Array.isArray(value) && value.every((element) => Number.isFinite(element));
}

/** One block for each distinct x that has weight. */
function groupedByX(
  x: ArrayLike<number>,
  yOf: (row: number) => number,
  options: WeightOptions,
): Blocks {
  const size = x.length;
  const blocks: Blocks = {
    weight: new Float64Array(size),
    weightedSum: new Float64Array(size),
    first: new Float64Array(size),
    last: new Float64Array(size),
    count: 0,
  };
  const weightOf = rowWeights(options);
  for (const row of ascendingOrder(x)) {
    const weight = weightOf(row);
    // Rows of weight 0 are left out.
    if (weight === 0) continue;
    const place = x[row]!;
    if (blocks.count === 0 || place > blocks.first[blocks.count - 1]!) {
      blocks.first[blocks.count] = place;
      blocks.last[blocks.count] = place;
      blocks.count++;
    }
    blocks.weight[blocks.count - 1]! += weight;
    blocks.weightedSum[blocks.count - 1]! += weight * yOf(row);
  }
  return blocks;
}

/** Joins neighbours until the means rise strictly, in place: the blocks kept so far are a stack. */
function poolAdjacentViolators(blocks: Blocks): void {
  const { weight, weightedSum, first, last } = blocks;
  let top = -1;
  for (let block = 0; block < blocks.count; block++) {
    top++;
    weight[top] = weight[block]!;
    weightedSum[top] = weightedSum[block]!;
    first[top] = first[block]!;
    last[top] = last[block]!;
    while (
      top > 0 &&
      weightedSum[top - 1]! / weight[top - 1]! >= weightedSum[top]! / weight[top]!
    ) {
      weight[top - 1]! += weight[top]!;
      weightedSum[top - 1]! += weightedSum[top]!;
      last[top - 1] = last[top]!;
      top--;
    }
  }
  blocks.count = top + 1;
}
