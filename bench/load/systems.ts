import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Child, freePort, startNode, startProcess, until } from '../../e2e/support/child.ts';
import { createRandom, makeFeatures, MODEL, VERSION } from '../support/payload.ts';
import type { Backend } from './backend.ts';
import { createGrpcSender, createHttpSender, type Sender } from './sender.ts';
import type { Variant } from './variants.ts';
import type { Encoding } from './workload.ts';

const ROOT = join(import.meta.dirname, '../..');
const MARIGRAPH = join(ROOT, 'packages/collector/dist/main.js');
const REFERENCE = 'reference.json';
const REFERENCE_ROWS = 10_000;

/** A collector of any kind as a process of its own. */
export interface System {
  readonly variant: Variant;
  readonly child: Child;
  createSender(encoding: Encoding, connections: number): Sender;
  /** Settles when everything that was acknowledged has been dealt with in every respect. */
  settled(sent: { readonly spans: number; readonly bytes: number }): Promise<void>;
}

/** A variant that this collector, or this machine, does not have. */
export class NotAvailable extends Error {}

export interface SystemOptions {
  readonly folder: string;
  readonly backend: Backend;
  /** How another collector is started, and where it takes OTLP/HTTP. */
  readonly other?: { readonly command: string; readonly port: number } | undefined;
  readonly maxInFlightMib?: number;
  /** Predictions that wait for ground truth at most. */
  readonly predictionsMax?: number;
}

type Start = (variant: Variant, options: SystemOptions) => Promise<System>;

const START: Readonly<Record<Variant['system'], Start>> = {
  marigraph: startMarigraph,
  decode_everything: startDecodeEverything,
  other: startOther,
};

/** @throws {NotAvailable} */
export function startSystem(variant: Variant, options: SystemOptions): Promise<System> {
  return START[variant.system](variant, options);
}

async function startMarigraph(variant: Variant, options: SystemOptions): Promise<System> {
  const folder = join(options.folder, variant.name);
  mkdirSync(folder, { recursive: true });
  const ports: Ports = { otlp: await freePort(), grpc: await freePort(), api: await freePort() };
  const path = join(folder, 'collector.yaml');
  writeFileSync(path, JSON.stringify(toConfiguration(variant, options, ports), null, 2));
  const check = startNode([MARIGRAPH, 'validate', '--config', path]);
  if ((await check.ended) !== 0) throw new NotAvailable(firstProblem(check));
  const child = startNode([MARIGRAPH, 'run', '--config', path]);
  const api = `http://127.0.0.1:${ports.api}`;
  const isReady = async (): Promise<true | undefined> =>
    (await fetch(`${api}/health`)).ok || undefined;
  await until('the collector was ready', isReady, { child });
  const url = `http://127.0.0.1:${ports.otlp}/v1/traces`;
  if (variant.content === 'json' && (await refusesJson(url))) {
    await child.stop();
    throw new NotAvailable('the receiver takes no OTLP/JSON');
  }
  return {
    variant,
    child,
    createSender: (encoding, connections) =>
      variant.transport === 'grpc'
        ? createGrpcSender({
            url: `http://127.0.0.1:${ports.grpc}`,
            compressed: encoding !== 'identity',
          })
        : createHttpSender({
            url,
            content: variant.content,
            encoding,
            connections,
          }),
    async settled({ bytes }) {
      // Looking at the backend costs the collector nothing, asking it does. What it changes has other sizes.
      const isForwarded = (): true | undefined =>
        options.backend.receivedBytes() >= bytes || undefined;
      if (!variant.splice && variant.content === 'protobuf') {
        await until('every byte was forwarded', isForwarded, { child, timeoutMs: 120_000 });
      }
      await until('nothing was left to do', () => isIdle(api), { child, timeoutMs: 120_000 });
    },
  };
}

/** Without the place in a file that nobody will see. */
function firstProblem(check: Child): string {
  return (check.output().split('\n', 1)[0] ?? '').replace(/^\S+:\d+: /, '');
}

async function refusesJson(url: string): Promise<boolean> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(url, { method: 'POST', headers, body: '{}' })).status === 415;
}

interface Ports {
  readonly otlp: number;
  readonly grpc: number;
  readonly api: number;
}

function toConfiguration(
  { wal, monitor, splice, transport }: Variant,
  { folder, backend, maxInFlightMib = 256, predictionsMax }: SystemOptions,
  ports: Ports,
): unknown {
  const limits = { max_in_flight_mib: maxInFlightMib };
  const http = { endpoint: `127.0.0.1:${ports.otlp}`, ...limits };
  const grpc = { endpoint: `127.0.0.1:${ports.grpc}` };
  const definition = {
    references: [join(folder, REFERENCE)],
    segment_keys: ['country'],
    window: { duration: '1h' },
    ...(predictionsMax !== undefined && { predictions_max: predictionsMax }),
  };
  return {
    receivers: { otlp: { protocols: transport === 'grpc' ? { http, grpc } : { http } } },
    ...(splice && {
      processors: {
        attributes: {
          actions: [{ key: 'deployment.environment.name', value: 'production', action: 'insert' }],
        },
      },
    }),
    ...(monitor && { connectors: { ml_monitor: { monitors: { [MODEL]: definition } } } }),
    exporters: { otlp_http: { endpoint: backend.url } },
    extensions: { http_api: { endpoint: `127.0.0.1:${ports.api}` } },
    service: {
      extensions: ['http_api'],
      state: { directory: join(folder, `state-${ports.otlp}`) },
      wal: { type: wal },
      pipelines: {
        traces: {
          receivers: ['otlp'],
          processors: splice ? ['attributes'] : [],
          exporters: monitor ? ['otlp_http', 'ml_monitor'] : ['otlp_http'],
        },
        ...(monitor && { metrics: { receivers: ['ml_monitor'], exporters: ['otlp_http'] } }),
      },
    },
  };
}

/** Whether every cursor has passed everything: delivered to the backend, counted by the monitor. */
async function isIdle(api: string): Promise<true | undefined> {
  const { components } = (await (await fetch(`${api}/api/v1/components`)).json()) as {
    readonly components: readonly { readonly cursor?: { readonly lagRecords: number } }[];
  };
  return components.every(({ cursor }) => (cursor?.lagRecords ?? 0) === 0) || undefined;
}

async function startDecodeEverything(
  variant: Variant,
  { folder, backend }: SystemOptions,
): Promise<System> {
  const child = startNode([
    '--conditions=@marigraph/source',
    join(ROOT, 'bench/support/decode-everything.ts'),
    backend.url,
    join(folder, REFERENCE),
  ]);
  const readPort = (): string | undefined => /^\d+$/m.exec(child.output())?.[0];
  const port = await until('the other pipeline was ready', readPort, { child });
  return {
    variant,
    child,
    createSender: (encoding, connections) =>
      createHttpSender({
        url: `http://127.0.0.1:${port}/v1/traces`,
        content: 'protobuf',
        encoding,
        connections,
      }),
    // It answers when it has forwarded: nothing is left to wait for.
    settled: async () => {},
  };
}

/** Anything that takes OTLP/HTTP on a port and sends it on to `BACKEND_ENDPOINT`. */
async function startOther(variant: Variant, { other, backend }: SystemOptions): Promise<System> {
  if (other === undefined) throw new NotAvailable('--other and --other-port name no collector');
  const child = startProcess('sh', ['-c', `exec ${other.command}`], {
    env: { BACKEND_ENDPOINT: backend.url },
  });
  const url = `http://127.0.0.1:${other.port}/v1/traces`;
  const isReady = async (): Promise<true | undefined> => {
    await fetch(url, { method: 'POST', headers: { 'content-type': 'application/x-protobuf' } });
    return true;
  };
  await until('the other collector was ready', isReady, { child });
  return {
    variant,
    child,
    createSender: (encoding, connections) =>
      createHttpSender({ url, content: 'protobuf', encoding, connections }),
    async settled({ spans }) {
      const isAll = (): true | undefined => backend.countSpans() >= spans || undefined;
      await until('every span was forwarded', isAll, { child, timeoutMs: 120_000 });
    },
  };
}

/** Builds the reference that all variants use, with the command that users build theirs with. */
export async function buildReference(folder: string): Promise<void> {
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

function referenceRows(): string {
  const random = createRandom(1);
  const rows = Array.from({ length: REFERENCE_ROWS }, () => makeFeatures(random));
  return [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))].join('\n');
}

export function pidOf({ child }: System): number {
  const { pid } = child.process;
  if (pid === undefined) throw new Error('the process did not start');
  return pid;
}
