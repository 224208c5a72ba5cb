import { benjaminiHochberg } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const pValue = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.integer({ min: 0, max: 20 }).map((step) => step / 400),
);

/** The procedure as published: reject the k smallest, k the last rank with p_(k) <= k q / n. */
function rejectedAt(pValues: readonly number[], level: number): boolean[] {
  const sorted = pValues.toSorted((a, b) => a - b);
  const last = sorted.findLastIndex((p, index) => p * (sorted.length / (index + 1)) <= level);
  const largest = last === -1 ? -1 : (sorted[last] ?? -1);
  return pValues.map((p) => p <= largest);
}

describe('benjaminiHochberg', () => {
  it('rejects the four smallest of the fifteen p-values of the original paper', () => {
    // Benjamini & Hochberg (1995), section 4.1, q = 0.05.
    const pValues = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719,
      0.6528, 0.759, 1,
    ];
    const adjusted = benjaminiHochberg(pValues);
    expect(adjusted.filter((p) => p <= 0.05)).toHaveLength(4);
    expect(adjusted[3]).toBeCloseTo((0.0095 * 15) / 4, 15);
    expect(adjusted[14]).toBe(1);
  });

  it.each([
    { pValues: [], adjusted: [] },
    { pValues: [0.3], adjusted: [0.3] },
    { pValues: [1, 1, 1], adjusted: [1, 1, 1] },
    { pValues: [0, 0.5], adjusted: [0, 0.5] },
    { pValues: [0.04, 0.01], adjusted: [0.04, 0.02] },
    { pValues: [0.02, 0.02, 0.02], adjusted: [0.02, 0.02, 0.02] },
  ])('adjusts $pValues to $adjusted', ({ pValues, adjusted }) => {
    expect(benjaminiHochberg(pValues)).toEqual(adjusted);
  });

  it('rejects at every level what the published procedure rejects', () => {
    fc.assert(
      fc.property(fc.array(pValue, { maxLength: 30 }), pValue, (pValues, level) => {
        const adjusted = benjaminiHochberg(pValues);
        expect(adjusted.map((p) => p <= level)).toEqual(rejectedAt(pValues, level));
      }),
    );
  });

  it('never lowers a p-value, keeps their order, and follows a permutation', () => {
    fc.assert(
      fc.property(fc.array(pValue, { maxLength: 30 }), (pValues) => {
        const adjusted = benjaminiHochberg(pValues);
        for (const [i, p] of pValues.entries()) {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p);
          expect(adjusted[i]).toBeLessThanOrEqual(1);
        }
        const order = pValues.map((_, index) => index);
        const byP = order.toSorted((a, b) => (pValues[a] ?? NaN) - (pValues[b] ?? NaN));
        const inOrder = byP.map((index) => adjusted[index] ?? NaN);
        expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
        expect(benjaminiHochberg(pValues.toReversed())).toEqual(adjusted.toReversed());
      }),
    );
  });

  it.each([NaN, -0.1, 1.1])('throws invalid_value for %s', (wrong) => {
    expect(() => benjaminiHochberg([0.5, wrong])).toThrow(
      expect.objectContaining({
        code: 'invalid_value',
        message: expect.stringContaining(`pValues[1] is ${wrong}`),
      }),
    );
  });
});
