import {
  concatenate,
  countItems,
  decodeLogs,
  decodeMetrics,
  encodeLogs,
  encodeMetrics,
  type ResourceLogs,
  type ResourceMetrics,
} from '@marigraph/otlp';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { requestTypes } from '../../../e2e/support/otlp-schema.ts';
import { createRandom, messageOf } from './support/arbitraries.ts';
import { decode } from './support/records.ts';
import { scramble } from './support/scramble.ts';

function requests(signal: 'metrics' | 'logs'): fc.Arbitrary<Uint8Array> {
  const type = requestTypes[signal];
  return fc
    .tuple(messageOf(type), fc.integer())
    .map(([message, seed]) =>
      scramble(type.encode(type.fromObject(message)).finish(), type, createRandom(seed)),
    );
}

/** What a resource, scope or value says when it is absent, and what the model does not keep. */
const ABSENT: Readonly<Record<string, unknown>> = {
  resource: { attributes: {}, droppedAttributesCount: 0 },
  scope: { name: '', version: '', attributes: {}, droppedAttributesCount: 0 },
};
const NOT_MODELLED = new Set(['entityRefs', 'keyStrindex', 'stringValueStrindex']);

/** protobufjs' decoding with key-value lists as objects, and without what the model does not keep. */
function normalize(value: unknown): unknown {
  if (Array.isArray(value)) return isKeyValues(value) ? toObject(value) : value.map(normalize);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const entries = Object.entries(value).filter(([name]) => !NOT_MODELLED.has(name));
  return Object.fromEntries(entries.map(([name, inner]) => [name, normalizeField(name, inner)]));
}

function normalizeField(name: string, value: unknown): unknown {
  if (value === null && name in ABSENT) return ABSENT[name];
  if (name === 'aggregationTemporality') return value === 1 || value === 2 ? value : 0;
  if (name === 'zeroThreshold') return value === 0 ? 0 : value;
  if (value === 'stringValueStrindex') return undefined;
  // An empty list of attributes is no list to tell from another.
  if (/attributes|metadata/i.test(name) && Array.isArray(value)) return toObject(value);
  return normalize(value);
}

function isKeyValues(values: readonly unknown[]): values is { key: string; value: unknown }[] {
  return values.length > 0 && Object.hasOwn(values[0] as object, 'key');
}

function toObject(keyValues: readonly { key: string; value: unknown }[]): object {
  return Object.fromEntries(
    keyValues.map(({ key, value }) => [`key ${key}`, normalize(value) ?? {}]),
  );
}

describe.each([
  { signal: 'metrics', read: decodeMetrics, write: encodeMetrics },
  { signal: 'logs', read: decodeLogs, write: encodeLogs },
] as const)('the codec of $signal', ({ signal, read, write: writeAny }) => {
  const write = writeAny as (all: readonly (ResourceMetrics | ResourceLogs)[]) => Uint8Array;

  it('writes what an independent decoder reads, whatever form it was read from', () => {
    fc.assert(
      fc.property(requests(signal), (bytes) => {
        const copy = write(read(bytes));
        const type = requestTypes[signal];
        expect(normalize(decode(type, copy))).toEqual(normalize(decode(type, bytes)));
        expect(countItems(signal, copy)).toBe(countItems(signal, bytes));
      }),
      { numRuns: 300 },
    );
  });

  it('reads what it has written', () => {
    fc.assert(
      fc.property(requests(signal), (bytes) => {
        const all = read(bytes);
        expect(read(write(all))).toStrictEqual(all);
      }),
      { numRuns: 200 },
    );
  });

  it('reads joined requests as the requests in a row', () => {
    fc.assert(
      fc.property(fc.array(requests(signal), { maxLength: 4 }), (bodies) => {
        const joined = concatenate(bodies);
        expect(read(joined)).toStrictEqual(
          bodies.flatMap((body): (ResourceMetrics | ResourceLogs)[] => read(body)),
        );
        expect(countItems(signal, joined)).toBe(
          bodies.reduce((sum, body) => sum + countItems(signal, body), 0),
        );
      }),
      { numRuns: 100 },
    );
  });
});
