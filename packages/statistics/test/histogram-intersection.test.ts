import { histogramIntersection, totalVariationDistance } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { countPair } from './support/arbitraries.ts';
import { REFUSED_COUNTS } from './support/refusals.ts';

describe('histogramIntersection', () => {
  // By hand.
  it.each([
    { expected: [50, 50], actual: [60, 40], intersection: 0.9 },
    { expected: [1, 0, 9], actual: [0, 5, 5], intersection: 0.5 },
    { expected: [1, 0], actual: [0, 3], intersection: 0 },
    { expected: [7], actual: [1e9], intersection: 1 },
  ])('is $intersection for $expected and $actual', ({ expected, actual, intersection }) => {
    expect(histogramIntersection(expected, actual)).toBeCloseTo(intersection, 15);
  });

  it('is symmetric and one less the total variation distance', () => {
    fc.assert(
      fc.property(countPair(0), ([expected, actual]) => {
        const intersection = histogramIntersection(expected, actual);
        expect(intersection).toBe(histogramIntersection(actual, expected));
        expect(intersection).toBeGreaterThanOrEqual(0);
        expect(intersection).toBeLessThanOrEqual(1);
        const distance = totalVariationDistance(expected, actual);
        expect(intersection).toBeCloseTo(1 - distance, 12);
      }),
    );
  });

  it.each(REFUSED_COUNTS)('throws $code for $expected and $actual', (refused) => {
    const { expected, actual, code } = refused;
    expect(() => histogramIntersection(expected, actual)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
