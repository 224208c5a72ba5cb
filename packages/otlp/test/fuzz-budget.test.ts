import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  concatenate,
  countItems,
  countItemsJson,
  createScanner,
  decodeLogs,
  decodeMetrics,
  decodePartialSuccess,
  decodeStatus,
  encodeLogs,
  encodeMetrics,
  encodePartialSuccess,
  encodeStatus,
  OtlpError,
  retryDelayMs,
  type Signal,
} from '@marigraph/otlp';
import { expect, it } from 'vitest';

import { createGoldenCorpus, type GoldenDimensions } from '../../../e2e/support/golden-corpus.ts';
import { toJson } from '../../../e2e/support/otlp-json.ts';
import { vectors } from '../../../test/support/vectors.ts';
import { fuzz, FUZZ_SECONDS, FUZZ_SEED, type FuzzOptions } from './support/fuzz-run.ts';
import { toRecord } from './support/records.ts';

/** What may grow by the size of the inputs in hand, and of what the engine keeps for itself. */
const GROWN_BYTES_MAX = 32 * 1024 * 1024;
/** Larger requests only make for fewer of them. */
const BODY_BYTES_MAX = 8 * 1024;

type Target = Pick<FuzzOptions, 'corpus' | 'examine'> & { readonly name: string };

/** Whether `run` did without an error; every error but an OtlpError is a failure. */
function isTaken(run: () => unknown): boolean {
  try {
    run();
    return true;
  } catch (error) {
    if (error instanceof OtlpError) return false;
    throw error;
  }
}

function examineScan(signal: 'traces' | 'logs'): FuzzOptions['examine'] {
  // One scanner for all inputs, as in a collector: what it learns of one must not pile up.
  const scanner = createScanner({ signal, classify: (key) => key.length % 3 });
  return (input) => {
    let records = 0;
    const visit = (view: Parameters<typeof toRecord>[0]): void => {
      toRecord(view);
      records++;
    };
    let found = -1;
    const scanned = isTaken(() => (found = scanner.scan(input, visit)));
    const counted = isTaken(() => countItems(signal, input));
    if (counted && !scanned) return 'the scanner refused what countItems took';
    return scanned && found !== records ? `the scanner showed ${records} of ${found}` : undefined;
  };
}

function examineConcatenation(signal: Signal): FuzzOptions['examine'] {
  let last: Uint8Array = new Uint8Array(0);
  return (input) => {
    if (!isTaken(() => countItems(signal, input))) return undefined;
    const sum = countItems(signal, last) + countItems(signal, input);
    const both = countItems(signal, concatenate([last, input]));
    last = input;
    return both === sum ? undefined : `together ${both}, apart ${sum}`;
  };
}

/** What was decoded and encoded once is a fixed point. */
function examineCodec<T>(
  decode: (bytes: Uint8Array) => T,
  encode: (value: T) => Uint8Array,
): FuzzOptions['examine'] {
  return (input) => {
    let once: Uint8Array | undefined;
    if (!isTaken(() => (once = encode(decode(input)))) || once === undefined) return undefined;
    const twice = encode(decode(once));
    return Buffer.compare(once, twice) === 0 ? undefined : 'encodes to something else once more';
  };
}

vectors.describe('otlp', (data) => {
  const golden = createGoldenCorpus(
    vectors.json<GoldenDimensions>(data, 'pict-golden-dataset-dimensions.json'),
  );
  const files = (signal: Signal): Uint8Array[] =>
    globSync(`otlp-pb/*.${signal === 'traces' ? 'trace' : signal}.pb`, { cwd: data }).map(
      (file) => new Uint8Array(readFileSync(join(data, file))),
    );
  const corpusOf = (signal: Signal): Uint8Array[] =>
    [...golden.filter((r) => r.signal === signal).map(({ body }) => body), ...files(signal)].filter(
      ({ length }) => length <= BODY_BYTES_MAX,
    );
  const signals = ['traces', 'metrics', 'logs'] as const;
  const responses = [
    encodeStatus({ code: 8, message: 'too much' }),
    encodePartialSuccess({ rejected: 3n, message: 'three of them' }),
  ];
  const targets: readonly Target[] = [
    ...(['traces', 'logs'] as const).map((signal) => ({
      name: `the scanner of ${signal}`,
      corpus: corpusOf(signal),
      examine: examineScan(signal),
    })),
    ...signals.map((signal) => ({
      name: `counts and concatenations of ${signal}`,
      corpus: corpusOf(signal),
      examine: examineConcatenation(signal),
    })),
    ...signals.map((signal) => ({
      name: `counts of JSON ${signal}`,
      corpus: corpusOf(signal).map((body) => Buffer.from(toJson(signal, body))),
      examine: (input: Uint8Array) => void isTaken(() => countItemsJson(signal, input)),
    })),
    {
      name: 'the codec of metrics',
      corpus: corpusOf('metrics'),
      examine: examineCodec(decodeMetrics, encodeMetrics),
    },
    {
      name: 'the codec of logs',
      corpus: corpusOf('logs'),
      examine: examineCodec(decodeLogs, encodeLogs),
    },
    {
      name: 'answers of backends',
      corpus: responses,
      examine: (input) => {
        isTaken(() => decodePartialSuccess(input));
        isTaken(() => retryDelayMs(decodeStatus(input)));
        return undefined;
      },
    },
  ];

  it.each(targets)(
    `mutants are no danger to $name (FUZZ_SEED=${FUZZ_SEED})`,
    ({ corpus, examine }) => {
      const seconds = FUZZ_SECONDS / targets.length;
      const { runs, failures, grownBytes } = fuzz({ seconds, corpus, examine });
      expect(failures).toEqual([]);
      expect(runs).toBeGreaterThan(100);
      expect(grownBytes).toBeLessThan(GROWN_BYTES_MAX);
    },
    30_000 + FUZZ_SECONDS * 1_000,
  );
});
