import { type Allocate, countItems, OtlpError } from '@marigraph/otlp';

import { createBodyCompressor } from './body-compressor.ts';
import { createBufferPool, type PooledBuffer, unpooled } from './buffer-pool.ts';
import type { Batch } from './component.ts';
import { ComponentError } from './errors.ts';
import { createPlainBodyReader } from './plain-body.ts';

/** What a change made of a request. */
export interface Rewritten {
  readonly batch: Batch;
  /** Gives the plain bytes of the batch back, once nobody reads it any more. Safe twice. */
  readonly release: () => void;
}

/** The changed bytes, in memory from `allocate`; the same bytes where nothing is changed. */
type Change = (plain: Uint8Array, allocate: Allocate) => Uint8Array;

/**
 * Hands the plain protobuf bytes of a request to `change` and makes a request of what it answers: the very same batch
 * where it answers the same bytes, `undefined` where nothing is left, and else a batch with the encoding of the first.
 *
 * @throws {ComponentError} `data_invalid` where `change` finds that the bytes are no request.
 */
export type BatchRewriter = (batch: Batch, change: Change) => Rewritten | undefined;

const POOL_BYTES_MAX = 16 * 1024 * 1024;

/** Makes a rewriter, which owns the memory of plain bodies. */
export function createBatchRewriter(): BatchRewriter {
  const readPlainBody = createPlainBodyReader();
  const compress = createBodyCompressor();
  const pool = createBufferPool(POOL_BYTES_MAX);

  function withBody(batch: Batch, plain: Uint8Array): Batch {
    const body = compress(batch.encoding, plain);
    const items = countItems(batch.signal, plain);
    return { ...batch, contentType: 'protobuf', body, plain: { bytes: plain }, items };
  }

  function rewrite(batch: Batch, plain: Uint8Array, change: Change): Rewritten | undefined {
    // Without an encoding the plain bytes are the body, which the log may keep for long.
    const isPooled = batch.encoding !== 'identity';
    let made: PooledBuffer | undefined;
    try {
      const changed = change(plain, (bytes) => {
        made = isPooled ? pool.take(bytes) : unpooled(new Uint8Array(bytes));
        return made.bytes;
      });
      if (changed === plain) return { batch, release: () => {} };
      if (changed.length > 0) {
        const rewritten = { batch: withBody(batch, changed), release: made?.release ?? (() => {}) };
        made = undefined;
        return rewritten;
      }
    } catch (error) {
      if (!(error instanceof OtlpError)) throw error;
      throw new ComponentError('data_invalid', error.message, { cause: error });
    } finally {
      made?.release();
    }
    return undefined;
  }

  return (batch, change) => readPlainBody(batch, (plain) => rewrite(batch, plain, change));
}
