import { OtlpError, type OtlpErrorCode } from './errors.ts';
import { messageName } from './grammar.ts';

/*
 * The protobuf wire format. A message is a sequence of fields; a field is a tag and a value.
 *
 *   tag      varint of (field number << 3 | wire type), at most 5 bytes, field number at least 1
 *   varint   7 bits a byte, least significant first, bit 7 set on all but the last, at most 10 bytes
 *   value    wire type 0: a varint            1: 8 bytes, little endian    5: 4 bytes, little endian
 *                      2: a length (varint of at most 5 bytes, below 2^31) and that many bytes
 *                      3: fields up to the tag with wire type 4 and the same field number (a group)
 *
 * Varints need not be minimal. Wire types 4 (outside a group), 6 and 7 are malformed.
 *
 * Every function below takes the bytes, a position, the end of the enclosing message and that message's
 * place, and answers the position behind what it read. None reads at or beyond `end`.
 */

/** A message's number (low six bits) and how many messages enclose it (the bits above), in one integer. */
export type Place = number;

const PLACE_BITS = 6;
const MESSAGE_MASK = (1 << PLACE_BITS) - 1;

/** Messages within messages, as protobuf's own libraries limit them. */
export const DEPTH_MAX: number = 100;

/** The most bytes of a varint. */
export const VARINT_BYTES_MAX: number = 10;

/** The most bytes of a tag or length. */
const VARINT32_BYTES_MAX = 5;

/** Offsets are 31-bit integers everywhere, as protobuf's lengths are. */
const BYTES_MAX = 0x7fff_ffff;

/** Refuses what no protobuf message can be, so that all offsets fit in 31 bits. */
export function checkSize(length: number): void {
  if (length <= BYTES_MAX) return;
  throw new OtlpError('too_large', `${length} bytes are more than ${BYTES_MAX}`, BYTES_MAX);
}

/** The place of message number `message` inside the message at `place`. */
export function placeInside(place: Place, message: number, offset: number): Place {
  const depth = depthAt(place) + 1;
  if (depth > DEPTH_MAX) {
    throw wireError('too_deep', message, offset, `is nested in more than ${DEPTH_MAX} messages`);
  }
  return (depth << PLACE_BITS) | message;
}

/** The number of the message at a place. */
export function messageAt(place: Place): number {
  return place & MESSAGE_MASK;
}

/** How many messages enclose the one at a place. */
export function depthAt(place: Place): number {
  return place >> PLACE_BITS;
}

/** The error for `malformed` bytes at `offset` in the message at `place`. */
export function malformed(place: Place, offset: number, problem: string): OtlpError {
  return wireError('malformed', messageAt(place), offset, problem);
}

function wireError(
  code: OtlpErrorCode,
  message: number,
  offset: number,
  problem: string,
): OtlpError {
  return new OtlpError(code, `${messageName(message)} at byte ${offset} ${problem}`, offset);
}

/** The byte at a position that the caller has checked to lie before the end. */
export function byteAt(bytes: Uint8Array, position: number): number {
  return bytes[position] as number;
}

/** Behind the varint at `position`. */
export function skipVarint(bytes: Uint8Array, position: number, end: number, place: Place): number {
  if (position < end && byteAt(bytes, position) < 0x80) return position + 1;
  return skipLongVarint(bytes, position, end, place);
}

function skipLongVarint(bytes: Uint8Array, position: number, end: number, place: Place): number {
  const limit = Math.min(end, position + VARINT_BYTES_MAX);
  for (let next = position; next < limit; next++) {
    if (byteAt(bytes, next) < 0x80) return next + 1;
  }
  throw limit - position === VARINT_BYTES_MAX
    ? malformed(place, position, `has a varint of more than ${VARINT_BYTES_MAX} bytes`)
    : malformed(place, position, 'ends within a varint');
}

/** Behind the varint at `position`, which has been checked. */
export function behindVarint(bytes: Uint8Array, position: number): number {
  let last = position;
  while (byteAt(bytes, last) > 0x7f) last++;
  return last + 1;
}

/** The tag at `position`, 32 bits without sign; `behindVarint` says where the value begins. */
export function readTag(bytes: Uint8Array, position: number, end: number, place: Place): number {
  if (position < end) {
    const tag = byteAt(bytes, position);
    if (tag >= 8 && tag < 0x80) return tag;
  }
  return readLongTag(bytes, position, end, place);
}

function readLongTag(bytes: Uint8Array, position: number, end: number, place: Place): number {
  const tag = readVarint32(bytes, position, end, place);
  if (tag > 0xffff_ffff) throw malformed(place, position, 'has a tag of more than 32 bits');
  if (tag < 8) throw malformed(place, position, 'has a field numbered 0');
  return tag;
}

/** The end of the delimited body whose length is at `position`; the body begins behind that varint. */
export function readBodyEnd(
  bytes: Uint8Array,
  position: number,
  end: number,
  place: Place,
): number {
  if (position < end) {
    const bodyEnd = position + 1 + byteAt(bytes, position);
    if (byteAt(bytes, position) < 0x80 && bodyEnd <= end) return bodyEnd;
  }
  return readLongBodyEnd(bytes, position, end, place);
}

function readLongBodyEnd(bytes: Uint8Array, position: number, end: number, place: Place): number {
  const length = readVarint32(bytes, position, end, place);
  const bodyEnd = behindVarint(bytes, position) + length;
  if (bodyEnd <= end) return bodyEnd;
  const excess = bodyEnd - end;
  throw malformed(place, position, `has a field of ${length} bytes, ${excess} more than are left`);
}

function readVarint32(bytes: Uint8Array, position: number, end: number, place: Place): number {
  const limit = Math.min(end, position + VARINT32_BYTES_MAX);
  let value = 0;
  let scale = 1;
  for (let next = position; next < limit; next++, scale *= 0x80) {
    const byte = byteAt(bytes, next);
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
  }
  throw limit - position === VARINT32_BYTES_MAX
    ? malformed(place, position, `has a tag or length of more than ${VARINT32_BYTES_MAX} bytes`)
    : malformed(place, position, 'ends within a tag or length');
}

/**
 * Where the body of the field at `position` begins, if it is delimited and numbered `field`; otherwise -1.
 * `skipField` has checked the field and knows its end.
 */
export function bodyOfField(bytes: Uint8Array, position: number, field: number): number {
  let tag = byteAt(bytes, position);
  if (tag > 0x7f) tag = readTag(bytes, position, bytes.length, 0);
  if (tag !== ((field << 3) | 2)) return -1;
  return behindVarint(bytes, behindVarint(bytes, position));
}

/** Behind the field whose tag is at `position`, whatever it is. */
export function skipField(bytes: Uint8Array, position: number, end: number, place: Place): number {
  const tag = readTag(bytes, position, end, place);
  const value = behindVarint(bytes, position);
  switch (tag & 7) {
    case 0:
      return skipVarint(bytes, value, end, place);
    case 1:
      return skipFixed(value, 8, end, place);
    case 2:
      return readBodyEnd(bytes, value, end, place);
    case 3:
      return skipGroup(bytes, position, end, place);
    case 5:
      return skipFixed(value, 4, end, place);
    default:
      throw malformed(place, position, `has a field of wire type ${tag & 7}`);
  }
}

/** Behind the `width` bytes at `position`. */
export function skipFixed(position: number, width: number, end: number, place: Place): number {
  if (position + width <= end) return position + width;
  throw malformed(place, position, `ends within a number of ${width} bytes`);
}

/** Behind the group whose start tag is at `position`. A group nests like a message. */
function skipGroup(bytes: Uint8Array, position: number, end: number, place: Place): number {
  const group = readTag(bytes, position, end, place) >>> 3;
  const inside = placeInside(place, messageAt(place), position);
  let next = behindVarint(bytes, position);
  for (;;) {
    const tag = readTag(bytes, next, end, place);
    if ((tag & 7) === 4) {
      if (tag >>> 3 === group) return behindVarint(bytes, next);
      throw malformed(place, next, `ends group ${group} with the tag of group ${tag >>> 3}`);
    }
    next = skipField(bytes, next, end, inside);
  }
}
