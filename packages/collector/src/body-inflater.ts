// oxlint-disable no-underscore-dangle -- Node names what it does not promise so

import {
  constants,
  createGunzip,
  createZstdDecompress,
  gunzipSync,
  zstdDecompressSync,
} from 'node:zlib';

import { type BufferPool, type PooledBuffer, unpooled } from './buffer-pool.ts';

/** Encodings that are inflated into memory that is used again. */
export type PooledEncoding = 'gzip' | 'zstd';

export interface BodyInflater {
  /**
   * The plain bytes of a body; the caller releases them.
   * @throws as `zlib.gunzipSync` and `zlib.zstdDecompressSync`: `ERR_BUFFER_TOO_LARGE` above `maxBytes`, `Z_…` or
   * `ZSTD_…` where the body is not what the encoding says.
   */
  inflate(encoding: PooledEncoding, body: Uint8Array, maxBytes: number): PooledBuffer;
}

/** What Node's decoder has inside: the binding that its synchronous functions use, and where it says what is left. */
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

interface Format {
  readonly create: () => NodeJS.EventEmitter;
  readonly finish: number;
  /** How many plain bytes the body says it has; nothing where it does not say. */
  readonly plainSize: (body: Uint8Array) => number | undefined;
  readonly sync: (body: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;
}

const FORMATS: Readonly<Record<PooledEncoding, Format>> = {
  gzip: {
    create: createGunzip,
    finish: constants.Z_FINISH,
    plainSize: gzipSize,
    sync: gunzipSync,
  },
  zstd: {
    create: createZstdDecompress,
    finish: constants.ZSTD_e_end,
    plainSize: zstdSize,
    sync: zstdDecompressSync,
  },
};

/** Larger requests are rare; for them the ordinary way is good enough. */
const PLAIN_BYTES_MAX = 8 * 1024 * 1024;

/**
 * The synchronous functions of Node allocate their result, and half a megabyte outside the heap for each request makes
 * the garbage collector the largest cost of a collector, and its memory a gigabyte (measured). Node has no public way
 * to inflate into a buffer of one's own, so this uses the binding behind them where that is found to work, and they
 * themselves for everything else: other Node versions, unusual sizes, and every body that is not sound.
 */
export function createBodyInflater(pool: BufferPool): BodyInflater {
  const inflaters = {
    gzip: createPooled(FORMATS.gzip, pool),
    zstd: createPooled(FORMATS.zstd, pool),
  };
  return {
    inflate: (encoding, body, maxBytes) =>
      inflaters[encoding](body, maxBytes) ??
      unpooled(FORMATS[encoding].sync(body, { maxOutputLength: maxBytes })),
  };
}

type Pooled = (body: Uint8Array, maxBytes: number) => PooledBuffer | undefined;

/** Gives nothing where the body must go the ordinary way. */
function createPooled(format: Format, pool: BufferPool): Pooled {
  let decoder = openDecoder(format);

  /** How many bytes it is; nothing where it does not fit or is not sound. */
  function inflateInto(body: Uint8Array, output: Uint8Array): number | undefined {
    const handle = decoder?._handle;
    const left = decoder?._writeState;
    if (handle === undefined || handle === null || left === undefined) return undefined;
    left.fill(0);
    handle.reset();
    handle.writeSync(format.finish, body, 0, body.length, output, 0, output.length);
    // An error closes the decoder.
    if (decoder?._handle !== handle) {
      decoder = openDecoder(format);
      return undefined;
    }
    const [free = 0, unread = 0] = left;
    return free === 0 || unread > 0 ? undefined : output.length - free;
  }

  return (body, maxBytes) => {
    const size = format.plainSize(body);
    if (size === undefined || size >= Math.min(maxBytes, PLAIN_BYTES_MAX)) return undefined;
    // One byte more than needed, or the decoder could not tell that it is at the end.
    const buffer = pool.take(size + 1);
    const length = inflateInto(body, buffer.bytes);
    // Fewer bytes than it says are an end that is missing: the ordinary way says so.
    if (length === size) return { ...buffer, bytes: buffer.bytes.subarray(0, length) };
    buffer.release();
    return undefined;
  };
}

/** A decoder that is proven to work through its binding, or nothing. */
function openDecoder({ create }: Format): Decoder | undefined {
  const stream = create();
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
function gzipSize(body: Uint8Array): number | undefined {
  if (body.length < 18) return undefined;
  return viewOf(body).getUint32(body.length - 4, true);
}

const ZSTD_MAGIC = 0xfd2f_b528;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const;

/** What the header of the first frame says of its plain size (RFC 8878, 3.1.1.1), where it does. */
function zstdSize(body: Uint8Array): number | undefined {
  if (body.length < 18) return undefined;
  const view = viewOf(body);
  if (view.getUint32(0, true) !== ZSTD_MAGIC) return undefined;
  const descriptor = view.getUint8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  // Behind the window descriptor, which a single segment has none of, and the id of a dictionary.
  const at = 5 + (isSingleSegment ? 0 : 1) + (DICTIONARY_ID_BYTES[descriptor & 3] ?? 0);
  switch (descriptor >>> 6) {
    case 0:
      return isSingleSegment ? view.getUint8(at) : undefined;
    case 1:
      return view.getUint16(at, true) + 256;
    case 2:
      return view.getUint32(at, true);
    default:
      return Number(view.getBigUint64(at, true));
  }
}

function viewOf(body: Uint8Array): DataView {
  return new DataView(body.buffer, body.byteOffset, body.byteLength);
}
