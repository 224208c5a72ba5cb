import { bhattacharyyaDistance, hellingerDistance } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { countPair } from './support/arbitraries.ts';
import { REFUSED_COUNTS } from './support/refusals.ts';
import { relativeError } from './support/relative-error.ts';

describe('bhattacharyyaDistance', () => {
  // numpy 2.2.6: -log(sqrt(p * q).sum()); the last three by hand.
  it.each([
    { expected: [50, 50], actual: [60, 40], distance: 0.005076711716434105 },
    { expected: [1, 2, 3, 4], actual: [4, 3, 2, 1], distance: 0.11664848737353888 },
    { expected: [1, 0, 9], actual: [0, 5, 5], distance: 0.3992538481088858 },
    { expected: [1, 99], actual: [99, 1], distance: 1.614463080360851 },
    { expected: [1, 0], actual: [1e-300, 1], distance: 150 * Math.LN10 },
    { expected: [1, 0], actual: [0, 3], distance: Infinity },
    { expected: [7], actual: [1e9], distance: 0 },
  ])('is $distance for $expected against $actual', ({ expected, actual, distance }) => {
    expect(relativeError(bhattacharyyaDistance(expected, actual), distance)).toBeLessThan(1e-13);
  });

  it('is -ln(1 - H²), symmetric, 0 at equality', () => {
    fc.assert(
      fc.property(countPair(0), ([expected, actual]) => {
        const distance = bhattacharyyaDistance(expected, actual);
        expect(bhattacharyyaDistance(actual, expected)).toBe(distance);
        expect(bhattacharyyaDistance(expected, expected)).toBe(0);
        const square = hellingerDistance(expected, actual) ** 2;
        expect(Math.exp(-distance)).toBeCloseTo(1 - square, 12);
      }),
    );
  });

  it.each(REFUSED_COUNTS)('throws $code for $expected against $actual', (refused) => {
    const { expected, actual, code } = refused;
    expect(() => bhattacharyyaDistance(expected, actual)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
