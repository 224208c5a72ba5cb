import { constants } from 'node:buffer';
import { inflateSync } from 'node:zlib';

import { jsonToProtobuf } from '@marigraph/otlp';

import { type BodyInflater, createBodyInflater } from './body-inflater.ts';
import { type BufferPool, createBufferPool, type PooledBuffer, unpooled } from './buffer-pool.ts';
import type { Batch, Signal } from './component.ts';

/**
 * Calls `use` with a request as plain protobuf, whatever it came in; the bytes are valid during that call only.
 *
 * @throws {OtlpError} Where a request in JSON is no OTLP, before `use` is called.
 */
export type PlainBodyReader = <T>(batch: Batch, use: (protobuf: Uint8Array) => T) => T;

const POOL_BYTES_MAX = 8 * 1024 * 1024;

/** Makes a reader of plain bodies. That a body inflates, and how far, was checked by the receiver. */
export function createPlainBodyReader(): PlainBodyReader {
  const pool = createBufferPool(POOL_BYTES_MAX);
  const inflater = createBodyInflater(pool);
  return (batch, use) => {
    if (batch.plain !== undefined) return use(batch.plain.bytes);
    return useAndRelease(inflate(batch, inflater), (inflated) => {
      if (batch.contentType === 'protobuf') return use(inflated);
      return useAndRelease(transcodePooled(batch.signal, inflated, pool), use);
    });
  };
}

/** Calls `use` with a request without its encoding, in the content type it came in; valid during that call only. */
export type InflatedBodyReader = <T>(batch: Batch, use: (inflated: Uint8Array) => T) => T;

/** Makes a reader of bodies that leaves JSON as it is. */
export function createInflatedBodyReader(): InflatedBodyReader {
  const inflater = createBodyInflater(createBufferPool(POOL_BYTES_MAX));
  return (batch, use) => {
    const isAtHand = batch.plain !== undefined && batch.contentType === 'protobuf';
    if (isAtHand) return use(batch.plain.bytes);
    return useAndRelease(inflate(batch, inflater), use);
  };
}

/** A request in plain JSON as protobuf in pooled memory; the caller releases it. @throws {OtlpError} */
export function transcodePooled(signal: Signal, json: Uint8Array, pool: BufferPool): PooledBuffer {
  const taken: PooledBuffer[] = [];
  try {
    const bytes = jsonToProtobuf(signal, json, (size) => {
      const buffer = pool.take(size);
      taken.push(buffer);
      return buffer.bytes;
    });
    // It grew out of the others.
    const release = taken.pop()?.release ?? (() => {});
    return { bytes, release };
  } finally {
    for (const { release } of taken) release();
  }
}

function useAndRelease<T>({ bytes, release }: PooledBuffer, use: (bytes: Uint8Array) => T): T {
  try {
    return use(bytes);
  } finally {
    release();
  }
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
