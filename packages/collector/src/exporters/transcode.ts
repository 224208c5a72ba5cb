/** Requests in OTLP/JSON for whoever takes protobuf only. What is protobuf already passes as it is. */

import { gzipSync } from 'node:zlib';

import { jsonToProtobuf } from '@marigraph/otlp';

import type { Batch } from '../component.ts';
import { ComponentError } from '../errors.ts';
import { createPlainBodyReader } from '../plain-body.ts';

/** The same request in protobuf. @throws {ComponentError} `data_invalid`. */
export type ToProtobuf = (batch: Batch) => Batch;

/** The cheapest level: the gain of the next ones is small beside their cost. */
const GZIP_LEVEL = 1;

export function createToProtobuf(): ToProtobuf {
  const readPlain = createPlainBodyReader();
  return (batch) => {
    if (batch.contentType === 'protobuf') return batch;
    const body = transcode(batch);
    const protobuf = { ...batch, contentType: 'protobuf', plain: undefined } as const;
    // Whoever sent it compressed wanted few bytes on the network.
    if (batch.encoding === 'identity') return { ...protobuf, body };
    return { ...protobuf, body: gzipSync(body, { level: GZIP_LEVEL }), encoding: 'gzip' };
  };

  function transcode(batch: Batch): Uint8Array {
    try {
      return readPlain(batch, (plain) => jsonToProtobuf(batch.signal, plain));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const message = `a request in OTLP/JSON cannot be made protobuf: ${reason}`;
      throw new ComponentError('data_invalid', message, { cause });
    }
  }
}
