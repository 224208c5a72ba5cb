import { expectedCalibrationError } from './calibration-error.ts';
import { StatisticsError } from './errors.ts';
import {
  fitIsotonicRegression,
  isotonicPrediction,
  parseIsotonicRegression,
} from './isotonic-regression.ts';
import type { IsotonicRegression } from './isotonic-regression.ts';
import { fitPlattScaling, parsePlattScaling, plattProbability } from './platt-scaling.ts';
import type { PlattScaling } from './platt-scaling.ts';
import { reliabilityCurve } from './reliability-curve.ts';
import { rocAuc } from './roc-auc.ts';
import { assertBinary, assertRows, assertValues } from './rows.ts';
import { assertArgument } from './validate.ts';

/** Times that a tenth of the rows is held out. */
const SPLITS = 10;
/** Scores that separate the labels as well as this are left alone. */
const SEPARATING_AREA = 0.999;

/** How a score becomes a probability. Plain data, for JSON. */
export type Calibration =
  | { readonly method: 'none' }
  | ({ readonly method: 'isotonic' } & IsotonicRegression)
  | ({ readonly method: 'platt' } & PlattScaling);

export interface CalibrationOptions {
  /**
   * Isotonic regression takes any monotone shape and a thousand rows; Platt's scaling a logistic
   * one and fewer rows.
   *
   * @default `isotonic`
   */
  readonly method?: 'isotonic' | 'platt';
  /**
   * `never` takes scores for probabilities as they are; `auto` decides by `needsCalibration`, which
   * needs `random`. A decision by held-out rows is chance where the two errors are close: store it
   * with the calibration, as this function's result does, and do not decide again.
   *
   * @default `always`
   */
  readonly when?: 'always' | 'never' | 'auto';
  /** Uniform numbers in [0, 1), for `auto`. */
  readonly random?: () => number;
}

/** Whether calibration pays, and why. */
export interface CalibrationNeed {
  readonly isNeeded: boolean;
  /** Expected calibration error of held-out scores as they are, in [0, 1]. */
  readonly errorBefore: number;
  /** The same once calibrated on the other rows. */
  readonly errorAfter: number;
}

/**
 * Fits how a score becomes a probability, on all rows of a reference.
 *
 * @param scores In [0, 1], length n >= 1.
 * @param labels 0 or 1, same length.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`, `invalid_argument`
 * for `auto` without `random`.
 *
 * O(n log n). The default is the calibrator of NannyML when it calibrates: agrees with it to 1e-12.
 */
export function fitCalibration(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: CalibrationOptions = {},
): Calibration {
  const { method = 'isotonic', when = 'always', random } = options;
  assertScoresAndLabels(scores, labels);
  const isKnown = when === 'always' || when === 'never' || when === 'auto';
  assertArgument(isKnown, 'when', when, 'always, never or auto');
  if (when === 'never') return { method: 'none' };
  if (when === 'auto') {
    assertArgument(random !== undefined, 'random', random, 'a function, to decide automatically');
    if (!needsCalibration(scores, labels, random!, method).isNeeded) return { method: 'none' };
  }
  return method === 'platt'
    ? { method, ...fitPlattScaling(scores, labels) }
    : { method, ...fitIsotonicRegression(scores, labels) };
}

/**
 * Whether scores are nearer to probabilities once calibrated: by the expected calibration error, in
 * ten bins of about equal count, of rows held out of ten random splits that keep the share of
 * labels.
 *
 * @param scores In [0, 1], length n.
 * @param labels 0 or 1, same length.
 * @param random Uniform numbers in [0, 1).
 * @returns Not needed, with errors of 0, where only one label occurs, where one label has fewer
 * than two rows to hold one out of, or where the scores separate the labels with an area under the
 * ROC curve above 0.999.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`.
 *
 * O(n log n). NannyML's rule, but for the rows that NumPy's generator would pick.
 */
export function needsCalibration(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  random: () => number,
  method: 'isotonic' | 'platt' = 'isotonic',
): CalibrationNeed {
  assertScoresAndLabels(scores, labels);
  const none = { isNeeded: false, errorBefore: 0, errorAfter: 0 };
  const rowsOf: [number[], number[]] = [[], []];
  for (let row = 0; row < labels.length; row++) rowsOf[labels[row] as 0 | 1].push(row);
  if (rowsOf[0].length < 2 || rowsOf[1].length < 2) return none;
  if (rocAuc(labels, scores).value! > SEPARATING_AREA) return none;

  const held = { labels: [] as number[], before: [] as number[], after: [] as number[] };
  for (let split = 0; split < SPLITS; split++) {
    const parts = rowsOf.map((rows) => holdOut(rows, random));
    const training = parts.flatMap(({ others }) => others);
    const calibration = fitCalibration(
      training.map((row) => scores[row]!),
      training.map((row) => labels[row]!),
      { method },
    );
    for (const row of parts.flatMap(({ heldOut }) => heldOut)) {
      held.labels.push(labels[row]!);
      held.before.push(scores[row]!);
      held.after.push(calibratedProbability(calibration, scores[row]!));
    }
  }
  const errorOf = (probabilities: readonly number[]): number =>
    expectedCalibrationError(
      reliabilityCurve(held.labels, probabilities, { strategy: 'quantile' }),
    );
  const [errorBefore, errorAfter] = [errorOf(held.before), errorOf(held.after)];
  return { isNeeded: errorBefore > errorAfter, errorBefore, errorAfter };
}

/**
 * The probability that a score stands for.
 *
 * @param score Any number but NaN; in [0, 1] without calibration.
 * @returns In [0, 1].
 * @throws {StatisticsError} `invalid_value`.
 *
 * O(log knots).
 */
export function calibratedProbability(calibration: Calibration, score: number): number {
  if (calibration.method === 'isotonic') return isotonicPrediction(calibration, score);
  if (calibration.method === 'platt') return plattProbability(calibration, score);
  assertValues('score', [score], { min: 0, max: 1 });
  return score;
}

/**
 * Probabilities over K classes, each calibrated against the rest.
 *
 * @param calibrations One per class.
 * @param scores Per class its scores, each of length n.
 * @returns Per class its calibrated probabilities, divided by their sum in the row; 1 / K where all
 * of a row are 0.
 * @throws {StatisticsError} `shape_mismatch`, `invalid_value`, `empty_input` without classes or
 * rows.
 *
 * O(n K log knots).
 */
export function calibratedClassProbabilities(
  calibrations: readonly Calibration[],
  scores: readonly ArrayLike<number>[],
): Float64Array[] {
  if (calibrations.length !== scores.length) {
    throw new StatisticsError(
      'shape_mismatch',
      `there are ${calibrations.length} calibrations and ${scores.length} classes of scores`,
    );
  }
  if (scores.length === 0) throw new StatisticsError('empty_input', 'there are no classes');
  const rows = assertRows(
    Object.fromEntries(scores.map((column, index) => [`scores[${index}]`, column])),
  );
  const probabilities = scores.map((column, index) =>
    Float64Array.from(column, (score) => calibratedProbability(calibrations[index]!, score)),
  );
  for (let row = 0; row < rows; row++) {
    let total = 0;
    for (const column of probabilities) total += column[row]!;
    for (const column of probabilities) {
      column[row] = total === 0 ? 1 / scores.length : column[row]! / total;
    }
  }
  return probabilities;
}

/**
 * Checks what was read back from JSON.
 *
 * @throws {StatisticsError} `invalid_argument` unless it is a `Calibration`.
 */
export function parseCalibration(parsed: unknown): Calibration {
  const { method } = (parsed ?? {}) as { method?: unknown };
  if (method === 'isotonic') return { method, ...parseIsotonicRegression(parsed) };
  if (method === 'platt') return { method, ...parsePlattScaling(parsed) };
  assertArgument(method === 'none', 'method', method, 'none, isotonic or platt');
  return { method: 'none' };
}

function assertScoresAndLabels(scores: ArrayLike<number>, labels: ArrayLike<number>): void {
  assertRows({ scores, labels });
  assertValues('scores', scores, { min: 0, max: 1 });
  assertBinary('labels', labels);
}

/** A random tenth of the rows, at least one and not all. */
function holdOut(
  rows: readonly number[],
  random: () => number,
): { heldOut: number[]; others: number[] } {
  const shuffled = [...rows];
  const count = Math.ceil(rows.length / SPLITS);
  for (let index = 0; index < count; index++) {
    const other = index + Math.floor(random() * (shuffled.length - index));
    [shuffled[index], shuffled[other]] = [shuffled[other]!, shuffled[index]!];
  }
  return { heldOut: shuffled.slice(0, count), others: shuffled.slice(count) };
}
