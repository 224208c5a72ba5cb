import { constants, createGzip, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

import { type BufferPool, createBufferPool } from './buffer-pool.ts';
import type { Encoding } from './component.ts';
import { createCodeInto } from './zlib-binding.ts';

/** Encodes plain bytes, in memory of exactly that length; `identity` answers the very same bytes. */
export type BodyCompressor = (encoding: Encoding, plain: Uint8Array) => Uint8Array;

/**
 * Speed counts more than size here: the bytes may be compressed once for each consumer of a pipeline, and higher
 * levels cost several times as much for a few per cent.
 */
const LEVEL = 1;
const ZSTD = { params: { [constants.ZSTD_c_compressionLevel]: LEVEL } };

const POOL_BYTES_MAX = 4 * 1024 * 1024;
/** Header and trailer of gzip, and what zlib adds to incompressible bytes at most beyond one in a thousand. */
const GZIP_EXTRA_BYTES = 64;

/** Makes a compressor, which owns the memory it works in. */
export function createBodyCompressor(): BodyCompressor {
  const pool = createBufferPool(POOL_BYTES_MAX);
  const gzipInto = createCodeInto(() => createGzip({ level: LEVEL }), constants.Z_FINISH);
  return (encoding, plain) => {
    switch (encoding) {
      case 'identity':
        return plain;
      case 'gzip':
        return gzipPooled(plain, pool, gzipInto) ?? gzipSync(plain, { level: LEVEL });
      case 'deflate':
        return deflateSync(plain, { level: LEVEL });
      case 'zstd':
        return zstdCompressSync(plain, ZSTD);
      default:
        return encoding satisfies never;
    }
  };
}

function gzipPooled(
  plain: Uint8Array,
  pool: BufferPool,
  gzipInto: ReturnType<typeof createCodeInto>,
): Uint8Array | undefined {
  const room = pool.take(plain.length + Math.ceil(plain.length / 1000) + GZIP_EXTRA_BYTES);
  try {
    const length = gzipInto(plain, room.bytes);
    return length === undefined ? undefined : Uint8Array.from(room.bytes.subarray(0, length));
  } finally {
    room.release();
  }
}
