/** Run by the crash test: eight writers append to the log in the given folder until the process is killed. */

import { writeSync } from 'node:fs';

import { systemClock } from '../../src/clock.ts';
import { createFileWal } from '../../src/wal/file-wal.ts';
import { recordingLogger } from './logger.ts';
import { newRecord } from './records.ts';

const wal = await createFileWal({
  directory: process.argv[2] ?? '',
  clock: systemClock,
  logger: recordingLogger(),
  maxBytes: 1 << 30,
  segmentBytes: 256 * 1024,
});
let number = 0;

async function appendForEver(): Promise<never> {
  for (;;) {
    const mine = number++;
    const sequence = await wal.append(newRecord(`${mine}:${'x'.repeat(mine % 5_000)}`));
    writeSync(1, `${sequence} ${mine}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, appendForEver));
