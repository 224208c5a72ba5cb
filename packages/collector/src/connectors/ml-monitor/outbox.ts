import type { Evaluation } from '@marigraph/monitor';
import { encodeLogs, encodeMetrics } from '@marigraph/otlp';

import type { Clock, Logger, NewBatch } from '../../component.ts';
import { countPoints, toEvents, toMetrics } from './telemetry.ts';

/** Evaluations kept at most while the WAL takes nothing; a restart computes them again. */
const EVALUATIONS_MAX = 10_000;
/** Evaluations that make one request. */
const EVALUATIONS_PER_REQUEST = 100;

/** Sends evaluations on their way, in order; what the WAL does not take waits for the next time. */
export interface Outbox {
  readonly waiting: number;
  /** Evaluations that gave way to newer ones. */
  readonly dropped: number;
  add(evaluations: readonly Evaluation[]): void;
  /** Emits what waits. Never rejects; calls while one is under way share it. */
  flush(): Promise<void>;
}

export interface OutboxOptions {
  readonly emit: (batch: NewBatch) => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export function createOutbox({ emit, clock, logger }: OutboxOptions): Outbox {
  let waiting: Evaluation[] = [];
  let dropped = 0;
  let flushing: Promise<void> | undefined;

  async function flushAll(): Promise<void> {
    while (waiting.length > 0) {
      const next = waiting.slice(0, EVALUATIONS_PER_REQUEST);
      try {
        // oxlint-disable-next-line no-await-in-loop -- a revision must not overtake the evaluation before it
        for (const batch of toBatches(next, clock.now())) await emit(batch);
      } catch (error) {
        logger.warn('findings wait for the write-ahead log', {
          waiting: waiting.length,
          error: error instanceof Error ? error.message : String(error),
        });
        return;
      }
      // Only what was emitted goes; `add` may have dropped some of it meanwhile.
      const emitted = new Set(next);
      waiting = waiting.filter((evaluation) => !emitted.has(evaluation));
    }
  }

  return {
    get waiting() {
      return waiting.length;
    },
    get dropped() {
      return dropped;
    },
    add(evaluations) {
      waiting.push(...evaluations);
      const excess = waiting.length - EVALUATIONS_MAX;
      if (excess <= 0) return;
      waiting = waiting.slice(excess);
      dropped += excess;
    },
    flush: () =>
      (flushing ??= flushAll().finally(() => {
        flushing = undefined;
      })),
  };
}

function toBatches(evaluations: readonly Evaluation[], observedAt: bigint): NewBatch[] {
  const metrics = toMetrics(evaluations);
  const batches = [newBatch('metrics', encodeMetrics([metrics]), countPoints(metrics))];
  const events = toEvents(evaluations, observedAt);
  if (events !== undefined) {
    const records = events.scopeLogs.flatMap(({ logRecords }) => logRecords);
    batches.push(newBatch('logs', encodeLogs([events]), records.length));
  }
  return batches;
}

function newBatch(signal: 'metrics' | 'logs', body: Uint8Array, items: number): NewBatch {
  return { signal, contentType: 'protobuf', encoding: 'identity', body, items };
}
