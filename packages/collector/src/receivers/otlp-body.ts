/** Reading a body within limits: as it comes in, and as it is when it is inflated. */

import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';

import type { BodyInflater } from '../body-inflater.ts';
import { type BufferPool, type PooledBuffer, unpooled } from '../buffer-pool.ts';
import type { Clock, Encoding } from '../component.ts';
import { systemCode } from '../errors.ts';
import { busy, invalid, type Refusal, tooLarge, tooLargeToHold, tooSlow } from './otlp-refusal.ts';

export interface BodyBudget {
  /** Bytes of all bodies that are being read or wait for the log. */
  readonly used: number;
  /**
   * Takes `bytes` for a body that has taken `held` before.
   * @throws {Refusal} 413 where the body would not fit though it were the only one, 503 where it does not fit now.
   */
  take(bytes: number, held: number): void;
  giveBack(bytes: number): void;
}

export function createBodyBudget(maxBytes: number): BodyBudget {
  let used = 0;
  return {
    get used() {
      return used;
    },
    take(bytes, held) {
      if (held + bytes > maxBytes) throw tooLargeToHold(maxBytes);
      if (used + bytes > maxBytes) throw busy('too many requests are being read at once');
      used += bytes;
    },
    giveBack(bytes) {
      used -= bytes;
    },
  };
}

/** A body in memory. */
export interface Body {
  readonly bytes: Uint8Array;
  /** Counts bytes that are held because of it. @throws {Refusal} As `BodyBudget.take`. */
  charge(bytes: number): void;
  /** Counts bytes no more that were. */
  discharge(bytes: number): void;
  /** Gives all bytes that count for it back to the budget: the request is dealt with. Safe twice. */
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
  /** What a sender gets by announcing alone; from there memory grows with what has come. */
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
   * @throws {Refusal} 413 above `maxBytes` or the budget, 503 where the budget of all bodies is used up.
   */
  add(chunk: Uint8Array): void {
    const { announced, maxBytes } = this.#options;
    const needed = this.#length + chunk.length;
    if (needed > (announced ?? maxBytes)) throw tooLarge(maxBytes);
    this.#memory.budget.take(chunk.length, this.#length);
    this.#makeRoom(needed).bytes.set(chunk, this.#length);
    this.#length = needed;
  }

  finish(): Body {
    const { budget, pool } = this.#memory;
    const { bytes, release } = this.#buffer ?? unpooled(new Uint8Array());
    if (bytes.length === this.#length) return new HeldBody(bytes, release, budget);
    // The log keeps a body for a while: as much memory as it needs.
    const exact = pool.take(this.#length);
    exact.bytes.set(bytes.subarray(0, this.#length));
    release();
    return new HeldBody(exact.bytes, exact.release, budget);
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

/** A class, as one is made for every request. */
class HeldBody implements Body {
  readonly bytes: Uint8Array;
  readonly release: () => void;
  readonly #budget: BodyBudget;
  #counted: number;

  constructor(bytes: Uint8Array, release: () => void, budget: BodyBudget) {
    this.bytes = bytes;
    this.release = release;
    this.#budget = budget;
    this.#counted = bytes.length;
  }

  charge(bytes: number): void {
    this.#budget.take(bytes, this.#counted);
    this.#counted += bytes;
  }

  discharge(bytes: number): void {
    this.#budget.giveBack(bytes);
    this.#counted -= bytes;
  }

  settle(): void {
    this.#budget.giveBack(this.#counted);
    this.#counted = 0;
  }
}

export interface ReadOptions {
  readonly maxBytes: number;
  readonly clock: Clock;
  /** How long the body may take to come in. */
  readonly timeoutMs: number;
}

/** Most bodies fit; larger ones are copied as they grow, so that nobody holds much by announcing it. */
const FIRST_BYTES = 64 * 1024;

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
  const growing = new GrowingBody(memory, { announced, firstBytes: FIRST_BYTES, maxBytes });
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

const ASYNC = {
  gzip: promisify(zlib.gunzip),
  deflate: promisify(zlib.inflate),
  zstd: promisify(zlib.zstdDecompress),
} as const;

/**
 * Inflations on other threads at once. A small body may become a thousand times its size, and what it takes is only
 * known at the end; and the log needs some of Node's four threads. The threads are the process's, so this is, too.
 */
const ELSEWHERE_MAX = 2;
const inTurn = createTurns(ELSEWHERE_MAX);

type Compression = Exclude<Encoding, 'identity'>;

/**
 * The plain bytes of a body, which the caller releases. Inflating stops at `maxBytes`, however much more there
 * would be.
 *
 * @param body Counts the plain bytes until it is settled.
 * @throws {Refusal} 413 above the limit or the budget, 400 where the bytes are not what the encoding says, 503 where
 * the budget is used up.
 */
export async function inflateBody(
  { bytes, encoding }: { readonly bytes: Uint8Array; readonly encoding: Encoding },
  inflater: BodyInflater,
  maxBytes: number,
  body: Pick<Body, 'charge'>,
): Promise<PooledBuffer> {
  if (encoding === 'identity') return unpooled(bytes);
  const plain = inflateHere(bytes, encoding, inflater, maxBytes);
  if (plain !== undefined) return charged(plain, body);
  // Those that wait hold no more than the budget counts.
  return inTurn(async () => charged(await inflateElsewhere(bytes, encoding, maxBytes), body));
}

/** Nothing where the body is too large for this thread. */
function inflateHere(
  bytes: Uint8Array,
  encoding: Compression,
  inflater: BodyInflater,
  maxBytes: number,
): PooledBuffer | undefined {
  if (bytes.length > SYNC_STORED_BYTES_MAX) return undefined;
  const maxOutputLength = Math.min(maxBytes, SYNC_INFLATED_BYTES_MAX);
  try {
    if (encoding !== 'deflate') return inflater.inflate(encoding, bytes, maxOutputLength);
    return unpooled(zlib.inflateSync(bytes, { maxOutputLength }));
  } catch (error) {
    if (!isTooLarge(error)) throw notEncoded(encoding, error);
    if (maxBytes <= SYNC_INFLATED_BYTES_MAX) throw tooLarge(maxBytes);
    return undefined;
  }
}

async function inflateElsewhere(
  bytes: Uint8Array,
  encoding: Compression,
  maxBytes: number,
): Promise<PooledBuffer> {
  try {
    return unpooled(await ASYNC[encoding](bytes, { maxOutputLength: maxBytes }));
  } catch (error) {
    throw isTooLarge(error) ? tooLarge(maxBytes) : notEncoded(encoding, error);
  }
}

/** Plain bytes that count as the body's until it is settled. @throws {Refusal} As `BodyBudget.take`. */
export function charged(plain: PooledBuffer, body: Pick<Body, 'charge'>): PooledBuffer {
  try {
    body.charge(plain.bytes.length);
    return plain;
  } catch (error) {
    plain.release();
    throw error;
  }
}

/** Lets `limit` tasks run at once; the others wait, first come, first served. */
function createTurns(limit: number): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = limit;
  return async (task) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}

function isTooLarge(error: unknown): boolean {
  return systemCode(error) === 'ERR_BUFFER_TOO_LARGE';
}

function notEncoded(encoding: Encoding, error: unknown): Refusal {
  const detail = error instanceof Error ? error.message : String(error);
  return invalid(`the body is not valid ${encoding}: ${detail}`);
}
