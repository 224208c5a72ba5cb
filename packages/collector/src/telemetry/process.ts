import { monitorEventLoopDelay } from 'node:perf_hooks';

import type { Clock } from '../component.ts';

/** What the process uses. Bytes and seconds. */
export interface ProcessReport {
  readonly uptimeSeconds: number;
  /** User and system time together. */
  readonly cpuSeconds: number;
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
  /** Memory outside the heap: request bodies, mostly. */
  readonly externalBytes: number;
  readonly eventLoopDelay: EventLoopDelay;
}

/** How much later than asked for a timer fires, over the last full window. Seconds. */
export interface EventLoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface ProcessMonitor {
  report(): ProcessReport;
  stop(): void;
}

const RESOLUTION_MS = 10;
/** Long enough for a percentile, short enough to see when it happened. */
const WINDOW_MS = 15_000;
const NS_PER_S = 1e9;
const US_PER_S = 1e6;

/** Watches this process until it is stopped. Costs a timer every ten milliseconds that keeps nothing alive. */
export function createProcessMonitor(clock: Clock): ProcessMonitor {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  let isFirstWindow = true;
  let last: EventLoopDelay = { p50: 0, p99: 0, max: 0 };
  const stopTimer = clock.every(WINDOW_MS, () => {
    last = readDelay(histogram);
    isFirstWindow = false;
    histogram.reset();
  });

  return {
    report() {
      const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
      const { user, system } = process.cpuUsage();
      return {
        uptimeSeconds: process.uptime(),
        cpuSeconds: (user + system) / US_PER_S,
        rssBytes: rss,
        heapUsedBytes: heapUsed,
        heapTotalBytes: heapTotal,
        externalBytes: external,
        eventLoopDelay: isFirstWindow ? readDelay(histogram) : last,
      };
    },
    stop() {
      stopTimer();
      histogram.disable();
    },
  };
}

/** The histogram holds whole intervals: what is above the resolution is the delay. */
function readDelay(histogram: ReturnType<typeof monitorEventLoopDelay>): EventLoopDelay {
  if (histogram.count === 0) return { p50: 0, p99: 0, max: 0 };
  return {
    p50: toDelay(histogram.percentile(50)),
    p99: toDelay(histogram.percentile(99)),
    max: toDelay(histogram.max),
  };
}

function toDelay(nanoseconds: number): number {
  return Math.max(0, nanoseconds / NS_PER_S - RESOLUTION_MS / 1_000);
}
