import { readdirSync } from 'node:fs';

import { systemClock } from '../../src/clock.ts';
import { createFileWal, type FileWalOptions } from '../../src/wal/file-wal.ts';
import type { Wal, WalRecord } from '../../src/wal/wal.ts';
import { recordingLogger } from './logger.ts';

/** Opens the log in a folder; 64 MiB unless said otherwise. */
export function openWal(directory: string, more: Partial<FileWalOptions> = {}): Promise<Wal> {
  const logger = recordingLogger();
  const maxBytes = 64 * 1024 * 1024;
  return createFileWal({ directory, clock: systemClock, logger, maxBytes, ...more });
}

/** Everything from a sequence on, in small reads. */
export async function readAll(wal: Wal, from = 0n): Promise<WalRecord[]> {
  const records: WalRecord[] = [];
  for (let next = from; ;) {
    const read = await wal.read(next, { records: 7, bytes: 500 });
    if (read.length === 0) return records;
    records.push(...read);
    next = (read.at(-1)?.sequence ?? next) + 1n;
  }
}

/** Names of the segment files in a folder, oldest first. */
export function segmentsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.wal'))
    .toSorted();
}
