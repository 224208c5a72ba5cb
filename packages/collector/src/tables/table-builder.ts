import { FEATURES_PER_ROW_MAX } from '@marigraph/monitor';
import { closest, distance } from 'fastest-levenshtein';

import type { CellSink } from './cell-sink.ts';
import { TableError } from './table-error.ts';

/** 1 GiB of numbers: what is kept of a table is held in memory. */
const CELLS_MAX = 2 ** 27;
const NAMES_SHOWN = 20;

/** Which columns of a table are wanted, and what becomes of them. */
export interface TableOptions {
  /** Columns to take, in this order; all of them when left out. */
  readonly features?: readonly string[] | undefined;
  /** Columns to leave out. */
  readonly exclude?: readonly string[] | undefined;
  /** Column with the time of each row; it is no feature. */
  readonly time?: { readonly name: string; readonly sink: CellSink } | undefined;
  /** Rows to take from the beginning; all of them when left out. */
  readonly limitRows?: number | undefined;
  /** Called once per feature column, in the order of the table. */
  readonly createColumn: (name: string) => CellSink;
}

/** A column that is wanted. */
export interface SelectedColumn {
  /** Its place in the file, 0 for the first. */
  readonly at: number;
  readonly name: string;
  readonly sink: CellSink;
}

/** Chooses the columns of a table, and counts its rows within the limits. */
export interface TableBuilder {
  /** The wanted ones among the columns of a file. @throws {TableError} for names that are not there, or not once. */
  select(header: readonly string[]): readonly SelectedColumn[];
  /** What becomes of one column of a file that does not say beforehand which ones it has; undefined if it is not wanted. */
  selectOne(name: string): CellSink | undefined;
  /** How many more rows may come, of so many; the rows count as taken. @throws {TableError} beyond the limit of cells. */
  take(rows: number): number;
  /** Rows that were taken. */
  readonly rows: number;
  /** Whether no further row is wanted. */
  readonly isFull: boolean;
}

export function createTableBuilder(options: TableOptions): TableBuilder {
  const { features, exclude = [], time, limitRows = Number.POSITIVE_INFINITY } = options;
  checkOptions(options);
  const excluded = new Set(exclude);
  let columns = 0;
  let rows = 0;

  function sinkOf(name: string): CellSink {
    columns++;
    return name === time?.name ? time.sink : options.createColumn(name);
  }

  return {
    select(header) {
      const names = features ?? header.filter((name) => !excluded.has(name) && name !== time?.name);
      const wanted = time === undefined ? names : [...names, time.name];
      checkNames(header, wanted);
      checkNames(header, exclude);
      checkCount(names.length);
      return wanted.map((name) => ({ at: header.indexOf(name), name, sink: sinkOf(name) }));
    },
    selectOne(name) {
      const isFeature = features?.includes(name) ?? !excluded.has(name);
      if (!isFeature && name !== time?.name) return undefined;
      checkCount(columns + Number(time === undefined));
      return sinkOf(name);
    },
    take(offered) {
      const taken = Math.min(offered, limitRows - rows);
      rows += taken;
      if (rows * columns > CELLS_MAX) {
        throw new TableError(
          `more than ${CELLS_MAX} values, with ${columns} columns of ${rows} rows and more; ` +
            'take fewer with --limit-rows or --features',
        );
      }
      return taken;
    },
    get rows() {
      return rows;
    },
    get isFull() {
      return rows >= limitRows;
    },
  };
}

function checkOptions({ features = [], exclude = [], time }: TableOptions): void {
  const repeated = features.find((name, at) => features.indexOf(name) !== at);
  if (repeated !== undefined) throw new TableError(`feature \`${repeated}\`: it is named twice`);
  const both = features.find((name) => exclude.includes(name) || name === time?.name);
  if (both !== undefined) {
    const other = both === time?.name ? 'the time' : 'left out';
    throw new TableError(`\`${both}\` is named as a feature and as ${other}; name it once`);
  }
}

/** @throws {TableError} unless every name is that of exactly one column. */
export function checkNames(header: readonly string[], names: readonly string[]): void {
  const known = new Set(header);
  const absent = names.filter((name) => !known.has(name));
  if (absent.length > 0) {
    throw new TableError(
      `no column ${absent.map((name) => suggest(name, header)).join(', ')}; it has ${listOf(header)}`,
    );
  }
  // A data frame written with its index has one.
  if (names.includes('')) {
    throw new TableError(
      `column ${header.indexOf('') + 1} has no name; name the columns that are features with --features`,
    );
  }
  const counts = new Map<string, number>();
  for (const name of header) counts.set(name, (counts.get(name) ?? 0) + 1);
  const repeated = names.find((name) => (counts.get(name) ?? 0) > 1);
  if (repeated !== undefined) throw new TableError(`two columns are named ${repeated}`);
}

function checkCount(features: number): void {
  if (features <= FEATURES_PER_ROW_MAX) return;
  throw new TableError(
    `${features} features, at most ${FEATURES_PER_ROW_MAX}, as many as a row of telemetry has; ` +
      'choose with --features or --exclude',
  );
}

function suggest(name: string, header: readonly string[]): string {
  const named = header.filter((column) => column !== '');
  if (named.length === 0 || named.length > FEATURES_PER_ROW_MAX) return name;
  const nearest = closest(name, named);
  return distance(name, nearest) <= name.length / 3 ? `${name} (did you mean ${nearest}?)` : name;
}

function listOf(names: readonly string[]): string {
  const more = names.length - NAMES_SHOWN;
  const shown = names.slice(0, NAMES_SHOWN).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
