import { assertDirection, assertMeasurement, createDriftDetector } from './drift-detector.ts';
import type { ChangeDirection, DriftDetector, DriftDetectorSnapshot } from './drift-detector.ts';
import { assertArgument, assertWholeNumber } from './validate.ts';

export interface CusumOptions {
  /**
   * Values that the mean and standard deviation are estimated from; River's `min_instances`.
   *
   * @default 30
   */
  readonly referenceCount?: number;
  /**
   * Deviation that is taken for noise, in standard deviations.
   *
   * @default 0.5
   */
  readonly slack?: number;
  /**
   * Accumulated deviation that is drift, in standard deviations.
   *
   * @default 5
   */
  readonly threshold?: number;
  /** @default `both` */
  readonly direction?: ChangeDirection;
}

/**
 * Tabular CUSUM chart with a reference that the stream's own first values give.
 *
 * Takes any finite values. Mean μ and sample standard deviation σ of the first 30 values are
 * frozen; from the 30th on S⁺ ← max(0, S⁺ + (x - μ) - k σ) and S⁻ ← max(0, S⁻ - (x - μ) - k σ), and
 * drift is either above h σ. After constant first values σ is 0 and any other value is drift.
 *
 * With known μ and σ the mean run to a false alarm of normal values is 465 for both directions
 * (Montgomery, "Introduction to Statistical Quality Control", table 9.3: h = 5, k = ½). From 30
 * values μ is often off by a fifth of σ: half of the runs end within 180 values, and a few take
 * thousands. A larger `referenceCount` brings the runs near 465, a larger `threshold` lengthens
 * them.
 *
 * @param snapshot `toJSON()` of a detector of the same options, to go on from.
 * @throws {StatisticsError} `invalid_argument`; `update` throws `invalid_value` unless finite and
 * within ±1e100.
 *
 * O(1) a value in time and memory (seven numbers). Agrees with `river.drift.CUSUM` on its published
 * stream. What frouros calls CUSUM is `createPageHinkley`.
 * @see Page (1954), doi:10.1093/biomet/41.1-2.100.
 * @example
 * const detector = createCusum({ referenceCount: 200 });
 * detector.update(1.2); // 'stable'
 */
export function createCusum(
  options: CusumOptions = {},
  snapshot?: DriftDetectorSnapshot,
): DriftDetector {
  const { referenceCount = 30, slack = 0.5, threshold = 5, direction = 'both' } = options;
  assertWholeNumber('referenceCount', referenceCount, 2);
  assertArgument(slack >= 0 && slack < Infinity, 'slack', slack, 'finite and not negative');
  assertArgument(threshold > 0 && threshold < Infinity, 'threshold', threshold, 'positive, finite');
  assertDirection(direction);

  const memory = {
    count: 0,
    mean: 0,
    squaredDeviations: 0,
    reference: 0,
    deviation: 0,
    rise: 0,
    fall: 0,
  };

  function learn(value: number): void {
    memory.count += 1;
    const before = value - memory.mean;
    memory.mean += before / memory.count;
    memory.squaredDeviations += before * (value - memory.mean);
    if (memory.count === referenceCount) {
      memory.reference = memory.mean;
      memory.deviation = Math.sqrt(memory.squaredDeviations / (referenceCount - 1));
    }
  }

  return createDriftDetector(
    {
      name: 'cusum',
      settings: { referenceCount, slack, threshold, direction },
      memory,
      check: assertMeasurement,
      next(value) {
        learn(value);
        if (memory.count < referenceCount) return 'stable';
        const { reference, deviation } = memory;
        memory.rise = Math.max(0, memory.rise + (value - reference) - slack * deviation);
        memory.fall = Math.max(0, memory.fall - (value - reference) - slack * deviation);
        const limit = threshold * deviation;
        const rose = direction !== 'down' && memory.rise > limit;
        const fell = direction !== 'up' && memory.fall > limit;
        return rose || fell ? 'drift' : 'stable';
      },
      count: () => memory.count,
      estimate: () => memory.mean,
    },
    snapshot,
  );
}
