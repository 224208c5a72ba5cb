import {
  exponentialBoundary,
  exponentialIndex,
  exponentialValueError,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

const scale = fc.integer({ min: -11, max: 20 });
const normal = fc
  .tuple(fc.integer({ min: -1022, max: 1023 }), fc.double({ min: 1, max: 2, noNaN: true }))
  .map(([exponent, mantissa]) => Math.min(2 ** exponent * mantissa, Number.MAX_VALUE));
const positive = fc.oneof(
  normal,
  fc.double({ min: Number.MIN_VALUE, max: 2 ** -1022, noNaN: true }),
);

describe('exponentialIndex', () => {
  // Each from the definition base^i < x <= base^(i+1), base = 2^(2^-scale), by exact powers of 2.
  it.each([
    { x: 1, scale: 0, index: -1 },
    { x: 1, scale: 20, index: -1 },
    { x: 2, scale: 0, index: 0 },
    { x: 2, scale: 3, index: 7 },
    { x: 1.5, scale: 0, index: 0 },
    { x: 0.5, scale: 3, index: -9 },
    { x: 4, scale: 1, index: 3 },
    { x: 4, scale: -1, index: 0 },
    { x: 4.1, scale: -1, index: 1 },
    { x: 1024, scale: -3, index: 1 },
    { x: Math.SQRT2 - 1e-15, scale: 1, index: 0 },
    { x: Math.SQRT2 + 1e-15, scale: 1, index: 1 },
    { x: Number.MIN_VALUE, scale: 0, index: -1075 },
    { x: Number.MIN_VALUE, scale: 20, index: -1074 * 2 ** 20 - 1 },
    { x: 3 * Number.MIN_VALUE, scale: 0, index: -1073 },
    { x: Number.MAX_VALUE, scale: 0, index: 1023 },
    { x: Number.MAX_VALUE, scale: 20, index: 2 ** 30 - 1 },
    { x: Number.MAX_VALUE, scale: -11, index: 0 },
    { x: Number.MIN_VALUE, scale: -11, index: -1 },
  ])('of $x at scale $scale is $index', ({ x, scale: at, index }) => {
    expect(exponentialIndex(x, at)).toBe(index);
  });

  it('puts a value above the lower end of its bucket and at most at the upper', () => {
    fc.assert(
      fc.property(normal, scale, (x, at) => {
        const index = exponentialIndex(x, at);
        expect(exponentialBoundary(index, at)).toBeLessThan(x);
        expect(exponentialBoundary(index + 1, at)).toBeGreaterThanOrEqual(x);
      }),
      { numRuns: 2000 },
    );
  });

  it('is the index of the next scale shifted, bit for bit', () => {
    fc.assert(
      fc.property(positive, fc.integer({ min: -11, max: 19 }), (x, at) => {
        expect(exponentialIndex(x, at)).toBe(exponentialIndex(x, at + 1) >> 1);
      }),
      { numRuns: 2000 },
    );
  });

  it('changes at each of the boundaries of an octave', () => {
    for (const at of [1, 4, 8, 10]) {
      for (let bucket = 1; bucket < 2 ** at; bucket++) {
        const boundary = exponentialBoundary(bucket, at);
        expect(exponentialIndex(boundary, at)).toBe(bucket - 1);
        expect(exponentialIndex(boundary * (1 + 2 ** -52), at)).toBe(bucket);
      }
    }
  });
});

describe('exponentialBoundary', () => {
  it('is within 2e-15 of the power', () => {
    fc.assert(
      fc.property(scale, fc.double({ min: -1000, max: 1000, noNaN: true }), (at, exponent) => {
        const index = Math.floor(exponent * 2 ** at);
        // Only the exponent's fraction goes through the power, whose rounding would be seen.
        const whole = Math.floor(index / 2 ** at);
        const power = 2 ** (index / 2 ** at - whole) * 2 ** whole;
        expect(relativeError(exponentialBoundary(index, at), power)).toBeLessThan(2e-15);
      }),
      { numRuns: 2000 },
    );
  });

  it('is 0 below and infinite above the doubles', () => {
    expect(exponentialBoundary(-2, -10)).toBe(0);
    expect(exponentialBoundary(1, -10)).toBe(Infinity);
    expect(exponentialBoundary(1024 * 2 ** 20, 20)).toBe(Infinity);
  });
});

describe('exponentialValueError', () => {
  it('is (base - 1) / (base + 1)', () => {
    for (const at of [-3, -1, 0, 1, 3, 5]) {
      const base = 2 ** (2 ** -at);
      expect(relativeError(exponentialValueError(at), (base - 1) / (base + 1))).toBeLessThan(1e-14);
    }
    expect(exponentialValueError(3)).toBeCloseTo(0.043, 3);
    expect(exponentialValueError(5)).toBeCloseTo(0.011, 3);
    expect(exponentialValueError(-11)).toBe(1);
  });
});
