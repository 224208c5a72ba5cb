import { isBeyondThresholds } from '@marigraph/statistics';
import type { Chunk, Thresholds } from '@marigraph/statistics';

import { vectors } from '../../../../test/support/vectors.ts';
import { relativeError } from './relative-error.ts';

type Cell = number | string | boolean | null;

/** A table that NannyML's documentation prints, and the same at full precision. */
interface PublishedTable {
  readonly published_columns: readonly string[];
  readonly published_rows: readonly (readonly string[])[];
  readonly recomputed_columns: readonly string[];
  readonly recomputed_rows: readonly (readonly Cell[])[];
}

/** Computed columns by name, one cell a row. */
export type Columns = Readonly<Record<string, ArrayLike<Cell>>>;

export interface TableCase {
  readonly computed: Columns;
  /** Greatest relative error; where the expected cell is 0 the absolute one. */
  readonly tolerance: number;
  /** Columns that are not compared, by the reason. */
  readonly leftOut?: Readonly<Record<string, string>>;
}

export interface TableComparison {
  /** Cells compared, so that none goes missing unseen. */
  readonly cells: number;
  /** What is beyond the tolerance or absent, in words. */
  readonly differences: readonly string[];
}

/**
 * Compares every column of a published table, at full precision and with the printed digits. A
 * column that is neither computed nor left out is a difference.
 */
export function compareTable(path: string, file: string, table: TableCase): TableComparison {
  const expected = vectors.json<PublishedTable>(path, `tables/${file}.json`);
  const computed = new Map(
    Object.entries(table.computed).map(([name, cells]) => [plainName(name), cells]),
  );
  const leftOut = new Set(Object.keys(table.leftOut ?? {}).map((name) => plainName(name)));
  // The printed table begins with a column of row numbers that the other keeps as its index.
  const shift = expected.published_columns.length - expected.recomputed_columns.length;
  const differences: string[] = [];
  let cells = 0;
  for (const [index, title] of expected.recomputed_columns.entries()) {
    const name = plainName(title);
    if (leftOut.has(name)) continue;
    const column = computed.get(name);
    if (column?.length !== expected.recomputed_rows.length) {
      differences.push(`${name} has ${column?.length ?? 'no'} rows`);
      continue;
    }
    for (const [row, full] of expected.recomputed_rows.entries()) {
      const printed = expected.published_rows[row]?.[index + shift] ?? '';
      const wanted = { full: full[index] ?? null, printed, tolerance: table.tolerance };
      const cell = column[row];
      if (!isCell(cell, wanted)) {
        differences.push(`${name}[${row}] is ${cell}, not ${wanted.full}, printed ${printed}`);
      }
      cells++;
    }
  }
  return { cells, differences };
}

function isCell(
  cell: Cell | undefined,
  wanted: { readonly full: Cell; readonly printed: string; readonly tolerance: number },
): boolean {
  const { full, printed, tolerance } = wanted;
  if (typeof full !== 'number' || typeof cell !== 'number') return cell === full;
  // Six digits are printed.
  return errorOf(cell, full) <= tolerance && errorOf(cell, Number(printed)) < 1e-5;
}

function errorOf(cell: number, expected: number): number {
  return expected === 0 ? Math.abs(cell) : relativeError(cell, expected);
}

/** One spelling for `chunk|key`, `('chunk', 'key')` and `chunk_key`. */
function plainName(name: string): string {
  return name
    .replaceAll(/[()' ]/g, '')
    .replaceAll(/[|,]/g, '_')
    .replace(/^(?:chunk_)+/, 'chunk_');
}

/** The columns that describe the chunks themselves. */
export function chunkColumns(
  chunks: readonly Chunk[],
  options: {
    readonly period: 'reference' | 'analysis';
    readonly timestampsMs?: ArrayLike<number>;
  },
): Columns {
  const time = (row: number): string | null => {
    const timestamp = options.timestampsMs?.[row];
    if (timestamp === undefined) return null;
    // Milliseconds are printed as microseconds, and only where there are any.
    const text = new Date(timestamp).toISOString().slice(0, -1);
    return text.endsWith('.000') ? text.slice(0, -4) : `${text}000`;
  };
  return {
    'chunk|key': chunks.map(({ key }) => key),
    'chunk|chunk_index': chunks.map((_, index) => index),
    'chunk|start_index': chunks.map(({ start }) => start),
    'chunk|end_index': chunks.map(({ end }) => end - 1),
    'chunk|start_date': chunks.map(({ start }) => time(start)),
    'chunk|end_date': chunks.map(({ end }) => time(end - 1)),
    'chunk|period': chunks.map(() => options.period),
  };
}

/** A statistic's column with its thresholds and alerts. */
export function withAlerts(
  name: string,
  values: ArrayLike<number>,
  thresholds: Thresholds,
  onBound: 'alert' | 'normal' = 'normal',
): Columns {
  const column = Array.from(values);
  return {
    [`${name}|value`]: column,
    [`${name}|upper_threshold`]: column.map(() => thresholds.upper ?? null),
    [`${name}|lower_threshold`]: column.map(() => thresholds.lower ?? null),
    [`${name}|alert`]: column.map((value) => isBeyondThresholds(value, thresholds, onBound)),
  };
}

/** A statistic's sampling error and the bounds three of them away, cut at what it can be. */
export function withErrors(
  name: string,
  values: ArrayLike<number>,
  errors: ArrayLike<number>,
  limits: Thresholds = {},
): Columns {
  const { lower = -Infinity, upper = Infinity } = limits;
  const column = Array.from(values);
  return {
    [`${name}|sampling_error`]: Array.from(errors),
    [`${name}|upper_confidence_boundary`]: column.map((value, chunk) =>
      Math.min(upper, value + 3 * (errors[chunk] ?? NaN)),
    ),
    [`${name}|lower_confidence_boundary`]: column.map((value, chunk) =>
      Math.max(lower, value - 3 * (errors[chunk] ?? NaN)),
    ),
  };
}

/** All of these columns side by side. */
export function sideBySide(parts: readonly Columns[]): Columns {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
}

/** Puts the rows of one set of columns below those of another. */
export function stacked(first: Columns, second: Columns): Columns {
  return Object.fromEntries(
    Object.entries(first).map(([name, cells]) => [
      name,
      [...Array.from(cells), ...Array.from(second[name] ?? [])],
    ]),
  );
}
