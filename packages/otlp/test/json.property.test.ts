import {
  countItems,
  countItemsJson,
  jsonToProtobuf,
  OtlpError,
  protobufToJson,
  type Signal,
} from '@marigraph/otlp';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { requestTypes } from '../../../e2e/support/otlp-schema.ts';
import { createRandom, messageOf } from './support/arbitraries.ts';
import { encodeText } from './support/json.ts';
import { decode } from './support/records.ts';
import { scramble } from './support/scramble.ts';

const SEED = 20_261_124;

const SIGNALS = ['traces', 'metrics', 'logs'] as const;

function requestsOf(signal: Signal): fc.Arbitrary<Uint8Array> {
  const type = requestTypes[signal];
  return messageOf(type).map(
    (message) => new Uint8Array(type.encode(type.fromObject(message)).finish()),
  );
}

describe.each(SIGNALS)('a request for %s', (signal) => {
  const type = requestTypes[signal];

  it('is the same when it has gone through JSON', () => {
    fc.assert(
      fc.property(requestsOf(signal), fc.integer(), (bytes, seed) => {
        // Fields in any order, overridden, among unknown ones: JSON says what protobuf makes of it.
        const scrambled = scramble(bytes, type, createRandom(seed));
        const json = protobufToJson(signal, scrambled);
        const back = jsonToProtobuf(signal, json);
        expect(decode(type, back)).toEqual(decode(type, scrambled));
        expect(countItemsJson(signal, json)).toBe(countItems(signal, scrambled));
      }),
      { numRuns: 300 },
    );
  });

  it('is JSON that says the same with white space and another order of members', () => {
    fc.assert(
      fc.property(requestsOf(signal), (bytes) => {
        const json = protobufToJson(signal, bytes);
        const parsed: unknown = JSON.parse(new TextDecoder().decode(json));
        const spaced = encodeText(JSON.stringify(reversed(parsed), null, 1));
        expect(decode(type, jsonToProtobuf(signal, spaced))).toEqual(
          decode(type, jsonToProtobuf(signal, json)),
        );
      }),
      { numRuns: 200 },
    );
  });
});

/** The same value with the members of every object in reverse. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  // JSON.stringify would write it without its sign; as a string it keeps it.
  if (Object.is(value, -0)) return '-0';
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, inner]) => [name, reversed(inner)]),
  );
}

const FRAGMENTS =
  '" \\ \\u \\ud83d { } [ ] , : null true - . e9 0 "NaN" 1e400 {"key":" ","value":{" intValue": "values":[ \0 é 😀'
    .split(' ')
    .map(encodeText);

function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  const out = [...bytes];
  const at = (): number => Math.floor(random() * (out.length + 1));
  for (let edits = 1 + Math.floor(random() * 3); edits > 0; edits--) {
    switch (Math.floor(random() * 5)) {
      case 0:
        out.length = at();
        break;
      case 1:
        out.splice(at(), Math.floor(random() * 4));
        break;
      case 2:
        out.splice(at(), 0, ...out.slice(at(), at()).slice(0, 40));
        break;
      case 3:
        out.splice(at(), 0, ...(FRAGMENTS[Math.floor(random() * FRAGMENTS.length)] ?? []));
        break;
      default: {
        const position = at();
        out[position] = (out[position] ?? 0) ^ (1 << Math.floor(random() * 8));
      }
    }
  }
  return Uint8Array.from(out);
}

function attempt<T>(run: () => T): T | Error {
  try {
    return run();
  } catch (error) {
    return error as Error;
  }
}

function isJson(bytes: Uint8Array): boolean {
  const text = attempt(() =>
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
  );
  return typeof text === 'string' && !(attempt(() => JSON.parse(text) as unknown) instanceof Error);
}

/** What is wrong with how damaged bytes were read. */
function faultsOf(signal: Signal, bytes: Uint8Array): string[] {
  const counted = attempt(() => countItemsJson(signal, bytes));
  const protobuf = attempt(() => jsonToProtobuf(signal, bytes));
  if (counted instanceof Error || protobuf instanceof Error) {
    const isSame =
      counted instanceof OtlpError &&
      protobuf instanceof OtlpError &&
      counted.message === protobuf.message &&
      counted.offset <= bytes.length;
    return isSame ? [] : [`${String(counted)}, ${String(protobuf)}`];
  }
  const again = attempt(() => countItems(signal, protobuf));
  return [
    counted !== again ? `${counted} items are ${String(again)}` : '',
    isJson(bytes) ? '' : 'what is no JSON was taken',
  ].filter((fault) => fault !== '');
}

describe.each(SIGNALS)('damaged JSON for %s', (signal) => {
  const requests = fc
    .sample(requestsOf(signal), { numRuns: 40, seed: SEED })
    .map((bytes) => protobufToJson(signal, bytes));

  it('is refused with an OtlpError or read as JSON', () => {
    const random = createRandom(SEED);
    const faults = requests.flatMap((json) =>
      Array.from({ length: 100 }, () => faultsOf(signal, mutate(json, random))),
    );
    expect(faults.flat()).toEqual([]);
  });

  it('is refused when it is cut off anywhere', () => {
    const json = requests.find(({ length }) => length > 600) ?? new Uint8Array(0);
    for (let length = 0; length < Math.min(json.length, 3000); length++) {
      expect(attempt(() => jsonToProtobuf(signal, json.slice(0, length)))).toBeInstanceOf(
        OtlpError,
      );
    }
  });

  it('is no danger when it is noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(faultsOf(signal, bytes)).toEqual([]);
      }),
      { numRuns: 500, seed: SEED },
    );
  });
});
