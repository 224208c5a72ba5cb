import { kishSampleSize } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

describe('kishSampleSize', () => {
  it.each([
    { weights: [1, 1, 2], size: 16 / 6 },
    { weights: [5], size: 1 },
    { weights: [0, 3, 0], size: 1 },
    { weights: [1e300, 1e300], size: 2 },
    { weights: [5e-324, 5e-324, 5e-324], size: 3 },
  ])('of $weights is $size', ({ weights, size }) => {
    expect(kishSampleSize(weights)).toBeCloseTo(size, 14);
  });

  it('is the number of rows for equal weights, and never more', () => {
    const weight = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(weight, { minLength: 1, maxLength: 50 }), weight, (weights, factor) => {
        const size = kishSampleSize(weights);
        expect(size).toBeGreaterThanOrEqual(1);
        expect(size).toBeLessThanOrEqual(weights.length);
        expect(relativeError(kishSampleSize(weights.map((w) => w * factor)), size)).toBeLessThan(
          1e-12,
        );
        expect(kishSampleSize(weights.map(() => factor))).toBe(weights.length);
      }),
    );
  });

  it('takes 10^7 rows', () => {
    expect(kishSampleSize(new Float32Array(1e7).fill(0.3))).toBe(1e7);
  });

  it.each([
    { weights: [], code: 'empty_input', says: 'weights' },
    { weights: [0, 0], code: 'empty_input', says: 'weights' },
    { weights: [1, NaN], code: 'invalid_value', says: 'weights[1] is NaN' },
    { weights: [-1], code: 'invalid_value', says: 'weights[0] is -1' },
    { weights: [Infinity], code: 'invalid_value', says: 'weights[0] is Infinity' },
  ])('throws $code for $weights', ({ weights, code, says }) => {
    expect(() => kishSampleSize(weights)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(says) }),
    );
  });
});
