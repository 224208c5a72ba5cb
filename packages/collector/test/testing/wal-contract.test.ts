import { type Wal, walContract, type WalOpenOptions } from '@marigraph/collector/testing';
import { describe, expect, it } from 'vitest';

import { createFileWal } from '../../src/wal/file-wal.ts';
import { createMemoryWal } from '../../src/wal/memory-wal.ts';
import { temporaryFolder } from '../support/folder.ts';
import { recordingLogger } from '../support/logger.ts';

describe('the log in memory', () => {
  const open = async (options: WalOpenOptions): Promise<Wal> => createMemoryWal(options);
  it.each(walContract({ open }))('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe.each(['always', 'interval', 'never'] as const)('the log in files, fsync %s', (fsync) => {
  let directory = '';
  const reopen = (options: WalOpenOptions): Promise<Wal> =>
    createFileWal({ ...options, directory, fsync, logger: recordingLogger() });
  const open = (options: WalOpenOptions): Promise<Wal> => {
    directory = temporaryFolder();
    return reopen(options);
  };
  it.each(walContract({ open, reopen }))('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe('the contract of a log finds', () => {
  const BROKEN: readonly (readonly [string, (wal: Wal) => Partial<Wal>, RegExp])[] = [
    [
      'sequences that repeat',
      (wal) => ({ append: (record) => wal.append(record).then(() => 7n) }),
      /sequences are not in order/,
    ],
    [
      'reads without limits',
      (wal) => ({ read: (from) => wal.read(from, { records: 99, bytes: 1e9 }) }),
      /two records: expected "one two"/,
    ],
    ['subscribers that are never called', () => ({ subscribe: () => () => {} }), /was not called/],
    [
      'a full log that does not ask to come again',
      (wal) => ({
        append: (record) =>
          wal.append(record).catch(() => {
            throw new Error('no space');
          }),
      }),
      /a full log: expected a ComponentError, found Error: no space/,
    ],
    ['space that does not come back', () => ({ release: () => {} }), /stays full/],
    [
      'appends after the end',
      (wal) => ({ append: (record) => wal.append(record).catch(() => 0n), close: async () => {} }),
      /an append after the end: expected a refusal/,
    ],
  ];

  it.each(BROKEN)('%s', async (_, breakIt, message) => {
    const open = async (options: WalOpenOptions): Promise<Wal> => {
      const wal = createMemoryWal(options);
      const broken = breakIt(wal);
      // Not a spread: `oldest` and `next` are read anew each time.
      return new Proxy(wal, {
        get: (target, key) => Reflect.get(key in broken ? broken : target, key) as unknown,
      });
    };
    const results = await Promise.allSettled(walContract({ open }).map(({ run }) => run()));
    const messages = results.flatMap((result) =>
      result.status === 'rejected' ? [String(result.reason)] : [],
    );
    expect(messages.join('\n')).toMatch(message);
  });
});
