import { pipeline } from 'node:stream/promises';

import { CsvError, parse } from 'csv-parse';

import { addWritten } from './cell-sink.ts';
import type { SelectedColumn, TableBuilder } from './table-builder.ts';
import { TableError } from './table-error.ts';
import { textChunks } from './text-chunks.ts';

/** A longer record is a quote that does not end. */
const RECORD_CHARACTERS_MAX = 4 * 1024 * 1024;

export interface CsvOptions {
  /** What stands between two cells. */
  readonly delimiter: ',' | '\t';
}

/** Reads a CSV file with a header line, in chunks. @throws {TableError} for what is none. */
export async function readCsv(
  path: string,
  builder: TableBuilder,
  { delimiter }: CsvOptions,
): Promise<void> {
  let columns: readonly SelectedColumn[] | undefined;
  const parser = parse({
    delimiter,
    skip_empty_lines: true,
    max_record_size: RECORD_CHARACTERS_MAX,
    // Records are taken here and not passed on: a stream of them would cost more than the parsing.
    on_record(record: string[]) {
      if (columns === undefined) columns = builder.select(record);
      else takeRecord(columns, record, builder);
      return null;
    },
  });
  const enough = new AbortController();
  async function* untilFull(): AsyncGenerator<string> {
    for await (const chunk of textChunks(path)) {
      yield chunk;
      if (builder.isFull) enough.abort();
    }
  }
  try {
    await pipeline(untilFull(), parser.resume(), { signal: enough.signal });
  } catch (error) {
    if (builder.isFull) return;
    throw error instanceof CsvError ? new TableError(error.message, { cause: error }) : error;
  }
  if (columns === undefined) builder.select([]);
}

function takeRecord(
  columns: readonly SelectedColumn[],
  record: readonly string[],
  builder: TableBuilder,
): void {
  if (builder.take(1) === 0) return;
  for (const { at, sink } of columns) addWritten(sink, record[at] ?? '');
}
