import { BYTE, type JsonInput, plainBytes, specialBytes } from './json-input.ts';
import type { ProtobufOutput } from './protobuf-output.ts';

/** What may follow a backslash, and the byte that both stand for. */
const ESCAPES = new Map(
  ['""', '\\\\', '//', 'b\b', 'f\f', 'n\n', 'r\r', 't\t'].map((pair) => [
    pair.charCodeAt(0),
    pair.charCodeAt(1),
  ]),
);

const REPLACEMENT = 0xfffd;

/**
 * Reads the string at the input's position and writes its text in UTF-8. A lone half of a surrogate pair, for which
 * UTF-8 has no form, becomes U+FFFD. `what` names the string in the text of an error.
 */
export function copyString(input: JsonInput, output: ProtobufOutput, what: string): void {
  const { bytes } = input;
  const start = input.position;
  if (bytes[start] !== BYTE.QUOTE) throw input.malformed('is no string', what);
  input.position++;
  for (;;) {
    copyPlain(input, output);
    if (input.position === bytes.length) {
      throw input.malformed('is a string without end', what, start);
    }
    const byte = bytes[input.position] as number;
    if (byte === BYTE.QUOTE) {
      input.position++;
      return;
    }
    if (byte === BYTE.BACKSLASH) {
      writeCodePoint(output, readEscape(input, what));
    } else if (byte < 0x20) {
      throw input.malformed('has a control character in a string', what);
    } else {
      copyCharacter(input, output, what);
    }
  }
}

/** Copies up to the next special byte, four bytes at a time; up to three before the end may be left. */
function copyPlain(input: JsonInput, output: ProtobufOutput): void {
  const { view } = input;
  let { position } = input;
  for (;;) {
    output.reserve();
    const target = output.view;
    // Where both the input and the output have four bytes left.
    const shift = output.length - position;
    const last = Math.min(view.byteLength, target.byteLength - shift) - 4;
    for (; position <= last; position += 4) {
      const word = view.getInt32(position, true);
      const special = specialBytes(word);
      // Where fewer bytes count, what is written behind them is overwritten by what comes next.
      target.setInt32(position + shift, word, true);
      if (special !== 0) {
        position += plainBytes(special);
        output.length = position + shift;
        input.position = position;
        return;
      }
    }
    output.length = position + shift;
    if (position > view.byteLength - 4) break;
  }
  input.position = position;
}

/** Copies one character of one to four bytes. */
function copyCharacter(input: JsonInput, output: ProtobufOutput, what: string): void {
  const { bytes, position } = input;
  const width = characterWidth(bytes, position);
  if (width === 0) throw input.malformed('has a string that is not UTF-8', what);
  output.reserve();
  for (let at = 0; at < width; at++) output.byte(bytes[position + at] as number);
  input.position += width;
}

/** How many bytes the character at a position has; 0 when it is not UTF-8. */
function characterWidth(bytes: Uint8Array, position: number): number {
  const lead = bytes[position] as number;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const width = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (position + width > bytes.length) return 0;
  // The second byte is bounded more closely where others would make a form too long, a surrogate or too large.
  const second = bytes[position + 1] as number;
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let at = 2; at < width; at++) {
    if (((bytes[position + at] as number) & 0xc0) !== 0x80) return 0;
  }
  return width;
}

/** The code point that the escape at the input's position stands for. */
function readEscape(input: JsonInput, what: string): number {
  const letter = input.bytes[input.position + 1];
  if (letter !== BYTE.LETTER_U) {
    const byte = ESCAPES.get(letter ?? 0);
    if (byte === undefined) throw input.malformed('has an unknown escape in a string', what);
    input.position += 2;
    return byte;
  }
  const unit = readUnit(input, input.position);
  if (unit < 0) throw input.malformed('has an incomplete escape in a string', what);
  input.position += 6;
  if (unit < 0xd800 || unit > 0xdfff) return unit;
  const low = unit < 0xdc00 ? readUnit(input, input.position) : -1;
  if (low < 0xdc00 || low > 0xdfff) return REPLACEMENT;
  input.position += 6;
  return 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

/** The four hex digits of the escape `\u` at a position; -1 when there is none. */
function readUnit({ bytes }: JsonInput, position: number): number {
  if (bytes[position] !== BYTE.BACKSLASH || bytes[position + 1] !== BYTE.LETTER_U) return -1;
  let unit = 0;
  for (let at = position + 2; at < position + 6; at++) {
    const digit = hexDigit(bytes[at] ?? 0);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

function writeCodePoint(output: ProtobufOutput, point: number): void {
  output.reserve();
  if (point < 0x80) {
    output.byte(point);
    return;
  }
  if (point < 0x800) {
    output.byte(0xc0 | (point >> 6));
  } else {
    if (point < 0x1_0000) {
      output.byte(0xe0 | (point >> 12));
    } else {
      output.byte(0xf0 | (point >> 18));
      output.byte(0x80 | ((point >> 12) & 0x3f));
    }
    output.byte(0x80 | ((point >> 6) & 0x3f));
  }
  output.byte(0x80 | (point & 0x3f));
}

/**
 * Turns the hex digits behind `start` into the bytes they spell, in place; false when they are not pairs of digits.
 */
export function decodeHex(output: ProtobufOutput, start: number): boolean {
  const { bytes, length } = output;
  if ((length - start) % 2 !== 0) return false;
  let at = start;
  for (let pair = start; pair < length; pair += 2) {
    const high = hexDigit(bytes[pair] as number);
    const low = hexDigit(bytes[pair + 1] as number);
    if (high < 0 || low < 0) return false;
    bytes[at++] = high * 16 + low;
  }
  output.length = at;
  return true;
}

/**
 * Turns the base64 behind `start` into the bytes it spells, in place; false when it is none. Both alphabets of RFC 4648
 * are taken, with padding and without.
 */
export function decodeBase64(output: ProtobufOutput, start: number): boolean {
  const { bytes } = output;
  const size = output.length - start;
  const padding = size >= 4 && size % 4 === 0 ? paddingOf(bytes, output.length) : 0;
  const end = output.length - padding;
  if ((end - start) % 4 === 1) return false;
  let at = start;
  let bits = 0;
  let count = 0;
  for (let position = start; position < end; position++) {
    const digit = BASE64[bytes[position] as number] as number;
    if (digit < 0) return false;
    bits = ((bits << 6) | digit) & 0xffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes[at++] = bits >> count;
    }
  }
  output.length = at;
  return true;
}

/** How many of the last two bytes are padding. */
function paddingOf(bytes: Uint8Array, end: number): number {
  if (bytes[end - 1] !== PADDING) return 0;
  return bytes[end - 2] === PADDING ? 2 : 1;
}

const PADDING = 0x3d;
const HEX = digitTable('0123456789abcdef', '0123456789ABCDEF');
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const BASE64 = digitTable(`${LETTERS}+/`, `${LETTERS}-_`);

function hexDigit(byte: number): number {
  return HEX[byte] as number;
}

/** The value of a digit by its byte, in any of the alphabets; -1 for what is no digit. */
function digitTable(...alphabets: readonly string[]): Int8Array {
  const table = new Int8Array(256).fill(-1);
  for (const alphabet of alphabets) {
    for (let digit = 0; digit < alphabet.length; digit++) {
      table[alphabet.charCodeAt(digit)] = digit;
    }
  }
  return table;
}
