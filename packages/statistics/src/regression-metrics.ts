import type { Estimate, ZeroDivisionOptions } from './estimate.ts';
import { zeroDivisionEstimate } from './estimate.ts';
import type { MeanSums } from './mean-sums.ts';
import { meanEstimate } from './mean-sums.ts';
import type { RegressionSums } from './regression-sums.ts';

/**
 * Mean error, also bias: mean of prediction - actual, in the target's unit.
 *
 * @returns `variance` of the mean. O(1).
 */
export function meanError(sums: RegressionSums): Estimate {
  return meanEstimate(sums.error);
}

/**
 * Mean absolute error, in the target's unit, >= 0.
 *
 * @returns `variance` of the mean. O(1). Agrees with `sklearn.metrics.mean_absolute_error` to
 * 1e-14.
 */
export function meanAbsoluteError(sums: RegressionSums): Estimate {
  return meanEstimate(sums.absoluteError);
}

/**
 * Mean squared error, in the square of the target's unit, >= 0.
 *
 * @returns `variance` of the mean. O(1). Agrees with `sklearn.metrics.mean_squared_error` to 1e-14.
 */
export function meanSquaredError(sums: RegressionSums): Estimate {
  return meanEstimate(sums.squaredError);
}

/**
 * Root of the mean squared error, in the target's unit, >= 0.
 *
 * @returns `variance` by the delta method, V(MSE) / (4 MSE); 0 without errors.
 *
 * O(1). Agrees with `sklearn.metrics.root_mean_squared_error` to 1e-14.
 */
export function rootMeanSquaredError(sums: RegressionSums): Estimate {
  return rootOf(meanEstimate(sums.squaredError));
}

/**
 * Mean absolute percentage error as a share, >= 0: 0.1 is ten per cent. A target below 2^-52 counts
 * as 2^-52, so a target of 0 makes it enormous.
 *
 * @returns `variance` of the mean.
 *
 * O(1). Agrees with `sklearn.metrics.mean_absolute_percentage_error` to 1e-14.
 */
export function meanAbsolutePercentageError(sums: RegressionSums): Estimate {
  return meanEstimate(sums.percentageError);
}

/**
 * Symmetric mean absolute percentage error as a share, in [0, 2]: the mean of the absolute error
 * over the mean of |actual| and |prediction|, 0 where both are 0.
 *
 * @returns `variance` of the mean. O(1).
 * @see Makridakis (1993), doi:10.1016/0169-2070(93)90079-3.
 */
export function symmetricMeanAbsolutePercentageError(sums: RegressionSums): Estimate {
  return meanEstimate(sums.symmetricPercentageError);
}

/**
 * Mean squared logarithmic error: of ln(1 + prediction) - ln(1 + actual), >= 0.
 *
 * @returns No value when some target or prediction is -1 or below, which has no such logarithm,
 * unless `zeroDivision` is given. `variance` of the mean.
 *
 * O(1). Agrees with `sklearn.metrics.mean_squared_log_error` to 1e-13; that one refuses such rows.
 */
export function meanSquaredLogError(
  sums: RegressionSums,
  options: ZeroDivisionOptions = {},
): Estimate {
  const { squaredLogError, error } = sums;
  if (squaredLogError.n < error.n) return zeroDivisionEstimate(options, squaredLogError.n);
  return meanEstimate(squaredLogError);
}

/**
 * Root of the mean squared logarithmic error, >= 0.
 *
 * @returns As `meanSquaredLogError`, `variance` by the delta method. O(1).
 *
 * Agrees with `sklearn.metrics.root_mean_squared_log_error` to 1e-13.
 */
export function rootMeanSquaredLogError(
  sums: RegressionSums,
  options: ZeroDivisionOptions = {},
): Estimate {
  const estimate = meanSquaredLogError(sums);
  return estimate.value === undefined
    ? zeroDivisionEstimate(options, estimate.n)
    : rootOf(estimate);
}

/**
 * Coefficient of determination R²: 1 - Σ error² / Σ (actual - mean)².
 *
 * @returns In (-∞, 1]; the mean as the prediction has 0. No value when all targets are equal,
 * unless `zeroDivision` is given; scikit-learn then returns 1 without errors and 0 with. `variance`
 * is not known from sums.
 *
 * O(1). Agrees with `sklearn.metrics.r2_score` to 1e-13.
 */
export function determination(sums: RegressionSums, options: ZeroDivisionOptions = {}): Estimate {
  const { n, mean } = sums.squaredError;
  return explainedShare(mean, sums.actual, n, options);
}

/**
 * Explained variance: 1 - Σ (error - mean error)² / Σ (actual - mean)².
 *
 * @returns In (-∞, 1]; as R² of predictions without their bias. No value as in `determination`.
 *
 * O(1). Agrees with `sklearn.metrics.explained_variance_score` to 1e-13.
 */
export function explainedVariance(
  sums: RegressionSums,
  options: ZeroDivisionOptions = {},
): Estimate {
  const { n, squaredDeviations } = sums.error;
  return explainedShare(squaredDeviations / n, sums.actual, n, options);
}

function explainedShare(
  meanSquare: number,
  actual: MeanSums,
  n: number,
  options: ZeroDivisionOptions,
): Estimate {
  const spread = actual.squaredDeviations / n;
  if (!(spread > 0)) return zeroDivisionEstimate(options, n);
  return { value: 1 - meanSquare / spread, n, variance: undefined };
}

function rootOf({ value = 0, n, variance }: Estimate): Estimate {
  const root = Math.sqrt(value);
  if (variance === undefined) return { value: root, n, variance };
  return { value: root, n, variance: value === 0 ? 0 : variance / value / 4 };
}
