import type { NewBatch, Signal } from '../component.ts';
import { ComponentError } from '../errors.ts';
import type { Wal } from '../wal/wal.ts';
import { createEmittedCounter } from './item-counts.ts';
import type { EmitReport } from './report.ts';

export interface EmitterOptions {
  /** The receiver or connector that emits. */
  readonly id: string;
  readonly wal: Wal;
  /** Signals for which some pipeline starts with this component. */
  readonly signals: ReadonlySet<Signal>;
  readonly internal: boolean;
}

/** The way of a receiver or connector into the log, with its counts. */
export interface Emitter {
  readonly emit: (batch: NewBatch) => Promise<void>;
  /** From now on everything is refused, retryably. */
  close(): void;
  report(): EmitReport;
}

export function createEmitter(options: EmitterOptions): Emitter {
  const { id, wal, signals, internal } = options;
  const counts = { acceptedItems: 0, acceptedBatches: 0, refusedItems: 0, refusedBatches: 0 };
  const items = createEmittedCounter();
  let closed = false;

  async function append(batch: NewBatch): Promise<void> {
    if (closed) {
      throw new ComponentError('shutting_down', 'the collector shuts down', {
        retryable: true,
        retryAfterMs: 1_000,
      });
    }
    if (!signals.has(batch.signal)) {
      throw new ComponentError('no_pipeline', `no pipeline takes ${batch.signal} from ${id}`);
    }
    await wal.append({ ...batch, receiver: id, internal });
  }

  return {
    async emit(batch) {
      try {
        await append(batch);
        counts.acceptedItems += batch.items;
        counts.acceptedBatches++;
        items.accept(batch);
      } catch (error) {
        counts.refusedItems += batch.items;
        counts.refusedBatches++;
        items.refuse(batch, error);
        throw error;
      }
    },
    close() {
      closed = true;
    },
    report: () => ({ ...counts, items: items.report() }),
  };
}
