import { totalVariationDistance, totalVariationTest } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { countPair } from './support/arbitraries.ts';
import { seededRandom } from './support/random.ts';
import { REFUSED_COUNTS } from './support/refusals.ts';

describe('totalVariationTest', () => {
  it.each([
    // 2 of the 20 deals of 3 and 3 values are as far apart: all alike on either side.
    { expected: [3, 0], actual: [0, 3], p: 2 / 20 },
    // Half of each: of C(8, 4) = 70 deals 4 and 4 of two kinds 34 are not even.
    { expected: [3, 1], actual: [1, 3], p: 34 / 70 },
    // C(5, 2) = 10 deals: the reference has both of the first bin in 1, both of the last in 1.
    { expected: [2, 0, 0], actual: [0, 1, 2], p: 2 / 10 },
  ])('tends to the exact p-value $p of $expected against $actual', ({ expected, actual, p }) => {
    const { pValue, statistic, reached, permutations } = totalVariationTest(expected, actual, {
      random: seededRandom(8),
      permutations: 5000,
    });
    expect(statistic).toBeCloseTo(totalVariationDistance(expected, actual), 15);
    expect(permutations).toBe(5000);
    expect(pValue).toBe((1 + reached) / 5001);
    // Four standard errors of 5000 deals.
    expect(Math.abs(pValue - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / 5000));
  });

  it('takes counts of millions, and 9999 deals by default', () => {
    const { pValue, permutations } = totalVariationTest(
      [4e6, 3e6, 2e6, 1e6],
      [2e6 + 2000, 1.5e6 - 1000, 1e6 - 1000, 5e5],
      { random: seededRandom(3), permutations: 200 },
    );
    expect(permutations).toBe(200);
    expect(pValue).toBeGreaterThan(0.02);
    expect(pValue).toBeLessThan(0.6);
    const far = totalVariationTest([500, 500], [600, 400], { random: seededRandom(3) });
    expect(far.pValue).toBe(1 / 10_000);
  });

  it('draws from end to end of the law', () => {
    // The greatest number below 1 is more than all terms sum to: it is taken for the mode.
    const counts = [
      { expected: [7, 3], actual: [5, 5] },
      { expected: [1, 2], actual: [1, 900] },
      { expected: [700, 200], actual: [3, 1] },
      { expected: [401, 300, 999], actual: [500, 300, 200] },
    ];
    for (const random of [() => 0, () => 1 - 2 ** -53, () => 0.999]) {
      for (const { expected, actual } of counts) {
        const { reached } = totalVariationTest(expected, actual, { random, permutations: 1 });
        expect([0, 1]).toContain(reached);
      }
    }
  });

  it('is 1 for equal shares and for one bin', () => {
    const random = seededRandom(1);
    expect(totalVariationTest([2, 4], [1, 2], { random, permutations: 50 }).pValue).toBe(1);
    expect(totalVariationTest([7], [9], { random, permutations: 50 }).pValue).toBe(1);
    expect(totalVariationTest([0, 7], [0, 9], { random, permutations: 50 }).pValue).toBe(1);
  });

  it('has a p-value in (0, 1] and the distance as its statistic', () => {
    fc.assert(
      fc.property(countPair(0), fc.nat(), ([expected, actual], seed) => {
        const random = seededRandom(seed);
        const { pValue, statistic } = totalVariationTest(expected, actual, {
          random,
          permutations: 20,
        });
        expect(pValue).toBeGreaterThanOrEqual(1 / 21);
        expect(pValue).toBeLessThanOrEqual(1);
        expect(statistic).toBeCloseTo(totalVariationDistance(expected, actual), 12);
      }),
    );
  });

  it.each([
    ...REFUSED_COUNTS,
    { expected: [1.5, 2], actual: [1, 2], code: 'invalid_value' },
    { expected: [1, 2], actual: [1, 0.5], code: 'invalid_value' },
  ])('throws $code for $expected against $actual', ({ expected, actual, code }) => {
    expect(() => totalVariationTest(expected, actual, { random: Math.random })).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it.each([
    { random: () => 0.5, permutations: 0, wrong: 'permutations is 0' },
    { random: () => 0.5, permutations: 1.5, wrong: 'permutations is 1.5' },
    { random: () => 1, permutations: 1, wrong: 'random() is 1' },
    { random: () => NaN, permutations: 1, wrong: 'random() is NaN' },
  ])('throws invalid_argument: $wrong', ({ random, permutations, wrong }) => {
    expect(() => totalVariationTest([1, 2], [2, 1], { random, permutations })).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});
