import { StatisticsError } from './errors.ts';
import { assertBinary, assertRows, assertValues } from './rows.ts';
import { assertArgument } from './validate.ts';

/** A logistic curve: 1 / (1 + exp(slope · score + intercept)). Plain numbers, for JSON. */
export interface PlattScaling {
  /** Negative where a higher score means a likelier positive. */
  readonly slope: number;
  readonly intercept: number;
}

/** A slope for a narrower range than this would be beyond the largest double. */
const RANGE_MIN = 1e-300;
/** Newton's method needs some ten steps; a halved step has no more than sixty. */
const STEPS_MAX = 100;
const HALVINGS_MAX = 60;

/** Loss, gradient and curvature at a point (slope, intercept), the scores standardized. */
interface Expansion {
  loss: number;
  gradient: [number, number];
  /** Second derivatives: slope twice, slope and intercept, intercept twice. */
  curvature: [number, number, number];
}

/**
 * Platt's calibration: a logistic regression of the label on the score.
 *
 * @param scores Finite, any scale, in any order, length n >= 1.
 * @param labels 0 or 1, length n.
 * @returns The curve of greatest likelihood for Platt's targets (P + 1) / (P + 2) and 1 / (N + 2)
 * for P positives and N negatives in place of 1 and 0, which keep it finite when the classes
 * separate or one is absent. Constant scores, and those within 1e-300 of each other, give slope 0.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`.
 *
 * O(n) a step, about ten steps: Newton's method with halved steps on standardized scores. Agrees
 * with `sklearn.calibration._SigmoidCalibration` to 1e-4, where that one stops.
 * @see Platt (1999), "Probabilistic outputs for support vector machines"; Lin, Lin & Weng (2007),
 * doi:10.1007/s10994-007-5018-6.
 */
export function fitPlattScaling(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
): PlattScaling {
  const n = assertRows({ scores, labels });
  assertValues('scores', scores);
  assertBinary('labels', labels);
  let positives = 0;
  let center = 0;
  for (let row = 0; row < n; row++) {
    positives += labels[row]!;
    center += (scores[row]! - center) / (row + 1);
  }
  let scale = 0;
  for (let row = 0; row < n; row++) scale = Math.max(scale, Math.abs(scores[row]! - center));
  if (!Number.isFinite(scale)) {
    throw new StatisticsError('invalid_value', 'scores have no finite range');
  }
  if (scale < RANGE_MIN) scale = 0;
  const targets: readonly [number, number] = [
    1 / (n - positives + 2),
    (positives + 1) / (positives + 2),
  ];
  const at = (point: readonly [number, number]): Expansion => {
    const expansion: Expansion = { loss: 0, gradient: [0, 0], curvature: [0, 0, 0] };
    for (let row = 0; row < n; row++) {
      const score = scale === 0 ? 0 : (scores[row]! - center) / scale;
      addRow(expansion, { score, target: targets[labels[row] as 0 | 1], point });
    }
    return expansion;
  };
  const [slope, intercept] = minimum(at, Math.log((n - positives + 1) / (positives + 1)));
  if (scale === 0) return { slope: 0, intercept };
  return { slope: slope / scale, intercept: intercept - (slope / scale) * center };
}

/**
 * The calibrated probability of a score.
 *
 * @param score Any number but NaN.
 * @returns In [0, 1]. Both tails keep their digits.
 * @throws {StatisticsError} `invalid_value` for NaN.
 */
export function plattProbability(scaling: PlattScaling, score: number): number {
  if (Number.isNaN(score)) {
    throw new StatisticsError('invalid_value', 'score is NaN; it must be a number');
  }
  // An infinite score on a flat curve is as likely as any other.
  const exponent =
    scaling.slope === 0 ? scaling.intercept : scaling.slope * score + scaling.intercept;
  return 1 / (1 + Math.exp(exponent));
}

/**
 * Checks what was read back from JSON.
 *
 * @throws {StatisticsError} `invalid_argument` unless slope and intercept are finite numbers.
 */
export function parsePlattScaling(parsed: unknown): PlattScaling {
  const { slope, intercept } = (parsed ?? {}) as { slope?: unknown; intercept?: unknown };
  assertArgument(Number.isFinite(slope), 'slope', slope, 'a finite number');
  assertArgument(Number.isFinite(intercept), 'intercept', intercept, 'a finite number');
  return { slope: slope as number, intercept: intercept as number };
}

/** Adds the cross-entropy of one row and its derivatives, without overflow for far exponents. */
function addRow(
  expansion: Expansion,
  row: { score: number; target: number; point: readonly [number, number] },
): void {
  const { score, target, point } = row;
  const exponent = point[0] * score + point[1];
  const small = Math.exp(-Math.abs(exponent));
  const [positive, negative] =
    exponent >= 0 ? [small / (1 + small), 1 / (1 + small)] : [1 / (1 + small), small / (1 + small)];
  expansion.loss += Math.max(exponent, 0) + Math.log1p(small) - (1 - target) * exponent;
  const slope = target - positive;
  const curvature = positive * negative;
  expansion.gradient[0] += slope * score;
  expansion.gradient[1] += slope;
  expansion.curvature[0] += curvature * score * score;
  expansion.curvature[1] += curvature * score;
  expansion.curvature[2] += curvature;
}

/**
 * Newton's method from a flat curve; the loss is convex, so a step that lowers it is always found.
 */
function minimum(
  at: (point: readonly [number, number]) => Expansion,
  intercept: number,
): readonly [number, number] {
  let point: readonly [number, number] = [0, intercept];
  let here = at(point);
  for (let step = 0; step < STEPS_MAX; step++) {
    const move = newtonMove(here);
    let [shrink, next, there] = [1, point, here];
    for (let halving = 0; halving < HALVINGS_MAX; halving++, shrink /= 2) {
      next = [point[0] - shrink * move[0], point[1] - shrink * move[1]];
      there = at(next);
      if (isCloser(there, here)) break;
    }
    if (!isCloser(there, here)) break;
    [point, here] = [next, there];
  }
  return point;
}

/**
 * A lower loss, or near the minimum, where rounding hides the loss, a smaller gradient at a loss
 * that is as low.
 */
function isCloser(there: Expansion, here: Expansion): boolean {
  if (there.loss < here.loss * (1 - 1e-12)) return true;
  return there.loss <= here.loss * (1 + 1e-14) && length(there.gradient) < length(here.gradient);
}

function length([slope, intercept]: readonly [number, number]): number {
  return Math.hypot(slope, intercept);
}

/** The solution of curvature · move = gradient; a trace of ridge keeps constant scores solvable. */
function newtonMove({ gradient, curvature }: Expansion): readonly [number, number] {
  const [a, b, c] = [curvature[0] + 1e-12, curvature[1], curvature[2] + 1e-12];
  const determinant = a * c - b * b;
  return [
    (c * gradient[0] - b * gradient[1]) / determinant,
    (a * gradient[1] - b * gradient[0]) / determinant,
  ];
}
