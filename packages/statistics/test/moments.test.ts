import { mergeMoments, momentsOf, standardDeviation } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 40 });

function scaleOf(column: readonly number[], power: number): number {
  return column.reduce((sum, value) => sum + Math.abs(value) ** power, 1) * 2 ** power;
}

describe('momentsOf', () => {
  it.each([
    { name: 'nothing', column: [], moments: { n: 0, mean: 0, m2: 0, m3: 0, m4: 0 } },
    { name: 'missing values', column: [NaN, NaN], moments: { n: 0, mean: 0, m2: 0, m3: 0, m4: 0 } },
    { name: 'one value', column: [7], moments: { n: 1, mean: 7, m2: 0, m3: 0, m4: 0 } },
    { name: 'a constant', column: [4, 4, 4], moments: { n: 3, mean: 4, m2: 0, m3: 0, m4: 0 } },
    { name: 'three', column: [1, NaN, 2, 3], moments: { n: 3, mean: 2, m2: 2, m3: 0, m4: 2 } },
  ])('is exact for $name', ({ column, moments }) => {
    expect(momentsOf(column)).toEqual(moments);
  });

  // numpy 2.2.6: sums of powers of x - x.mean().
  it('has the sums of powers of the deviations', () => {
    const { n, mean, m2, m3, m4 } = momentsOf([1, 2, 2, 3, 7, 9.5]);
    expect(n).toBe(6);
    expect(mean).toBeCloseTo(4.083333333333333, 14);
    expect(m2).toBeCloseTo(57.208333333333336, 12);
    expect(m3).toBeCloseTo(135.06944444444449, 12);
    expect(m4).toBeCloseTo(1062.6553819444446, 11);
  });

  it('keeps a spread of 1 beside a mean of 1e9', () => {
    const { m2 } = momentsOf(Array.from({ length: 1000 }, (_, row) => 1e9 + (row % 2)));
    expect(m2).toBeCloseTo(250, 6);
  });

  it('is that of the whole when parts are merged, to 1e-12', () => {
    fc.assert(
      fc.property(values, values, (left, right) => {
        const whole = momentsOf([...left, ...right]);
        const merged = mergeMoments(momentsOf(left), momentsOf(right));
        expect(merged.n).toBe(whole.n);
        for (const [power, key] of [
          [1, 'mean'],
          [2, 'm2'],
          [3, 'm3'],
          [4, 'm4'],
        ] as const) {
          const tolerance = 1e-12 * scaleOf([...left, ...right], power);
          expect(Math.abs(merged[key] - whole[key])).toBeLessThanOrEqual(tolerance);
        }
      }),
    );
  });

  it('throws invalid_value for an infinity and for powers that overflow', () => {
    for (const column of [
      [1, -Infinity],
      [-1e80, 1e80],
    ]) {
      expect(() => momentsOf(column)).toThrow(expect.objectContaining({ code: 'invalid_value' }));
    }
  });
});

describe('standardDeviation', () => {
  it('divides by n - 1, or by what is asked for', () => {
    expect(standardDeviation(momentsOf([1, 2, 3]))).toBe(1);
    expect(standardDeviation(momentsOf([1, 2, 3]), 0)).toBeCloseTo(Math.sqrt(2 / 3), 15);
  });

  it('throws empty_input without enough values, invalid_argument for a negative freedom', () => {
    expect(() => standardDeviation(momentsOf([1]))).toThrow(
      expect.objectContaining({ code: 'empty_input' }),
    );
    expect(() => standardDeviation(momentsOf([]), 0)).toThrow(
      expect.objectContaining({ code: 'empty_input' }),
    );
    expect(() => standardDeviation(momentsOf([1, 2]), -1)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});
