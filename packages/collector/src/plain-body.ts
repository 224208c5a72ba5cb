import { constants } from 'node:buffer';
import { inflateSync } from 'node:zlib';

import { jsonToProtobuf } from '@marigraph/otlp';

import { type BodyInflater, createBodyInflater } from './body-inflater.ts';
import { createBufferPool, type PooledBuffer, unpooled } from './buffer-pool.ts';
import type { Batch } from './component.ts';

/**
 * Calls `use` with a request as plain protobuf, whatever it came in; the bytes are valid during that call only.
 *
 * @throws {OtlpError} Where a request in JSON is no OTLP, before `use` is called.
 */
export type PlainBodyReader = <T>(batch: Batch, use: (protobuf: Uint8Array) => T) => T;

const POOL_BYTES_MAX = 8 * 1024 * 1024;

/** Makes a reader of plain bodies. That a body inflates, and how far, was checked by the receiver. */
export function createPlainBodyReader(): PlainBodyReader {
  const readInflated = createInflatedBodyReader();
  return (batch, use) => readInflated(batch, (plain) => use(toProtobuf(batch, plain)));
}

/** Calls `use` with a request without its encoding, in the content type it came in; valid during that call only. */
export type InflatedBodyReader = <T>(batch: Batch, use: (plain: Uint8Array) => T) => T;

/** Makes a reader of bodies that leaves JSON as it is. */
export function createInflatedBodyReader(): InflatedBodyReader {
  const inflater = createBodyInflater(createBufferPool(POOL_BYTES_MAX));
  return (batch, use) => {
    if (batch.plain !== undefined) return use(batch.plain.bytes);
    const plain = inflate(batch, inflater);
    try {
      return use(plain.bytes);
    } finally {
      plain.release();
    }
  };
}

function toProtobuf({ contentType, signal }: Batch, plain: Uint8Array): Uint8Array {
  return contentType === 'json' ? jsonToProtobuf(signal, plain) : plain;
}

function inflate({ encoding, body }: Batch, inflater: BodyInflater): PooledBuffer {
  switch (encoding) {
    case 'identity':
      return unpooled(body);
    case 'gzip':
    case 'zstd':
      return inflater.inflate(encoding, body, constants.MAX_LENGTH);
    case 'deflate':
      return unpooled(inflateSync(body));
    default:
      return encoding satisfies never;
  }
}
