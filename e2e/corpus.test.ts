import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Signal } from '@marigraph/collector';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createRandom } from '../bench/support/payload.ts';
import { scramble } from '../packages/otlp/test/support/scramble.ts';
import { vectors } from '../test/support/vectors.ts';
import { until } from './support/child.ts';
import { type CollectorProcess, startCollectorProcess } from './support/collector-process.ts';
import {
  type CorpusRequest,
  createGoldenCorpus,
  type GoldenDimensions,
} from './support/golden-corpus.ts';
import { itemsOf } from './support/items.ts';
import { fromJson } from './support/otlp-json.ts';
import { requestTypes } from './support/otlp-schema.ts';
import { type OtlpSink, type SinkRequest, startOtlpSink } from './support/otlp-sink.ts';
import { allPairs, pairsOf, pairwise } from './support/pairwise.ts';
import { type Transport, TRANSPORTS } from './support/transports.ts';

const folder = mkdtempSync(join(tmpdir(), 'marigraph-corpus-'));
let backend: OtlpSink;
let collector: CollectorProcess;

beforeAll(async () => {
  backend = await startOtlpSink();
  // Findings of the monitor would come between.
  const pipeline = { exporters: ['otlp_http'] };
  collector = await startCollectorProcess({
    folder,
    backendUrl: backend.url,
    grpc: true,
    overrides: {
      service: {
        pipelines: {
          traces: pipeline,
          logs: pipeline,
          metrics: { receivers: ['otlp'], ...pipeline },
        },
      },
    },
  });
});

afterAll(async () => {
  await collector.stop();
  await backend.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('pairwise combinations', () => {
  it('hold every pair of values', () => {
    const dimension = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(fc.array(dimension, { minLength: 2, maxLength: 6 }), (sizes) => {
        const dimensions = Object.fromEntries(
          sizes.map((size, at) => [
            `d${at}`,
            Array.from({ length: size }, (_, value) => `v${value}`),
          ]),
        );
        const rows = pairwise(dimensions);
        const held = new Set(rows.flatMap((row) => pairsOf(Object.entries(row))));
        expect(held).toEqual(new Set(allPairs(dimensions)));
        const [largest = 1, second = 1] = sizes.toSorted((a, b) => b - a);
        expect(rows.length).toBeGreaterThanOrEqual(largest * second);
        expect(rows.length).toBeLessThanOrEqual(2 * largest * second + 2 * sizes.length);
      }),
    );
  });
});

/**
 * Sends requests one after the other, so that none is merged with another, and returns those that came out
 * otherwise than they went in.
 */
async function changedBy(
  transport: Transport,
  requests: readonly CorpusRequest[],
  skip: (note: string) => void,
): Promise<string[]> {
  const changed: string[] = [];
  for (const { name, signal, body } of requests) {
    const before = backend.requests.length;
    const sent = await transport.send(collector, signal, body);
    if (sent.outcome === 'unsupported') skip(`${transport.name}: ${sent.message}`);
    if (sent.outcome !== 'ok') changed.push(`${name}: ${sent.message}`);
    if (sent.outcome !== 'ok' || itemsOf(signal, body).length === 0) continue;
    await backend.waitFor(({ length }) => length > before);
    const [arrived] = backend.requests.slice(before);
    if (arrived === undefined || !isSame(sent, arrived, signal)) changed.push(name);
  }
  return changed;
}

/** Byte by byte where the content type stayed, item by item where it did not. */
function isSame(
  sent: { readonly body: Uint8Array; readonly raw: Uint8Array },
  arrived: SinkRequest,
  signal: Signal,
): boolean {
  const wasJson = sent.body[0] === 0x7b;
  const isJson = arrived.headers['content-type'] === 'application/json';
  if (wasJson === isJson) {
    return (
      Buffer.compare(sent.raw, arrived.raw) === 0 || Buffer.compare(sent.body, arrived.body) === 0
    );
  }
  const toProtobuf = (bytes: Uint8Array, json: boolean): Uint8Array =>
    json ? fromJson(signal, Buffer.from(bytes).toString()) : bytes;
  const before = itemsOf(signal, toProtobuf(sent.body, wasJson));
  const after = itemsOf(signal, toProtobuf(arrived.body, isJson));
  return before.join('\n') === after.join('\n');
}

vectors.describe('otlp', (data) => {
  const corpus = createGoldenCorpus(
    vectors.json<GoldenDimensions>(data, 'pict-golden-dataset-dimensions.json'),
  );
  const loadgen: readonly CorpusRequest[] = (['logs', 'metrics'] as const).flatMap((signal) =>
    vectors
      .text(data, `loadgen-otlp-jsonl/${signal}.jsonl`)
      .split('\n')
      .filter((line) => line !== '')
      .map((line, at) => ({ name: `${signal} ${at}`, signal, body: fromJson(signal, line) })),
  );

  /** Enough for a transport of its own. */
  const sample = loadgen.filter((_, at) => at % 4 === 0);

  it('holds requests of every signal, with and without items', () => {
    for (const signal of ['traces', 'metrics', 'logs'] as const) {
      const items = corpus
        .filter((request) => request.signal === signal)
        .map(({ body }) => itemsOf(signal, body).length);
      expect(items.length).toBeGreaterThan(20);
      expect(Math.max(...items)).toBeGreaterThan(0);
    }
  });

  it.for(TRANSPORTS)('comes out of $name as it went in', async (transport, { skip }) => {
    expect(await changedBy(transport, corpus, skip)).toEqual([]);
  });

  it.for(TRANSPORTS)(
    'and so does what real services have sent, by $name',
    async (transport, { skip }) => {
      expect(sample.length).toBeGreaterThan(150);
      expect(await changedBy(transport, sample, skip)).toEqual([]);
    },
  );

  it.for(TRANSPORTS.filter(({ name }) => !name.includes('json')))(
    'keeps unknown fields and the order of known ones, by $name',
    async (transport, { skip }) => {
      const random = createRandom(3);
      const scrambled = corpus.map(({ name, signal, body }) => ({
        name,
        signal,
        body: scramble(body, requestTypes[signal], random),
      }));
      expect(await changedBy(transport, scrambled, skip)).toEqual([]);
    },
  );

  it.for(['traces', 'metrics', 'logs'] as const)(
    'keeps every item of %s where requests are merged',
    async (signal) => {
      const [transport] = TRANSPORTS;
      const before = backend.requests.length;
      const requests = [...corpus, ...loadgen].filter((request) => request.signal === signal);
      const expected = requests.flatMap(({ body }) => itemsOf(signal, body)).toSorted();
      await Promise.all(requests.map(async ({ body }) => transport?.send(collector, signal, body)));
      const arrived = await until('everything was delivered', () => {
        const items = backend.requests.slice(before).flatMap(({ body }) => itemsOf(signal, body));
        return items.length >= expected.length ? items.toSorted() : undefined;
      });
      expect(arrived).toEqual(expected);
      expect(backend.requests.length - before).toBeLessThan(requests.length);
    },
  );
});
