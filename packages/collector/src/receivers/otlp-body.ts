/** Reading a body within limits: as it comes in, and as it is when it is inflated. */

import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import {
  gunzip,
  gunzipSync,
  inflate,
  inflateSync,
  zstdDecompress,
  zstdDecompressSync,
} from 'node:zlib';

import type { Encoding } from '../component.ts';
import { systemCode } from '../errors.ts';
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

/** A body in memory; `release` gives its bytes back to the budget. */
export interface Body {
  readonly bytes: Uint8Array;
  release(): void;
}

/** @throws {Refusal} 413 before or while reading, 503 where the budget of all bodies is used up. */
export async function readBody(
  request: IncomingMessage,
  budget: BodyBudget,
  maxBytes: number,
): Promise<Body> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Uint8Array[] = [];
  let length = 0;
  const release = (): void => {
    budget.giveBack(length);
    length = 0;
  };
  try {
    // Leaving the loop must not destroy the request: its connection still has to carry the answer.
    const incoming: AsyncIterable<Uint8Array> = request.iterator({ destroyOnReturn: false });
    for await (const chunk of incoming) {
      if (length + chunk.length > maxBytes) throw tooLarge(maxBytes);
      if (!budget.take(chunk.length)) throw busy('too many requests are being read at once');
      length += chunk.length;
      chunks.push(chunk);
    }
  } catch (error) {
    release();
    throw error;
  }
  // Always a copy: a chunk is a view of a network buffer many times its size, which must not live as long.
  return { bytes: Buffer.concat(chunks, length), release };
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

const SYNC = { gzip: gunzipSync, deflate: inflateSync, zstd: zstdDecompressSync } as const;
const ASYNC = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  zstd: promisify(zstdDecompress),
} as const;

/**
 * The plain bytes of a body. Inflating stops at `maxBytes`, however much more there would be.
 * @throws {Refusal} 413 above the limit, 400 where the bytes are not what the encoding says.
 */
export async function inflateBody(
  bytes: Uint8Array,
  encoding: Encoding,
  maxBytes: number,
): Promise<Uint8Array> {
  if (encoding === 'identity') return bytes;
  try {
    if (bytes.length <= SYNC_STORED_BYTES_MAX) {
      const maxOutputLength = Math.min(maxBytes, SYNC_INFLATED_BYTES_MAX);
      return SYNC[encoding](bytes, { maxOutputLength });
    }
  } catch (error) {
    if (!isTooLarge(error)) throw notEncoded(encoding, error);
    if (maxBytes <= SYNC_INFLATED_BYTES_MAX) throw tooLarge(maxBytes);
  }
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
