import { StatisticsError } from './errors.ts';
import { assertArgument } from './validate.ts';

/** Central moments of the present values of a column: plain numbers that merge and serialize. */
export interface Moments {
  /** Values that were present. */
  readonly n: number;
  readonly mean: number;
  /** Sums of the second, third and fourth powers of the deviations from the mean. */
  readonly m2: number;
  readonly m3: number;
  readonly m4: number;
}

/**
 * Moments of a column.
 *
 * @param values In any order; NaN is a missing value and left out. May be empty.
 * @returns All 0 without values.
 * @throws {StatisticsError} `invalid_value` for an infinity, or deviations from about 1e77 on,
 * whose fourth powers overflow.
 *
 * O(n), one pass, O(1) space: deviations are summed from a moving mean, so a large mean takes no
 * digits of a small spread.
 * @see Pébay (2008), "Formulas for robust, one-pass parallel computation of covariances and
 * arbitrary-order statistical moments", doi:10.2172/1028931.
 * @example
 * momentsOf([1, 2, 3, NaN]); // { n: 3, mean: 2, m2: 2, m3: 0, m4: 2 }
 */
export function momentsOf(values: ArrayLike<number>): Moments {
  let [n, mean, m2, m3, m4] = [0, 0, 0, 0, 0];
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (Number.isNaN(value)) continue;
    if (!Number.isFinite(value)) {
      throw new StatisticsError('invalid_value', `values[${index}] is ${value}; it must be finite`);
    }
    n++;
    const delta = value - mean;
    const step = delta / n;
    const term = delta * step * (n - 1);
    mean += step;
    m4 += term * step * step * (n * n - 3 * n + 3) + 6 * step * step * m2 - 4 * step * m3;
    m3 += term * step * (n - 2) - 3 * step * m2;
    m2 += term;
  }
  if (!Number.isFinite(m4)) {
    throw new StatisticsError(
      'invalid_value',
      'values have a fourth power beyond the largest double',
    );
  }
  return { n, mean, m2, m3, m4 };
}

/**
 * Moments of two columns put together.
 *
 * @returns What `momentsOf` gives for all the values, but for rounding. O(1).
 */
export function mergeMoments(left: Moments, right: Moments): Moments {
  if (left.n === 0) return right;
  if (right.n === 0) return left;
  const n = left.n + right.n;
  const delta = right.mean - left.mean;
  const step = delta / n;
  const product = left.n * right.n;
  const term = delta * step * product;
  return {
    n,
    mean: left.mean + step * right.n,
    m2: left.m2 + right.m2 + term,
    m3:
      left.m3 +
      right.m3 +
      term * step * (left.n - right.n) +
      3 * step * (left.n * right.m2 - right.n * left.m2),
    m4:
      left.m4 +
      right.m4 +
      term * step * step * (left.n * left.n - product + right.n * right.n) +
      6 * step * step * (left.n * left.n * right.m2 + right.n * right.n * left.m2) +
      4 * step * (left.n * right.m3 - right.n * left.m3),
  };
}

/**
 * Standard deviation of a column.
 *
 * @param freedom Taken off the number of values in the divisor: 1 for a sample, 0 for a population.
 * @returns In the column's unit, >= 0.
 * @throws {StatisticsError} `empty_input` when there are not more than `freedom` values,
 * `invalid_argument` for a negative `freedom`.
 */
export function standardDeviation(moments: Moments, freedom: number = 1): number {
  assertArgument(freedom >= 0 && freedom < Infinity, 'freedom', freedom, 'not negative');
  if (moments.n <= freedom) {
    throw new StatisticsError(
      'empty_input',
      `moments has ${moments.n} values; a standard deviation needs more than ${freedom}`,
    );
  }
  return Math.sqrt(moments.m2 / (moments.n - freedom));
}
