import { StatisticsError } from './errors.ts';

/**
 * The sketches that have a byte form. Numbers stand in stored bytes and are never given anew.
 *
 * Every form begins with the bytes of "MS", the kind and the version of the form, and goes on in
 * little-endian order: numbers as doubles, lengths and whole numbers as 32-bit words, texts as
 * their length and their UTF-16 units, which also keeps texts that are no valid Unicode.
 */
export const SketchKind = {
  ReferenceHistogram: 1,
  ExponentialHistogram: 2,
  KllSketch: 3,
  FrequentItems: 4,
  HyperLogLog: 5,
} as const;

/** The name of a sketch that has a byte form. */
export type SketchName = keyof typeof SketchKind;

const MAGIC_M = 0x4d;
const MAGIC_S = 0x53;
const HEADER_BYTES = 4;

/** Writes a sketch field by field; the buffer grows as needed. */
export interface SketchWriter {
  number(value: number): void;
  numbers(values: ArrayLike<number>): void;
  /** A whole number from 0 to 2^32 - 1. */
  word(value: number): void;
  text(value: string): void;
  bytes(values: Uint8Array): void;
  /** What was written, in a buffer of its own size. */
  finish(): Uint8Array;
}

/** A writer that has written the header. */
export function createSketchWriter(name: SketchName, version: number): SketchWriter {
  let buffer = new Uint8Array(256);
  let view = new DataView(buffer.buffer);
  buffer.set([MAGIC_M, MAGIC_S, SketchKind[name], version]);
  let length = HEADER_BYTES;

  /** Where the next `more` bytes go. */
  function advance(more: number): number {
    const at = length;
    length += more;
    if (length > buffer.length) {
      const grown = new Uint8Array(Math.max(buffer.length * 2, length));
      grown.set(buffer);
      buffer = grown;
      view = new DataView(buffer.buffer);
    }
    return at;
  }

  function word(value: number): void {
    const at = advance(4);
    view.setUint32(at, value, true);
  }

  function number(value: number): void {
    const at = advance(8);
    view.setFloat64(at, value, true);
  }

  return {
    number,
    numbers(values) {
      for (let index = 0; index < values.length; index++) number(values[index]!);
    },
    word,
    text(value) {
      word(value.length);
      let at = advance(value.length * 2);
      for (let unit = 0; unit < value.length; unit++, at += 2) {
        view.setUint16(at, value.charCodeAt(unit), true);
      }
    },
    bytes(values) {
      const at = advance(values.length);
      buffer.set(values, at);
    },
    finish: () => buffer.slice(0, length),
  };
}

/**
 * Reads what a `SketchWriter` wrote, in the same order. Each method throws a `StatisticsError` with
 * `invalid_value` past the end of the bytes, and never allocates more than the bytes account for.
 */
export interface SketchReader {
  number(): number;
  numbers(length: number): Float64Array;
  word(): number;
  text(): string;
  bytes(length: number): Uint8Array;
  /** Throws unless a field was as it must be. */
  expect(accepted: boolean, wanted: string): void;
  /** The result of `parse`; what it throws becomes the cause of an error of the bytes. */
  parse<T>(wanted: string, parse: () => T): T;
  /** Throws unless everything was read. */
  end(): void;
}

/** A reader behind the header, which it has checked. */
export function createSketchReader(
  name: SketchName,
  version: number,
  bytes: Uint8Array,
): SketchReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;

  function problem(wanted: string, options?: ErrorOptions): StatisticsError {
    return new StatisticsError(
      'invalid_value',
      `bytes are no ${name}: expected ${wanted} before byte ${at} of ${bytes.length}`,
      options,
    );
  }

  function expect(accepted: boolean, wanted: string): void {
    if (!accepted) throw problem(wanted);
  }

  function take(length: number): number {
    expect(length <= bytes.length - at, `${length} bytes more`);
    at += length;
    return at - length;
  }

  function word(): number {
    return view.getUint32(take(4), true);
  }

  const header = take(HEADER_BYTES);
  const isOfKind =
    bytes[header] === MAGIC_M &&
    bytes[header + 1] === MAGIC_S &&
    bytes[header + 2] === SketchKind[name];
  expect(isOfKind, 'its header');
  expect(bytes[header + 3] === version, `version ${version}, found ${bytes[header + 3]}`);

  return {
    number: () => view.getFloat64(take(8), true),
    numbers(length) {
      const start = take(length * 8);
      return Float64Array.from({ length }, (_, index) => view.getFloat64(start + index * 8, true));
    },
    word,
    text() {
      const length = word();
      const start = take(length * 2);
      let text = '';
      for (let unit = 0; unit < length; unit++) {
        text += String.fromCharCode(view.getUint16(start + unit * 2, true));
      }
      return text;
    },
    bytes(length) {
      const start = take(length);
      return bytes.slice(start, start + length);
    },
    expect,
    parse(wanted, parse) {
      try {
        return parse();
      } catch (cause) {
        throw problem(wanted, { cause });
      }
    },
    end: () => expect(at === bytes.length, 'the end'),
  };
}
