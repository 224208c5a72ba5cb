import { constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

import { type Allocate, countItems, OtlpError } from '@marigraph/otlp';

import { createBufferPool, type PooledBuffer, unpooled } from './buffer-pool.ts';
import type { Batch, Encoding } from './component.ts';
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

/**
 * Speed counts more than size here: the bytes may be compressed once for each consumer of a pipeline, and higher
 * levels cost several times as much for a few per cent.
 */
const GZIP_LEVEL = 1;
const ZSTD_LEVEL = 1;

const POOL_BYTES_MAX = 16 * 1024 * 1024;

/** Makes a rewriter, which owns the memory of plain bodies. */
export function createBatchRewriter(): BatchRewriter {
  const readPlainBody = createPlainBodyReader();
  const pool = createBufferPool(POOL_BYTES_MAX);

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

function withBody(batch: Batch, plain: Uint8Array): Batch {
  return {
    ...batch,
    contentType: 'protobuf',
    body: encode(plain, batch.encoding),
    plain: { bytes: plain },
    items: countItems(batch.signal, plain),
  };
}

function encode(plain: Uint8Array, encoding: Encoding): Uint8Array {
  switch (encoding) {
    case 'identity':
      return plain;
    case 'gzip':
      return gzipSync(plain, { level: GZIP_LEVEL });
    case 'deflate':
      return deflateSync(plain, { level: GZIP_LEVEL });
    case 'zstd':
      return zstdCompressSync(plain, {
        params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL },
      });
    default:
      return encoding satisfies never;
  }
}
