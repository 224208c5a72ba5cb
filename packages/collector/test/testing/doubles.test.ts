import { gzipSync } from 'node:zlib';

import { ComponentError, defineExtension } from '@marigraph/collector';
import {
  CLOCK_START_MS,
  createContext,
  createHost,
  createManualClock,
  createOtlpSink,
  createSink,
  newBatch,
  storedBatch,
} from '@marigraph/collector/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';

import { send } from '../support/requests.ts';

describe('the manual clock', () => {
  it('stands still until it is moved', () => {
    const clock = createManualClock();
    expect(clock.now()).toBe(BigInt(CLOCK_START_MS) * 1_000_000n);
    clock.advance(1_500);
    expect(clock.now()).toBe(BigInt(CLOCK_START_MS + 1_500) * 1_000_000n);
  });

  it('calls timers back in their order, at their time, those that others set as well', () => {
    const clock = createManualClock();
    const calls: string[] = [];
    const note = (name: string) => () =>
      void calls.push(`${name} at ${Number(clock.now() / 1_000_000n) - CLOCK_START_MS}`);
    clock.after(30, note('late'));
    clock.every(20, note('tick'));
    clock.after(10, () => void clock.after(15, note('nested')));
    const cancel = clock.after(5, note('cancelled'));
    cancel();
    expect(clock.pending).toEqual([30, 10]);
    clock.advance(45);
    expect(calls).toEqual(['tick at 20', 'nested at 25', 'late at 30', 'tick at 40']);
    expect(clock.pending).toEqual([]);
  });
});

describe('the sink', () => {
  it('keeps what it takes in memory of its own, and shows what it was offered', () => {
    const sink = createSink();
    const batch = storedBatch({ body: Buffer.from('abc') });
    void sink.consume(batch);
    batch.body.fill(0);
    expect(Buffer.from(sink.batches[0]?.body ?? []).toString()).toBe('abc');
    expect(sink.offered[0]).toBe(batch);
  });

  it('refuses as it is told, until it is told to take again', () => {
    const sink = createSink();
    for (const retryable of [true, false]) {
      sink.refuse({ retryable });
      expect(() => sink.consume(storedBatch())).toThrow(expect.objectContaining({ retryable }));
    }
    const own = new ComponentError('backend_timeout', 'too slow', { retryAfterMs: 7 });
    sink.refuse(own);
    expect(() => sink.consume(storedBatch())).toThrow(own);
    sink.accept();
    void sink.consume(storedBatch());
    expect(sink.batches).toHaveLength(1);
    expect(sink.offered).toHaveLength(4);
  });

  it('holds what comes until it is let go', async () => {
    const sink = createSink();
    const open = sink.hold();
    const work = sink.consume(storedBatch());
    expect(sink.batches).toHaveLength(0);
    open();
    await work;
    expect(sink.batches).toHaveLength(1);
    expect(sink.consume(storedBatch())).toBeUndefined();
  });
});

describe('the OTLP sink', () => {
  it('keeps what it acknowledges, inflated and as it came', async () => {
    const sink = await createOtlpSink();
    onTestFinished(() => sink.close());
    const body = gzipSync('abc');
    const headers = { 'content-encoding': 'gzip' };
    expect((await send(`${sink.url}/v1/logs`, { headers, body })).status).toBe(200);
    expect(sink.requests).toMatchObject([{ path: '/v1/logs' }]);
    expect(Buffer.from(sink.requests[0]?.body ?? []).toString()).toBe('abc');
    expect(Buffer.compare(sink.requests[0]?.raw ?? Buffer.of(), body)).toBe(0);
  });

  it('answers as it is told, and refuses what it cannot read', async () => {
    const sink = await createOtlpSink({
      respond: ({ path }) =>
        path === '/v1/traces'
          ? { status: 503, headers: { 'retry-after': '3' }, body: 'busy' }
          : { hangUp: true },
    });
    onTestFinished(() => sink.close());
    const busy = await send(`${sink.url}/v1/traces`, { body: Buffer.of(1) });
    expect([busy.status, busy.headers['retry-after'], busy.body.toString()]).toEqual([
      503,
      '3',
      'busy',
    ]);
    await expect(send(`${sink.url}/v1/logs`, { body: Buffer.of(1) })).rejects.toThrow(/hang up/);
    const headers = { 'content-encoding': 'gzip' };
    const broken = await send(`${sink.url}/v1/traces`, { headers, body: Buffer.of(1) });
    expect(broken.status).toBe(400);
    expect(sink.requests).toEqual([]);
  });

  it('says in vain for what it waited', async () => {
    const sink = await createOtlpSink();
    onTestFinished(() => sink.close());
    await expect(sink.waitFor((requests) => requests.length > 0, 5)).rejects.toThrow(
      'the sink waited 5 ms in vain; it holds 0 requests',
    );
  });
});

describe('builders', () => {
  it('make batches of which only what matters must be said', () => {
    expect(newBatch({ signal: 'logs' })).toEqual({
      signal: 'logs',
      contentType: 'protobuf',
      encoding: 'identity',
      body: new Uint8Array(0),
      items: 1,
    });
    expect(storedBatch({ items: 5 })).toMatchObject({ signal: 'traces', items: 5, sequence: 0n });
  });

  it('make a context with a checked configuration, and a service around it', () => {
    const definition = defineExtension({
      type: 'tested',
      stability: 'development',
      config: z.strictObject({ size: z.number().default(3) }),
      create: () => ({ shutdown: async () => {} }),
    });
    const context = createContext(definition, { id: 'tested/a' });
    expect(context).toMatchObject({ id: 'tested/a', config: { size: 3 } });
    expect(context.random()).toBe(0.5);
    expect(() => createContext(definition, { config: { sise: 4 } })).toThrow(/sise/);
    context.logger.error('goes nowhere');
    expect(createHost().components()).toEqual([]);
    expect(createHost().report()).toMatchObject({ status: 'running', problems: [] });
  });
});
