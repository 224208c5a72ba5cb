/** Items by signal, as self-telemetry shows them. */

import type { Batch, Consumer, NewBatch, Signal } from '../component.ts';
import { type ComponentErrorCode, toComponentError } from '../errors.ts';

/** Spans, metric data points and log records. */
export type ItemCounts = Readonly<Record<Signal, number>>;

/** What became of the items that a receiver or connector handed over. */
export interface EmittedItems {
  readonly accepted: ItemCounts;
  /** Not taken on purpose: the log is full, the service ends, nobody wants them. */
  readonly refused: ItemCounts;
  /** Not taken because something is broken here: the disk, or a component. */
  readonly failed: ItemCounts;
  /** Refused and failed ones by error code. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** What a processor got, and what it handed on. */
export interface ProcessedItems {
  readonly incoming: ItemCounts;
  readonly outgoing: ItemCounts;
}

export interface EmittedCounter {
  accept(batch: Pick<NewBatch, 'signal' | 'items'>): void;
  refuse(batch: Pick<NewBatch, 'signal' | 'items'>, error: unknown): void;
  report(): EmittedItems;
}

/** Errors of this process, which no sender can help. */
const FAILURES: ReadonlySet<ComponentErrorCode> = new Set(['component_failed', 'wal_write_failed']);

export function noItems(): Record<Signal, number> {
  return { traces: 0, metrics: 0, logs: 0 };
}

export function createEmittedCounter(): EmittedCounter {
  const accepted = noItems();
  const refused = noItems();
  const failed = noItems();
  const reasons: Record<string, number> = {};
  return {
    accept({ signal, items }) {
      accepted[signal] += items;
    },
    refuse({ signal, items }, error) {
      const { code } = toComponentError(error);
      (FAILURES.has(code) ? failed : refused)[signal] += items;
      reasons[code] = (reasons[code] ?? 0) + items;
    },
    report: () => ({
      accepted: { ...accepted },
      refused: { ...refused },
      failed: { ...failed },
      reasons: { ...reasons },
    }),
  };
}

export interface CountedProcessor {
  /** What the processor hands its batches to. */
  readonly next: Consumer;
  /** Stands before the processor. */
  before(processor: Consumer): Consumer;
  report(): ProcessedItems;
}

/** Counts what goes into one processor and what comes out of it and is taken. */
export function countProcessor(next: Consumer): CountedProcessor {
  const incoming = noItems();
  const outgoing = noItems();
  return {
    next: countedConsumer(next, (batch) => {
      outgoing[batch.signal] += batch.items;
    }),
    before: (processor) => ({
      consume(batch) {
        incoming[batch.signal] += batch.items;
        return processor.consume(batch);
      },
    }),
    report: () => ({ incoming: { ...incoming }, outgoing: { ...outgoing } }),
  };
}

export interface CountedConsumer {
  readonly consumer: Consumer;
  /** What the consumer took. */
  report(): ItemCounts;
}

/** Stands before an exporter or connector and counts what it takes. */
export function countConsumer(consumer: Consumer): CountedConsumer {
  const taken = noItems();
  return {
    consumer: countedConsumer(consumer, (batch) => {
      taken[batch.signal] += batch.items;
    }),
    report: () => ({ ...taken }),
  };
}

/** Counts a batch once it was taken; what is synchronous stays synchronous. */
function countedConsumer(consumer: Consumer, count: (batch: Batch) => void): Consumer {
  return {
    consume(batch) {
      const done = consumer.consume(batch);
      if (done === undefined) {
        count(batch);
        return undefined;
      }
      return done.then(() => count(batch));
    },
  };
}
