import {
  ATTR_ML_FEATURE_COUNT,
  ATTR_ML_FEATURE_MISSING_COUNT,
  ATTR_ML_FEATURE_VALUE,
  ATTR_ML_FEATURES,
} from '@marigraph/semantic-conventions';
import type { AnyValue } from '@opentelemetry/api';

import type { Settings } from './config.ts';
import { cellAt, type TensorLike, toTensor } from './tensor.ts';

/** Above this number the values travel as one map: a span keeps 128 attributes by default. */
const FLAT_FEATURES_MAX = 64;
const FEATURES_MAX = 1_024;

export type SetAttribute = (key: string, value: AnyValue) => void;

/** An input of the model as a table: `rows` times `width` values. */
interface Table {
  readonly input: string;
  readonly width: number;
}

interface Column {
  readonly input: string;
  readonly width: number;
  readonly offset: number;
  readonly name: string;
  readonly key: string;
}

/** Which columns of a model's inputs are recorded, and under which names. */
export interface FeaturePlan {
  readonly tables: readonly Table[];
  readonly columns: readonly Column[];
  /** Why nothing, or not everything, can be recorded. */
  readonly problem: string | undefined;
}

/** Writes the features of one row; `undefined` where there are none to record. */
export type FeatureWriter = (row: number, set: SetAttribute) => void;

/** The first dimension that all inputs share; `undefined` where they disagree or have none. Inputs without dimensions are settings, not data. */
export function rowsOf(feeds: Readonly<Record<string, unknown>>): number | undefined {
  let rows: number | undefined;
  for (const name in feeds) {
    const size = firstDimension(feeds[name]);
    if (size === undefined) continue;
    if (rows !== undefined && size !== rows) return undefined;
    rows = size;
  }
  return rows;
}

export function firstDimension(value: unknown): number | undefined {
  const dims = (value as Partial<TensorLike> | null | undefined)?.dims;
  return Array.isArray(dims) && dims.length > 0 ? Number(dims[0]) : undefined;
}

/**
 * Finds names for the columns of the inputs: the given ones in the order of the columns, else the name of
 * an input that has one column. A matrix without names is not recorded: `input_ids` would become features.
 */
export function planFeatures(
  inputs: readonly string[],
  feeds: Readonly<Record<string, unknown>>,
  options: {
    readonly names: readonly string[] | undefined;
    readonly features: Settings['features'];
  },
): FeaturePlan {
  const tables = tablesOf(inputs, feeds);
  const total = tables.reduce((sum, table) => sum + table.width, 0);
  const names = options.names?.length === total ? options.names : undefined;
  const columns: Column[] = [];
  let index = 0;
  for (const { input, width } of tables) {
    for (let offset = 0; offset < width; offset++, index++) {
      const name = names?.[index] ?? (width === 1 ? input : undefined);
      if (name === undefined || !isWanted(name, options.features)) continue;
      columns.push({ input, width, offset, name, key: ATTR_ML_FEATURE_VALUE(name) });
    }
  }
  const problem = problemOf({ tables, total, given: options.names, recorded: columns.length });
  columns.splice(FEATURES_MAX);
  return { tables, columns, problem };
}

function problemOf(plan: {
  readonly tables: readonly Table[];
  readonly total: number;
  readonly given: readonly string[] | undefined;
  readonly recorded: number;
}): string | undefined {
  const { tables, total, given, recorded } = plan;
  if (recorded > FEATURES_MAX) {
    return `${recorded} are more than ${FEATURES_MAX}, the rest is left out`;
  }
  if (given?.length === total) return undefined;
  if (given !== undefined) {
    return `its inputs have ${total} columns, but there are ${given.length} feature names`;
  }
  const nameless = tables.find(({ width }) => width > 1);
  if (nameless === undefined) return undefined;
  return `the ${nameless.width} columns of input ${nameless.input} have no names; add feature_names to the metadata of the model or return featureNames from resolveModel`;
}

/** Whether a plan still holds for these inputs; their widths may differ from call to call. */
export function fitsPlan(
  plan: FeaturePlan,
  inputs: readonly string[],
  feeds: Readonly<Record<string, unknown>>,
): boolean {
  let next = 0;
  for (const input of inputs) {
    const width = widthOf(feeds[input]);
    if (width === undefined) continue;
    const table = plan.tables[next++];
    if (table === undefined || table.input !== input || table.width !== width) return false;
  }
  return next === plan.tables.length;
}

/** Reads the planned columns of these inputs; nothing where no column is recorded. */
export function createFeatureWriter(
  plan: FeaturePlan,
  feeds: Readonly<Record<string, unknown>>,
): FeatureWriter | undefined {
  const readable: { readonly column: Column; readonly tensor: TensorLike }[] = [];
  for (const column of plan.columns) {
    const tensor = toTensor(feeds[column.input]);
    if (tensor !== undefined) readable.push({ column, tensor });
  }
  if (readable.length === 0) return undefined;

  return (row, set) => {
    const map: Record<string, AnyValue> | undefined =
      readable.length > FLAT_FEATURES_MAX ? {} : undefined;
    let missing = 0;
    for (const { column, tensor } of readable) {
      const value = cellAt(tensor, row * column.width + column.offset);
      if (value === undefined) missing++;
      else if (map === undefined) set(column.key, value);
      else map[column.name] = value;
    }
    if (map !== undefined) set(ATTR_ML_FEATURES, map);
    set(ATTR_ML_FEATURE_COUNT, readable.length);
    set(ATTR_ML_FEATURE_MISSING_COUNT, missing);
  };
}

function tablesOf(
  inputs: readonly string[],
  feeds: Readonly<Record<string, unknown>>,
): readonly Table[] {
  const tables: Table[] = [];
  for (const input of inputs) {
    const width = widthOf(feeds[input]);
    if (width !== undefined) tables.push({ input, width });
  }
  return tables;
}

/** Columns of an input [N] or [N, F]; images, sequences of vectors and settings are no table. */
function widthOf(feed: unknown): number | undefined {
  const dims = (feed as Partial<TensorLike> | undefined)?.dims;
  if (!Array.isArray(dims) || dims.length === 0 || dims.length > 2) return undefined;
  return dims.length === 1 ? 1 : Number(dims[1]);
}

function isWanted(name: string, features: Settings['features']): boolean {
  return features === 'all' || (features !== 'none' && features.has(name));
}
