import { encodeLogs, encodeMetrics } from '@marigraph/otlp';

import type { Clock, Logger, NewBatch } from '../../component.ts';
import { ComponentError } from '../../errors.ts';
import { type Statement, weightOf } from './statement.ts';
import { countPoints, toEvents, toMetrics, type WindowOf } from './telemetry.ts';

/** Scores of features kept at most while the WAL takes nothing: some hundred bytes each. */
const SCORES_MAX = 100_000;
/** Scores that make one request of a few MiB: the most that every backend takes. */
const SCORES_PER_REQUEST = 2_000;

/**
 * Sends statements on their way, in order; what the WAL does not take waits for the next time, and what it will
 * never take is left out and counted.
 */
export interface Outbox {
  /** Statements that were not sent yet, oldest first. */
  readonly waiting: readonly Statement[];
  /** Statements that gave way to newer ones, or could not be sent. */
  readonly dropped: number;
  add(statements: readonly Statement[]): void;
  /** Emits what waits. Never rejects; calls while one is under way share it. */
  flush(): Promise<void>;
}

export interface OutboxOptions {
  readonly emit: (batch: NewBatch) => Promise<void>;
  readonly windowOf: WindowOf;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Statements that are being sent, and what of them is still to be sent. */
interface Request {
  readonly statements: readonly Statement[];
  readonly batches: NewBatch[];
}

export function createOutbox({ emit, windowOf, clock, logger }: OutboxOptions): Outbox {
  const queue = createQueue();
  let request: Request | undefined;
  let dropped = 0;
  let flushing: Promise<void> | undefined;

  async function flushAll(): Promise<void> {
    try {
      while (request !== undefined || queue.waiting.length > 0) {
        request ??= nextRequest();
        // oxlint-disable-next-line no-await-in-loop -- a revision must not overtake the statement before it
        if (!(await send(request))) return;
        request = undefined;
      }
    } finally {
      // In the same turn as the last look at what waits: what is added afterwards begins another flush.
      flushing = undefined;
    }
  }

  function nextRequest(): Request {
    const statements = queue.take(SCORES_PER_REQUEST);
    try {
      return { statements, batches: toBatches(statements, windowOf, clock.now()) };
    } catch (error) {
      // The same statements would fail again, and hold up all others.
      drop(statements.length, 'findings could not be encoded', error);
      return { statements: [], batches: [] };
    }
  }

  /** Sends what is left of a request. Returns false where it has to wait. */
  async function send({ statements, batches }: Request): Promise<boolean> {
    for (let [batch] = batches; batch !== undefined; [batch] = batches) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- events follow the metrics that explain them
        await emit(batch);
      } catch (error) {
        if (!isFinal(error)) {
          const count = statements.length + queue.waiting.length;
          logger.warn('findings wait for the log', { waiting: count, error: messageOf(error) });
          return false;
        }
        // Without a pipeline for events, or for metrics, nobody wants them: the emitter counts what it refused.
        if (error.code !== 'no_pipeline') {
          drop(statements.length, 'the log refused findings', error);
          return true;
        }
      }
      batches.shift();
    }
    return true;
  }

  function drop(count: number, message: string, cause: unknown): void {
    dropped += count;
    logger.error(message, { statements: count, error: messageOf(cause) });
  }

  return {
    get waiting() {
      return [...(request?.statements ?? []), ...queue.waiting];
    },
    get dropped() {
      return dropped;
    },
    add(statements) {
      queue.add(statements);
      const excess = queue.take(queue.scores - SCORES_MAX);
      if (excess.length === 0) return;
      drop(excess.length, 'findings gave way to newer ones', 'the log takes nothing');
    },
    flush() {
      if (request === undefined && queue.waiting.length === 0) return Promise.resolve();
      return (flushing ??= flushAll());
    },
  };
}

/** Statements in order, with what they weigh. */
interface Queue {
  readonly waiting: readonly Statement[];
  readonly scores: number;
  add(statements: readonly Statement[]): void;
  /** Removes the oldest that have at least `scores` scores together; all where they have fewer. */
  take(scores: number): readonly Statement[];
}

function createQueue(): Queue {
  let waiting: Statement[] = [];
  let scores = 0;
  return {
    get waiting() {
      return waiting;
    },
    get scores() {
      return scores;
    },
    add(statements) {
      waiting = waiting.concat(statements);
      for (const statement of statements) scores += weightOf(statement);
    },
    take(wanted) {
      let count = 0;
      let taken = 0;
      for (const statement of waiting) {
        if (taken >= wanted) break;
        taken += weightOf(statement);
        count++;
      }
      scores -= taken;
      return waiting.splice(0, count);
    },
  };
}

/** Whether the same findings will be refused for ever. */
function isFinal(error: unknown): error is ComponentError {
  return error instanceof ComponentError && !error.retryable;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function toBatches(
  statements: readonly Statement[],
  windowOf: WindowOf,
  observedAt: bigint,
): NewBatch[] {
  const metrics = toMetrics(statements, windowOf);
  const batches = [newBatch('metrics', encodeMetrics([metrics]), countPoints(metrics))];
  const events = toEvents(statements, observedAt);
  if (events !== undefined) {
    const records = events.scopeLogs.flatMap(({ logRecords }) => logRecords);
    batches.push(newBatch('logs', encodeLogs([events]), records.length));
  }
  return batches;
}

function newBatch(signal: 'metrics' | 'logs', body: Uint8Array, items: number): NewBatch {
  return { signal, contentType: 'protobuf', encoding: 'identity', body, items };
}
