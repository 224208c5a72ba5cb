import { messageNumber } from './grammar.ts';
import { KeyValueReader } from './key-value-reader.ts';
import { bodyOfField, skipField } from './wire.ts';

const ARRAY_VALUE = messageNumber('ArrayValue');
const KEY_VALUE_LIST = messageNumber('KeyValueList');

/**
 * Gets one entry of a list: the byte range of its key, the `ValueType`, the number (NaN unless it is a bool,
 * int or double) and the byte range of a string, byte string, ArrayValue or KeyValueList.
 */
// oxlint-disable-next-line eslint/max-params -- called per value on the hot path: an object would be allocated each time
export type KeyValueVisitor = (
  keyStart: number,
  keyEnd: number,
  type: number,
  number: number,
  valueStart: number,
  valueEnd: number,
) => void;

/** Gets one value of an array, as a `KeyValueVisitor` does without the key. */
export type ValueVisitor = (
  type: number,
  number: number,
  valueStart: number,
  valueEnd: number,
) => void;

/**
 * Visits the entries of the KeyValueList whose body is [start, end), in order, keys that repeat included.
 * Lists within it are handed over as ranges; whoever descends into them limits how deep.
 *
 * @throws {OtlpError} `malformed` or `too_deep`.
 */
export function readKeyValueList(
  bytes: Uint8Array,
  start: number,
  end: number,
  visit: KeyValueVisitor,
): void {
  const entry = readerOf(bytes);
  for (let position = start; position < end;) {
    const next = skipField(bytes, position, end, KEY_VALUE_LIST);
    const body = bodyOfField(bytes, position, 1);
    if (body >= 0) {
      entry.readKeyValue(body, next);
      visit(entry.keyStart, entry.keyEnd, entry.type, entry.number, entry.start, entry.end);
    }
    position = next;
  }
}

/**
 * Visits the values of the ArrayValue whose body is [start, end), in order.
 *
 * @throws {OtlpError} `malformed` or `too_deep`.
 */
export function readArrayValue(
  bytes: Uint8Array,
  start: number,
  end: number,
  visit: ValueVisitor,
): void {
  const value = readerOf(bytes);
  for (let position = start; position < end;) {
    const next = skipField(bytes, position, end, ARRAY_VALUE);
    const body = bodyOfField(bytes, position, 1);
    if (body >= 0) {
      value.readValue(body, next);
      visit(value.type, value.number, value.start, value.end);
    }
    position = next;
  }
}

function readerOf(bytes: Uint8Array): KeyValueReader {
  const reader = new KeyValueReader();
  reader.bind(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return reader;
}
