import { chiSquareGoodnessOfFit } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { countPair } from './support/arbitraries.ts';
import { relativeError } from './support/relative-error.ts';

describe('chiSquareGoodnessOfFit', () => {
  // scipy 1.15.3, chisquare and power_divergence with f_exp scaled to the total.
  it.each([
    { statistic: 'pearson', value: 0.40624999999999994, p: 0.8161762130223398 },
    { statistic: 'log_likelihood_ratio', value: 0.4164509073182314, p: 0.8120239423039805 },
  ] as const)('by $statistic is $value', ({ statistic, value, p }) => {
    const result = chiSquareGoodnessOfFit([10, 20, 30], [6, 9, 17], { statistic });
    expect(relativeError(result.statistic, value)).toBeLessThan(1e-13);
    expect(relativeError(result.pValue, p)).toBeLessThan(1e-13);
    expect(result.dof).toBe(2);
    expect(result.cohensW).toBeCloseTo(Math.sqrt(0.40625 / 32), 13);
  });

  it('is infinite where a count is where the law has none', () => {
    expect(chiSquareGoodnessOfFit([1, 1, 0], [5, 4, 1])).toEqual({
      statistic: Infinity,
      pValue: 0,
      dof: 2,
      cohensW: Infinity,
    });
  });

  it('leaves out bins that are empty on both sides, and finds nothing in a single one', () => {
    const plain = chiSquareGoodnessOfFit([10, 20, 30], [6, 9, 17]);
    expect(chiSquareGoodnessOfFit([10, 0, 20, 30], [6, 0, 9, 17])).toEqual(plain);
    const nothing = { statistic: 0, pValue: 1, dof: 0, cohensW: 0 };
    expect(chiSquareGoodnessOfFit([3, 0], [7, 0])).toEqual(nothing);
  });

  it('takes counts, weights or shares of the law, and is 0 for the law itself', () => {
    fc.assert(
      fc.property(
        countPair(1),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        ([law, counts], k) => {
          const { statistic } = chiSquareGoodnessOfFit(law, counts);
          const scaled = chiSquareGoodnessOfFit(
            law.map((n) => n * k),
            counts,
          );
          expect(Math.abs(scaled.statistic - statistic)).toBeLessThan(1e-10 * (1 + statistic));
          expect(chiSquareGoodnessOfFit(law, law).statistic).toBeLessThan(1e-20);
        },
      ),
    );
  });

  it.each([
    { expected: [1], actual: [1, 2], code: 'shape_mismatch' },
    { expected: [], actual: [], code: 'empty_input' },
    { expected: [1, 1], actual: [0, 0], code: 'empty_input' },
    { expected: [1, NaN], actual: [1, 1], code: 'invalid_value' },
  ])('throws $code for $expected and $actual', ({ expected, actual, code }) => {
    expect(() => chiSquareGoodnessOfFit(expected, actual)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
