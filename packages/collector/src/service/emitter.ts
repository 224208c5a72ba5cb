import type { Acknowledgement, Batch, Clock, Consumer, NewBatch, Signal } from '../component.ts';
import { ComponentError, toComponentError } from '../errors.ts';
import type { Wal } from '../wal/wal.ts';
import type { Deliveries } from './deliveries.ts';
import { createEmittedCounter } from './item-counts.ts';
import type { EmitReport } from './report.ts';

export interface EmitterOptions {
  /** The receiver or connector that emits. */
  readonly id: string;
  readonly wal: Wal;
  readonly clock: Clock;
  /** Signals for which some pipeline starts with this component. */
  readonly signals: ReadonlySet<Signal>;
  readonly internal: boolean;
  /** Where requests wait whose senders want them delivered. */
  readonly deliveries: Pick<Deliveries, 'admit' | 'wait'>;
  /** Throws a retryable `ComponentError` while nothing more of this kind is taken. */
  readonly gate: (source: { readonly signal: Signal; readonly receiver: string }) => void;
  /** Makes the ingress processors of a signal, the last of which hands to `last`; `last` itself without any. */
  readonly ingress: (signal: Signal, last: Consumer) => Consumer;
}

/** The way of a receiver or connector into the log, with its counts. */
export interface Emitter {
  readonly emit: (batch: NewBatch) => Promise<void>;
  /** From now on everything is refused, retryably. */
  close(): void;
  report(): EmitReport;
}

/** `emit` is asked for no more than `persisted` unless it says so. */
const PERSISTED: Acknowledgement = { level: 'persisted', timeoutMs: 0 };

/** A batch on its way through the ingress processors. */
interface Underway {
  readonly batch: NewBatch;
  /** What the log holds of the batch's own memory and gives back; the rest is given back here. */
  readonly kept: Set<Uint8Array>;
}

export function createEmitter(options: EmitterOptions): Emitter {
  const { id, wal, clock, signals, internal, deliveries, gate } = options;
  const counts = { acceptedItems: 0, acceptedBatches: 0, refusedItems: 0, refusedBatches: 0 };
  /** Batches in ingress processors by the sequence that marks them: below 0, as they have none in the log yet. */
  const underway = new Map<bigint, Underway>();
  let mark = 0n;
  const items = createEmittedCounter();
  let closed = false;

  async function store(batch: NewBatch): Promise<void> {
    const { level, timeoutMs } = batch.acknowledgement ?? PERSISTED;
    const sequence = await wal.append({ ...batch, receiver: id, internal });
    if (level !== 'delivered') return;
    await deliveries.wait({ receiver: id, signal: batch.signal, sequence }, timeoutMs);
  }

  /** Behind the last ingress processor. */
  const last: Consumer = {
    consume: (processed) => store(joinOrigin(processed, underway.get(processed.sequence))),
  };
  const entries = new Map(
    [...signals].map((signal) => [signal, options.ingress(signal, last)] as const),
  );

  /** Through the ingress processors; settles when what they made of the batch is stored, or all was dropped. */
  async function process(entry: Consumer, batch: NewBatch): Promise<void> {
    const sequence = --mark;
    const { acknowledgement: _, release: __, ...rest } = batch;
    const own: Underway = { batch, kept: new Set() };
    underway.set(sequence, own);
    try {
      await entry.consume({ ...rest, sequence, receivedAt: clock.now(), tenant: '' });
    } catch (error) {
      throw own.kept.size > 0 ? toKept(error) : error;
    } finally {
      underway.delete(sequence);
    }
    if (!own.kept.has(batch.body)) batch.release?.();
    if (batch.plain !== undefined && !own.kept.has(batch.plain.bytes)) batch.plain.release();
  }

  async function take(batch: NewBatch): Promise<void> {
    if (closed) throw shuttingDown();
    const entry = entries.get(batch.signal);
    if (entry === undefined) {
      throw new ComponentError('no_pipeline', `no pipeline takes ${batch.signal} from ${id}`);
    }
    if (!internal) gate({ signal: batch.signal, receiver: id });
    const leave = batch.acknowledgement?.level === 'delivered' ? deliveries.admit() : undefined;
    try {
      await (entry === last ? store(batch) : process(entry, batch));
    } finally {
      leave?.();
    }
  }

  return {
    async emit(batch) {
      try {
        await take(batch);
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

/**
 * What a processor made of a batch, with what the sender wants and the memory that is still the sender's. A second
 * batch over the same bytes gets none of it to give back: a copy of its own costs less than counting.
 */
function joinOrigin(processed: Batch, origin: Underway | undefined): NewBatch {
  const made = toNewBatch(processed);
  if (origin === undefined) return made;
  const { batch, kept } = origin;
  const { acknowledgement } = batch;
  if (made.body !== batch.body) return { ...made, acknowledgement };
  if (kept.has(batch.body)) {
    return { ...made, body: new Uint8Array(made.body), acknowledgement };
  }
  kept.add(batch.body);
  const { plain } = batch;
  if (plain !== undefined) kept.add(plain.bytes);
  return { ...made, plain, release: batch.release, acknowledgement };
}

function shuttingDown(): ComponentError {
  const later = { retryable: true, retryAfterMs: 1_000 };
  return new ComponentError('shutting_down', 'the collector shuts down', later);
}

/** The error of a batch of which the log may hold a part: its memory must not be used again. */
function toKept(thrown: unknown): ComponentError {
  const error = toComponentError(thrown);
  if (error.kept) return error;
  const { code, message, retryable, retryAfterMs } = error;
  return new ComponentError(code, message, { retryable, retryAfterMs, kept: true, cause: thrown });
}

/** Without the plain bytes, which are a processor's own and valid only until the batch is stored. */
function toNewBatch({ signal, contentType, encoding, body, items }: Batch): NewBatch {
  return { signal, contentType, encoding, body, items };
}
