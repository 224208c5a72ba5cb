// oxlint-disable no-underscore-dangle -- Node names what it does not promise so

import { constants, createGunzip, gunzipSync } from 'node:zlib';

import { type BufferPool, type PooledBuffer, unpooled } from './buffer-pool.ts';

/** Inflates gzip into memory that is used again. */
export interface Gunzip {
  /**
   * The plain bytes of a gzip body; the caller releases them.
   * @throws as `zlib.gunzipSync`: `ERR_BUFFER_TOO_LARGE` above `maxBytes`, `Z_…` where the body is not gzip.
   */
  inflate(body: Uint8Array, maxBytes: number): PooledBuffer;
}

/** What Node's decoder has inside: the binding that `gunzipSync` uses, and where it says what is left. */
interface Decoder {
  readonly _handle?: {
    reset(): void;
    writeSync(
      flush: number,
      ...args: [
        input: Uint8Array,
        inputOffset: number,
        inputLength: number,
        output: Uint8Array,
        outputOffset: number,
        outputLength: number,
      ]
    ): void;
  } | null;
  readonly _writeState?: Uint32Array;
}

/** Larger requests are rare; for them the ordinary way is good enough. */
const PLAIN_BYTES_MAX = 8 * 1024 * 1024;

/**
 * `gunzipSync` allocates its result, and half a megabyte outside the heap for each request makes the garbage
 * collector the largest cost of a collector (measured: 40 % of its CPU time). Node has no public way to inflate
 * into a buffer of one's own, so this uses the binding behind it where that is found to work, and `gunzipSync`
 * for everything else: other Node versions, unusual sizes, and every body that is not sound.
 */
export function createBodyGunzip(pool: BufferPool): Gunzip {
  let decoder = openDecoder();

  /** Nothing where the body must go the ordinary way. */
  function inflatePooled(body: Uint8Array, maxBytes: number): PooledBuffer | undefined {
    const size = plainSize(body);
    if (size === undefined || size >= Math.min(maxBytes, PLAIN_BYTES_MAX)) return undefined;
    // One byte more than needed, or the decoder could not tell that it is at the end.
    const buffer = pool.take(size + 1);
    const length = inflateInto(body, buffer.bytes);
    if (length !== undefined) return { ...buffer, bytes: buffer.bytes.subarray(0, length) };
    buffer.release();
    return undefined;
  }

  /** How many bytes it is; nothing where it does not fit or is not sound. */
  function inflateInto(body: Uint8Array, output: Uint8Array): number | undefined {
    const handle = decoder?._handle;
    const left = decoder?._writeState;
    if (handle === undefined || handle === null || left === undefined) return undefined;
    left.fill(0);
    handle.reset();
    handle.writeSync(constants.Z_FINISH, body, 0, body.length, output, 0, output.length);
    // An error closes the decoder.
    if (decoder?._handle !== handle) {
      decoder = openDecoder();
      return undefined;
    }
    const [free = 0, unread = 0] = left;
    return free === 0 || unread > 0 ? undefined : output.length - free;
  }

  return {
    inflate: (body, maxBytes) =>
      inflatePooled(body, maxBytes) ?? unpooled(gunzipSync(body, { maxOutputLength: maxBytes })),
  };
}

/** A decoder that is proven to work through its binding, or nothing. */
function openDecoder(): Decoder | undefined {
  const stream = createGunzip();
  // The ordinary way says what is wrong with a body.
  stream.on('error', () => {});
  const decoder = stream as unknown as Decoder;
  if (!(decoder._writeState instanceof Uint32Array)) return undefined;
  return typeof decoder._handle?.writeSync === 'function' &&
    typeof decoder._handle.reset === 'function'
    ? decoder
    : undefined;
}

/** What the last four bytes say of the plain size (RFC 1952, ISIZE): true for all but crafted bodies. */
function plainSize(body: Uint8Array): number | undefined {
  if (body.length < 18) return undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  return view.getUint32(body.length - 4, true);
}
