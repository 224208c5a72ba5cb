import { BYTE, type JsonInput, plainBytes, specialBytes } from './json-input.ts';
import type { JsonNumbers } from './json-numbers.ts';
import type { ProtobufOutput } from './protobuf-output.ts';

/** The most bytes of a message or string whose length takes one byte. */
const SHORT_MAX = 0x7f;

/** More than a plain attribute takes of the input and of the output: what it may read and write without looking. */
const ROOM = 512;

/** Tags in a KeyValue and in an AnyValue. */
const TAG = { KEY: 0x0a, VALUE: 0x12, STRING: 0x0a, BOOL: 0x10, INT: 0x18, DOUBLE: 0x21 } as const;

/**
 * Text of 8 to 16 bytes, as its first and its last eight bytes. These are compared as doubles, the widest number that a
 * comparison takes without allocating; those of ASCII are equal exactly when their bytes are.
 */
interface Pattern {
  readonly length: number;
  readonly first: number;
  readonly last: number;
}

/* What stands around a key and around the name of a value where an encoder writes no white space, and the key first. */
const BEFORE_KEY = pattern('{"key":"');
const BEFORE_NAME = pattern('","value":{"');
const STRING = pattern('stringValue":"');
const DOUBLE = pattern('doubleValue":');
const INT = pattern('intValue":');
const TRUE = pattern('boolValue":true');
const FALSE = pattern('boolValue":false');

/**
 * Copies the attribute at the input's position, if it is a plain one: a key and then a value that is a scalar, without
 * escapes or letters beyond ASCII, of less than 128 bytes in all. Answers false, with nothing read or written, for any
 * other.
 *
 * This does nothing that reading it field by field would not do, but it does it several times faster, and most of a
 * request is attributes.
 *
 * @param tag The tag of the KeyValue, below 128.
 */
export function copyPlainAttribute(
  input: JsonInput,
  output: ProtobufOutput,
  numbers: JsonNumbers,
  tag: number,
): boolean {
  const { view, position } = input;
  if (view.byteLength - position < ROOM || !isAt(view, position, BEFORE_KEY)) return false;
  output.reserve(ROOM);
  const { length, bytes } = output;
  const keyStart = position + BEFORE_KEY.length;
  const keyEnd = copyShort(view, keyStart, output.view, length + 4);
  if (!isAt(view, keyEnd, BEFORE_NAME)) return false;
  const value = length + 6 + keyEnd - keyStart;
  input.position = keyEnd + BEFORE_NAME.length;
  output.length = value;
  const size = copyValue(input, output, numbers) ? output.length - length - 2 : Infinity;
  if (size > SHORT_MAX || !takeEnds(input)) {
    input.position = position;
    output.length = length;
    return false;
  }
  bytes[length] = tag;
  bytes[length + 1] = size;
  bytes[length + 2] = TAG.KEY;
  bytes[length + 3] = keyEnd - keyStart;
  bytes[value - 2] = TAG.VALUE;
  bytes[value - 1] = output.length - value;
  return true;
}

/** Reads up to the end of the value and writes the one field of an AnyValue; false when it is no plain one. */
function copyValue(input: JsonInput, output: ProtobufOutput, numbers: JsonNumbers): boolean {
  const { view, position } = input;
  if (isAt(view, position, STRING)) {
    const start = position + STRING.length;
    const text = output.length + 2;
    const end = copyShort(view, start, output.view, text);
    output.byte(TAG.STRING);
    output.byte(end - start);
    output.length = text + end - start;
    input.position = end;
    return takeQuote(input);
  }
  if (isAt(view, position, DOUBLE)) {
    input.position = position + DOUBLE.length;
    if (input.bytes[input.position] === BYTE.QUOTE) return false;
    output.byte(TAG.DOUBLE);
    output.double(numbers.readDouble('AnyValue.doubleValue'));
    return true;
  }
  if (!isAt(view, position, INT)) return copyBool(input, output);
  input.position = position + INT.length;
  const isQuoted = takeQuote(input);
  output.byte(TAG.INT);
  numbers.readInteger(64, true, 'AnyValue.intValue');
  output.varint64(numbers.high, numbers.low);
  return !isQuoted || takeQuote(input);
}

function copyBool(input: JsonInput, output: ProtobufOutput): boolean {
  const isTrue = isAt(input.view, input.position, TRUE);
  if (!isTrue && !isAt(input.view, input.position, FALSE)) return false;
  input.position += isTrue ? TRUE.length : FALSE.length;
  output.byte(TAG.BOOL);
  output.byte(isTrue ? 1 : 0);
  return true;
}

/** Reads the ends of the value and of the attribute. A number before them may have been of any length. */
function takeEnds(input: JsonInput): boolean {
  const { bytes, position } = input;
  if (bytes[position] !== BYTE.CLOSE_BRACE || bytes[position + 1] !== BYTE.CLOSE_BRACE) {
    return false;
  }
  input.position += 2;
  return true;
}

function takeQuote(input: JsonInput): boolean {
  if (input.bytes[input.position] !== BYTE.QUOTE) return false;
  input.position++;
  return true;
}

/** Copies at most 128 bytes up to the next special one, whose position is answered. */
function copyShort(view: DataView, start: number, target: DataView, at: number): number {
  const shift = at - start;
  let position = start;
  for (const end = start + SHORT_MAX; position < end; position += 4) {
    const word = view.getInt32(position, true);
    const special = specialBytes(word);
    // Where fewer bytes count, what is written behind them is overwritten by what comes next.
    target.setInt32(position + shift, word, true);
    if (special !== 0) return position + plainBytes(special);
  }
  return position;
}

function isAt(view: DataView, position: number, { length, first, last }: Pattern): boolean {
  return (
    view.getFloat64(position, true) === first &&
    view.getFloat64(position + length - 8, true) === last
  );
}

function pattern(text: string): Pattern {
  const { length } = text;
  const view = new DataView(new TextEncoder().encode(text).buffer);
  return { length, first: view.getFloat64(0, true), last: view.getFloat64(length - 8, true) };
}
