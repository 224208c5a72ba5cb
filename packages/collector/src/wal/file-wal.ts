import { mkdir, rename, unlink } from 'node:fs/promises';

import type { Clock, Logger } from '../component.ts';
import { ComponentError, systemCode } from '../errors.ts';
import { createDurations } from '../telemetry/durations.ts';
import { createDiskSpace, type DiskSpace } from './disk-space.ts';
import { createDrainRate, type DrainRate } from './drain-rate.ts';
import { walClosed, walFull } from './memory-wal.ts';
import { RecentRecords } from './recent-records.ts';
import { RECORD_HEADER_BYTES } from './record.ts';
import { recoverSegments, type Recovered } from './recovery.ts';
import { SegmentWriter, type WriteFailure } from './segment-writer.ts';
import { FREE_SUFFIX, offsetBefore, readSegment, type Segment } from './segment.ts';
import {
  bytesAllowed,
  type NewRecord,
  type ReadLimit,
  releaseRecord,
  type Wal,
  type WalRecord,
  type WalReport,
} from './wal.ts';

export interface FileWalOptions {
  readonly directory: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Segments together. An append beyond it is refused. */
  readonly maxBytes: number;
  /** 64 MiB unless given; never more than an eighth of `maxBytes`, so that space comes back in steps. */
  readonly segmentBytes?: number;
  /** Newest records that readers get from memory. 64 MiB unless given. */
  readonly cacheBytes?: number;
  /**
   * `always`: an append settles after the fdatasync that covers it. `interval`: after the write, with an
   * fdatasync every second. `never`: after the write.
   */
  readonly fsync?: 'always' | 'interval' | 'never';
  /**
   * Segments that nobody needs any more are kept this long after their last record, unless space is short: for
   * reading them again. 0 unless given.
   */
  readonly retentionMs?: number;
  /** The first new sequence is at least this: above every cursor, even if segments were lost. */
  readonly startAt?: bigint;
}

const SEGMENT_BYTES = 64 * 1024 * 1024;
const CACHE_BYTES = 64 * 1024 * 1024;
/** One part in this many of `maxBytes` may be kept, beyond it, in files to be written over. */
const FREE_SHARE = 16;
/** Failures in a row are one range; so many ranges are remembered. */
const IN_VAIN_MAX = 1_000;
/** How often a read is tried that failed for want of something that may come back; others fail at once. */
const READ_ATTEMPTS: Readonly<Record<string, number>> = {
  EMFILE: 600,
  ENFILE: 600,
  ENOMEM: 600,
  EAGAIN: 600,
  EIO: 5,
};
const READ_PAUSE_MS = 500;

/**
 * Opens the log in `directory`, which it makes if need be. Always starts: unfinished writes are cut off,
 * broken segments are set aside.
 * @throws {ComponentError} `state_unusable` where the directory cannot be used at all.
 */
export async function createFileWal(options: FileWalOptions): Promise<Wal> {
  try {
    await mkdir(options.directory, { recursive: true });
    const recovered = await recoverSegments(options.directory, options.logger);
    const disk = createDiskSpace(options.directory);
    await disk.look();
    return new FileWal(options, recovered, disk);
  } catch (cause) {
    throw new ComponentError(
      'state_unusable',
      `the write-ahead log cannot be opened in ${options.directory}`,
      { cause },
    );
  }
}

class FileWal implements Wal {
  readonly #options: FileWalOptions;
  readonly #segments: Segment[];
  readonly #writer: SegmentWriter;
  readonly #recent = new RecentRecords();
  readonly #disk: DiskSpace;
  readonly #drainRate: DrainRate;
  readonly #listeners = new Set<() => void>();
  readonly #cacheBytes: number;
  readonly #recovered: Recovered;
  readonly #fsyncs = createDurations();
  /** Released segments whose file is still being removed, and appends that are not written yet. */
  #deletions: Promise<unknown> = Promise.resolve();
  /** Sequences of records that could not be written, newest last. */
  readonly #inVain: { readonly from: bigint; to: bigint }[] = [];
  /** Files to be written over. */
  readonly #free: { readonly path: string; readonly bytes: number }[] = [];
  #freeBytes = 0;
  #bytes = 0;
  #pendingBytes = 0;
  #next: bigint;
  #released = 0n;
  #closed = false;
  #appended = 0;
  #refused = 0;
  #failed = 0;
  #acceptedLost = 0;
  #corrupt = 0;

  constructor(options: FileWalOptions, recovered: Recovered, disk: DiskSpace) {
    const startAt = options.startAt ?? 0n;
    this.#options = options;
    this.#recovered = recovered;
    this.#inVain.push(...recovered.inVain.slice(-IN_VAIN_MAX));
    this.#disk = disk;
    this.#segments = [...recovered.segments];
    this.#bytes = this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
    this.#next = recovered.next > startAt ? recovered.next : startAt;
    this.#cacheBytes = options.cacheBytes ?? CACHE_BYTES;
    this.#drainRate = createDrainRate(options.clock);
    this.#writer = new SegmentWriter({
      directory: options.directory,
      segmentBytes: Math.min(options.segmentBytes ?? SEGMENT_BYTES, options.maxBytes / 8),
      fsync: options.fsync ?? 'always',
      clock: options.clock,
      next: this.#next,
      takeFree: () => this.#takeFree(),
      fsyncs: this.#fsyncs,
      onSegment: (segment) => this.#segments.push(segment),
      onWritten: (records, bytes) => this.#written(records, bytes),
      onFailed: (failure) => this.#writeFailed(failure),
      onSyncFailed: (error) =>
        options.logger.error('acknowledged records may not be on the disk yet', { error }),
    });
  }

  get oldest(): bigint {
    return this.#segments.find((segment) => segment.next > segment.first)?.first ?? this.#next;
  }

  get next(): bigint {
    return this.#next;
  }

  append(entry: NewRecord): Promise<bigint> {
    if (this.#closed) return Promise.reject(walClosed());
    const bytes = RECORD_HEADER_BYTES + entry.body.length + entry.receiver.length;
    const { maxBytes } = this.#options;
    this.#makeRoom(this.#bytes + this.#pendingBytes + bytes - bytesAllowed(entry, maxBytes));
    if (this.#bytes + this.#pendingBytes + bytes > bytesAllowed(entry, maxBytes)) {
      this.#refused++;
      return Promise.reject(walFull(bytes, maxBytes, this.#drainRate.retryAfterMs(bytes)));
    }
    if (entry.internal !== true && this.#pendingBytes + bytes > this.#disk.spareBytes) {
      this.#refused++;
      this.#giveUpSpare();
      void this.#disk.look();
      return Promise.reject(diskFull(this.#drainRate.retryAfterMs(bytes)));
    }
    this.#pendingBytes += bytes;
    const { sequence, written } = this.#writer.append(entry);
    const settled = written.finally(() => {
      this.#pendingBytes -= bytes;
    });
    const isEnough = entry.acknowledgement?.level === 'accepted';
    // Memory is bounded all the same: a disk that is slower than the senders slows them down.
    if (!isEnough || this.#pendingBytes > this.#cacheBytes) return settled.then(() => sequence);
    // What cannot be written is lost then, and was said and counted where it failed.
    settled.catch(() => {
      this.#acceptedLost++;
      releaseRecord(entry);
    });
    return Promise.resolve(sequence);
  }

  async read(from: bigint, limit: ReadLimit): Promise<readonly WalRecord[]> {
    let position = from;
    while (position < this.#next) {
      const recent = this.#recent.read(position, limit);
      if (recent !== undefined) return recent;
      const segment = this.#segments.find((candidate) => candidate.next > position);
      if (segment === undefined) break;
      // What is written to it meanwhile is for the next read.
      const end = segment.next;
      // oxlint-disable-next-line no-await-in-loop -- goes on only over segments without a record to give
      const records = await this.#readFrom(segment, position, limit);
      if (records.length > 0) return records;
      position = end;
    }
    return [];
  }

  async #readFrom(segment: Segment, from: bigint, limit: ReadLimit): Promise<readonly WalRecord[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- attempts follow one another
        const { records, skipped } = await readSegment(segment, from, limit);
        if (skipped > 0) this.#noteCorrupt(segment, undefined);
        return records;
      } catch (error) {
        // A segment that was released meanwhile is gone on purpose.
        if (!this.#segments.includes(segment)) return [];
        const attemptsMax = READ_ATTEMPTS[systemCode(error) ?? ''] ?? 1;
        if (attempt >= attemptsMax || this.#closed) {
          this.#noteCorrupt(segment, error);
          return [];
        }
        if (attempt === 1) {
          const message = 'the write-ahead log cannot be read now; it is tried again';
          this.#options.logger.warn(message, { segment: segment.path, error });
        }
        // oxlint-disable-next-line no-await-in-loop -- attempts follow one another
        await this.#pause(READ_PAUSE_MS);
      }
    }
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#options.clock.after(delayMs, resolve);
    });
  }

  #noteCorrupt(segment: Segment, error: unknown): void {
    this.#corrupt++;
    this.#options.logger.error('records of the write-ahead log cannot be read and are skipped', {
      segment: segment.path,
      error,
    });
  }

  countRecords(from: bigint, to: bigint): number {
    const inVain = this.#inVain.reduce((sum, range) => {
      const first = range.from > from ? range.from : from;
      const end = range.to < to ? range.to : to;
      return first < end ? sum + (end - first) : sum;
    }, 0n);
    return Number(to - from - inVain);
  }

  bytesFrom(sequence: bigint): number {
    let bytes = 0;
    for (const segment of this.#segments) {
      if (segment.next <= sequence) continue;
      bytes += segment.bytes - (segment.first >= sequence ? 0 : offsetBefore(segment, sequence));
    }
    return sequence >= this.#next ? 0 : bytes;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  forget(upTo: bigint): void {
    while ((this.#recent.oldest ?? upTo) < upTo) releaseRecord(this.#recent.shift());
  }

  release(upTo: bigint): void {
    if (upTo > this.#released) this.#released = upTo;
    this.#deleteReleased();
    // A single record may fill the log: its segment must not stay open for ever.
    const active = this.#segments.at(-1);
    if (active !== undefined && active.next <= this.#released) this.#writer.sealLarge(active);
  }

  #deleteReleased(): void {
    const { clock, retentionMs = 0 } = this.#options;
    const keptFrom = clock.now() - BigInt(retentionMs) * 1_000_000n;
    this.#deleteWhile((segment) => retentionMs === 0 || segment.newestAt < keptFrom);
  }

  /** Deletes what is only kept for reading it again, as far as new records need the space. */
  #makeRoom(bytes: number): void {
    let missing = bytes;
    this.#deleteWhile((segment) => {
      if (missing <= 0) return false;
      missing -= segment.bytes;
      return true;
    });
  }

  /** Gives the disk back what is kept without need: delivered segments and files to be written over. */
  #giveUpSpare(): void {
    this.#deleteWhile(() => true);
    for (const { path, bytes } of this.#free.splice(0)) {
      this.#freeBytes -= bytes;
      this.#deletions = both(
        this.#deletions,
        unlink(path).catch(() => {}),
      );
    }
  }

  /** Deletes segments that nobody needs, oldest first. */
  #deleteWhile(isDue: (segment: Segment) => boolean): void {
    let freed = 0;
    while (this.#segments.length > 0) {
      const [segment] = this.#segments;
      if (segment === undefined || segment.next > this.#released) break;
      if (this.#writer.isActive(segment) || !isDue(segment)) break;
      this.#segments.shift();
      freed += segment.bytes;
      this.#deletions = both(this.#deletions, this.#delete(segment));
    }
    this.#bytes -= freed;
    if (freed > 0) this.#drainRate.released(freed);
  }

  async #delete(segment: Segment): Promise<void> {
    const freeMax = Math.min(this.#options.maxBytes / FREE_SHARE, this.#disk.spareBytes / 2);
    const isKept = this.#freeBytes + segment.bytes <= freeMax;
    const free = { path: `${segment.path}${FREE_SUFFIX}`, bytes: segment.bytes };
    if (isKept) this.#freeBytes += segment.bytes;
    try {
      if (isKept) {
        await rename(segment.path, free.path);
        this.#free.push(free);
      } else await unlink(segment.path);
    } catch (error) {
      if (isKept) this.#freeBytes -= segment.bytes;
      this.#options.logger.warn('a segment that is not needed any more cannot be deleted', {
        segment: segment.path,
        error,
      });
    }
  }

  #takeFree(): string | undefined {
    const free = this.#free.pop();
    this.#freeBytes -= free?.bytes ?? 0;
    return free?.path;
  }

  #written(records: readonly WalRecord[], bytes: number): void {
    this.#bytes += bytes;
    this.#disk.written(bytes);
    for (const record of records) {
      this.#recent.push(record);
      this.#next = record.sequence + 1n;
    }
    while (this.#recent.bytes > this.#cacheBytes) this.#recent.shift();
    this.#appended += records.length;
    for (const listener of this.#listeners) listener();
  }

  #writeFailed({ records, next, cause }: WriteFailure): ComponentError {
    this.#failed += records;
    this.#noteInVain(next - BigInt(records), next);
    // Nothing was stored under these sequences; readers go on above them.
    this.#next = next;
    const message = `the write-ahead log could not be written: ${systemCode(cause) ?? String(cause)}`;
    this.#options.logger.error(message, { directory: this.#options.directory, records });
    return new ComponentError('wal_write_failed', message, {
      retryable: true,
      retryAfterMs: 5_000,
      cause,
    });
  }

  #noteInVain(from: bigint, to: bigint): void {
    const last = this.#inVain.at(-1);
    if (last?.to === from) last.to = to;
    else this.#inVain.push({ from, to });
    if (this.#inVain.length > IN_VAIN_MAX) this.#inVain.shift();
  }

  report(): WalReport {
    const retainedBytes = this.#segments
      .filter((segment) => segment.next <= this.#released && !this.#writer.isActive(segment))
      .reduce((sum, { bytes }) => sum + bytes, 0);
    return {
      type: 'file',
      oldest: String(this.oldest),
      next: String(this.#next),
      bytes: this.#bytes - retainedBytes,
      retainedBytes,
      maxBytes: this.#options.maxBytes,
      segments: this.#segments.length,
      appended: this.#appended,
      refused: this.#refused,
      failed: this.#failed,
      acceptedLost: this.#acceptedLost,
      quarantined: this.#recovered.quarantined + this.#corrupt,
      tornBytes: this.#recovered.tornBytes,
      fsync: this.#fsyncs.report(),
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#writer.close();
    await this.#deletions;
    this.#listeners.clear();
  }
}

/** Settles with nothing, so that a long row of them holds on to nothing. */
async function both(one: Promise<unknown>, other: Promise<unknown>): Promise<void> {
  await one;
  await other;
}

function diskFull(retryAfterMs: number): ComponentError {
  return new ComponentError(
    'wal_write_failed',
    'the disk of the write-ahead log is full, but for the reserve that cursors are saved in',
    { retryable: true, retryAfterMs },
  );
}
