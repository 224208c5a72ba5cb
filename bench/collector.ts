import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer, request as sendRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

import { countItems } from '@marigraph/otlp';

import { type Child, freePort, startNode, until } from '../e2e/support/child.ts';
import {
  createPayloadSource,
  createRandom,
  makeFeatures,
  MODEL,
  type PayloadSource,
  VERSION,
} from './support/payload.ts';
import { readProcessUsage } from './support/process-usage.ts';

/**
 * Question: what does it cost to watch a model and pass its spans on, against a pipeline that decodes
 * everything? Budget: at least 8 times the spans per CPU-second for gzip, which is what SDKs should send;
 * uncompressed requests are reported beside it.
 *
 * All run as processes of their own and get the same requests in turns; only their CPU time counts. Ours is
 * the collector with its log in memory, as the other one keeps nothing on disk either, and the collector as it
 * ships, with every request on disk before it is acknowledged. Both feed the same monitor, and all who compress,
 * the sender among them, do so at zlib's default level, as SDKs do.
 */
/** What OpenTelemetry SDKs send at most in one request unless told otherwise. */
const SPANS_PER_REQUEST = 512;
const REQUESTS_PER_ROUND = 250;
const ROUNDS = 5;
const CONNECTIONS = 8;
const REFERENCE_ROWS = 10_000;
const REFERENCE = 'reference.json';

const ROOT = join(import.meta.dirname, '..');
const MARIGRAPH = join(ROOT, 'packages/collector/dist/main.js');

type Name = 'decode_everything' | 'marigraph_memory_wal' | 'marigraph_file_wal';

interface Variant {
  readonly name: Name;
  readonly child: Child;
  readonly url: string;
  /** Settles when these further spans have been dealt with in every respect. */
  settled(sent: { readonly spans: number; readonly bytes: number }): Promise<void>;
}

interface Figures {
  /** Spans per CPU-second over those of the pipeline that decodes everything: median and range of the rounds. */
  readonly ratio: number;
  readonly ratio_range: readonly [number, number];
  readonly spans_per_cpu_second: number;
  readonly cpu_microseconds_per_span: number;
  readonly peak_rss_mib: number;
}

export async function run(): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'marigraph-bench-'));
  await buildReference(folder);
  const backend = await startBackend();
  const variants = [
    await startDecodeEverything(folder, backend),
    await startMarigraph(folder, backend, 'memory'),
    await startMarigraph(folder, backend, 'file'),
  ] as const;
  try {
    // One source for both: an id that came before would only be counted as a duplicate.
    const source = createPayloadSource(SPANS_PER_REQUEST);
    return {
      question: 'spans per CPU-second: scan + monitor + forward against decode everything',
      budget: 'ratio of at least 8 for gzip',
      machine: { cpu: cpus()[0]?.model.trim(), cores: cpus().length, node: process.version },
      spans_per_request: SPANS_PER_REQUEST,
      rounds: ROUNDS,
      identity: await measure(variants, backend, { encoding: 'identity', source }),
      gzip: await measure(variants, backend, { encoding: 'gzip', source }),
    };
  } finally {
    for (const { child } of variants) await child.stop();
    await backend.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(
  variants: readonly Variant[],
  backend: Backend,
  { encoding, source }: { readonly encoding: 'identity' | 'gzip'; readonly source: PayloadSource },
): Promise<unknown> {
  const spans = SPANS_PER_REQUEST * REQUESTS_PER_ROUND;
  const seconds: Record<Name, number[]> = {
    decode_everything: [],
    marigraph_memory_wal: [],
    marigraph_file_wal: [],
  };
  let bytes = 0;
  // The first round warms both up and does not count.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const variant of variants) {
      const bodies = makeBodies(source, encoding);
      bytes = bodies.reduce((sum, body) => sum + body.length, 0);
      backend.reset();
      const before = readProcessUsage(pidOf(variant));
      await send(variant.url, encoding, bodies);
      await variant.settled({ spans, bytes });
      const used = readProcessUsage(pidOf(variant)).cpuSeconds - before.cpuSeconds;
      if (backend.countSpans() !== spans) throw new Error(`${variant.name} lost spans`);
      if (round > 0) seconds[variant.name].push(used);
    }
  }
  return {
    bytes_per_span: round2(bytes / spans),
    ...Object.fromEntries(
      variants.map((variant): [string, Figures] => {
        const own = seconds[variant.name];
        const ratios = seconds.decode_everything.map((used, at) => used / (own[at] as number));
        return [variant.name, toFigures(variant, { cpuSeconds: median(own), spans, ratios })];
      }),
    ),
  };
}

/** Made beforehand, so that the sender leaves the machine to the variant that is measured. */
function makeBodies(source: PayloadSource, encoding: 'identity' | 'gzip'): Uint8Array[] {
  return Array.from({ length: REQUESTS_PER_ROUND }, () => {
    const body = source.next();
    return encoding === 'gzip' ? gzipSync(body) : body;
  });
}

function toFigures(
  variant: Variant,
  used: { readonly cpuSeconds: number; readonly spans: number; readonly ratios: readonly number[] },
): Figures {
  return {
    ratio: round2(median(used.ratios)),
    ratio_range: [round2(Math.min(...used.ratios)), round2(Math.max(...used.ratios))],
    spans_per_cpu_second: Math.round(used.spans / used.cpuSeconds),
    cpu_microseconds_per_span: round2((used.cpuSeconds / used.spans) * 1e6),
    peak_rss_mib: Math.round(readProcessUsage(pidOf(variant)).peakRssBytes / 1024 / 1024),
  };
}

async function startMarigraph(
  parent: string,
  backend: Backend,
  wal: 'memory' | 'file',
): Promise<Variant> {
  const folder = join(parent, wal);
  mkdirSync(folder);
  const ports = { otlp: await freePort(), api: await freePort() };
  const child = startNode(
    [MARIGRAPH, 'run', '--config', join(ROOT, 'bench/support/collector.yaml')],
    {
      env: {
        OTLP_ENDPOINT: `127.0.0.1:${ports.otlp}`,
        API_ENDPOINT: `127.0.0.1:${ports.api}`,
        BACKEND_ENDPOINT: backend.url,
        STATE_DIRECTORY: join(folder, 'state'),
        REFERENCE: join(parent, REFERENCE),
        WAL_TYPE: wal,
      },
    },
  );
  const api = `http://127.0.0.1:${ports.api}`;
  await until(
    'the collector was ready',
    async () => (await fetch(`${api}/health`)).ok || undefined,
    { child },
  );
  let expected = 0;
  return {
    name: `marigraph_${wal}_wal`,
    child,
    url: `http://127.0.0.1:${ports.otlp}/v1/traces`,
    async settled({ spans, bytes }) {
      expected += spans;
      await until('every byte was forwarded', () => backend.receivedBytes() >= bytes || undefined, {
        child,
      });
      await until(
        'every row was counted',
        async () => (await rowsAdded(api)) >= expected || undefined,
        { child },
      );
    },
  };
}

async function rowsAdded(api: string): Promise<number> {
  const { components } = (await (await fetch(`${api}/api/v1/components`)).json()) as {
    readonly components: readonly {
      readonly id: string;
      readonly details?: {
        readonly models: readonly { readonly rows: { readonly added: number } }[];
      };
    }[];
  };
  return components.find(({ id }) => id === 'ml_monitor')?.details?.models[0]?.rows.added ?? 0;
}

/** Builds the reference that all variants use, with the command that users build theirs with. */
async function buildReference(folder: string): Promise<void> {
  const input = join(folder, 'reference.csv');
  writeFileSync(input, referenceRows());
  const build = startNode([
    MARIGRAPH,
    'reference',
    'build',
    `--model=${MODEL}`,
    `--model-version=${VERSION}`,
    `--input=${input}`,
    `--output=${join(folder, REFERENCE)}`,
  ]);
  if ((await build.ended) !== 0) throw new Error(build.output());
}

async function startDecodeEverything(folder: string, backend: Backend): Promise<Variant> {
  const child = startNode([
    '--conditions=@marigraph/source',
    join(ROOT, 'bench/support/decode-everything.ts'),
    backend.url,
    join(folder, REFERENCE),
  ]);
  const port = await until(
    'the other pipeline was ready',
    () => /^\d+$/m.exec(child.output())?.[0],
    { child },
  );
  return {
    name: 'decode_everything',
    child,
    url: `http://127.0.0.1:${port}/v1/traces`,
    // It answers when it has forwarded: nothing is left to wait for.
    settled: async () => {},
  };
}

function referenceRows(): string {
  const random = createRandom(1);
  const rows = Array.from({ length: REFERENCE_ROWS }, () => makeFeatures(random));
  return [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))].join('\n');
}

interface Backend {
  readonly url: string;
  /** Bytes of the bodies received since the last reset. */
  receivedBytes(): number;
  /** Spans in them: work for after the measurement. */
  countSpans(): number;
  reset(): void;
  close(): Promise<void>;
}

async function startBackend(): Promise<Backend> {
  let bodies: { readonly isGzip: boolean; readonly bytes: Uint8Array }[] = [];
  let receivedBytes = 0;
  const server: Server = createServer((incoming, outgoing) => {
    const chunks: Uint8Array[] = [];
    incoming.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    incoming.on('end', () => {
      // Findings come here too.
      if (incoming.url === '/v1/traces') {
        const bytes = Buffer.concat(chunks);
        receivedBytes += bytes.length;
        bodies.push({ isGzip: incoming.headers['content-encoding'] === 'gzip', bytes });
      }
      outgoing.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  // Each variant waits for its turn longer than connections are kept by default.
  server.keepAliveTimeout = 300_000;
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    receivedBytes: () => receivedBytes,
    countSpans: () =>
      bodies.reduce(
        (spans, { isGzip, bytes }) =>
          spans + countItems('traces', isGzip ? gunzipSync(bytes) : bytes),
        0,
      ),
    reset: () => {
      bodies = [];
      receivedBytes = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Sends the bodies over a few connections. */
async function send(url: string, encoding: string, bodies: Uint8Array[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const worker = async (): Promise<void> => {
    for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
      await post(url, body, { encoding, agent });
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  agent.destroy();
}

function post(
  url: string,
  body: Uint8Array,
  { encoding, agent }: { readonly encoding: string; readonly agent: Agent },
): Promise<void> {
  const headers = {
    'content-type': 'application/x-protobuf',
    'content-length': body.length,
    ...(encoding !== 'identity' && { 'content-encoding': encoding }),
  };
  return new Promise((resolve, reject) => {
    const outgoing = sendRequest(url, { method: 'POST', agent, headers }, (incoming) => {
      incoming.resume();
      incoming.once('end', () => {
        if (incoming.statusCode === 200) resolve();
        else reject(new Error(`${url} answered ${incoming.statusCode}`));
      });
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

function pidOf({ child }: Variant): number {
  const { pid } = child.process;
  if (pid === undefined) throw new Error('the process did not start');
  return pid;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
