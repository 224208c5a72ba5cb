import { countItems, countItemsJson, jsonToProtobuf, type Signal } from '@marigraph/otlp';
import { expect } from 'vitest';

import { requestTypes } from '../../../../e2e/support/otlp-schema.ts';

type Json = Readonly<Record<string, unknown>>;

/** The bytes of a text. */
export function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** What an independent decoder makes of the protobuf that a request in JSON becomes, without what is absent. */
export function transcode(signal: Signal, json: string | Uint8Array): Json {
  const bytes = typeof json === 'string' ? encodeText(json) : json;
  const protobuf = jsonToProtobuf(signal, bytes);
  expect(countItemsJson(signal, bytes)).toBe(countItems(signal, protobuf));
  const type = requestTypes[signal];
  return type.toObject(type.decode(protobuf), { longs: String, bytes: String });
}

/** The only span of a request for which one span was written. */
export function spanOf(json: string): Json {
  const request = transcode('traces', `{"resourceSpans":[{"scopeSpans":[{"spans":[${json}]}]}]}`);
  return at(request, 'resourceSpans', 0, 'scopeSpans', 0, 'spans', 0) as Json;
}

/** What stands at a path of names and indexes. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce((inner, step) => (inner as Record<string | number, unknown>)[step], value);
}

/** The value of an attribute for which this JSON was written. */
export function anyValueOf(json: string): unknown {
  return at(spanOf(`{"attributes":[{"key":"k","value":${json}}]}`), 'attributes', 0, 'value');
}
