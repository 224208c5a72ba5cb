import { addTyped, type CellSink } from './cell-sink.ts';
import { checkNames, type TableBuilder, type TableOptions } from './table-builder.ts';
import { TableError } from './table-error.ts';
import { textChunks } from './text-chunks.ts';

/** A longer line is no row. */
const LINE_CHARACTERS_MAX = 4 * 1024 * 1024;
/** Keys told apart: an object with a key per row would fill the memory. */
const KEYS_MAX = 16_384;

interface Column {
  /** Undefined for a key that is not wanted. */
  readonly sink: CellSink | undefined;
  rows: number;
}

/**
 * Reads a file of JSON objects, one a line. A key that a row does not have is missing there.
 *
 * @throws {TableError} for a line that is no object, and for wanted names that no row has.
 */
export async function readJsonl(
  path: string,
  builder: TableBuilder,
  { features = [], exclude = [], time }: TableOptions,
): Promise<void> {
  const columns = new Map<string, Column>();
  let line = 0;
  for await (const text of lines(path)) {
    line++;
    if (text.trim() === '') continue;
    if (builder.take(1) === 0) break;
    takeRow(parseRow(text, line), { columns, builder, line });
  }
  const wanted = time === undefined ? features : [...features, time.name];
  if (columns.size > 0) checkNames([...columns.keys()], [...wanted, ...exclude]);
  for (const column of columns.values()) padTo(column, builder.rows);
}

function takeRow(
  row: object,
  into: {
    readonly columns: Map<string, Column>;
    readonly builder: TableBuilder;
    readonly line: number;
  },
): void {
  const { columns, builder, line } = into;
  for (const [name, value] of Object.entries(row) as [string, unknown][]) {
    let column = columns.get(name);
    if (column === undefined) {
      if (columns.size === KEYS_MAX) {
        throw new TableError(`line ${line}: more than ${KEYS_MAX} different keys up to here`);
      }
      column = { sink: builder.selectOne(name), rows: 0 };
      columns.set(name, column);
    }
    if (column.sink === undefined) continue;
    padTo(column, builder.rows - 1);
    const unfit = addTyped(column.sink, value);
    if (unfit !== undefined) {
      throw new TableError(`line ${line}: \`${name}\` holds ${unfit}; leave it out with --exclude`);
    }
    column.rows = builder.rows;
  }
}

function padTo(column: Column, rows: number): void {
  for (; column.rows < rows; column.rows++) column.sink?.addMissing();
}

function parseRow(text: string, line: number): object {
  let row: unknown;
  try {
    row = JSON.parse(text);
  } catch (cause) {
    // The parser quotes what it met, line ends included.
    const reason = (cause as Error).message.replaceAll(/\s+/g, ' ');
    throw new TableError(`line ${line} is not JSON: ${reason}`, { cause });
  }
  if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row;
  const found = Array.isArray(row) ? 'a list' : JSON.stringify(row)?.slice(0, 40);
  throw new TableError(`line ${line} holds ${found}, expected one object a line`);
}

async function* lines(path: string): AsyncGenerator<string> {
  let rest = '';
  let line = 1;
  for await (const chunk of textChunks(path)) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      yield part;
      line++;
    }
    if (rest.length > LINE_CHARACTERS_MAX) {
      throw new TableError(
        `line ${line} is longer than ${LINE_CHARACTERS_MAX} characters, expected one object a line`,
      );
    }
  }
  yield rest;
}
