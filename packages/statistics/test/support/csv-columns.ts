import { parse } from 'csv-parse/sync';

/** A table of text by columns, rows in file order. */
export type CsvColumns = Readonly<Record<string, readonly string[]>>;

/**
 * Reads a table with a header. Without a quote in it a line is its fields, read three times as
 * fast.
 */
export function csvColumns(text: string): CsvColumns {
  const [header = [], ...rows] = text.includes('"')
    ? parse(text)
    : text
        .trimEnd()
        .split('\n')
        .map((line) => line.split(','));
  return Object.fromEntries(
    header.map((name, index) => [name, rows.map((row) => row[index] ?? '')]),
  );
}

/** A column as numbers; an empty field is missing, NaN. */
export function numbers(column: readonly string[] | undefined): Float64Array {
  return Float64Array.from(column ?? [], (field) => (field === '' ? NaN : Number(field)));
}

/** Timestamps without a zone, as milliseconds of UTC. */
export function timestamps(column: readonly string[] | undefined): Float64Array {
  return Float64Array.from(column ?? [], (field) => Date.parse(`${field.replace(' ', 'T')}Z`));
}
