import { assertErrorIndicator, createDriftDetector } from './drift-detector.ts';
import type { DriftDetector, DriftDetectorSnapshot } from './drift-detector.ts';
import { assertArgument, assertWholeNumber } from './validate.ts';

export interface DdmOptions {
  /**
   * Values that only teach: the first verdict comes with the next one.
   *
   * @default 30
   */
  readonly warmUp?: number;
  /**
   * Standard deviations above the best error rate that give a warning.
   *
   * @default 2
   */
  readonly warningThreshold?: number;
  /**
   * Standard deviations above the best error rate that are drift.
   *
   * @default 3
   */
  readonly driftThreshold?: number;
}

/**
 * Drift Detection Method: the error rate against the best one so far.
 *
 * Takes 1 for an error and 0 for a right prediction. With the error rate p of the values since the
 * restart and s = √(p (1 - p) / n), keeps p and s where p + s was smallest, and compares: drift
 * when p + s > p_min + 3 s_min. Sees a rise only, and a slow one late.
 *
 * The best of many looks is not a fixed reference, so false alarms are more frequent than three
 * standard deviations suggest, and after a warm-up without any error a single one is drift. Of
 * streams of 2,000 values at a constant error rate 84 % raise one at 0.01, 58 % at 0.05, 26 % at
 * 0.2 and 9 % at 0.5.
 *
 * @param snapshot `toJSON()` of a detector of the same options, to go on from.
 * @throws {StatisticsError} `invalid_argument`; `update` throws `invalid_value` unless 0 or 1.
 *
 * O(1) a value in time and memory (five numbers). Agrees with `river.drift.binary.DDM` 0.26: same
 * states for the same stream.
 * @see Gama, Medas, Castillo & Rodrigues (2004), doi:10.1007/978-3-540-28645-5_29.
 * @example
 * const detector = createDdm();
 * detector.update(1); // 'stable': one error, a 1, says nothing yet
 */
export function createDdm(
  options: DdmOptions = {},
  snapshot?: DriftDetectorSnapshot,
): DriftDetector {
  const { warmUp = 30, warningThreshold = 2, driftThreshold = 3 } = options;
  assertWholeNumber('warmUp', warmUp, 0);
  assertArgument(warningThreshold > 0, 'warningThreshold', warningThreshold, 'positive');
  assertArgument(
    driftThreshold >= warningThreshold && driftThreshold < Infinity,
    'driftThreshold',
    driftThreshold,
    `finite and at least the warning's ${warningThreshold}`,
  );

  const memory = {
    count: 0,
    errorRate: 0,
    lowestRate: 0,
    lowestDeviation: 0,
    lowestSum: Number.MAX_VALUE,
  };
  return createDriftDetector(
    {
      name: 'ddm',
      settings: { warmUp, warningThreshold, driftThreshold },
      memory,
      check: assertErrorIndicator,
      next(error) {
        memory.count += 1;
        memory.errorRate += (error - memory.errorRate) / memory.count;
        if (memory.count <= warmUp) return 'stable';

        const rate = memory.errorRate;
        const deviation = Math.sqrt((rate * (1 - rate)) / memory.count);
        const sum = rate + deviation;
        if (sum <= memory.lowestSum) {
          memory.lowestRate = rate;
          memory.lowestDeviation = deviation;
          memory.lowestSum = sum;
        }
        if (sum > memory.lowestRate + driftThreshold * memory.lowestDeviation) return 'drift';
        if (sum > memory.lowestRate + warningThreshold * memory.lowestDeviation) return 'warning';
        return 'stable';
      },
      count: () => memory.count,
      estimate: () => memory.errorRate,
    },
    snapshot,
  );
}
