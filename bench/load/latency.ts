import { createPayloadSource } from '../support/payload.ts';
import { readProcessUsage } from '../support/process-usage.ts';
import { type OpenLoop, sendOpenLoop } from './sender.ts';
import { pidOf, startSystem, type SystemOptions } from './systems.ts';
import { SHIPPED } from './variants.ts';
import { makeRound } from './workload.ts';

/** Enough for every request that is late at once: none waits for a connection. */
const CONNECTIONS = 256;
/** An open loop that falls behind by this share did not reach its rate. */
const REACHED_SHARE = 0.97;
/** The budget of memory is given for this much in flight. */
const MAX_IN_FLIGHT_MIB = 64;

export interface LatencyOptions extends SystemOptions {
  readonly spansPerRequest: number;
  readonly seconds: number;
}

/** Time to the acknowledgement, from when each request was due, of the collector as it ships. */
export async function measureLatency(
  spansPerSecond: number,
  options: LatencyOptions,
): Promise<unknown> {
  const { spansPerRequest, seconds, backend } = options;
  const system = await startSystem(SHIPPED, { ...options, maxInFlightMib: MAX_IN_FLIGHT_MIB });
  try {
    const source = createPayloadSource(spansPerRequest);
    const requestsPerSecond = spansPerSecond / spansPerRequest;
    const sender = system.createSender('gzip', CONNECTIONS);
    const run = async (duration: number): Promise<OpenLoop> => {
      const requests = Math.ceil(requestsPerSecond * duration);
      const round = makeRound(source, { requests, encoding: 'gzip' });
      backend.reset({ keep: false });
      const found = await sendOpenLoop(sender, round.bodies('protobuf'), requestsPerSecond);
      await system.settled({
        spans: round.spans,
        bytes: found.refused > 0 ? 0 : round.bytes('protobuf'),
      });
      return found;
    };
    // A second at the same rate warms it up.
    await run(1);
    const before = readProcessUsage(pidOf(system));
    const found = await run(seconds);
    const used = readProcessUsage(pidOf(system));
    sender.close();
    return {
      spans_per_second: spansPerSecond,
      ...describe(found, { spansPerRequest, spansPerSecond }),
      cpu_share: round2((used.cpuSeconds - before.cpuSeconds) / found.seconds),
      peak_rss_mib: Math.round(used.peakRssBytes / 1024 / 1024),
      max_in_flight_mib: MAX_IN_FLIGHT_MIB,
    };
  } finally {
    await system.child.stop();
  }
}

/** Milliseconds, and whether the rate was kept. */
export function describe(
  { latencies, acknowledged, refused, seconds }: OpenLoop,
  { spansPerRequest, spansPerSecond }: { spansPerRequest: number; spansPerSecond: number },
): Readonly<Record<string, unknown>> {
  const achieved = (acknowledged * spansPerRequest) / seconds;
  return {
    reached: refused === 0 && achieved >= spansPerSecond * REACHED_SHARE,
    acknowledged_spans_per_second: Math.round(achieved),
    refused_requests: refused,
    p50_ms: round2(latencies.quantile(0.5)),
    p99_ms: round2(latencies.quantile(0.99)),
    p999_ms: round2(latencies.quantile(0.999)),
    max_ms: round2(latencies.max),
  };
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
