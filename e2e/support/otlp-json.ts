import type { Signal } from '@marigraph/collector';

import { requestTypes } from './otlp-schema.ts';

/**
 * OTLP/JSON by way of protobufjs: ids in hexadecimal, 64-bit integers as strings, other bytes in base64.
 * Written apart from the collector's own, which it checks.
 */
const ID_KEYS: ReadonlySet<string> = new Set(['traceId', 'spanId', 'parentSpanId']);

/** A protobuf request as JSON. */
export function toJson(signal: Signal, body: Uint8Array): string {
  const type = requestTypes[signal];
  return JSON.stringify(fromMessage(type.toObject(type.decode(body), { longs: String })));
}

/** A JSON request as protobuf. */
export function fromJson(signal: Signal, text: string): Uint8Array {
  const type = requestTypes[signal];
  return type.encode(type.fromObject(toMessage(JSON.parse(text)) as object)).finish();
}

function fromMessage(value: unknown, key = ''): unknown {
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString(ID_KEYS.has(key) ? 'hex' : 'base64');
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return value.map((inner) => fromMessage(inner, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, fromMessage(inner, name)]),
  );
}

function toMessage(value: unknown, key = ''): unknown {
  if (typeof value === 'string' && ID_KEYS.has(key)) return Buffer.from(value, 'hex');
  if (Array.isArray(value)) return value.map((inner) => toMessage(inner, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, toMessage(inner, name)]),
  );
}
