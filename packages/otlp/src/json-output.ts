import { OtlpError } from './errors.ts';

const CAPACITY_MAX = 0x7fff_ffff;

/** UTF-8 takes at most three bytes for a unit of UTF-16. */
const UNIT_BYTES_MAX = 3;

const ENCODER = new TextEncoder();

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
    const needed = this.#length + text.length * UNIT_BYTES_MAX;
    if (needed > this.#bytes.length) this.#grow(needed);
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

  #grow(needed: number): void {
    if (needed > CAPACITY_MAX) {
      throw new OtlpError('too_large', `as JSON it is more than ${CAPACITY_MAX} bytes`, 0);
    }
    const grown = new Uint8Array(Math.min(CAPACITY_MAX, Math.max(needed, this.#bytes.length * 2)));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
