import { ComponentError } from '@marigraph/collector';
import { describe, expect, it } from 'vitest';

import {
  attributes,
  batchOf,
  createProcessor,
  decodeBatch,
  encodeRequest,
  requestOf,
} from './support/processor.ts';

/** A processor that changes spans with the attribute `drop`, and drops nothing but values. */
const CONFIG = { actions: [{ key: 'drop', action: 'delete' }] };

const CHANGED = requestOf('traces', [
  { name: 'a', attributes: attributes({ drop: 'x', keep: 'y' }) },
]);

describe('a processor that changes requests', () => {
  it.each(['identity', 'gzip', 'deflate', 'zstd'] as const)(
    'keeps the encoding %s',
    async (encoding) => {
      const { component, batches } = createProcessor('attributes', CONFIG);
      const batch = batchOf('traces', encodeRequest('traces', CHANGED), encoding);
      await component.consume(batch);
      const expected = requestOf('traces', [{ name: 'a', attributes: attributes({ keep: 'y' }) }]);
      const plain = encodeRequest('traces', expected);
      expect(batches).toHaveLength(1);
      expect(batches[0]).toMatchObject({
        ...batch,
        body: batches[0]?.body,
        plain: { bytes: plain },
      });
      expect(decodeBatch(batches[0] ?? batch)).toEqual(decodeBatch(batchOf('traces', plain)));
    },
  );

  it.each(['identity', 'gzip', 'deflate', 'zstd'] as const)(
    'passes an unchanged batch on as it is: %s',
    async (encoding) => {
      const { component, batches } = createProcessor('attributes', CONFIG);
      const request = requestOf('traces', [{ name: 'a' }]);
      const batch = batchOf('traces', encodeRequest('traces', request), encoding);
      await component.consume(batch);
      expect(batches[0]).toBe(batch);
    },
  );

  it('reads the plain bytes that are at hand', async () => {
    const { component, batches } = createProcessor('attributes', CONFIG);
    const plain = { bytes: encodeRequest('traces', CHANGED) };
    await component.consume({
      ...batchOf('traces', plain.bytes, 'gzip'),
      body: Uint8Array.of(1),
      plain,
    });
    expect(batches[0]?.plain?.bytes).not.toBe(plain.bytes);
    expect(batches).toHaveLength(1);
  });

  it('uses the memory of plain bytes again, but not before the next consumer is done', async () => {
    const buffers: unknown[] = [];
    const waiting: (() => void)[] = [];
    const { component } = createProcessor('attributes', CONFIG, {
      async onBatch(batch) {
        buffers.push(batch.plain?.bytes.buffer);
        await new Promise<void>((resolve) => waiting.push(resolve));
      },
    });
    const spans = [{ name: 'a'.repeat(20_000), attributes: attributes({ drop: 'x' }) }];
    const body = encodeRequest('traces', requestOf('traces', spans));
    const consume = (): void | Promise<void> => component.consume(batchOf('traces', body, 'gzip'));
    const first = consume();
    const second = consume();
    for (const resolve of waiting.splice(0)) resolve();
    await Promise.all([first, second]);
    const third = consume();
    for (const resolve of waiting.splice(0)) resolve();
    await third;
    expect(buffers).toHaveLength(3);
    expect(buffers[1]).not.toBe(buffers[0]);
    expect([buffers[0], buffers[1]]).toContain(buffers[2]);
  });

  it('refuses bytes that are no request, for good', async () => {
    const { component } = createProcessor('attributes', CONFIG);
    const consumed = component.consume(batchOf('traces', Uint8Array.of(0x0a, 0x7f)));
    await expect(consumed).rejects.toBeInstanceOf(ComponentError);
    await expect(consumed).rejects.toMatchObject({ code: 'data_invalid', retryable: false });
  });

  it('does not count what the next consumer refused', async () => {
    let failures = 1;
    const { component } = createProcessor('attributes', CONFIG, {
      onBatch() {
        if (failures-- > 0) throw new ComponentError('wal_full', 'full', { retryable: true });
      },
    });
    const batch = batchOf('traces', encodeRequest('traces', CHANGED));
    await expect(component.consume(batch)).rejects.toMatchObject({ code: 'wal_full' });
    await component.consume(batch);
    expect(component.report?.()).toEqual({
      itemsIn: 1,
      itemsOut: 1,
      itemsDropped: 0,
      itemsChanged: 1,
    });
  });
});
