/** What both OTLP exporters let one configure in the words of the Collector. */

import { z } from 'zod';

import type { Delivery, Logger, MergePolicy, RetryPolicy } from '../component.ts';
import { duration } from '../configuration/fields.ts';

/** For one attempt, milliseconds, above 0. */
export const timeoutConfig: z.ZodType<number, string> = duration.refine((ms) => ms > 0, {
  error: 'expected a duration above 0',
});

export interface RetryConfig {
  readonly enabled: boolean;
  readonly initial_interval: number;
  readonly multiplier: number;
  readonly randomization_factor: number;
  readonly max_interval: number;
  /** 0 never gives up: the log holds the data. */
  readonly max_elapsed_time: number;
}

export const retryConfig: z.ZodType<RetryConfig> = z.strictObject({
  enabled: z
    .boolean()
    .describe(
      'Whether a request that the backend refuses for now is sent again; `false` drops it ' +
        'and counts it.',
    )
    .default(true),
  initial_interval: duration
    .describe('Pause before the second attempt; never shorter than the backend asks for.')
    .prefault('5s'),
  multiplier: z
    .number()
    .min(1)
    .describe('How many times as long each pause is as the one before.')
    .default(1.5),
  randomization_factor: z
    .number()
    .min(0)
    .max(1)
    .describe(
      'Share by which a pause is shorter or longer at random, so that senders do not come ' +
        'back together.',
    )
    .default(0.5),
  max_interval: duration.describe('Longest pause, before it is spread at random.').prefault('30s'),
  max_elapsed_time: duration
    .describe(
      'A request is dropped and counted once it was tried for this long; 0s never, as the ' +
        'log holds it (in the Collector 5m).',
    )
    .prefault('0s'),
});

export interface SendingQueueConfig {
  readonly batch?:
    | {
        /** What `max_size` counts. */
        readonly sizer?: 'items' | 'bytes' | undefined;
        /** Of a merged request, as it is stored. 0 is no limit of its own. */
        readonly max_size: number;
      }
    | undefined;
}

/**
 * The queue is the write-ahead log; what has a meaning for it here is the size of merged requests. The configuration
 * knows the Collector's other keys.
 */
export const sendingQueueConfig: z.ZodType<SendingQueueConfig> = z.strictObject({
  batch: z
    .strictObject({
      sizer: z
        .enum(['items', 'bytes'])
        .describe('What `max_size` counts; only with `bytes` does it have an effect.')
        .optional(),
      max_size: z
        .int()
        .min(0)
        .describe(
          'Stored bytes, that is as encoded, to which small requests are merged at most; 0 ' +
            'merges up to 256 KiB.',
        )
        .default(0),
    })
    .optional(),
});

export interface OtlpDeliveryConfig {
  /** Bytes of one request in protobuf, without its encoding. Larger ones are split; no limit unless given. */
  readonly max_request_size_mib?: number | undefined;
  readonly retry_on_failure: RetryConfig;
  readonly sending_queue?: SendingQueueConfig | undefined;
}

/** Requests on their way at once. */
export const IN_FLIGHT_MAX = 8;
/** A backend wants requests of a reasonable size; applications send many small ones. */
const MERGE: MergePolicy = { belowBytes: 8 * 1024, maxBytes: 256 * 1024 };

export function toDelivery(config: OtlpDeliveryConfig): Delivery {
  const maxBytes = maxBatchBytes(config.sending_queue) ?? MERGE.maxBytes;
  return {
    inFlightMax: IN_FLIGHT_MAX,
    merge: { belowBytes: Math.min(MERGE.belowBytes, maxBytes), maxBytes },
    retry: toRetryPolicy(config.retry_on_failure),
  };
}

function maxBatchBytes(queue: SendingQueueConfig | undefined): number | undefined {
  const { sizer, max_size: maxSize = 0 } = queue?.batch ?? {};
  return sizer === 'bytes' && maxSize > 0 ? maxSize : undefined;
}

function toRetryPolicy(retry: RetryConfig): RetryPolicy {
  return {
    enabled: retry.enabled,
    initialIntervalMs: retry.initial_interval,
    multiplier: retry.multiplier,
    randomizationFactor: retry.randomization_factor,
    maxIntervalMs: retry.max_interval,
    maxElapsedMs: retry.max_elapsed_time,
  };
}

/** Says where a limit is given that is none. */
export function warnOfMaxSize({ sending_queue: queue }: OtlpDeliveryConfig, logger: Logger): void {
  const { sizer, max_size: maxSize = 0 } = queue?.batch ?? {};
  if (maxSize === 0 || sizer === 'bytes') return;
  logger.warn(
    '`sending_queue.batch.max_size` has no effect: requests are measured in bytes: set `sizer: bytes`',
  );
}
