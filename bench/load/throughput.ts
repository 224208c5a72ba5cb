import { createPayloadSource } from '../support/payload.ts';
import { readProcessUsage } from '../support/process-usage.ts';
import type { Backend } from './backend.ts';
import { sendClosedLoop } from './sender.ts';
import { NotAvailable, pidOf, startSystem, type System, type SystemOptions } from './systems.ts';
import { BASELINE, type Group, PAIRS } from './variants.ts';
import { makeRound, type Round } from './workload.ts';

/** Figures of one variant; the ratios are medians over the rounds. */
interface Figures {
  /** Spans per CPU-second over those of the pipeline that decodes everything. */
  readonly ratio?: number;
  readonly ratio_range?: readonly [number, number];
  readonly spans_per_cpu_second: number;
  readonly cpu_microseconds_per_span: number;
  readonly peak_rss_mib: number;
}

export interface ThroughputOptions extends SystemOptions {
  readonly backend: Backend;
  readonly rounds: number;
  readonly requestsPerRound: number;
  readonly spansPerRequest: number;
  readonly connections: number;
  readonly isWanted: (variant: string) => boolean;
}

/** CPU time of every variant of a group, in turns over the same spans. */
export async function measureThroughput(
  group: Group,
  options: ThroughputOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const systems: System[] = [];
  const unavailable: Record<string, string> = {};
  try {
    for (const variant of group.variants.filter(({ name }) => options.isWanted(name))) {
      try {
        systems.push(await startSystem(variant, options));
      } catch (error) {
        if (!(error instanceof NotAvailable)) throw error;
        unavailable[variant.name] = `not available: ${error.message}`;
      }
    }
    return { ...(await measure(group, systems, options)), ...unavailable };
  } finally {
    for (const { child } of systems) await child.stop();
  }
}

async function measure(
  group: Group,
  systems: readonly System[],
  options: ThroughputOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const { rounds, spansPerRequest } = options;
  const requestsPerRound = options.requestsPerRound * group.requestsFactor;
  const source = createPayloadSource(spansPerRequest, group.spans);
  const seconds = new Map(systems.map(({ variant }) => [variant.name, [] as number[]]));
  let bytes = 0;
  // The first round warms all of them up and does not count.
  for (let at = 0; at <= rounds; at++) {
    const round = makeRound(source, { requests: requestsPerRound, encoding: group.encoding });
    bytes = round.bytes('protobuf');
    // Nobody always comes first.
    const order = [...systems.slice(at % systems.length), ...systems.slice(0, at % systems.length)];
    for (const system of order) {
      const used = await cpuSecondsOf(system, round, { ...options, encoding: group.encoding });
      if (at > 0) seconds.get(system.variant.name)?.push(used);
    }
  }
  const spans = spansPerRequest * requestsPerRound;
  return {
    bytes_per_span: round2(bytes / spans),
    ...Object.fromEntries(
      systems.map((system) => [system.variant.name, toFigures(system, { seconds, spans })]),
    ),
    pairs: toPairs(seconds),
  };
}

async function cpuSecondsOf(
  system: System,
  round: Round,
  { backend, connections, encoding }: ThroughputOptions & Pick<Group, 'encoding'>,
): Promise<number> {
  const bodies = round.bodies(system.variant.content);
  backend.reset();
  const sender = system.createSender(encoding, connections);
  const before = readProcessUsage(pidOf(system));
  await sendClosedLoop(sender, bodies, connections);
  await system.settled({ spans: round.spans, bytes: round.bytes(system.variant.content) });
  const used = readProcessUsage(pidOf(system)).cpuSeconds - before.cpuSeconds;
  sender.close();
  const spans = backend.countSpans();
  if (spans !== round.spans) {
    throw new Error(`${system.variant.name} passed ${spans} of ${round.spans} spans on`);
  }
  return used;
}

function toFigures(
  system: System,
  {
    seconds,
    spans,
  }: { readonly seconds: ReadonlyMap<string, readonly number[]>; readonly spans: number },
): Figures {
  const own = seconds.get(system.variant.name) ?? [];
  const used = median(own);
  const ratios = ratiosOf(seconds, BASELINE, system.variant.name);
  return {
    ...(ratios !== undefined && {
      ratio: round2(median(ratios)),
      ratio_range: [round2(Math.min(...ratios)), round2(Math.max(...ratios))],
    }),
    spans_per_cpu_second: Math.round(spans / used),
    cpu_microseconds_per_span: round2((used / spans) * 1e6),
    peak_rss_mib: Math.round(readProcessUsage(pidOf(system)).peakRssBytes / 1024 / 1024),
  };
}

function toPairs(seconds: ReadonlyMap<string, readonly number[]>): unknown {
  return Object.fromEntries(
    PAIRS.flatMap(({ of, to, budget }) => {
      const ratios = ratiosOf(seconds, to, of);
      if (ratios === undefined) return [];
      const ratio = round2(median(ratios));
      return [[`${of} / ${to}`, { ratio, ...(budget !== undefined && { budget }) }]];
    }),
  );
}

/** Per round, how many times the spans of `slow` the variant `fast` manages in the same CPU time. */
function ratiosOf(
  seconds: ReadonlyMap<string, readonly number[]>,
  slow: string,
  fast: string,
): number[] | undefined {
  const [slower, faster] = [seconds.get(slow), seconds.get(fast)];
  return slower === undefined || faster === undefined
    ? undefined
    : slower.map((used, at) => used / (faster[at] ?? Number.NaN));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
