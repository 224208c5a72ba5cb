import { assertBoundedValue, assertDirection, createDriftDetector } from './drift-detector.ts';
import type { ChangeDirection, DriftDetector, DriftDetectorSnapshot } from './drift-detector.ts';
import { assertConfidences } from './hddm-confidences.ts';

export interface HddmAOptions {
  /**
   * Level of a cut that is drift.
   *
   * @default 0.001
   */
  readonly driftConfidence?: number;
  /**
   * Level of a cut that is a warning.
   *
   * @default 0.005
   */
  readonly warningConfidence?: number;
  /**
   * River's `two_sided_test` is `both`.
   *
   * @default `up`
   */
  readonly direction?: ChangeDirection;
}

/**
 * HDDM_A: Hoeffding's bound on the mean since the restart against the mean up to a cut point.
 *
 * Takes values in [0, 1], such as 1 for an error and 0 for a right prediction. The cut point is
 * where mean + √(ln(1/δ) / 2n) was smallest (for a fall: where mean - … was largest). Drift when
 * the mean z of all n values exceeds the mean x of the first k by √((n - k) / (k n) · ln(2/δ) / 2)
 * or more.
 *
 * Hoeffding's bound holds for any law on [0, 1] and one fixed cut; the chosen cut and the many
 * looks are not paid for. Of streams of 2,000 values at a constant error rate none in a thousand
 * raises a false alarm at 0.05, 4 % do at 0.2 and 6 % at 0.5.
 *
 * @param snapshot `toJSON()` of a detector of the same options, to go on from.
 * @throws {StatisticsError} `invalid_argument`; `update` throws `invalid_value` outside [0, 1].
 *
 * O(1) a value in time and memory (six numbers). Agrees with `river.drift.binary.HDDMA` 0.26: same
 * states for the same stream.
 * @see Frías-Blanco et al. (2015), doi:10.1109/TKDE.2014.2345382.
 * @example
 * const detector = createHddmA({ direction: 'both' });
 * detector.update(0); // 'stable'
 */
export function createHddmA(
  options: HddmAOptions = {},
  snapshot?: DriftDetectorSnapshot,
): DriftDetector {
  const { driftConfidence = 0.001, warningConfidence = 0.005, direction = 'up' } = options;
  assertConfidences(driftConfidence, warningConfidence);
  assertDirection(direction);
  const logOfCut = Math.log(1 / driftConfidence);
  const logOfDrift = Math.log(2 / driftConfidence);
  const logOfWarning = Math.log(2 / warningConfidence);
  const seesRise = direction !== 'down';
  const seesFall = direction !== 'up';

  const memory = { count: 0, mean: 0, lowCount: 0, lowMean: 0, highCount: 0, highMean: 0 };

  function moveCuts(): void {
    const { count, mean } = memory;
    const bound = Math.sqrt((1 / (2 * count)) * logOfCut);
    const { lowCount, highCount } = memory;
    const lowBound = Math.sqrt((1 / (2 * lowCount)) * logOfCut);
    if (lowCount === 0 || memory.lowMean + lowBound >= mean + bound) {
      memory.lowCount = count;
      memory.lowMean = mean;
    }
    const highBound = Math.sqrt((1 / (2 * highCount)) * logOfCut);
    if (highCount === 0 || memory.highMean - highBound <= mean - bound) {
      memory.highCount = count;
      memory.highMean = mean;
    }
  }

  function hasChanged(logarithm: number): boolean {
    const { count, mean, lowCount, lowMean, highCount, highMean } = memory;
    return (
      (seesRise && lowCount < count && mean - lowMean >= limit(count, lowCount, logarithm)) ||
      (seesFall && highCount < count && highMean - mean >= limit(count, highCount, logarithm))
    );
  }

  return createDriftDetector(
    {
      name: 'hddm_a',
      settings: { driftConfidence, warningConfidence, direction },
      memory,
      check: assertBoundedValue,
      next(value) {
        memory.count += 1;
        memory.mean += (value - memory.mean) / memory.count;
        moveCuts();
        if (hasChanged(logOfDrift)) return 'drift';
        return hasChanged(logOfWarning) ? 'warning' : 'stable';
      },
      count: () => memory.count,
      estimate: () => memory.mean,
    },
    snapshot,
  );
}

/** How far the mean of all `count` values may be from that of the first `cut`. */
function limit(count: number, cut: number, logarithm: number): number {
  const inverseSize = ((count - cut) / cut) * (1 / count);
  return Math.sqrt((inverseSize / 2) * logarithm);
}
