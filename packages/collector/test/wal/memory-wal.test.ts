import { describe, expect, it } from 'vitest';

import { createMemoryWal } from '../../src/wal/memory-wal.ts';
import { RECORD_OVERHEAD_BYTES } from '../../src/wal/recent-records.ts';
import { manualClock } from '../support/manual-clock.ts';
import { newRecord, textOf } from '../support/records.ts';

const ALL = { records: 100_000, bytes: 1 << 30 };

describe('the log in memory', () => {
  it('gives records in order, from anywhere', async () => {
    const wal = createMemoryWal({ clock: manualClock(), maxBytes: 1 << 24, startAt: 9n });
    expect(wal.oldest).toBe(9n);
    for (const body of ['a', 'b', 'c']) await wal.append(newRecord(body));
    expect((await wal.read(0n, ALL)).map((r) => [r.sequence, textOf(r.body)])).toEqual([
      [9n, 'a'],
      [10n, 'b'],
      [11n, 'c'],
    ]);
    expect(await wal.read(11n, ALL)).toHaveLength(1);
    expect(await wal.read(12n, ALL)).toEqual([]);
    expect(await wal.read(9n, { records: 5, bytes: 1 })).toHaveLength(1);
    expect(await wal.read(9n, { records: 2, bytes: 99 })).toHaveLength(2);
    await wal.close();
  });

  it('holds at most its bytes, and takes again what a release made room for', async () => {
    const clock = manualClock();
    const size = 1_000 - RECORD_OVERHEAD_BYTES;
    const wal = createMemoryWal({ clock, maxBytes: 16_000 });
    const append = (): Promise<bigint> => wal.append(newRecord(Buffer.alloc(size)));
    for (let i = 0; i < 15; i++) await append();
    await expect(append()).rejects.toMatchObject({
      code: 'wal_full',
      retryable: true,
      retryAfterMs: 30_000,
    });
    expect(wal.bytesFrom(0n)).toBe(15_000);
    expect(wal.bytesFrom(10n)).toBe(5_000);
    clock.advance(1_000);
    wal.release(5n);
    expect(wal.report()).toMatchObject({ oldest: '5', next: '15', bytes: 10_000, refused: 1 });
    await expect(append()).resolves.toBe(15n);
    expect((await wal.read(0n, ALL)).map((r) => r.sequence)[0]).toBe(5n);
  });

  it('asks refused senders to come back when there will be room', async () => {
    const clock = manualClock();
    const wal = createMemoryWal({ clock, maxBytes: 1 << 20 });
    for (let i = 0; i < 40; i++) {
      await wal.append(newRecord(Buffer.alloc(20_000)));
      clock.advance(1_000);
      wal.release(wal.next);
    }
    const huge = wal.append(newRecord(Buffer.alloc(2 << 20)));
    await expect(huge).rejects.toSatisfy(({ retryAfterMs }: { retryAfterMs: number }) => {
      return retryAfterMs === 30_000;
    });
    await wal.append(newRecord(Buffer.alloc(900_000)));
    const small = wal.append(newRecord(Buffer.alloc(100_000)));
    await expect(small).rejects.toSatisfy(({ retryAfterMs }: { retryAfterMs: number }) => {
      return retryAfterMs > 1_000 && retryAfterMs < 10_000;
    });
  });

  it('keeps its place over many releases', async () => {
    const wal = createMemoryWal({ clock: manualClock(), maxBytes: 1 << 24 });
    for (let i = 0; i < 5_000; i++) {
      await wal.append(newRecord(String(i)));
      if (i >= 10) wal.release(BigInt(i - 10));
    }
    expect((await wal.read(0n, ALL)).map((r) => textOf(r.body))[0]).toBe('4989');
    expect((await wal.read(4_995n, ALL)).map((r) => textOf(r.body))).toEqual([
      '4995',
      '4996',
      '4997',
      '4998',
      '4999',
    ]);
  });

  it('keeps inflated bodies while readers keep up, and only encoded ones behind a backlog', async () => {
    const wal = createMemoryWal({ clock: manualClock(), maxBytes: 40_000 });
    const released: number[] = [];
    const append = (id: number): Promise<bigint> => {
      const plain = { bytes: Buffer.alloc(4_000), release: () => void released.push(id) };
      return wal.append({ ...newRecord(Buffer.alloc(744)), encoding: 'gzip', plain });
    };
    for (const id of [0, 1, 2]) await append(id);
    expect((await wal.read(0n, ALL)).map((r) => r.plain?.bytes.length)).toEqual([
      4_000,
      4_000,
      undefined,
    ]);
    expect(released).toEqual([2]);
    expect(wal.report().bytes).toBe(11_000);
    wal.release(2n);
    expect(released).toEqual([2, 0, 1]);
    expect(wal.report().bytes).toBe(1_000);
  });

  it('refuses appends after its end', async () => {
    const wal = createMemoryWal({ clock: manualClock(), maxBytes: 1_000 });
    const calls: string[] = [];
    wal.subscribe(() => calls.push('x'));
    await wal.close();
    await expect(wal.append(newRecord('a'))).rejects.toMatchObject({ code: 'wal_closed' });
    expect(calls).toEqual([]);
  });
});
