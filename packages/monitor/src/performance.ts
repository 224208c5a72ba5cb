/** Classes told apart per model name, less one: further ones count as `_OTHER`. */
export const LABELS_MAX = 256;
/** What is not told apart: classes here, segments in slices. */
export const OTHER = '_OTHER';
/** Number of `_OTHER` in every label table. */
export const OTHER_LABEL: number = LABELS_MAX - 1;

/** Class names and their numbers, shared by all cells of a model. */
export interface LabelTable {
  /** The names told apart; each one's place is its number. */
  readonly labels: readonly string[];
  idOf(label: string): number;
}

/** A table without names. */
export function createLabelTable(): LabelTable {
  const ids = new Map<string, number>([[OTHER, OTHER_LABEL]]);
  const labels: string[] = [];
  return {
    labels,
    idOf(label) {
      const known = ids.get(label);
      if (known !== undefined) return known;
      if (labels.length === OTHER_LABEL) return OTHER_LABEL;
      ids.set(label, labels.length);
      return labels.push(label) - 1;
    },
  };
}

/** Sums over predictions joined with ground truth. Every field is additive. */
export interface PerformanceSums {
  /** Predictions by predicted and actual class: key `predicted * LABELS_MAX + actual`. */
  readonly outcomes: Map<number, number>;
  /** Predictions with a predicted and an actual value. */
  values: number;
  absoluteError: number;
  squaredError: number;
}

/** Sums over no predictions. */
export function createPerformanceSums(): PerformanceSums {
  return { outcomes: new Map(), values: 0, absoluteError: 0, squaredError: 0 };
}

/** Counts one prediction by its predicted and actual class. */
export function addOutcome(sums: PerformanceSums, predicted: number, actual: number): void {
  const key = predicted * LABELS_MAX + actual;
  sums.outcomes.set(key, (sums.outcomes.get(key) ?? 0) + 1);
}

/** An error that is not finite, or whose square is not, would be all that a sum still says: it is left out. */
export function addError(sums: PerformanceSums, predicted: number, actual: number): void {
  const error = predicted - actual;
  const squared = error * error;
  if (!Number.isFinite(squared)) return;
  sums.values++;
  sums.absoluteError += Math.abs(error);
  sums.squaredError += squared;
}

/** Adds sums to others. */
export function mergePerformance(into: PerformanceSums, from: PerformanceSums): void {
  for (const [key, rows] of from.outcomes)
    into.outcomes.set(key, (into.outcomes.get(key) ?? 0) + rows);
  into.values += from.values;
  into.absoluteError += from.absoluteError;
  into.squaredError += from.squaredError;
}

/** Realized performance of one window or scope. A metric is absent while no prediction has ground truth for it. */
export interface Performance {
  /** Predictions with an actual class. */
  readonly labelled: number;
  /**
   * Share of them whose predicted class is the actual one, in [0, 1]. Where both are classes beyond those told
   * apart nobody can say whether they are the same; such predictions are not among those it is a share of.
   */
  readonly accuracy?: number;
  /** Predictions with an actual value. */
  readonly valued: number;
  readonly meanAbsoluteError?: number;
  readonly rootMeanSquaredError?: number;
}

/** The metrics that sums give. */
export function toPerformance(sums: PerformanceSums): Performance {
  let labelled = 0;
  let judged = 0;
  let correct = 0;
  for (const [key, rows] of sums.outcomes) {
    const predicted = Math.floor(key / LABELS_MAX);
    const actual = key % LABELS_MAX;
    labelled += rows;
    if (predicted === OTHER_LABEL && actual === OTHER_LABEL) continue;
    judged += rows;
    if (predicted === actual) correct += rows;
  }
  return {
    labelled,
    ...(judged > 0 && { accuracy: correct / judged }),
    valued: sums.values,
    ...(sums.values > 0 && {
      meanAbsoluteError: sums.absoluteError / sums.values,
      rootMeanSquaredError: Math.sqrt(sums.squaredError / sums.values),
    }),
  };
}
