import LogisticRegression from 'ml-logistic-regression';
import { Matrix } from 'ml-matrix';

/** A binary logistic regression over raw features. */
export interface LogisticModel {
  /** Log-odds of the positive class per unit of each feature. */
  readonly coefficients: readonly number[];
  /** Log-odds of the positive class where every feature is 0. */
  readonly intercept: number;
  /** What stands in for a feature that is missing (NaN): its mean over the training rows. */
  readonly means: readonly number[];
}

// The library climbs the summed log-likelihood with a fixed step. That converges while the step is below
// 2 / (largest eigenvalue of the Hessian), which is at most 2 / 369 for the training rows; along the flattest
// direction (eigenvalue 7.5) each step then removes 2 % of the error, so 2,000 steps leave only rounding.
const LEARNING_RATE = 2.5e-3;
const STEPS = 2_000;

/**
 * Fits a logistic regression without a penalty by maximum likelihood. Deterministic.
 *
 * @param rows n rows of finite features, all of one length; no feature may be constant.
 * @param positive Whether each row belongs to the positive class; both classes must occur.
 */
export function trainLogisticRegression(
  rows: readonly (readonly number[])[],
  positive: readonly boolean[],
): LogisticModel {
  const scales = (rows[0] ?? []).map((_, column) => scaleOf(rows.map((row) => row[column] ?? NaN)));
  // The library has no intercept of its own: a column of ones becomes it.
  const design = rows.map((row) => [
    1,
    ...scales.map(({ mean, deviation }, column) => ((row[column] ?? NaN) - mean) / deviation),
  ]);
  const regression = new LogisticRegression({ numSteps: STEPS, learningRate: LEARNING_RATE });
  regression.train(new Matrix(design), Matrix.columnVector(positive.map(Number)));

  // "Not class 0" is the positive class.
  const [intercept = NaN, ...weights] = regression.classifiers[0]?.weights.to1DArray() ?? [];
  const coefficients = scales.map(({ deviation }, column) => (weights[column] ?? NaN) / deviation);
  const means = scales.map(({ mean }) => mean);
  return { coefficients, intercept: intercept - dot(coefficients, means), means };
}

/** Probability of the positive class, in (0, 1). A NaN feature counts as its training mean. */
export function predictProbability(model: LogisticModel, features: readonly number[]): number {
  const complete = features.map((value, column) =>
    Number.isNaN(value) ? (model.means[column] ?? NaN) : value,
  );
  return 1 / (1 + Math.exp(-(model.intercept + dot(model.coefficients, complete))));
}

function scaleOf(values: readonly number[]): { mean: number; deviation: number } {
  const mean = sum(values) / values.length;
  const variance = sum(values.map((value) => (value - mean) ** 2)) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}

function dot(a: readonly number[], b: readonly number[]): number {
  return sum(a.map((value, index) => value * (b[index] ?? NaN)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
