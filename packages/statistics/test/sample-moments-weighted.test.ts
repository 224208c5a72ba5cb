import { kishSampleSize, sampleMoments } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

const value = fc.double({ min: -1e3, max: 1e3, noNaN: true });

describe('sampleMoments', () => {
  it.each([
    { values: [1, 2, 4], n: 3, mean: 7 / 3, variance: 7 / 3 },
    { values: [5], n: 1, mean: 5, variance: 0 },
    { values: [2, 2, 2], n: 3, mean: 2, variance: 0 },
    // A mean of a billion standard deviations.
    { values: [1e9, 1e9 + 1, 1e9 + 2], n: 3, mean: 1e9 + 1, variance: 1 },
    { values: [5e-324, 5e-324], n: 2, mean: 5e-324, variance: 0 },
  ])('of $values has mean $mean and variance $variance', ({ values, n, mean, variance }) => {
    const moments = sampleMoments(values);
    expect(moments.n).toBe(n);
    expect(relativeError(moments.mean, mean)).toBeLessThan(1e-15);
    expect(relativeError(moments.variance, variance)).toBeLessThan(1e-12);
  });

  it('agrees with two passes over the values', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 60 }), (values) => {
        const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
        const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
        const moments = sampleMoments(values);
        expect(Math.abs(moments.mean - mean)).toBeLessThan(1e-11);
        expect(Math.abs(moments.variance - squares / (values.length - 1))).toBeLessThan(1e-8);
      }),
    );
  });

  it('with equal weights is the unweighted one; rows of weight 0 do not count', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 40 }), (values) => {
        const plain = sampleMoments(values);
        expect(
          sampleMoments(
            values,
            values.map(() => 1),
          ),
        ).toEqual(plain);
        const padded = sampleMoments([...values, 1e6], [...values.map(() => 1), 0]);
        expect(padded).toEqual(plain);
      }),
    );
  });

  it('weights by importance: the effective size of Kish', () => {
    const weights = [1, 2, 5];
    const { n, mean, variance } = sampleMoments([1, 2, 4], weights);
    expect(n).toBe(kishSampleSize(weights));
    expect(mean).toBeCloseTo(25 / 8, 15);
    const squares = (1 - mean) ** 2 + 2 * (2 - mean) ** 2 + 5 * (4 - mean) ** 2;
    expect(variance).toBeCloseTo((squares / 8) * (n / (n - 1)), 14);
  });

  it('takes 10^7 values', () => {
    const values = new Float64Array(1e7).map((_, index) => 1e6 + (index % 2));
    expect(relativeError(sampleMoments(values).variance, 0.25)).toBeLessThan(2e-7);
  });

  it.each([
    { values: [], weights: undefined, code: 'empty_input', says: 'values' },
    { values: [1, NaN], weights: undefined, code: 'invalid_value', says: 'values[1] is NaN' },
    {
      values: [Infinity],
      weights: undefined,
      code: 'invalid_value',
      says: 'values[0] is Infinity',
    },
    { values: [1e200, -1e200], weights: undefined, code: 'invalid_value', says: 'variance' },
    { values: [1.7e308, -1.7e308], weights: undefined, code: 'invalid_value', says: 'variance' },
    { values: [1, 2], weights: [1], code: 'shape_mismatch', says: 'weights has 1' },
    { values: [1, 2], weights: [0, 0], code: 'empty_input', says: 'weights' },
    { values: [1, 2], weights: [1, -1], code: 'invalid_value', says: 'weights[1]' },
  ])('throws $code: $says', ({ values, weights, code, says }) => {
    expect(() => sampleMoments(values, weights)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(says) }),
    );
  });
});
