import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request as sendRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

import {
  COMPONENTS,
  type Configuration,
  createService,
  defineExporter,
  loadConfiguration,
  type Logger,
  type Service,
} from '@marigraph/collector';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';

import { createRandom } from '../bench/support/payload.ts';
import {
  FUZZ_SECONDS,
  FUZZ_SEED,
  mutantOf,
  usedBytes,
} from '../packages/otlp/test/support/fuzz-run.ts';
import { createGrpcClient, frame } from './support/grpc-client.ts';
import { type Prediction, toGroundTruth, toTraces } from './support/requests.ts';

const CONNECTIONS = 4;
/** No request may take longer, whatever it is. */
const ANSWER_MS_MAX = 5_000;
/** Pools of the receiver, and the log in memory with what was taken. */
const GROWN_BYTES_MAX = 96 * 1024 * 1024;

const errors: string[] = [];
const logger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: (message, fields) => errors.push(`${message} ${String(fields?.['error'])}`),
};

/** Takes everything and keeps nothing. */
const nothing = defineExporter({
  type: 'nothing',
  stability: 'alpha',
  signals: ['traces', 'metrics', 'logs'],
  config: z.strictObject({}).nullable(),
  delivery: () => ({ inFlightMax: 1, retry: NO_RETRY }),
  create: () => ({ consume: () => {}, shutdown: async () => {} }),
});

const NO_RETRY = {
  enabled: false,
  initialIntervalMs: 0,
  multiplier: 1,
  randomizationFactor: 0,
  maxIntervalMs: 0,
  maxElapsedMs: 0,
};

const folder = mkdtempSync(join(tmpdir(), 'marigraph-fuzz-'));
let service: Service;
let endpoint: URL;

function configure(protocols: object): Configuration {
  const pipeline = { receivers: ['otlp'], exporters: ['nothing'] };
  const text = JSON.stringify({
    receivers: { otlp: { protocols } },
    exporters: { nothing: {} },
    service: {
      state: { directory: folder },
      wal: { type: 'memory', max_mib: 32 },
      pipelines: { traces: pipeline, metrics: pipeline, logs: pipeline },
    },
  });
  const texts = [{ name: 'fuzz.yaml', text }];
  return loadConfiguration({ texts, sets: [], definitions: [...COMPONENTS, nothing] });
}

/** With OTLP over gRPC where the receiver has it. */
function configureAll(): Configuration {
  const http = { endpoint: '127.0.0.1:0', max_in_flight_mib: 16 };
  try {
    return configure({ http, grpc: { endpoint: '127.0.0.1:0' } });
  } catch {
    return configure({ http });
  }
}

interface ReceiverDetails {
  readonly endpoint: string;
  readonly bytes: number;
  readonly grpc?: { readonly endpoint: string };
}

function receiver(): ReceiverDetails {
  const found = service.report().components.find(({ id }) => id === 'otlp');
  return found?.details as ReceiverDetails;
}

beforeAll(async () => {
  service = createService(configureAll(), { logger });
  await service.start();
  endpoint = new URL(`http://${receiver().endpoint}`);
});

afterAll(async () => {
  await service.shutdown();
  rmSync(folder, { recursive: true, force: true });
});

const predictions = Array.from({ length: 20 }, (_, at): Prediction => ({
  id: `p-${at}`,
  number: at + 1,
  city: 'Oslo',
  label: 'a',
  actual: 'b',
  time: '2026-01-01T00:00:00Z',
  features: { amount: at },
}));
const TRACES = toTraces('fuzz', predictions);
const CORPUS: readonly Uint8Array[] = [
  TRACES,
  toGroundTruth('fuzz', predictions),
  Buffer.from('{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"00","name":"a"}]}]}]}'),
  ...[gzipSync, deflateSync, zstdCompressSync].map((compress) => compress(TRACES)),
];

const SIGNALS = ['traces', 'metrics', 'logs'] as const;
const COMPRESS = [gzipSync, deflateSync, zstdCompressSync, (body: Uint8Array) => body] as const;
const TYPES = ['application/x-protobuf', 'application/json', 'text/plain', ''] as const;
const ENCODINGS = ['gzip', 'deflate', 'zstd', 'identity', 'br', ''] as const;
const PATHS = [
  '/v1/traces',
  '/v1/metrics',
  '/v1/logs',
  '/v1/traces?x=1',
  '/',
  '/v1/nothing',
] as const;

interface Shot {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Mostly what is nearly right: what is wrong at the door says nothing about the rooms. */
function shotOf(seed: number): Shot {
  const random = createRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() ** 3 * list.length)] as T;
  const mutant = mutantOf(CORPUS, random);
  const encoding = ENCODINGS[Math.floor(random() * ENCODINGS.length)] ?? '';
  const compress = random() < 0.5 ? COMPRESS[ENCODINGS.indexOf(encoding)] : undefined;
  const type = pick(TYPES);
  return {
    path: pick(PATHS),
    headers: {
      ...(type !== '' && { 'content-type': type }),
      ...(encoding !== '' && { 'content-encoding': encoding }),
    },
    body: compress === undefined ? mutant : compress(mutant),
  };
}

/** The status; 0 without an answer in time. */
function shoot({ path, headers, body }: Shot, agent: Agent): Promise<number> {
  return new Promise((resolve) => {
    const options = {
      method: 'POST',
      agent,
      headers: { ...headers, 'content-length': body.length },
    };
    const outgoing = sendRequest(new URL(path, endpoint), options, (incoming) => {
      incoming.resume();
      incoming.once('close', () => resolve(incoming.complete ? (incoming.statusCode ?? 0) : 0));
    });
    outgoing.setTimeout(ANSWER_MS_MAX, () => outgoing.destroy());
    outgoing.once('error', () => resolve(0));
    outgoing.end(body);
  });
}

/** Bytes that need not be HTTP at all, on a connection of their own. Settles when the server has closed it. */
function shootRaw(bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(Number(endpoint.port), '127.0.0.1', () => socket.end(bytes));
    socket.resume();
    socket.once('error', () => resolve());
    socket.once('close', () => resolve());
  });
}

const RAW = Buffer.from(
  'POST /v1/traces HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-protobuf\r\nContent-Length: 3\r\n\r\nabc',
);

it(
  `answers whatever comes with 2xx or 4xx, in time, within its memory (FUZZ_SEED=${FUZZ_SEED})`,
  async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
    const endAt = performance.now() + FUZZ_SECONDS * 1_000;
    const settleAt = performance.now() + FUZZ_SECONDS * 100;
    const failures: string[] = [];
    const statuses: Record<number, number> = {};
    let shots = 0;
    let settledBytes: number | undefined;
    const worker = async (): Promise<void> => {
      while (performance.now() < endAt && failures.length < 5) {
        const seed = FUZZ_SEED + shots++;
        if (seed % 50 === 0) {
          await shootRaw(mutantOf([RAW], createRandom(seed)));
          continue;
        }
        const shot = shotOf(seed);
        const status = await shoot(shot, agent);
        statuses[status] = (statuses[status] ?? 0) + 1;
        if (status < 200 || status >= 500) {
          const body = Buffer.from(shot.body.subarray(0, 200)).toString('hex');
          failures.push(`FUZZ_SEED=${seed}: ${status} ${JSON.stringify(shot.headers)} ${body}`);
        }
        if (settledBytes === undefined && performance.now() > settleAt) settledBytes = usedBytes();
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, worker));
    expect(failures).toEqual([]);
    expect(errors).toEqual([]);
    // Both ways through were taken.
    expect(statuses[200]).toBeGreaterThan(10);
    expect(statuses[400]).toBeGreaterThan(10);
    expect(usedBytes() - (settledBytes ?? 0)).toBeLessThan(GROWN_BYTES_MAX);
    const good = { path: '/v1/traces', headers: { 'content-type': TYPES[0] }, body: TRACES };
    expect(await shoot(good, agent)).toBe(200);
    agent.destroy();
    expect(receiver().bytes).toBe(0);
  },
  60_000 + FUZZ_SECONDS * 1_000,
);

/** UNKNOWN: no answer at all. INTERNAL is also what gRPC asks for where a frame is wrong; bugs are logged. */
const GRPC_UNKNOWN = 2;

it(
  `answers whatever comes over gRPC with a status (FUZZ_SEED=${FUZZ_SEED})`,
  { timeout: 60_000 + FUZZ_SECONDS * 1_000 },
  async ({ skip }) => {
    const { grpc } = receiver();
    if (grpc === undefined) skip('receivers.otlp takes no grpc');
    const client = createGrpcClient(`http://${grpc?.endpoint}`);
    const messages = CORPUS.flatMap((body) => [frame(body, false), frame(gzipSync(body), true)]);
    const endAt = performance.now() + FUZZ_SECONDS * 1_000;
    const failures: string[] = [];
    let shots = 0;
    while (performance.now() < endAt && failures.length < 5) {
      const seed = FUZZ_SEED + shots++;
      const random = createRandom(seed);
      const isFramed = random() < 0.7;
      const mutant = mutantOf(isFramed ? CORPUS : messages, random);
      const bytes = isFramed ? frame(mutant, random() < 0.3) : mutant;
      const signal = SIGNALS[Math.floor(random() * SIGNALS.length)] ?? 'traces';
      const sent = client.exportBytes(signal, bytes, random() < 0.5);
      const { status, message } = await sent.catch((error: unknown) => ({
        status: GRPC_UNKNOWN,
        message: String(error),
      }));
      if (status !== GRPC_UNKNOWN) continue;
      const hex = Buffer.from(bytes.subarray(0, 200)).toString('hex');
      failures.push(`FUZZ_SEED=${seed}: ${status} ${message} ${hex}`);
    }
    expect(failures).toEqual([]);
    expect(errors).toEqual([]);
    expect(shots).toBeGreaterThan(100);
    expect((await client.export('traces', TRACES)).status).toBe(0);
    client.close();
    expect(receiver().bytes).toBe(0);
  },
);
