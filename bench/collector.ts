import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { startBackend } from './load/backend.ts';
import { measureLatency } from './load/latency.ts';
import { measureSoak } from './load/soak.ts';
import { buildReference, type SystemOptions } from './load/systems.ts';
import { measureThroughput } from './load/throughput.ts';
import { GROUPS } from './load/variants.ts';

/**
 * Question: what does it cost to watch a model and pass its spans on, against a pipeline that decodes
 * everything? Budget: at least 8 times the spans per CPU-second for gzip, which is what SDKs should send;
 * uncompressed requests are reported beside it, and so is what each part of the work costs: the monitor, the
 * log on disk, a processor that changes every span, the transports.
 *
 * All run as processes of their own and get the same requests in turns; only their CPU time counts. Our
 * collector runs with its log in memory, as the other one keeps nothing on disk either, and as it ships, with
 * every request on disk before it is acknowledged. All who compress, the sender among them, do so at zlib's
 * default level, as SDKs do. Latency is measured apart, in an open loop at given rates.
 */
const DEFAULTS = { rounds: 5, requestsPerRound: 250, latencySeconds: 10, rates: [20_000, 100_000] };
/** To see that everything works: the figures mean nothing. */
const QUICK = { rounds: 1, requestsPerRound: 16, latencySeconds: 2, rates: [5_000] };
/** What OpenTelemetry SDKs send at most in one request unless told otherwise. */
const SPANS_PER_REQUEST = 512;
const CONNECTIONS = 8;
const SOAK_SPANS_PER_SECOND = 20_000;

export const USAGE: string = [
  '--rounds <n>         rounds that count, after one that does not',
  '--variants <a,b>     only these variants',
  '--rates <a,b>        spans per second of the open-loop runs; 0 for none',
  '--soak <minutes>     memory over a long open-loop run',
  '--other <command>    another collector, which sends to $BACKEND_ENDPOINT',
  '--other-port <port>  where that one takes OTLP/HTTP',
  '--backend-port <port>  a fixed port for the backend, for collectors that cannot read the environment',
  '--quick              little of everything, to see that it works',
].join('\n');

export async function run(args: readonly string[]): Promise<unknown> {
  const options = parseOptions(args);
  const folder = mkdtempSync(join(tmpdir(), 'marigraph-bench-'));
  const backend = await startBackend(options.backendPort);
  try {
    await buildReference(folder);
    const system: SystemOptions = { folder, backend, other: options.other };
    const common = { ...system, spansPerRequest: SPANS_PER_REQUEST };
    const groups: Record<string, unknown> = {};
    for (const group of GROUPS) {
      if (!group.variants.some(({ name }) => options.isWanted(name))) continue;
      progress(`throughput, ${group.name}`);
      groups[group.name] = await measureThroughput(group, {
        ...common,
        ...options,
        backend,
        connections: CONNECTIONS,
      });
    }
    const latencies: unknown[] = [];
    for (const rate of options.rates) {
      progress(`latency at ${rate} spans per second`);
      latencies.push(await measureLatency(rate, { ...common, seconds: options.latencySeconds }));
    }
    if (options.soakMinutes > 0) progress(`soak of ${options.soakMinutes} minutes`);
    const soak =
      options.soakMinutes > 0 &&
      (await measureSoak({
        ...common,
        minutes: options.soakMinutes,
        spansPerSecond: SOAK_SPANS_PER_SECOND,
      }));
    return {
      question: 'spans per CPU-second: scan + monitor + forward against decode everything',
      budget: 'ratio of at least 8 for gzip',
      machine: { cpu: cpus()[0]?.model.trim(), cores: cpus().length, node: process.version },
      spans_per_request: SPANS_PER_REQUEST,
      rounds: options.rounds,
      ...groups,
      ...(latencies.length > 0 && { open_loop_gzip_file_wal: latencies }),
      ...(soak !== false && { soak }),
    };
  } finally {
    await backend.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Options {
  readonly rounds: number;
  readonly requestsPerRound: number;
  readonly latencySeconds: number;
  readonly rates: readonly number[];
  readonly soakMinutes: number;
  readonly other: SystemOptions['other'];
  readonly backendPort: number;
  readonly isWanted: (variant: string) => boolean;
}

function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      variants: { type: 'string' },
      rates: { type: 'string' },
      soak: { type: 'string', default: '0' },
      other: { type: 'string' },
      'other-port': { type: 'string', default: '4318' },
      'backend-port': { type: 'string', default: '0' },
    },
  });
  const preset = values.quick ? QUICK : DEFAULTS;
  const wanted = values.variants?.split(',');
  const rates = values.rates?.split(',').map(Number) ?? preset.rates;
  return {
    ...preset,
    rounds: Number(values.rounds ?? preset.rounds),
    rates: rates.filter((rate) => rate > 0),
    soakMinutes: Number(values.soak),
    other:
      values.other === undefined
        ? undefined
        : { command: values.other, port: Number(values['other-port']) },
    backendPort: Number(values['backend-port']),
    isWanted: (variant) => wanted === undefined || wanted.includes(variant),
  };
}

/** Results go to standard output alone. */
function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
