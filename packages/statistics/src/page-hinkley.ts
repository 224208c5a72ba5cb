import { assertDirection, assertMeasurement, createDriftDetector } from './drift-detector.ts';
import type { ChangeDirection, DriftDetector, DriftDetectorSnapshot } from './drift-detector.ts';
import { assertArgument, assertWholeNumber } from './validate.ts';

export interface PageHinkleyOptions {
  /**
   * Deviation from the mean that is taken for noise, in the unit of the values.
   *
   * @default 0.005
   */
  readonly delta?: number;
  /**
   * Accumulated deviation that is drift, in the unit of the values; the `lambda` of the papers.
   *
   * @default 50
   */
  readonly threshold?: number;
  /**
   * What is kept of the sum from one value to the next, in (0, 1]; River's `alpha`.
   *
   * @default 0.9999
   */
  readonly forgetting?: number;
  /**
   * Values that only teach: the first verdict comes with the next one.
   *
   * @default 28, as River's former `min_instances` of 30, which counts from 1
   */
  readonly warmUp?: number;
  /** @default `up` */
  readonly direction?: ChangeDirection;
  /**
   * What is held against the threshold, for the sum S ← α S + (x - mean - δ).
   *
   * - `clipped`: S, never below 0.
   * - `range`: S less the smallest S so far.
   * - `plain`: S as it is, which long silence drives far below the threshold.
   *
   * @default `clipped`
   */
  readonly sum?: 'clipped' | 'range' | 'plain';
}

/**
 * Page-Hinkley test: the deviations from the running mean, summed up.
 *
 * Takes any finite values. Drift when the sum reaches the threshold. The scale is the values' own:
 * `delta` and `threshold` must be chosen for it. For normal values of standard deviation 1 the mean
 * run to a false alarm is some 3,400 values.
 *
 * Names differ. The defaults are River's former definition, that of its published cases; since it
 * has a `mode`, River is `direction: 'both', sum: 'range', warmUp: 29`. With `forgetting: 1` the
 * default is Page's sum and what frouros calls CUSUM; frouros' Page-Hinkley is `sum: 'plain',
 * warmUp: 29`.
 *
 * @param snapshot `toJSON()` of a detector of the same options, to go on from.
 * @throws {StatisticsError} `invalid_argument`; `update` throws `invalid_value` unless finite and
 * within ±1e100.
 *
 * O(1) a value in time and memory (six numbers). Agrees with `river.drift.PageHinkley` 0.26 and
 * with frouros 0.9: same states for the same stream.
 * @see Page (1954), doi:10.1093/biomet/41.1-2.100.
 * @example
 * const detector = createPageHinkley({ delta: 0.5, threshold: 20 });
 * detector.update(1.2); // 'stable'
 */
export function createPageHinkley(
  options: PageHinkleyOptions = {},
  snapshot?: DriftDetectorSnapshot,
): DriftDetector {
  const { delta = 0.005, threshold = 50, forgetting = 0.9999 } = options;
  const { warmUp = 28, direction = 'up', sum = 'clipped' } = options;
  assertArgument(delta >= 0 && delta < Infinity, 'delta', delta, 'finite and not negative');
  assertArgument(threshold > 0 && threshold < Infinity, 'threshold', threshold, 'positive, finite');
  assertArgument(forgetting > 0 && forgetting <= 1, 'forgetting', forgetting, 'in (0, 1]');
  assertWholeNumber('warmUp', warmUp, 0);
  assertDirection(direction);
  assertArgument(
    ['clipped', 'range', 'plain'].includes(sum),
    'sum',
    sum,
    'clipped, range or plain',
  );
  const floor = sum === 'clipped' ? 0 : -Infinity;

  // The sum of falls is kept with its sign turned, so that both are held against the threshold
  // alike.
  const memory = { count: 0, mean: 0, rise: 0, lowestRise: 0, fall: 0, lowestFall: 0 };

  function accumulate(deviation: number): void {
    memory.rise = Math.max(floor, forgetting * memory.rise + (deviation - delta));
    memory.fall = Math.max(floor, forgetting * memory.fall + (-deviation - delta));
    if (sum === 'range') {
      // The sums before the first value do not count as a lowest.
      const isFirst = memory.count === 1;
      memory.lowestRise = isFirst ? memory.rise : Math.min(memory.lowestRise, memory.rise);
      memory.lowestFall = isFirst ? memory.fall : Math.min(memory.lowestFall, memory.fall);
    }
  }

  return createDriftDetector(
    {
      name: 'page_hinkley',
      settings: { delta, threshold, forgetting, warmUp, direction, sum },
      memory,
      check: assertMeasurement,
      next(value) {
        memory.count += 1;
        memory.mean += (value - memory.mean) / memory.count;
        accumulate(value - memory.mean);
        if (memory.count <= warmUp) return 'stable';
        const rose = direction !== 'down' && memory.rise - memory.lowestRise >= threshold;
        const fell = direction !== 'up' && memory.fall - memory.lowestFall >= threshold;
        return rose || fell ? 'drift' : 'stable';
      },
      count: () => memory.count,
      estimate: () => memory.mean,
    },
    snapshot,
  );
}
