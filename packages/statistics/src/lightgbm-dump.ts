import { NODE } from './gradient-boosting-model.ts';
import type { GradientBoostingModel } from './gradient-boosting-model.ts';
import { jsonArray, jsonNumber, jsonObject } from './json-shape.ts';
import type { JsonObject } from './json-shape.ts';
import { assertArgument } from './validate.ts';

/** Limits of what is read: beyond them a dump is a mistake or an attack. */
const NODES_MAX = 10_000_000;
const CATEGORY_MAX = 1_000_000;

const OUTPUTS: Readonly<Record<string, GradientBoostingModel['output']>> = {
  regression: 'identity',
  regression_l1: 'identity',
  huber: 'identity',
  fair: 'identity',
  quantile: 'identity',
  mape: 'identity',
  poisson: 'exponential',
  gamma: 'exponential',
  tweedie: 'exponential',
  binary: 'logistic',
  cross_entropy: 'logistic',
};

/** The arrays of `DecisionTrees` while they grow. */
interface GrowingTrees {
  readonly roots: number[];
  readonly left: number[];
  readonly right: number[];
  readonly feature: number[];
  readonly threshold: number[];
  readonly kind: number[];
  readonly missingLeft: number[];
  readonly categories: Uint32Array[];
  readonly leafValue: number[];
}

/** A node of the dump and where its index is to be written. */
interface Waiting {
  readonly value: unknown;
  readonly path: string;
  readonly into: number[];
  readonly at: number;
}

/**
 * Reads a LightGBM model from the JSON of `Booster.dump_model()`.
 *
 * @param dump What `JSON.parse` gave. One output: a regression, binary classification or a custom
 * objective, whose raw score is the prediction.
 * @returns A model for `gradientBoostingPrediction`; nothing of the dump is kept.
 * @throws {StatisticsError} `invalid_argument`, with the path of what is missing, unknown or out of
 * range: an objective that is not listed, several classes, linear leaves, a split on a feature that
 * does not exist, more than 10 million nodes, a category above a million.
 *
 * O(nodes) time and space, without recursion.
 * @see LightGBM 4, "Booster.dump_model".
 */
export function parseLightGbmDump(dump: unknown): GradientBoostingModel {
  const model = jsonObject(dump, 'dump');
  const names = jsonArray(model['feature_names'], 'feature_names');
  for (const [index, name] of names.entries()) {
    assertArgument(typeof name === 'string', `feature_names[${index}]`, name, 'a string');
  }
  const featureNames = names as string[];
  const isUnique = new Set(featureNames).size === featureNames.length;
  assertArgument(isUnique, 'feature_names', featureNames, 'free of repetition');
  const perIteration = model['num_tree_per_iteration'];
  assertArgument(perIteration === 1, 'num_tree_per_iteration', perIteration, '1: one output');

  const trees: GrowingTrees = {
    roots: [],
    left: [],
    right: [],
    feature: [],
    threshold: [],
    kind: [],
    missingLeft: [],
    categories: [],
    leafValue: [],
  };
  for (const [tree, info] of jsonArray(model['tree_info'], 'tree_info').entries()) {
    const path = `tree_info[${tree}]`;
    trees.roots.push(0);
    const root = jsonObject(info, path)['tree_structure'];
    const waiting = { value: root, path: `${path}.tree_structure`, into: trees.roots, at: tree };
    addTree(trees, waiting, featureNames.length);
  }
  assertArgument(trees.roots.length > 0, 'tree_info.length', 0, 'at least 1');
  return {
    featureNames,
    trees: {
      roots: Int32Array.from(trees.roots),
      left: Int32Array.from(trees.left),
      right: Int32Array.from(trees.right),
      feature: Int32Array.from(trees.feature),
      threshold: Float64Array.from(trees.threshold),
      kind: Uint8Array.from(trees.kind),
      missingLeft: Uint8Array.from(trees.missingLeft),
      categories: trees.categories,
      leafValue: Float64Array.from(trees.leafValue),
    },
    combination: model['average_output'] === true ? 'mean' : 'sum',
    ...parseObjective(model['objective']),
  };
}

function parseObjective(objective: unknown): Pick<GradientBoostingModel, 'output' | 'steepness'> {
  // A custom objective leaves no name.
  if (objective === undefined) return { output: 'identity', steepness: 1 };
  assertArgument(typeof objective === 'string', 'objective', objective, 'a string');
  const [name = '', ...parameters] = (objective as string).split(' ');
  const known = Object.hasOwn(OUTPUTS, name);
  assertArgument(known, 'objective', objective, `one of ${Object.keys(OUTPUTS).join(', ')}`);
  if (name === 'regression' && parameters.includes('sqrt')) {
    return { output: 'signed_square', steepness: 1 };
  }
  const sigmoid = parameters.find((parameter) => parameter.startsWith('sigmoid:'));
  const steepness = Number(sigmoid?.slice('sigmoid:'.length) ?? 1);
  assertArgument(
    steepness > 0 && steepness < Infinity,
    'objective',
    objective,
    'of a steepness > 0',
  );
  return { output: OUTPUTS[name]!, steepness };
}

/** Adds the nodes of one tree, a parent before its children. */
function addTree(trees: GrowingTrees, root: Waiting, features: number): void {
  const stack = [root];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { value, path, into, at } = next;
    const node = jsonObject(value, path);
    if (node['split_feature'] === undefined) {
      into[at] = -1 - trees.leafValue.length;
      trees.leafValue.push(leafValue(node, path));
      continue;
    }
    const index = trees.left.length;
    assertArgument(index < NODES_MAX, 'dump', `${index} nodes`, `below ${NODES_MAX} nodes`);
    into[at] = index;
    addSplit(trees, { node, path, features });
    stack.push(
      { value: node['right_child'], path: `${path}.right_child`, into: trees.right, at: index },
      { value: node['left_child'], path: `${path}.left_child`, into: trees.left, at: index },
    );
  }
}

function leafValue(node: JsonObject, path: string): number {
  const isLinear = node['leaf_coeff'] !== undefined || node['leaf_const'] !== undefined;
  assertArgument(
    !isLinear,
    `${path}.leaf_coeff`,
    node['leaf_coeff'],
    'absent: leaves are constant',
  );
  return jsonNumber(node['leaf_value'], `${path}.leaf_value`);
}

function addSplit(
  trees: GrowingTrees,
  split: { readonly node: JsonObject; readonly path: string; readonly features: number },
): void {
  const { node, path, features } = split;
  const feature = jsonNumber(node['split_feature'], `${path}.split_feature`);
  const exists = Number.isSafeInteger(feature) && feature >= 0 && feature < features;
  assertArgument(exists, `${path}.split_feature`, feature, `one of ${features} features`);
  trees.feature.push(feature);
  trees.left.push(0);
  trees.right.push(0);
  trees.missingLeft.push(node['default_left'] === true ? 1 : 0);
  const decision = node['decision_type'];
  if (decision === '==') {
    trees.kind.push(NODE.category);
    trees.threshold.push(trees.categories.length);
    trees.categories.push(categorySet(node['threshold'], `${path}.threshold`));
    return;
  }
  assertArgument(decision === '<=', `${path}.decision_type`, decision, '<= or ==');
  trees.kind.push(nodeKind(node['missing_type'], `${path}.missing_type`));
  trees.threshold.push(jsonNumber(node['threshold'], `${path}.threshold`));
}

function nodeKind(missing: unknown, path: string): number {
  const kinds: Readonly<Record<string, number>> = {
    None: NODE.number,
    NaN: NODE.numberOrNaN,
    Zero: NODE.numberOrZero,
  };
  const isKnown = typeof missing === 'string' && Object.hasOwn(kinds, missing);
  assertArgument(isKnown, path, missing, 'None, NaN or Zero');
  return kinds[missing as string]!;
}

/** Of `3||17||40`, the categories that go left. */
function categorySet(threshold: unknown, path: string): Uint32Array {
  assertArgument(
    /^\d+(?:\|\|\d+)*$/.test(String(threshold)),
    path,
    threshold,
    'categories as 1||2',
  );
  const categories = String(threshold).split('||').map(Number);
  let greatest = 0;
  for (const category of categories) greatest = Math.max(greatest, category);
  assertArgument(greatest <= CATEGORY_MAX, path, greatest, `at most ${CATEGORY_MAX}`);
  const set = new Uint32Array((greatest >>> 5) + 1);
  for (const category of categories) set[category >>> 5]! |= 1 << (category & 31);
  return set;
}
