/** When the telemetry of a request was made, and when it is due if it is played again. */

import { createScanner, decodeMetrics, type Metric } from '@marigraph/otlp';

import type { NewBatch } from '../component.ts';

const JSON_TIMES = /"(?:endTimeUnixNano|timeUnixNano|observedTimeUnixNano)"\s*:\s*"?(\d{1,20})/g;

/**
 * The latest time in a plain request, milliseconds since the epoch: a request is sent when its last item is made. 0
 * where it gives none.
 *
 * @throws {OtlpError}
 */
export function eventTimeMs({
  signal,
  contentType,
  body,
}: Pick<NewBatch, 'signal' | 'contentType' | 'body'>): number {
  let latest = 0;
  if (contentType === 'json') {
    // Within a string of JSON a quote has a backslash before it, so that only keys match.
    const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1');
    for (const [, time] of text.matchAll(JSON_TIMES)) latest = Math.max(latest, Number(time) / 1e6);
    return latest;
  }
  if (signal === 'metrics') {
    for (const { scopeMetrics } of decodeMetrics(body)) {
      for (const { metrics } of scopeMetrics) {
        for (const metric of metrics) latest = Math.max(latest, latestPointMs(metric));
      }
    }
    return latest;
  }
  createScanner({ signal, classify: () => 0 }).scan(body, ({ timeUnixMs }) => {
    latest = Math.max(latest, timeUnixMs);
  });
  return latest;
}

function latestPointMs(metric: Metric): number {
  if (metric.kind === 'empty') return 0;
  return metric.dataPoints.reduce(
    (latest, point) => Math.max(latest, Number(point.timeUnixNano) / 1e6),
    0,
  );
}

/** Milliseconds to wait before a request, given its event time and the time of the clock in milliseconds. */
export type Pace = (eventMs: number, nowMs: number) => number;

/** A gap is no longer than that when it is played, so that one wrong time does not hold everything up. */
const GAP_MAX_MS = 3_600_000;

/** The pace of the events themselves, `factor` times as fast. What comes out of order is due at once. */
export function createPace(factor: number): Pace {
  /** The latest event so far, and when it was due. */
  let last: { readonly eventMs: number; readonly dueMs: number } | undefined;
  return (eventMs, nowMs) => {
    if (eventMs <= 0) return 0;
    last ??= { eventMs, dueMs: nowMs };
    if (eventMs <= last.eventMs) return 0;
    const gapMs = Math.min(GAP_MAX_MS, (eventMs - last.eventMs) / factor);
    last = { eventMs, dueMs: last.dueMs + gapMs };
    return Math.max(0, last.dueMs - nowMs);
  };
}
