import { createHook } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';

import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';

import { createBodyInflater } from '../../src/body-inflater.ts';
import { type BufferPool, createBufferPool } from '../../src/buffer-pool.ts';
import {
  type Body,
  type BodyMemory,
  createBodyBudget,
  GrowingBody,
  inflateBody,
} from '../../src/receivers/otlp-body.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

interface Watched extends BodyMemory {
  /** Bytes that were taken from the pool and are not given back. */
  held(): number;
}

function watchedMemory(maxBytes: number): Watched {
  const pool = createBufferPool(64 * MIB);
  let held = 0;
  const watched: BufferPool = {
    get idleBytes() {
      return pool.idleBytes;
    },
    take(bytes) {
      const buffer = pool.take(bytes);
      let mine = bytes;
      held += mine;
      return {
        bytes: buffer.bytes,
        release() {
          held -= mine;
          mine = 0;
          buffer.release();
        },
      };
    },
  };
  return { budget: createBodyBudget(maxBytes), pool: watched, held: () => held };
}

function bodyOf(bytes: Uint8Array, memory: BodyMemory): Body {
  const growing = new GrowingBody(memory, {
    announced: bytes.length,
    firstBytes: 64 * KIB,
    maxBytes: 64 * MIB,
  });
  growing.add(bytes);
  return growing.finish();
}

describe('GrowingBody', () => {
  it('holds at most four times what came, whatever was announced', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 64 * KIB }), { minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 64 * MIB }), (chunks, unsent) => {
        const memory = watchedMemory(64 * MIB);
        const announced = chunks.reduce((sum, size) => sum + size) + unsent;
        const growing = new GrowingBody(memory, {
          announced,
          firstBytes: 64 * KIB,
          maxBytes: 128 * MIB,
        });
        for (const size of chunks) {
          growing.add(new Uint8Array(size));
          expect(memory.held()).toBeLessThanOrEqual(Math.max(64 * KIB, 4 * growing.length));
        }
        growing.discard();
        expect(memory.held()).toBe(0);
        expect(memory.budget.used).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  it('is what came in, in memory of that length', () => {
    const memory = watchedMemory(64 * MIB);
    const sent = randomBytes(1.5 * MIB);
    const options = { announced: sent.length, firstBytes: 64 * KIB, maxBytes: 64 * MIB };
    const growing = new GrowingBody(memory, options);
    for (let at = 0; at < sent.length; at += 50_000) growing.add(sent.subarray(at, at + 50_000));
    const body = growing.finish();
    expect(sent.equals(body.bytes)).toBe(true);
    expect(memory.held()).toBe(sent.length);
    body.release();
    expect(memory.held()).toBe(0);
  });

  it('has one buffer where a small body is announced', () => {
    const memory = watchedMemory(64 * MIB);
    const options = { announced: 60 * KIB, firstBytes: 64 * KIB, maxBytes: 64 * MIB };
    const growing = new GrowingBody(memory, options);
    growing.add(new Uint8Array(1));
    expect(memory.held()).toBe(60 * KIB);
  });
});

describe('inflateBody', () => {
  const encode = { gzip: gzipSync, deflate: deflateSync };

  it.each([
    { encoding: 'gzip', bytes: 100 * KIB, where: 'at once' },
    { encoding: 'deflate', bytes: 100 * KIB, where: 'at once' },
    { encoding: 'gzip', bytes: 16 * MIB, where: 'on another thread' },
    { encoding: 'deflate', bytes: 16 * MIB, where: 'on another thread' },
  ] as const)('counts $bytes bytes of $encoding, inflated $where', async ({ encoding, bytes }) => {
    const stored = encode[encoding](Buffer.alloc(bytes));
    const memory = watchedMemory(1.5 * bytes);
    const inflater = createBodyInflater(memory.pool);
    const first = bodyOf(stored, memory);
    const plain = await inflateBody({ bytes: stored, encoding }, inflater, 64 * MIB, first);
    expect(memory.budget.used).toBe(stored.length + bytes);

    const second = bodyOf(stored, memory);
    const held = memory.held();
    const refused = inflateBody({ bytes: stored, encoding }, inflater, 64 * MIB, second);
    await expect(refused).rejects.toMatchObject({ httpStatus: 503, code: 14, retryAfterMs: 1_000 });
    expect(memory.held()).toBe(held);
    second.settle();
    expect(memory.budget.used).toBe(stored.length + bytes);

    plain.release();
    first.settle();
    first.settle();
    expect(memory.budget.used).toBe(0);
  });

  it.each([100 * KIB, 16 * MIB])(
    'refuses for good what would not fit though it were alone: %i bytes',
    async (bytes) => {
      const stored = gzipSync(Buffer.alloc(bytes));
      const memory = watchedMemory(bytes);
      const body = bodyOf(stored, memory);
      const inflater = createBodyInflater(memory.pool);
      const refused = inflateBody({ bytes: stored, encoding: 'gzip' }, inflater, 64 * MIB, body);
      await expect(refused).rejects.toMatchObject({ httpStatus: 413, code: 8 });
      expect(memory.budget.used).toBe(stored.length);
    },
  );

  it('inflates no more than two bodies on other threads at once, and all in the end', async () => {
    // Too large for this thread, so each inflation makes one object of zlib.
    const bytes = gzipSync(randomBytes(1.1 * MIB));
    const inflater = createBodyInflater(createBufferPool(MIB));
    let begun = 0;
    const hook = createHook({
      init(_, type) {
        if (type === 'ZLIB') begun++;
      },
    }).enable();
    onTestFinished(() => void hook.disable());
    let ended = 0;
    let atOnce = 0;
    const body = {
      charge() {
        atOnce = Math.max(atOnce, begun - ended);
        ended++;
        // A refusal must not keep the turn.
        if (ended % 3 === 0) throw new Error('busy');
      },
    };
    const outcomes = await Promise.allSettled(
      Array.from({ length: 9 }, () =>
        inflateBody({ bytes, encoding: 'gzip' }, inflater, 64 * MIB, body),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
    expect({ begun, ended, atOnce }).toEqual({ begun: 9, ended: 9, atOnce: 2 });
  });
});
