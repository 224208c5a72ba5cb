import { StatisticsError } from './errors.ts';
import { kishSampleSize } from './kish-sample-size.ts';
import { assertArgument } from './validate.ts';

/** What a sample is to tests and intervals of its mean; adds up over shards and windows. */
export interface SampleMoments {
  /** Number of values; for weighted rows their effective size, so it may be a fraction. */
  readonly n: number;
  readonly mean: number;
  /** Unbiased, with n - 1 in the denominator; 0 for a single value, which says nothing of it. */
  readonly variance: number;
}

/**
 * Size, mean and unbiased variance of a sample, weighted or not.
 *
 * @param values Finite, length n >= 1.
 * @param weights Finite and not negative, same length, not all 0; only their ratios matter. Weights
 * of importance, not of frequency: `n` is their `kishSampleSize`.
 * @returns The variance is Σ w (x - mean)² / Σ w · n / (n - 1).
 * @throws {StatisticsError} `empty_input`, `invalid_value` for a value that is not finite or a sum
 * beyond the range of doubles, `shape_mismatch`.
 *
 * O(n) time, O(1) space. Welford's and West's update, which does not cancel for a mean far from 0.
 * Agrees with numpy's `mean` and `var(ddof=1)` to 1e-12.
 * @see West (1979), doi:10.1145/359146.359153.
 * @example
 * sampleMoments([1, 2, 4]); // { n: 3, mean: 2.333, variance: 2.333 }
 */
export function sampleMoments(
  values: ArrayLike<number>,
  weights?: ArrayLike<number>,
): SampleMoments {
  if (values.length === 0) throw new StatisticsError('empty_input', 'values has no values');
  if (weights !== undefined && weights.length !== values.length) {
    const message = `values has ${values.length} values, weights has ${weights.length}`;
    throw new StatisticsError('shape_mismatch', message);
  }
  const n = weights === undefined ? values.length : kishSampleSize(weights);
  let total = 0;
  let mean = 0;
  let squares = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value)) {
      throw new StatisticsError('invalid_value', `values[${index}] is ${value}; it must be finite`);
    }
    const weight = weights === undefined ? 1 : weights[index]!;
    if (weight === 0) continue;
    total += weight;
    const difference = value - mean;
    mean += difference * (weight / total);
    squares += weight * difference * (value - mean);
  }
  const variance = n > 1 ? (squares / total) * (n / (n - 1)) : 0;
  if (!Number.isFinite(variance)) {
    throw new StatisticsError(
      'invalid_value',
      'the variance of values is above the largest double',
    );
  }
  return { n, mean, variance };
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
  assertArgument(n >= 1 && n < Infinity, `${name}.n`, n, 'at least 1 and finite');
  assertArgument(Number.isFinite(mean), `${name}.mean`, mean, 'finite');
  const isVariance = variance >= 0 && variance < Infinity;
  assertArgument(isVariance, `${name}.variance`, variance, 'finite and not negative');
}

/** @throws {StatisticsError} `invalid_argument` also where n is too small to estimate a variance from. */
export function assertEstimable(name: string, moments: SampleMoments): void {
  assertMoments(name, moments);
  assertArgument(moments.n > 1, `${name}.n`, moments.n, 'above 1');
}
