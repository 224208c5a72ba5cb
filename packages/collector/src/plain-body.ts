import { constants } from 'node:buffer';
import { inflateSync, zstdDecompressSync } from 'node:zlib';

import type { Batch } from './component.ts';
import { createBodyGunzip } from './gunzip.ts';

/** Gives the bytes of requests without their encoding. */
export type PlainBodyReader = (batch: Pick<Batch, 'encoding' | 'body'>) => Uint8Array;

/**
 * Makes a reader of plain bodies. What it returns is valid until its next call: the receiver has checked that
 * the body inflates, and how far, and a body that is not encoded still belongs to the log.
 */
export function createPlainBodyReader(): PlainBodyReader {
  const gunzip = createBodyGunzip();
  return ({ encoding, body }) => {
    switch (encoding) {
      case 'identity':
        return body;
      case 'gzip':
        return gunzip.inflate(body, constants.MAX_LENGTH);
      case 'deflate':
        return inflateSync(body);
      case 'zstd':
        return zstdDecompressSync(body);
      default:
        return encoding satisfies never;
    }
  };
}
