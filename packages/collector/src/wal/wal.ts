/**
 * The write-ahead log: one per process, every signal, one order. Readers keep their own position and ask for
 * what comes next, so a slow reader costs nothing but the space it holds back.
 */

import type { PooledBuffer } from '../buffer-pool.ts';
import type { Batch, NewBatch } from '../component.ts';
import type { DurationReport } from '../telemetry/durations.ts';

/** A stored request with the receiver, or the connector, that it came from. */
export interface WalRecord extends Batch {
  readonly receiver: string;
  readonly plain?: PooledBuffer | undefined;
  /** See `NewBatch.release`. Records that were read from the disk have none. */
  readonly release?: (() => void) | undefined;
}

/** A request to store. The log keeps `body` as it is: the caller must not write to it afterwards. */
export interface NewRecord extends NewBatch {
  readonly receiver: string;
  readonly tenant?: string;
  /**
   * Made by a connector. A sixteenth of the log is kept for such records: a connector that could not store
   * what it makes could not read on either, and the full log would stay full.
   */
  readonly internal?: boolean;
}

/** Bytes that the log may hold when `record` is in it. */
export function bytesAllowed(record: NewRecord, maxBytes: number): number {
  return record.internal === true ? maxBytes : maxBytes - maxBytes / 16;
}

export interface ReadLimit {
  readonly records: number;
  /** At least one record is returned, however large. */
  readonly bytes: number;
}

export interface WalReport {
  readonly type: 'file' | 'memory';
  readonly oldest: string;
  readonly next: string;
  readonly bytes: number;
  readonly maxBytes: number;
  readonly segments: number;
  /** Appends since the start, by outcome. */
  readonly appended: number;
  readonly refused: number;
  readonly failed: number;
  /** Those of the failed that were acknowledged before they were written, as `accepted` asks for. */
  readonly acceptedLost: number;
  /** Bytes in segments that nobody needs any more: not among `bytes`. */
  readonly retainedBytes: number;
  /** Segments that were set aside because they could not be read whole. */
  readonly quarantined: number;
  /** Bytes of unfinished writes that were cut off at the start. */
  readonly tornBytes: number;
  /** How long an fdatasync took; absent where there is none. */
  readonly fsync?: DurationReport;
}

export interface Wal {
  /**
   * Stores a request; settles with its sequence when the record is as durable as the log promises, or at once where
   * the record asks for no more than to be `accepted` and little waits for the disk. Sequences
   * ascend in the order of the calls. Rejects with a `ComponentError`: `wal_full` and `wal_write_failed` are
   * retryable, `wal_closed` too, since another replica or the next start may take the record.
   */
  append(record: NewRecord): Promise<bigint>;
  /**
   * Records at and after `from`, ascending, as many as there are within `limit`; empty when none is there
   * yet. Where records are missing (released, or lost to a broken disk) it goes on with the next one.
   */
  read(from: bigint, limit: ReadLimit): Promise<readonly WalRecord[]>;
  /** How many of the sequences from `from` to before `to` stand for a record: some were given out in vain. */
  countRecords(from: bigint, to: bigint): number;
  /** Sequence of the oldest record that is kept; equals `next` when there is none. */
  readonly oldest: bigint;
  /** One above the newest record that can be read. */
  readonly next: bigint;
  /** Bytes stored at and after `sequence`, exact to some 64 KiB. */
  bytesFrom(sequence: bigint): number;
  /** Every reader is through with what is below `upTo`: its memory may be used again. Nothing else changes. */
  forget(upTo: bigint): void;
  /** Calls back whenever records became readable. Returns what ends that. */
  subscribe(listener: () => void): () => void;
  /** Nobody will read below `upTo` again. */
  release(upTo: bigint): void;
  report(): WalReport;
  /** Waits for the appends under way. Safe twice. */
  close(): Promise<void>;
}

/** Gives the memory of a record back: nobody reads it any more. */
export function releaseRecord(record: Pick<WalRecord, 'plain' | 'release'> | undefined): void {
  record?.release?.();
  record?.plain?.release();
}
