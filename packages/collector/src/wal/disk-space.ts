import { statfs } from 'node:fs/promises';

/** What the disk under a directory still takes beside a reserve. */
export interface DiskSpace {
  /** Bytes that may be written; infinite where the disk cannot be asked. */
  readonly spareBytes: number;
  /** Notes that this much was written, and asks the disk again once that has added up. */
  written(bytes: number): void;
  /** Asks the disk again, unless it is being asked. Never rejects. */
  look(): Promise<void>;
}

/** Cursors and snapshots are written to the same disk, and the log gives nothing back before they are saved. */
const RESERVE_BYTES = 64 * 1024 * 1024;
/** Small disks keep this share of themselves. */
const RESERVE_SHARE = 1 / 4;
const LOOK_EVERY_BYTES = 1024 * 1024;

/**
 * Watches the space on the disk of `directory`: a log that fills its disk to the last byte would take the
 * place of the cursors that let it shrink again.
 */
export function createDiskSpace(directory: string): DiskSpace {
  let spareBytes = Number.POSITIVE_INFINITY;
  let unseenBytes = 0;
  let looking: Promise<void> | undefined;

  async function ask(): Promise<void> {
    try {
      const { bavail, blocks, bsize } = await statfs(directory);
      spareBytes = bavail * bsize - Math.min(RESERVE_BYTES, blocks * bsize * RESERVE_SHARE);
    } catch {
      // A file system that does not say it says so when it is full.
      spareBytes = Number.POSITIVE_INFINITY;
    }
    unseenBytes = 0;
    looking = undefined;
  }

  const look = (): Promise<void> => (looking ??= ask());
  return {
    get spareBytes() {
      return spareBytes - unseenBytes;
    },
    written(bytes) {
      unseenBytes += bytes;
      if (unseenBytes >= LOOK_EVERY_BYTES) void look();
    },
    look,
  };
}
