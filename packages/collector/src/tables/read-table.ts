import { extname } from 'node:path';

import { readCsv } from './csv-table.ts';
import { readJsonl } from './jsonl-table.ts';
import { readParquet } from './parquet-table.ts';
import { createTableBuilder, type TableOptions } from './table-builder.ts';

/** Formats of tables. */
export const TABLE_FORMATS = ['csv', 'tsv', 'jsonl', 'parquet'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

const FORMAT_OF_SUFFIX: Readonly<Record<string, TableFormat>> = {
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.parquet': 'parquet',
  '.pq': 'parquet',
  '.tsv': 'tsv',
};

/**
 * Reads a table once, from the beginning, into the columns that `options` asks for.
 *
 * @param format By default what the suffix of the file says, and CSV where it says nothing.
 * @returns Rows that were read.
 * @throws {TableError} for a table that cannot be read; what the operating system refuses is thrown as it is.
 */
export async function readTable(
  path: string,
  options: TableOptions,
  format: TableFormat = formatOf(path),
): Promise<number> {
  const builder = createTableBuilder(options);
  if (format === 'parquet') await readParquet(path, builder);
  else if (format === 'jsonl') await readJsonl(path, builder, options);
  else await readCsv(path, builder, { delimiter: format === 'tsv' ? '\t' : ',' });
  return builder.rows;
}

function formatOf(path: string): TableFormat {
  return FORMAT_OF_SUFFIX[extname(path).toLowerCase()] ?? 'csv';
}
