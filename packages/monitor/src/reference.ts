import { quantileEdges, quantileGroups } from '@marigraph/statistics';

import { createBinLookup } from './bins.ts';
import { MonitorError } from './errors.ts';

/** Fine bins of a numeric feature: 10 and 20 divide it, so deciles are exact merges of fine bins. */
export const FINE_BINS = 120;
/** Categories of a feature at most; a feature with more is an identifier. */
export const CATEGORIES_MAX = 1000;
/** Every quantile makes at most two edges: its value and, for a heavy one, the value before it. */
const EDGES_END = 2 * FINE_BINS;

/**
 * What rows are compared with: the distribution of every feature, as a document that is kept in version
 * control and read in review. It belongs to one version of one model.
 */
export interface Reference {
  readonly format: 'marigraph.reference/1';
  readonly model: { readonly name: string; readonly version: string };
  readonly rows: number;
  readonly features: readonly ReferenceFeature[];
}

/** The distribution of one feature. */
export type ReferenceFeature = NumericReference | CategoricalReference;

/** The distribution of a feature of numbers: rows per quantile bin. */
export interface NumericReference {
  readonly name: string;
  readonly type: 'number';
  readonly missing: number;
  /** Inner edges, strictly ascending: the 120-quantiles of the rows, or both sides of a constant. Bin i holds `edges[i-1] < x <= edges[i]`. */
  readonly edges: readonly number[];
  /** Rows per bin, `edges.length + 1` of them. */
  readonly counts: readonly number[];
}

/** The distribution of a feature of categories: rows per category. */
export interface CategoricalReference {
  readonly name: string;
  readonly type: 'category';
  readonly missing: number;
  readonly categories: readonly string[];
  /** Rows per category. */
  readonly counts: readonly number[];
}

/** The values of one feature, one per row. */
export interface ReferenceColumn {
  readonly name: string;
  /** `null` and NaN are missing. */
  readonly values: readonly (number | string | null)[];
}

/**
 * Builds a reference from columns of equal length. A column is numeric when all its values are numbers.
 *
 * O(n log n) per column.
 *
 * @throws {MonitorError} `reference_empty` without rows or columns; `reference_invalid` when columns differ
 * in length, a name occurs twice, a column has no value or more than 1,000 categories, or a number is infinite.
 */
export function buildReference(
  model: { readonly name: string; readonly version: string },
  columns: readonly ReferenceColumn[],
): Reference {
  const rows = columns[0]?.values.length ?? 0;
  if (rows === 0)
    throw new MonitorError('reference_empty', `${columns.length} columns, ${rows} rows`);
  const names = new Set<string>();
  for (const { name, values } of columns) {
    if (names.has(name)) invalid(name, 'the column occurs twice');
    names.add(name);
    if (values.length !== rows)
      invalid(name, `${values.length} values, expected ${rows} as in ${columns[0]?.name}`);
  }
  return {
    format: 'marigraph.reference/1',
    model: { name: model.name, version: model.version },
    rows,
    features: columns.map((column) => buildFeature(column)),
  };
}

function buildFeature({ name, values }: ReferenceColumn): ReferenceFeature {
  const present = values.filter((value) => value !== null && !Number.isNaN(value));
  const missing = values.length - present.length;
  if (present.length === 0) invalid(name, 'every value is missing; leave the column out');
  const numbers = present.filter((value) => typeof value === 'number');
  if (numbers.length === present.length) return buildNumeric(name, numbers, missing);
  return buildCategorical(name, present.map(String), missing);
}

function buildNumeric(name: string, values: number[], missing: number): NumericReference {
  const infinite = values.find((value) => !Number.isFinite(value));
  if (infinite !== undefined) invalid(name, `the value ${infinite} is not finite`);
  const sorted = Float64Array.from(values).toSorted();
  const quantiles = [...quantileEdges(sorted, FINE_BINS)];
  const edges = quantiles.length > 0 ? quantiles : edgesAround(sorted[0] as number);
  const lookup = createBinLookup(edges);
  const counts = Array.from({ length: lookup.bins }, () => 0);
  for (const value of values) {
    const bin = lookup.find(value);
    counts[bin] = (counts[bin] as number) + 1;
  }
  return { name, type: 'number', missing, edges, counts };
}

/** A constant has no quantiles between its values; a bin of its own shows any value below and above it. */
function edgesAround(value: number): number[] {
  return [value - Math.max(Math.abs(value) * Number.EPSILON, Number.MIN_VALUE), value];
}

function buildCategorical(name: string, values: string[], missing: number): CategoricalReference {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  if (counts.size > CATEGORIES_MAX) {
    invalid(
      name,
      `${counts.size} categories, at most ${CATEGORIES_MAX}; an identifier is no feature`,
    );
  }
  const categories = [...counts.keys()].toSorted();
  return {
    name,
    type: 'category',
    missing,
    categories,
    counts: categories.map((category) => counts.get(category) ?? 0),
  };
}

function invalid(feature: string, problem: string): never {
  throw new MonitorError('reference_invalid', `feature \`${feature}\`: ${problem}`);
}

/**
 * Checks what the types do not say of a reference that was read from elsewhere.
 *
 * @throws {MonitorError} `reference_invalid`.
 */
export function checkReference({ features }: Reference): void {
  const names = new Set<string>();
  for (const feature of features) {
    const { name, counts } = feature;
    if (names.has(name)) invalid(name, 'it occurs twice');
    names.add(name);
    if (feature.type === 'number') checkNumeric(feature);
    else checkCategorical(feature);
    if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0)) {
      invalid(name, 'its counts must be whole numbers from 0');
    }
    if (!counts.some((count) => count > 0)) invalid(name, 'it has no rows');
  }
}

function checkNumeric({ name, edges, counts }: NumericReference): void {
  if (edges.length >= EDGES_END)
    invalid(name, `${edges.length} edges, fewer than ${EDGES_END} expected`);
  if (counts.length !== edges.length + 1) invalid(name, 'it must have one count more than edges');
  let before = Number.NEGATIVE_INFINITY;
  for (const edge of edges) {
    if (!(edge > before && edge < Number.POSITIVE_INFINITY)) {
      invalid(name, `its edges must ascend strictly and be finite, at ${edge}`);
    }
    before = edge;
  }
}

function checkCategorical({ name, categories, counts }: CategoricalReference): void {
  if (new Set(categories).size !== categories.length) invalid(name, 'a category occurs twice');
  if (categories.length > CATEGORIES_MAX) {
    invalid(name, `${categories.length} categories, at most ${CATEGORIES_MAX}`);
  }
  if (counts.length !== categories.length) invalid(name, 'it must have one count per category');
}

/**
 * Which coarse bin each fine bin is part of.
 *
 * @param bins A divisor of 120. Where several quantiles fall on one edge, fewer coarse bins remain.
 */
export function coarseGroups(feature: NumericReference, bins: number): Int32Array {
  return quantileGroups(feature.counts, { from: FINE_BINS, to: bins });
}
