import {
  constants,
  createGunzip,
  createZstdDecompress,
  gunzipSync,
  zstdDecompressSync,
} from 'node:zlib';

import { type BufferPool, type PooledBuffer, unpooled } from './buffer-pool.ts';
import { createCodeInto } from './zlib-binding.ts';

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
 * Inflates into memory of the pool, and in the ordinary way what `zlib-binding.ts` leaves to it: in other versions of
 * Node, and always bodies of unusual sizes and those that are not sound.
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
  const inflateInto = createCodeInto(format.create, format.finish);
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
