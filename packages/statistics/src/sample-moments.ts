import { StatisticsError } from './errors.ts';
import { assertArgument } from './validate.ts';

/** What a sample is to tests of its mean; adds up over shards and windows. */
export interface SampleMoments {
  /** Number of values, a whole number from 1. */
  readonly n: number;
  readonly mean: number;
  /** Sum of squared distances from the mean divided by n - 1; 0 for a single value. */
  readonly variance: number;
}

/**
 * Number, mean and variance of values, in any order.
 *
 * @param values Finite, length >= 1.
 * @throws {StatisticsError} `empty_input`; `invalid_value` for NaN, infinite values and a variance
 * above the largest double.
 *
 * O(n), one pass. Welford's updates: values of 1e9 ± 1 have the variance of 0 ± 1 to eight digits.
 * @see Welford (1962), doi:10.1080/00401706.1962.10490022.
 * @example
 * sampleMoments([1, 2, 3]); // { n: 3, mean: 2, variance: 1 }
 */
export function sampleMoments(values: ArrayLike<number>): SampleMoments {
  const n = values.length;
  if (n === 0) throw new StatisticsError('empty_input', 'values has no values');
  let mean = 0;
  let squares = 0;
  for (let index = 0; index < n; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value)) {
      throw new StatisticsError('invalid_value', `values[${index}] is ${value}; it must be finite`);
    }
    const distance = value - mean;
    mean += distance / (index + 1);
    squares += distance * (value - mean);
  }
  if (!Number.isFinite(squares)) {
    throw new StatisticsError(
      'invalid_value',
      'the variance of values is above the largest double',
    );
  }
  return { n, mean, variance: n === 1 ? 0 : squares / (n - 1) };
}

/**
 * The moments of two samples together.
 *
 * @returns As `sampleMoments` of all values would, to 1e-12.
 * @throws {StatisticsError} `invalid_argument` for moments that cannot be.
 *
 * O(1).
 * @see Chan, Golub & LeVeque (1983), doi:10.1080/00031305.1983.10483115.
 */
export function mergeSampleMoments(a: SampleMoments, b: SampleMoments): SampleMoments {
  assertMoments('a', a);
  assertMoments('b', b);
  const n = a.n + b.n;
  const distance = b.mean - a.mean;
  const between = distance * distance * a.n * (b.n / n);
  return {
    n,
    mean: a.mean + distance * (b.n / n),
    variance: ((a.n - 1) * a.variance + (b.n - 1) * b.variance + between) / (n - 1),
  };
}

/** @throws {StatisticsError} `invalid_argument` for moments that no sample can have. */
export function assertMoments(name: string, { n, mean, variance }: SampleMoments): void {
  assertArgument(Number.isSafeInteger(n) && n >= 1, `${name}.n`, n, 'a whole number from 1');
  assertArgument(Number.isFinite(mean), `${name}.mean`, mean, 'finite');
  const isVariance = variance >= 0 && variance < Infinity;
  assertArgument(isVariance, `${name}.variance`, variance, 'finite and not negative');
}
