import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
 * everything? Budget: at least 8 times the spans per CPU-second, uncompressed and gzip.
 *
 * Both run as processes of their own and get the same requests in turns; only their CPU time counts. Ours is
 * the collector as it ships: a file WAL with fdatasync, deduplication by prediction id, 30 features in bins,
 * drift every second. The other one has none of that but the bins.
 */
const SPANS_PER_REQUEST = 256;
const REQUESTS_PER_ROUND = 500;
const ROUNDS = 5;
const CONNECTIONS = 8;
const REFERENCE_ROWS = 10_000;

const ROOT = join(import.meta.dirname, '..');
const MARIGRAPH = join(ROOT, 'packages/collector/dist/main.js');

interface Variant {
  readonly name: 'marigraph' | 'decode_everything';
  readonly child: Child;
  readonly url: string;
  /** Settles when this many spans have been dealt with in every respect. */
  settled(spans: number): Promise<void>;
}

interface Figures {
  readonly spans_per_cpu_second: number;
  readonly cpu_microseconds_per_span: number;
  readonly peak_rss_mib: number;
}

export async function run(): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'marigraph-bench-'));
  const backend = await startCountingBackend();
  const variants = [
    await startDecodeEverything(backend),
    await startMarigraph(folder, backend),
  ] as const;
  try {
    // One source for both: an id that came before would only be counted as a duplicate.
    const source = createPayloadSource(SPANS_PER_REQUEST);
    return {
      question: 'spans per CPU-second: scan + monitor + forward against decode everything',
      budget: 'ratio of at least 8',
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
  variants: readonly [Variant, Variant],
  backend: Backend,
  { encoding, source }: { readonly encoding: 'identity' | 'gzip'; readonly source: PayloadSource },
): Promise<unknown> {
  const spans = SPANS_PER_REQUEST * REQUESTS_PER_ROUND;
  const seconds: Record<Variant['name'], number[]> = { marigraph: [], decode_everything: [] };
  let bytes = 0;
  // The first round warms both up and does not count.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const variant of variants) {
      backend.reset();
      const before = readProcessUsage(pidOf(variant));
      const sent = await send(variant.url, encoding, () => {
        const body = source.next();
        return encoding === 'gzip' ? gzipSync(body, { level: 1 }) : body;
      });
      bytes = sent;
      await until(
        `${variant.name} had forwarded every span`,
        () => backend.spans() >= spans || undefined,
        {
          child: variant.child,
          timeoutMs: 120_000,
        },
      );
      await variant.settled(spans);
      const used = readProcessUsage(pidOf(variant)).cpuSeconds - before.cpuSeconds;
      if (round > 0) seconds[variant.name].push(used);
    }
  }
  const ratios = seconds.decode_everything.map(
    (used, at) => used / (seconds.marigraph[at] as number),
  );
  const figures = Object.fromEntries(
    variants.map((variant): [string, Figures] => {
      const cpuSeconds = median(seconds[variant.name]);
      return [
        variant.name,
        {
          spans_per_cpu_second: Math.round(spans / cpuSeconds),
          cpu_microseconds_per_span: round2((cpuSeconds / spans) * 1e6),
          peak_rss_mib: Math.round(readProcessUsage(pidOf(variant)).peakRssBytes / 1024 / 1024),
        },
      ];
    }),
  );
  return {
    ratio: round2(median(ratios)),
    ratio_min: round2(Math.min(...ratios)),
    ratio_max: round2(Math.max(...ratios)),
    bytes_per_span: round2(bytes / spans),
    ...figures,
  };
}

async function startMarigraph(folder: string, backend: Backend): Promise<Variant> {
  const reference = join(folder, 'reference.json');
  const input = join(folder, 'reference.csv');
  writeFileSync(input, referenceRows());
  const build = startNode([
    MARIGRAPH,
    'reference',
    'build',
    `--model=${MODEL}`,
    `--model-version=${VERSION}`,
    `--input=${input}`,
    `--output=${reference}`,
  ]);
  if ((await build.ended) !== 0) throw new Error(build.output());
  const ports = { otlp: await freePort(), api: await freePort() };
  const child = startNode(
    [MARIGRAPH, 'run', '--config', join(ROOT, 'bench/support/collector.yaml')],
    {
      env: {
        OTLP_ENDPOINT: `127.0.0.1:${ports.otlp}`,
        API_ENDPOINT: `127.0.0.1:${ports.api}`,
        BACKEND_ENDPOINT: backend.url,
        STATE_DIRECTORY: join(folder, 'state'),
        REFERENCE: reference,
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
    name: 'marigraph',
    child,
    url: `http://127.0.0.1:${ports.otlp}/v1/traces`,
    async settled(spans) {
      expected += spans;
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

async function startDecodeEverything(backend: Backend): Promise<Variant> {
  const child = startNode([
    '--conditions=@marigraph/source',
    join(ROOT, 'bench/support/decode-everything.ts'),
    backend.url,
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
  /** Spans received since the last reset. */
  spans(): number;
  reset(): void;
  close(): Promise<void>;
}

async function startCountingBackend(): Promise<Backend> {
  let spans = 0;
  const server: Server = createServer((incoming, outgoing) => {
    const chunks: Uint8Array[] = [];
    incoming.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    incoming.on('end', () => {
      const raw = Buffer.concat(chunks);
      if (incoming.url === '/v1/traces') {
        const isGzip = incoming.headers['content-encoding'] === 'gzip';
        spans += countItems('traces', isGzip ? gunzipSync(raw) : raw);
      }
      outgoing.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: () => spans,
    reset: () => {
      spans = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Sends a round of requests over a few connections. Bodies are made as they are needed; returns their bytes. */
async function send(url: string, encoding: string, makeBody: () => Uint8Array): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  let left = REQUESTS_PER_ROUND;
  let bytes = 0;
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      const body = makeBody();
      bytes += body.length;
      await post(url, body, { encoding, agent });
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  agent.destroy();
  return bytes;
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
