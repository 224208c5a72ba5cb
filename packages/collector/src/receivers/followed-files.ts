/** Files that grow: found by name, known by what they are on the disk, read on from where they were left. */

import { type FileHandle, glob, open } from 'node:fs/promises';

import type { Logger } from '../component.ts';
import type { RecordSplitter, SplitRecord } from './record-splitter.ts';

export interface FollowedFilesOptions {
  /** Paths or globs. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Where files begin that are there at the first look. Later ones are read from their beginning. */
  readonly startAt: 'beginning' | 'end';
  readonly createSplitter: () => RecordSplitter;
  /**
   * Takes one record after the other, in order. A last line without its end is handed over as open; where the answer
   * is no, it comes again when there is more of it.
   */
  readonly onRecord: (record: SplitRecord, isOpen: boolean) => Promise<boolean>;
  readonly isStopped: () => boolean;
  readonly logger: Logger;
}

interface Followed {
  /** Where to read on. */
  offset: number;
  /** Bytes of the file that have been looked at: what is not whole yet is not read again before there is more. */
  seen: number;
  readonly splitter: RecordSplitter;
  /** The last look at which it was there. */
  look: number;
}

const CHUNK_BYTES = 1024 * 1024;
const FILES_MAX = 10_000;

/** Reads files one after the other, in the order of their names. A hot mutable structure. */
export class FollowedFiles {
  readonly #options: FollowedFilesOptions;
  /** By device and inode: a file that is renamed stays what it is. */
  readonly #files = new Map<string, Followed>();
  readonly #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  #look = 0;

  constructor(options: FollowedFilesOptions) {
    this.#options = options;
  }

  /** Files there were at the last look. */
  get count(): number {
    return this.#files.size;
  }

  /** Looks for files and reads what is new in them. */
  async poll(): Promise<void> {
    const { isStopped, logger } = this.#options;
    this.#look++;
    for (const path of await this.#find()) {
      if (isStopped()) return;
      try {
        // oxlint-disable-next-line no-await-in-loop -- one file after the other
        await this.#follow(path);
      } catch (error) {
        logger.warn('a file cannot be read', { path, error });
      }
    }
    for (const [identity, file] of this.#files) {
      if (file.look !== this.#look) this.#files.delete(identity);
    }
  }

  async #find(): Promise<string[]> {
    const { include, exclude, logger } = this.#options;
    const paths = new Set<string>();
    for await (const path of glob(include, { exclude })) {
      if (paths.size === FILES_MAX) {
        logger.warn('more files match than are read', { limit: FILES_MAX });
        break;
      }
      paths.add(path);
    }
    return [...paths].toSorted();
  }

  async #follow(path: string): Promise<void> {
    const handle = await open(path);
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) return;
      const identity = `${stat.dev}:${stat.ino}`;
      let file = this.#files.get(identity);
      if (file !== undefined && stat.size < file.seen) {
        this.#options.logger.warn('a file is shorter than before; it is read from its beginning', {
          path,
        });
        file = undefined;
      }
      file ??= this.#create(this.#files.has(identity) ? 0 : stat.size);
      file.look = this.#look;
      this.#files.set(identity, file);
      if (stat.size > file.seen) await this.#readOn(handle, file);
    } finally {
      await handle.close();
    }
  }

  #create(size: number): Followed {
    const { startAt, createSplitter } = this.#options;
    const offset = this.#look === 1 && startAt === 'end' ? size : 0;
    return { offset, seen: offset, splitter: createSplitter(), look: this.#look };
  }

  async #readOn(handle: FileHandle, file: Followed): Promise<void> {
    const { onRecord, isStopped } = this.#options;
    const { splitter } = file;
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- a file is read in order
      const { bytesRead } = await handle.read(this.#chunk, 0, CHUNK_BYTES, file.offset);
      if (bytesRead === 0) break;
      file.offset += bytesRead;
      for (const record of splitter.push(this.#chunk.subarray(0, bytesRead))) {
        // oxlint-disable-next-line no-await-in-loop -- what is not taken yet holds up the rest
        await onRecord(record, false);
        if (isStopped()) return;
      }
    }
    file.seen = file.offset;
    const bytes = splitter.peek();
    const isTaken = bytes !== undefined && (await onRecord({ bytes }, true));
    // What is not whole is read again when there is more of it: nothing of a file is kept meanwhile.
    if (!isTaken) file.offset -= splitter.pendingBytes;
    splitter.forget();
  }
}
