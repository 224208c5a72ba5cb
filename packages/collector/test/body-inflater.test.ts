import { constants, gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createBodyInflater } from '../src/body-inflater.ts';
import { createBufferPool } from '../src/buffer-pool.ts';

const MIB = 1024 * 1024;
const inflater = createBodyInflater(createBufferPool(16 * MIB));

function inflated(body: Uint8Array, maxBytes: number = MIB): Buffer {
  const plain = inflater.inflate('gzip', body, maxBytes);
  const copy = Buffer.from(plain.bytes);
  plain.release();
  return copy;
}

describe('createBodyInflater', () => {
  it('gives what gunzipSync gives, for any content, level and number of members', () => {
    const content = fc.array(fc.uint8Array({ maxLength: 100_000 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(content, fc.integer({ min: 0, max: 9 }), (members, level) => {
        const body = Buffer.concat(members.map((member) => gzipSync(member, { level })));
        expect(inflated(body).equals(gunzipSync(body))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  // Fails when Node's binding is no longer what this relies on: everything then goes the ordinary way.
  it('inflates into memory that was given back', () => {
    const body = gzipSync(Buffer.alloc(100_000, 'abc'));
    const first = inflater.inflate('gzip', body, MIB);
    const memory = first.bytes.buffer;
    first.release();
    const second = inflater.inflate('gzip', body, MIB);
    expect(second.bytes.buffer).toBe(memory);
    expect(second.bytes).toHaveLength(100_000);
    second.release();
  });

  it.each([
    {
      name: 'truncated',
      body: gzipSync(Buffer.alloc(50_000, 'x')).subarray(0, -9),
      code: 'Z_BUF_ERROR',
    },
    {
      name: 'not gzip',
      body: Buffer.from('this is not gzip, but long enough to look'),
      code: 'Z_DATA_ERROR',
    },
    { name: 'empty', body: Buffer.alloc(0), code: 'Z_BUF_ERROR' },
  ])('says as gunzipSync does that a body is $name, and goes on', ({ body, code }) => {
    expect(() => inflater.inflate('gzip', body, MIB)).toThrow(expect.objectContaining({ code }));
    expect(inflated(gzipSync('good')).toString()).toBe('good');
  });

  it('finds a wrong checksum', () => {
    const body = gzipSync(Buffer.alloc(50_000, 'x'));
    body.writeUInt32LE(1, body.length - 8);
    expect(() => inflater.inflate('gzip', body, MIB)).toThrow(
      expect.objectContaining({ code: 'Z_DATA_ERROR' }),
    );
  });

  it.each([10, 1_000, 60_000_000])(
    'does not believe a body that says it holds %s bytes',
    (size) => {
      const body = gzipSync(Buffer.alloc(50_000, 'x'));
      body.writeUInt32LE(size, body.length - 4);
      // zlib checks the size at the end.
      expect(() => inflater.inflate('gzip', body, MIB)).toThrow(
        expect.objectContaining({ code: 'Z_DATA_ERROR' }),
      );
    },
  );

  it('stops at the limit', () => {
    const body = gzipSync(Buffer.alloc(3 * MIB));
    expect(() => inflater.inflate('gzip', body, 2 * MIB)).toThrow(
      expect.objectContaining({ code: 'ERR_BUFFER_TOO_LARGE' }),
    );
    expect(inflated(body, 4 * MIB)).toHaveLength(3 * MIB);
  });
});

describe('createBodyInflater, zstd', () => {
  it('gives what zstdDecompressSync gives, for any content, level and number of frames', () => {
    const content = fc.array(fc.uint8Array({ maxLength: 100_000 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(content, fc.integer({ min: 1, max: 9 }), (frames, level) => {
        const params = { [constants.ZSTD_c_compressionLevel]: level };
        const body = Buffer.concat(frames.map((frame) => zstdCompressSync(frame, { params })));
        const plain = inflater.inflate('zstd', body, MIB);
        expect(zstdDecompressSync(body).equals(plain.bytes)).toBe(true);
        plain.release();
      }),
      { numRuns: 200 },
    );
  });

  it('inflates into memory that was given back', () => {
    const body = zstdCompressSync(Buffer.alloc(100_000, 'abc'));
    const first = inflater.inflate('zstd', body, MIB);
    const memory = first.bytes.buffer;
    first.release();
    const second = inflater.inflate('zstd', body, MIB);
    expect(second.bytes.buffer).toBe(memory);
    expect(second.bytes).toHaveLength(100_000);
    second.release();
  });

  it.each([
    ['truncated', zstdCompressSync(Buffer.alloc(50_000, 'x')).subarray(0, -3)],
    ['not zstd', Buffer.from('this is not zstd, but long enough to look')],
    ['empty', Buffer.alloc(0)],
  ])('says as zstdDecompressSync does that a body is %s, and goes on', (_, body) => {
    const errorOf = (inflate: () => unknown): unknown => {
      try {
        return inflate();
      } catch (error) {
        return error;
      }
    };
    const expected = errorOf(() => zstdDecompressSync(body));
    expect(errorOf(() => Buffer.from(inflater.inflate('zstd', body, MIB).bytes))).toEqual(expected);
    const good = inflater.inflate('zstd', zstdCompressSync(Buffer.from('good')), MIB);
    expect(Buffer.from(good.bytes).toString()).toBe('good');
  });

  it('stops at the limit', () => {
    const body = zstdCompressSync(Buffer.alloc(MIB + 1));
    expect(() => inflater.inflate('zstd', body, MIB)).toThrow(
      expect.objectContaining({ code: 'ERR_BUFFER_TOO_LARGE' }),
    );
  });
});
