import { hashKey } from '@marigraph/monitor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { hashTrace } from '../src/key.ts';
import { murmur3x86128 } from './support/murmur3.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

function hash(bytes: Uint8Array): number[] {
  const out = new Uint32Array(4);
  hashKey(bytes, 0, bytes.length, out);
  return [...out];
}

function hex(words: readonly number[]): string {
  return words.map((word) => word.toString(16).padStart(8, '0')).join('');
}

describe('hashKey', () => {
  it.each([
    // Of nothing, with seed 0, every implementation gives zero: nothing is mixed in.
    { of: '', expected: '00000000000000000000000000000000' },
    // Listed with the npm packages murmurhash3js and murmurhash3js-revisited.
    { of: '0', expected: '0ab2409ea5eb34f8a5eb34f8a5eb34f8' },
    { of: '01', expected: '0f87acb4674f3b21674f3b21674f3b21' },
    { of: '012', expected: 'cd94fea54c13d78e4c13d78e4c13d78e' },
    {
      of: 'I will not buy this record, it is scratched.',
      expected: 'a0a9683b25ac5e40d9af2895890dddf5',
    },
    {
      of: "I will not buy this tobacconist's, it is scratched.",
      expected: '9b5b7ba2ef3f7866889adeaf00f3f98e',
    },
  ])('is MurmurHash3_x86_128 of "$of"', ({ of, expected }) => {
    expect(hex(hash(text(of)))).toBe(expected);
  });

  it('agrees with a second implementation on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(hash(bytes)).toEqual(murmur3x86128(bytes, 0));
      }),
      { numRuns: 500 },
    );
  });

  it('hashes a part of the bytes as if it stood alone', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 60 }),
        fc.nat(59),
        fc.nat(60),
        (bytes, a, b) => {
          const start = Math.min(a, b, bytes.length);
          const end = Math.min(Math.max(a, b), bytes.length);
          const out = new Uint32Array(4);
          hashKey(bytes, start, end, out);
          expect([...out]).toEqual(hash(bytes.slice(start, end)));
        },
      ),
    );
  });
});

describe('the second implementation', () => {
  it('has the verification value that SMHasher lists for MurmurHash3_x86_128', () => {
    const digests = Uint8Array.from({ length: 256 * 16 });
    const view = new DataView(digests.buffer);
    for (let length = 0; length < 256; length++) {
      const key = Uint8Array.from({ length }, (_, at) => at);
      for (const [word, value] of murmur3x86128(key, 256 - length).entries()) {
        view.setUint32(length * 16 + word * 4, value, true);
      }
    }
    expect(murmur3x86128(digests, 0)[0]).toBe(0xb3ece62a);
  });
});

describe('hashTrace', () => {
  it('is a 32-bit number that depends on every byte of the trace id and on nothing else', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 24, maxLength: 24 }),
        fc.nat(23),
        fc.integer({ min: 1, max: 255 }),
        (trace, at, change) => {
          const other = Uint8Array.from(trace);
          other[at] = (other[at] ?? 0) ^ change;
          const before = hashTrace(trace);
          expect(Number.isInteger(before) && before >= 0 && before < 2 ** 32).toBe(true);
          expect(hashTrace(other) === before).toBe(at >= 16);
        },
      ),
    );
  });
});
