import {
  ATTR_ML_PREDICTION_LABEL,
  ATTR_ML_PREDICTION_PROBABILITY,
  ATTR_ML_PREDICTION_SCORE,
  ATTR_ML_PREDICTION_VALUE,
} from '@marigraph/semantic-conventions';

import type { SetAttribute } from './features.ts';
import { cellAt, floatAt, isFloat, recordedFloat, type TensorLike, toTensor } from './tensor.ts';

const PROBABILITIES_MAX = 10;
const LABEL_NAME = /label|class/i;
const PROBABILITY_NAME = /prob|score/i;
/** Names that say what the output is, whatever one row of it looks like. */
const SURELY_PROBABILITY_NAME = /prob/i;
const LOGIT_NAME = /logit/i;
/** float16 has 11 significant bits, so sums over many classes are off by more. */
const SUM_TOLERANCE = 1e-3;
const SUM_TOLERANCE_FLOAT16 = 1e-2;

/** What is known of a model's outputs from its file and from earlier calls. */
export interface OutputKnowledge {
  readonly classNames: readonly string[] | undefined;
  /** Outputs that once held a finite row which was no distribution; they never become probabilities again. */
  readonly notProbabilities: Set<string>;
}

/** The predictions of one call, row by row. */
export interface Predictions {
  /** The predicted class of a row, where the model has classes. */
  label(row: number): string | undefined;
  write(row: number, set: SetAttribute): void;
}

/**
 * Understands three shapes of output, and only where they are certain:
 *
 * - a label [N], with probabilities [N, C] beside it or without, as classifiers from scikit-learn have it;
 * - one output [N, C] whose rows are probabilities: the class with the highest one is the label;
 * - one single float output [N] or [N, 1] of a model without classes: a regression.
 *
 * Logits, embeddings, distances and decision values are not guessed at: then the result is `undefined`.
 */
export function readPredictions(
  results: Readonly<Record<string, unknown>>,
  rows: number,
  knowledge: OutputKnowledge,
): Predictions | undefined {
  const tensors = tensorsOf(results, rows);
  const label = tensors.find(([name, tensor]) => LABEL_NAME.test(name) && isLabel(tensor, rows));
  const probabilities = findProbabilities(tensors, rows, knowledge);
  if (label !== undefined) return labelled(label[1], probabilities, knowledge.classNames);
  if (probabilities !== undefined) return fromProbabilities(probabilities, knowledge.classNames);

  const [only, ...others] = tensors;
  const isSingle = others.length === 0 && Object.keys(results).length === 1;
  if (only === undefined || !isSingle || knowledge.classNames !== undefined) return undefined;
  return isFloat(only[1]) && sizeOf(only[1]) === rows ? regression(only[1]) : undefined;
}

type NamedTensor = readonly [name: string, tensor: TensorLike];

/** The readable outputs that have one entry per row. */
function tensorsOf(
  results: Readonly<Record<string, unknown>>,
  rows: number,
): readonly NamedTensor[] {
  const tensors: NamedTensor[] = [];
  for (const name in results) {
    const tensor = toTensor(results[name]);
    if (tensor !== undefined && tensor.dims[0] === rows && tensor.dims.length <= 2) {
      tensors.push([name, tensor]);
    }
  }
  return tensors;
}

function isLabel(tensor: TensorLike, rows: number): boolean {
  return !isFloat(tensor) && tensor.type !== 'bool' && sizeOf(tensor) === rows;
}

function sizeOf(tensor: TensorLike): number {
  return (tensor.dims[0] ?? 1) * (tensor.dims[1] ?? 1);
}

/** The only output whose rows are probabilities; of several, the only one that is named so. */
function findProbabilities(
  tensors: readonly NamedTensor[],
  rows: number,
  knowledge: OutputKnowledge,
): TensorLike | undefined {
  const candidates: NamedTensor[] = [];
  for (const [name, tensor] of tensors) {
    if (!isFloat(tensor) || (tensor.dims[1] ?? 0) < 2) continue;
    if (LOGIT_NAME.test(name) || knowledge.notProbabilities.has(name)) continue;
    const verdict = areProbabilities(tensor, rows);
    if (verdict === true) candidates.push([name, tensor]);
    else if (verdict === false && !SURELY_PROBABILITY_NAME.test(name)) {
      // A row of logits can add up to 1 by chance, but not every time.
      knowledge.notProbabilities.add(name);
    }
  }
  if (candidates.length < 2) return candidates[0]?.[1];
  const named = candidates.filter(([name]) => PROBABILITY_NAME.test(name));
  return named.length === 1 ? named[0]?.[1] : undefined;
}

/** `undefined` where a value is not finite: bad input says nothing about the kind of output. */
function areProbabilities(tensor: TensorLike, rows: number): boolean | undefined {
  const classes = tensor.dims[1] ?? 0;
  const tolerance = tensor.type === 'float16' ? SUM_TOLERANCE_FLOAT16 : SUM_TOLERANCE;
  let isDistribution = true;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let index = row * classes; index < (row + 1) * classes; index++) {
      const value = floatAt(tensor, index);
      if (!Number.isFinite(value)) return undefined;
      if (value < -tolerance || value > 1 + tolerance) isDistribution = false;
      sum += value;
    }
    if (Math.abs(sum - 1) > tolerance) isDistribution = false;
  }
  return isDistribution;
}

function labelled(
  label: TensorLike,
  probabilities: TensorLike | undefined,
  classNames: readonly string[] | undefined,
): Predictions {
  const classes = probabilities?.dims[1] ?? 0;
  const names = classNames?.length === classes ? classNames : undefined;
  const labelAt = (row: number): string | undefined => {
    const value = cellAt(label, row);
    return value === undefined ? undefined : String(value);
  };

  return {
    label: labelAt,
    write(row, set) {
      const name = labelAt(row);
      if (name === undefined) return;
      set(ATTR_ML_PREDICTION_LABEL, name);
      if (probabilities === undefined) return;
      const index = names === undefined ? indexOfClass(name, classes) : names.indexOf(name);
      if (index >= 0) {
        set(ATTR_ML_PREDICTION_SCORE, probabilityAt(probabilities, row, index));
        writeProbabilities(probabilities, row, names, set);
      } else {
        // The label was mapped behind the classifier, so the columns have no names that it would match.
        const best = highestOf(probabilities, row);
        set(ATTR_ML_PREDICTION_SCORE, probabilityAt(probabilities, row, best));
      }
    },
  };
}

function fromProbabilities(
  probabilities: TensorLike,
  classNames: readonly string[] | undefined,
): Predictions {
  const names = classNames?.length === probabilities.dims[1] ? classNames : undefined;
  const nameOf = (index: number): string => names?.[index] ?? String(index);

  return {
    label: (row) => nameOf(highestOf(probabilities, row)),
    write(row, set) {
      const best = highestOf(probabilities, row);
      set(ATTR_ML_PREDICTION_LABEL, nameOf(best));
      set(ATTR_ML_PREDICTION_SCORE, probabilityAt(probabilities, row, best));
      writeProbabilities(probabilities, row, names, set);
    },
  };
}

function regression(values: TensorLike): Predictions {
  return {
    label: () => undefined,
    write(row, set) {
      const value = floatAt(values, row);
      if (!Number.isNaN(value)) set(ATTR_ML_PREDICTION_VALUE, recordedFloat(values, value));
    },
  };
}

function writeProbabilities(
  probabilities: TensorLike,
  row: number,
  names: readonly string[] | undefined,
  set: SetAttribute,
): void {
  const classes = probabilities.dims[1] ?? 0;
  if (classes > PROBABILITIES_MAX) return;
  for (let index = 0; index < classes; index++) {
    const key = ATTR_ML_PREDICTION_PROBABILITY(names?.[index] ?? String(index));
    set(key, probabilityAt(probabilities, row, index));
  }
}

function probabilityAt(probabilities: TensorLike, row: number, index: number): number {
  const classes = probabilities.dims[1] ?? 0;
  return recordedFloat(probabilities, floatAt(probabilities, row * classes + index));
}

/** The index of the highest probability; the first of equal ones. */
function highestOf(probabilities: TensorLike, row: number): number {
  const classes = probabilities.dims[1] ?? 0;
  const start = row * classes;
  let best = 0;
  for (let index = 1; index < classes; index++) {
    if (floatAt(probabilities, start + index) > floatAt(probabilities, start + best)) best = index;
  }
  return best;
}

/** The column of a label that is itself the number of a column; -1 for any other. */
function indexOfClass(label: string, classes: number): number {
  const index = Number(label);
  return /^\d+$/.test(label) && index < classes ? index : -1;
}
