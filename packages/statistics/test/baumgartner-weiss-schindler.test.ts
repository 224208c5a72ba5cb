import {
  andersonDarlingSurvival,
  baumgartnerWeissSchindler,
  permutationTest,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { tiedSample } from './support/arbitraries.ts';
import { statisticsError } from './support/errors.ts';
import { relativeError } from './support/relative-error.ts';

describe('baumgartnerWeissSchindler', () => {
  // scipy 1.15.3, bws_test, whose p-value looks at all deals.
  it.each([
    { x: [1, 2, 2, 3, 5, 9], y: [2, 4, 4, 7, 8], statistic: 0.8075606060606058, pValue: 0.5 },
    {
      x: [1, 3, 4, 8, 9, 12],
      y: [2, 5, 6, 7, 10],
      statistic: 0.36297727272727287,
      pValue: 0.8506493506493507,
    },
  ])('of $x and $y is $statistic, and $pValue over all deals', ({ x, y, statistic, pValue }) => {
    const result = baumgartnerWeissSchindler(x, y);
    expect(relativeError(result.statistic, statistic)).toBeLessThan(1e-12);
    expect(result.pValue).toBe(andersonDarlingSurvival(result.statistic));
    const dealt = permutationTest([x, y], (a, b) => baumgartnerWeissSchindler(a, b).statistic, {
      random: Math.random,
    });
    expect(relativeError(dealt.pValue, pValue)).toBeLessThan(1e-12);
  });

  it('is symmetric, and does not change under an increasing map', () => {
    fc.assert(
      fc.property(tiedSample, tiedSample, (x, y) => {
        const { statistic } = baumgartnerWeissSchindler(x, y);
        expect(statistic).toBeGreaterThanOrEqual(0);
        expect(baumgartnerWeissSchindler(y, x).statistic).toBeCloseTo(statistic, 10);
        const map = (value: number): number => Math.exp(value / 3);
        expect(baumgartnerWeissSchindler(x.map(map), y.map(map)).statistic).toBe(statistic);
      }),
    );
  });

  it.each([
    { x: [], y: [1], code: 'empty_input', wrong: 'x has no values' },
    { x: [1], y: [3, 2], code: 'invalid_value', wrong: 'y[1] is 2' },
  ])('throws $code: $wrong', ({ x, y, code, wrong }) => {
    expect(() => baumgartnerWeissSchindler(x, y)).toThrow(statisticsError(code, wrong));
  });
});
