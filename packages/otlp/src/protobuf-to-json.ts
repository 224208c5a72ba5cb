import { isMessage } from './grammar.ts';
import { JsonOutput } from './json-output.ts';
import { type MessageReader, openMessage } from './message-reader.ts';
import { type MessageName, SCHEMA, type ScalarType } from './schema.ts';
import type { Signal } from './signal.ts';

const REQUESTS: Readonly<Record<Signal, MessageName>> = {
  traces: 'ExportTraceServiceRequest',
  metrics: 'ExportMetricsServiceRequest',
  logs: 'ExportLogsServiceRequest',
};

/**
 * One export request in protobuf as OTLP/JSON: names in lower camel case, ids in lowercase hex, other bytes in base64,
 * integers of 64 bits as strings, enumerations as numbers. Fields at their default value are left out unless their
 * presence says something. Unknown fields are dropped, as JSON has no place for them; bytes in a string that are not
 * UTF-8 become U+FFFD.
 *
 * The result may be up to six times as long as the request, more often twice.
 *
 * @throws {OtlpError} `malformed`, `too_deep` or `too_large`.
 */
export function protobufToJson(signal: Signal, bytes: Uint8Array): Uint8Array {
  const name = REQUESTS[signal];
  const output = new JsonOutput(2 * bytes.length + 64);
  writeMessage(output, openMessage(name, bytes), name);
  return output.finish();
}

interface JsonMember {
  /** The name as it is written, with its colon: behind the brace that opens the object, and behind a comma. */
  readonly first: string;
  readonly next: string;
  readonly number: number;
  readonly type: ScalarType | MessageName;
  readonly isRepeated: boolean;
  /** Whether the field is written also at its default value. */
  readonly isExplicit: boolean;
  /** The numbers of the oneof that the field is in. */
  readonly oneof: readonly number[] | undefined;
}

const MEMBERS: ReadonlyMap<MessageName, readonly JsonMember[]> = new Map(
  Object.entries(SCHEMA).map(([message, fields]) => {
    const inOneof = Object.values(fields).filter(([, , label]) => label === 'oneof');
    const oneof = inOneof.map(([number]) => number);
    const members = Object.entries(fields).map(([name, [number, type, label]]) => ({
      first: `{"${name}":`,
      next: `,"${name}":`,
      number,
      type,
      isRepeated: label === 'repeated',
      isExplicit: label !== undefined,
      oneof: label === 'oneof' ? oneof : undefined,
    }));
    return [message as MessageName, members];
  }),
);

function writeMessage(output: JsonOutput, reader: MessageReader, message: MessageName): void {
  let isEmpty = true;
  for (const member of MEMBERS.get(message) ?? []) {
    const { number, oneof, isRepeated } = member;
    if (!reader.mayHave(number)) continue;
    if (oneof !== undefined && reader.oneof(oneof) !== number) continue;
    const start = isEmpty ? member.first : member.next;
    const isWritten = isRepeated
      ? writeList(output, reader, member, start)
      : writeOne(output, reader, member, start);
    if (isWritten) isEmpty = false;
  }
  output.write(isEmpty ? '{}' : '}');
}

/** Writes a field behind `start`, which separates and names it; false when there is nothing to write. */
function writeOne(
  output: JsonOutput,
  reader: MessageReader,
  { number, type, isExplicit, oneof }: JsonMember,
  start: string,
): boolean {
  if (isMessage(type)) {
    const inner = oneof === undefined ? reader.message(number) : reader.oneofMessage(oneof);
    if (inner === undefined) return false;
    output.write(start);
    writeMessage(output, inner, type);
    return true;
  }
  if (type === 'string' || type === 'id') {
    const range = reader.range(number);
    if (range === undefined || (!isExplicit && range.start === range.end)) return false;
    output.write(start);
    if (type === 'id') output.writeHex(reader.source, range.start, range.end);
    else output.writeString(reader.source, range.start, range.end);
    return true;
  }
  const text = READERS[type](reader, number);
  if (text === undefined || (!isExplicit && DEFAULTS.has(text))) return false;
  output.write(start);
  output.write(text);
  return true;
}

function writeList(
  output: JsonOutput,
  reader: MessageReader,
  { number, type }: JsonMember,
  start: string,
): boolean {
  if (!isMessage(type)) {
    const texts = listOf(reader, number, type);
    if (texts.length > 0) output.write(`${start}[${texts.join(',')}]`);
    return texts.length > 0;
  }
  const inner = reader.messages(number);
  if (inner.length === 0) return false;
  let separator = `${start}[`;
  for (const element of inner) {
    output.write(separator);
    writeMessage(output, element, type);
    separator = ',';
  }
  output.write(']');
  return true;
}

/** The elements of a repeated scalar, of those types that repeat in OTLP. */
function listOf(reader: MessageReader, number: number, type: ScalarType): string[] {
  if (type === 'double') return reader.doubles(number).map(doubleText);
  if (type === 'fixed64') return reader.fixed64s(number).map(quote);
  if (type === 'uint64') return reader.uint64s(number).map(quote);
  return reader.strings(number).map((text) => JSON.stringify(text));
}

/** What a field that is absent, or at the default value of its type, is written like. */
const DEFAULTS: ReadonlySet<string> = new Set(['""', '"0"', '0', 'false']);

const enumeration = (reader: MessageReader, number: number): string => String(reader.int32(number));

/** How the last value of a field is written; undefined when a double is absent. */
const READERS: Readonly<
  Record<
    Exclude<ScalarType, 'string' | 'id'>,
    (reader: MessageReader, number: number) => string | undefined
  >
> = {
  bytes: (reader, number) => quote(toBase64(reader.bytes(number))),
  bool: (reader, number) => String(reader.int64(number) !== 0n),
  double: (reader, number) => {
    const value = reader.double(number);
    return value === undefined ? undefined : doubleText(value);
  },
  int32: enumeration,
  sint32: (reader, number) => String(reader.sint32(number)),
  uint32: (reader, number) => String(reader.uint32(number)),
  fixed32: (reader, number) => String(reader.fixed32(number)),
  int64: (reader, number) => quote(reader.int64(number)),
  sfixed64: (reader, number) => quote(BigInt.asIntN(64, reader.fixed64(number))),
  uint64: (reader, number) => quote(BigInt.asUintN(64, reader.int64(number))),
  fixed64: (reader, number) => quote(reader.fixed64(number)),
  SpanKind: enumeration,
  StatusCode: enumeration,
  SeverityNumber: enumeration,
  AggregationTemporality: enumeration,
};

/** In quotes, for what needs no escapes. */
function quote(value: bigint | string): string {
  return `"${value}"`;
}

function doubleText(value: number): string {
  if (!Number.isFinite(value)) return quote(String(value));
  return Object.is(value, -0) ? '-0' : String(value);
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (let shift = 18; shift >= 0; shift -= 6) text += BASE64[(group >> shift) & 0x3f];
  }
  const padding = (3 - (bytes.length % 3)) % 3;
  return text.slice(0, text.length - padding) + '='.repeat(padding);
}
