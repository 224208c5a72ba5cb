import { chiSquareHomogeneity, twoProportionTest } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

const proportion = fc
  .integer({ min: 1, max: 500 })
  .chain((n) => fc.record({ n: fc.constant(n), successes: fc.integer({ min: 0, max: n }) }));

describe('twoProportionTest', () => {
  it('is the root of chi-square without correction', () => {
    // scipy 1.15.3, chi2_contingency([[12, 3], [5, 17]], correction=False) and association.
    const result = twoProportionTest({ successes: 12, n: 15 }, { successes: 5, n: 22 });
    expect(result.statistic).toBeCloseTo(Math.sqrt(11.779652406417114), 13);
    expect(relativeError(result.pValue, 0.0005988166476580566)).toBeLessThan(1e-12);
    expect(result.difference).toBeCloseTo(12 / 15 - 5 / 22, 15);
    expect(result.phi).toBeCloseTo(0.5642419551550729, 13);
  });

  it('agrees with chiSquareHomogeneity, changes sign with the order, and stays in range', () => {
    fc.assert(
      fc.property(proportion, proportion, (one, two) => {
        const result = twoProportionTest(one, two);
        const rows = [one, two].map(({ successes, n }) => [successes, n - successes]);
        const square = chiSquareHomogeneity(rows, { yates: false });
        expect(Math.abs(result.statistic ** 2 - square.statistic)).toBeLessThan(1e-9);
        expect(result.pValue).toBeCloseTo(square.pValue, 11);
        expect(Math.abs(result.phi)).toBeCloseTo(square.cramersV, 11);
        expect(twoProportionTest(two, one).statistic + result.statistic).toBeCloseTo(0, 12);
        expect(Math.abs(result.phi)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each([
    { successes: 0, says: 'none' },
    { successes: 7, says: 'all' },
  ])('finds nothing when $says succeeded', ({ successes }) => {
    const result = twoProportionTest({ successes, n: 7 }, { successes, n: 7 });
    expect(result).toEqual({ statistic: 0, pValue: 1, difference: 0, phi: 0 });
  });

  it.each([
    { first: { successes: 0, n: 0 }, code: 'empty_input', says: 'n is 0' },
    { first: { successes: 3, n: 2 }, code: 'invalid_argument', says: 'successes is 3' },
    { first: { successes: 1, n: Infinity }, code: 'invalid_argument', says: 'n is Infinity' },
    { first: { successes: NaN, n: 2 }, code: 'invalid_argument', says: 'successes is NaN' },
  ])('throws $code: $says', ({ first, code, says }) => {
    const error = expect.objectContaining({ code, message: expect.stringContaining(says) });
    const second = { successes: 1, n: 2 };
    expect(() => twoProportionTest(first, second)).toThrow(error);
    expect(() => twoProportionTest(second, first)).toThrow(error);
  });
});
