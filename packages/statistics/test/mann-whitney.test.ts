import {
  mannWhitney,
  mannWhitneyFromCounts,
  mannWhitneyNoiseFloor,
  permutationTest,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { countPair, tiedSample } from './support/arbitraries.ts';
import { statisticsError } from './support/errors.ts';
import { relativeError } from './support/relative-error.ts';

const X = [1, 3, 4, 8, 9, 12];
const Y = [2, 5, 6, 7, 10];
const TIED_X = [1, 2, 2, 3, 5, 9];
const TIED_Y = [2, 4, 4, 7, 8];
const to = (length: number, start: number, step: number): number[] =>
  Array.from({ length }, (_, index) => start + step * index);

/** Pairs in which x is larger, and half of the equal ones. */
function pairsByDefinition(x: readonly number[], y: readonly number[]): number {
  return x.reduce(
    (sum, a) => sum + y.reduce((inner, b) => inner + (a > b ? 1 : 0) + (a === b ? 0.5 : 0), 0),
    0,
  );
}

describe('mannWhitney', () => {
  // scipy 1.15.3, mannwhitneyu(method='exact' | 'asymptotic', use_continuity=False).
  it.each([
    { alternative: 'two-sided', exact: 1, asymptotic: 1, plain: 1 },
    {
      alternative: 'less',
      exact: 0.5346320346320346,
      asymptotic: 0.5363677632373839,
      plain: 0.5,
    },
    {
      alternative: 'greater',
      exact: 0.5346320346320346,
      asymptotic: 0.5363677632373839,
      plain: 0.5,
    },
  ] as const)('of six and five values, $alternative', (at) => {
    const { alternative } = at;
    const exact = mannWhitney(X, Y, { alternative });
    expect(exact).toMatchObject({ statistic: 15, auc: 0.5, rankBiserial: 0, method: 'exact' });
    expect(relativeError(exact.pValue, at.exact)).toBeLessThan(1e-14);
    const asymptotic = mannWhitney(X, Y, { alternative, method: 'asymptotic' });
    expect(relativeError(asymptotic.pValue, at.asymptotic)).toBeLessThan(1e-14);
    const plain = mannWhitney(X, Y, { alternative, method: 'asymptotic', continuity: false });
    expect(relativeError(plain.pValue, at.plain)).toBeLessThan(1e-14);
  });

  // scipy 1.15.3, mannwhitneyu, which takes the normal law for ties.
  it.each([
    { alternative: 'two-sided', pValue: 0.40592717713118054 },
    { alternative: 'less', pValue: 0.20296358856559027 },
    { alternative: 'greater', pValue: 0.845129863701307 },
  ] as const)('with ties, $alternative, is $pValue', ({ alternative, pValue }) => {
    for (const method of ['auto', 'exact'] as const) {
      const result = mannWhitney(TIED_X, TIED_Y, { alternative, method });
      expect(result).toMatchObject({ statistic: 10, auc: 1 / 3, method: 'asymptotic' });
      expect(relativeError(result.pValue, pValue)).toBeLessThan(1e-14);
    }
  });

  // scipy 1.15.3, mannwhitneyu(method='exact').
  it.each([
    { name: 'one and 20', x: [3.5], y: to(20, 0, 1), pValue: 0.47619047619047616 },
    { name: '50 and 50', x: to(50, 0, 2), y: to(50, 30.5, 1), pValue: 0.30413961453034366 },
    {
      name: '30 and 25, disjoint',
      x: to(30, 0, 1),
      y: to(25, 40.5, 1),
      pValue: 6.481194254049314e-16,
    },
  ])('has the exact p-value of $name values: $pValue', ({ x, y, pValue }) => {
    const result = mannWhitney(x, y, { method: 'exact' });
    expect(result.method).toBe('exact');
    expect(relativeError(result.pValue, pValue)).toBeLessThan(1e-12);
  });

  it('keeps a far tail exact: disjoint samples of 300 and 200 have p = 2 / C(500, 200)', () => {
    let logChoices = 0;
    for (let k = 1; k <= 200; k++) logChoices += Math.log((300 + k) / k);
    const { pValue } = mannWhitney(to(300, 0, 1), to(200, 1000, 1), { method: 'exact' });
    expect(relativeError(pValue, 2 * Math.exp(-logChoices))).toBeLessThan(1e-10);
  });

  it('has the exact p-value of all deals when no value repeats', () => {
    const values = fc.uniqueArray(fc.integer({ min: -50, max: 50 }), {
      minLength: 2,
      maxLength: 11,
    });
    const alternatives = fc.constantFrom('two-sided', 'less', 'greater');
    fc.assert(
      fc.property(values, fc.nat(), alternatives, (drawn, cut, alternative) => {
        const n = 1 + (cut % (drawn.length - 1));
        const ascending = (part: number[]): number[] => part.toSorted((a, b) => a - b);
        const [x, y] = [ascending(drawn.slice(0, n)), ascending(drawn.slice(n))];
        const statistic = (a: Float64Array, b: Float64Array): number => mannWhitney(a, b).statistic;
        const { pValue } = permutationTest([x, y], statistic, { random: Math.random, alternative });
        expect(mannWhitney(x, y, { alternative }).pValue).toBeCloseTo(pValue, 12);
      }),
      { numRuns: 40 },
    );
  });

  it('has the statistic of its definition, and mirrors itself', () => {
    fc.assert(
      fc.property(tiedSample, tiedSample, (x, y) => {
        const result = mannWhitney(x, y);
        expect(result.statistic).toBe(pairsByDefinition(x, y));
        expect(result.auc).toBeCloseTo(result.rankBiserial / 2 + 0.5, 14);
        const swapped = mannWhitney(y, x);
        expect(swapped.rankBiserial).toBe(0 - result.rankBiserial);
        expect(swapped.pValue).toBeCloseTo(result.pValue, 14);
        const less = mannWhitney(x, y, { alternative: 'less' }).pValue;
        expect(mannWhitney(y, x, { alternative: 'greater' }).pValue).toBeCloseTo(less, 14);
        expect(result.pValue).toBeGreaterThan(0);
        expect(result.pValue).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('takes the normal law with more than 8 values on both sides, and above 2e7 pairs', () => {
    expect(mannWhitney(to(8, 0, 2), to(30, 0.5, 1)).method).toBe('exact');
    expect(mannWhitney(to(9, 0, 2), to(30, 0.5, 1)).method).toBe('asymptotic');
    const many = new Float64Array(2_500_001);
    for (let index = 0; index < many.length; index++) many[index] = index;
    expect(mannWhitney(to(8, 0.5, 2), many).method).toBe('asymptotic');
  });

  it.each(['two-sided', 'less', 'greater'] as const)(
    'has p = 1 when all values are equal, %s, with continuity and without',
    (alternative) => {
      for (const continuity of [true, false]) {
        const result = mannWhitney([4, 4, 4], [4, 4], { alternative, continuity });
        expect(result).toMatchObject({ auc: 0.5, rankBiserial: 0, pValue: 1 });
      }
    },
  );

  it('counts 1.6 · 10^13 pairs without rounding', () => {
    const x = new Float64Array(4_000_000);
    for (let index = 0; index < x.length; index++) x[index] = index;
    const { statistic, rankBiserial } = mannWhitney(x, x);
    expect(statistic).toBe(8e12);
    expect(rankBiserial).toBe(0);
  });

  it.each([
    { x: [], y: [1], code: 'empty_input', wrong: 'x has no values' },
    { x: [1, NaN], y: [1], code: 'invalid_value', wrong: 'x[1] is NaN' },
    { x: [1], y: [3, 2], code: 'invalid_value', wrong: 'y[1] is 2' },
  ])('throws $code: $wrong', ({ x, y, code, wrong }) => {
    expect(() => mannWhitney(x, y)).toThrow(statisticsError(code, wrong));
  });
});

describe('mannWhitneyFromCounts', () => {
  it('is the test of the values when every distinct value has its bin', () => {
    fc.assert(
      fc.property(tiedSample, tiedSample, (x, y) => {
        const values = Array.from({ length: 17 }, (_, index) => index - 8);
        const count = (sample: number[]): number[] =>
          values.map((value) => sample.filter((other) => other === value).length);
        for (const alternative of ['two-sided', 'less', 'greater'] as const) {
          for (const continuity of [true, false]) {
            const options = { alternative, continuity };
            const binned = mannWhitneyFromCounts(count(x), count(y), options);
            const raw = mannWhitney(x, y, { ...options, method: 'asymptotic' });
            expect(binned).toEqual(raw);
          }
        }
      }),
    );
  });

  it('has an area in [0, 1] that mirrors itself when the sides change', () => {
    fc.assert(
      fc.property(countPair(0), ([x, y]) => {
        const { auc, pValue } = mannWhitneyFromCounts(x, y);
        expect(auc).toBeGreaterThanOrEqual(0);
        expect(auc + mannWhitneyFromCounts(y, x).auc).toBeCloseTo(1, 12);
        expect(pValue).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('takes weights and totals of thousands of millions', () => {
    expect(mannWhitneyFromCounts([0.25, 0.25], [0.25, 0.25]).pValue).toBe(1);
    const { auc, pValue } = mannWhitneyFromCounts([1e9, 1e9], [1.0001e9, 0.9999e9]);
    expect(auc).toBeCloseTo(0.500025, 12);
    // The standard error is √(1/4 · 1 / 1e9) / 2 or so: z = 2.5e-5 / 0.79e-5.
    expect(relativeError(pValue, 0.00157)).toBeLessThan(0.05);
  });

  it.each([
    { x: [1], y: [1, 2], code: 'shape_mismatch', wrong: '1 bins' },
    { x: [0, 0], y: [1, 2], code: 'empty_input', wrong: 'x has 2 bins' },
    { x: [1, 1], y: [1, -2], code: 'invalid_value', wrong: 'y[1] is -2' },
  ])('throws $code: $wrong', ({ x, y, code, wrong }) => {
    expect(() => mannWhitneyFromCounts(x, y)).toThrow(statisticsError(code, wrong));
  });
});

describe('mannWhitneyNoiseFloor', () => {
  it('is √(2/π) standard deviations of the area, at most one half', () => {
    expect(mannWhitneyNoiseFloor(100, 100)).toBeCloseTo(
      Math.sqrt(2 / Math.PI) * Math.sqrt(201 / 120_000),
      15,
    );
    expect(mannWhitneyNoiseFloor(100, Infinity)).toBeCloseTo(Math.sqrt(1 / (600 * Math.PI)), 15);
    expect(mannWhitneyNoiseFloor(0.1, 0.1)).toBe(0.5);
  });

  it('needs sizes', () => {
    expect(() => mannWhitneyNoiseFloor(0, 4)).toThrow(
      statisticsError('invalid_argument', 'n is 0'),
    );
  });
});

describe('mannWhitneyFromCounts', () => {
  it.each([95, 97, 106, 128, 223, 1e6])('finds nothing between %i and 10^6 equal values', (n) => {
    const options = { alternative: 'greater', continuity: false } as const;
    expect(mannWhitneyFromCounts([n], [1e6], options).pValue).toBe(1);
  });
});
