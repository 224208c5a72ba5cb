import {
  readArrayValue,
  readKeyValueList,
  ValueType,
  type AttributeView,
  type RecordView,
} from '@marigraph/otlp';
import type protobuf from 'protobufjs/light.js';

import { requestTypes } from '../../../../e2e/support/otlp-schema.ts';

/** An attribute value as a test compares it: its type, and what it holds. */
type Value = readonly [type: number, ...content: unknown[]];

/** An attribute with the number that `classify` gave its key. */
type Attribute = readonly [action: number, ...value: Value];

/** What a scanner says of a record, in a form that outlives the callback. */
export interface Record {
  readonly timeUnixMs: number;
  readonly startTimeUnixMs: number;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly name: string;
  readonly traceState: string;
  readonly statusCode: number;
  readonly attributes: readonly Attribute[];
  readonly resource: readonly Attribute[];
}

/** Numbers for keys: the same number for the same key, 0 for the keys that `isWanted` refuses. */
export function createClassifier(
  isWanted: (key: string) => boolean = () => true,
): (key: string) => number {
  const numbers = new Map<string, number>();
  return (key) => {
    if (!isWanted(key)) return 0;
    const number = numbers.get(key) ?? numbers.size + 1;
    numbers.set(key, number);
    return number;
  };
}

/** Copies what a view shows. */
export function toRecord(view: RecordView): Record {
  const { bytes } = view;
  return {
    timeUnixMs: view.timeUnixMs,
    startTimeUnixMs: view.startTimeUnixMs,
    traceId: idAt(bytes, view.traceIdStart, 16),
    spanId: idAt(bytes, view.spanIdStart, 8),
    name: textAt(bytes, view.nameStart, view.nameEnd),
    traceState: textAt(bytes, view.traceStateStart, view.traceStateEnd),
    statusCode: view.statusCode,
    attributes: toAttributes(bytes, view.attributes),
    resource: toAttributes(bytes, view.resource),
  };
}

function idAt(bytes: Uint8Array, start: number, length: number): string | undefined {
  return start < 0 ? undefined : hex(bytes.subarray(start, start + length));
}

function textAt(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.subarray(start, end)).toString('utf8');
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function toAttributes(bytes: Uint8Array, view: AttributeView): Attribute[] {
  return Array.from({ length: view.count }, (_, at) => [
    view.action[at] ?? Number.NaN,
    ...toValue(bytes, view.type[at] ?? -1, view.number[at] ?? 0, [
      view.start[at] ?? -1,
      view.end[at] ?? -1,
    ]),
  ]);
}

function toValue(
  bytes: Uint8Array,
  type: number,
  number: number,
  [start, end]: readonly [number, number],
): Value {
  switch (type) {
    case ValueType.BOOL:
    case ValueType.INT:
    case ValueType.DOUBLE:
      return [type, number, start, end];
    case ValueType.EMPTY:
      return [type, start, end];
    case ValueType.STRING:
      return [type, textAt(bytes, start, end)];
    case ValueType.BYTES:
      return [type, hex(bytes.subarray(start, end))];
    case ValueType.ARRAY: {
      const values: Value[] = [];
      readArrayValue(bytes, start, end, (...[innerType, innerNumber, from, to]) => {
        values.push(toValue(bytes, innerType, innerNumber, [from, to]));
      });
      return [type, values];
    }
    default: {
      const entries: unknown[] = [];
      // oxlint-disable-next-line eslint/max-params -- the shape of KeyValueVisitor.
      readKeyValueList(bytes, start, end, (keyStart, keyEnd, innerType, innerNumber, from, to) => {
        const value = toValue(bytes, innerType, innerNumber, [from, to]);
        entries.push([textAt(bytes, keyStart, keyEnd), ...value]);
      });
      return [type, entries];
    }
  }
}

interface DecodedKeyValue {
  readonly key: string;
  readonly value?: DecodedValue;
}

interface DecodedValue {
  readonly value: string;
  readonly stringValue: string;
  readonly boolValue: boolean;
  readonly intValue: string;
  readonly doubleValue: number;
  readonly arrayValue: { readonly values: readonly DecodedValue[] };
  readonly kvlistValue: { readonly values: readonly DecodedKeyValue[] };
  readonly bytesValue: Uint8Array;
}

interface DecodedRecord {
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly timeUnixNano: string;
  readonly observedTimeUnixNano: string;
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly name: string;
  readonly eventName: string;
  readonly traceState: string;
  readonly status: { readonly code: number } | null;
  readonly attributes: readonly DecodedKeyValue[];
}

interface DecodedOfResource {
  readonly resource: { readonly attributes: readonly DecodedKeyValue[] } | null;
  readonly scopeSpans?: readonly { readonly spans: readonly DecodedRecord[] }[];
  readonly scopeLogs?: readonly { readonly logRecords: readonly DecodedRecord[] }[];
}

/** What protobufjs makes of a request, with 64-bit integers as decimal strings. */
export function decode(type: protobuf.Type, bytes: Uint8Array): object {
  return type.toObject(type.decode(bytes), {
    longs: String,
    defaults: true,
    oneofs: true,
    arrays: true,
  });
}

/** The records that a scanner with `classify` must find in a request, made from protobufjs' decoding. */
export function expectedRecords(
  signal: 'traces' | 'logs',
  bytes: Uint8Array,
  classify: (key: string) => number,
): Record[] {
  const decoded = decode(requestTypes[signal], bytes) as Readonly<
    globalThis.Record<string, readonly DecodedOfResource[]>
  >;
  const all = decoded[signal === 'traces' ? 'resourceSpans' : 'resourceLogs'] ?? [];
  return all.flatMap(({ resource, scopeSpans, scopeLogs }) => {
    const ofResource = expectedAttributes(resource?.attributes ?? [], classify);
    const records = [
      ...(scopeSpans ?? []).flatMap(({ spans }) => spans),
      ...(scopeLogs ?? []).flatMap(({ logRecords }) => logRecords),
    ];
    return records.map((record) =>
      Object.assign(signal === 'traces' ? expectedSpan(record) : expectedLogRecord(record), {
        traceId: expectedId(record.traceId, 16),
        spanId: expectedId(record.spanId, 8),
        attributes: expectedAttributes(record.attributes, classify),
        resource: ofResource,
      }),
    );
  });
}

type Own = Pick<Record, 'timeUnixMs' | 'startTimeUnixMs' | 'name' | 'traceState' | 'statusCode'>;

function expectedSpan(span: DecodedRecord): Own {
  return {
    timeUnixMs: Number(BigInt(span.endTimeUnixNano)) / 1e6,
    startTimeUnixMs: Number(BigInt(span.startTimeUnixNano)) / 1e6,
    name: span.name,
    traceState: span.traceState,
    statusCode: span.status?.code ?? 0,
  };
}

function expectedLogRecord(record: DecodedRecord): Own {
  const { timeUnixNano, observedTimeUnixNano } = record;
  const nanos = BigInt(timeUnixNano) === 0n ? observedTimeUnixNano : timeUnixNano;
  const timeUnixMs = Number(BigInt(nanos)) / 1e6;
  return {
    timeUnixMs,
    startTimeUnixMs: timeUnixMs,
    name: record.eventName,
    traceState: '',
    statusCode: 0,
  };
}

function expectedId(id: Uint8Array, length: number): string | undefined {
  return id.length === length && id.some((byte) => byte !== 0) ? hex(id) : undefined;
}

function expectedAttributes(
  keyValues: readonly DecodedKeyValue[],
  classify: (key: string) => number,
): Attribute[] {
  return keyValues
    .filter(({ key }) => classify(key) > 0)
    .map(({ key, value }) => attributeOf(classify(key), expectedValue(value)));
}

function attributeOf(action: number, value: Value): Attribute {
  return [action, ...value];
}

function expectedValue(value: DecodedValue | null | undefined): Value {
  if (!value) return [ValueType.EMPTY, 0, 0];
  switch (value.value) {
    case 'stringValue':
      return [ValueType.STRING, value.stringValue];
    case 'boolValue':
      return [ValueType.BOOL, value.boolValue ? 1 : 0, 0, 0];
    case 'intValue':
      return [ValueType.INT, Number(BigInt(value.intValue)), 0, 0];
    case 'doubleValue':
      return [ValueType.DOUBLE, value.doubleValue, 0, 0];
    case 'arrayValue':
      return [ValueType.ARRAY, value.arrayValue.values.map(expectedValue)];
    case 'kvlistValue':
      return [
        ValueType.KEY_VALUE_LIST,
        value.kvlistValue.values.map(({ key, value: inner }) => [key, ...expectedValue(inner)]),
      ];
    case 'bytesValue':
      return [ValueType.BYTES, hex(value.bytesValue)];
    default:
      return [ValueType.EMPTY, 0, 0];
  }
}
