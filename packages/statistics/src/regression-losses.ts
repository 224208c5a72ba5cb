import { deviance } from './deviance.ts';
import { StatisticsError } from './errors.ts';
import type { Estimate } from './estimate.ts';
import { linearQuantile } from './linear-quantile.ts';
import { meanEstimate, meanSumsOf } from './mean-sums.ts';
import type { WeightOptions } from './rows.ts';
import { assertRows, assertValues, rowWeights } from './rows.ts';
import { assertProbability } from './validate.ts';

export interface ErrorQuantileOptions {
  /**
   * Quantile of the absolute error; `false` for the signed error, prediction - actual.
   *
   * @default `true`
   */
  readonly absolute?: boolean;
}

/**
 * Quantile of the errors, by linear interpolation between them.
 *
 * @param actual Targets, finite, length n >= 1.
 * @param predicted Predictions, finite, same length.
 * @param p In [0, 1]; 0.5 is the median absolute error.
 * @returns In the target's unit.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`, `invalid_argument`.
 *
 * O(n log n) time, O(n) space. Agrees with `sklearn.metrics.median_absolute_error`, and with
 * `numpy.quantile` of the errors, to 1e-15.
 * @example
 * errorQuantile([1, 2, 3], [1, 3, 5], 0.5); // 1
 */
export function errorQuantile(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  p: number,
  options: ErrorQuantileOptions = {},
): number {
  assertRows({ actual, predicted });
  assertValues('actual', actual);
  assertValues('predicted', predicted);
  assertProbability('p', p);
  const { absolute = true } = options;
  const errors = Float64Array.from(actual, (target, row) => {
    const error = predicted[row]! - target;
    return absolute ? Math.abs(error) : error;
  });
  assertValues('errors', errors);
  return linearQuantile(errors.toSorted(), p);
}

/**
 * Mean pinball loss, also quantile loss, of predictions of a quantile.
 *
 * @param actual Targets, finite, length n >= 1.
 * @param predicted Predicted quantiles, finite, same length.
 * @param alpha Which quantile, in [0, 1]: an actual above the prediction costs alpha of the
 * difference, one below costs 1 - alpha. At 0.5 it is half the mean absolute error.
 * @returns `value` in the target's unit, >= 0; `variance` of the mean.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`, `invalid_argument`.
 *
 * O(n). Agrees with `sklearn.metrics.mean_pinball_loss` to 1e-14.
 * @see Koenker and Bassett (1978), doi:10.2307/1913643.
 */
export function pinballLoss(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  alpha: number,
  options: WeightOptions = {},
): Estimate {
  const rows = assertRows({ actual, predicted, weights: options.weights });
  assertValues('actual', actual);
  assertValues('predicted', predicted);
  assertProbability('alpha', alpha);
  const lossOf = (row: number): number => {
    const difference = actual[row]! - predicted[row]!;
    return difference >= 0 ? alpha * difference : (alpha - 1) * difference;
  };
  return meanEstimate(meanSumsOf(rows, lossOf, rowWeights(options)));
}

/**
 * Mean Poisson deviance of predicted rates of counts: 2 (y ln(y / p) - y + p).
 *
 * @param actual Counts, finite, >= 0, length n >= 1.
 * @param predicted Rates, finite, > 0, same length.
 * @returns `value` >= 0; `variance` of the mean.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`.
 *
 * O(n). Agrees with `sklearn.metrics.mean_poisson_deviance` to 1e-12, and keeps the digits that its
 * formula loses for close large numbers.
 */
export function poissonDeviance(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  options: WeightOptions = {},
): Estimate {
  const rows = assertRows({ actual, predicted, weights: options.weights });
  assertValues('actual', actual, { min: 0 });
  assertValues('predicted', predicted);
  assertPositive('predicted', predicted);
  const devianceOf = (row: number): number => 2 * devianceFrom(actual[row]!, predicted[row]!);
  return meanEstimate(meanSumsOf(rows, devianceOf, rowWeights(options)));
}

/**
 * Mean gamma deviance of predictions of positive targets: 2 (ln(p / y) + y / p - 1).
 *
 * @param actual Targets, finite, > 0, length n >= 1.
 * @param predicted Predictions, finite, > 0, same length.
 * @returns `value` >= 0, without a unit; `variance` of the mean.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`.
 *
 * O(n). Agrees with `sklearn.metrics.mean_gamma_deviance` to 1e-12, and keeps the digits that its
 * formula loses for close numbers.
 */
export function gammaDeviance(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  options: WeightOptions = {},
): Estimate {
  const rows = assertRows({ actual, predicted, weights: options.weights });
  for (const [name, column] of Object.entries({ actual, predicted })) {
    assertValues(name, column);
    assertPositive(name, column);
  }
  // The deviance of a count p from a mean y, per unit of p.
  const devianceOf = (row: number): number => {
    const ratio = actual[row]! / predicted[row]!;
    if (!(ratio > 0 && ratio < Infinity)) {
      throw new StatisticsError(
        'invalid_value',
        `actual / predicted of row ${row} is ${ratio}; it must be positive and finite`,
      );
    }
    return 2 * devianceFrom(1, ratio);
  };
  return meanEstimate(meanSumsOf(rows, devianceOf, rowWeights(options)));
}

/** y ln(y / p) - y + p for y >= 0, p > 0. */
function devianceFrom(y: number, p: number): number {
  if (y === 0) return p;
  const isClose = p > y / 2 && p < 2 * y;
  return isClose ? deviance(y, p - y) : y * (Math.log(y) - Math.log(p)) - y + p;
}

function assertPositive(name: string, column: ArrayLike<number>): void {
  for (let row = 0; row < column.length; row++) {
    if (column[row]! <= 0) {
      throw new StatisticsError(
        'invalid_value',
        `${name}[${row}] is ${column[row]}; it must be positive`,
      );
    }
  }
}
