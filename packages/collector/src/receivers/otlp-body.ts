/** Reading a body within limits: as it comes in, and as it is when it is inflated. */

import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';

import { type BufferPool, type PooledBuffer, unpooled } from '../buffer-pool.ts';
import type { Encoding } from '../component.ts';
import { systemCode } from '../errors.ts';
import type { Gunzip } from '../gunzip.ts';
import { busy, Refusal, STATUS_CODE } from './otlp-refusal.ts';

export interface BodyBudget {
  /** Bytes of all bodies that are being read or wait for the log. */
  readonly used: number;
  /** Takes `bytes` if they fit. */
  take(bytes: number): boolean;
  giveBack(bytes: number): void;
}

export function createBodyBudget(maxBytes: number): BodyBudget {
  let used = 0;
  return {
    get used() {
      return used;
    },
    take(bytes) {
      if (used + bytes > maxBytes) return false;
      used += bytes;
      return true;
    },
    giveBack(bytes) {
      used -= bytes;
    },
  };
}

/** A body in memory. */
export interface Body {
  readonly bytes: Uint8Array;
  /** Gives its bytes back to the budget: the request is dealt with. Safe twice. */
  settle(): void;
  /** Gives its memory back: nobody reads it any more. */
  readonly release: () => void;
}

/** Where bodies are read into, and how much may be read at once. */
export interface BodyMemory {
  readonly budget: BodyBudget;
  readonly pool: BufferPool;
}

/** @throws {Refusal} 413 before or while reading, 503 where the budget of all bodies is used up. */
export function readBody(
  request: IncomingMessage,
  memory: BodyMemory,
  maxBytes: number,
): Promise<Body> {
  const length = Number(request.headers['content-length'] ?? Number.NaN);
  if (length > maxBytes) return Promise.reject(tooLarge(maxBytes));
  // Memory is only set aside for what a sender may announce without sending it.
  if (length <= ANNOUNCED_BYTES_MAX) return readAnnounced(request, memory, length);
  return readChunks(request, memory, maxBytes);
}

const ANNOUNCED_BYTES_MAX = 4 * 1024 * 1024;

/** Into one buffer of the announced length; Node sees to it that no more than that comes. */
function readAnnounced(
  request: IncomingMessage,
  { budget, pool }: BodyMemory,
  length: number,
): Promise<Body> {
  const { bytes, release } = pool.take(length);
  return new Promise((resolve, reject) => {
    let at = 0;
    let settled = false;
    // Stays for errors that come later, such as the end of the connection after a refusal.
    const fail = (error: Error): void => {
      if (settled) return;
      settled = true;
      request.off('data', onData);
      request.off('end', onEnd);
      budget.giveBack(at);
      release();
      reject(error);
    };
    const onData = (chunk: Uint8Array): void => {
      if (!budget.take(chunk.length)) {
        fail(tooMany());
        return;
      }
      bytes.set(chunk, at);
      at += chunk.length;
    };
    const onEnd = (): void => {
      settled = true;
      resolve(toBody(bytes, budget, release));
    };
    request.on('data', onData);
    request.once('end', onEnd);
    request.once('error', fail);
  });
}

async function readChunks(
  request: IncomingMessage,
  { budget }: BodyMemory,
  maxBytes: number,
): Promise<Body> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    // Leaving the loop must not destroy the request: its connection still has to carry the answer.
    const incoming: AsyncIterable<Uint8Array> = request.iterator({ destroyOnReturn: false });
    for await (const chunk of incoming) {
      if (length + chunk.length > maxBytes) throw tooLarge(maxBytes);
      if (!budget.take(chunk.length)) throw tooMany();
      length += chunk.length;
      chunks.push(chunk);
    }
  } catch (error) {
    budget.giveBack(length);
    throw error;
  }
  // Always a copy: a chunk is a view of a network buffer many times its size, which must not live as long.
  return toBody(Buffer.concat(chunks, length), budget, () => {});
}

function toBody(bytes: Uint8Array, budget: BodyBudget, release: () => void): Body {
  let counted = true;
  return {
    bytes,
    release,
    settle() {
      if (counted) budget.giveBack(bytes.length);
      counted = false;
    },
  };
}

function tooMany(): Refusal {
  return busy('too many requests are being read at once');
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal(
    413,
    STATUS_CODE.resourceExhausted,
    `the request is larger than ${maxBytes} bytes, compressed or inflated; send smaller batches`,
  );
}

/** Above this a body is inflated on another thread, so that this one goes on answering. */
const SYNC_STORED_BYTES_MAX = 1024 * 1024;
const SYNC_INFLATED_BYTES_MAX = 8 * 1024 * 1024;

const SYNC = { deflate: zlib.inflateSync, zstd: zlib.zstdDecompressSync } as const;
const ASYNC = {
  gzip: promisify(zlib.gunzip),
  deflate: promisify(zlib.inflate),
  zstd: promisify(zlib.zstdDecompress),
} as const;

/**
 * The plain bytes of a body, which the caller releases. Inflating stops at `maxBytes`, however much more there
 * would be.
 * @throws {Refusal} 413 above the limit, 400 where the bytes are not what the encoding says.
 */
export async function inflateBody(
  { bytes, encoding }: { readonly bytes: Uint8Array; readonly encoding: Encoding },
  gunzip: Gunzip,
  maxBytes: number,
): Promise<PooledBuffer> {
  if (encoding === 'identity') return unpooled(bytes);
  try {
    if (bytes.length <= SYNC_STORED_BYTES_MAX) {
      const maxOutputLength = Math.min(maxBytes, SYNC_INFLATED_BYTES_MAX);
      if (encoding === 'gzip') return gunzip.inflate(bytes, maxOutputLength);
      return unpooled(SYNC[encoding](bytes, { maxOutputLength }));
    }
  } catch (error) {
    if (!isTooLarge(error)) throw notEncoded(encoding, error);
    if (maxBytes <= SYNC_INFLATED_BYTES_MAX) throw tooLarge(maxBytes);
  }
  return unpooled(await inflateElsewhere(bytes, encoding, maxBytes));
}

async function inflateElsewhere(
  bytes: Uint8Array,
  encoding: Exclude<Encoding, 'identity'>,
  maxBytes: number,
): Promise<Uint8Array> {
  try {
    return await ASYNC[encoding](bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    throw isTooLarge(error) ? tooLarge(maxBytes) : notEncoded(encoding, error);
  }
}

function isTooLarge(error: unknown): boolean {
  return systemCode(error) === 'ERR_BUFFER_TOO_LARGE';
}

function notEncoded(encoding: Encoding, error: unknown): Refusal {
  const detail = error instanceof Error ? error.message : String(error);
  return new Refusal(
    400,
    STATUS_CODE.invalidArgument,
    `the body is not valid ${encoding}: ${detail}`,
  );
}
