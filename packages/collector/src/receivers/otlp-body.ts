/** Reading a body within limits: as it comes in, and as it is when it is inflated. */

import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';

import { type BufferPool, type PooledBuffer, unpooled } from '../buffer-pool.ts';
import type { Clock, Encoding } from '../component.ts';
import { systemCode } from '../errors.ts';
import type { Gunzip } from '../gunzip.ts';
import { busy, invalid, type Refusal, tooLarge, tooSlow } from './otlp-refusal.ts';

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

export interface GrowingBodyOptions {
  /** How long the body will be; nothing where the sender does not say. No more than that may be added. */
  readonly announced: number | undefined;
  /** Memory is only set aside for what a sender may announce without sending it. */
  readonly firstBytes: number;
  readonly maxBytes: number;
}

/**
 * A body that is coming in. Each byte counts against the budget when it comes. Either `finish` or `discard` ends it.
 * A class, as one is made for every request.
 */
export class GrowingBody {
  readonly #memory: BodyMemory;
  readonly #options: GrowingBodyOptions;
  #buffer: PooledBuffer | undefined;
  #length = 0;

  constructor(memory: BodyMemory, options: GrowingBodyOptions) {
    this.#memory = memory;
    this.#options = options;
  }

  get length(): number {
    return this.#length;
  }

  /**
   * Takes a copy: a chunk is a view of a network buffer many times its size, which must not live as long.
   * @throws {Refusal} 413 above `maxBytes`, 503 where the budget of all bodies is used up.
   */
  add(chunk: Uint8Array): void {
    const { announced, maxBytes } = this.#options;
    const needed = this.#length + chunk.length;
    if (needed > (announced ?? maxBytes)) throw tooLarge(maxBytes);
    if (!this.#memory.budget.take(chunk.length)) {
      throw busy('too many requests are being read at once');
    }
    this.#makeRoom(needed).bytes.set(chunk, this.#length);
    this.#length = needed;
  }

  finish(): Body {
    const { budget, pool } = this.#memory;
    const { bytes, release } = this.#buffer ?? unpooled(new Uint8Array());
    if (bytes.length === this.#length) return toBody(bytes, budget, release);
    // The log keeps a body for a while: as much memory as it needs.
    const exact = pool.take(this.#length);
    exact.bytes.set(bytes.subarray(0, this.#length));
    release();
    return toBody(exact.bytes, budget, exact.release);
  }

  discard(): void {
    this.#memory.budget.giveBack(this.#length);
    this.#length = 0;
    this.#buffer?.release();
    this.#buffer = undefined;
  }

  #makeRoom(needed: number): PooledBuffer {
    const buffer = this.#buffer;
    if (buffer !== undefined && needed <= buffer.bytes.length) return buffer;
    const { announced, firstBytes, maxBytes } = this.#options;
    const roomy = buffer === undefined ? firstBytes : 4 * buffer.bytes.length;
    const size = Math.min(announced ?? maxBytes, Math.max(needed, roomy));
    const larger = this.#memory.pool.take(size);
    if (buffer !== undefined) {
      larger.bytes.set(buffer.bytes.subarray(0, this.#length));
      buffer.release();
    }
    this.#buffer = larger;
    return larger;
  }
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

export interface ReadOptions {
  readonly maxBytes: number;
  readonly clock: Clock;
  /** How long the body may take to come in. */
  readonly timeoutMs: number;
}

const ANNOUNCED_BYTES_MAX = 4 * 1024 * 1024;
const UNANNOUNCED_BYTES = 64 * 1024;

/**
 * The body of a request over HTTP.
 * @throws {Refusal} 413 before or while reading, 503 where the budget is used up or the sender too slow.
 */
export function readBody(
  request: IncomingMessage,
  memory: BodyMemory,
  { maxBytes, clock, timeoutMs }: ReadOptions,
): Promise<Body> {
  const { 'content-length': named } = request.headers;
  // Node sees to it that no more comes than was announced.
  const announced = named === undefined ? undefined : Number(named);
  if (announced !== undefined && announced > maxBytes) return Promise.reject(tooLarge(maxBytes));
  const firstBytes = announced === undefined ? UNANNOUNCED_BYTES : ANNOUNCED_BYTES_MAX;
  const growing = new GrowingBody(memory, { announced, firstBytes, maxBytes });
  return new Promise((resolve, reject) => {
    let settled = false;
    const stop = (): void => {
      settled = true;
      cancel();
      request.off('data', onData);
      request.off('end', onEnd);
    };
    // Stays for errors that come later, such as the end of the connection after a refusal.
    const fail = (error: unknown): void => {
      if (settled) return;
      stop();
      growing.discard();
      reject(error);
    };
    const onData = (chunk: Uint8Array): void => {
      try {
        growing.add(chunk);
      } catch (error) {
        fail(error);
      }
    };
    const onEnd = (): void => {
      stop();
      resolve(growing.finish());
    };
    const cancel = clock.after(timeoutMs, () => {
      fail(tooSlow(`the body did not come in within ${timeoutMs} ms`));
    });
    request.on('data', onData);
    request.once('end', onEnd);
    request.once('error', fail);
  });
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
  return invalid(`the body is not valid ${encoding}: ${detail}`);
}
