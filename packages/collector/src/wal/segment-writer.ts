/**
 * Group commit: everything that waits is written with one `writev`, then one `fdatasync` covers it. While a
 * group is on its way to the disk the next one gathers, so throughput grows with the number of senders.
 */

import { close, fdatasync, fsync, ftruncate, open, unlink, writev } from 'node:fs';
import { promisify } from 'node:util';

import type { Clock } from '../component.ts';
import type { ComponentError } from '../errors.ts';
import type { Durations } from '../telemetry/durations.ts';
import { encodeRecordHead, encodeSegmentHeader, SEGMENT_HEADER_BYTES } from './record.ts';
import { addMark, createSegment, type Segment, segmentPath } from './segment.ts';
import type { NewRecord, WalRecord } from './wal.ts';

export interface WriteFailure {
  readonly records: number;
  /** The sequence that comes after those of the failed records. */
  readonly next: bigint;
  readonly cause: unknown;
}

export interface SegmentWriterOptions {
  readonly directory: string;
  readonly segmentBytes: number;
  readonly fsync: 'always' | 'interval' | 'never';
  readonly clock: Clock;
  readonly next: bigint;
  /** Counts how long each fdatasync takes. */
  readonly fsyncs: Durations;
  onSegment(segment: Segment): void;
  /** Records that are durable now, and the bytes that they and their segment take. */
  onWritten(records: readonly WalRecord[], bytes: number): void;
  /** Says what the waiting appends reject with. */
  onFailed(failure: WriteFailure): ComponentError;
  /** The fdatasync of an interval failed; what it covered was acknowledged before. */
  onSyncFailed(cause: unknown): void;
}

interface Waiting {
  readonly entry: NewRecord;
  readonly receivedAt: bigint;
  readonly resolve: (sequence: bigint) => void;
  readonly reject: (error: ComponentError) => void;
}

/** What one group writes at most, unless a single record is larger. */
const GROUP_BYTES_MAX = 16 * 1024 * 1024;
const FSYNC_INTERVAL_MS = 1_000;

const openFile = promisify(open);
const closeFile = promisify(close);
const syncFile = promisify(fsync);
const syncData = promisify(fdatasync);
const removeFile = promisify(unlink);
const truncateFile = promisify(ftruncate);

interface Active {
  readonly segment: Segment;
  readonly descriptor: number;
}

/** Appends records to the newest segment and opens the next one when it is full. A hot mutable structure. */
export class SegmentWriter {
  readonly #options: SegmentWriterOptions;
  readonly #stopTimer: () => void;
  readonly #groupBytesMax: number;
  #waiting: Waiting[] = [];
  #active: Active | undefined;
  #next: bigint;
  #work: Promise<void> | undefined;
  #sealing = false;
  #dirty = false;

  constructor(options: SegmentWriterOptions) {
    this.#options = options;
    this.#next = options.next;
    // A group goes into one segment as a whole.
    this.#groupBytesMax = Math.min(GROUP_BYTES_MAX, options.segmentBytes / 2);
    this.#stopTimer =
      options.fsync === 'interval'
        ? options.clock.every(FSYNC_INTERVAL_MS, () => this.#syncDirty())
        : () => {};
  }

  append(entry: NewRecord): Promise<bigint> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entry, receivedAt: this.#options.clock.now(), resolve, reject });
      this.#run();
    });
  }

  isActive(segment: Segment): boolean {
    return this.#active?.segment === segment;
  }

  /** Closes `segment` if it is the open one and worth the space it gives back. */
  sealLarge(segment: Segment): void {
    if (!this.isActive(segment) || segment.bytes * 2 < this.#options.segmentBytes) return;
    this.#sealing = true;
    this.#run();
  }

  async close(): Promise<void> {
    this.#stopTimer();
    while (this.#work !== undefined) {
      // oxlint-disable-next-line no-await-in-loop -- a group may have gathered behind the one that ends
      await this.#work;
    }
    await this.#closeActive();
  }

  #run(): void {
    this.#work ??= this.#drain().finally(() => {
      this.#work = undefined;
      if (this.#waiting.length > 0) this.#run();
    });
  }

  /** Never rejects: what fails is told to those who wait for it. */
  async #drain(): Promise<void> {
    while (this.#waiting.length > 0 || this.#sealing) {
      if (this.#sealing) {
        this.#sealing = false;
        // oxlint-disable-next-line no-await-in-loop -- groups follow one another on purpose
        await this.#closeActive();
        continue;
      }
      // oxlint-disable-next-line no-await-in-loop -- groups follow one another on purpose
      await this.#writeGroup(this.#takeGroup());
    }
  }

  #takeGroup(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { entry } of this.#waiting) {
      bytes += entry.body.length;
      if (count > 0 && bytes > this.#groupBytesMax) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    const buffers: Uint8Array[] = [];
    const records: WalRecord[] = [];
    const lengths: number[] = [];
    let bytes = 0;
    for (const { entry, receivedAt } of group) {
      const { receiver, signal, contentType, encoding, body, plain, items, release } = entry;
      const tenant = entry.tenant ?? '';
      const sequence = this.#next++;
      const record: WalRecord = {
        signal,
        contentType,
        encoding,
        body,
        plain,
        items,
        sequence,
        receivedAt,
        tenant,
        receiver,
        release,
      };
      const head = encodeRecordHead(record);
      records.push(record);
      buffers.push(head, body);
      lengths.push(head.length + body.length);
      bytes += head.length + body.length;
    }
    try {
      await this.#write(buffers, bytes, records[0]?.sequence ?? this.#next);
      this.#commit(records, lengths, bytes);
      for (const [index, { resolve }] of group.entries()) resolve(records[index]?.sequence ?? 0n);
    } catch (cause) {
      await this.#abandonActive();
      const failure = { records: records.length, next: this.#next, cause };
      const error = this.#options.onFailed(failure);
      for (const { reject } of group) reject(error);
    }
  }

  async #write(buffers: Uint8Array[], bytes: number, first: bigint): Promise<void> {
    const full = (this.#active?.segment.bytes ?? 0) + bytes > this.#options.segmentBytes;
    if (full && (this.#active?.segment.marks.length ?? 0) > 0) await this.#closeActive();
    this.#active ??= await this.#open(first);
    const { descriptor, segment } = this.#active;
    await writeAll(descriptor, buffers, segment.bytes, bytes);
    if (this.#options.fsync !== 'always') {
      this.#dirty = true;
      return;
    }
    const end = this.#options.fsyncs.start();
    await syncData(descriptor).finally(end);
  }

  #commit(records: readonly WalRecord[], lengths: readonly number[], bytes: number): void {
    const segment = this.#active?.segment;
    if (segment === undefined) return;
    const isNew = segment.marks.length === 0;
    for (const [index, record] of records.entries()) {
      addMark(segment, record.sequence, lengths[index] ?? 0);
    }
    if (isNew) this.#options.onSegment(segment);
    this.#options.onWritten(records, bytes + (isNew ? SEGMENT_HEADER_BYTES : 0));
  }

  async #open(first: bigint): Promise<Active> {
    const { directory, fsync: policy } = this.#options;
    const path = segmentPath(directory, first);
    const descriptor = await openFile(path, 'wx');
    const active = { segment: createSegment(path, first), descriptor };
    try {
      await writeAll(descriptor, [encodeSegmentHeader(first)], 0, SEGMENT_HEADER_BYTES);
      if (policy !== 'never') await syncDirectory(directory);
    } catch (error) {
      await discard(active);
      throw error;
    }
    return active;
  }

  /** A failed fdatasync says nothing about what reached the disk: the segment ends where it was sound. */
  async #abandonActive(): Promise<void> {
    const active = this.#active;
    this.#active = undefined;
    if (active === undefined) return;
    if (active.segment.marks.length === 0) {
      await discard(active);
      return;
    }
    await truncateFile(active.descriptor, active.segment.bytes).catch(() => {});
    await closeFile(active.descriptor).catch(() => {});
  }

  async #closeActive(): Promise<void> {
    const active = this.#active;
    this.#active = undefined;
    if (active === undefined) return;
    if (this.#options.fsync === 'interval') await syncData(active.descriptor).catch(() => {});
    await closeFile(active.descriptor).catch(() => {});
  }

  #syncDirty(): void {
    if (!this.#dirty || this.#active === undefined) return;
    this.#dirty = false;
    const end = this.#options.fsyncs.start();
    fdatasync(this.#active.descriptor, (error) => {
      end();
      if (error === null) return;
      this.#dirty = true;
      this.#options.onSyncFailed(error);
    });
  }
}

/** Removes a segment that never held a record: on a full disk each attempt would leave one. */
async function discard(active: Active): Promise<void> {
  await closeFile(active.descriptor).catch(() => {});
  await removeFile(active.segment.path).catch(() => {});
}

/** Writes everything at `position`. A short write is an error: the disk is full or the file too large. */
function writeAll(
  descriptor: number,
  buffers: readonly Uint8Array[],
  position: number,
  bytes: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    writev(descriptor, buffers, position, (error, written) => {
      if (error !== null) reject(error);
      else if (written < bytes) reject(new Error(`wrote ${written} of ${bytes} bytes`));
      else resolve();
    });
  });
}

/** The entry of a new file in its directory must survive, too. */
async function syncDirectory(directory: string): Promise<void> {
  // Windows cannot open a directory, and keeps its entries itself.
  if (process.platform === 'win32') return;
  const descriptor = await openFile(directory, 'r');
  try {
    await syncFile(descriptor);
  } finally {
    await closeFile(descriptor);
  }
}
