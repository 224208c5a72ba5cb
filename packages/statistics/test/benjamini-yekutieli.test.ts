import { benjaminiHochberg, benjaminiYekutieli } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('benjaminiYekutieli', () => {
  it.each([
    { pValues: [], adjusted: [] },
    { pValues: [0.3], adjusted: [0.3] },
    { pValues: [1, 1], adjusted: [1, 1] },
    { pValues: [0, 0.5], adjusted: [0, 0.75] },
    { pValues: [0.04, 0.01], adjusted: [0.06, 0.03] },
    // scipy 1.15.3, false_discovery_control(method='by').
    { pValues: [0.01, 0.02, 0.03, 0.5], adjusted: [1 / 12, 1 / 12, 1 / 12, 1] },
  ])('adjusts $pValues to $adjusted', ({ pValues, adjusted }) => {
    const computed = benjaminiYekutieli(pValues);
    expect(computed).toHaveLength(adjusted.length);
    for (const [i, value] of adjusted.entries()) expect(computed[i]).toBeCloseTo(value, 14);
  });

  it('is never below Benjamini-Hochberg, in the same order, and follows a permutation', () => {
    const p = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(p, { maxLength: 30 }), (pValues) => {
        const adjusted = benjaminiYekutieli(pValues);
        for (const [i, value] of benjaminiHochberg(pValues).entries()) {
          expect(adjusted[i]).toBeGreaterThanOrEqual(value);
          expect(adjusted[i]).toBeLessThanOrEqual(1);
        }
        expect(benjaminiYekutieli(pValues.toReversed())).toEqual(adjusted.toReversed());
      }),
    );
  });

  it.each([NaN, -0.1, 1.1])('throws invalid_value for %s', (wrong) => {
    expect(() => benjaminiYekutieli([0.5, wrong])).toThrow(
      expect.objectContaining({
        code: 'invalid_value',
        message: expect.stringContaining(`pValues[1] is ${wrong}`),
      }),
    );
  });
});
