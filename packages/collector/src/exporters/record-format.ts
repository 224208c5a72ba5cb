/** How requests stand one behind the other in a file, and where the last whole one ends. */

import type { FileHandle } from 'node:fs/promises';

/** A way to write requests into a file so that they can be told apart again. */
export interface RecordFormat {
  /** One request with what sets it apart from the next one. Always a copy. */
  encode(plain: Uint8Array): Uint8Array;
  /** Bytes of a file of `size` bytes that are whole records; what follows was not written to its end. */
  wholeBytes(handle: FileHandle, size: number): Promise<number>;
}

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const CHUNK_BYTES = 1024 * 1024;

/** One request a line. */
export const jsonLines: RecordFormat = {
  encode(plain) {
    const line = Buffer.allocUnsafe(plain.length + 1);
    line.set(plain);
    // Within JSON a line may only end where a space may stand: in a string it is escaped.
    for (let at = 0; at < plain.length; at++) {
      if (line[at] === NEWLINE || line[at] === CARRIAGE_RETURN) line[at] = SPACE;
    }
    line[plain.length] = NEWLINE;
    return line;
  },
  async wholeBytes(handle, size) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, size));
    for (let end = size; end > 0;) {
      const start = Math.max(0, end - chunk.length);
      // oxlint-disable-next-line no-await-in-loop -- backwards until there is a line end
      const { bytesRead } = await handle.read(chunk, 0, end - start, start);
      const found = chunk.subarray(0, bytesRead).lastIndexOf(NEWLINE);
      if (found >= 0) return start + found + 1;
      end = start;
    }
    return 0;
  },
};

/** Bytes of the length before each record: big-endian, as the Collector's file exporter writes it. */
const LENGTH_BYTES = 4;

/** Each request behind its length. */
export const lengthDelimited: RecordFormat = {
  encode(plain) {
    const record = Buffer.allocUnsafe(LENGTH_BYTES + plain.length);
    record.writeUInt32BE(plain.length, 0);
    record.set(plain, LENGTH_BYTES);
    return record;
  },
  async wholeBytes(handle, size) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, size));
    let whole = 0;
    while (whole + LENGTH_BYTES <= size) {
      // oxlint-disable-next-line no-await-in-loop -- where a record begins, the one before it says
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, whole);
      const next = whole + wholeRecords(chunk.subarray(0, bytesRead), size - whole);
      if (next === whole) return whole;
      whole = next;
    }
    return whole;
  },
};

/** Bytes of the whole records that begin in `chunk`; the last one may end behind it, within `available` bytes. */
function wholeRecords(chunk: Buffer, available: number): number {
  let whole = 0;
  while (whole + LENGTH_BYTES <= chunk.length) {
    const end = whole + LENGTH_BYTES + chunk.readUInt32BE(whole);
    if (end > available) return whole;
    whole = end;
  }
  return whole;
}
