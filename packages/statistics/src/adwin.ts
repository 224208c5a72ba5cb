import { assertMeasurement, createDriftDetector } from './drift-detector.ts';
import type { DriftDetector, DriftDetectorSnapshot, DriftState } from './drift-detector.ts';
import { ExponentialWindow } from './exponential-window.ts';
import { assertArgument, assertWholeNumber } from './validate.ts';

export interface AdwinOptions {
  /**
   * Chance of a false cut that the bound aims at, between 0 and 1.
   *
   * @default 0.002
   */
  readonly delta?: number;
  /**
   * Cuts are tried at every so many values.
   *
   * @default 32
   */
  readonly clock?: number;
  /**
   * No cut is tried in a window of this many values or fewer.
   *
   * @default 10
   */
  readonly gracePeriod?: number;
  /**
   * Fewest values on either side of a cut.
   *
   * @default 5
   */
  readonly minimumSide?: number;
  /**
   * Buckets of one size before two of them are merged: more buckets, more cuts to choose from.
   *
   * @default 5
   */
  readonly bucketsPerRow?: number;
  /**
   * Sizes of buckets: 1, 2, 4, … The window holds up to `bucketsPerRow` · (2^rows - 1) values and
   * then forgets the oldest.
   *
   * @default 32, for 2·10^10 values
   */
  readonly rows?: number;
  /**
   * `restart` empties the window after drift, as River does. `keep_recent` only drops its old side,
   * as the paper has it, and so is ready sooner; one change may then be reported at several checks.
   *
   * @default `restart`
   */
  readonly afterDrift?: 'restart' | 'keep_recent';
}

/**
 * ADWIN, adaptive windowing: as many recent values as seem to have one mean.
 *
 * Takes any finite values, though the bound is derived for values in [0, 1]. The window is kept as
 * buckets of sizes 1, 2, 4, …; every 32 values each border between two of them is tried as a cut
 * into n₀ older and n₁ newer values. While the means of some cut differ by more than ε the oldest
 * bucket is dropped, and that is drift: ε = √(2 m v L) + ⅔ m L with m = 1/(n₀ - 4) + 1/(n₁ - 4),
 * the window's variance v and L = ln(2 ln(n₀ + n₁) / δ).
 *
 * The paper bounds a false cut at each step by δ. False alarms are far rarer: fewer than one look
 * in ten thousand is one at the defaults, for uniform, normal and 0-1 values.
 *
 * @param snapshot `toJSON()` of a detector of the same options, to go on from.
 * @throws {StatisticsError} `invalid_argument`; `update` throws `invalid_value` unless finite and
 * within ±1e100.
 *
 * O(1) amortized a value and O(log n) at a check; memory of `rows` · (`bucketsPerRow` + 1) buckets
 * of two numbers, 3 KB. Agrees with `river.drift.ADWIN` 0.26, which has MOA's loop over cuts: same
 * states for the same stream.
 * @see Bifet & Gavaldà (2007), doi:10.1137/1.9781611972771.42; buckets: Datar et al. (2002),
 * doi:10.1137/S0097539701398363; variance: Babcock et al. (2003), doi:10.1145/773153.773176.
 * @example
 * const detector = createAdwin();
 * detector.update(0.3); // 'stable'
 * detector.estimate; // 0.3, the mean of the window
 */
export function createAdwin(
  options: AdwinOptions = {},
  snapshot?: DriftDetectorSnapshot,
): DriftDetector {
  const { delta = 0.002, clock = 32, gracePeriod = 10, minimumSide = 5 } = options;
  const { bucketsPerRow = 5, rows = 32, afterDrift = 'restart' } = options;
  assertArgument(delta > 0 && delta < 1, 'delta', delta, 'between 0 and 1');
  assertWholeNumber('clock', clock, 1);
  assertWholeNumber('gracePeriod', gracePeriod, 1);
  assertWholeNumber('minimumSide', minimumSide, 1);
  assertWholeNumber('bucketsPerRow', bucketsPerRow, 2);
  assertArgument(bucketsPerRow <= 1000, 'bucketsPerRow', bucketsPerRow, 'at most 1000');
  assertWholeNumber('rows', rows, 1);
  assertArgument(rows <= 50, 'rows', rows, 'at most 50');
  const keepsRecent = afterDrift === 'keep_recent';
  assertArgument(
    keepsRecent || afterDrift === 'restart',
    'afterDrift',
    afterDrift,
    'restart or keep_recent',
  );

  const window = new ExponentialWindow(rows, bucketsPerRow);
  /** The window's own record, and the values since the last look. */
  const memory = Object.assign(window.memory, { ticks: 0 });

  // What all cuts of one look share.
  let logarithm = 0;
  let variance = 0;

  /** Whether the means of `older` values that sum to `sum` and of the rest are too far apart. */
  function isCut(older: number, sum: number): boolean {
    const newer = memory.width - older;
    if (older < minimumSide || newer < minimumSide) return false;
    const inverseSize = 1 / (older - minimumSide + 1) + 1 / (newer - minimumSide + 1);
    const bound =
      Math.sqrt(2 * inverseSize * variance * logarithm) + (2 / 3) * logarithm * inverseSize;
    return Math.abs(sum / older - (memory.total - sum) / newer) > bound;
  }

  function hasCut(): boolean {
    logarithm = Math.log((2 * Math.log(memory.width)) / delta);
    variance = memory.squaredDeviations / memory.width;
    return window.hasPrefix(isCut);
  }

  function next(value: number): DriftState {
    window.append(value);
    memory.ticks = (memory.ticks + 1) % clock;
    if (memory.ticks !== 0 || memory.width <= gracePeriod) return 'stable';
    let state: DriftState = 'stable';
    while (hasCut()) {
      window.dropOldest();
      state = 'drift';
    }
    return state;
  }

  return createDriftDetector(
    {
      name: 'adwin',
      settings: { delta, clock, gracePeriod, minimumSide, bucketsPerRow, rows, afterDrift },
      memory,
      check: assertMeasurement,
      next,
      count: () => memory.width,
      estimate: () => memory.total / memory.width,
      restartsAfterDrift: !keepsRecent,
    },
    snapshot,
  );
}
