import { describe, expect, it } from 'vitest';

import { createBufferPool } from '../src/buffer-pool.ts';

const KIB = 1024;

describe('createBufferPool', () => {
  it('gives exactly as many bytes as were asked for', () => {
    const pool = createBufferPool(1024 * KIB);
    for (const bytes of [0, 1, 16 * KIB, 16 * KIB + 1, 100_000, 5_000 * KIB]) {
      expect(pool.take(bytes).bytes).toHaveLength(bytes);
    }
  });

  it('hands memory out again only after it was given back, and once', () => {
    const pool = createBufferPool(1024 * KIB);
    const first = pool.take(20 * KIB);
    const second = pool.take(20 * KIB);
    expect(second.bytes.buffer).not.toBe(first.bytes.buffer);
    first.release();
    first.release();
    expect(pool.idleBytes).toBe(32 * KIB);
    const third = pool.take(30 * KIB);
    expect(third.bytes.buffer).toBe(first.bytes.buffer);
    expect(pool.take(20 * KIB).bytes.buffer).not.toBe(third.bytes.buffer);
  });

  it('keeps no more than it may', () => {
    const pool = createBufferPool(100 * KIB);
    for (const taken of Array.from({ length: 10 }, () => pool.take(32 * KIB))) taken.release();
    expect(pool.idleBytes).toBe(96 * KIB);
  });
});
