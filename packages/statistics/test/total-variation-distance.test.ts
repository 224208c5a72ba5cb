import { coarsen, totalVariationDistance } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { countPair, groupsFrom } from './support/arbitraries.ts';
import { REFUSED_COUNTS } from './support/refusals.ts';

describe('totalVariationDistance', () => {
  // By hand.
  it.each([
    { expected: [50, 50], actual: [60, 40], distance: 0.1 },
    { expected: [1, 2, 3, 4], actual: [4, 3, 2, 1], distance: 0.4 },
    { expected: [1, 0, 9], actual: [0, 5, 5], distance: 0.5 },
    { expected: [1, 0], actual: [0, 3], distance: 1 },
    { expected: [7], actual: [1e9], distance: 0 },
  ])('is $distance for $expected against $actual', ({ expected, actual, distance }) => {
    expect(totalVariationDistance(expected, actual)).toBeCloseTo(distance, 15);
  });

  it('is a metric in [0, 1], 0 at equality, blind to the order of bins', () => {
    fc.assert(
      fc.property(countPair(0), fc.nat(), ([expected, actual], turn) => {
        const distance = totalVariationDistance(expected, actual);
        expect(distance).toBeGreaterThanOrEqual(0);
        expect(distance).toBeLessThanOrEqual(1);
        expect(totalVariationDistance(actual, expected)).toBe(distance);
        expect(totalVariationDistance(expected, expected)).toBe(0);
        const reversed = [expected.toReversed(), actual.toReversed()] as const;
        expect(totalVariationDistance(...reversed)).toBeCloseTo(distance, 12);
        const third = expected.map((_, bin) => ((bin * 7 + turn) % 5) + 1);
        const detour =
          totalVariationDistance(expected, third) + totalVariationDistance(third, actual);
        expect(distance).toBeLessThanOrEqual(detour + 1e-12);
      }),
    );
  });

  it('does not rise when bins are merged', () => {
    fc.assert(
      fc.property(countPair(0), fc.nat(4095), ([expected, actual], bits) => {
        const groups = groupsFrom(bits, expected.length);
        const coarse = totalVariationDistance(coarsen(expected, groups), coarsen(actual, groups));
        expect(coarse).toBeLessThanOrEqual(totalVariationDistance(expected, actual) + 1e-12);
      }),
    );
  });

  it.each(REFUSED_COUNTS)('throws $code for $expected against $actual', (refused) => {
    const { expected, actual, code } = refused;
    expect(() => totalVariationDistance(expected, actual)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
