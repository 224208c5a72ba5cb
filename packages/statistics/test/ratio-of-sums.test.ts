import { mergeRatioSums, proportion, ratioOfSums, ratioSums } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

const column = fc.array(fc.double({ min: 0.5, max: 100, noNaN: true }), {
  minLength: 4,
  maxLength: 4,
});

describe('ratioOfSums', () => {
  it('is the total of one column over the total of the other', () => {
    const { value, n, variance = NaN } = ratioOfSums(ratioSums([1, 0, 2], [2, 1, 3]));
    expect(value).toBe(0.5);
    expect(n).toBe(3);
    // Residuals a - R b are 0, -1/2 and 1/2.
    expect(variance).toBeCloseTo(0.5 / 2 / 3 / 4, 15);
  });

  it('of indicators over ones is a share', () => {
    const { value, variance = NaN } = ratioOfSums(ratioSums([1, 0, 0, 1, 0], [1, 1, 1, 1, 1]));
    const share = proportion(2, 5);
    expect(value).toBe(share.value);
    expect(variance).toBeCloseTo(((share.variance ?? NaN) * 5) / 4, 15);
  });

  it('is the same from parts', () => {
    fc.assert(
      fc.property(column, column, column, column, (a, b, c, d) => {
        const merged = ratioOfSums(mergeRatioSums(ratioSums(a, b), ratioSums(c, d)));
        const whole = ratioOfSums(ratioSums([...a, ...c], [...b, ...d]));
        expect(relativeError(merged.value ?? NaN, whole.value ?? NaN)).toBeLessThan(1e-12);
        const scale = (whole.value ?? NaN) ** 2;
        expect(Math.abs((merged.variance ?? NaN) - (whole.variance ?? NaN))).toBeLessThan(
          1e-11 * (1 + scale),
        );
      }),
    );
  });

  it('merges with no rows', () => {
    const mean = { n: 0, mean: 0, squaredDeviations: 0 };
    const none = { numerator: mean, denominator: mean, codeviations: 0 };
    const some = ratioSums([1, 2], [3, 4]);
    expect(mergeRatioSums(none, some)).toStrictEqual(some);
    expect(ratioOfSums(mergeRatioSums(none, none))).toMatchObject({ value: undefined, n: 0 });
  });

  it('does not vary by one row, and not when the columns are proportional', () => {
    expect(ratioOfSums(ratioSums([1], [2]))).toStrictEqual({
      value: 0.5,
      n: 1,
      variance: undefined,
    });
    expect(ratioOfSums(ratioSums([1, 2, 3], [2, 4, 6])).variance).toBe(0);
  });

  it('has no value for a denominator of 0, or the one that is given', () => {
    const sums = ratioSums([1, 2], [1, -1]);
    expect(ratioOfSums(sums)).toStrictEqual({ value: undefined, n: 2, variance: undefined });
    expect(ratioOfSums(sums, { zeroDivision: 0 }).value).toBe(0);
  });

  it('throws invalid_value for a ratio beyond the largest double', () => {
    expect(() => ratioOfSums(ratioSums([1e300], [1e-300]))).toThrow(
      expect.objectContaining({ code: 'invalid_value' }),
    );
  });

  it.each([
    { numerators: [], denominators: [], code: 'empty_input' },
    { numerators: [1], denominators: [1, 2], code: 'shape_mismatch' },
    { numerators: [NaN], denominators: [1], code: 'invalid_value' },
    { numerators: [1], denominators: [Infinity], code: 'invalid_value' },
  ])('throws $code for $numerators, $denominators', ({ numerators, denominators, code }) => {
    expect(() => ratioSums(numerators, denominators)).toThrow(expect.objectContaining({ code }));
  });
});
