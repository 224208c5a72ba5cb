import { ABSENT, ByteTable, FULL, hashBytes } from './byte-table.ts';

/** Average bytes per string that the default budget allows. */
const BYTES_PER_STRING = 256;
const BYTES_MAX_LEAST = 65_536;

/** Turns byte strings into small ids, and ids into strings. */
export interface Interner {
  /**
   * The id of the bytes in [start, end): 0, 1, 2, … in the order of their first appearance. The same bytes
   * have the same id for ever. -1 for bytes that are not kept: when the interner is full, when they collide with
   * too many others (made to do so; it does not happen by chance), when they are long and hold eight NUL in a row
   * or what is no UTF-8.
   */
  intern(bytes: Uint8Array, start: number, end: number): number;
  /**
   * The string of an id, decoded once: every call gives the same object. Invalid UTF-8 decodes to U+FFFD.
   *
   * @throws {RangeError} For a number that is no id, -1 among them.
   */
  text(id: number): string;
  /** Strings kept. */
  readonly size: number;
}

/** Limits of an interner beyond the number of strings. */
export interface InternerOptions {
  /**
   * The most bytes kept, each string rounded up to four.
   *
   * @default 256 for each of `cap` strings, at least 65,536
   */
  readonly bytesMax?: number;
}

/**
 * An interner of at most `cap` strings. Looking up bytes that are known allocates nothing. The bytes last given
 * stay reachable until the next ones come.
 *
 * @param cap The most strings kept, at least 1.
 */
export function createInterner(cap: number, options: InternerOptions = {}): Interner {
  const table = new ByteTable(
    cap,
    options.bytesMax ?? Math.max(BYTES_MAX_LEAST, cap * BYTES_PER_STRING),
  );
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const texts: string[] = [];
  let source: Uint8Array = new Uint8Array(0);
  let view: DataView = new DataView(source.buffer);

  return {
    intern(bytes, start, end) {
      // Values of one request come in a row, so its view is made once.
      if (bytes !== source) {
        source = bytes;
        view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      }
      const length = end - start;
      const hash = hashBytes(view, start, length);
      const known = table.find(view, start, length, hash);
      if (known !== ABSENT) return known;
      const id = table.add(view, start, length, hash);
      if (id !== FULL) texts.push(decoder.decode(bytes.subarray(start, end)));
      return id;
    },
    text(id) {
      const text = texts[id];
      if (text === undefined) throw new RangeError(`no string has id ${id} of ${texts.length}`);
      return text;
    },
    get size() {
      return texts.length;
    },
  };
}
