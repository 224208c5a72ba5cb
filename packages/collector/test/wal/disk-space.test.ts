import { statfsSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { createDiskSpace } from '../../src/wal/disk-space.ts';
import { temporaryFolder } from '../support/folder.ts';

it('says what the disk takes beside a reserve, less what was written since', async () => {
  const folder = temporaryFolder();
  const disk = createDiskSpace(folder);
  expect(disk.spareBytes).toBe(Number.POSITIVE_INFINITY);
  await disk.look();
  const { bavail, bsize } = statfsSync(folder);
  const before = disk.spareBytes;
  expect(before).toBeLessThan(bavail * bsize);
  disk.written(1_000);
  expect(disk.spareBytes).toBe(before - 1_000);
});

it('says nothing of a disk that cannot be asked', async () => {
  const disk = createDiskSpace(join(temporaryFolder(), 'absent'));
  await disk.look();
  expect(disk.spareBytes).toBe(Number.POSITIVE_INFINITY);
});
