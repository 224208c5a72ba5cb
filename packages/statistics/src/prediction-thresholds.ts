import { StatisticsError } from './errors.ts';
import { momentsOf, standardDeviation } from './moments.ts';
import { studentTQuantile } from './student-t.ts';
import type { Thresholds } from './thresholds.ts';
import { limitedThresholds } from './thresholds.ts';
import { assertArgument } from './validate.ts';

export interface PredictionThresholdOptions {
  /**
   * Share of later chunks to lie beyond the thresholds where nothing has changed, above 0 and below
   * 1.
   *
   * @default 0.01
   */
  readonly falseAlarmRate?: number;
  /**
   * Where a value alerts: a distance grows only, a metric may fall or rise.
   *
   * @default `both`, with half of the rate on either side
   */
  readonly side?: 'both' | 'lower' | 'upper';
  /**
   * What the statistic can be at all. A bound that falls on or beyond a limit becomes the limit.
   *
   * @default no limits
   */
  readonly limits?: Thresholds;
}

/**
 * Thresholds that one later chunk passes at a stated rate, however few chunks the reference has:
 * the bounds of a prediction interval, mean ± t s √(1 + 1/n).
 *
 * @param values The statistic, one a chunk, of two chunks or more; NaN where a chunk had none,
 * which is left out. Chunks are of one size, and the reference that a distance is taken to is not
 * of them: a chunk is nearer to a sample that holds it than a later one is.
 * @returns Bounds in the statistic's unit.
 * @throws {StatisticsError} `empty_input` for fewer than two present values, `invalid_value` for an
 * infinity, `invalid_argument`.
 *
 * O(n). Exact for independent normal values. After five chunks the rate of 1 %, which 2.6 standard
 * deviations promise, takes 5.0 of them.
 * @see Hahn & Meeker (1991), "Statistical intervals", doi:10.1002/9780470316771.
 * @example
 * predictionThresholds([1, 2, 3], { falseAlarmRate: 0.05 }); // { lower: -2.968, upper: 6.968 }
 */
export function predictionThresholds(
  values: ArrayLike<number>,
  options: PredictionThresholdOptions = {},
): Thresholds {
  const { falseAlarmRate = 0.01, side = 'both', limits = {} } = options;
  const isRate = falseAlarmRate > 0 && falseAlarmRate < 1;
  assertArgument(isRate, 'falseAlarmRate', falseAlarmRate, 'above 0 and below 1');
  const isSide = side === 'both' || side === 'lower' || side === 'upper';
  assertArgument(isSide, 'side', side, 'both, lower or upper');
  const moments = momentsOf(values);
  if (moments.n < 2) {
    throw new StatisticsError(
      'empty_input',
      `values has ${moments.n} present chunks; their spread needs two`,
    );
  }
  const { n, mean } = moments;
  const tail = side === 'both' ? falseAlarmRate / 2 : falseAlarmRate;
  const width = -studentTQuantile(tail, n - 1) * standardDeviation(moments) * Math.sqrt(1 + 1 / n);
  return limitedThresholds(limits, {
    ...(side === 'upper' ? {} : { lower: mean - width }),
    ...(side === 'lower' ? {} : { upper: mean + width }),
  });
}
