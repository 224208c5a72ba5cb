/** Requests in the encoding that a backend or a file wants. What has it already passes as it is. */

import { gzipSync } from 'node:zlib';

import { jsonToProtobuf, protobufToJson } from '@marigraph/otlp';

import type { Batch } from '../component.ts';
import { ComponentError } from '../errors.ts';
import { createInflatedBodyReader } from '../plain-body.ts';

/** The same request in one content type. @throws {ComponentError} `data_invalid`. */
export type Transcode = (batch: Batch) => Batch;

/** The cheapest level: the gain of the next ones is small beside their cost. */
const GZIP_LEVEL = 1;

const TO = { json: protobufToJson, protobuf: jsonToProtobuf } as const;

/** Makes what is not `contentType` so. Compressed requests are gzip afterwards. */
export function createTranscode(contentType: Batch['contentType']): Transcode {
  const readPlain = createInflatedBodyReader();
  return (batch) => {
    if (batch.contentType === contentType) return batch;
    const body = transcode(batch);
    const transcoded = { ...batch, contentType, plain: undefined };
    // Whoever sent it compressed wanted few bytes on the network.
    if (batch.encoding === 'identity') return { ...transcoded, body };
    return { ...transcoded, body: gzipSync(body, { level: GZIP_LEVEL }), encoding: 'gzip' };
  };

  function transcode(batch: Batch): Uint8Array {
    try {
      return readPlain(batch, (plain) => TO[contentType](batch.signal, plain));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const message = `a request in ${batch.contentType} cannot be made ${contentType}: ${reason}`;
      throw new ComponentError('data_invalid', message, { cause });
    }
  }
}
