import { type FileHandle, open } from 'node:fs/promises';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';

import type * as Parquet from 'hyparquet';
import type { AsyncBuffer, Compressors, FileMetaData, SchemaTree } from 'hyparquet';

import { addTyped, type CellSink } from './cell-sink.ts';
import type { SelectedColumn, TableBuilder } from './table-builder.ts';
import { TableError } from './table-error.ts';

/** One column of one row group is held in memory at a time. */
const CHUNK_BYTES_MAX = 1024 * 1024 * 1024;

/** The library, loaded when a Parquet file is read and not whenever the collector starts. */
interface Library {
  readonly parquet: typeof Parquet;
  readonly compressors: Compressors;
}

/**
 * Reads a Parquet file column by column, one row group at a time.
 *
 * @throws {TableError} for what is no Parquet file, or has wanted columns that hold lists or objects.
 */
export async function readParquet(path: string, builder: TableBuilder): Promise<void> {
  const library = await load();
  const handle = await open(path);
  try {
    const file = await asBuffer(handle);
    const metadata = await attempt('it is no Parquet file', () =>
      library.parquet.parquetMetadataAsync(file),
    );
    const { children } = library.parquet.parquetSchema(metadata);
    const columns = builder.select(children.map(({ element }) => element.name));
    let start = 0;
    for (const group of metadata.row_groups) {
      const rows = Number(group.num_rows);
      const taken = builder.take(rows);
      for (const column of columns) {
        const schema = children[column.at] as SchemaTree;
        const range = { start, rows, taken };
        // One after the other, for the sake of memory.
        // oxlint-disable-next-line no-await-in-loop
        await readChunk({ library, file, metadata }, { ...column, schema }, range);
      }
      start += rows;
      if (builder.isFull) break;
    }
  } finally {
    await handle.close();
  }
}

async function readChunk(
  { library, file, metadata }: { library: Library; file: AsyncBuffer; metadata: FileMetaData },
  { name, sink, schema }: SelectedColumn & { readonly schema: SchemaTree },
  range: { readonly start: number; readonly rows: number; readonly taken: number },
): Promise<void> {
  if (schema.children.length > 0 || schema.element.repetition_type === 'REPEATED') {
    throw new TableError(`column \`${name}\` holds lists or objects; leave it out with --exclude`);
  }
  checkSize(name, metadata);
  const pages: ArrayLike<unknown>[] = [];
  await attempt(`column \`${name}\` cannot be read`, () =>
    library.parquet.parquetRead({
      file,
      metadata,
      columns: [name],
      rowStart: range.start,
      rowEnd: range.start + range.rows,
      compressors: library.compressors,
      onChunk: ({ columnData }) => pages.push(columnData),
    }),
  );
  const rows = pages.reduce((sum, { length }) => sum + length, 0);
  if (rows !== range.rows) {
    throw new TableError(`column \`${name}\`: ${rows} values for ${range.rows} rows`);
  }
  const isLocal = isWallTime(schema);
  let left = range.taken;
  for (const page of pages) {
    for (let at = 0; at < page.length && left > 0; at++, left--) {
      const value = page[at];
      if (value instanceof Date) sink.addTime(value.getTime(), isLocal);
      else addCell(sink, value, name);
    }
  }
}

function addCell(sink: CellSink, value: unknown, name: string): void {
  const unfit = addTyped(sink, value);
  if (unfit === undefined) return;
  throw new TableError(`column \`${name}\` holds ${unfit}; leave it out with --exclude`);
}

/** What the file says of itself is checked before as much memory is asked for. */
function checkSize(name: string, { row_groups }: FileMetaData): void {
  for (const { columns } of row_groups) {
    const chunk = columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === name)?.meta_data;
    const bytes = Number(chunk?.total_uncompressed_size ?? 0);
    if (bytes <= CHUNK_BYTES_MAX) continue;
    throw new TableError(
      `column \`${name}\` has ${bytes} bytes in one row group, at most ${CHUNK_BYTES_MAX}; ` +
        'write the file with smaller row groups',
    );
  }
}

/** A date, or a time stamp that is not adjusted to UTC: what a clock on the wall shows. */
function isWallTime({ element }: SchemaTree): boolean {
  const { logical_type: logical, converted_type: converted } = element;
  if (logical?.type === 'TIMESTAMP') return !logical.isAdjustedToUTC;
  return logical?.type === 'DATE' || converted === 'DATE';
}

async function load(): Promise<Library> {
  const [parquet, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ]);
  return {
    parquet,
    compressors: {
      ...compressors,
      // What Node has itself is faster, and holds to the length that a page claims.
      BROTLI: (page, maxOutputLength) => brotliDecompressSync(page, { maxOutputLength }),
      GZIP: (page, maxOutputLength) => gunzipSync(page, { maxOutputLength }),
      ZSTD: (page, maxOutputLength) => zstdDecompressSync(page, { maxOutputLength }),
    },
  };
}

async function asBuffer(handle: FileHandle): Promise<AsyncBuffer> {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    async slice(start, end = size) {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
      if (bytesRead < bytes.length) throw new TableError('it was cut while it was read');
      return bytes.buffer;
    },
  };
}

/** What the library says of a file that it cannot read is passed on with what it was about. */
async function attempt<Result>(what: string, step: () => Promise<Result>): Promise<Result> {
  try {
    return await step();
  } catch (cause) {
    if (cause instanceof TableError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TableError(`${what}: ${reason.replaceAll(/\s+/g, ' ')}`, { cause });
  }
}
