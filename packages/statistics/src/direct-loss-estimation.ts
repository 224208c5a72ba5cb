import { StatisticsError } from './errors.ts';
import { momentsOf, standardDeviation } from './moments.ts';
import { assertRows, assertValues } from './rows.ts';
import { assertArgument } from './validate.ts';

/** scikit-learn's guard of a division by an actual value of 0: the spacing of doubles at 1. */
const ACTUAL_MIN = Number.EPSILON;

/**
 * A regression metric that is a mean of per-row losses, or the root of one: mean absolute error,
 * mean absolute percentage error, mean squared error, mean squared logarithmic error, and roots of
 * these two.
 */
export type LossMetric = 'mae' | 'mape' | 'mse' | 'msle' | 'rmse' | 'rmsle';

/**
 * The loss of each row whose mean, or its root, is the metric: what a model of direct loss
 * estimation is trained to predict.
 *
 * @param metric `rmse` has the losses of `mse`, `rmsle` those of `msle`.
 * @param actual Finite, length n >= 1; above -1 for logarithmic errors.
 * @param predicted Likewise.
 * @returns Losses >= 0; a percentage error is a share, 1 for 100 %.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`.
 *
 * O(n). The losses of `sklearn.metrics`, with its division by 2.2e-16 for an actual value nearer to
 * 0.
 */
export function regressionLosses(
  metric: LossMetric,
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
): Float64Array {
  assertRows({ actual, predicted });
  assertValues('actual', actual);
  assertValues('predicted', predicted);
  const isLogarithmic = metric === 'msle' || metric === 'rmsle';
  if (isLogarithmic) {
    assertAboveMinusOne('actual', actual);
    assertAboveMinusOne('predicted', predicted);
  }
  return Float64Array.from({ length: actual.length }, (_, row) => {
    const [target, guess] = [actual[row]!, predicted[row]!];
    if (isLogarithmic) return (Math.log1p(target) - Math.log1p(guess)) ** 2;
    const error = Math.abs(target - guess);
    if (metric === 'mae') return error;
    return metric === 'mape' ? error / Math.max(ACTUAL_MIN, Math.abs(target)) : error * error;
  });
}

/**
 * The metric as estimated from predicted losses.
 *
 * @param losses Per row the loss that a model predicts, or the realized one; finite, length n >= 1.
 * A predicted loss below 0 counts as 0.
 * @returns >= 0, in the metric's unit: the mean, or its root for `rmse` and `rmsle`.
 * @throws {StatisticsError} `empty_input`, `invalid_value`.
 *
 * O(n). Agrees with NannyML 0.13.1 to 1e-9.
 */
export function estimatedLoss(metric: LossMetric, losses: ArrayLike<number>): number {
  assertRows({ losses });
  assertValues('losses', losses);
  const { mean } = momentsOf(Float64Array.from(losses, (loss) => Math.max(0, loss)));
  return isRoot(metric) ? Math.sqrt(mean) : mean;
}

/**
 * Standard error of a metric over n rows, from the realized losses of the reference.
 *
 * @param losses As from `regressionLosses`, not negative.
 * @param n Rows of the sample whose metric is meant, positive.
 * @returns The population standard deviation of the losses over √n; for a root by the delta method
 * over twice the root of their mean. 0 when all losses are equal.
 * @throws {StatisticsError} `empty_input`, `invalid_value`, `invalid_argument`.
 *
 * O(N). NannyML's sampling error of DLE and of realized regression metrics, to 1e-9.
 */
export function lossStandardError(
  metric: LossMetric,
  losses: ArrayLike<number>,
  n: number,
): number {
  assertRows({ losses });
  assertValues('losses', losses, { min: 0 });
  assertArgument(n > 0 && n < Infinity, 'n', n, 'positive and finite');
  const moments = momentsOf(losses);
  const deviation = standardDeviation(moments, 0);
  if (deviation === 0) return 0;
  const error = deviation / Math.sqrt(n);
  return isRoot(metric) ? error / (2 * Math.sqrt(moments.mean)) : error;
}

function isRoot(metric: LossMetric): boolean {
  return metric === 'rmse' || metric === 'rmsle';
}

function assertAboveMinusOne(name: string, values: ArrayLike<number>): void {
  for (let row = 0; row < values.length; row++) {
    if (values[row]! <= -1) {
      throw new StatisticsError(
        'invalid_value',
        `${name}[${row}] is ${values[row]}; a logarithmic error needs values above -1`,
      );
    }
  }
}
