/**
 * Group commit: everything that waits is written with one `writev`, then one `fdatasync` covers it. While a
 * group is on its way to the disk the next one gathers, so throughput grows with the number of senders.
 */

import { close, fdatasync, fstat, fsync, ftruncate, open, rename, unlink, writev } from 'node:fs';
import { promisify } from 'node:util';

import type { Clock } from '../component.ts';
import type { ComponentError } from '../errors.ts';
import type { Durations } from '../telemetry/durations.ts';
import { encodeRecordHead, encodeSegmentHeader, END_MARK, SEGMENT_HEADER_BYTES } from './record.ts';
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
  /** A file to be written over, if there is one; its directory is the same. */
  takeFree(): string | undefined;
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
  readonly record: WalRecord;
  readonly resolve: () => void;
  readonly reject: (error: ComponentError) => void;
}

/** An append under way. */
export interface Append {
  readonly sequence: bigint;
  /** Settles when the record is on the disk. */
  readonly written: Promise<void>;
}

/** What one group writes at most, unless a single record is larger. */
const GROUP_BYTES_MAX = 16 * 1024 * 1024;
const FSYNC_INTERVAL_MS = 1_000;

const openFile = promisify(open);
const closeFile = promisify(close);
const syncFile = promisify(fsync);
const syncData = promisify(fdatasync);
const removeFile = promisify(unlink);
const renameFile = promisify(rename);
const statFile = promisify(fstat);
const truncateFile = promisify(ftruncate);

interface Active {
  readonly segment: Segment;
  readonly descriptor: number;
  /** Length of the file that is written over; 0 for a new one. */
  readonly usedBytes: number;
}

/** Appends records to the newest segment and opens the next one when it is full. A hot mutable structure. */
export class SegmentWriter {
  readonly #options: SegmentWriterOptions;
  readonly #stopTimer: () => void;
  readonly #groupBytesMax: number;
  #waiting: Waiting[] = [];
  #active: Active | undefined;
  #next: bigint;
  /** One above the last sequence that was stored. */
  #storedTo: bigint;
  #work: Promise<void> | undefined;
  #sealing = false;
  #dirty = false;

  constructor(options: SegmentWriterOptions) {
    this.#options = options;
    this.#next = options.next;
    this.#storedTo = options.next;
    // A group goes into one segment as a whole.
    this.#groupBytesMax = Math.min(GROUP_BYTES_MAX, options.segmentBytes / 2);
    this.#stopTimer =
      options.fsync === 'interval'
        ? options.clock.every(FSYNC_INTERVAL_MS, () => this.#syncDirty())
        : () => {};
  }

  append(entry: NewRecord): Append {
    const record = toRecord(entry, this.#next++, this.#options.clock.now());
    const { promise: written, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ record, resolve, reject });
    this.#run();
    return { sequence: record.sequence, written };
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
    for (const { record } of this.#waiting) {
      bytes += record.body.length;
      if (count > 0 && bytes > this.#groupBytesMax) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    const buffers: Uint8Array[] = [];
    const lengths: number[] = [];
    let bytes = 0;
    for (const { record } of group) {
      const head = encodeRecordHead(record);
      buffers.push(head, record.body);
      lengths.push(head.length + record.body.length);
      bytes += head.length + record.body.length;
    }
    const records = group.map(({ record }) => record);
    const first = records[0]?.sequence ?? this.#next;
    try {
      await this.#write(buffers, bytes, first);
      this.#commit(records, lengths, bytes);
      for (const { resolve } of group) resolve();
    } catch (cause) {
      await this.#abandonActive();
      const failure = { records: records.length, next: first + BigInt(records.length), cause };
      const error = this.#options.onFailed(failure);
      for (const { reject } of group) reject(error);
    }
  }

  async #write(buffers: Uint8Array[], bytes: number, first: bigint): Promise<void> {
    const full = (this.#active?.segment.bytes ?? 0) + bytes > this.#options.segmentBytes;
    if (full && (this.#active?.segment.marks.length ?? 0) > 0) await this.#closeActive();
    this.#active ??= await this.#open(first);
    const { descriptor, segment, usedBytes } = this.#active;
    const end = segment.bytes + bytes;
    // Older records stand behind these: without a mark a start would have to take them for a torn write.
    const isMarked = end + END_MARK.length <= usedBytes;
    const all = isMarked ? [...buffers, END_MARK] : buffers;
    await writeAll(descriptor, all, segment.bytes, bytes + (isMarked ? END_MARK.length : 0));
    if (this.#options.fsync !== 'always') {
      this.#dirty = true;
      return;
    }
    const synced = this.#options.fsyncs.start();
    await syncData(descriptor).finally(synced);
  }

  #commit(records: readonly WalRecord[], lengths: readonly number[], bytes: number): void {
    const segment = this.#active?.segment;
    if (segment === undefined) return;
    const isNew = segment.marks.length === 0;
    for (const [index, record] of records.entries()) {
      addMark(segment, record, lengths[index] ?? 0);
    }
    this.#storedTo = segment.next;
    if (isNew) this.#options.onSegment(segment);
    this.#options.onWritten(records, bytes + (isNew ? SEGMENT_HEADER_BYTES : 0));
  }

  async #open(first: bigint): Promise<Active> {
    const { directory, fsync: policy } = this.#options;
    const path = segmentPath(directory, first);
    const opened = (await reuse(this.#options.takeFree(), path)) ?? {
      descriptor: await openFile(path, 'wx'),
      usedBytes: 0,
    };
    const { descriptor } = opened;
    const active = { segment: createSegment(path, first), ...opened };
    try {
      await writeAll(
        descriptor,
        [encodeSegmentHeader(first, this.#storedTo)],
        0,
        SEGMENT_HEADER_BYTES,
      );
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
    const { descriptor, segment, usedBytes } = active;
    if (usedBytes > segment.bytes) await truncateFile(descriptor, segment.bytes).catch(() => {});
    if (this.#options.fsync === 'interval') await syncData(descriptor).catch(() => {});
    await closeFile(descriptor).catch(() => {});
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

function toRecord(entry: NewRecord, sequence: bigint, receivedAt: bigint): WalRecord {
  const {
    receiver,
    signal,
    contentType,
    encoding,
    body,
    plain,
    items,
    release,
    tenant = '',
  } = entry;
  const stored = { receiver, signal, contentType, encoding, body, plain, items, tenant, release };
  return { ...stored, sequence, receivedAt };
}

/**
 * Opens a file that is written over as the segment at `path`; nothing where that does not work. Blocks that a file has
 * already need not be allocated: an fdatasync of them costs a fifth, and a tenth of the CPU time (ext4, measured).
 */
async function reuse(
  free: string | undefined,
  path: string,
): Promise<Pick<Active, 'descriptor' | 'usedBytes'> | undefined> {
  if (free === undefined) return undefined;
  try {
    // A rename would replace what stands there already.
    await closeFile(await openFile(path, 'wx'));
  } catch (error) {
    await removeFile(free).catch(() => {});
    throw error;
  }
  try {
    await renameFile(free, path);
    const descriptor = await openFile(path, 'r+');
    return { descriptor, usedBytes: (await statFile(descriptor)).size };
  } catch {
    await removeFile(free).catch(() => {});
    await removeFile(path).catch(() => {});
    return undefined;
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
