import { StatisticsError } from './errors.ts';
import { momentsOf, standardDeviation } from './moments.ts';
import { assertArgument } from './validate.ts';

/** Bounds of what is normal; an absent one bounds nothing. */
export interface Thresholds {
  readonly lower?: number;
  readonly upper?: number;
}

export interface StandardDeviationThresholdOptions {
  /**
   * Standard deviations from the mean down to the lower bound, not negative; `null` for no bound.
   *
   * @default 3
   */
  readonly lowerMultiplier?: number | null;
  /**
   * Standard deviations from the mean up to the upper bound, not negative; `null` for no bound.
   *
   * @default 3
   */
  readonly upperMultiplier?: number | null;
  /**
   * What the statistic can be at all. A bound that falls on or beyond a limit becomes the limit.
   *
   * @default no limits
   */
  readonly limits?: Thresholds;
}

/**
 * Thresholds at the mean of a statistic over reference chunks, plus and minus multiples of its
 * population standard deviation.
 *
 * @param values The statistic, one a chunk; NaN where a chunk had none, which is left out.
 * @returns Bounds in the statistic's unit.
 * @throws {StatisticsError} `empty_input` without a present value, `invalid_value` for an infinity,
 * `invalid_argument` for a negative multiplier or limits out of order.
 *
 * O(n). NannyML's default rule, to 1e-12. It alerts more often than the 0.27 % that three
 * deviations promise, since they come from few values: after five independent normal ones 7 % of
 * later ones lie outside, after ten 2.4 %, after thirty 0.7 %; more, where the reference that a
 * distance is taken to holds the chunks. `predictionThresholds` has a rate that is stated.
 * @example
 * standardDeviationThresholds([1, 2, 3], { limits: { lower: 0 } }); // { lower: 0, upper: 4.449 }
 */
export function standardDeviationThresholds(
  values: ArrayLike<number>,
  options: StandardDeviationThresholdOptions = {},
): Thresholds {
  const { lowerMultiplier = 3, upperMultiplier = 3, limits = {} } = options;
  assertMultiplier('lowerMultiplier', lowerMultiplier);
  assertMultiplier('upperMultiplier', upperMultiplier);
  const moments = momentsOf(values);
  if (moments.n === 0) {
    throw new StatisticsError('empty_input', `values has ${values.length} chunks, none present`);
  }
  const deviation = standardDeviation(moments, 0);
  return limitedThresholds(limits, {
    ...(lowerMultiplier === null ? {} : { lower: moments.mean - lowerMultiplier * deviation }),
    ...(upperMultiplier === null ? {} : { upper: moments.mean + upperMultiplier * deviation }),
  });
}

/**
 * Whether a value is beyond its thresholds.
 *
 * @param value NaN is no alert: a chunk without a statistic says nothing.
 * @param thresholds Finite or absent, lower at most upper.
 * @param onBound `alert` when a value that equals a bound is one too. NannyML does so for its
 * reconstruction error alone.
 * @throws {StatisticsError} `invalid_argument` for thresholds out of order or NaN.
 */
export function isBeyondThresholds(
  value: number,
  thresholds: Thresholds,
  onBound: 'alert' | 'normal' = 'normal',
): boolean {
  assertOrder('thresholds', thresholds);
  const { lower = -Infinity, upper = Infinity } = thresholds;
  if (value < lower || value > upper) return true;
  return onBound === 'alert' && (value === lower || value === upper);
}

/**
 * Thresholds cut at what the statistic can be.
 *
 * @throws {StatisticsError} `invalid_argument` for limits out of order or NaN.
 */
export function limitedThresholds(limits: Thresholds, thresholds: Thresholds): Thresholds {
  assertOrder('limits', limits);
  const { lower: floor = -Infinity, upper: ceiling = Infinity } = limits;
  const { lower, upper } = thresholds;
  return {
    ...(lower === undefined ? {} : { lower: Math.max(floor, lower) }),
    ...(upper === undefined ? {} : { upper: Math.min(ceiling, upper) }),
  };
}

function assertMultiplier(name: string, multiplier: number | null): void {
  const accepted = multiplier === null || (multiplier >= 0 && multiplier < Infinity);
  assertArgument(accepted, name, multiplier, 'not negative and finite, or null');
}

function assertOrder(name: string, { lower = -Infinity, upper = Infinity }: Thresholds): void {
  assertArgument(lower <= upper, `${name}.lower`, lower, `at most the upper one, ${upper}`);
}
