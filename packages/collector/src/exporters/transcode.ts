/** Requests in the encoding that a backend or a file wants. What has it already passes as it is. */

import { protobufToJson } from '@marigraph/otlp';

import { createBodyCompressor } from '../body-compressor.ts';
import type { Batch, Encoding } from '../component.ts';
import { ComponentError } from '../errors.ts';
import { createPlainBodyReader } from '../plain-body.ts';

/** The same request in one content type. @throws {ComponentError} `data_invalid`. */
export type Transcode = (batch: Batch) => Batch;

/** Makes what is not `contentType` so. Compressed requests are gzip afterwards. */
export function createTranscode(contentType: Batch['contentType']): Transcode {
  const readPlain = createPlainBodyReader();
  const compress = createBodyCompressor();

  /** Whoever sent it compressed wanted few bytes on the network. */
  function encode(bytes: Uint8Array, encoding: Encoding): Pick<Batch, 'body' | 'encoding'> {
    if (encoding !== 'identity') return { body: compress('gzip', bytes), encoding: 'gzip' };
    // A copy, since plain bytes are valid only while they are read.
    return { body: Uint8Array.from(bytes), encoding };
  }

  return (batch) => {
    if (batch.contentType === contentType) return batch;
    try {
      return readPlain(batch, (plain) => {
        const { signal, encoding } = batch;
        const bytes = contentType === 'json' ? protobufToJson(signal, plain) : plain;
        return { ...batch, contentType, plain: undefined, ...encode(bytes, encoding) };
      });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const message = `a request in ${batch.contentType} cannot be made ${contentType}: ${reason}`;
      throw new ComponentError('data_invalid', message, { cause });
    }
  };
}
