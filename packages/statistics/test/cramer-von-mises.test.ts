import {
  cramerVonMises,
  cramerVonMisesNoiseFloor,
  cramerVonMisesStatistic,
  permutationTest,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { tiedSample } from './support/arbitraries.ts';
import { statisticsError } from './support/errors.ts';
import { relativeError } from './support/relative-error.ts';

const pair = tiedSample.filter(({ length }) => length >= 2);

/** Anderson's formulas 9 and 10 with midranks, as they stand. */
function statisticByRanks(x: readonly number[], y: readonly number[]): number {
  const pooled = [...x, ...y];
  const rank = (value: number): number =>
    pooled.filter((other) => other < value).length +
    (pooled.filter((other) => other === value).length + 1) / 2;
  const squares = (sample: readonly number[]): number =>
    sample.reduce((sum, value, index) => sum + (rank(value) - index - 1) ** 2, 0);
  const [n, m] = [x.length, y.length];
  const u = n * squares(x) + m * squares(y);
  return u / (n * m * (n + m)) - (4 * n * m - 1) / (6 * (n + m));
}

const X = [1, 3, 4, 8, 9, 12];
const Y = [2, 5, 6, 7, 10];
const EVEN = Array.from({ length: 12 }, (_, index) => 2 * index);
const THIRDS = Array.from({ length: 9 }, (_, index) => 3 * index + 0.5);

describe('cramerVonMises', () => {
  // scipy 1.15.3, cramervonmises_2samp.
  it.each([
    { x: X, y: Y, method: 'exact', statistic: 0.07272727272727275, pValue: 0.8311688311688312 },
    {
      x: X,
      y: Y,
      method: 'asymptotic',
      statistic: 0.07272727272727275,
      pValue: 0.8699634388255928,
    },
    {
      x: EVEN,
      y: THIRDS,
      method: 'exact',
      statistic: 0.03439153439153442,
      pValue: 0.9856054162555711,
    },
    {
      x: EVEN,
      y: THIRDS,
      method: 'asymptotic',
      statistic: 0.03439153439153442,
      pValue: 0.9941373881806852,
    },
    {
      x: [1, 2, 2, 3, 5, 9],
      y: [2, 4, 4, 7, 8],
      method: 'exact',
      statistic: 0.1621212121212121,
      pValue: 0.3961038961038961,
    },
    {
      x: [1, 2, 2, 3, 5, 9],
      y: [2, 4, 4, 7, 8],
      method: 'asymptotic',
      statistic: 0.1621212121212121,
      pValue: 0.4026664165857363,
    },
  ] as const)('of $x and $y, $method, is $statistic with p = $pValue', (at) => {
    const result = cramerVonMises(at.x, at.y, { method: at.method, ties: 'midranks' });
    expect(result.method).toBe(at.method);
    expect(relativeError(result.statistic, at.statistic)).toBeLessThan(1e-12);
    expect(relativeError(result.pValue, at.pValue)).toBeLessThan(1e-12);
  });

  it('has the statistic of its definition by ranks, with ties', () => {
    fc.assert(
      fc.property(pair, pair, (x, y) => {
        const { statistic } = cramerVonMises(x, y, { ties: 'midranks' });
        expect(statistic).toBeCloseTo(statisticByRanks(x, y), 11);
      }),
    );
  });

  it('counts tied values with the mean of the squared differences before and after them', () => {
    fc.assert(
      fc.property(pair, pair, (x, y) => {
        const share = (sample: number[], keep: (other: number) => boolean): number =>
          sample.filter(keep).length / sample.length;
        const sum = [...x, ...y].reduce((total, value) => {
          const before = share(x, (other) => other < value) - share(y, (other) => other < value);
          const after = share(x, (other) => other <= value) - share(y, (other) => other <= value);
          return total + (before * before + after * after) / 2;
        }, 0);
        const expected = (x.length * y.length * sum) / (x.length + y.length) ** 2;
        expect(cramerVonMisesStatistic(x, y)).toBeCloseTo(expected, 12);
      }),
    );
  });

  it('has the same statistic for mirrored values, with ties', () => {
    fc.assert(
      fc.property(pair, pair, (x, y) => {
        const mirror = (sample: number[]): number[] => sample.map((value) => -value).toReversed();
        expect(cramerVonMisesStatistic(mirror(x), mirror(y))).toBeCloseTo(
          cramerVonMisesStatistic(x, y),
          12,
        );
      }),
    );
  });

  it('has the exact p-value of all deals when no value repeats', () => {
    const values = fc.uniqueArray(fc.integer({ min: -50, max: 50 }), {
      minLength: 4,
      maxLength: 11,
    });
    fc.assert(
      fc.property(values, fc.nat(), (drawn, cut) => {
        const n = 2 + (cut % (drawn.length - 3));
        const ascending = (part: number[]): number[] => part.toSorted((a, b) => a - b);
        const [x, y] = [ascending(drawn.slice(0, n)), ascending(drawn.slice(n))];
        const { pValue } = permutationTest([x, y], cramerVonMisesStatistic, {
          random: Math.random,
        });
        expect(cramerVonMises(x, y).pValue).toBeCloseTo(pValue, 12);
      }),
      { numRuns: 40 },
    );
  });

  it('is symmetric, and does not change under an increasing map', () => {
    fc.assert(
      fc.property(pair, pair, (x, y) => {
        const result = cramerVonMises(x, y, { method: 'asymptotic' });
        const swapped = cramerVonMises(y, x, { method: 'asymptotic' });
        expect(swapped.statistic).toBeCloseTo(result.statistic, 12);
        const map = (value: number): number => Math.exp(value / 3) - 2;
        expect(cramerVonMises(x.map(map), y.map(map), { method: 'asymptotic' })).toEqual(result);
        expect(result.pValue).toBeGreaterThanOrEqual(0);
        expect(result.pValue).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('keeps a far tail exact: disjoint samples of n and m have p = 2 / C(n + m, n)', () => {
    const x = Array.from({ length: 41 }, (_, index) => index);
    const y = Array.from({ length: 40 }, (_, index) => 100 + index);
    const equal = cramerVonMises(x.slice(0, 20), y.slice(0, 20));
    expect(equal.method).toBe('exact');
    expect(relativeError(equal.pValue, 2 / 137_846_528_820)).toBeLessThan(1e-12);
    const unequal = cramerVonMises(x.slice(0, 40), y.slice(0, 10), { method: 'exact' });
    expect(relativeError(unequal.pValue, 2 / 10_272_278_170)).toBeLessThan(1e-11);
    // With the paths of 41 and 40 there are too many sums, and the limit law takes over.
    expect(cramerVonMises(x, y, { method: 'exact' }).method).toBe('asymptotic');
  });

  it('takes the asymptotic p-value above 20 values', () => {
    const x = Array.from({ length: 21 }, (_, index) => index);
    expect(cramerVonMises(x.slice(1), x.slice(1)).method).toBe('exact');
    expect(cramerVonMises(x, [1.5, 2.5]).method).toBe('asymptotic');
    expect(cramerVonMises(x, [1.5, 2.5], { method: 'exact' }).method).toBe('exact');
  });

  it('has p = 1 for equal and for constant samples; with midranks not for these', () => {
    expect(cramerVonMises([1, 2, 3], [1, 2, 3]).pValue).toBe(1);
    const [x, y] = [Array<number>(15).fill(1), Array<number>(9).fill(1)];
    expect(cramerVonMises(x, y)).toMatchObject({ statistic: 0, pValue: 1 });
    // scipy 1.15.3; and (n - m)² ((n + m)² - 1) / (12 n m (n + m)).
    const { statistic, pValue } = cramerVonMises(x, y, { method: 'asymptotic', ties: 'midranks' });
    expect(relativeError(pValue, 0.03239973054858181)).toBeLessThan(1e-10);
    expect(statistic).toBeCloseTo((36 * 575) / (12 * 135 * 24), 14);
    const large = cramerVonMises(Array<number>(1000).fill(1), y, { ties: 'midranks' });
    expect(large.pValue).toBeLessThan(1e-100);
  });

  it('does not lose its digits in large samples of unequal size', () => {
    // Equal mixing, one of x after every thousand of y: differences of at most 1/1000 · 1/1000.
    const y = Float64Array.from({ length: 1_000_000 }, (_, index) => index);
    const x = Float64Array.from({ length: 1000 }, (_, index) => index * 1000 + 999.5);
    const { statistic, pValue } = cramerVonMises(x, y);
    // In units of one value of y the difference runs through 0 … 1000 in each of 1000 rounds.
    const perRound = (1000 * 1001 * 2001) / 6;
    const expected = (1000 * perRound) / 1e6 / 1001 / 1_001_000;
    expect(relativeError(statistic, expected)).toBeLessThan(1e-9);
    expect(pValue).toBe(1);
  });

  it.each([
    { x: [], y: [1, 2], code: 'empty_input', wrong: 'x has no values' },
    { x: [1, 2], y: [3], code: 'empty_input', wrong: 'y has 1 value; the test needs 2' },
    { x: [1], y: [3, 4], code: 'empty_input', wrong: 'x has 1 value; the test needs 2' },
    { x: [1, NaN], y: [1, 2], code: 'invalid_value', wrong: 'x[1] is NaN' },
    { x: [1, 2], y: [3, Infinity], code: 'invalid_value', wrong: 'y[1] is Infinity' },
  ])('throws $code: $wrong', ({ x, y, code, wrong }) => {
    expect(() => cramerVonMises(x, y)).toThrow(statisticsError(code, wrong));
  });
});

describe('cramerVonMisesNoiseFloor', () => {
  it('is the mean over all deals', () => {
    const values: number[] = [];
    permutationTest(
      [X, Y],
      (a, b) => {
        values.push(cramerVonMisesStatistic(a, b));
        return 0;
      },
      { random: Math.random },
    );
    const deals = values.slice(1);
    const mean = deals.reduce((sum, value) => sum + value, 0) / deals.length;
    expect(cramerVonMisesNoiseFloor(6, 5)).toBeCloseTo(mean, 12);
  });

  it('needs values', () => {
    expect(() => cramerVonMisesNoiseFloor(0, 1)).toThrow(statisticsError('empty_input', 'n has 0'));
    expect(() => cramerVonMisesNoiseFloor(3, NaN)).toThrow(statisticsError('empty_input', 'm has'));
  });
});
