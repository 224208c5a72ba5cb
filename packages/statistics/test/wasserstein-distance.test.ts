import { wassersteinDistance } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { tiedSample } from './support/arbitraries.ts';
import { relativeError } from './support/relative-error.ts';

describe('wassersteinDistance', () => {
  it.each([
    // Examples of the documentation of scipy.stats.wasserstein_distance.
    { name: 'a shift', reference: [0, 1, 3], current: [5, 6, 8], distance: 5 },
    { name: 'equal samples', reference: [1, 2], current: [1, 1, 2, 2], distance: 0 },
    // By hand.
    { name: 'one value against one', reference: [-1], current: [2], distance: 3 },
    { name: 'unequal sizes', reference: [0], current: [0, 0, 0, 4], distance: 1 },
    { name: 'a crossing', reference: [0, 3], current: [1, 2], distance: 1 },
    { name: 'constants', reference: [1, 1, 1], current: [1], distance: 0 },
    { name: 'denormals', reference: [0], current: [5e-324], distance: 5e-324 },
  ])('is $distance for $name', ({ reference, current, distance }) => {
    expect(wassersteinDistance(reference, current)).toBe(distance);
  });

  // Examples of the documentation of scipy.stats.wasserstein_distance, values in ascending order.
  it('weighs values', () => {
    const weighted = wassersteinDistance([0, 1], [0, 1], {
      referenceWeights: [3, 1],
      currentWeights: [2, 2],
    });
    expect(weighted).toBe(0.25);
    const documented = wassersteinDistance([3.4, 3.9, 4.1, 7.5, 7.8], [1.4, 4.5], {
      referenceWeights: [1.4, 0.9, 4.1, 3.1, 7.2],
      currentWeights: [3.5, 3.2],
    });
    // scipy 1.15.3.
    expect(relativeError(documented, 3.376289212619537)).toBeLessThan(1e-14);
  });

  it('is a metric: symmetric, 0 at equality, never above a detour', () => {
    fc.assert(
      fc.property(tiedSample, tiedSample, tiedSample, (x, y, z) => {
        const distance = wassersteinDistance(x, y);
        expect(wassersteinDistance(y, x)).toBeCloseTo(distance, 12);
        expect(wassersteinDistance(x, x)).toBe(0);
        const detour = wassersteinDistance(x, z) + wassersteinDistance(z, y);
        expect(distance).toBeLessThanOrEqual(detour + 1e-12);
        expect(distance).toBeLessThanOrEqual(16);
      }),
    );
  });

  it('moves with a shift and scales with a unit', () => {
    fc.assert(
      fc.property(tiedSample, tiedSample, fc.integer({ min: 1, max: 64 }), (x, y, factor) => {
        const distance = wassersteinDistance(x, y);
        const scaled = (sample: number[]): number[] => sample.map((v) => v * factor + 3);
        expect(wassersteinDistance(scaled(x), scaled(y))).toBeCloseTo(distance * factor, 10);
        const shifted = x.map((value) => value + factor);
        expect(wassersteinDistance(x, shifted)).toBeCloseTo(factor, 12);
      }),
    );
  });

  it('takes weights of one as none, of zero as absence, and whole ones as repeats', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(tiedSample, tiedSample, weights, (x, y, repeats) => {
        const ones = { referenceWeights: x.map(() => 1), currentWeights: y.map(() => 1) };
        expect(wassersteinDistance(x, y, ones)).toBeCloseTo(wassersteinDistance(x, y), 13);
        const referenceWeights = x.map((_, i) => (i === 0 ? 1 : (repeats[i] ?? 0)));
        const repeated = x.flatMap((v, i) =>
          Array.from<number>({ length: referenceWeights[i] ?? 0 }).fill(v),
        );
        const weighted = wassersteinDistance(x, y, { referenceWeights });
        expect(weighted).toBeCloseTo(wassersteinDistance(repeated, y), 12);
      }),
    );
  });

  it('takes ten million values, without a rounding error that grows with them', () => {
    const n = 10_000_000;
    const reference = new Float64Array(n);
    for (let i = 0; i < n; i++) reference[i] = i / n;
    const current = Float64Array.of(0, 1);
    // ∫ |x - ½| dx of the steps: ¼, as every step's rectangle is met by one of the other half.
    expect(relativeError(wassersteinDistance(reference, current), 0.25)).toBeLessThan(1e-12);
    const weights = new Float64Array(n).fill(0.1);
    const weighted = wassersteinDistance(reference, current, { referenceWeights: weights });
    expect(relativeError(weighted, 0.25)).toBeLessThan(1e-12);
  });

  it.each([
    { reference: [], current: [1], code: 'empty_input', wrong: 'reference has no values' },
    { reference: [1], current: [], code: 'empty_input', wrong: 'current has no values' },
    { reference: [1, NaN], current: [1], code: 'invalid_value', wrong: 'reference[1] is NaN' },
    { reference: [1], current: [Infinity], code: 'invalid_value', wrong: 'current[0] is Infinity' },
    { reference: [2, 1], current: [1], code: 'invalid_value', wrong: 'ascending' },
    { reference: [-1e308], current: [1e308], code: 'invalid_value', wrong: 'no finite range' },
  ])('throws $code: $wrong', ({ reference, current, code, wrong }) => {
    expect(() => wassersteinDistance(reference, current)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(wrong) }),
    );
  });

  it.each([
    { referenceWeights: [1], code: 'shape_mismatch', wrong: '1 elements for 2 values' },
    { referenceWeights: [0, 0], code: 'empty_input', wrong: 'referenceWeights' },
    { referenceWeights: [1, -1], code: 'invalid_value', wrong: 'referenceWeights[1] is -1' },
  ])('throws $code: $wrong', ({ referenceWeights, code, wrong }) => {
    expect(() => wassersteinDistance([1, 2], [3], { referenceWeights })).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(wrong) }),
    );
  });
});
