/** The `otlp_http` exporter: stored bytes go out as they came in, with the encoding they came in. */

import { z } from 'zod';

import {
  type Component,
  type Consumer,
  type CreateContext,
  defineExporter,
  type ExporterDefinition,
  type Reporter,
  type RetryPolicy,
} from '../component.ts';
import { duration, httpUrl } from '../configuration/fields.ts';
import { judgeAnswer } from './otlp-http-answer.ts';
import { createHttpClient, showUrl } from './otlp-http-client.ts';

export interface OtlpHttpConfig {
  /** Base URL; `/v1/<signal>` is added. */
  readonly endpoint: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** For one attempt, milliseconds. */
  readonly timeout: number;
  readonly retry_on_failure: {
    readonly enabled: boolean;
    readonly initial_interval: number;
    readonly multiplier: number;
    readonly randomization_factor: number;
    readonly max_interval: number;
    /** 0 never gives up: the log holds the data. */
    readonly max_elapsed_time: number;
  };
  readonly compression?: unknown;
  readonly sending_queue?: unknown;
}

const config: z.ZodType<OtlpHttpConfig> = z.strictObject({
  endpoint: httpUrl,
  headers: z.record(z.string(), z.string()).default({}),
  timeout: duration.prefault('30s'),
  retry_on_failure: z
    .strictObject({
      enabled: z.boolean().default(true),
      initial_interval: duration.prefault('5s'),
      multiplier: z.number().min(1).default(1.5),
      randomization_factor: z.number().min(0).max(1).default(0.5),
      max_interval: duration.prefault('30s'),
      max_elapsed_time: duration.prefault('0s'),
    })
    .prefault({}),
  compression: z.unknown().optional(),
  sending_queue: z.unknown().optional(),
});

/** Requests on their way at once. */
const IN_FLIGHT_MAX = 8;
/** A backend wants requests of a reasonable size; applications send many small ones. */
const MERGE = { belowBytes: 8 * 1024, maxBytes: 256 * 1024 } as const;

export const otlpHttp: ExporterDefinition<OtlpHttpConfig> = defineExporter<OtlpHttpConfig>({
  type: 'otlp_http',
  aliases: ['otlphttp'],
  stability: 'alpha',
  signals: ['traces', 'metrics', 'logs'],
  config,
  delivery: ({ retry_on_failure: retry }) => ({
    inFlightMax: IN_FLIGHT_MAX,
    merge: MERGE,
    retry: toRetryPolicy(retry),
  }),
  create: createOtlpHttpExporter,
});

function toRetryPolicy(retry: OtlpHttpConfig['retry_on_failure']): RetryPolicy {
  return {
    enabled: retry.enabled,
    initialIntervalMs: retry.initial_interval,
    multiplier: retry.multiplier,
    randomizationFactor: retry.randomization_factor,
    maxIntervalMs: retry.max_interval,
    maxElapsedMs: retry.max_elapsed_time,
  };
}

/** Keys of the Collector that have no meaning here, and why. */
const IGNORED = {
  compression: 'requests keep the encoding they came in with; compressing again would cost more',
  sending_queue: 'the write-ahead log is the queue: see service.wal',
} as const;

function createOtlpHttpExporter({
  config: { endpoint, headers, timeout, ...rest },
  clock,
  logger,
}: CreateContext<OtlpHttpConfig>): Component & Consumer & Reporter {
  const client = createHttpClient({ clock, timeoutMs: timeout, socketsMax: IN_FLIGHT_MAX });
  const base = endpoint.href.replace(/\/+$/, '');
  const urls = {
    traces: new URL(`${base}/v1/traces`),
    metrics: new URL(`${base}/v1/metrics`),
    logs: new URL(`${base}/v1/logs`),
  };
  const rejected = { items: 0, requests: 0, warnings: 0 };

  return {
    async start() {
      for (const [key, reason] of Object.entries(IGNORED)) {
        if (rest[key as keyof typeof IGNORED] !== undefined) {
          logger.warn(`\`${key}\` has no effect: ${reason}`);
        }
      }
    },
    async consume(batch) {
      const answer = await client.post(urls[batch.signal], {
        body: batch.body,
        headers: {
          ...headers,
          'content-type': `application/${batch.contentType === 'json' ? 'json' : 'x-protobuf'}`,
          ...(batch.encoding === 'identity' ? {} : { 'content-encoding': batch.encoding }),
        },
      });
      const partial = judgeAnswer(answer, { url: urls[batch.signal], now: clock.now() });
      if (partial === undefined) return;
      // Told not to send it again: what was rejected is lost, and a person should know.
      if (partial.rejected > 0n) {
        rejected.items += Number(partial.rejected);
        rejected.requests++;
      } else {
        rejected.warnings++;
      }
      logger.warn('the backend took a request only in part, or with a warning', {
        signal: batch.signal,
        rejectedItems: String(partial.rejected),
        items: batch.items,
        answer: partial.message,
      });
    },
    async shutdown() {
      client.close();
    },
    report: () => ({ endpoint: showUrl(endpoint), partialSuccess: { ...rejected } }),
  };
}
