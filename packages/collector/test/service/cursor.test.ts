import { gunzipSync, gzipSync } from 'node:zlib';

import { type Batch, ComponentError, type Delivery } from '@marigraph/collector';
import { describe, expect, it, onTestFinished } from 'vitest';

import { createBodyCompressor } from '../../src/body-compressor.ts';
import { Cursor } from '../../src/service/cursor.ts';
import { mergeCount, mergeRecords as mergeWith } from '../../src/service/merge.ts';
import { NO_RETRY, retryDelayMs } from '../../src/service/retry.ts';
import { createRoutes } from '../../src/service/routes.ts';
import { createMemoryWal } from '../../src/wal/memory-wal.ts';
import type { Wal, WalRecord } from '../../src/wal/wal.ts';
import { recordingLogger, type RecordingLogger } from '../support/logger.ts';
import { manualClock, type ManualClock } from '../support/manual-clock.ts';
import { newRecord, textOf } from '../support/records.ts';
import { itemNames, otlpRequest } from '../support/requests.ts';
import { until } from '../support/wait.ts';

const RETRY = {
  enabled: true,
  initialIntervalMs: 5_000,
  multiplier: 1.5,
  randomizationFactor: 0.5,
  maxIntervalMs: 30_000,
  maxElapsedMs: 0,
};

interface Rig {
  readonly wal: Wal;
  readonly cursor: Cursor;
  readonly clock: ManualClock;
  readonly logger: RecordingLogger;
  readonly consumed: Batch[];
}

/** A cursor over a log in memory; `consume` decides what becomes of each batch. */
function rig(
  consume: (batch: Batch, attempt: number) => void | Promise<void> = () => {},
  delivery: Partial<Delivery> = {},
): Rig {
  const clock = manualClock();
  const logger = recordingLogger();
  const wal = createMemoryWal({ clock, maxBytes: 1 << 26 });
  const consumed: Batch[] = [];
  let attempt = 0;
  const entry = {
    async consume(batch: Batch): Promise<void> {
      await consume(batch, ++attempt);
      consumed.push(batch);
    },
  };
  const cursor = new Cursor({
    id: 'x',
    wal,
    position: 0n,
    routes: createRoutes([{ signal: 'traces', receivers: new Set(['otlp']), entry }]),
    delivery: { inFlightMax: 1, retry: RETRY, ...delivery },
    clock,
    random: () => 0.5,
    logger,
  });
  cursor.start();
  onTestFinished(() => cursor.stop());
  return { wal, cursor, clock, logger, consumed };
}

const refuse = (retryAfterMs?: number): never => {
  throw new ComponentError('backend_unavailable', 'no', { retryable: true, retryAfterMs });
};

const mergeRecords = (
  records: readonly [WalRecord, ...WalRecord[]],
): ReturnType<typeof mergeWith> => mergeWith(records, createBodyCompressor());

describe('a cursor', () => {
  it('passes what is not for it', async () => {
    const { wal, cursor, consumed } = rig();
    await wal.append(newRecord('a', { signal: 'logs' }));
    await wal.append(newRecord('b', { receiver: 'other' }));
    await wal.append(newRecord('c'));
    await until(() => cursor.isCaughtUp, 'caught up');
    expect(consumed.map((batch) => textOf(batch.body))).toEqual(['c']);
    expect(cursor.position).toBe(3n);
  });

  it('waits longer after each refusal, and as long as the consumer asks', async () => {
    const delays: number[] = [];
    const asked = [undefined, undefined, 20_000, undefined, undefined, undefined, undefined];
    const { wal, cursor, clock } = rig((_, attempt) => {
      if (attempt <= asked.length) refuse(asked[attempt - 1]);
    });
    await wal.append(newRecord('a'));
    for (let i = 0; i < asked.length; i++) {
      await until(() => clock.pending.length === 1, `attempt ${i} was refused`);
      const [delayMs = 0] = clock.pending;
      delays.push(delayMs);
      clock.advance(delayMs);
    }
    await until(() => cursor.isCaughtUp, 'delivered');
    expect(delays).toEqual([5_000, 7_500, 20_000, 16_875, 25_313, 30_000, 30_000]);
    expect(cursor.report()).toMatchObject({ retries: 7, failedAttempts: 7, sentItems: 1 });
    expect(cursor.failingSince).toBeUndefined();
  });

  it('acknowledges in order, however deliveries end', async () => {
    const finish = new Map<string, () => void>();
    const { wal, cursor } = rig(
      (batch) => new Promise<void>((resolve) => finish.set(textOf(batch.body), resolve)),
      { inFlightMax: 3 },
    );
    for (const body of ['a', 'b', 'c', 'd']) await wal.append(newRecord(body));
    await until(() => finish.size === 3, 'three are under way');
    finish.get('b')?.();
    finish.get('c')?.();
    await until(() => finish.size === 4, 'the fourth is under way');
    expect(cursor.position).toBe(0n);
    finish.get('a')?.();
    await until(() => cursor.position === 3n, 'the first three are acknowledged');
    finish.get('d')?.();
    await until(() => cursor.isCaughtUp, 'caught up');
  });

  it('calls back between two batches', async () => {
    let finish = (): void => {};
    const { wal, cursor } = rig(
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    const positions: bigint[] = [];
    cursor.atRest(() => positions.push(cursor.position));
    expect(positions).toEqual([0n]);
    await wal.append(newRecord('a'));
    await until(() => cursor.report().inFlight === 1, 'under way');
    cursor.atRest(() => positions.push(cursor.position));
    expect(positions).toEqual([0n]);
    finish();
    await until(() => positions.length === 2, 'called back');
    expect(positions).toEqual([0n, 1n]);
  });

  it('drops what is below a sequence, also what waits for its next attempt', async () => {
    const { wal, cursor, clock, consumed, logger } = rig((batch) => {
      if (batch.sequence < 3n) refuse();
    });
    for (let i = 0; i < 5; i++) await wal.append(newRecord(`${i}`, { items: 10 }));
    await until(() => clock.pending.length === 1, 'the first was refused');
    cursor.skipTo(3n);
    cursor.skipTo(1n);
    await until(() => cursor.isCaughtUp, 'caught up');
    expect(consumed.map((batch) => batch.sequence)).toEqual([3n, 4n]);
    expect(cursor.report().droppedItems).toEqual({ lag: 30 });
    expect(logger.messages('error')).toHaveLength(1);
  });

  it('counts unread records that it skips', async () => {
    const { wal, cursor } = rig(() => refuse());
    for (let i = 0; i < 600; i++) await wal.append(newRecord(`${i}`));
    await until(() => cursor.report().failedAttempts === 1, 'the first was refused');
    cursor.skipTo(600n);
    await until(() => cursor.isCaughtUp, 'caught up');
    expect(cursor.report().droppedItems).toEqual({ lag: 600 });
  });

  it('counts records that the log does not have any more', async () => {
    const clock = manualClock();
    const wal = createMemoryWal({ clock, maxBytes: 1 << 20 });
    for (let i = 0; i < 4; i++) await wal.append(newRecord(`${i}`));
    wal.release(2n);
    const cursor = new Cursor({
      id: 'x',
      wal,
      position: 0n,
      routes: createRoutes([]),
      delivery: { inFlightMax: 1, retry: NO_RETRY },
      clock,
      random: () => 0.5,
      logger: recordingLogger(),
    });
    cursor.start();
    await until(() => cursor.isCaughtUp, 'caught up');
    expect(cursor.report().missing).toBe(2);
    cursor.stop();
  });

  it('goes on behind records that nobody can read', async () => {
    const { wal, cursor, consumed } = rig();
    const read = wal.read.bind(wal);
    wal.read = async (from, limit) => (from < 1n ? [] : read(from, limit));
    await wal.append(newRecord('lost'));
    await until(() => cursor.position === 1n, 'passed');
    await wal.append(newRecord('a'));
    await until(() => cursor.isCaughtUp, 'caught up');
    expect(consumed).toHaveLength(1);
    expect(cursor.report().missing).toBe(1);
  });

  it('makes one last attempt when it drains, and then leaves the rest in the log', async () => {
    const { wal, cursor, clock } = rig(() => refuse());
    for (const body of ['a', 'b']) await wal.append(newRecord(body));
    await until(() => clock.pending.length === 1, 'refused');
    await cursor.drain({ lastAttempts: true });
    expect(cursor.report()).toMatchObject({ failedAttempts: 2, position: '0', droppedItems: {} });
    expect(clock.pending).toEqual([]);
  });

  it('drains at once when there is nothing to do, and when it is stopped', async () => {
    const { wal, cursor } = rig(() => refuse());
    await cursor.drain({ lastAttempts: false });
    await wal.append(newRecord('a'));
    const drained = cursor.drain({ lastAttempts: false });
    cursor.stop();
    await drained;
    expect(cursor.isCaughtUp).toBe(false);
  });
});

describe('retry delays', () => {
  it('are spread by the randomization factor', () => {
    const at = (random: number): number =>
      retryDelayMs(RETRY, { attempt: 1, retryAfterMs: undefined, random: () => random });
    expect([at(0), at(0.5), at(1)]).toEqual([2_500, 5_000, 7_500]);
  });
});

describe('merging', () => {
  const record = (name: string, more: Partial<WalRecord> = {}): WalRecord => ({
    ...newRecord(otlpRequest('traces', name)),
    sequence: 1n,
    receivedAt: 0n,
    tenant: '',
    ...more,
  });
  const sized = (...sizes: number[]): WalRecord[] =>
    sizes.map((size) => record('a', { body: Buffer.alloc(size) }));
  const policy = { belowBytes: 100, maxBytes: 500 };

  it.each([
    [[], 1],
    [[10], 1],
    [[10, 20, 30], 3],
    [[100, 10], 1],
    [[10, 300, 10], 2],
    [[10, 495, 10], 1],
    [[90, 90, 90, 90, 90, 90], 5],
  ])('of records of %j bytes takes %i', (sizes, count) => {
    expect(mergeCount(sized(...sizes), policy)).toBe(count);
  });

  it('leaves alone what does not concatenate', () => {
    const json = [record('a', { contentType: 'json' }), record('b', { contentType: 'json' })];
    expect(mergeCount(json, policy)).toBe(1);
    const zstd = [record('a', { encoding: 'zstd' }), record('b', { encoding: 'zstd' })];
    expect(mergeCount(zstd, policy)).toBe(1);
  });

  it('leaves requests of many items alone, however small they are', () => {
    const many = record('a', { body: Buffer.alloc(10), items: 1_000 });
    expect(mergeCount([many, many], policy)).toBe(1);
    const few = record('a', { body: Buffer.alloc(10), items: 100 });
    expect(mergeCount([few, few, few], policy)).toBe(3);
  });

  it('gives one request with the items of all', () => {
    const records = ['a', 'b', 'c'].map((name) => record(name));
    const { batch, count } = mergeRecords(records as [WalRecord, ...WalRecord[]]);
    expect(count).toBe(3);
    expect(batch.items).toBe(3);
    expect(itemNames('traces', batch.body)).toEqual(['a-0', 'b-0', 'c-0']);
  });

  it('inflates and compresses again', () => {
    const gzip = (name: string): WalRecord =>
      record(name, { encoding: 'gzip', body: gzipSync(otlpRequest('traces', name)) });
    const { batch } = mergeRecords([gzip('a'), gzip('b')]);
    expect(batch.encoding).toBe('gzip');
    expect(itemNames('traces', gunzipSync(batch.body))).toEqual(['a-0', 'b-0']);
  });

  it('stops where the inflated request would be too large', () => {
    const large = (bytes: number): WalRecord =>
      record('a', { encoding: 'gzip', body: gzipSync(Buffer.alloc(bytes)) });
    const mib = 1024 * 1024;
    const first = large(3 * mib);
    expect(mergeRecords([first, large(10)])).toEqual({ batch: first, count: 1 });
    expect(mergeRecords([large(1_000), large(1_000), large(3 * mib)]).count).toBe(2);
    const plain = record('a', { body: Buffer.alloc(2 * mib) });
    expect(mergeRecords([plain, record('b')])).toEqual({ batch: plain, count: 1 });
    const huge = record('a', { body: Buffer.alloc(3 * mib) });
    expect(mergeRecords([huge, record('b')])).toEqual({ batch: huge, count: 1 });
  });

  it('has the plain bytes of all that was merged, not of the first', () => {
    const records = ['a', 'b'].map((name, at): WalRecord => {
      const plain = otlpRequest('traces', name);
      return Object.assign(newRecord(gzipSync(plain), { encoding: 'gzip' }), {
        tenant: '',
        sequence: BigInt(at),
        receivedAt: 0n,
        plain: { bytes: plain, release: () => {} },
      });
    });
    const { batch, count } = mergeRecords(records as [WalRecord, ...WalRecord[]]);
    expect(count).toBe(2);
    expect(itemNames('traces', batch.plain?.bytes ?? Buffer.of())).toEqual(['a-0', 'b-0']);
    expect(itemNames('traces', gunzipSync(batch.body))).toEqual(['a-0', 'b-0']);
  });

  it('waits for a backend that asks for more than an hour no longer than that', () => {
    const asked = { attempt: 1, retryAfterMs: 2_592_000_000, random: () => 0.5 };
    expect(retryDelayMs(RETRY, asked)).toBe(3_600_000);
  });
});
