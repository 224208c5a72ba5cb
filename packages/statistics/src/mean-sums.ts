import { StatisticsError } from './errors.ts';
import type { Estimate } from './estimate.ts';
import { zeroDivisionEstimate } from './estimate.ts';
import type { WeightOptions } from './rows.ts';
import { assertRows, assertValues, rowWeights } from './rows.ts';

/** What a mean, its variance and the merge of two of them need; all three are stable sums. */
export interface MeanSums {
  /** Rows, or the sum of their weights, >= 0. */
  readonly n: number;
  /** Mean in the unit of the values; 0 for n = 0. */
  readonly mean: number;
  /** Sum of squared deviations from the mean, >= 0; `Infinity` beyond the largest double. */
  readonly squaredDeviations: number;
}

/**
 * Sums of a sample from which its mean and the variance of that mean follow.
 *
 * @param values Finite, in any order, length n >= 1.
 * @returns The sums; those of parts merge to those of the whole.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value` (also for a sum beyond
 * the largest double).
 *
 * O(n) time and space, three passes with compensated sums.
 */
export function meanSums(values: ArrayLike<number>, options: WeightOptions = {}): MeanSums {
  const rows = assertRows({ values, weights: options.weights });
  assertValues('values', values);
  return meanSumsOf(rows, (row) => values[row]!, rowWeights(options));
}

/**
 * Sums of two sets of rows together.
 *
 * @returns In any order of merging the same up to rounding, some 1e-15 relative a merge.
 *
 * O(1). The pairwise update of Chan, Golub and LeVeque (1983), doi:10.1080/00031305.1983.10483115,
 * which does not cancel as a sum of squares would.
 */
export function mergeMeanSums(a: MeanSums, b: MeanSums): MeanSums {
  if (a.n === 0 || b.n === 0) return a.n === 0 ? b : a;
  const n = a.n + b.n;
  const share = b.n / n;
  const step = b.mean - a.mean;
  return {
    n,
    mean: a.mean * (a.n / n) + b.mean * share,
    squaredDeviations: a.squaredDeviations + b.squaredDeviations + step * step * a.n * share,
  };
}

/**
 * The mean as an estimate.
 *
 * @returns `value` the mean, `variance` the sample variance (divisor n - 1) over n, which needs
 * n > 1; without rows there is no value.
 *
 * O(1). Weights count rows: n is their sum.
 */
export function meanEstimate(sums: MeanSums): Estimate {
  const { n, mean, squaredDeviations } = sums;
  if (n === 0) return zeroDivisionEstimate({});
  return { value: mean, n, variance: n > 1 ? squaredDeviations / (n - 1) / n : undefined };
}

/**
 * Sums of a value that is computed from each row. A row of weight 0 has no value.
 *
 * @returns All 0 when no row has weight.
 * @throws {StatisticsError} `invalid_value` when the sum is beyond the largest double.
 *
 * O(rows) time and space: `valueOf` is called once a row.
 */
export function meanSumsOf(
  rows: number,
  valueOf: (row: number) => number,
  weightOf: (row: number) => number = () => 1,
): MeanSums {
  const values = new Float64Array(rows);
  const weights = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const weight = weightOf(row);
    weights[row] = weight;
    values[row] = weight === 0 ? 0 : valueOf(row);
  }
  const n = sumOfPowers({ values: weights, center: 0, power: 1 });
  if (n === 0) return { n, mean: 0, squaredDeviations: 0 };
  const first = sumOfPowers({ values, weights, center: 0, power: 1 }) / n;
  if (!Number.isFinite(first)) {
    throw new StatisticsError('invalid_value', 'the sum of the rows is beyond the largest double');
  }
  // Takes back the rounding of the quotient, so that equal values have exactly no deviations.
  const mean = first + sumOfPowers({ values, weights, center: first, power: 1 }) / n;
  return { n, mean, squaredDeviations: sumOfPowers({ values, weights, center: mean, power: 2 }) };
}

/**
 * Σ weight (value - center)^power with an error of one rounding nearly whatever the number of
 * values: Neumaier (1974), doi:10.1002/zamm.19740540106. An infinite sum stays infinite.
 */
function sumOfPowers(terms: {
  readonly values: Float64Array;
  readonly weights?: Float64Array;
  readonly center: number;
  readonly power: 1 | 2;
}): number {
  const { values, weights, center, power } = terms;
  let sum = 0;
  let lost = 0;
  for (let row = 0; row < values.length; row++) {
    const weight = weights === undefined ? 1 : weights[row]!;
    const deviation = weight === 0 ? 0 : values[row]! - center;
    const term = weight * (power === 1 ? deviation : deviation * deviation);
    const next = sum + term;
    lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
    sum = next;
  }
  return Number.isFinite(sum) ? sum + lost : sum;
}
