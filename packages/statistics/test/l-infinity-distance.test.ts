import { lInfinityDistance, totalVariationDistance } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { countPair } from './support/arbitraries.ts';
import { REFUSED_COUNTS } from './support/refusals.ts';

describe('lInfinityDistance', () => {
  // By hand.
  it.each([
    { expected: [50, 30, 20], actual: [60, 25, 15], distance: 0.1 },
    { expected: [1, 2, 3, 4], actual: [4, 3, 2, 1], distance: 0.3 },
    { expected: [1, 0], actual: [0, 3], distance: 1 },
    { expected: [1, 1, 0, 0], actual: [0, 0, 1, 1], distance: 0.5 },
    { expected: [7], actual: [1e9], distance: 0 },
  ])('is $distance for $expected against $actual', ({ expected, actual, distance }) => {
    expect(lInfinityDistance(expected, actual)).toBeCloseTo(distance, 15);
  });

  it('is symmetric, at most the total variation distance, and at least 2 / B of it', () => {
    fc.assert(
      fc.property(countPair(0), ([expected, actual]) => {
        const distance = lInfinityDistance(expected, actual);
        expect(lInfinityDistance(actual, expected)).toBe(distance);
        expect(lInfinityDistance(expected, expected)).toBe(0);
        const variation = totalVariationDistance(expected, actual);
        expect(distance).toBeLessThanOrEqual(variation + 1e-12);
        expect(distance).toBeGreaterThanOrEqual((2 * variation) / expected.length - 1e-12);
      }),
    );
  });

  it.each(REFUSED_COUNTS)('throws $code for $expected against $actual', (refused) => {
    const { expected, actual, code } = refused;
    expect(() => lInfinityDistance(expected, actual)).toThrow(expect.objectContaining({ code }));
  });
});
