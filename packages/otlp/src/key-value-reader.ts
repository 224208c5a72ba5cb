import { messageNumber } from './grammar.ts';
import { ValueType } from './value-type.ts';
import { behindVarint, byteAt, readTag, skipField, skipVarint } from './wire.ts';

const KEY_VALUE = messageNumber('KeyValue');
const ANY_VALUE = messageNumber('AnyValue');

/**
 * Reads one KeyValue or AnyValue at a time into its own fields, so that nothing is allocated per value.
 *
 *   KeyValue   1 key string, 2 value AnyValue, 3 key_strindex varint (profiles only: skipped)
 *   AnyValue   oneof 1 string, 2 bool, 3 int64, 4 double, 5 ArrayValue, 6 KeyValueList, 7 bytes,
 *              8 string_value_strindex varint (profiles only: as good as empty)
 *
 * Fields may come in any order and more than once: the last key and the last value count. A second `value` is
 * merged into the first, so one that is empty leaves the first as it was. Two arrays, or two key-value lists,
 * within one value would have to be joined, which a view of the bytes cannot show: the last one counts. No
 * encoder writes such a value.
 */
export class KeyValueReader {
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(this.#bytes.buffer);

  /** Byte range of the key; empty when there is none. */
  keyStart = 0;
  keyEnd = 0;
  type = 0;
  /** A bool as 0 or 1, an int or double; NaN for every other type. */
  number: number = Number.NaN;
  /** Byte range of a string, byte string, ArrayValue or KeyValueList; empty for every other type. */
  start = 0;
  end = 0;

  /** Says which bytes the offsets of the next calls refer to. */
  bind(bytes: Uint8Array, view: DataView): void {
    this.#bytes = bytes;
    this.#view = view;
  }

  /** Reads the KeyValue in [start, end). */
  readKeyValue(start: number, end: number): void {
    const bytes = this.#bytes;
    if (end - start >= 4 && byteAt(bytes, start) === 0x0a && byteAt(bytes, start + 1) < 0x80) {
      const value = start + 2 + byteAt(bytes, start + 1);
      // A key and then a value that fills the rest: the form every encoder writes.
      if (
        value + 2 <= end &&
        byteAt(bytes, value) === 0x12 &&
        byteAt(bytes, value + 1) === end - value - 2 &&
        end - value - 2 < 0x80
      ) {
        this.keyStart = start + 2;
        this.keyEnd = value;
        this.readValue(value + 2, end);
        return;
      }
    }
    this.#readFields(start, end);
  }

  /** Reads the AnyValue in [start, end). */
  readValue(start: number, end: number): void {
    const bytes = this.#bytes;
    const size = end - start;
    const tag = size >= 2 ? byteAt(bytes, start) : 0;
    if (tag === 0x21 && size === 9) {
      this.#setNumber(ValueType.DOUBLE, this.#view.getFloat64(start + 1, true));
    } else if (tag === 0x0a && size < 0x80 && byteAt(bytes, start + 1) === size - 2) {
      this.#setRange(ValueType.STRING, start + 2, end);
    } else if (tag === 0x18 && skipVarint(bytes, start + 1, end, ANY_VALUE) === end) {
      this.#setNumber(ValueType.INT, readInt64(bytes, start + 1));
    } else {
      this.#setRange(ValueType.EMPTY, 0, 0);
      this.#mergeValue(start, end);
    }
  }

  #readFields(start: number, end: number): void {
    const bytes = this.#bytes;
    this.keyStart = 0;
    this.keyEnd = 0;
    this.#setRange(ValueType.EMPTY, 0, 0);
    for (let position = start; position < end;) {
      const tag = readTag(bytes, position, end, KEY_VALUE);
      const next = skipField(bytes, position, end, KEY_VALUE);
      if (tag === 0x0a || tag === 0x12) {
        const body = behindVarint(bytes, behindVarint(bytes, position));
        if (tag === 0x12) {
          this.#mergeValue(body, next);
        } else {
          this.keyStart = body;
          this.keyEnd = next;
        }
      }
      position = next;
    }
  }

  #mergeValue(start: number, end: number): void {
    const bytes = this.#bytes;
    for (let position = start; position < end;) {
      const tag = readTag(bytes, position, end, ANY_VALUE);
      const value = behindVarint(bytes, position);
      const next = skipField(bytes, position, end, ANY_VALUE);
      switch (tag) {
        case 0x0a:
        case 0x2a:
        case 0x32:
        case 0x3a:
          this.#setRange(tag >>> 3, behindVarint(bytes, value), next);
          break;
        case 0x10:
          this.#setNumber(ValueType.BOOL, readInt64(bytes, value) === 0 ? 0 : 1);
          break;
        case 0x18:
          this.#setNumber(ValueType.INT, readInt64(bytes, value));
          break;
        case 0x21:
          this.#setNumber(ValueType.DOUBLE, this.#view.getFloat64(value, true));
          break;
        case 0x40:
          this.#setRange(ValueType.EMPTY, 0, 0);
          break;
        default:
      }
      position = next;
    }
  }

  #setRange(type: number, start: number, end: number): void {
    this.type = type;
    this.number = Number.NaN;
    this.start = start;
    this.end = end;
  }

  #setNumber(type: number, number: number): void {
    this.type = type;
    this.number = number;
    this.start = 0;
    this.end = 0;
  }
}

/** The varint at `position`, which has been checked, as a 64-bit two's complement integer. */
export function readInt64(bytes: Uint8Array, position: number): number {
  let low = 0;
  let high = 0;
  let next = position;
  let shift = 0;
  for (; ; next++, shift += 7) {
    const byte = byteAt(bytes, next);
    const bits = byte & 0x7f;
    if (shift < 28) low |= bits << shift;
    else if (shift === 28) {
      low |= bits << 28;
      high = bits >>> 4;
    } else high |= bits << (shift - 32);
    if (byte < 0x80) return high * 4_294_967_296 + (low >>> 0);
  }
}
