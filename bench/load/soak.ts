import { readFileSync } from 'node:fs';

import { createPayloadSource } from '../support/payload.ts';
import { describe } from './latency.ts';
import { sendOpenLoop } from './sender.ts';
import { pidOf, startSystem, type SystemOptions } from './systems.ts';
import { SHIPPED } from './variants.ts';

const CONNECTIONS = 64;
const SAMPLE_INTERVAL_MS = 5_000;
/** Pools fill and code is compiled before memory says anything. */
const SETTLING_SHARE = 1 / 3;
const MAX_IN_FLIGHT_MIB = 64;
/** Open predictions grow until their default of five million is reached, some 80 bytes each, and would hide a leak. */
const PREDICTIONS_MAX = 100_000;

export interface SoakOptions extends SystemOptions {
  readonly spansPerRequest: number;
  readonly spansPerSecond: number;
  readonly minutes: number;
}

interface Sample {
  readonly minutes: number;
  readonly mib: number;
}

/**
 * Memory over a long open-loop run of the collector as it ships. Bodies are not compressed: they are made on
 * the way, and compressing would cost the sender more than sending.
 */
export async function measureSoak(options: SoakOptions): Promise<unknown> {
  const { spansPerRequest, spansPerSecond, minutes, backend } = options;
  const system = await startSystem(SHIPPED, {
    ...options,
    maxInFlightMib: MAX_IN_FLIGHT_MIB,
    predictionsMax: PREDICTIONS_MAX,
  });
  const samples: Sample[] = [];
  const startedAt = performance.now();
  const sample = (): void => {
    const [, kib] =
      /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pidOf(system)}/status`, 'utf8')) ?? [];
    samples.push({ minutes: (performance.now() - startedAt) / 60_000, mib: Number(kib) / 1024 });
  };
  const timer = setInterval(sample, SAMPLE_INTERVAL_MS);
  try {
    const requestsPerSecond = spansPerSecond / spansPerRequest;
    const source = createPayloadSource(spansPerRequest);
    backend.reset({ keep: false });
    const sender = system.createSender('identity', CONNECTIONS);
    const requests = Math.ceil(requestsPerSecond * minutes * 60);
    function* bodies(): Generator<Uint8Array> {
      for (let at = 0; at < requests; at++) yield source.next();
    }
    const found = await sendOpenLoop(sender, bodies(), requestsPerSecond);
    sender.close();
    const settled = samples.slice(Math.floor(samples.length * SETTLING_SHARE));
    return {
      minutes,
      spans_per_second: spansPerSecond,
      ...describe(found, { spansPerRequest, spansPerSecond }),
      peak_rss_mib: Math.round(Math.max(...samples.map(({ mib }) => mib))),
      slope_mib_per_minute: Math.round(slopeOf(settled) * 1_000) / 1_000,
      samples: settled.length,
      mib_by_minute: byMinute(samples),
    };
  } finally {
    clearInterval(timer);
    await system.child.stop();
  }
}

/** The mean of each minute: whether a slope is one, or a step. */
function byMinute(samples: readonly Sample[]): number[] {
  const minutes = Map.groupBy(samples, ({ minutes: at }) => Math.floor(at)).values();
  return [...minutes].map((own) =>
    Math.round(own.reduce((sum, { mib }) => sum + mib, 0) / own.length),
  );
}

/** Least squares. */
function slopeOf(samples: readonly Sample[]): number {
  const mean = (pick: (sample: Sample) => number): number =>
    samples.reduce((sum, sample) => sum + pick(sample), 0) / samples.length;
  const [x, y] = [mean(({ minutes }) => minutes), mean(({ mib }) => mib)];
  const covariance = mean(({ minutes, mib }) => (minutes - x) * (mib - y));
  return covariance / mean(({ minutes }) => (minutes - x) ** 2);
}
