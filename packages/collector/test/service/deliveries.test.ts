import { describe, expect, it } from 'vitest';

import type { Cursor } from '../../src/service/cursor.ts';
import { createDeliveries } from '../../src/service/deliveries.ts';
import { manualClock } from '../support/manual-clock.ts';

interface FakeCursor {
  readonly id: string;
  position: bigint;
  takes(source: { readonly signal: string }): boolean;
}

function fakeCursor(id: string, signal = 'traces'): FakeCursor {
  return { id, position: 0n, takes: (source) => source.signal === signal };
}

const REQUEST = { receiver: 'otlp', signal: 'traces', sequence: 4n } as const;

function rig(...cursors: FakeCursor[]) {
  const clock = manualClock();
  return { clock, deliveries: createDeliveries(() => cursors as unknown as Cursor[], clock) };
}

describe('deliveries', () => {
  it('settle when the last consumer of the request has passed it', async () => {
    const [a, b, other] = [fakeCursor('a'), fakeCursor('b'), fakeCursor('c', 'logs')];
    const { deliveries, clock } = rig(a, b, other);
    let settled = false;
    const waiting = deliveries.wait(REQUEST, 1_000).then(() => (settled = true));
    a.position = 5n;
    b.position = 4n;
    deliveries.check();
    await Promise.resolve();
    expect(settled).toBe(false);
    b.position = 5n;
    deliveries.check();
    await waiting;
    expect(clock.pending).toEqual([]);
  });

  it('settle at once for what everybody has, or nobody wants', async () => {
    const a = fakeCursor('a');
    a.position = 5n;
    const { deliveries, clock } = rig(a);
    await deliveries.wait(REQUEST, 1_000);
    await deliveries.wait({ ...REQUEST, signal: 'metrics' }, 1_000);
    expect(clock.pending).toEqual([]);
  });

  it('reject retryably after the timeout, and say who has not got it', async () => {
    const [a, b] = [fakeCursor('a'), fakeCursor('b')];
    const { deliveries, clock } = rig(a, b);
    const waiting = deliveries.wait(REQUEST, 1_000);
    a.position = 9n;
    clock.advance(1_000);
    await expect(waiting).rejects.toMatchObject({
      code: 'not_delivered',
      retryable: true,
      kept: true,
      message: 'not delivered to b within 1000 ms',
    });
  });

  it('let only so many wait', () => {
    const { deliveries, clock } = rig(fakeCursor('a'));
    // Also while they are still on their way into the log.
    const leave = Array.from({ length: 1_024 }, () => deliveries.admit());
    expect(() => deliveries.admit()).toThrowError('1024 requests wait for their delivery');
    leave[0]?.();
    expect(() => deliveries.admit()).not.toThrow();
    expect(clock.pending).toEqual([]);
  });

  it('end a moment after the shutdown begins, and take no new ones', async () => {
    const a = fakeCursor('a');
    const { deliveries, clock } = rig(a);
    const first = deliveries.wait(REQUEST, 60_000);
    const second = deliveries.wait({ ...REQUEST, sequence: 7n }, 60_000);
    deliveries.close();
    await expect(deliveries.wait(REQUEST, 1)).rejects.toMatchObject({ code: 'shutting_down' });
    a.position = 5n;
    deliveries.check();
    await first;
    clock.advance(1_000);
    await expect(second).rejects.toMatchObject({ code: 'shutting_down', retryable: true });
    expect(clock.pending).toEqual([]);
  });
});
