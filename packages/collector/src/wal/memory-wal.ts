import type { Clock } from '../component.ts';
import { ComponentError } from '../errors.ts';
import { createDrainRate } from './drain-rate.ts';
import { RECORD_OVERHEAD_BYTES, RecentRecords } from './recent-records.ts';
import { bytesAllowed, releaseRecord, type NewRecord, type Wal, type WalRecord } from './wal.ts';

export interface MemoryWalOptions {
  readonly clock: Clock;
  /** Bodies and overhead together. */
  readonly maxBytes: number;
  /** Sequence of the first record: above every cursor of an earlier run. */
  readonly startAt?: bigint;
}

/** One part in this many of `maxBytes`: with more than that in the log, inflated bodies are not kept beside it. */
const PLAIN_SHARE = 4;

/** A log that a restart empties: nothing touches the disk, and everything it holds is within `maxBytes`. */
export function createMemoryWal(options: MemoryWalOptions): Wal {
  const { clock, maxBytes } = options;
  const records = new RecentRecords();
  const drainRate = createDrainRate(clock);
  const listeners = new Set<() => void>();
  const counts = { appended: 0, refused: 0 };
  let next = options.startAt ?? 0n;
  let closed = false;

  return {
    get oldest() {
      return records.oldest ?? next;
    },
    get next() {
      return next;
    },
    async append(entry) {
      if (closed) throw walClosed();
      const bytes = entry.body.length + RECORD_OVERHEAD_BYTES;
      if (records.bytes + bytes > bytesAllowed(entry, maxBytes)) {
        counts.refused++;
        throw walFull(bytes, maxBytes, drainRate.retryAfterMs(bytes));
      }
      const { receiver, signal, contentType, encoding, body, items, release, tenant = '' } = entry;
      const plain = plainToKeep(entry, maxBytes / PLAIN_SHARE - records.bytes - bytes);
      const stored = { receiver, signal, contentType, encoding, body, plain, items, tenant };
      const record: WalRecord = { ...stored, release, sequence: next, receivedAt: clock.now() };
      next++;
      records.push(record);
      counts.appended++;
      for (const listener of listeners) listener();
      return record.sequence;
    },
    async read(from, limit) {
      return records.read(from, limit) ?? records.read(records.oldest ?? next, limit) ?? [];
    },
    countRecords: (from, to) => Number(to - from),
    bytesFrom: (sequence) => records.bytesFrom(sequence),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    // What every reader is through with is released by `release`, and nothing is kept beside it.
    forget: () => {},
    release(upTo) {
      const before = records.bytes;
      while ((records.oldest ?? upTo) < upTo) releaseRecord(records.shift());
      if (records.bytes < before) drainRate.released(before - records.bytes);
    },
    report: () => ({
      type: 'memory',
      oldest: String(records.oldest ?? next),
      next: String(next),
      bytes: records.bytes,
      maxBytes,
      segments: 0,
      ...counts,
      failed: 0,
      acceptedLost: 0,
      retainedBytes: 0,
      quarantined: 0,
      tornBytes: 0,
    }),
    async close() {
      closed = true;
      listeners.clear();
    },
  };
}

/**
 * The inflated body where `spareBytes` has room for it: readers that keep up need not inflate again. Behind a
 * backlog the encoded body takes less memory.
 */
function plainToKeep({ plain }: NewRecord, spareBytes: number): NewRecord['plain'] {
  if (plain === undefined || plain.bytes.length <= spareBytes) return plain;
  plain.release();
  return undefined;
}

/** The refusal of a record for which there is no space. */
export function walFull(bytes: number, maxBytes: number, retryAfterMs: number): ComponentError {
  return new ComponentError(
    'wal_full',
    `the write-ahead log has no space for ${bytes} more bytes: it may hold ${maxBytes}`,
    { retryable: true, retryAfterMs },
  );
}

export function walClosed(): ComponentError {
  return new ComponentError('wal_closed', 'the write-ahead log is closed', { retryable: true });
}
