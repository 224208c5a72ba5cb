import { assertDirection, assertMeasurement, createDriftDetector } from './drift-detector.ts';
import type { ChangeDirection, DriftDetector, DriftDetectorSnapshot } from './drift-detector.ts';
import { assertArgument, assertWholeNumber } from './validate.ts';

export interface GeometricMovingAverageOptions {
  /**
   * What is kept of the average from one value to the next, in [0, 1); frouros' `alpha`.
   *
   * @default 0.99
   */
  readonly forgetting?: number;
  /**
   * Average deviation that is drift, in the unit of the values.
   *
   * @default 1
   */
  readonly threshold?: number;
  /**
   * Values that only teach: the first verdict comes with the next one.
   *
   * @default 29, as frouros' `min_num_instances` of 30
   */
  readonly warmUp?: number;
  /** @default `up` */
  readonly direction?: ChangeDirection;
}

/**
 * Geometric moving average chart: the deviations from the running mean, exponentially weighted.
 *
 * Takes any finite values. z ← α z + (1 - α)(x - mean), starting from 0; drift when z exceeds the
 * threshold. For independent values of standard deviation σ, that of z tends to
 * σ √((1 - α)/(1 + α)), 0.071 σ at the default. A threshold of 0.2 σ gives a mean run to a false
 * alarm of 6,800 values.
 *
 * @param snapshot `toJSON()` of a detector of the same options, to go on from.
 * @throws {StatisticsError} `invalid_argument`; `update` throws `invalid_value` unless finite and
 * within ±1e100.
 *
 * O(1) a value in time and memory (three numbers). Agrees with `GeometricMovingAverage` of frouros
 * 0.9: same states for the same stream.
 * @see Roberts (1959), doi:10.1080/00401706.1959.10489860.
 * @example
 * const detector = createGeometricMovingAverage({ threshold: 0.3 });
 * detector.update(1.2); // 'stable'
 */
export function createGeometricMovingAverage(
  options: GeometricMovingAverageOptions = {},
  snapshot?: DriftDetectorSnapshot,
): DriftDetector {
  const { forgetting = 0.99, threshold = 1, warmUp = 29, direction = 'up' } = options;
  assertArgument(forgetting >= 0 && forgetting < 1, 'forgetting', forgetting, 'in [0, 1)');
  assertArgument(threshold > 0 && threshold < Infinity, 'threshold', threshold, 'positive, finite');
  assertWholeNumber('warmUp', warmUp, 0);
  assertDirection(direction);

  const memory = { count: 0, mean: 0, average: 0 };
  return createDriftDetector(
    {
      name: 'geometric_moving_average',
      settings: { forgetting, threshold, warmUp, direction },
      memory,
      check: assertMeasurement,
      next(value) {
        memory.count += 1;
        memory.mean += (value - memory.mean) / memory.count;
        memory.average = forgetting * memory.average + (1 - forgetting) * (value - memory.mean);
        if (memory.count <= warmUp) return 'stable';
        const rose = direction !== 'down' && memory.average > threshold;
        const fell = direction !== 'up' && memory.average < -threshold;
        return rose || fell ? 'drift' : 'stable';
      },
      count: () => memory.count,
      estimate: () => memory.mean,
    },
    snapshot,
  );
}
