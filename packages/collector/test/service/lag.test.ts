import { describe, expect, it } from 'vitest';

import { Cursor } from '../../src/service/cursor.ts';
import { createLagGate, skipLagging } from '../../src/service/lag.ts';
import { NO_RETRY } from '../../src/service/retry.ts';
import { createRoutes } from '../../src/service/routes.ts';
import { createMemoryWal } from '../../src/wal/memory-wal.ts';
import { recordingLogger } from '../support/logger.ts';
import { manualClock } from '../support/manual-clock.ts';
import { newRecord } from '../support/records.ts';
import { until } from '../support/wait.ts';

/** A cursor whose consumer takes nothing until `open` is called. */
function rig() {
  const clock = manualClock();
  const logger = recordingLogger();
  const wal = createMemoryWal({ clock, maxBytes: 1 << 26 });
  const gate = Promise.withResolvers<void>();
  const consumed: bigint[] = [];
  const entry = {
    async consume({ sequence }: { readonly sequence: bigint }): Promise<void> {
      await gate.promise;
      consumed.push(sequence);
    },
  };
  const cursor = new Cursor({
    id: 'slow',
    wal,
    position: 0n,
    routes: createRoutes([{ signal: 'traces', receivers: new Set(['otlp']), entry }]),
    delivery: { inFlightMax: 1, retry: NO_RETRY },
    clock,
    random: () => 0.5,
    logger,
  });
  const options = { cursors: [cursor], wal, clock, logger };
  return { clock, logger, wal, cursor, consumed, options, open: gate.resolve };
}

const SOURCE = { signal: 'traces', receiver: 'otlp' } as const;

describe('a consumer that is long behind', () => {
  it('skips what is too old, also what it has not read yet', async () => {
    const { clock, wal, cursor, consumed, options, open, logger } = rig();
    for (let at = 0; at < 400; at++) await wal.append(newRecord('x'.repeat(20)));
    cursor.start();
    await until(() => cursor.oldestWaiting !== undefined, 'reads');
    clock.advance(30_000);
    for (let at = 0; at < 5; at++) await wal.append(newRecord('y'));
    clock.advance(31_000);
    skipLagging({ ...options, maxLagBytes: 1e9, maxLagMs: 60_000 });
    open();
    await until(() => cursor.isCaughtUp, 'caught up');
    // The one that was on its way is delivered all the same.
    expect(consumed).toEqual([0n, 400n, 401n, 402n, 403n, 404n]);
    expect(cursor.report().droppedItems).toEqual({ lag: 399 });
    expect(logger.records.filter(({ level }) => level === 'error')).toHaveLength(1);
    cursor.stop();
  });

  it('takes what is new when a clock has jumped forward and back', async () => {
    const { clock, wal, cursor, consumed, options, open } = rig();
    const limits = { maxLagBytes: 1e9, maxLagMs: 60_000 };
    const jumped = { ...clock, now: () => clock.now() + 86_400_000_000_000n };
    skipLagging({ ...options, ...limits, clock: jumped });
    skipLagging({ ...options, ...limits });
    await wal.append(newRecord('x'));
    cursor.start();
    open();
    await until(() => cursor.isCaughtUp, 'caught up');
    expect(consumed).toEqual([0n]);
    cursor.stop();
  });

  it('skips nothing for its age where age does not matter', async () => {
    const { clock, wal, cursor, consumed, options, open } = rig();
    await wal.append(newRecord('x'));
    await wal.append(newRecord('x'));
    cursor.start();
    clock.advance(1e9);
    skipLagging({ ...options, maxLagBytes: 1e9 });
    open();
    await until(() => cursor.isCaughtUp, 'caught up');
    expect(consumed).toEqual([0n, 1n]);
    cursor.stop();
  });
});

describe('a gate', () => {
  it('holds back what a consumer that is too far behind would get, until it has caught up', async () => {
    const { wal, cursor, options, open, logger } = rig();
    const gate = createLagGate({ ...options, maxLagBytes: 1_000 });
    gate.observe();
    expect(() => gate.check(SOURCE)).not.toThrow();
    for (let at = 0; at < 10; at++) await wal.append(newRecord('x'.repeat(100)));
    cursor.start();
    gate.observe();
    gate.observe();
    expect(() => gate.check(SOURCE)).toThrowError('slow is too far behind');
    expect(() => gate.check({ ...SOURCE, signal: 'logs' })).not.toThrow();
    expect(gate.behind).toEqual(['slow']);
    expect(logger.records.filter(({ level }) => level === 'error')).toHaveLength(1);
    open();
    await until(() => cursor.isCaughtUp, 'caught up');
    gate.observe();
    expect(() => gate.check(SOURCE)).not.toThrow();
    cursor.stop();
  });

  it('knows the age of what waits', async () => {
    const { clock, wal, cursor, options } = rig();
    const gate = createLagGate({ ...options, maxLagBytes: 1e9, maxLagMs: 60_000 });
    await wal.append(newRecord('x'));
    cursor.start();
    await until(() => cursor.oldestWaiting !== undefined, 'reads');
    clock.advance(60_000);
    gate.observe();
    expect(() => gate.check(SOURCE)).not.toThrow();
    clock.advance(1);
    gate.observe();
    expect(() => gate.check(SOURCE)).toThrowError(
      expect.objectContaining({ code: 'wal_blocked', retryable: true, retryAfterMs: 5_000 }),
    );
    cursor.stop();
  });
});
