import { grown } from './grown.ts';

/** UTF-8 takes at most three bytes for a unit of UTF-16. */
const UNIT_BYTES_MAX = 3;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const HEX_DIGITS = '0123456789abcdef';

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });

/** JSON as it is written, front to back, in UTF-8: one buffer that grows. */
export class JsonOutput {
  #bytes: Uint8Array;
  #length = 0;

  /** @param capacity Bytes to begin with. */
  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** What has been written, as a view of the buffer. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Writes text as it is. */
  write(text: string): void {
    this.#reserve(text.length * UNIT_BYTES_MAX);
    const bytes = this.#bytes;
    const start = this.#length;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit > 0x7f) {
        this.#length += ENCODER.encodeInto(text, bytes.subarray(start)).written;
        return;
      }
      bytes[start + at] = unit;
    }
    this.#length += text.length;
  }

  /** Writes the UTF-8 in [start, end) as a string; what is not UTF-8 becomes U+FFFD. */
  writeString(bytes: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start + 2);
    const target = this.#bytes;
    let length = this.#length;
    target[length++] = QUOTE;
    for (let position = start; position < end; position++) {
      const byte = bytes[position] as number;
      if (byte < 0x20 || byte > 0x7f || byte === QUOTE || byte === BACKSLASH) {
        this.write(JSON.stringify(DECODER.decode(bytes.subarray(start, end))));
        return;
      }
      target[length++] = byte;
    }
    target[length++] = QUOTE;
    this.#length = length;
  }

  /** Writes the bytes in [start, end) as a string of lowercase hex digits. */
  writeHex(bytes: Uint8Array, start: number, end: number): void {
    this.#reserve(2 * (end - start) + 2);
    const target = this.#bytes;
    let length = this.#length;
    target[length++] = QUOTE;
    for (let position = start; position < end; position++) {
      const byte = bytes[position] as number;
      target[length++] = HEX_DIGITS.charCodeAt(byte >> 4);
      target[length++] = HEX_DIGITS.charCodeAt(byte & 15);
    }
    target[length++] = QUOTE;
    this.#length = length;
  }

  #reserve(room: number): void {
    if (this.#bytes.length - this.#length >= room) return;
    this.#bytes = grown(this.#bytes, this.#length, room);
  }
}
