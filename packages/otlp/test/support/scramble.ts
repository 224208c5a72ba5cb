import protobuf from 'protobufjs/light.js';

import { inOneof } from './arbitraries.ts';

/** Field numbers that no message of OTLP has, of one, two and five bytes of tag. */
const UNKNOWN_FIELDS = [13 + 18, 1000, 536_870_911];

interface Field {
  readonly tag: number;
  /** The value as it stands on the wire, without the length of a delimited one. */
  readonly value: Uint8Array;
}

/**
 * The same message in another form: fields in another order, unknown fields of every wire type among them,
 * values that a later one overrides, tags and lengths longer than they need be. protobuf gives all of this the
 * same meaning.
 */
export function scramble(bytes: Uint8Array, type: protobuf.Type, random: () => number): Uint8Array {
  const lanes = new Map<string, Field[]>();
  for (const field of parse(bytes)) {
    const known = type.fieldsById[field.tag >>> 3];
    const inner = known?.resolvedType;
    const value =
      inner instanceof protobuf.Type ? scramble(field.value, inner, random) : field.value;
    // What must keep its order stays in one lane: elements of a field, members of a oneof.
    const lane =
      known !== undefined && inOneof(known) ? `of ${known.partOf?.name}` : `${field.tag >>> 3}`;
    lanes.set(lane, [...(lanes.get(lane) ?? []), { tag: field.tag, value }]);
  }
  for (const [lane, fields] of lanes) {
    const [first] = fields;
    if (first !== undefined && mayRepeat(type, first) && random() < 0.2) {
      lanes.set(lane, [garbage(first, random), ...fields]);
    }
  }
  while (random() < 0.2) lanes.set(`unknown ${lanes.size}`, [unknown(random)]);
  return write(interleave([...lanes.values()], random), random);
}

/** Whether an earlier value of a field is overridden: true of scalars that are not repeated. */
function mayRepeat(type: protobuf.Type, field: Field): boolean {
  const known = type.fieldsById[field.tag >>> 3];
  return known !== undefined && !known.repeated && known.resolvedType === null;
}

function garbage(field: Field, random: () => number): Field {
  const wireType = field.tag & 7;
  if (wireType === 0) return { tag: field.tag, value: Uint8Array.of(Math.floor(random() * 128)) };
  const letters = wireType === 2 ? Math.floor(random() * 5) : field.value.length;
  return { tag: field.tag, value: new Uint8Array(letters).fill(0x61) };
}

function unknown(random: () => number): Field {
  const number = UNKNOWN_FIELDS[Math.floor(random() * UNKNOWN_FIELDS.length)] ?? 1000;
  const wireType = [0, 1, 2, 3, 5][Math.floor(random() * 5)] ?? 0;
  const values = {
    0: Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01),
    1: new Uint8Array(8).fill(0xff),
    2: Uint8Array.of(0x0a, 0xff, 0x12),
    3: write([{ tag: 0x08, value: Uint8Array.of(7) }, ...nested(random)], random),
    5: new Uint8Array(4).fill(0xff),
  } as const;
  return { tag: (number * 8 + wireType) >>> 0, value: values[wireType as 0] };
}

/** Perhaps a group for the inside of a group. */
function nested(random: () => number): Field[] {
  return random() < 0.5 ? [{ tag: 0x2b, value: new Uint8Array(0) }] : [];
}

/** Takes from the lanes in random turns. */
function interleave(lanes: Field[][], random: () => number): Field[] {
  const fields: Field[] = [];
  let open = lanes.filter((lane) => lane.length > 0);
  while (open.length > 0) {
    const field = open[Math.floor(random() * open.length)]?.shift();
    if (field !== undefined) fields.push(field);
    open = open.filter((lane) => lane.length > 0);
  }
  return fields;
}

function write(fields: readonly Field[], random: () => number): Uint8Array {
  const out: number[] = [];
  for (const { tag, value } of fields) {
    pushVarint(out, tag, random);
    if ((tag & 7) === 2) pushVarint(out, value.length, random);
    for (const byte of value) out.push(byte);
    if ((tag & 7) === 3) pushVarint(out, (tag & ~7) + 4, random);
  }
  return Uint8Array.from(out);
}

/** A varint of 32 bits, at times with more bytes than it needs, never with more than five. */
function pushVarint(out: number[], value: number, random: () => number): void {
  let rest = value >>> 0;
  let count = 1;
  for (; rest > 0x7f; rest >>>= 7, count++) out.push((rest & 0x7f) | 0x80);
  if (random() < 0.9 || count > 3) {
    out.push(rest);
    return;
  }
  out.push(rest | 0x80, 0x80, 0);
}

function parse(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  const reader = protobuf.Reader.create(bytes);
  while (reader.pos < bytes.length) {
    const tag = reader.uint32();
    const start = reader.pos;
    if ((tag & 7) === 2) {
      fields.push({ tag, value: reader.bytes() });
    } else {
      reader.skipType(tag & 7);
      fields.push({ tag, value: bytes.subarray(start, reader.pos) });
    }
  }
  return fields;
}
