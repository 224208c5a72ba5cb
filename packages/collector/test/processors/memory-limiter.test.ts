import type { Batch } from '@marigraph/collector';
import { describe, expect, it } from 'vitest';

import {
  createMemoryLimiter,
  isOverLimit,
  memoryLimiter,
  memoryLimits,
} from '../../src/processors/memory-limiter.ts';
import { recordingLogger } from '../support/logger.ts';
import { manualClock } from '../support/manual-clock.ts';

const MIB = 1024 * 1024;

describe('limits', () => {
  it('leave a fifth for spikes unless told otherwise', () => {
    const parse = (config: object): ReturnType<typeof memoryLimiter.config.parse> =>
      memoryLimiter.config.parse(config);
    expect(memoryLimits(parse({ limit_mib: 100 }), 1000 * MIB)).toEqual({
      hardBytes: 100 * MIB,
      softBytes: 80 * MIB,
    });
    expect(memoryLimits(parse({ limit_mib: 100, spike_limit_mib: 30 }), 1000 * MIB)).toEqual({
      hardBytes: 100 * MIB,
      softBytes: 70 * MIB,
    });
    expect(
      memoryLimits(parse({ limit_percentage: 50, spike_limit_percentage: 10 }), 1000 * MIB),
    ).toEqual({ hardBytes: 500 * MIB, softBytes: 400 * MIB });
    // MiB win over shares.
    expect(memoryLimits(parse({ limit_mib: 10, limit_percentage: 50 }), 1000 * MIB)).toEqual({
      hardBytes: 10 * MIB,
      softBytes: 8 * MIB,
    });
  });

  it.each([
    [{}, 'expected `limit_mib` or `limit_percentage`'],
    [{ limit_mib: 10, spike_limit_mib: 10 }, 'to be less than `limit_mib`'],
    [{ limit_percentage: 10, spike_limit_percentage: 20 }, 'to be less than `limit_percentage`'],
    [{ limit_percentage: 101 }, '<=100'],
    [{ limit_mib: 0 }, 'above 0'],
  ])('refuse %j', (config, message) => {
    expect(memoryLimiter.config.safeParse(config).error?.message).toContain(message);
  });

  const limits = { softBytes: 80 * MIB, hardBytes: 100 * MIB };
  it.each([
    ['little is used', { rss: 60, heapUsed: 20, external: 10 }, false],
    ['objects and buffers reach the soft limit', { rss: 90, heapUsed: 40, external: 40 }, true],
    ['the process is as large as it may be', { rss: 100, heapUsed: 40, external: 36 }, true],
    ['much of it is free inside', { rss: 150, heapUsed: 40, external: 36 }, false],
    ['it is beyond, and little is free', { rss: 104, heapUsed: 40, external: 39.9 }, true],
  ])('%s', (_, reading, expected) => {
    const bytes = {
      rss: reading.rss * MIB,
      heapUsed: reading.heapUsed * MIB,
      external: reading.external * MIB,
    };
    expect(isOverLimit(bytes, limits)).toBe(expected);
  });
});

describe('memory_limiter', () => {
  it('refuses from one look to the next, and says both', async () => {
    const clock = manualClock();
    const logger = recordingLogger();
    let heapUsed = 10 * MIB;
    const taken: Batch[] = [];
    const limiter = createMemoryLimiter(
      {
        id: 'memory_limiter',
        config: memoryLimiter.config.parse({ limit_mib: 100 }),
        clock,
        random: () => 0.5,
        logger,
        next: { consume: (batch) => void taken.push(batch) },
      },
      { readMemory: () => ({ rss: 50 * MIB, heapUsed, external: 0 }), totalBytes: () => 1e9 },
    );
    const batch = { items: 3 } as Batch;
    await limiter.start?.({ components: () => [], report: () => ({}) as never });
    await limiter.consume(batch);
    heapUsed = 90 * MIB;
    limiter.admit();
    clock.advance(1_000);
    const refusal = expect.objectContaining({
      code: 'memory_limited',
      retryable: true,
      retryAfterMs: 1_000,
      message: 'the process uses 90 MiB, and more than 80 MiB are not to be used',
    });
    expect(() => limiter.admit()).toThrowError(refusal);
    await expect(limiter.consume(batch)).rejects.toEqual(refusal);
    heapUsed = 10 * MIB;
    clock.advance(1_000);
    limiter.admit();
    await limiter.consume(batch);
    expect(taken).toEqual([batch, batch]);
    expect(limiter.report()).toMatchObject({ refused: 2, acceptedItems: 6, refusedItems: 3 });
    expect(logger.records.map(({ level }) => level)).toEqual(['warn', 'info']);
    await limiter.shutdown(new AbortController().signal);
    await limiter.shutdown(new AbortController().signal);
  });
});
