import { messageNumber, RULE, RULES } from './grammar.ts';
import {
  behindVarint,
  byteAt,
  DEPTH_MAX,
  depthAt,
  malformed,
  messageAt,
  placeInside,
  readBodyEnd,
  readTag,
  skipField,
  skipVarint,
  VARINT_BYTES_MAX,
  type Place,
} from './wire.ts';

const KEY_VALUE = messageNumber('KeyValue');
const KEY_VALUE_RULE = RULE.MESSAGE + KEY_VALUE;
const METRIC = messageNumber('Metric');

/** Bytes of the shortest KeyValue field with a scalar: tag, length, an empty key, a bool. */
const PLAIN_BYTES_MIN = 8;

/** 1 for a message that counts as an item of its signal. */
export const ITEMS: Uint8Array = Uint8Array.from({ length: 64 }, () => 0);
for (const name of [
  'Span',
  'LogRecord',
  'NumberDataPoint',
  'HistogramDataPoint',
  'ExponentialHistogramDataPoint',
  'SummaryDataPoint',
] as const) {
  ITEMS[messageNumber(name)] = 1;
}

/**
 * Checks the structure of the message in [start, end) and of everything inside it against the grammar, and
 * counts the items in it.
 *
 * Unknown fields may be anything that is well-formed, groups included. A known field must have the wire type
 * of its kind: protobuf would treat it as unknown, but then data that the sender meant to send would be lost
 * without a word, and receivers that are strict about it would refuse every request merged with this one.
 * That strings are valid UTF-8 is not checked.
 *
 * @throws {OtlpError} `malformed` or `too_deep`, with the offset of the first fault.
 */
export function checkMessage(bytes: Uint8Array, start: number, end: number, place: Place): number {
  const message = messageAt(place);
  let items = ITEMS[message] as number;
  let dataTag = 0;
  let position = start;
  while (position < end) {
    let tag = byteAt(bytes, position);
    let value = position + 1;
    if (tag > 0x7f) {
      tag = readTag(bytes, position, end, place);
      value = behindVarint(bytes, position);
    }
    const rule = tag < 256 ? (RULES[(message << 8) | tag] as number) : RULE.NONE;
    switch (rule) {
      case RULE.NONE:
        position = skipField(bytes, position, end, place);
        break;
      case RULE.MISMATCH:
        throw malformed(place, position, `has field ${tag >>> 3} with wire type ${tag & 7}`);
      case RULE.PACKED_VARINTS:
        position = readBodyEnd(bytes, value, end, place);
        checkVarints(bytes, behindVarint(bytes, value), position, place);
        break;
      case RULE.PACKED_FIXED64S:
        position = readBodyEnd(bytes, value, end, place);
        checkFixed64s(behindVarint(bytes, value), position, place);
        break;
      default: {
        if (rule === KEY_VALUE_RULE && depthAt(place) < DEPTH_MAX - 1) {
          const behind = skipPlainKeyValues(bytes, position, end, tag);
          if (behind > position) {
            position = behind;
            break;
          }
        }
        position = readBodyEnd(bytes, value, end, place);
        const inside = placeInside(place, rule - RULE.MESSAGE, value);
        const counted = checkMessage(bytes, behindVarint(bytes, value), position, inside);
        // The data of a metric is a oneof: another kind of data replaces what came before it.
        if (message === METRIC && messageAt(inside) !== KEY_VALUE && tag !== dataTag) {
          dataTag = tag;
          items = 0;
        }
        items += counted;
      }
    }
  }
  return items;
}

/**
 * Behind the fields in a row at `position` that have this tag of one byte and are plain KeyValues: a key and
 * then a value of one scalar field that fills the rest, all lengths below 128. Every encoder writes attributes
 * so, and this is several times faster than walking them field by field.
 */
function skipPlainKeyValues(bytes: Uint8Array, position: number, end: number, tag: number): number {
  let field = position;
  while (end - field >= PLAIN_BYTES_MIN && byteAt(bytes, field) === tag) {
    const next = field + 2 + byteAt(bytes, field + 1);
    const value = field + 4 + byteAt(bytes, field + 3);
    // One comparison with `next` also bounds both lengths inside, as the one outside is below 128.
    if (
      byteAt(bytes, field + 1) > 0x7f ||
      next > end ||
      byteAt(bytes, field + 2) !== 0x0a ||
      value + 4 > next ||
      byteAt(bytes, value) !== 0x12 ||
      value + 2 + byteAt(bytes, value + 1) !== next ||
      !isScalar(bytes, value + 2, next)
    ) {
      break;
    }
    field = next;
  }
  return field;
}

/** Whether the AnyValue in [start, end), of at least two bytes, is exactly one scalar field. */
function isScalar(bytes: Uint8Array, start: number, end: number): boolean {
  switch (byteAt(bytes, start)) {
    case 0x0a:
      return start + 2 + byteAt(bytes, start + 1) === end;
    case 0x21:
      return start + 9 === end;
    case 0x10:
    case 0x18:
      return isVarint(bytes, start + 1, end);
    default:
      return false;
  }
}

/** Whether [start, end) is exactly one varint. */
function isVarint(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 1 || end - start > VARINT_BYTES_MAX) return false;
  let position = start;
  while (byteAt(bytes, position) > 0x7f) if (++position === end) return false;
  return position + 1 === end;
}

function checkVarints(bytes: Uint8Array, start: number, end: number, place: Place): void {
  for (let position = start; position < end;) {
    position = skipVarint(bytes, position, end, place);
  }
}

function checkFixed64s(start: number, end: number, place: Place): void {
  if ((end - start) % 8 === 0) return;
  throw malformed(place, start, `has ${end - start} bytes of packed 8-byte numbers`);
}
