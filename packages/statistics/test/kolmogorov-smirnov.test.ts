import { coarsen, kolmogorovSmirnov, kolmogorovSmirnovFromCounts } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { countPair, groupsFrom, tiedSample } from './support/arbitraries.ts';
import { relativeError } from './support/relative-error.ts';

/** D by definition: both distribution functions at every value. */
function statisticByDefinition(x: readonly number[], y: readonly number[]): number {
  const shareUpTo = (sample: readonly number[], value: number): number =>
    sample.filter((other) => other <= value).length / sample.length;
  return Math.max(
    ...[...x, ...y].map((value) => Math.abs(shareUpTo(x, value) - shareUpTo(y, value))),
  );
}

/** Exact p by definition: the share of all ways to deal n + m distinct values out that reach D. */
function pValueByEnumeration(n: number, m: number, statistic: number): number {
  let reached = 0;
  let all = 0;
  for (let mask = 0; mask < 2 ** (n + m); mask++) {
    const values = Array.from({ length: n + m }, (_, index) => index);
    const x = values.filter((index) => (mask >>> index) & 1);
    if (x.length !== n) continue;
    const y = values.filter((index) => ((mask >>> index) & 1) === 0);
    all++;
    if (statisticByDefinition(x, y) >= statistic - 1e-12) reached++;
  }
  return reached / all;
}

describe('kolmogorovSmirnov', () => {
  it.each([
    { name: 'disjoint samples of 3', x: [1, 2, 3], y: [4, 5, 6], statistic: 1, pValue: 2 / 20 },
    { name: 'disjoint, 2 and 3', x: [1, 2], y: [3, 4, 5], statistic: 1, pValue: 2 / 10 },
    { name: 'one value each', x: [1], y: [2], statistic: 1, pValue: 1 },
    { name: 'one equal value each', x: [1], y: [1], statistic: 0, pValue: 1 },
    { name: 'all ties', x: [4, 4, 4], y: [4, 4], statistic: 0, pValue: 1 },
    { name: 'equal samples', x: [1, 2, 2, 7], y: [1, 2, 2, 7], statistic: 0, pValue: 1 },
    { name: 'one step', x: [1, 3], y: [2, 4], statistic: 0.5, pValue: 1 },
  ])('of $name is $statistic with p = $pValue', ({ x, y, statistic, pValue }) => {
    const result = kolmogorovSmirnov(x, y);
    expect(result).toMatchObject({ statistic, method: 'exact' });
    expect(relativeError(result.pValue, pValue)).toBeLessThan(1e-15);
  });

  it('has the statistic of its definition, with ties', () => {
    fc.assert(
      fc.property(tiedSample, tiedSample, (x, y) => {
        expect(kolmogorovSmirnov(x, y).statistic).toBeCloseTo(statisticByDefinition(x, y), 14);
      }),
    );
  });

  it.each([
    [1, 4],
    [2, 2],
    [3, 5],
    [4, 4],
    [4, 6],
    [6, 3],
    [5, 5],
  ])('has the exact p-value of all orders of %i and %i values', (n, m) => {
    for (let step = 0; step <= n * m; step++) {
      const x = Array.from({ length: n }, (_, index) => index + step / m);
      const y = Array.from({ length: m }, (_, index) => (index * n) / m + 0.01);
      const { statistic, pValue } = kolmogorovSmirnov(x, y, { method: 'exact' });
      expect(pValue).toBeCloseTo(pValueByEnumeration(n, m, statistic), 13);
    }
  });

  it('is symmetric in its arguments', () => {
    fc.assert(
      fc.property(tiedSample, tiedSample, (x, y) => {
        for (const method of ['exact', 'asymptotic'] as const) {
          expect(kolmogorovSmirnov(x, y, { method })).toEqual(kolmogorovSmirnov(y, x, { method }));
        }
      }),
    );
  });

  it('stays in [0, 1], and does not change under an increasing map', () => {
    fc.assert(
      fc.property(tiedSample, tiedSample, (x, y) => {
        const result = kolmogorovSmirnov(x, y);
        expect(result.statistic).toBeGreaterThanOrEqual(0);
        expect(result.statistic).toBeLessThanOrEqual(1);
        expect(result.pValue).toBeGreaterThan(0);
        expect(result.pValue).toBeLessThanOrEqual(1);
        const map = (value: number): number => Math.exp(value / 3) - 2;
        expect(kolmogorovSmirnov(x.map(map), y.map(map))).toEqual(result);
      }),
    );
  });

  it('keeps a far tail exact: disjoint samples of n and m have p = 2 / C(n + m, n)', () => {
    const x = Float64Array.from({ length: 300 }, (_, index) => index);
    const y = Float64Array.from({ length: 400 }, (_, index) => 1000 + index);
    let logChoices = 0;
    for (let k = 1; k <= 300; k++) logChoices += Math.log((400 + k) / k);
    expect(relativeError(kolmogorovSmirnov(x, y).pValue, 2 * Math.exp(-logChoices))).toBeLessThan(
      1e-11,
    );
    const equal = kolmogorovSmirnov(
      x,
      x.map((value) => value + 500),
    ).pValue;
    let logEqual = 0;
    for (let k = 1; k <= 300; k++) logEqual += Math.log((300 + k) / k);
    expect(relativeError(equal, 2 * Math.exp(-logEqual))).toBeLessThan(1e-11);
  });

  it('takes the asymptotic p-value above 10,000 values, and where paths are too many', () => {
    const small = Float64Array.from({ length: 10_000 }, (_, index) => index);
    const large = Float64Array.from({ length: 10_001 }, (_, index) => index);
    expect(kolmogorovSmirnov(small, small).method).toBe('exact');
    expect(kolmogorovSmirnov(large, [1, 2]).method).toBe('asymptotic');
    expect(kolmogorovSmirnov(large, [1, 2], { method: 'exact' }).method).toBe('exact');
    // 50,001 · 49,999 is beyond 2^31, and the two have no common divisor.
    const x = Float64Array.from({ length: 50_001 }, (_, index) => index);
    expect(kolmogorovSmirnov(x, x.subarray(2), { method: 'exact' }).method).toBe('asymptotic');
  });

  it('has p = 1 for one value against one by asymptotics too', () => {
    expect(kolmogorovSmirnov([1], [2], { method: 'asymptotic' }).pValue).toBe(1);
  });

  it.each([
    { x: [], y: [1], code: 'empty_input', wrong: 'x has no values' },
    { x: [1], y: [], code: 'empty_input', wrong: 'y has no values' },
    { x: [1, NaN, 2], y: [1], code: 'invalid_value', wrong: 'x[1] is NaN' },
    { x: [1], y: [3, 2], code: 'invalid_value', wrong: 'y[1] is 2' },
    { x: [-Infinity, 2], y: [1], code: 'invalid_value', wrong: 'x[0] is -Infinity' },
    { x: [2, Infinity], y: [1], code: 'invalid_value', wrong: 'x[1] is Infinity' },
  ])('throws $code: $wrong', ({ x, y, code, wrong }) => {
    expect(() => kolmogorovSmirnov(x, y)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(wrong) }),
    );
  });
});

describe('kolmogorovSmirnovFromCounts', () => {
  it.each([
    { name: 'equal counts', expected: [5, 5], actual: [5, 5], statistic: 0 },
    { name: 'equal shares of huge totals', expected: [1e9, 3e9], actual: [1, 3], statistic: 0 },
    { name: 'no common bin', expected: [7, 0], actual: [0, 3], statistic: 1 },
    { name: 'a single bin', expected: [7], actual: [3], statistic: 0 },
    { name: 'a hand-worked case', expected: [1, 2, 1], actual: [0, 1, 3], statistic: 0.5 },
    { name: 'fractional weights', expected: [0.5, 0.5], actual: [0.25, 0.75], statistic: 0.25 },
  ])('of $name is $statistic', ({ expected, actual, statistic }) => {
    const result = kolmogorovSmirnovFromCounts(expected, actual);
    expect(result.statistic).toBe(statistic);
    expect(result.method).toBe('asymptotic');
  });

  it('has p = 1 at statistic 0, up to totals of thousands of millions', () => {
    expect(kolmogorovSmirnovFromCounts([1e9, 3e9], [1e9, 3e9]).pValue).toBe(1);
    expect(kolmogorovSmirnovFromCounts([7], [3]).pValue).toBe(1);
  });

  it('equals the test of the values when every distinct value has its bin', () => {
    fc.assert(
      fc.property(tiedSample, tiedSample, (x, y) => {
        const values = Array.from({ length: 17 }, (_, index) => index - 8);
        const count = (sample: number[]): number[] =>
          values.map((value) => sample.filter((other) => other === value).length);
        const binned = kolmogorovSmirnovFromCounts(count(x), count(y));
        const { statistic } = kolmogorovSmirnov(x, y, { method: 'asymptotic' });
        expect(binned.statistic).toBeCloseTo(statistic, 14);
      }),
    );
  });

  it('does not rise, nor its p-value fall, when bins are merged', () => {
    fc.assert(
      fc.property(countPair(0), fc.nat(4095), ([expected, actual], bits) => {
        const groups = groupsFrom(bits, expected.length);
        const fine = kolmogorovSmirnovFromCounts(expected, actual);
        const coarse = kolmogorovSmirnovFromCounts(
          coarsen(expected, groups),
          coarsen(actual, groups),
        );
        expect(coarse.statistic).toBeLessThanOrEqual(fine.statistic);
        expect(coarse.pValue).toBeGreaterThanOrEqual(fine.pValue * (1 - 3e-5));
      }),
    );
  });

  it('is 0.00005 with its p-value for totals of a thousand million', () => {
    const { statistic, pValue } = kolmogorovSmirnovFromCounts([5e8, 5e8], [5.0005e8, 4.9995e8]);
    expect(statistic).toBeCloseTo(5e-5, 15);
    // √(5e8) · 5e-5 = 1.118: the limit law leaves 2 (e^-2.5 - e^-10) = 0.16408 above.
    expect(pValue).toBeCloseTo(0.16408, 4);
  });

  it.each([
    { expected: [1], actual: [1, 2], code: 'shape_mismatch', wrong: '1 bins, actual has 2' },
    { expected: [], actual: [], code: 'empty_input', wrong: 'expected has 0 bins' },
    { expected: [1, 2], actual: [0, 0], code: 'empty_input', wrong: 'actual has 2 bins' },
    { expected: [1, -1], actual: [1, 1], code: 'invalid_value', wrong: 'expected[1] is -1' },
    { expected: [1, 1], actual: [NaN, 1], code: 'invalid_value', wrong: 'actual[0] is NaN' },
    { expected: [1e308, 1e308], actual: [1, 1], code: 'invalid_value', wrong: 'Infinity' },
  ])('throws $code: $wrong', ({ expected, actual, code, wrong }) => {
    expect(() => kolmogorovSmirnovFromCounts(expected, actual)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(wrong) }),
    );
  });
});
