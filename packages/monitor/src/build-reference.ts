import { quantileEdges } from '@marigraph/statistics';

import { createBinLookup } from './bins.ts';
import { invalidFeature } from './check-reference.ts';
import { MonitorError } from './errors.ts';
import { countByHour, hoursOf } from './reference-hours.ts';
import {
  CATEGORIES_MAX,
  type CategoricalReference,
  FINE_BINS,
  type NumericReference,
  type Reference,
  type ReferenceColumn,
  type ReferenceFeature,
  type ReferenceTimes,
} from './reference.ts';

/**
 * Builds a reference from columns of equal length. A column is numeric when all its values are numbers.
 *
 * O(n log n) per column.
 *
 * @param times When the rows are from. Without it no natural variation is known, and drift cannot be judged before it
 * has been learned from live traffic.
 * @throws {MonitorError} `reference_empty` without rows or columns; `reference_invalid` when columns differ
 * in length, a name occurs twice, a column has no value or more than 1,000 categories, a number is infinite, or times
 * are none, span more than a year, or name an unknown zone.
 */
export function buildReference(
  model: { readonly name: string; readonly version: string },
  columns: readonly ReferenceColumn[],
  times?: ReferenceTimes,
): Reference {
  const rows = columns[0]?.values.length ?? 0;
  if (rows === 0)
    throw new MonitorError('reference_empty', `${columns.length} columns, ${rows} rows`);
  const names = new Set<string>();
  for (const { name, values } of columns) {
    if (names.has(name)) invalidFeature(name, 'the column occurs twice');
    names.add(name);
    if (values.length !== rows)
      invalidFeature(name, `${values.length} values, expected ${rows} as in ${columns[0]?.name}`);
  }
  const hours = times === undefined ? undefined : hoursOf(times, rows);
  return {
    format: 'marigraph.reference/2',
    model: { name: model.name, version: model.version },
    rows,
    ...(hours !== undefined && { time: hours.time }),
    features: columns.map((column) => {
      const feature = buildFeature(column);
      if (hours === undefined) return feature;
      const hourly = countByHour(feature, column.values, hours);
      return { ...feature, hourly };
    }),
  };
}

function buildFeature({ name, values }: ReferenceColumn): ReferenceFeature {
  const present = values.filter((value) => value !== null && !Number.isNaN(value));
  const missing = values.length - present.length;
  if (present.length === 0) invalidFeature(name, 'every value is missing; leave the column out');
  const numbers = present.filter((value) => typeof value === 'number');
  if (numbers.length === present.length) return buildNumeric(name, numbers, missing);
  return buildCategorical(name, present.map(String), missing);
}

function buildNumeric(name: string, values: number[], missing: number): NumericReference {
  const infinite = values.find((value) => !Number.isFinite(value));
  if (infinite !== undefined) invalidFeature(name, `the value ${infinite} is not finite`);
  const sorted = Float64Array.from(values).toSorted();
  const quantiles = [...quantileEdges(sorted, FINE_BINS)];
  const edges = quantiles.length > 0 ? quantiles : edgesAround(sorted[0] as number);
  const lookup = createBinLookup(edges);
  const counts = Array.from({ length: lookup.bins }, () => 0);
  for (const value of values) {
    const bin = lookup.find(value);
    counts[bin] = (counts[bin] as number) + 1;
  }
  const range = { minimum: sorted[0] as number, maximum: sorted.at(-1) as number };
  const integer = values.every((value) => Number.isInteger(value));
  return { name, type: 'number', missing, range, integer, edges, counts };
}

/** A constant has no quantiles between its values; a bin of its own shows any value below and above it. */
function edgesAround(value: number): number[] {
  return [value - Math.max(Math.abs(value) * Number.EPSILON, Number.MIN_VALUE), value];
}

function buildCategorical(name: string, values: string[], missing: number): CategoricalReference {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  if (counts.size > CATEGORIES_MAX) {
    invalidFeature(
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
