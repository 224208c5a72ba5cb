import { type Allocate, allocateNew } from './allocate.ts';
import { ITEMS } from './check-message.ts';
import { REQUESTS } from './count-items.ts';
import { OtlpError } from './errors.ts';
import { messageName, messageNumber } from './grammar.ts';
import { copyPlainAttribute } from './json-attributes.ts';
import { findField, type JsonField } from './json-fields.ts';
import { BYTE, JsonInput, plainBytes, specialBytes } from './json-input.ts';
import { JsonNumbers } from './json-numbers.ts';
import { copyString, decodeBase64, decodeHex } from './json-strings.ts';
import { LENGTH_BYTES_MAX, ProtobufOutput } from './protobuf-output.ts';
import type { Signal } from './signal.ts';
import { checkSize, DEPTH_MAX } from './wire.ts';

/**
 * One export request in OTLP/JSON as protobuf.
 *
 * Read as OTLP wants it: names in lower camel case, ids in hex of either case, other bytes in base64, integers of 64
 * bits as strings or as numbers without losing a digit, `"NaN"`, `"Infinity"` and `"-Infinity"`; unknown names are
 * skipped and null is the same as absent. Also taken, as other receivers do: names in snake case, the names of
 * enumerators, 32-bit numbers and doubles as strings, integers with an exponent. A name that comes twice means what a
 * field that comes twice means in protobuf: the last one counts, messages are merged, lists are joined.
 *
 * What passes here, `countItems` and every decoder of this package take. Not checked: whether ids have their length.
 * The result may be up to four times as long as the request.
 *
 * @param allocate Gives the memory of the result, several times where it must grow; the last one holds the result.
 * @default New memory.
 * @throws {OtlpError} `malformed`, `too_deep` or `too_large`; the offset is that in the JSON.
 */
export function jsonToProtobuf(
  signal: Signal,
  bytes: Uint8Array,
  allocate: Allocate = allocateNew,
): Uint8Array {
  // Without white space the protobuf of telemetry is just below half as long (measured).
  const output = new ProtobufOutput(bytes.length >>> 1, allocate);
  new JsonTranscoder(bytes, output, true).readRequest(REQUESTS[signal]);
  return output.finish();
}

/**
 * Checks one export request in OTLP/JSON and counts its spans, data points or log records, as `countItems` does for
 * the protobuf that `jsonToProtobuf` makes of it. What passes here, `jsonToProtobuf` does not refuse.
 *
 * @throws {OtlpError} `malformed`, `too_deep` or `too_large`.
 */
export function countItemsJson(signal: Signal, bytes: Uint8Array): number {
  return new JsonTranscoder(bytes, new ProtobufOutput(CHECK_BYTES), false).readRequest(
    REQUESTS[signal],
  );
}

/** Room at first for the output of a check, which is dropped field by field. */
const CHECK_BYTES = 4096;

const DECODER = new TextDecoder();

/**
 * How deep messages nest whose lengths are as short as can be. A body may have to be moved for that, so below this depth
 * lengths are padded: else one long string in a hundred messages would be moved a hundred times.
 */
const MOVES_MAX = 12;

const KEY_VALUE = messageNumber('KeyValue');
const METRIC = messageNumber('Metric');

class JsonTranscoder {
  readonly #input: JsonInput;
  readonly #numbers: JsonNumbers;
  readonly #output: ProtobufOutput;
  readonly #keepsOutput: boolean;
  /** By message, how many bytes the length of the last one took: the next one has room for as many. */
  readonly #widths: Uint8Array = new Uint8Array(64).fill(1);

  constructor(bytes: Uint8Array, output: ProtobufOutput, keepsOutput: boolean) {
    checkSize(bytes.length);
    this.#input = new JsonInput(bytes);
    this.#numbers = new JsonNumbers(this.#input);
    this.#output = output;
    this.#keepsOutput = keepsOutput;
  }

  /** Reads the whole input as one message and answers how many items are in it. */
  readRequest(message: number): number {
    this.#input.next();
    const items = this.#readMessage(message, 0);
    if (this.#input.next() < 0) return items;
    throw this.#input.malformed('goes on behind the end of the request');
  }

  #readMessage(message: number, depth: number): number {
    const input = this.#input;
    if (input.bytes[input.position] !== BYTE.OPEN_BRACE) {
      throw input.malformed('is no object', messageName(message));
    }
    input.position++;
    let items = ITEMS[message] as number;
    if (input.next() === BYTE.CLOSE_BRACE) {
      input.position++;
      return items;
    }
    let data: JsonField | undefined;
    for (;;) {
      const field = this.#readName(message);
      input.take(BYTE.COLON);
      const first = input.next();
      if (first === BYTE.LETTER_N) {
        input.takeWord('null');
      } else if (field === undefined) {
        this.#skipValue(depth + 1);
      } else {
        const counted = this.#readField(field, first, depth);
        // The data of a metric is a oneof: another kind of data replaces what came before it.
        if (message === METRIC && field.isOneof && field !== data) {
          data = field;
          items = 0;
        }
        items += counted;
      }
      if (!this.#hasMore(BYTE.CLOSE_BRACE)) return items;
      input.next();
    }
  }

  /** Whether a comma follows in a list or object, and not its end. */
  #hasMore(end: number): boolean {
    const input = this.#input;
    const byte = input.next();
    if (byte !== BYTE.COMMA && byte !== end) {
      throw input.malformed(`has neither a comma nor a ${String.fromCharCode(end)}`);
    }
    input.position++;
    return byte === BYTE.COMMA;
  }

  /** Reads a name with its quotes; undefined when the message has no such field. */
  #readName(message: number): JsonField | undefined {
    const input = this.#input;
    const { bytes, view } = input;
    const start = input.position + 1;
    if (bytes[input.position] !== BYTE.QUOTE) throw input.malformed('has no name in an object');
    let position = start;
    for (const last = bytes.length - 4; position <= last; position += 4) {
      const special = specialBytes(view.getInt32(position, true));
      if (special === 0) continue;
      position += plainBytes(special);
      break;
    }
    if (bytes[position] !== BYTE.QUOTE) return this.#readUnusualName(message);
    input.position = position + 1;
    return findField(message, view, start, position - start);
  }

  /** A name with escapes or with other letters than those of ASCII. */
  #readUnusualName(message: number): JsonField | undefined {
    const output = this.#output;
    const start = output.length;
    copyString(this.#input, output, 'JSON');
    const length = output.length - start;
    output.reserve();
    output.bytes[output.length] = BYTE.QUOTE;
    output.length = start;
    return findField(message, output.view, start, length);
  }

  #readField(field: JsonField, first: number, depth: number): number {
    if (!field.isRepeated) return this.#readValue(field, first, depth);
    const input = this.#input;
    if (first !== BYTE.OPEN_BRACKET) throw input.malformed('is no list', field.label);
    input.position++;
    if (input.next() === BYTE.CLOSE_BRACKET) {
      input.position++;
      return 0;
    }
    if (field.packedTag > 0) {
      this.#readPacked(field);
      return 0;
    }
    if (field.message === KEY_VALUE) {
      this.#readAttributes(field, depth);
      return 0;
    }
    let items = 0;
    do items += this.#readValue(field, input.next(), depth);
    while (this.#hasMore(BYTE.CLOSE_BRACKET));
    return items;
  }

  #readAttributes(field: JsonField, depth: number): void {
    const input = this.#input;
    const output = this.#output;
    const { length } = output;
    // A plain one nests two messages more.
    const mayBePlain = depth < DEPTH_MAX - 1;
    do {
      const first = input.next();
      if (!mayBePlain || !copyPlainAttribute(input, output, this.#numbers, field.tag)) {
        this.#readValue(field, first, depth);
      }
      if (!this.#keepsOutput) output.length = length;
    } while (this.#hasMore(BYTE.CLOSE_BRACKET));
  }

  #readPacked(field: JsonField): void {
    const output = this.#output;
    const start = this.#beginBody(field.packedTag, 1);
    const first = output.length;
    do {
      this.#readScalar(field, this.#input.next());
      if (!this.#keepsOutput) output.length = first;
      output.reserve();
    } while (this.#hasMore(BYTE.CLOSE_BRACKET));
    output.endBody(start, 1);
  }

  /** Reads one value and writes it with its tag. */
  #readValue(field: JsonField, first: number, depth: number): number {
    const output = this.#output;
    const before = output.length;
    output.reserve();
    let items = 0;
    if (field.type === 'message') {
      items = this.#readEmbedded(field, first, depth);
    } else if (field.tag % 8 === 2) {
      this.#readText(field);
    } else {
      output.varint32(field.tag);
      this.#readScalar(field, first);
    }
    if (!this.#keepsOutput) output.length = before;
    return items;
  }

  #readEmbedded(field: JsonField, first: number, depth: number): number {
    const { message } = field;
    if (depth === DEPTH_MAX) throw this.#tooDeep(messageName(message));
    const isDeep = depth > MOVES_MAX;
    const width = isDeep ? LENGTH_BYTES_MAX : (this.#widths[message] as number);
    const start = this.#beginBody(field.tag, width);
    // In a list null cannot be absent without moving what follows, so it is a message without fields.
    let items = ITEMS[message] as number;
    if (first === BYTE.LETTER_N) this.#input.takeWord('null');
    else items = this.#readMessage(message, depth + 1);
    const needed = this.#output.endBody(start, width);
    if (!isDeep) this.#widths[message] = needed;
    return items;
  }

  #readText(field: JsonField): void {
    const input = this.#input;
    const output = this.#output;
    const start = this.#beginBody(field.tag, 1);
    const offset = input.position;
    copyString(input, output, field.label);
    if (field.type === 'id' && !decodeHex(output, start + 1)) {
      throw input.malformed('is not hex', field.label, offset);
    }
    if (field.type === 'bytes' && !decodeBase64(output, start + 1)) {
      throw input.malformed('is not base64', field.label, offset);
    }
    output.endBody(start, 1);
  }

  /** Writes the tag and leaves room for a length, whose position is answered. */
  #beginBody(tag: number, width: number): number {
    const output = this.#output;
    output.reserve();
    output.varint32(tag);
    const start = output.length;
    output.length = start + width;
    return start;
  }

  /** Reads a bool or a number, which may stand in quotes or have a name, and writes it without tag. */
  #readScalar(field: JsonField, first: number): void {
    const input = this.#input;
    if (field.type === 'bool') {
      this.#output.byte(first === BYTE.LETTER_T ? 1 : 0);
      input.takeWord(first === BYTE.LETTER_T ? 'true' : 'false', field.label);
      return;
    }
    if (first !== BYTE.QUOTE) {
      this.#readNumber(field);
      return;
    }
    const start = input.position;
    if (field.names !== undefined && this.#isNamed(start + 1)) {
      this.#readNamedNumber(field, field.names);
      return;
    }
    input.position++;
    this.#readNumber(field);
    if (input.bytes[input.position] !== BYTE.QUOTE) {
      throw input.malformed('is no number', field.label, start);
    }
    input.position++;
  }

  /** Whether what stands in quotes begins with a letter, perhaps behind a sign. */
  #isNamed(position: number): boolean {
    const { bytes } = this.#input;
    const first = bytes[position] === BYTE.MINUS ? bytes[position + 1] : bytes[position];
    return (first ?? 0) > BYTE.NINE;
  }

  #readNamedNumber(field: JsonField, names: ReadonlyMap<string, number>): void {
    const output = this.#output;
    const start = output.length;
    const offset = this.#input.position;
    copyString(this.#input, output, field.label);
    const number = names.get(DECODER.decode(output.bytes.subarray(start, output.length)));
    if (number === undefined) {
      throw this.#input.malformed('is a name without number', field.label, offset);
    }
    output.length = start;
    output.reserve();
    if (field.type === 'double') output.double(number);
    else output.varint32(number);
  }

  #readNumber({ type, label, bits, isSigned }: JsonField): void {
    const numbers = this.#numbers;
    const output = this.#output;
    if (type === 'double') {
      output.double(numbers.readDouble(label));
      return;
    }
    numbers.readInteger(bits, isSigned, label);
    if (type === 'fixed64' || type === 'sfixed64') output.fixed64(numbers.high, numbers.low);
    else if (type === 'fixed32') output.fixed32(numbers.low);
    else if (type === 'sint32') output.varint32((numbers.low << 1) ^ (numbers.low >> 31));
    else output.varint64(numbers.high, numbers.low);
  }

  /** Reads any value of a field that the message does not have. */
  #skipValue(depth: number): void {
    const input = this.#input;
    if (depth > DEPTH_MAX) throw this.#tooDeep('JSON');
    switch (input.next()) {
      case BYTE.QUOTE:
        this.#skipString();
        return;
      case BYTE.OPEN_BRACE:
        this.#skipMembers(depth, BYTE.CLOSE_BRACE);
        return;
      case BYTE.OPEN_BRACKET:
        this.#skipMembers(depth, BYTE.CLOSE_BRACKET);
        return;
      case BYTE.LETTER_T:
        input.takeWord('true');
        return;
      case BYTE.LETTER_F:
        input.takeWord('false');
        return;
      case BYTE.LETTER_N:
        input.takeWord('null');
        return;
      default:
        this.#numbers.skip();
    }
  }

  #skipMembers(depth: number, end: number): void {
    const input = this.#input;
    input.position++;
    if (input.next() === end) {
      input.position++;
      return;
    }
    do {
      if (end === BYTE.CLOSE_BRACE) {
        input.next();
        this.#skipString();
        input.take(BYTE.COLON);
      }
      this.#skipValue(depth + 1);
    } while (this.#hasMore(end));
  }

  #skipString(): void {
    const { length } = this.#output;
    copyString(this.#input, this.#output, 'JSON');
    this.#output.length = length;
  }

  #tooDeep(what: string): OtlpError {
    const { position } = this.#input;
    const text = `${what} at byte ${position} is nested in more than ${DEPTH_MAX} messages`;
    return new OtlpError('too_deep', text, position);
  }
}
