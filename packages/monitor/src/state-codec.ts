import { MonitorError } from './errors.ts';
import { hashKey } from './key.ts';

/** The hash of the content, at the end. */
const CHECKSUM_BYTES = 16;

/**
 * Writes a snapshot: numbers, texts (UTF-16) and lists one after the other, little-endian, and a checksum.
 */
export interface StateWriter {
  number(value: number): void;
  text(value: string): void;
  optionalText(value: string | undefined): void;
  texts(values: readonly string[]): void;
  numbers(values: ArrayLike<number>): void;
  bytes(values: Uint8Array): void;
  finish(): Uint8Array;
}

/** Reads what a `StateWriter` wrote, in the same order. Throws `snapshot_unreadable` past the end. */
export interface StateReader {
  number(): number;
  text(): string;
  optionalText(): string | undefined;
  texts(): string[];
  /** A text that is JSON. */
  json(): unknown;
  numbers(): Float64Array;
  bytes(): Uint8Array;
}

/** A writer that has written nothing; it grows as needed. */
export function createStateWriter(): StateWriter {
  let buffer = new Uint8Array(64 * 1024);
  let view = new DataView(buffer.buffer);
  let length = 0;

  function reserve(more: number): void {
    if (length + more <= buffer.length) return;
    const next = new Uint8Array(Math.max(buffer.length * 2, length + more));
    next.set(buffer);
    buffer = next;
    view = new DataView(buffer.buffer);
  }

  const writer: StateWriter = {
    number(value) {
      reserve(8);
      view.setFloat64(length, value, true);
      length += 8;
    },
    text(value) {
      writer.number(value.length);
      reserve(value.length * 2);
      for (let at = 0; at < value.length; at++, length += 2) {
        view.setUint16(length, value.charCodeAt(at), true);
      }
    },
    optionalText(value) {
      writer.number(value === undefined ? 0 : 1);
      if (value !== undefined) writer.text(value);
    },
    texts(values) {
      writer.number(values.length);
      for (const value of values) writer.text(value);
    },
    numbers(values) {
      writer.number(values.length);
      reserve(values.length * 8);
      for (let at = 0; at < values.length; at++, length += 8) {
        view.setFloat64(length, values[at] as number, true);
      }
    },
    bytes(values) {
      writer.number(values.length);
      reserve(values.length);
      buffer.set(values, length);
      length += values.length;
    },
    finish: () => appendChecksum(buffer.subarray(0, length)),
  };
  return writer;
}

/** @throws {MonitorError} `snapshot_unreadable` when a byte is missing or has changed. */
export function createStateReader(bytes: Uint8Array): StateReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = checkedBytes(bytes).length;
  let position = 0;

  function take(size: number): number {
    const start = position;
    if (!(size >= 0) || start + size > end) {
      throw new MonitorError(
        'snapshot_unreadable',
        `the snapshot of ${bytes.length} bytes ends within a value at byte ${start}`,
      );
    }
    position += size;
    return start;
  }

  const reader: StateReader = {
    number: () => view.getFloat64(take(8), true),
    text() {
      const count = reader.number();
      const start = take(count * 2);
      let value = '';
      for (let at = start; at < start + count * 2; at += 2) {
        value += String.fromCharCode(view.getUint16(at, true));
      }
      return value;
    },
    optionalText: () => (reader.number() === 0 ? undefined : reader.text()),
    texts: () => Array.from({ length: reader.number() }, () => reader.text()),
    json() {
      const text = reader.text();
      try {
        return JSON.parse(text);
      } catch (cause) {
        const where = `the snapshot has a document that is no JSON before byte ${position}`;
        throw new MonitorError('snapshot_unreadable', where, { cause });
      }
    },
    numbers() {
      const count = reader.number();
      const start = take(count * 8);
      const values = new Float64Array(count);
      for (let index = 0; index < count; index++)
        values[index] = view.getFloat64(start + index * 8, true);
      return values;
    },
    bytes() {
      const count = reader.number();
      const start = take(count);
      // Of a Buffer, whose own slice is a view, too.
      return Uint8Array.prototype.slice.call(bytes, start, start + count);
    },
  };
  return reader;
}

/** A copy with the hash of the content behind it. */
export function appendChecksum(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(bytes.length + CHECKSUM_BYTES);
  whole.set(bytes);
  whole.set(checksum(bytes, bytes.length), bytes.length);
  return whole;
}

/**
 * The content without its hash, a view.
 *
 * @throws {MonitorError} `snapshot_unreadable` when a byte is missing or has changed.
 */
export function checkedBytes(bytes: Uint8Array): Uint8Array {
  const end = bytes.length - CHECKSUM_BYTES;
  if (end < 0 || checksum(bytes, end).some((byte, at) => byte !== bytes[end + at])) {
    throw new MonitorError(
      'snapshot_unreadable',
      `the snapshot of ${bytes.length} bytes is damaged: its checksum does not fit`,
    );
  }
  return bytes.subarray(0, end);
}

function checksum(bytes: Uint8Array, end: number): Uint8Array {
  const words = new Uint32Array(4);
  hashKey(bytes, 0, end, words);
  const out = new Uint8Array(CHECKSUM_BYTES);
  const view = new DataView(out.buffer);
  for (const [at, word] of words.entries()) view.setUint32(at * 4, word, true);
  return out;
}
