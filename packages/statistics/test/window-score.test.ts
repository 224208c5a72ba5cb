import {
  categoricalContrasts,
  largestScore,
  numericContrasts,
  windowScore,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

const REFERENCE = [120, 90, 110, 80, 100, 40, 60, 3, 12];
const bins = fc.array(fc.nat(10_000), { minLength: 9, maxLength: 9 });

describe('windowScore', () => {
  const contrasts = numericContrasts(REFERENCE);

  it('of a share is the standardised difference of its rows from their expected number', () => {
    const [category] = categoricalContrasts([60, 40, 0, 25]);
    // p = 60.5 / 101; 30 rows in the category of 80 that are not missing.
    const p = 60.5 / 101;
    const expected = (30 - 80 * p) / Math.sqrt(p * (1 - p));
    const { n, sum } = windowScore(category ?? { values: new Float64Array() }, [30, 45, 5, 900]);
    expect(n).toBe(80);
    expect(relativeError(sum, expected)).toBeLessThan(1e-14);
  });

  it('of the reference itself is 0 for contrasts of ranks', () => {
    for (const contrast of contrasts.slice(0, 4)) {
      const { n, sum } = windowScore(contrast, REFERENCE);
      expect(n).toBe(600);
      expect(Math.abs(sum)).toBeLessThan(1e-10);
    }
  });

  it('counts the rows that the contrast looks at', () => {
    expect(contrasts.map((contrast) => windowScore(contrast, REFERENCE).n)).toEqual([
      600, 600, 600, 600, 603, 615,
    ]);
  });

  it('of merged cells is the sum of their scores', () => {
    fc.assert(
      fc.property(bins, bins, (one, other) => {
        const merged = one.map((count, bin) => count + (other[bin] ?? 0));
        for (const contrast of contrasts) {
          const whole = windowScore(contrast, merged);
          const [a, b] = [windowScore(contrast, one), windowScore(contrast, other)];
          expect(whole.n).toBe(a.n + b.n);
          const scale = 1 + whole.n * largestScore(contrast);
          expect(Math.abs(whole.sum - a.sum - b.sum) / scale).toBeLessThan(1e-12);
        }
      }),
    );
  });

  it('with weights of one is the score without weights', () => {
    fc.assert(
      fc.property(bins, (counts) => {
        for (const contrast of contrasts) {
          const { n, sum } = windowScore(contrast, counts);
          const weighted = windowScore(contrast, counts, counts);
          expect(relativeError(weighted.n, n)).toBeLessThan(1e-15);
          expect(relativeError(weighted.sum, sum)).toBeLessThan(1e-14);
        }
      }),
    );
  });

  it('does not change when all weights are multiplied', () => {
    fc.assert(
      fc.property(bins, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (counts, factor) => {
        const weights = counts.map((count) => count * factor);
        const squares = counts.map((count) => count * factor ** 2);
        for (const contrast of contrasts) {
          const { n, sum } = windowScore(contrast, counts);
          const weighted = windowScore(contrast, weights, squares);
          expect(relativeError(weighted.n, n)).toBeLessThan(1e-12);
          const scale = 1 + n * largestScore(contrast);
          expect(Math.abs(weighted.sum - sum) / scale).toBeLessThan(1e-12);
        }
      }),
    );
  });

  it('of few heavy rows counts fewer than there are', () => {
    // Weights 1, 1, 4: 36 / 18 = 2 effective rows.
    const { n, sum } = windowScore({ values: Float64Array.of(1, -1) }, [2, 4], [2, 16]);
    expect(n).toBe(2);
    expect(sum).toBeCloseTo((2 * (2 - 4)) / 6, 15);
  });

  it('is 0 of 0 rows without any', () => {
    const empty = Array.from<number>({ length: 9 }).fill(0);
    for (const contrast of contrasts) {
      expect(windowScore(contrast, empty).n).toBe(0);
      expect(windowScore(contrast, empty).sum).toBeCloseTo(0, 15);
      expect(windowScore(contrast, empty, empty).n).toBe(0);
    }
  });

  const values = Float64Array.of(1, -1);

  it.each([
    { counts: [1], squares: undefined, code: 'shape_mismatch', wrong: 'counts has 1 bins' },
    { counts: [1, -1], squares: undefined, code: 'invalid_value', wrong: 'counts[1] is -1' },
    { counts: [NaN, 1], squares: undefined, code: 'invalid_value', wrong: 'counts[0] is NaN' },
    { counts: [1, Infinity], squares: undefined, code: 'invalid_value', wrong: 'counts[1]' },
    { counts: [1, 1], squares: [1], code: 'shape_mismatch', wrong: 'squaredWeights has 1 bins' },
    { counts: [1, 1], squares: [0, 0], code: 'invalid_value', wrong: 'squaredWeights sums to 0' },
    { counts: [1, 1], squares: [NaN, 0], code: 'invalid_value', wrong: 'squaredWeights[0]' },
    { counts: [1e308, 1e308], squares: [1, 1], code: 'invalid_value', wrong: 'to Infinity' },
    { counts: [1e308, 1e308], squares: undefined, code: 'invalid_value', wrong: 'to Infinity' },
  ])('throws $code: $wrong', ({ counts, squares, code, wrong }) => {
    expect(() => windowScore({ values }, counts, squares)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(wrong) }),
    );
  });
});

describe('largestScore', () => {
  it('is about √3 for the location of many bins, and the one row of a rare bin', () => {
    const many = [...Array.from<number>({ length: 500 }).fill(3), 0, 0];
    const [location] = numericContrasts(many);
    expect(largestScore(location ?? { values: new Float64Array() })).toBeCloseTo(Math.sqrt(3), 2);
    const [rare] = categoricalContrasts([1, 9999, 0, 0]);
    expect(largestScore(rare ?? { values: new Float64Array() })).toBeCloseTo(
      Math.sqrt(9999.5 / 1.5),
      12,
    );
    expect(largestScore({ values: new Float64Array() })).toBe(0);
  });

  it('bounds the mean score of every window', () => {
    fc.assert(
      fc.property(bins, (counts) => {
        for (const contrast of numericContrasts(REFERENCE)) {
          const { n, sum } = windowScore(contrast, counts);
          expect(Math.abs(sum)).toBeLessThanOrEqual(n * largestScore(contrast) * (1 + 1e-12));
        }
      }),
    );
  });
});
