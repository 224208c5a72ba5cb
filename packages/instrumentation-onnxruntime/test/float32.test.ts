import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { shortestFloat32 } from '../src/float32.ts';

describe('shortestFloat32', () => {
  it.each([
    [12.8, 12.8],
    [0.1, 0.1],
    [-0.333_333_34, -0.333_333_34],
    [16_777_216, 16_777_216],
    [3.402_823_5e38, Math.fround(3.402_823_5e38)],
    [1e-45, 1e-45],
    [1.175_494_4e-38, 1.175_494_4e-38],
    [1e-7, 1e-7],
    [99.999_99, 99.999_99],
    [123_456.79, 123_456.79],
    [0, 0],
    [-0, -0],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [Number.NaN, Number.NaN],
  ])('writes the float32 of %d as %d', (value, expected) => {
    expect(shortestFloat32(Math.fround(value))).toBe(expected);
  });

  it('becomes the same float32 again', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true }), (value) => {
        expect(Math.fround(shortestFloat32(value))).toBe(value);
      }),
      { numRuns: 5_000 },
    );
  });

  it('gives back every decimal of up to six digits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -999_999, max: 999_999 }),
        fc.integer({ min: -30, max: 30 }),
        (digits, exponent) => {
          const decimal = Number(`${digits}e${exponent}`);
          const float = Math.fround(decimal);
          // Integers are passed on as they are: they have an exact value.
          fc.pre(!Number.isInteger(float));
          expect(shortestFloat32(float)).toBe(decimal);
        },
      ),
      { numRuns: 5_000 },
    );
  });
});
