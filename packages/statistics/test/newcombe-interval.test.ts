import { newcombeInterval } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const proportion = fc
  .integer({ min: 1, max: 500 })
  .chain((n) => fc.record({ n: fc.constant(n), successes: fc.integer({ min: 0, max: n }) }));

describe('newcombeInterval', () => {
  // Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10; four decimals.
  it.each([
    { first: [56, 70], second: [48, 80], lower: 0.0524, upper: 0.3339 },
    { first: [9, 10], second: [3, 10], lower: 0.1705, upper: 0.809 },
    { first: [0, 10], second: [0, 10], lower: -0.2775, upper: 0.2775 },
    { first: [10, 10], second: [0, 10], lower: 0.6075, upper: 1 },
    { first: [5, 56], second: [0, 29], lower: -0.0381, upper: 0.1926 },
  ] as const)('of $first and $second is $lower to $upper', ({ first, second, lower, upper }) => {
    const interval = newcombeInterval(
      { successes: first[0], n: first[1] },
      { successes: second[0], n: second[1] },
    );
    expect(interval.lower).toBeCloseTo(lower, 4);
    expect(interval.upper).toBeCloseTo(upper, 4);
  });

  it('holds the difference, stays in [-1, 1], and changes sign with the order', () => {
    fc.assert(
      fc.property(proportion, proportion, (one, two) => {
        const { lower, upper } = newcombeInterval(one, two, 0.9);
        const difference = one.successes / one.n - two.successes / two.n;
        expect(lower).toBeGreaterThanOrEqual(-1);
        expect(upper).toBeLessThanOrEqual(1);
        expect(lower).toBeLessThanOrEqual(difference);
        expect(upper).toBeGreaterThanOrEqual(difference);
        const swapped = newcombeInterval(two, one, 0.9);
        expect(swapped.lower + upper).toBeCloseTo(0, 14);
        expect(swapped.upper + lower).toBeCloseTo(0, 14);
      }),
    );
  });

  it.each([
    { first: { successes: 0, n: 0 }, confidence: 0.95, code: 'empty_input' },
    { first: { successes: 3, n: 2 }, confidence: 0.95, code: 'invalid_argument' },
    { first: { successes: 1, n: 2 }, confidence: 0, code: 'invalid_argument' },
  ])('throws $code for $first at $confidence', ({ first, confidence, code }) => {
    const error = expect.objectContaining({ code });
    expect(() => newcombeInterval(first, { successes: 1, n: 2 }, confidence)).toThrow(error);
    expect(() => newcombeInterval({ successes: 1, n: 2 }, first, confidence)).toThrow(error);
  });
});
