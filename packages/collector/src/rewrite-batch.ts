import { constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

import { countItems, OtlpError } from '@marigraph/otlp';

import type { Batch, Encoding } from './component.ts';
import { ComponentError } from './errors.ts';
import { createPlainBodyReader } from './plain-body.ts';

/**
 * Hands the plain protobuf bytes of a request to `change` and makes a request of what it answers: the very same batch
 * where it answers the same bytes, `undefined` where nothing is left, and else a batch with the encoding of the first.
 *
 * @throws {ComponentError} `data_invalid` where `change` finds that the bytes are no request.
 */
export type BatchRewriter = (
  batch: Batch,
  change: (plain: Uint8Array) => Uint8Array,
) => Batch | undefined;

/**
 * Speed counts more than size here: the bytes may be compressed once for each consumer of a pipeline, and higher
 * levels cost several times as much for a few per cent.
 */
const GZIP_LEVEL = 1;
const ZSTD_LEVEL = 1;

/** Makes a rewriter, which owns the memory that bodies are inflated into. */
export function createBatchRewriter(): BatchRewriter {
  const readPlainBody = createPlainBodyReader();
  return (batch, change) =>
    readPlainBody(batch, (plain) => {
      try {
        const changed = change(plain);
        if (changed === plain) return batch;
        return changed.length === 0 ? undefined : withBody(batch, changed);
      } catch (error) {
        if (!(error instanceof OtlpError)) throw error;
        throw new ComponentError('data_invalid', error.message, { cause: error });
      }
    });
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
