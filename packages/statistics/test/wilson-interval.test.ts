import { normalQuantile, wilsonInterval } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

describe('wilsonInterval', () => {
  // Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3; four decimals.
  it.each([
    { successes: 81, n: 263, lower: 0.2553, upper: 0.3662 },
    { successes: 15, n: 148, lower: 0.0624, upper: 0.1605 },
    { successes: 0, n: 20, lower: 0, upper: 0.1611 },
    { successes: 1, n: 29, lower: 0.0061, upper: 0.1718 },
  ])('of $successes in $n is $lower to $upper', ({ successes, n, lower, upper }) => {
    const interval = wilsonInterval(successes, n);
    expect(interval.lower).toBeCloseTo(lower, 4);
    expect(interval.upper).toBeCloseTo(upper, 4);
  });

  it('is z² / (n + z²) wide without successes, exactly from 0, and mirrored without failures', () => {
    const square = normalQuantile(0.975) ** 2;
    for (const n of [1, 10, 1e9]) {
      const { lower, upper } = wilsonInterval(0, n);
      expect(lower).toBe(0);
      expect(relativeError(upper, square / (n + square))).toBeLessThan(1e-14);
      expect(wilsonInterval(n, n).upper).toBe(1);
      expect(wilsonInterval(n, n).lower).toBeCloseTo(1 - upper, 14);
    }
  });

  it('solves the score equation |p̂ - p| = z √(p (1 - p) / n) at both ends', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.01, max: 0.999, noNaN: true }),
        (n, share, confidence) => {
          const successes = Math.min(n, n * share);
          const z = normalQuantile(0.5 + confidence / 2);
          const { lower, upper } = wilsonInterval(successes, n, confidence);
          expect(lower).toBeGreaterThanOrEqual(0);
          expect(upper).toBeLessThanOrEqual(1);
          for (const p of [lower, upper]) {
            const gap = (successes / n - p) ** 2;
            expect(Math.abs(gap - (z * z * p * (1 - p)) / n)).toBeLessThan(1e-12);
          }
        },
      ),
    );
  });

  it('widens with the confidence and holds the proportion', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.integer({ min: 50, max: 500 }), (successes, n) => {
        const narrow = wilsonInterval(successes, n, 0.5);
        const wide = wilsonInterval(successes, n, 0.99);
        expect(wide.lower).toBeLessThanOrEqual(narrow.lower);
        expect(wide.upper).toBeGreaterThanOrEqual(narrow.upper);
        expect(narrow.lower).toBeLessThanOrEqual(successes / n);
        expect(narrow.upper).toBeGreaterThanOrEqual(successes / n);
      }),
    );
  });

  it.each([
    { successes: 0, n: 0, confidence: 0.95, code: 'empty_input' },
    { successes: 1, n: -1, confidence: 0.95, code: 'invalid_argument' },
    { successes: 1, n: Infinity, confidence: 0.95, code: 'invalid_argument' },
    { successes: 2, n: 1, confidence: 0.95, code: 'invalid_argument' },
    { successes: NaN, n: 1, confidence: 0.95, code: 'invalid_argument' },
    { successes: 1, n: 2, confidence: 1, code: 'invalid_argument' },
    { successes: 1, n: 2, confidence: 0, code: 'invalid_argument' },
  ])('throws $code for $successes in $n at $confidence', ({ successes, n, confidence, code }) => {
    expect(() => wilsonInterval(successes, n, confidence)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

describe('wilsonInterval at its ends', () => {
  it('is defined for sizes next to the largest double and for hardly any confidence', () => {
    expect(wilsonInterval(1e308, 1e308).lower).toBeCloseTo(1, 12);
    expect(wilsonInterval(0, 10, 1e-17).lower).toBe(0);
  });
});
