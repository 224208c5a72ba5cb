import { ComponentError } from '@marigraph/collector';
import { createManualClock, createSink, CLOCK_START_MS } from '@marigraph/collector/testing';
import { expect, it, onTestFinished } from 'vitest';

import { Cursor } from '../../src/service/cursor.ts';
import { createRoutes } from '../../src/service/routes.ts';
import { createMemoryWal } from '../../src/wal/memory-wal.ts';
import { recordingLogger } from '../support/logger.ts';
import { newRecord } from '../support/records.ts';
import { until } from '../support/wait.ts';

const RETRY = {
  enabled: true,
  initialIntervalMs: 1_000,
  multiplier: 1,
  randomizationFactor: 0,
  maxIntervalMs: 1_000,
  maxElapsedMs: 0,
};

it('says what waits, since when, what the consumer refused with, and what was lost by it', async () => {
  const clock = createManualClock();
  const wal = createMemoryWal({ clock, maxBytes: 1 << 20 });
  const sink = createSink();
  const feed = { signal: 'traces', receivers: new Set(['otlp']), entry: sink } as const;
  const cursor = new Cursor({
    id: 'x',
    wal,
    position: 0n,
    routes: createRoutes([feed]),
    delivery: { inFlightMax: 1, retry: RETRY },
    clock,
    random: () => 0.5,
    logger: recordingLogger(),
  });
  onTestFinished(() => cursor.stop());
  expect(cursor.report()).toMatchObject({
    oldestWaiting: undefined,
    lastError: undefined,
    failedItems: { traces: 0, metrics: 0, logs: 0 },
  });

  sink.refuse(new ComponentError('backend_timeout', 'secret of a backend', { retryable: true }));
  cursor.start();
  await wal.append(newRecord('a', { items: 3 }));
  await until(() => cursor.report().failedAttempts === 1, 'it is refused');
  clock.advance(500);
  await wal.append(newRecord('b', { items: 4 }));
  const { lastError, ...report } = cursor.report();
  expect(report.oldestWaiting).toBe(`${CLOCK_START_MS}000000`);
  // The message may quote what the backend said; it is for the log only.
  expect(lastError).toEqual({
    code: 'backend_timeout',
    hint: expect.stringContaining('`timeout`'),
  });

  sink.refuse({ retryable: false });
  clock.advance(500);
  await until(() => cursor.report().lagRecords === 0, 'it gives up');
  expect(cursor.report()).toMatchObject({
    oldestWaiting: undefined,
    failedItems: { traces: 7, metrics: 0, logs: 0 },
    droppedItems: { backend_unavailable: 7 },
    lastError: { code: 'backend_unavailable' },
  });
});
