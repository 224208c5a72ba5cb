import { gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';

import type { Batch } from './component.ts';

/**
 * The bytes of a request without their encoding. The receiver has checked that they inflate, and how far.
 * A body that is not encoded is returned as it is: it still belongs to the log.
 */
export function plainBody({ encoding, body }: Pick<Batch, 'encoding' | 'body'>): Uint8Array {
  switch (encoding) {
    case 'identity':
      return body;
    case 'gzip':
      return gunzipSync(body);
    case 'deflate':
      return inflateSync(body);
    case 'zstd':
      return zstdDecompressSync(body);
    default:
      return encoding satisfies never;
  }
}
