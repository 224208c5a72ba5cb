import { createReadStream } from 'node:fs';

import { TableError } from './table-error.ts';

/** First bytes of files that are often given for a table of text. */
const MAGIC = [
  { bytes: 'PAR1', is: 'a Parquet file; give it the suffix .parquet, or --format parquet' },
  { bytes: '\u001F\u008B', is: 'compressed with gzip; uncompress it first' },
  { bytes: 'PK\u0003\u0004', is: 'a zip archive or a spreadsheet; save it as CSV first' },
  { bytes: '\u0028\u00B5\u002F\u00FD', is: 'compressed with zstd; uncompress it first' },
] as const;

/**
 * Reads the text of a file.
 *
 * @yields Its chunks, without the byte-order mark.
 * @throws {TableError} for a file that is not UTF-8: guessing would make categories that telemetry never has.
 */
export async function* textChunks(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytesBefore = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    if (bytesBefore === 0) checkMagic(chunk);
    yield decode(decoder, chunk, bytesBefore);
    bytesBefore += chunk.length;
  }
  yield decode(decoder, undefined, bytesBefore);
}

function checkMagic(chunk: Buffer): void {
  const start = chunk.toString('latin1', 0, 4);
  const other = MAGIC.find(({ bytes }) => start.startsWith(bytes));
  if (other !== undefined) throw new TableError(`it is ${other.is}`);
}

function decode(decoder: TextDecoder, chunk: Buffer | undefined, bytesBefore: number): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch (cause) {
    throw new TableError(
      `it is not UTF-8, at byte ${bytesBefore} or soon after; convert it first`,
      { cause },
    );
  }
}
