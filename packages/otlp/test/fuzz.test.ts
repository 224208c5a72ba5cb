import { isDeepStrictEqual } from 'node:util';

import {
  countItems,
  createScanner,
  decodeLogs,
  decodeMetrics,
  OtlpError,
  type Signal,
} from '@marigraph/otlp';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { requestTypes } from '../../../e2e/support/otlp-schema.ts';
import { createRandom, messageOf } from './support/arbitraries.ts';
import { mutate } from './support/mutate.ts';
import { createClassifier, expectedRecords, toRecord, type Record } from './support/records.ts';
import { scramble } from './support/scramble.ts';

const SEED = 20_261_124;
const REQUESTS = 40;
const MUTANTS_PER_REQUEST = 100;

/**
 * What `countItems` refuses though protobufjs takes it: known fields with another wire type, which protobufjs
 * skips, and varints of more bytes than any 64-bit number needs.
 */
const STRICTER = / with wire type | has a varint of more than 10 bytes$/;

/** What protobufjs refuses though `countItems` takes it: bytes in a string that are no UTF-8. */
const LAXER = /utf-?8/i;

function attempt<T>(run: () => T): T | Error {
  try {
    return run();
  } catch (error) {
    return error as Error;
  }
}

const DECODERS = { metrics: decodeMetrics, logs: decodeLogs, traces: () => [] } as const;

/** What bytes turned out to be: whether `countItems` took them, and what is wrong with how they were read. */
interface Examination {
  readonly isAccepted: boolean;
  readonly faults: readonly string[];
}

function examine(signal: Signal, bytes: Uint8Array): Examination {
  const counted = attempt(() => countItems(signal, bytes));
  const reference = attempt(() => requestTypes[signal].decode(bytes));
  const decoded = attempt(() => DECODERS[signal](bytes));
  const isAccepted = !(counted instanceof Error);
  const faults = [
    !isAccepted && !(counted instanceof OtlpError) && `countItems threw ${String(counted)}`,
    !isAccepted &&
      !(reference instanceof Error) &&
      !STRICTER.test(counted.message) &&
      `countItems is stricter: ${counted.message}`,
    isAccepted &&
      reference instanceof Error &&
      !LAXER.test(reference.message) &&
      `countItems is laxer: ${reference.message}`,
    decoded instanceof Error &&
      (isAccepted || !(decoded instanceof OtlpError)) &&
      `the decoder threw ${String(decoded)}`,
    ...(signal === 'metrics' ? [] : faultsOfScan(signal, bytes, counted)),
  ];
  return { isAccepted, faults: faults.filter((fault) => fault !== false) };
}

function faultsOfScan(
  signal: 'traces' | 'logs',
  bytes: Uint8Array,
  counted: number | Error,
): (string | false)[] {
  const classify = createClassifier();
  const records: Record[] = [];
  const scanner = createScanner({ signal, classify });
  const scanned = attempt(() => scanner.scan(bytes, (view) => records.push(toRecord(view))));
  if (scanned instanceof Error) {
    const isExpected = counted instanceof OtlpError && scanned instanceof OtlpError;
    return [!isExpected && `the scanner threw ${String(scanned)}`];
  }
  if (counted instanceof Error) return [];
  const expected = attempt(() => expectedRecords(signal, bytes, classify));
  return [
    scanned !== counted && `the scanner found ${scanned} of ${counted} records`,
    !(expected instanceof Error) &&
      !isDeepStrictEqual(records, expected) &&
      'the scanner found other records than protobufjs',
  ];
}

describe.each(['traces', 'logs', 'metrics'] as const)('damaged requests for %s', (signal) => {
  const type = requestTypes[signal];
  const random = createRandom(SEED);
  const requests = fc
    .sample(messageOf(type), { numRuns: REQUESTS, seed: SEED })
    .map((message) => scramble(type.encode(type.fromObject(message)).finish(), type, random));

  it('are refused with an OtlpError or read as an independent decoder reads them', () => {
    const examinations = requests.flatMap((bytes) =>
      Array.from({ length: MUTANTS_PER_REQUEST }, () =>
        examine(signal, mutate(bytes, bytes, random)),
      ),
    );
    expect(examinations.flatMap(({ faults }) => faults)).toEqual([]);
    const accepted = examinations.filter(({ isAccepted }) => isAccepted).length;
    expect(accepted / examinations.length).toBeGreaterThan(0.05);
    expect(accepted / examinations.length).toBeLessThan(0.95);
  });

  it('are no danger when they are cut off anywhere', () => {
    const faults = requests
      .filter(({ length }) => length > 100 && length < 1000)
      .slice(0, 4)
      .flatMap((bytes) =>
        Array.from(bytes, (_, length) => examine(signal, bytes.slice(0, length)).faults),
      );
    expect(faults.flat()).toEqual([]);
  });

  it('are no danger when they are noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(examine(signal, bytes).faults).toEqual([]);
      }),
      { numRuns: 1000, seed: SEED },
    );
  });
});
