/** What is in a request, as plain objects for a person to read. */

import {
  type AttributeView,
  createScanner,
  decodeLogs,
  decodeMetrics,
  readArrayValue,
  readKeyValueList,
  type RecordView,
  ValueType,
} from '@marigraph/otlp';

import type { Signal } from '../component.ts';

export interface DescribeOptions {
  /** With attributes, values and bodies: personal data may be among them. */
  readonly detailed: boolean;
  /** Spans, metrics or log records described at most. */
  readonly recordsMax: number;
}

type Described = Readonly<Record<string, unknown>>;

/**
 * Describes the first spans, metrics or log records of a request in protobuf.
 *
 * @throws {OtlpError}
 */
export function describeRequest(
  signal: Signal,
  plain: Uint8Array,
  options: DescribeOptions,
): readonly Described[] {
  switch (signal) {
    case 'traces':
      return describeSpans(plain, options);
    case 'metrics':
      return describeMetrics(plain, options);
    case 'logs':
      return describeLogs(plain, options);
    default:
      return signal satisfies never;
  }
}

function describeSpans(plain: Uint8Array, { detailed, recordsMax }: DescribeOptions): Described[] {
  const described: Described[] = [];
  const keys: string[] = [];
  const scanner = createScanner({
    signal: 'traces',
    classify: (key) => (detailed ? keys.push(key) : 0),
  });
  scanner.scan(plain, (span) => {
    if (described.length === recordsMax) return;
    described.push({
      name: textOf(plain, span.nameStart, span.nameEnd),
      traceId: hexOf(plain, span.traceIdStart, 16),
      spanId: hexOf(plain, span.spanIdStart, 8),
      durationMs: durationOf(span),
      ...(span.statusCode === 0 ? {} : { statusCode: span.statusCode }),
      ...(detailed ? detailsOf(span, keys) : {}),
    });
  });
  return described;
}

/** To the microsecond: times of today in milliseconds are no more exact than that. */
function durationOf({ startTimeUnixMs, timeUnixMs }: RecordView): number {
  return Math.max(0, Math.round((timeUnixMs - startTimeUnixMs) * 1e3) / 1e3);
}

function detailsOf(span: RecordView, keys: readonly string[]): Described {
  return {
    startTimeUnixMs: span.startTimeUnixMs,
    attributes: attributesOf(span.attributes, span.bytes, keys),
    resource: attributesOf(span.resource, span.bytes, keys),
  };
}

function attributesOf(view: AttributeView, bytes: Uint8Array, keys: readonly string[]): Described {
  const attributes: [string, unknown][] = [];
  for (let index = 0; index < view.count; index++) {
    const key = keys[(view.action[index] ?? 0) - 1] ?? '';
    const value = {
      type: view.type[index] ?? ValueType.EMPTY,
      number: view.number[index] ?? Number.NaN,
      start: view.start[index] ?? 0,
      end: view.end[index] ?? 0,
    };
    attributes.push([key, valueOf(bytes, value, DEPTH_MAX)]);
  }
  return Object.fromEntries(attributes);
}

/** What is nested more deeply is not shown. */
const DEPTH_MAX = 8;

interface RawValue {
  readonly type: number;
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

function valueOf(
  bytes: Uint8Array,
  { type, number, start, end }: RawValue,
  depth: number,
): unknown {
  if (depth === 0) return '…';
  switch (type) {
    case ValueType.STRING:
      return textOf(bytes, start, end);
    case ValueType.BOOL:
      return number === 1;
    case ValueType.INT:
    case ValueType.DOUBLE:
      return number;
    case ValueType.BYTES:
      return Buffer.from(bytes.subarray(start, end)).toString('base64');
    case ValueType.ARRAY: {
      const values: unknown[] = [];
      readArrayValue(bytes, start, end, (innerType, innerNumber, innerStart, innerEnd) => {
        const inner = { type: innerType, number: innerNumber, start: innerStart, end: innerEnd };
        values.push(valueOf(bytes, inner, depth - 1));
      });
      return values;
    }
    case ValueType.KEY_VALUE_LIST: {
      const entries: [string, unknown][] = [];
      // oxlint-disable-next-line eslint/max-params -- what readKeyValueList calls
      readKeyValueList(bytes, start, end, (keyStart, keyEnd, innerType, innerNumber, from, to) => {
        const inner = { type: innerType, number: innerNumber, start: from, end: to };
        entries.push([textOf(bytes, keyStart, keyEnd), valueOf(bytes, inner, depth - 1)]);
      });
      return Object.fromEntries(entries);
    }
    default:
      return null;
  }
}

function describeMetrics(
  plain: Uint8Array,
  { detailed, recordsMax }: DescribeOptions,
): Described[] {
  const described: Described[] = [];
  for (const { resource, scopeMetrics } of decodeMetrics(plain)) {
    for (const metric of scopeMetrics.flatMap((scope) => scope.metrics)) {
      if (described.length === recordsMax) return described;
      const { name, unit, kind } = metric;
      const dataPoints = metric.kind === 'empty' ? [] : metric.dataPoints;
      described.push({
        name,
        kind,
        ...(unit === undefined ? {} : { unit }),
        ...(detailed
          ? { dataPoints, resource: resource.attributes }
          : { dataPoints: dataPoints.length }),
      });
    }
  }
  return described;
}

function describeLogs(plain: Uint8Array, { detailed, recordsMax }: DescribeOptions): Described[] {
  const described: Described[] = [];
  for (const { resource, scopeLogs } of decodeLogs(plain)) {
    for (const record of scopeLogs.flatMap((scope) => scope.logRecords)) {
      if (described.length === recordsMax) return described;
      const { eventName, severityNumber, traceId, spanId } = record;
      const brief = { eventName, severityNumber, traceId, spanId };
      described.push(detailed ? { ...record, resource: resource.attributes } : brief);
    }
  }
  return described;
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}

function hexOf(bytes: Uint8Array, start: number, length: number): string {
  if (start < 0) return '';
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString('hex');
}
