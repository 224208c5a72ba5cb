import { meanEstimate, meanSums, mergeMeanSums } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { repeated } from './support/rows.ts';

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
  minLength: 1,
  maxLength: 50,
});

describe('meanSums', () => {
  it('has the mean and the squared deviations', () => {
    expect(meanSums([1, 2, 6])).toStrictEqual({ n: 3, mean: 3, squaredDeviations: 14 });
  });

  it('keeps the digits of a small spread around a large mean', () => {
    const { mean, squaredDeviations } = meanSums([1e9 + 1, 1e9 + 2, 1e9 + 3]);
    expect(mean).toBe(1e9 + 2);
    expect(squaredDeviations).toBe(2);
  });

  it('has no deviations of equal values', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e100, max: 1e100, noNaN: true }),
        fc.integer({ min: 1, max: 300 }),
        (value, n) => {
          const sums = meanSums(Array.from<number>({ length: n }).fill(value));
          expect(sums.mean === value).toBe(true);
          expect(sums.squaredDeviations).toBe(0);
        },
      ),
    );
  });

  it('takes a weight as that many rows', () => {
    fc.assert(
      fc.property(values, fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 50 }), (x, w) => {
        const weights = w.slice(0, x.length).with(0, 1);
        const weighted = meanSums(x, { weights });
        const whole = meanSums(repeated(x, weights));
        expect(weighted.n).toBe(whole.n);
        expect(Math.abs(weighted.mean - whole.mean)).toBeLessThan(1e-8);
        const scale = 1 + whole.squaredDeviations;
        expect(Math.abs(weighted.squaredDeviations - whole.squaredDeviations) / scale).toBeLessThan(
          1e-12,
        );
      }),
    );
  });

  it('sums ten million values without losing digits', () => {
    const sums = meanSums(new Float64Array(1e7).fill(0.1));
    expect(sums).toStrictEqual({ n: 1e7, mean: 0.1, squaredDeviations: 0 });
  });

  it('has an infinite spread beyond the largest double, and no NaN', () => {
    expect(meanSums([1e200, -1e200]).squaredDeviations).toBe(Infinity);
    expect(meanSums([5e-324, 0]).squaredDeviations).toBe(0);
  });

  it.each([
    { sample: [], code: 'empty_input' },
    { sample: [1, NaN], code: 'invalid_value' },
    { sample: [Infinity], code: 'invalid_value' },
    { sample: [1e308, 1e308], code: 'invalid_value' },
    { sample: [1, 2], weights: [1], code: 'shape_mismatch' },
    { sample: [1, 2], weights: [1, -1], code: 'invalid_value' },
    { sample: [1, 2], weights: [0, 0], code: 'empty_input' },
  ])('throws $code for $sample with weights $weights', ({ sample, weights, code }) => {
    expect(() => meanSums(sample, weights === undefined ? {} : { weights })).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

describe('mergeMeanSums', () => {
  it('gives for parts what the whole gives', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const merged = mergeMeanSums(meanSums(a), meanSums(b));
        const whole = meanSums([...a, ...b]);
        const scale = Math.max(...[...a, ...b].map(Math.abs));
        expect(merged.n).toBe(whole.n);
        expect(Math.abs(merged.mean - whole.mean)).toBeLessThanOrEqual(1e-12 * scale);
        const error = Math.abs(merged.squaredDeviations - whole.squaredDeviations);
        expect(error).toBeLessThanOrEqual(1e-12 * whole.n * scale ** 2);
      }),
    );
  });

  it('leaves the other side as it is without rows', () => {
    const none = { n: 0, mean: 0, squaredDeviations: 0 };
    const some = meanSums([1, 2]);
    expect(mergeMeanSums(none, some)).toBe(some);
    expect(mergeMeanSums(some, none)).toBe(some);
  });
});

describe('meanEstimate', () => {
  it('has the variance of a mean', () => {
    expect(meanEstimate(meanSums([1, 2, 6]))).toStrictEqual({ value: 3, n: 3, variance: 7 / 3 });
  });

  it('has no variance of one row and no value of none', () => {
    expect(meanEstimate(meanSums([4]))).toStrictEqual({ value: 4, n: 1, variance: undefined });
    const none = meanEstimate({ n: 0, mean: 0, squaredDeviations: 0 });
    expect(none).toStrictEqual({ value: undefined, n: 0, variance: undefined });
  });
});
