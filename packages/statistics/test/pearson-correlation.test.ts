import { pearsonCorrelation } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

const pairs = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), {
  minLength: 2,
  maxLength: 20,
});

describe('pearsonCorrelation', () => {
  // scipy 1.15.3, scipy.stats.pearsonr.
  it.each([
    { x: [1, 2, 3], y: [1, 3, 2], correlation: 0.5, pValue: 0.6666666666666667 },
    {
      x: [1, 2, 3, 4, 5.5],
      y: [2, 1, 4, 3, 7],
      correlation: 0.8580868382401787,
      pValue: 0.06279139150699345,
    },
    { x: [1, 2, 3, 4], y: [-1, -2, -3, -4], correlation: -1, pValue: 0 },
    { x: [1, 2], y: [5, 3], correlation: -1, pValue: 1 },
    {
      x: [1e8, 1e8 + 1, 1e8 + 3, 1e8 + 2],
      y: [0.1, 0.5, 0.2, 0.9],
      correlation: 0.2514474228374849,
      pValue: 0.7485525771625152,
    },
    {
      x: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      y: [1.01, 1.99, 3.02, 3.97, 5.01, 6.05, 6.96, 8.01, 9.02, 9.98],
      correlation: 0.9999603804216304,
      pValue: 1.077945508425209e-17,
    },
    {
      x: [1e-200, 2e-200, 5e-200],
      y: [1e200, 4e200, 3e200],
      correlation: 0.4193139346887673,
      pValue: 0.7245413233650567,
    },
  ])('of $x and $y is $correlation', ({ x, y, correlation, pValue }) => {
    const result = pearsonCorrelation(x, y);
    expect(relativeError(result?.correlation ?? NaN, correlation)).toBeLessThan(1e-12);
    expect(relativeError(result?.pValue ?? NaN, pValue)).toBeLessThan(1e-9);
  });

  it('is undefined where a column is constant', () => {
    expect(pearsonCorrelation([1, 1, 1], [1, 2, 3])).toBeUndefined();
    expect(pearsonCorrelation([1, 2, 3], [0, 0, 0])).toBeUndefined();
    expect(pearsonCorrelation([1], [2])).toBeUndefined();
  });

  it('is symmetric, within its bounds, and blind to unit and origin', () => {
    fc.assert(
      fc.property(pairs, (rows) => {
        const [x, y] = [rows.map(([a]) => a), rows.map(([, b]) => b)];
        const result = pearsonCorrelation(x, y);
        expect(pearsonCorrelation(y, x)).toEqual(result);
        const moved = pearsonCorrelation(
          x.map((value) => 64 - 4 * value),
          y,
        );
        const { correlation = 0, pValue = 0 } = result ?? {};
        expect(Math.abs(correlation)).toBeLessThanOrEqual(1);
        expect(pValue).toBeGreaterThanOrEqual(0);
        expect(pValue).toBeLessThanOrEqual(1);
        expect((moved?.correlation ?? 0) + correlation).toBeCloseTo(0, 13);
      }),
    );
  });

  it.each([
    { x: [], y: [], code: 'empty_input' },
    { x: [1, 2], y: [1], code: 'shape_mismatch' },
    { x: [1, NaN], y: [1, 2], code: 'invalid_value' },
    { x: [1, 2], y: [1, Infinity], code: 'invalid_value' },
  ])('throws $code for $x and $y', ({ x, y, code }) => {
    expect(() => pearsonCorrelation(x, y)).toThrow(expect.objectContaining({ code }));
  });
});
