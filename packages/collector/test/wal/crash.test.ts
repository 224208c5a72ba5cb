import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { expect, it } from 'vitest';

import { systemClock } from '../../src/clock.ts';
import { createFileWal } from '../../src/wal/file-wal.ts';
import { temporaryFolder } from '../support/folder.ts';
import { recordingLogger } from '../support/logger.ts';
import { textOf } from '../support/records.ts';

/** A process that appends without pause and prints each sequence once it is acknowledged. */
const CHILD = join(import.meta.dirname, '../support/append-for-ever.ts');

it.each([1, 2, 3])(
  'has everything that a killed process acknowledged (round %i)',
  async (round) => {
    const folder = temporaryFolder();
    const child = spawn(process.execPath, ['--conditions=@marigraph/source', CHILD, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const acknowledged: string[] = [];
    const exited = once(child, 'exit');
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged.push(line);
      if (acknowledged.length === round * 300) child.kill('SIGKILL');
    }
    await exited;
    expect(child.signalCode).toBe('SIGKILL');

    const logger = recordingLogger();
    const wal = await createFileWal({
      directory: folder,
      clock: systemClock,
      logger,
      maxBytes: 1 << 30,
    });
    const found = new Map<string, string>();
    for (let from = 0n; from < wal.next;) {
      const records = await wal.read(from, { records: 1_000, bytes: 1 << 20 });
      if (records.length === 0) break;
      for (const record of records) found.set(String(record.sequence), textOf(record.body));
      from = (records.at(-1)?.sequence ?? from) + 1n;
    }
    for (const line of acknowledged) {
      const [sequence = '', number = ''] = line.split(' ');
      expect(found.get(sequence)?.startsWith(`${number}:`)).toBe(true);
    }
    expect(logger.messages('error')).toEqual([]);
    await wal.close();
  },
);
