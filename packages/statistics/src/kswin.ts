import { assertMeasurement, createDriftDetector } from './drift-detector.ts';
import type { DriftDetector, DriftDetectorSnapshot } from './drift-detector.ts';
import { greatestDifference } from './kolmogorov-smirnov.ts';
import { greatestCommonDivisor, shareOfPathsOutside } from './lattice-paths.ts';
import { TwoPartWindow } from './two-part-window.ts';
import { assertArgument, assertWholeNumber } from './validate.ts';

export interface KswinOptions {
  /**
   * p-value of one look that is drift, between 0 and 1.
   *
   * @default 0.005
   */
  readonly alpha?: number;
  /**
   * Values in the window, at most 10,000.
   *
   * @default 100
   */
  readonly windowSize?: number;
  /**
   * The newest values of the window, which are held against the older; River's `stat_size`.
   *
   * @default 30
   */
  readonly recentSize?: number;
  /**
   * Distance that must be exceeded as well.
   *
   * @default 0.1
   */
  readonly minimumDistance?: number;
  /**
   * Draws numbers in [0, 1) to choose as many older values as there are recent ones, as River does.
   * Not part of a snapshot.
   *
   * @default none: the recent values are held against all older ones, which sees more
   */
  readonly random?: () => number;
  /**
   * `restart` empties the window after drift, as River does; `keep_recent` drops its older values
   * only, as the paper has it.
   *
   * @default `restart`
   */
  readonly afterDrift?: 'restart' | 'keep_recent';
}

/**
 * KSWIN: the Kolmogorov-Smirnov distance between the newest values and those before, at every
 * value.
 *
 * Takes any finite values and sees any change of the law, not of the mean alone. Drift when the
 * exact two-sample p-value is at most `alpha` and the distance exceeds 0.1; nothing is said before
 * the window is full. Looks overlap and are many: with continuous values of one law and the
 * defaults a false alarm comes after some 1,100 values, with drawn older values after 770.
 *
 * @param snapshot `toJSON()` of a detector of the same options, to go on from.
 * @throws {StatisticsError} `invalid_argument`, also for an `alpha` that no distance of these sizes
 * reaches; `update` throws `invalid_value` unless finite and within ±1e100, and `invalid_argument`
 * for a random number outside [0, 1).
 *
 * O(w) a value for a window of w values, O(w log w) with `random`; memory of 2 w numbers. The
 * distance that is drift is found once, at creation, from the exact law. Agrees with
 * `river.drift.KSWIN` 0.26 in law: its random choice is not ours.
 * @see Raab, Heusinger & Schleif (2020), doi:10.1016/j.neucom.2019.11.111.
 * @example
 * const detector = createKswin({ alpha: 0.0001, windowSize: 200, recentSize: 50 });
 * detector.update(1.2); // 'stable'
 */
export function createKswin(
  options: KswinOptions = {},
  snapshot?: DriftDetectorSnapshot,
): DriftDetector {
  const { alpha = 0.005, windowSize = 100, recentSize = 30, minimumDistance = 0.1 } = options;
  const { random, afterDrift = 'restart' } = options;
  assertOptions({ alpha, windowSize, recentSize, minimumDistance, afterDrift });
  const olderSize = windowSize - recentSize;
  const drawnSize = random === undefined ? olderSize : recentSize;
  assertArgument(drawnSize <= olderSize, 'recentSize', recentSize, 'half of windowSize at most');
  const leastSteps = stepsOfDrift(drawnSize, recentSize, { alpha, minimumDistance });
  const keepsRecent = afterDrift === 'keep_recent';

  const window = new TwoPartWindow({ windowSize, recentSize, drawnSize }, random);
  const { memory, older, recent } = window;
  return createDriftDetector(
    {
      name: 'kswin',
      settings: { alpha, windowSize, recentSize, minimumDistance, afterDrift, drawnSize },
      memory,
      check: assertMeasurement,
      next(value) {
        if (!window.append(value)) return 'stable';
        if (greatestDifference(older, recent, 'two-sided') < leastSteps) return 'stable';
        if (keepsRecent) window.forgetOlder();
        return 'drift';
      },
      count: () => memory.count,
      estimate: () => window.mean(),
      restartsAfterDrift: !keepsRecent,
    },
    snapshot,
  );
}

function assertOptions(options: Required<Omit<KswinOptions, 'random'>>): void {
  const { alpha, windowSize, recentSize, minimumDistance, afterDrift } = options;
  assertArgument(alpha > 0 && alpha < 1, 'alpha', alpha, 'between 0 and 1');
  assertWholeNumber('windowSize', windowSize, 2);
  assertArgument(windowSize <= 10_000, 'windowSize', windowSize, 'at most 10000');
  assertWholeNumber('recentSize', recentSize, 1);
  assertArgument(recentSize < windowSize, 'recentSize', recentSize, `below ${windowSize}`);
  assertArgument(
    minimumDistance >= 0 && minimumDistance < 1,
    'minimumDistance',
    minimumDistance,
    'from 0 to below 1',
  );
  const known = ['restart', 'keep_recent'].includes(afterDrift);
  assertArgument(known, 'afterDrift', afterDrift, 'restart or keep_recent');
}

/**
 * The smallest n m D that is drift for samples of n and m values, by bisection: the p-value falls
 * as the distance grows.
 */
function stepsOfDrift(
  n: number,
  m: number,
  { alpha, minimumDistance }: { readonly alpha: number; readonly minimumDistance: number },
): number {
  const divisor = greatestCommonDivisor(n, m);
  const isDrift = (steps: number): boolean =>
    (steps * divisor) / (n * m) > minimumDistance &&
    shareOfPathsOutside({ n, m, divisor, steps }) <= alpha;
  let low = 0;
  let high = (n * m) / divisor;
  assertArgument(
    isDrift(high),
    'alpha',
    alpha,
    `one that samples of ${n} and ${m} values can reach`,
  );
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isDrift(middle)) high = middle;
    else low = middle;
  }
  return high * divisor;
}
