import { OtlpError } from './errors.ts';

/** The bytes of JSON that mean something. */
export const BYTE = {
  QUOTE: 0x22,
  PLUS: 0x2b,
  COMMA: 0x2c,
  MINUS: 0x2d,
  POINT: 0x2e,
  ZERO: 0x30,
  NINE: 0x39,
  COLON: 0x3a,
  OPEN_BRACKET: 0x5b,
  BACKSLASH: 0x5c,
  CLOSE_BRACKET: 0x5d,
  LETTER_E: 0x65,
  LETTER_F: 0x66,
  LETTER_N: 0x6e,
  LETTER_T: 0x74,
  LETTER_U: 0x75,
  OPEN_BRACE: 0x7b,
  CLOSE_BRACE: 0x7d,
} as const;

/** What `next` answers at the end. */
export const END = -1;

/**
 * The text of a request, and how far it has been read. Every method takes up at `position` and leaves it behind
 * what it has read; none reads beyond the end.
 */
export class JsonInput {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  position = 0;

  constructor({ buffer, byteOffset, length }: Uint8Array) {
    // Always the same class of array, also for a Buffer: the loops over it are faster then.
    this.bytes = new Uint8Array(buffer, byteOffset, length);
    this.view = new DataView(buffer, byteOffset, length);
  }

  /** The next byte that is no white space, or `END`; `position` is moved to it. */
  next(): number {
    const { bytes, position } = this;
    if (position < bytes.length) {
      const byte = bytes[position] as number;
      // Encoders write no white space.
      if (byte > 0x20) return byte;
    }
    return this.#skipSpace();
  }

  #skipSpace(): number {
    const { bytes } = this;
    while (this.position < bytes.length) {
      const byte = bytes[this.position] as number;
      if (!isSpace(byte)) return byte;
      this.position++;
    }
    return END;
  }

  /** Reads the given byte of punctuation. */
  take(byte: number): void {
    if (this.next() !== byte) throw this.malformed(`lacks a ${String.fromCharCode(byte)}`);
    this.position++;
  }

  /** Reads one of `true`, `false` and `null`. */
  takeWord(word: string, what?: string): void {
    for (let at = 0; at < word.length; at++) {
      if (this.bytes[this.position + at] !== word.charCodeAt(at)) {
        throw this.malformed(`is not ${word}`, what);
      }
    }
    this.position += word.length;
  }

  /** The error for what stands at `position`. */
  malformed(problem: string, what = 'JSON', offset: number = this.position): OtlpError {
    return new OtlpError('malformed', `${what} at byte ${offset} ${problem}`, offset);
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/**
 * The bytes among four that end or interrupt the plain text of a string: quotes, backslashes, control characters and
 * what is not ASCII. Bit 7 is set in the first such byte (the lowest), and perhaps in bytes above it; 0 is none.
 */
export function specialBytes(word: number): number {
  const quotes = word ^ 0x22222222;
  const backslashes = word ^ 0x5c5c5c5c;
  // Taking 1 from a byte below 128 sets its bit 7 only if it is 0; taking 32, only if it is below 32.
  return (
    ((quotes - 0x01010101) | (backslashes - 0x01010101) | (word - 0x20202020) | word) & 0x80808080
  );
}

/** How many bytes stand before the first special one. */
export function plainBytes(special: number): number {
  return (31 - Math.clz32(special & -special)) >> 3;
}
