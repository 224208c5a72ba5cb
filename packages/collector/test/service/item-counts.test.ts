import { ComponentError } from '@marigraph/collector';
import { createSink, storedBatch } from '@marigraph/collector/testing';
import { describe, expect, it } from 'vitest';

import {
  countConsumer,
  countProcessor,
  createEmittedCounter,
} from '../../src/service/item-counts.ts';

const NONE = { traces: 0, metrics: 0, logs: 0 };

it('tells what was refused on purpose from what failed here', () => {
  const counter = createEmittedCounter();
  counter.accept({ signal: 'traces', items: 3 });
  counter.refuse({ signal: 'traces', items: 2 }, new ComponentError('wal_full', 'full'));
  counter.refuse({ signal: 'logs', items: 4 }, new ComponentError('wal_full', 'full'));
  counter.refuse({ signal: 'logs', items: 5 }, new ComponentError('wal_write_failed', 'disk'));
  counter.refuse({ signal: 'metrics', items: 6 }, new TypeError('a bug'));
  expect(counter.report()).toEqual({
    accepted: { ...NONE, traces: 3 },
    refused: { ...NONE, traces: 2, logs: 4 },
    failed: { ...NONE, logs: 5, metrics: 6 },
    reasons: { wal_full: 6, wal_write_failed: 5, component_failed: 6 },
  });
});

describe('counted consumers', () => {
  const batch = storedBatch({ signal: 'logs', items: 7 });

  it('count what was taken, now or later, and nothing that was refused', async () => {
    const sink = createSink();
    const counted = countConsumer(sink);
    expect(counted.consumer.consume(batch)).toBeUndefined();
    expect(counted.report()).toEqual({ ...NONE, logs: 7 });
    const open = sink.hold();
    const work = counted.consumer.consume(batch);
    expect(counted.report().logs).toBe(7);
    open();
    await work;
    expect(counted.report().logs).toBe(14);
    sink.refuse({ retryable: true });
    expect(() => counted.consumer.consume(batch)).toThrow(ComponentError);
    expect(counted.report().logs).toBe(14);
  });

  it('count both sides of a processor, and hand the same batch on', async () => {
    const sink = createSink();
    const counted = countProcessor(sink);
    const entry = counted.before({
      consume: (given) => counted.next.consume({ ...given, items: given.items - 4 }),
    });
    await entry.consume(batch);
    sink.refuse({ retryable: false });
    expect(() => entry.consume(batch)).toThrow(ComponentError);
    expect(counted.report()).toEqual({
      incoming: { ...NONE, logs: 14 },
      outgoing: { ...NONE, logs: 3 },
    });
  });
});
