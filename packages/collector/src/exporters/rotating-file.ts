/** A file that is only ever appended to, in whole records, and that gives way to the next one when it is full. */

import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import type { Clock, Logger } from '../component.ts';
import { ComponentError, systemCode } from '../errors.ts';
import type { RecordFormat } from './record-format.ts';

export interface Rotation {
  /** A file is full when the next record would make it larger. */
  readonly maxBytes: number;
  /** Older files are removed; 0 keeps them. */
  readonly maxAgeMs: number;
  /** Files kept beside the one that is written; 0 keeps all. */
  readonly backupsMax: number;
}

export interface RotatingFileOptions {
  readonly path: string;
  readonly format: RecordFormat;
  /** Whether what is there stays. */
  readonly append: boolean;
  readonly rotation: Rotation | undefined;
  /** Whether every record is on the disk before the next one. */
  readonly isSynced: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Appends records to a file. One call after the other; `flush` may come at any time. A hot mutable structure. */
export class RotatingFile {
  readonly #options: RotatingFileOptions;
  #handle: FileHandle | undefined;
  #bytes = 0;
  #dirty = false;
  #flushing: Promise<void> | undefined;
  #append: boolean;

  constructor(options: RotatingFileOptions) {
    this.#options = options;
    this.#append = options.append;
  }

  /** Opens the file. A record that was not written to its end, as by a crash, is moved out of it. */
  async open(): Promise<void> {
    if (this.#handle !== undefined) return;
    const { path } = this.#options;
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(path, this.#append ? 'a+' : 'w+');
    try {
      // From now on what is there is ours: opening it again must not empty it.
      this.#append = true;
      this.#bytes = await this.#repair(handle);
      this.#handle = handle;
    } finally {
      if (this.#handle === undefined) await handle.close();
    }
  }

  /**
   * Settles when the system has the record, before the disk has it unless the file is synced.
   * @throws {ComponentError} `file_write_failed`, retryable; then nothing of the record is in the file.
   */
  async write(record: Uint8Array): Promise<void> {
    const { path, rotation, isSynced } = this.#options;
    try {
      await this.open();
      const isFull = rotation !== undefined && this.#bytes + record.length > rotation.maxBytes;
      if (isFull && this.#bytes > 0) await this.#rotate(rotation);
      await this.#handle?.appendFile(record);
      // Before the record counts: one that may not be on the disk is taken out again, and comes again.
      if (isSynced) await this.#sync();
      this.#bytes += record.length;
      this.#dirty = !isSynced;
    } catch (cause) {
      await this.#abandon();
      const message = `${path} cannot be written: ${systemCode(cause) ?? String(cause)}`;
      throw new ComponentError('file_write_failed', message, { retryable: true, cause });
    }
  }

  /** Settles when the disk has what was written so far. Never rejects: says what failed, for the next call to try. */
  async flush(): Promise<void> {
    await this.#flushing;
    if (this.#handle === undefined || !this.#dirty) {
      await this.#flushing;
      return;
    }
    this.#dirty = false;
    this.#flushing = this.#sync()
      .catch((error: unknown) => {
        const { path } = this.#options;
        this.#dirty = true;
        this.#options.logger.error('the disk may not hold what was written', { path, error });
      })
      .finally(() => {
        this.#flushing = undefined;
      });
    await this.#flushing;
  }

  /** Safe twice. The next write opens the file again. */
  async close(): Promise<void> {
    await this.flush();
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  async #sync(): Promise<void> {
    try {
      await this.#handle?.datasync();
    } catch (error) {
      // A pipe or a device has no disk behind it.
      if (systemCode(error) !== 'EINVAL') throw error;
    }
  }

  /** Takes what is half written out of the file, which is opened anew by the next write. Never rejects. */
  async #abandon(): Promise<void> {
    await this.#flushing;
    const handle = this.#handle;
    this.#handle = undefined;
    if (handle === undefined) return;
    // Why it failed is known already. Where this fails too, what is half written is found when the file is opened.
    await Promise.allSettled([handle.truncate(this.#bytes)]);
    await Promise.allSettled([handle.close()]);
  }

  /** Cuts the file behind its last whole record. Returns its length. */
  async #repair(handle: FileHandle): Promise<number> {
    const { path, format, logger } = this.#options;
    const { size } = await handle.stat();
    const whole = await format.wholeBytes(handle, size);
    if (whole === size) return size;
    // Kept aside, in case the file was never ours.
    await pipeline(
      createReadStream(path, { start: whole }),
      createWriteStream(`${path}.torn`, { flags: 'a' }),
    );
    await handle.truncate(whole);
    logger.warn('the last record of a file was not whole; it is beside the file now', {
      path: `${path}.torn`,
      bytes: size - whole,
    });
    return whole;
  }

  async #rotate(rotation: Rotation): Promise<void> {
    const { path, clock } = this.#options;
    await this.close();
    const backups = await listBackups(path);
    const nowMs = Number(clock.now() / 1_000_000n);
    // Later than any other, also within a millisecond or after the clock was put back: names give the order.
    const timeMs = backups.reduce((latest, backup) => Math.max(latest, backup.timeMs + 1), nowMs);
    const name = backupName(path, timeMs);
    await rename(path, join(dirname(path), name));
    await removeBackups(path, [...backups, { name, timeMs }], {
      backupsMax: rotation.backupsMax,
      oldestMs: rotation.maxAgeMs === 0 ? -Infinity : nowMs - rotation.maxAgeMs,
    });
    await this.open();
  }
}

interface Backup {
  readonly name: string;
  readonly timeMs: number;
}

/** `requests-2026-01-31T23-59-59.000.jsonl`, in UTC: names sort by time, also on systems without colons. */
function backupName(path: string, timeMs: number): string {
  const extension = extname(path);
  const time = new Date(timeMs).toISOString().slice(0, -1).replaceAll(':', '-');
  return `${basename(path, extension)}-${time}${extension}`;
}

const TIME = /^(\d{4}-\d\d-\d\dT)(\d\d)-(\d\d)-(\d\d\.\d{3})$/;

async function listBackups(path: string): Promise<Backup[]> {
  const extension = extname(path);
  const prefix = `${basename(path, extension)}-`;
  const backups: Backup[] = [];
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(prefix) || !name.endsWith(extension)) continue;
    const [, date, hour, minute, second] =
      TIME.exec(name.slice(prefix.length, name.length - extension.length)) ?? [];
    const timeMs = Date.parse(`${date}${hour}:${minute}:${second}Z`);
    if (!Number.isNaN(timeMs)) backups.push({ name, timeMs });
  }
  return backups;
}

async function removeBackups(
  path: string,
  backups: readonly Backup[],
  { backupsMax, oldestMs }: { readonly backupsMax: number; readonly oldestMs: number },
): Promise<void> {
  const newestFirst = backups.toSorted((a, b) => b.timeMs - a.timeMs);
  const kept = backupsMax === 0 ? newestFirst.length : backupsMax;
  const removed = newestFirst.filter(({ timeMs }, index) => index >= kept || timeMs < oldestMs);
  await Promise.all(removed.map(({ name }) => unlink(join(dirname(path), name))));
}
