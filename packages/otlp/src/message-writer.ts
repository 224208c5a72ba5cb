import { OtlpError } from './errors.ts';
import { DEPTH_MAX } from './wire.ts';

const CAPACITY_FIRST = 1024;

/** The most bytes of a 64-bit varint or of a tag and an 8-byte number. */
const SCALAR_BYTES_MAX = 16;

const ENCODER = new TextEncoder();

/**
 * Writes one message, field by field, for the low-volume codecs. `undefined` writes nothing, so a field that
 * protobuf leaves out at its default value is written as `value || undefined`.
 *
 * Numbers outside the range of their field are a programmer's error and throw a RangeError.
 */
export class MessageWriter {
  #bytes: Uint8Array = new Uint8Array(CAPACITY_FIRST);
  #view: DataView = new DataView(this.#bytes.buffer);
  #length = 0;
  #depth = 0;

  /** The bytes written so far. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** How many bytes have been written. */
  get length(): number {
    return this.#length;
  }

  /** Forgets what was written and keeps the memory for what comes, unless it is more than `bytesMax`. */
  clear(bytesMax: number): void {
    this.#length = 0;
    this.#depth = 0;
    if (this.#bytes.length <= bytesMax) return;
    this.#bytes = new Uint8Array(CAPACITY_FIRST);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** What was written at [start, end): a view that the next write may take away. */
  written(start: number, end: number): Uint8Array {
    return this.#bytes.subarray(start, end);
  }

  /** A varint without a tag: the length of a message whose body stands elsewhere. */
  bareVarint(value: number): void {
    this.#varint32(value);
  }

  string(field: number, value: string | undefined): void {
    if (value !== undefined) this.bytes(field, ENCODER.encode(value));
  }

  bytes(field: number, value: Uint8Array | undefined): void {
    if (value === undefined) return;
    this.#tag(field, 2);
    this.#varint32(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** A byte string from hex. */
  hex(field: number, value: string | undefined): void {
    if (value === undefined) return;
    if (!/^(?:[\da-f]{2})*$/iu.test(value)) throw new RangeError(`${value} is not hex`);
    this.bytes(
      field,
      Uint8Array.from(value.match(/../gu) ?? [], (byte) => Number.parseInt(byte, 16)),
    );
  }

  bool(field: number, value: boolean | undefined): void {
    if (value !== undefined) this.#varintField(field, value ? 1n : 0n);
  }

  int64(field: number, value: bigint | undefined): void {
    if (value === undefined) return;
    if (BigInt.asIntN(64, value) !== value) throw outOfRange(value, 'int64');
    this.#varintField(field, BigInt.asUintN(64, value));
  }

  int32(field: number, value: number | undefined): void {
    if (value === undefined) return;
    if ((value | 0) !== value) throw outOfRange(value, 'int32');
    this.int64(field, BigInt(value));
  }

  uint32(field: number, value: number | undefined): void {
    if (value === undefined) return;
    if (value >>> 0 !== value) throw outOfRange(value, 'uint32');
    this.#varintField(field, BigInt(value));
  }

  sint32(field: number, value: number | undefined): void {
    if (value === undefined) return;
    if ((value | 0) !== value) throw outOfRange(value, 'sint32');
    this.uint32(field, ((value << 1) ^ (value >> 31)) >>> 0);
  }

  fixed32(field: number, value: number | undefined): void {
    if (value === undefined) return;
    if (value >>> 0 !== value) throw outOfRange(value, 'fixed32');
    this.#tag(field, 5);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  fixed64(field: number, value: bigint | undefined): void {
    if (value === undefined) return;
    this.#tag(field, 1);
    this.#eight(value);
  }

  sfixed64(field: number, value: bigint): void {
    if (BigInt.asIntN(64, value) !== value) throw outOfRange(value, 'sfixed64');
    this.#tag(field, 1);
    this.#eight(BigInt.asUintN(64, value));
  }

  double(field: number, value: number | undefined): void {
    if (value === undefined) return;
    this.#tag(field, 1);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** A repeated field, packed; none of it when there are no values. */
  uint64s(field: number, values: readonly bigint[]): void {
    this.#packed(field, values, (value) => {
      if (BigInt.asUintN(64, value) !== value) throw outOfRange(value, 'uint64');
      this.#varint(value);
    });
  }

  fixed64s(field: number, values: readonly bigint[]): void {
    this.#packed(field, values, (value) => this.#eight(value));
  }

  doubles(field: number, values: readonly number[]): void {
    this.#packed(field, values, (value) => {
      this.#reserve(SCALAR_BYTES_MAX);
      this.#view.setFloat64(this.#length, value, true);
      this.#length += 8;
    });
  }

  /**
   * An embedded message: what `write` writes.
   *
   * @throws {OtlpError} `too_deep` where no decoder would follow.
   */
  message(field: number, write: () => void): void {
    this.#depth++;
    if (this.#depth > DEPTH_MAX) {
      const text = `a value is nested in more than ${DEPTH_MAX} messages`;
      throw new OtlpError('too_deep', text, this.#length);
    }
    this.#tag(field, 2);
    this.#delimited(write);
    this.#depth--;
  }

  /** Writes a body with room for a length of one byte before it, and moves it if the length takes more. */
  #delimited(write: () => void): void {
    const start = this.#length + 1;
    this.#length = start;
    write();
    const end = this.#length;
    let moved = 0;
    for (let rest = end - start; rest > 0x7f; rest = Math.floor(rest / 0x80)) moved++;
    this.#reserve(moved);
    this.#bytes.copyWithin(start + moved, start, end);
    this.#length = start - 1;
    this.#varint32(end - start);
    this.#length = end + moved;
  }

  #packed<T>(field: number, values: readonly T[], write: (value: T) => void): void {
    if (values.length === 0) return;
    this.#tag(field, 2);
    this.#delimited(() => {
      for (const value of values) write(value);
    });
  }

  #tag(field: number, wireType: number): void {
    this.#varint32(field * 8 + wireType);
  }

  #varintField(field: number, value: bigint): void {
    this.#tag(field, 0);
    this.#varint(value);
  }

  #eight(value: bigint): void {
    if (BigInt.asUintN(64, value) !== value) throw outOfRange(value, 'fixed64');
    this.#reserve(SCALAR_BYTES_MAX);
    this.#view.setBigUint64(this.#length, value, true);
    this.#length += 8;
  }

  /** The varint of a tag or length, which are too many for big integers. */
  #varint32(value: number): void {
    this.#reserve(SCALAR_BYTES_MAX);
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  #varint(value: bigint): void {
    this.#reserve(SCALAR_BYTES_MAX);
    let rest = value;
    while (rest > 0x7fn) {
      this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#length++] = Number(rest);
  }

  #reserve(count: number): void {
    const needed = this.#length + count + SCALAR_BYTES_MAX;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

function outOfRange(value: number | bigint, type: string): RangeError {
  return new RangeError(`${value} does not fit in ${type}`);
}
