import {
  kolmogorovSmirnov,
  kolmogorovSmirnovOneSidedNoiseFloor,
  kolmogorovSmirnovOneSidedPValue,
  permutationTest,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { tiedSample } from './support/arbitraries.ts';
import { statisticsError } from './support/errors.ts';
import { relativeError } from './support/relative-error.ts';

const X = [1, 3, 4, 8, 9, 12];
const Y = [2, 5, 6, 7, 10];
const EVEN = Array.from({ length: 30 }, (_, index) => 2 * index);
const THIRDS = Array.from({ length: 17 }, (_, index) => 3 * index + 0.5);
const SHIFTED = EVEN.map((value) => value + 7);

describe('kolmogorovSmirnov, one-sided', () => {
  // scipy 1.15.3, ks_2samp.
  it.each([
    { x: X, y: Y, alternative: 'less', method: 'exact', d: 0.3, p: 0.5086580086580087 },
    { x: X, y: Y, alternative: 'less', method: 'asymptotic', d: 0.3, p: 0.45757330306700855 },
    { x: X, y: Y, alternative: 'greater', method: 'exact', d: 0.3, p: 0.5086580086580087 },
    { x: X, y: Y, alternative: 'greater', method: 'asymptotic', d: 0.3, p: 0.45757330306700866 },
    {
      x: EVEN,
      y: THIRDS,
      alternative: 'less',
      method: 'exact',
      d: 89 / 510,
      p: 0.4517559929623504,
    },
    {
      x: EVEN,
      y: THIRDS,
      alternative: 'less',
      method: 'asymptotic',
      d: 89 / 510,
      p: 0.440726967007507,
    },
    {
      x: EVEN,
      y: THIRDS,
      alternative: 'greater',
      method: 'exact',
      d: 1 / 30,
      p: 0.9534789860790822,
    },
    {
      x: EVEN,
      y: THIRDS,
      alternative: 'greater',
      method: 'asymptotic',
      d: 1 / 30,
      p: 0.9470782854161685,
    },
    { x: EVEN, y: SHIFTED, alternative: 'less', method: 'exact', d: 0, p: 1 },
    {
      x: EVEN,
      y: SHIFTED,
      alternative: 'greater',
      method: 'exact',
      d: 4 / 30,
      p: 0.5909306537864413,
    },
  ] as const)('$alternative, $method, D = $d has p = $p', ({ x, y, alternative, method, d, p }) => {
    const result = kolmogorovSmirnov(x, y, { alternative, method });
    expect(result.method).toBe(method);
    expect(Math.abs(result.statistic - d)).toBeLessThan(1e-15);
    expect(relativeError(result.pValue, p)).toBeLessThan(1e-12);
  });

  it('has the exact p-value of all deals when no value repeats', () => {
    const values = fc.uniqueArray(fc.integer({ min: -50, max: 50 }), {
      minLength: 2,
      maxLength: 11,
    });
    fc.assert(
      fc.property(
        values,
        fc.nat(),
        fc.constantFrom('less', 'greater'),
        (drawn, cut, alternative) => {
          const n = 1 + (cut % (drawn.length - 1));
          const ascending = (part: number[]): number[] => part.toSorted((a, b) => a - b);
          const [x, y] = [ascending(drawn.slice(0, n)), ascending(drawn.slice(n))];
          const statistic = (a: Float64Array, b: Float64Array): number =>
            kolmogorovSmirnov(a, b, { alternative }).statistic;
          const { pValue } = permutationTest([x, y], statistic, { random: Math.random });
          expect(kolmogorovSmirnov(x, y, { alternative }).pValue).toBeCloseTo(pValue, 12);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('mirrors itself, and the greater of both is the two-sided statistic', () => {
    fc.assert(
      fc.property(tiedSample, tiedSample, (x, y) => {
        const less = kolmogorovSmirnov(x, y, { alternative: 'less' });
        const greater = kolmogorovSmirnov(y, x, { alternative: 'greater' });
        expect(greater.statistic).toBe(less.statistic);
        expect(greater.pValue).toBeCloseTo(less.pValue, 13);
        const other = kolmogorovSmirnov(x, y, { alternative: 'greater' }).statistic;
        expect(kolmogorovSmirnov(x, y).statistic).toBe(Math.max(less.statistic, other));
      }),
    );
  });

  it('keeps a far tail exact: disjoint samples have p = 1 / C(n + m, n)', () => {
    const x = Array.from({ length: 300 }, (_, index) => index);
    const y = Array.from({ length: 400 }, (_, index) => 1000 + index);
    let logChoices = 0;
    for (let k = 1; k <= 300; k++) logChoices += Math.log((400 + k) / k);
    const { pValue } = kolmogorovSmirnov(x, y, { alternative: 'greater' });
    expect(relativeError(pValue, Math.exp(-logChoices))).toBeLessThan(1e-11);
  });
});

describe('kolmogorovSmirnovOneSidedPValue', () => {
  it('falls from 1 with the statistic, the same for both orders of sizes', () => {
    expect(kolmogorovSmirnovOneSidedPValue(0, 5, 9)).toBe(1);
    let previous = 1;
    for (let statistic = 0.05; statistic <= 1; statistic += 0.05) {
      const pValue = kolmogorovSmirnovOneSidedPValue(statistic, 50, 90);
      expect(pValue).toBeLessThan(previous);
      expect(kolmogorovSmirnovOneSidedPValue(statistic, 90, 50)).toBe(pValue);
      previous = pValue;
    }
  });

  it.each([
    { statistic: -0.1, n: 3, wrong: 'statistic is -0.1' },
    { statistic: NaN, n: 3, wrong: 'statistic is NaN' },
    { statistic: 0.5, n: 0, wrong: 'n is 0' },
    { statistic: 0.5, n: Infinity, wrong: 'n and m is Infinity' },
  ])('throws invalid_argument: $wrong', ({ statistic, n, wrong }) => {
    expect(() => kolmogorovSmirnovOneSidedPValue(statistic, n, 4)).toThrow(
      statisticsError('invalid_argument', wrong),
    );
  });
});

describe('kolmogorovSmirnovOneSidedNoiseFloor', () => {
  it('is √(π/8) / √(n m / (n + m)), at most 1', () => {
    expect(kolmogorovSmirnovOneSidedNoiseFloor(100, Infinity)).toBeCloseTo(0.06266570686577501, 15);
    expect(kolmogorovSmirnovOneSidedNoiseFloor(0.5, 0.5)).toBe(1);
  });
});
