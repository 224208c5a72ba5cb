import { eBenjaminiHochberg } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const logEs = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { maxLength: 20 });

describe('eBenjaminiHochberg', () => {
  /** The procedure as published: reject the k greatest, k the last with e_[k] >= n / (k q). */
  function rejectedAt(values: readonly number[], level: number): boolean[] {
    const sorted = values.toSorted((a, b) => b - a);
    const size = sorted.length;
    const last = sorted.findLastIndex(
      (value, index) => Math.exp(-value) * (size / (index + 1)) <= level,
    );
    return values.map((value) => last >= 0 && value >= (sorted[last] ?? NaN));
  }

  it('rejects at every level below 1 what the published procedure rejects', () => {
    fc.assert(
      fc.property(logEs, fc.double({ min: 0, max: 0.99, noNaN: true }), (values, level) => {
        const adjusted = eBenjaminiHochberg(values);
        expect(adjusted.map((q) => q <= level)).toEqual(rejectedAt(values, level));
      }),
    );
  });

  it.each([
    { values: [], expected: [] },
    { values: [Math.log(60), Math.log(25), 0], expected: [0.05, 0.06, 1] },
    { values: [Infinity, -Infinity], expected: [0, 1] },
    { values: [Infinity, Infinity], expected: [0, 0] },
  ])('adjusts $values to $expected', ({ values, expected }) => {
    const adjusted = eBenjaminiHochberg(values);
    expect(adjusted).toHaveLength(expected.length);
    for (const [index, q] of adjusted.entries()) expect(q).toBeCloseTo(expected[index] ?? NaN, 14);
  });

  it('throws invalid_value for NaN', () => {
    expect(() => eBenjaminiHochberg([0, NaN])).toThrow(
      expect.objectContaining({ code: 'invalid_value' }),
    );
  });
});
