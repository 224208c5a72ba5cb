import { gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createBodyCompressor } from '../src/body-compressor.ts';

const INFLATE = { gzip: gunzipSync, deflate: inflateSync, zstd: zstdDecompressSync } as const;

describe('a compressor of bodies', () => {
  it.each(['gzip', 'deflate', 'zstd'] as const)('makes %s that inflates to what it was', (to) => {
    const compress = createBodyCompressor();
    const body = fc.uint8Array({ minLength: 0, maxLength: 40_000, size: 'max' });
    fc.assert(
      fc.property(body, (plain) => {
        expect(Buffer.compare(INFLATE[to](compress(to, plain)), plain)).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  it('answers a body without encoding as it is', () => {
    const plain = Uint8Array.of(1, 2);
    expect(createBodyCompressor()('identity', plain)).toBe(plain);
  });

  it('makes bodies that stay as they are, and hold no more memory than their length', () => {
    const compress = createBodyCompressor();
    const first = compress('gzip', Buffer.alloc(500_000, 'a'));
    const copy = Buffer.from(first);
    compress('gzip', Buffer.alloc(500_000, 'b'));
    expect(Buffer.compare(first, copy)).toBe(0);
    expect(first.buffer.byteLength).toBe(first.length);
  });

  it('compresses what is larger than any body that memory is kept for', () => {
    const plain = Buffer.alloc(20_000_000, 'abc');
    const body = createBodyCompressor()('gzip', plain);
    expect(Buffer.compare(gunzipSync(body), plain)).toBe(0);
  });
});
