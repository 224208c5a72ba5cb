import type { Batch, NewBatch } from '../component.ts';
import { CLOCK_START_MS } from './manual-clock.ts';

/** An empty export request in protobuf; what is given replaces the rest. */
export function newBatch(more: Partial<NewBatch> = {}): NewBatch {
  return {
    signal: 'traces',
    contentType: 'protobuf',
    encoding: 'identity',
    body: new Uint8Array(0),
    items: 1,
    ...more,
  };
}

/** The same as a consumer gets it, the first of its log. */
export function storedBatch(more: Partial<Batch> = {}): Batch {
  const { signal, contentType, encoding, body, items } = newBatch();
  const place = { sequence: 0n, receivedAt: BigInt(CLOCK_START_MS) * 1_000_000n, tenant: '' };
  return { signal, contentType, encoding, body, items, ...place, ...more };
}
