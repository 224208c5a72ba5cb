import { StatisticsError } from './errors.ts';
import { logAddExp } from './log-sum-exp.ts';
import { assertArgument } from './validate.ts';

export interface EDetectorOptions {
  /**
   * How evidence for a change at each time in the past is joined: `shiryaev_roberts` adds it up,
   * `cusum` takes the greatest, which is never more and easier to read.
   *
   * @default `shiryaev_roberts`
   */
  readonly rule?: 'shiryaev_roberts' | 'cusum';
  /** Average number of updates to a false alarm that is asked for, above 1. */
  readonly runLength: number;
}

/** What an e-detector knows, as JSON. */
export interface EDetectorState {
  /** Updates so far, whole. */
  readonly updates: number;
  /** ln of what the next e-value multiplies, from 0 and finite. */
  readonly logCarry: number;
}

export interface EDetector {
  /**
   * Takes the next e-value and says whether there is an alarm. After an alarm begin a new detector:
   * this one goes on, and stays high.
   *
   * @param logEValue ln of an e-value whose mean given the past is at most 1 without a change;
   * `-Infinity` for an e-value of 0, `Infinity` for certainty.
   * @throws {StatisticsError} `invalid_value` for NaN.
   */
  update(logEValue: number): boolean;
  /** ln of the detector, to be compared with ln `runLength`; `-Infinity` or 0 before any evidence. */
  logValue(): number;
  /** The state, for `createEDetector` to go on with. */
  toJSON(): EDetectorState;
}

/**
 * Detector of a change at an unknown time, built on e-values: CUSUM or Shiryaev-Roberts.
 *
 * Without a change the average number of updates to an alarm is at least `runLength`, whatever the
 * law of the e-values and their dependence, as long as the mean of each given the past is at most 1.
 *
 * @param state What `toJSON` of an earlier detector returned; none for a new one.
 * @throws {StatisticsError} `invalid_argument` for an option or a state outside its range.
 *
 * O(1) time and space an update. M = (M + 1) e or M = max(M, 1) e, alarm at M >= `runLength`.
 * @see Shin, Ramdas & Rinaldo, "E-detectors: a nonparametric framework for sequential change
 * detection", New England Journal of Statistics in Data Science.
 * @example
 * const detector = createEDetector({ runLength: 1000 });
 * detector.update(Math.log(400)); // false
 * detector.update(Math.log(3)); // true: (400 + 1) · 3 >= 1000
 */
export function createEDetector(options: EDetectorOptions, state?: EDetectorState): EDetector {
  const { rule = 'shiryaev_roberts', runLength } = options;
  assertArgument(
    runLength > 1 && runLength < Infinity,
    'runLength',
    runLength,
    'above 1 and finite',
  );
  const threshold = Math.log(runLength);
  let { updates, logCarry } = state ?? { updates: 0, logCarry: 0 };
  assertArgument(Number.isSafeInteger(updates) && updates >= 0, 'updates', updates, 'a count');
  assertArgument(logCarry >= 0 && logCarry < Infinity, 'logCarry', logCarry, 'from 0 and finite');
  return {
    update(logEValue) {
      if (Number.isNaN(logEValue)) {
        throw new StatisticsError('invalid_value', 'logEValue is NaN; it must be a number');
      }
      updates++;
      const next = logCarry + logEValue;
      const carried = rule === 'cusum' ? Math.max(0, next) : logAddExp(0, next);
      // JSON has no infinity: certainty is the largest number it has.
      logCarry = Math.min(Number.MAX_VALUE, carried);
      return next >= threshold;
    },
    logValue: () => (rule === 'cusum' ? logCarry : Math.log(Math.expm1(logCarry))),
    toJSON: () => ({ updates, logCarry }),
  };
}
