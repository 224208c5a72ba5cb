import {
  closeSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { Wal, WalRecord } from '../../src/wal/wal.ts';
import { openWal, readAll, segmentsIn } from '../support/file-wal.ts';
import { temporaryFolder } from '../support/folder.ts';
import { recordingLogger } from '../support/logger.ts';
import { manualClock } from '../support/manual-clock.ts';
import { newRecord, textOf } from '../support/records.ts';
import { until } from '../support/wait.ts';

const ALL = { records: 1_000_000, bytes: 1 << 30 };

describe('the file log', () => {
  it('gives records back as they were stored, after a restart too', async () => {
    const folder = temporaryFolder();
    const wal = await openWal(folder);
    const stored = [
      newRecord('one', { signal: 'logs', encoding: 'gzip', items: 3, tenant: 'a' }),
      newRecord('', { signal: 'metrics', encoding: 'zstd', receiver: 'ml_monitor/ü' }),
      newRecord('three', { encoding: 'deflate', contentType: 'json', items: 4_294_967_295 }),
    ];
    const sequences = await Promise.all(stored.map((record) => wal.append(record)));
    expect(sequences).toEqual([0n, 1n, 2n]);

    const check = (records: readonly WalRecord[]): void => {
      expect(records).toHaveLength(3);
      for (const [index, record] of records.entries()) {
        const { body, ...rest } = stored[index] ?? newRecord('');
        expect(record).toMatchObject({ tenant: '', ...rest, sequence: BigInt(index) });
        expect(textOf(record.body)).toBe(textOf(body));
      }
    };
    check(await wal.read(0n, ALL));
    await wal.close();
    const reopened = await openWal(folder);
    check(await reopened.read(0n, ALL));
    expect(await reopened.append(newRecord('four'))).toBe(3n);
    await reopened.close();
  });

  it('settles appends in groups and reads from the disk what the cache does not hold', async () => {
    const folder = temporaryFolder();
    const wal = await openWal(folder, { cacheBytes: 1_000, segmentBytes: 100_000 });
    const bodies = Array.from({ length: 3_000 }, (_, i) => `${i}-${'x'.repeat(i % 400)}`);
    await Promise.all(bodies.map((body) => wal.append(newRecord(body))));
    expect((await readAll(wal)).map((record) => textOf(record.body))).toEqual(bodies);
    const fromMiddle = await readAll(wal, 1_777n);
    expect(fromMiddle.map((record) => record.sequence)[0]).toBe(1_777n);
    expect(fromMiddle).toHaveLength(3_000 - 1_777);
    expect(segmentsIn(folder).length).toBeGreaterThan(3);
    await wal.close();
  });

  it('keeps the limits of a read, but always gives one record', async () => {
    const folder = temporaryFolder();
    const wal = await openWal(folder, { cacheBytes: 0 });
    for (const body of ['a'.repeat(300_000), 'b', 'c', 'd']) await wal.append(newRecord(body));
    expect((await wal.read(0n, { records: 9, bytes: 10 })).map((r) => r.body.length)).toEqual([
      300_000,
    ]);
    expect(await wal.read(1n, { records: 2, bytes: 10 })).toHaveLength(2);
    expect(await wal.read(4n, ALL)).toEqual([]);
    await wal.close();
  });

  it('tells subscribers when there is something to read', async () => {
    const wal = await openWal(temporaryFolder());
    const seen: bigint[] = [];
    const end = wal.subscribe(() => seen.push(wal.next));
    await wal.append(newRecord('a'));
    end();
    await wal.append(newRecord('b'));
    expect(seen).toEqual([1n]);
    await wal.close();
  });

  it('starts above the cursors of an earlier run', async () => {
    const wal = await openWal(temporaryFolder(), { startAt: 500n });
    expect(wal.oldest).toBe(500n);
    expect(await wal.append(newRecord('a'))).toBe(500n);
    await wal.close();
  });

  it('deletes segments that everybody has passed, and only those', async () => {
    const folder = temporaryFolder();
    const wal = await openWal(folder, { segmentBytes: 1_000 });
    for (let i = 0; i < 30; i++) await wal.append(newRecord('x'.repeat(200)));
    const before = wal.report().bytes;
    wal.release(15n);
    expect(wal.oldest).toBeLessThanOrEqual(15n);
    expect(wal.oldest).toBeGreaterThan(10n);
    expect(wal.report().bytes).toBeLessThan(before);
    expect((await readAll(wal, 15n)).map((r) => r.sequence)[0]).toBe(15n);
    await wal.close();
    expect(segmentsIn(folder)[0]).toBe(`${String(wal.oldest).padStart(20, '0')}.wal`);
    const reopened = await openWal(folder);
    expect(reopened.oldest).toBe(wal.oldest);
    expect(reopened.next).toBe(30n);
    await reopened.close();
  });

  it('says how many bytes lie behind a sequence', async () => {
    const wal = await openWal(temporaryFolder(), { segmentBytes: 1_000 });
    for (let i = 0; i < 30; i++) await wal.append(newRecord('x'.repeat(200)));
    expect(wal.bytesFrom(0n)).toBe(wal.report().bytes);
    expect(wal.bytesFrom(30n)).toBe(0);
    expect(wal.bytesFrom(15n)).toBeLessThan(wal.bytesFrom(5n));
    await wal.close();
  });

  it('refuses what does not fit, keeps a share for connectors, and takes again after a release', async () => {
    const wal = await openWal(temporaryFolder(), { maxBytes: 20_000, segmentBytes: 2_000 });
    const append = (internal = false): Promise<bigint> =>
      wal.append(newRecord('x'.repeat(900), { internal }));
    for (let i = 0; i < 19; i++) await append();
    await expect(append()).rejects.toMatchObject({
      code: 'wal_full',
      retryable: true,
      retryAfterMs: 30_000,
    });
    await expect(append(true)).resolves.toBeTypeOf('bigint');
    wal.release(wal.next);
    await expect(append()).resolves.toBeTypeOf('bigint');
    expect(wal.report()).toMatchObject({ refused: 1, failed: 0 });
    await wal.close();
  });

  it('gives the space of one huge record back', async () => {
    const wal = await openWal(temporaryFolder(), { maxBytes: 20_000 });
    await wal.append(newRecord('x'.repeat(18_000)));
    await expect(wal.append(newRecord('y'.repeat(5_000)))).rejects.toMatchObject({
      code: 'wal_full',
    });
    wal.release(wal.next);
    await until(() => {
      wal.release(wal.next);
      return wal.report().bytes === 0;
    }, 'the space is free');
    await expect(wal.append(newRecord('y'.repeat(5_000)))).resolves.toBe(1n);
    await wal.close();
  });

  it('refuses appends after its end, and ends twice', async () => {
    const wal = await openWal(temporaryFolder());
    const last = wal.append(newRecord('a'));
    await wal.close();
    await wal.close();
    await expect(last).resolves.toBe(0n);
    await expect(wal.append(newRecord('b'))).rejects.toMatchObject({
      code: 'wal_closed',
      retryable: true,
    });
  });

  it.each(['interval', 'never'] as const)('stores with fsync: %s', async (fsync) => {
    const folder = temporaryFolder();
    const clock = manualClock();
    const wal = await openWal(folder, { fsync, clock });
    await wal.append(newRecord('a'));
    clock.advance(2_500);
    await wal.append(newRecord('b'));
    await wal.close();
    const reopened = await openWal(folder);
    expect((await readAll(reopened)).map((r) => textOf(r.body))).toEqual(['a', 'b']);
    await reopened.close();
  });

  it('rejects appends, retryably, while the disk does not take them, and goes on afterwards', async () => {
    const folder = temporaryFolder();
    const logger = recordingLogger();
    const wal = await openWal(folder, { logger, cacheBytes: 0 });
    await wal.append(newRecord('a'));
    wal.release(1n);
    // A file stands where the next segment would be made: opening it fails as a full disk would.
    const inTheWay = join(folder, `${'1'.padStart(20, '0')}.wal`);
    writeFileSync(inTheWay, '');
    await wal.close();

    const reopened = await openWal(folder, { logger, startAt: 5n });
    writeFileSync(join(folder, `${'5'.padStart(20, '0')}.wal`), '');
    const [first, second] = await Promise.allSettled([
      reopened.append(newRecord('b')),
      reopened.append(newRecord('c')),
    ]);
    const failures = [first, second].filter((outcome) => outcome?.status === 'rejected');
    expect(failures[0]?.reason).toMatchObject({ code: 'wal_write_failed', retryable: true });
    const sequence = await reopened.append(newRecord('d'));
    expect(textOf((await reopened.read(sequence, ALL))[0]?.body ?? Buffer.of())).toBe('d');
    expect(reopened.report().failed).toBe(failures.length);
    expect(logger.messages('error').join()).toContain('EEXIST');
    await reopened.close();
  });

  it.runIf(existsSync('/proc/self/fd'))('goes on in a new segment when a write fails', async () => {
    const folder = temporaryFolder();
    const logger = recordingLogger();
    const wal = await openWal(folder, { logger });
    await wal.append(newRecord('a'));
    // The descriptor is closed behind the log's back: the next write fails as on a broken disk.
    for (const descriptor of readdirSync('/proc/self/fd')) {
      try {
        if (readlinkSync(`/proc/self/fd/${descriptor}`).startsWith(folder))
          closeSync(Number(descriptor));
      } catch {
        // The descriptor of the listing itself is gone by now.
      }
    }
    await expect(wal.append(newRecord('b'))).rejects.toMatchObject({
      code: 'wal_write_failed',
      retryable: true,
    });
    await wal.append(newRecord('c'));
    expect((await readAll(wal)).map((r) => textOf(r.body))).toEqual(['a', 'c']);
    expect(wal.next).toBe(3n);
    expect([wal.countRecords(0n, 3n), wal.countRecords(1n, 2n), wal.countRecords(2n, 9n)]).toEqual([
      2, 0, 7,
    ]);
    await wal.close();
    const reopened = await openWal(folder);
    expect((await readAll(reopened)).map((r) => textOf(r.body))).toEqual(['a', 'c']);
    // A restart does not make a lost record of it.
    expect(reopened.countRecords(0n, 3n)).toBe(2);
    await reopened.close();
  });

  it('takes a record that need only be accepted before it is on the disk, unless much waits', async () => {
    const folder = temporaryFolder();
    const wal = await openWal(folder, { cacheBytes: 10_000 });
    const accepted = { acknowledgement: { level: 'accepted', timeoutMs: 0 } } as const;
    expect(await wal.append(newRecord('a', accepted))).toBe(0n);
    expect(wal.next).toBe(0n);
    const large = wal.append(newRecord(Buffer.alloc(20_000), accepted));
    expect(await large).toBe(1n);
    expect(wal.next).toBe(2n);
    await wal.close();
    const reopened = await openWal(folder);
    expect((await readAll(reopened)).map(({ body }) => body.length)).toEqual([1, 20_000]);
    await reopened.close();
  });

  it('gives back the memory of an accepted record that could not be written', async () => {
    const folder = temporaryFolder();
    const logger = recordingLogger();
    const wal = await openWal(folder, { logger });
    writeFileSync(join(folder, `${'0'.padStart(20, '0')}.wal`), '');
    let released = 0;
    const record = newRecord('a', {
      acknowledgement: { level: 'accepted', timeoutMs: 0 },
      release: () => void released++,
    });
    await wal.append(record);
    await until(() => released === 1, 'released');
    expect(wal.report()).toMatchObject({ failed: 1, acceptedLost: 1 });
    expect(logger.messages('error').join()).toContain('EEXIST');
    await wal.close();
  });

  it('keeps what nobody needs for the retention, and gives its space to new records', async () => {
    const folder = temporaryFolder();
    const clock = manualClock();
    const options = { clock, retentionMs: 60_000, maxBytes: 16_000, segmentBytes: 2_000 };
    const wal = await openWal(folder, options);
    for (let at = 0; at < 4; at++) await wal.append(newRecord(Buffer.alloc(1_500)));
    wal.release(4n);
    expect(segmentsIn(folder)).toHaveLength(4);
    expect((await readAll(wal)).map(({ sequence }) => sequence)).toEqual([0n, 1n, 2n, 3n]);
    clock.advance(60_001);
    await wal.append(newRecord(Buffer.alloc(1_500)));
    wal.release(4n);
    expect(wal.oldest).toBe(4n);

    for (let at = 0; at < 20; at++) {
      await wal.append(newRecord(Buffer.alloc(1_500)));
      wal.release(wal.next);
    }
    const { refused, bytes, retainedBytes } = wal.report();
    expect(refused).toBe(0);
    // What nobody needs does not make the log look full.
    expect(bytes).toBeLessThan(3_000);
    expect(bytes + retainedBytes).toBeGreaterThan(10_000);
    expect(bytes + retainedBytes).toBeLessThanOrEqual(15_000);
    await wal.close();
    expect(segmentsIn(folder).length).toBeGreaterThan(5);
    // The age of what an earlier run left is known, too.
    const reopened = await openWal(folder, options);
    clock.advance(60_001);
    reopened.release(reopened.next);
    expect(reopened.report().segments).toBe(0);
    await reopened.close();
  });

  describe('writes over files that nobody needs any more', () => {
    /** A log whose newest segment is written over an older one; a copy of its files is as after a crash. */
    async function reused(): Promise<{ readonly wal: Wal; readonly copy: string }> {
      const folder = temporaryFolder();
      const wal = await openWal(folder, { segmentBytes: 4_000 });
      const filesOf = (suffix: string): string[] =>
        readdirSync(folder).filter((name) => name.endsWith(suffix));
      for (let at = 0; at < 8; at++) await wal.append(newRecord(`old${at}`.padEnd(1_500, '.')));
      wal.release(8n);
      await until(() => filesOf('.free').length === 3, 'files are kept');
      for (let at = 0; at < 3; at++) await wal.append(newRecord(`new${at}`));
      await until(() => filesOf('.free').length === 2, 'a file is used again');
      const copy = temporaryFolder();
      for (const name of readdirSync(folder)) copyFileSync(join(folder, name), join(copy, name));
      return { wal, copy };
    }

    it('and reads only what is new, also after a crash', async () => {
      const { wal, copy } = await reused();
      expect((await readAll(wal, 8n)).map(({ body }) => textOf(body))).toEqual([
        'new0',
        'new1',
        'new2',
      ]);
      await wal.close();
      const logger = recordingLogger();
      const crashed = await openWal(copy, { logger });
      expect((await readAll(crashed, 8n)).map(({ body }) => textOf(body))).toEqual([
        'new0',
        'new1',
        'new2',
      ]);
      expect(crashed.report()).toMatchObject({ next: '11', tornBytes: 0, quarantined: 0 });
      expect(logger.records).toEqual([]);
      expect(readdirSync(copy).filter((name) => name.endsWith('.free'))).toEqual([]);
      await crashed.close();
    });

    it('and knows a torn write from an older record', async () => {
      const { wal, copy } = await reused();
      await wal.close();
      const path = join(copy, segmentsIn(copy).at(-1) ?? '');
      const bytes = readFileSync(path);
      // The last record and the mark behind it did not reach the disk.
      const last = bytes.indexOf('new2');
      bytes.fill('.', last, last + 100);
      writeFileSync(path, bytes);
      const logger = recordingLogger();
      const crashed = await openWal(copy, { logger });
      expect((await readAll(crashed, 8n)).map(({ sequence }) => sequence)).toEqual([8n, 9n]);
      expect(crashed.report().quarantined).toBe(0);
      expect(crashed.report().tornBytes).toBeGreaterThan(0);
      await crashed.close();
    });

    it('but not over one that somebody else put where the next segment belongs', async () => {
      const { wal } = await reused();
      const folder = temporaryFolder();
      await wal.close();
      const other = await openWal(folder, { segmentBytes: 4_000 });
      for (let at = 0; at < 4; at++) await other.append(newRecord('x'.repeat(1_500)));
      other.release(4n);
      await until(() => readdirSync(folder).some((name) => name.endsWith('.free')), 'kept');
      const theirs = join(folder, `${'4'.padStart(20, '0')}.wal`);
      writeFileSync(theirs, 'theirs');
      await expect(other.append(newRecord('x'.repeat(3_000)))).rejects.toMatchObject({
        code: 'wal_write_failed',
      });
      expect(readFileSync(theirs, 'utf8')).toBe('theirs');
      await other.close();
    });
  });

  it('cannot be opened where no directory can be', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    await expect(openWal(join(folder, 'file', 'wal'))).rejects.toMatchObject({
      code: 'state_unusable',
    });
  });
});
