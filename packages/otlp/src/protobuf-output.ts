import { type Allocate, allocated, allocateNew } from './allocate.ts';
import { grown } from './grown.ts';

/** Every write but that of a string's text needs less room than this. */
const ROOM = 32;

/** The most bytes of a length. */
export const LENGTH_BYTES_MAX = 5;

/** Protobuf as it is written, front to back: one buffer that grows. */
export class ProtobufOutput {
  readonly #allocate: Allocate;
  bytes: Uint8Array;
  view: DataView;
  length = 0;

  /** @param capacity Bytes to begin with. */
  constructor(capacity: number, allocate: Allocate = allocateNew) {
    this.#allocate = allocate;
    this.bytes = allocated(allocate, Math.max(capacity, 2 * ROOM));
    this.view = viewOf(this.bytes);
  }

  /** Makes room for at least one more write, or for as many bytes. */
  reserve(room: number = ROOM): void {
    if (this.bytes.length - this.length < room) this.#grow(room);
  }

  /** What has been written, as a view of the buffer. */
  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  byte(value: number): void {
    this.bytes[this.length++] = value;
  }

  /** A varint of up to 32 bits, without sign. */
  varint32(value: number): void {
    const bytes = this.bytes;
    let length = this.length;
    let rest = value >>> 0;
    while (rest > 0x7f) {
      bytes[length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[length++] = rest;
    this.length = length;
  }

  /** A varint of 64 bits, given as halves without sign. */
  varint64(high: number, low: number): void {
    let upper = high;
    let lower = low;
    while (upper > 0) {
      this.byte((lower & 0x7f) | 0x80);
      lower = ((lower >>> 7) | (upper << 25)) >>> 0;
      upper >>>= 7;
    }
    this.varint32(lower);
  }

  fixed32(value: number): void {
    this.view.setInt32(this.length, value | 0, true);
    this.length += 4;
  }

  fixed64(high: number, low: number): void {
    this.view.setInt32(this.length, low | 0, true);
    this.view.setInt32(this.length + 4, high | 0, true);
    this.length += 8;
  }

  double(value: number): void {
    this.view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  /**
   * Puts the length before a body that begins `width` bytes behind `start` and ends here, and answers how many bytes
   * that length needs. Where that is not `width`, the body is moved; but a length of `LENGTH_BYTES_MAX` is padded
   * instead, as protobuf allows.
   */
  endBody(start: number, width: number): number {
    const body = start + width;
    const length = this.length - body;
    const needed = varintWidth(length);
    if (width === LENGTH_BYTES_MAX) {
      for (let at = 0, rest = length; at < width; at++, rest >>>= 7) {
        this.bytes[start + at] = (rest & 0x7f) | (at < width - 1 ? 0x80 : 0);
      }
      return needed;
    }
    if (needed !== width) {
      this.reserve();
      this.bytes.copyWithin(start + needed, body, this.length);
    }
    this.length = start;
    this.varint32(length);
    this.length += length;
    return needed;
  }

  #grow(room: number): void {
    this.bytes = grown(this.bytes, this.length, room, this.#allocate);
    this.view = viewOf(this.bytes);
  }
}

function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}

function varintWidth(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}
