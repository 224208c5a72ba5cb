import { checkMessage } from './check-message.ts';
import { concatenate } from './concatenate.ts';
import { messageNumber } from './grammar.ts';
import type { MessageName } from './schema.ts';
import { behindVarint, byteAt, checkSize, readTag, skipField } from './wire.ts';

const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });

/** A field as it stands in its message: its number and its value's byte range. */
interface RawField extends ByteRange {
  readonly number: number;
}

/** Checks a whole message and opens it for reading. */
export function openMessage(name: MessageName, bytes: Uint8Array): MessageReader {
  checkSize(bytes.length);
  checkMessage(bytes, 0, bytes.length, messageNumber(name));
  return readerOf(bytes);
}

/** Opens a message that has been checked. */
export function readerOf(bytes: Uint8Array): MessageReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return new MessageReader(bytes, view, { start: 0, end: bytes.length });
}

/** Part of the bytes that a reader reads. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The fields of one message, by number: for the low-volume codecs, where clarity counts more than speed. The
 * message has been checked, so nothing here fails.
 *
 * What may come several times follows protobuf's rules: of a scalar the last one counts, an embedded message is
 * merged, which is to decode its bodies in a row, and a repeated field collects.
 */
export class MessageReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #fields: RawField[] = [];
  /** Bit n tells whether there is a field whose number is n, or differs from it by a multiple of 32. */
  #numbers = 0;

  constructor(bytes: Uint8Array, view: DataView, { start: first, end: last }: ByteRange) {
    this.#bytes = bytes;
    this.#view = view;
    for (let position = first; position < last;) {
      const tag = readTag(bytes, position, last, 0);
      const end = skipField(bytes, position, last, 0);
      const wireType = tag & 7;
      const value = behindVarint(bytes, position);
      const start = wireType === 2 ? behindVarint(bytes, value) : value;
      this.#fields.push({ number: tag >>> 3, start, end });
      this.#numbers |= 1 << (tag >>> 3);
      position = end;
    }
  }

  /** Whether a field may be there: false is certain, and much faster than to look for it. */
  mayHave(number: number): boolean {
    return (this.#numbers & (1 << number)) !== 0;
  }

  /** The bytes that `range` is about. */
  get source(): Uint8Array {
    return this.#bytes;
  }

  /** Where in `source` the body of a string or byte string stands; undefined when absent. */
  range(number: number): ByteRange | undefined {
    return this.#last(number);
  }

  /** A string; empty when absent. */
  string(number: number): string {
    const field = this.#last(number);
    return field === undefined ? '' : DECODER.decode(this.#bytes.subarray(field.start, field.end));
  }

  /** The elements of a repeated string. */
  strings(number: number): string[] {
    return this.#all(number).map((field) => DECODER.decode(this.#slice(field)));
  }

  /** A copy of a byte string; empty when absent. */
  bytes(number: number): Uint8Array {
    const field = this.#last(number);
    return field === undefined ? new Uint8Array(0) : new Uint8Array(this.#slice(field));
  }

  /** A byte string as lowercase hex; empty when absent. */
  hex(number: number): string {
    return Array.from(this.bytes(number), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  /** A varint as a signed 64-bit integer; 0 when absent. */
  int64(number: number): bigint {
    const field = this.#last(number);
    return field === undefined ? 0n : BigInt.asIntN(64, this.#varint(field.start));
  }

  /** A varint as a signed 32-bit integer; 0 when absent. */
  int32(number: number): number {
    return Number(BigInt.asIntN(32, this.int64(number)));
  }

  /** A varint as an unsigned 32-bit integer; 0 when absent. */
  uint32(number: number): number {
    return Number(BigInt.asUintN(32, this.int64(number)));
  }

  /** A zigzag-coded varint as a signed 32-bit integer; 0 when absent. */
  sint32(number: number): number {
    const coded = this.uint32(number);
    return (coded >>> 1) ^ -(coded & 1);
  }

  /** Four bytes as an unsigned integer; 0 when absent. */
  fixed32(number: number): number {
    const field = this.#last(number);
    return field === undefined ? 0 : this.#view.getUint32(field.start, true);
  }

  /** Eight bytes as an unsigned integer; 0 when absent. */
  fixed64(number: number): bigint {
    const field = this.#last(number);
    return field === undefined ? 0n : this.#view.getBigUint64(field.start, true);
  }

  /** Eight bytes as a double; undefined when absent. */
  double(number: number): number | undefined {
    const field = this.#last(number);
    return field === undefined ? undefined : this.#view.getFloat64(field.start, true);
  }

  /** The embedded message, merged if it comes several times; undefined when absent. */
  message(number: number): MessageReader | undefined {
    const fields = this.#all(number);
    return fields.length === 0 ? undefined : this.#merge(fields);
  }

  /** The elements of a repeated embedded message. */
  messages(number: number): MessageReader[] {
    return this.#all(number).map((field) => this.#open(field));
  }

  /** Which of the fields of a oneof is set: the one that came last; 0 when none is. */
  oneof(numbers: readonly number[]): number {
    return this.#fields.findLast(({ number }) => numbers.includes(number))?.number ?? 0;
  }

  /**
   * The embedded message that is the set member of a oneof. It is merged from what came since another member
   * was set, as that cleared it.
   */
  oneofMessage(numbers: readonly number[]): MessageReader {
    const members = this.#fields.filter(({ number }) => numbers.includes(number));
    const set = members.at(-1)?.number;
    return this.#merge(members.slice(members.findLastIndex(({ number }) => number !== set) + 1));
  }

  /** A repeated uint64, packed or not. */
  uint64s(number: number): bigint[] {
    const values: bigint[] = [];
    for (const { start, end } of this.#all(number)) {
      for (let position = start; position < end; position = behindVarint(this.#bytes, position)) {
        values.push(BigInt.asUintN(64, this.#varint(position)));
      }
    }
    return values;
  }

  /** A repeated fixed64, packed or not. */
  fixed64s(number: number): bigint[] {
    return this.#eights(number, (position) => this.#view.getBigUint64(position, true));
  }

  /** A repeated double, packed or not. */
  doubles(number: number): number[] {
    return this.#eights(number, (position) => this.#view.getFloat64(position, true));
  }

  #eights<T>(number: number, read: (position: number) => T): T[] {
    const values: T[] = [];
    for (const { start, end } of this.#all(number)) {
      for (let position = start; position < end; position += 8) values.push(read(position));
    }
    return values;
  }

  #all(number: number): RawField[] {
    return this.#fields.filter((field) => field.number === number);
  }

  #last(number: number): RawField | undefined {
    return this.#fields.findLast((field) => field.number === number);
  }

  #open(field: RawField): MessageReader {
    return new MessageReader(this.#bytes, this.#view, field);
  }

  #slice({ start, end }: RawField): Uint8Array {
    return this.#bytes.subarray(start, end);
  }

  #merge(fields: readonly RawField[]): MessageReader {
    const [only] = fields;
    if (only !== undefined && fields.length === 1) return this.#open(only);
    return readerOf(concatenate(fields.map((field) => this.#slice(field))));
  }

  #varint(position: number): bigint {
    let value = 0n;
    for (let next = position, shift = 0n; ; next++, shift += 7n) {
      const byte = byteAt(this.#bytes, next);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }
}
