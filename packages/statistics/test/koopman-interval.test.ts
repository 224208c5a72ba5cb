import { koopmanInterval, twoProportionTest } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

const proportion = fc
  .integer({ min: 2, max: 500 })
  .chain((n) => fc.record({ n: fc.constant(n), successes: fc.integer({ min: 1, max: n }) }));

describe('koopmanInterval', () => {
  it('of 36 in 40 over 16 in 80 is 2.94 to 7.15, as in the paper', () => {
    const interval = koopmanInterval({ successes: 36, n: 40 }, { successes: 16, n: 80 });
    expect(interval.lower).toBeCloseTo(2.94, 2);
    expect(interval.upper).toBeCloseTo(7.15, 2);
  });

  it('is unbounded above without successes below, and starts at 0 without successes above', () => {
    expect(koopmanInterval({ successes: 0, n: 9 }, { successes: 3, n: 9 }).lower).toBe(0);
    expect(koopmanInterval({ successes: 3, n: 9 }, { successes: 0, n: 9 }).upper).toBe(Infinity);
    const nothing = koopmanInterval({ successes: 0, n: 9 }, { successes: 0, n: 9 });
    expect(nothing).toEqual({ lower: 0, upper: Infinity });
  });

  it('holds the ratio, has reciprocal bounds for the other order, and widens with confidence', () => {
    fc.assert(
      fc.property(proportion, proportion, (one, two) => {
        const { lower, upper } = koopmanInterval(one, two);
        const ratio = one.successes / one.n / (two.successes / two.n);
        expect(lower).toBeLessThanOrEqual(ratio * (1 + 1e-12));
        expect(upper).toBeGreaterThanOrEqual(ratio * (1 - 1e-12));
        const swapped = koopmanInterval(two, one);
        expect(relativeError(swapped.lower, 1 / upper)).toBeLessThan(1e-12);
        expect(relativeError(swapped.upper, 1 / lower)).toBeLessThan(1e-12);
        const narrow = koopmanInterval(one, two, 0.5);
        expect(narrow.lower).toBeGreaterThanOrEqual(lower * (1 - 1e-12));
        expect(narrow.upper).toBeLessThanOrEqual(upper * (1 + 1e-12));
      }),
    );
  });

  it('leaves 1 out exactly when the pooled z test rejects at the same level', () => {
    fc.assert(
      fc.property(proportion, proportion, (one, two) => {
        const { pValue } = twoProportionTest(one, two);
        fc.pre(Math.abs(pValue - 0.05) > 1e-9);
        const { lower, upper } = koopmanInterval(one, two);
        expect(lower > 1 || upper < 1).toBe(pValue < 0.05);
      }),
    );
  });

  it.each([
    { first: { successes: 0, n: 0 }, confidence: 0.95, code: 'empty_input' },
    { first: { successes: 3, n: 2 }, confidence: 0.95, code: 'invalid_argument' },
    { first: { successes: 1, n: 2 }, confidence: 1, code: 'invalid_argument' },
  ])('throws $code for $first at $confidence', ({ first, confidence, code }) => {
    const error = expect.objectContaining({ code });
    expect(() => koopmanInterval(first, { successes: 1, n: 2 }, confidence)).toThrow(error);
    expect(() => koopmanInterval({ successes: 1, n: 2 }, first, confidence)).toThrow(error);
  });
});
