import { MonitorError } from './errors.ts';
import { appendChecksum, checkedBytes } from './state-codec.ts';

/** One part of a snapshot. */
export interface SnapshotPart {
  /** Changes with the bytes, and never comes back: what has this version already need not be written again. */
  readonly version: number;
  /** Absent where this version was said to be saved. */
  readonly bytes: Uint8Array | undefined;
}

/**
 * Everything a monitor needs to go on, in named parts, so that large ones that did not change need not be written
 * again. Parts that are not named any more are to be forgotten.
 */
export type Snapshot = ReadonlyMap<string, SnapshotPart>;

/** Takes the parts of one owner. */
export interface PartWriter {
  /** @param makeBytes Asked only where this version is not saved yet. */
  add(name: string, version: number, makeBytes: () => Uint8Array): void;
}

/** Gives the parts of one owner back. */
export interface PartReader {
  /** @throws {MonitorError} `snapshot_unreadable` when the part is missing or damaged. */
  read(name: string): Uint8Array;
}

/** @param saved Versions of the parts that are saved already. */
export function createPartWriter(
  into: Map<string, SnapshotPart>,
  saved: ReadonlyMap<string, number>,
  prefix: string,
): PartWriter {
  return {
    add(name, version, makeBytes) {
      const whole = `${prefix}${name}`;
      const isSaved = saved.get(whole) === version;
      into.set(whole, { version, bytes: isSaved ? undefined : appendChecksum(makeBytes()) });
    },
  };
}

export function createPartReader(
  parts: ReadonlyMap<string, Uint8Array>,
  prefix: string,
): PartReader {
  return {
    read(name) {
      const bytes = parts.get(`${prefix}${name}`);
      if (bytes !== undefined) return checkedBytes(bytes);
      throw new MonitorError('snapshot_unreadable', `the snapshot has no part ${prefix}${name}`);
    },
  };
}
