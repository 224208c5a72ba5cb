import type { WeightOptions } from './rows.ts';
import { assertBinary, assertRows, assertValues, rowWeights } from './rows.ts';

/** Newton's method needs some ten steps. */
const STEPS_MAX = 100;
/** A step that lowers the loss by less than this share of it is the last. */
const LAST_STEP = 1e-9;
/** Probabilities are cut this far from 0 and 1, whose logits are infinite. */
const CUT = Number.EPSILON;

/** ln(odds of label 1) as a line over ln(odds of the probability). */
export interface CalibrationLine {
  /** 1 when calibrated; below 1 the probabilities are too extreme, above 1 too timid. */
  readonly slope: number;
  /** 0 when calibrated; above 0 the probabilities are too low. */
  readonly intercept: number;
  /** Squared standard errors, by the inverse of the information. */
  readonly slopeVariance: number;
  readonly interceptVariance: number;
}

/**
 * Cox's calibration slope and intercept: the logistic regression of the label on the logit of the
 * probability.
 *
 * @param labels What was true, 0 or 1, length n >= 1.
 * @param probabilities In [0, 1], same length; cut at 2^-52 from either end.
 * @returns `undefined` when no finite line is the likeliest: one label is absent, or a threshold
 * separates the two.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`.
 *
 * O(n) per step, about ten steps: Newton's method with halved steps. Agrees with an unpenalized
 * logistic regression of scikit-learn to 1e-10.
 * @see Cox (1958), doi:10.1093/biomet/45.3-4.562.
 */
export function calibrationLine(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  options: WeightOptions = {},
): CalibrationLine | undefined {
  const rows = assertRows({ labels, probabilities, weights: options.weights });
  assertBinary('labels', labels);
  assertValues('probabilities', probabilities, { min: 0, max: 1 });
  const logits = Float64Array.from(probabilities, (p) => {
    const cut = Math.min(1 - CUT, Math.max(CUT, p));
    return Math.log(cut) - Math.log1p(-cut);
  });
  const points = { rows, labels, logits, weightOf: rowWeights(options) };
  if (!overlaps(points)) return undefined;

  // From a level line, where the information is great however extreme the probabilities are.
  let [slope, intercept] = [0, 0];
  let here = expand(points, slope, intercept);
  for (let step = 0; step < STEPS_MAX; step++) {
    const toSlope = here.bySlope / here.spread;
    const toLevel = here.byLevel / here.information;
    const toIntercept = toLevel - here.center * toSlope;
    // Twice what the step should lower the loss by. When that is little a full step squares the
    // error.
    const decrement = here.bySlope * toSlope + here.byLevel * toLevel;
    const isLast = decrement < LAST_STEP * here.loss;
    let share = 1;
    let next = expand(points, slope - toSlope, intercept - toIntercept);
    // A full step may overshoot far from the minimum; the loss is convex, so that a short one does
    // not.
    const lossMax = isLast ? Infinity : here.loss;
    while (next.loss > lossMax) {
      share /= 2;
      next = expand(points, slope - share * toSlope, intercept - share * toIntercept);
    }
    slope -= share * toSlope;
    intercept -= share * toIntercept;
    here = next;
    if (isLast) break;
  }
  return {
    slope,
    intercept,
    slopeVariance: 1 / here.spread,
    interceptVariance: 1 / here.information + here.center ** 2 / here.spread,
  };
}

interface Points {
  readonly rows: number;
  readonly labels: ArrayLike<number>;
  readonly logits: Float64Array;
  readonly weightOf: (row: number) => number;
}

/** Loss and its derivatives, the logits taken from their mean so that slope and level are apart. */
interface Expansion {
  readonly loss: number;
  /** Mean logit, rows weighing by their information p (1 - p). */
  readonly center: number;
  /** First derivatives by the slope around the centre and by the level there. */
  readonly bySlope: number;
  readonly byLevel: number;
  /** Second derivatives by the same. */
  readonly spread: number;
  readonly information: number;
}

function expand(points: Points, slope: number, intercept: number): Expansion {
  const { rows, labels, logits, weightOf } = points;
  const gradients = new Float64Array(rows);
  const informations = new Float64Array(rows);
  let [loss, byLevel, information, sum] = [0, 0, 0, 0];
  for (let row = 0; row < rows; row++) {
    const sign = labels[row] === 1 ? 1 : -1;
    // The odds in favour of what happened: the loss is ln(1 + e^-odds).
    const odds = sign * (intercept + slope * logits[row]!);
    const unlikely = Math.exp(-Math.abs(odds));
    const [more, less] = [1 / (1 + unlikely), unlikely / (1 + unlikely)];
    const weight = weightOf(row);
    gradients[row] = -sign * weight * (odds > 0 ? less : more);
    informations[row] = weight * more * less;
    loss += weight * (Math.log1p(unlikely) + Math.max(0, -odds));
    byLevel += gradients[row]!;
    information += informations[row]!;
    sum += informations[row]! * logits[row]!;
  }
  const center = sum / information;
  let [bySlope, spread] = [0, 0];
  for (let row = 0; row < rows; row++) {
    bySlope += gradients[row]! * (logits[row]! - center);
    spread += informations[row]! * (logits[row]! - center) ** 2;
  }
  return { loss, center, bySlope, byLevel, spread, information };
}

/**
 * Whether either label has a logit strictly inside the other's range: no threshold separates them.
 */
function overlaps({ rows, labels, logits, weightOf }: Points): boolean {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (let row = 0; row < rows; row++) {
    if (weightOf(row) === 0) continue;
    const label = labels[row]!;
    low[label] = Math.min(low[label]!, logits[row]!);
    high[label] = Math.max(high[label]!, logits[row]!);
  }
  return low[1]! < high[0]! && low[0]! < high[1]!;
}
