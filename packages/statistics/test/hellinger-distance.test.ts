import { coarsen, hellingerDistance } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { countPair, groupsFrom } from './support/arbitraries.ts';
import { REFUSED_COUNTS } from './support/refusals.ts';
import { relativeError } from './support/relative-error.ts';

describe('hellingerDistance', () => {
  // numpy 2.2.6: sqrt(((sqrt(p) - sqrt(q)) ** 2).sum() / 2); the last two by hand.
  it.each([
    { expected: [50, 50], actual: [60, 40], distance: 0.0711607124393506 },
    { expected: [1, 2, 3, 4], actual: [4, 3, 2, 1], distance: 0.3318162917087773 },
    { expected: [1, 0, 9], actual: [0, 5, 5], distance: 0.5737417596358689 },
    { expected: [1e300, 1e-300], actual: [1, 0], distance: 0 },
    { expected: [1, 0], actual: [0, 3], distance: 1 },
    { expected: [7], actual: [1e9], distance: 0 },
  ])('is $distance for $expected against $actual', ({ expected, actual, distance }) => {
    expect(relativeError(hellingerDistance(expected, actual), distance)).toBeLessThan(1e-14);
  });

  it('keeps the digits of a tiny distance: δ / √8 where the bins are equal', () => {
    const distance = hellingerDistance([5e8, 5e8], [5e8 + 1, 5e8 - 1]);
    expect(relativeError(distance, 1e-9 / Math.SQRT2)).toBeLessThan(1e-8);
  });

  it('is a metric in [0, 1], 0 at equality, blind to the order of bins', () => {
    fc.assert(
      fc.property(countPair(0), fc.nat(), ([expected, actual], turn) => {
        const distance = hellingerDistance(expected, actual);
        expect(distance).toBeGreaterThanOrEqual(0);
        expect(distance).toBeLessThanOrEqual(1);
        expect(hellingerDistance(actual, expected)).toBe(distance);
        expect(hellingerDistance(expected, expected)).toBe(0);
        const reversed = [expected.toReversed(), actual.toReversed()] as const;
        expect(hellingerDistance(...reversed)).toBeCloseTo(distance, 12);
        const third = expected.map((_, bin) => ((bin * 7 + turn) % 5) + 1);
        const detour = hellingerDistance(expected, third) + hellingerDistance(third, actual);
        expect(distance).toBeLessThanOrEqual(detour + 1e-12);
      }),
    );
  });

  it('does not rise when bins are merged', () => {
    fc.assert(
      fc.property(countPair(0), fc.nat(4095), ([expected, actual], bits) => {
        const groups = groupsFrom(bits, expected.length);
        const coarse = hellingerDistance(coarsen(expected, groups), coarsen(actual, groups));
        expect(coarse).toBeLessThanOrEqual(hellingerDistance(expected, actual) + 1e-8);
      }),
    );
  });

  it.each(REFUSED_COUNTS)('throws $code for $expected against $actual', (refused) => {
    const { expected, actual, code } = refused;
    expect(() => hellingerDistance(expected, actual)).toThrow(expect.objectContaining({ code }));
  });
});
