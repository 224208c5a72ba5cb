import { andersonDarling, andersonDarlingStatistic, permutationTest } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { tiedSample } from './support/arbitraries.ts';
import { statisticsError } from './support/errors.ts';
import { relativeError } from './support/relative-error.ts';

const X = [1, 3, 4, 8, 9, 12];
const Y = [2, 5, 6, 7, 10];
const Z = [4, 6, 7, 9, 13];
const TIED = [
  [1, 2, 2, 3, 5, 9],
  [2, 4, 4, 7, 8],
];

describe('andersonDarling', () => {
  // scipy 1.15.3, anderson_ksamp.
  it.each([
    { name: 'three samples', samples: [X, Y, Z], statistic: -1.0777599747174387, pValue: 0.25 },
    {
      name: 'four samples',
      samples: [X, Y.map((value) => value + 5), Z, [20, 21, 22]],
      statistic: 4.088003776877369,
      pValue: 0.003619502875447286,
    },
    {
      name: 'disjoint samples of 4',
      samples: [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
      ],
      statistic: 3.6866058780406794,
      pValue: 0.010595002929560353,
    },
    {
      name: 'one value against 3',
      samples: [[1], [5, 6, 7]],
      statistic: 1.3636363636363114,
      pValue: 0.08902970028514424,
    },
    { name: 'ties', samples: TIED, statistic: -0.20584469467125954, pValue: 0.25 },
  ])('of $name is $statistic with p = $pValue', ({ samples, statistic, pValue }) => {
    const result = andersonDarling(samples);
    expect(relativeError(result.statistic, statistic)).toBeLessThan(1e-12);
    expect(relativeError(result.pValue, pValue)).toBeLessThan(1e-12);
  });

  it('has the critical values of four samples', () => {
    // scipy 1.15.3.
    const expected = [
      0.4985491840485418, 1.3236709006307399, 1.9157768158438997, 2.493042125965547,
      3.245932190463498, 3.822856036364275, 5.120787889787164,
    ];
    const { criticalValues } = andersonDarling([X, Y, Z, [1, 2]]);
    for (const [index, value] of expected.entries()) {
      expect(relativeError(criticalValues[index] ?? NaN, value)).toBeLessThan(1e-14);
    }
  });

  it('has the p-value of all deals with ties: 0.4372', () => {
    // scipy 1.15.3, anderson_ksamp with PermutationMethod, all 462 deals.
    const result = permutationTest(TIED, (...dealt) => andersonDarlingStatistic(dealt), {
      random: Math.random,
    });
    expect(result.method).toBe('exact');
    expect(relativeError(result.pValue, 0.43722943722943725)).toBeLessThan(1e-12);
  });

  it('is cut at the ends of the table only when interpolated', () => {
    const far = [[...X, ...X].toSorted((a, b) => a - b), X.map((value) => value + 100)];
    const near = [X, X];
    expect(andersonDarling(far, { method: 'interpolated' }).pValue).toBe(0.001);
    expect(andersonDarling(near, { method: 'interpolated' }).pValue).toBe(0.25);
    expect(andersonDarling(far, { method: 'extrapolated' }).pValue).toBeLessThan(0.001);
    expect(andersonDarling(near, { method: 'extrapolated' }).pValue).toBe(1);
    expect(andersonDarling(near, { method: 'asymptotic' }).pValue).toBeGreaterThan(0.99);
  });

  it('is near its p-value by the limit law over the whole table', () => {
    for (let shift = 3; shift < 14; shift++) {
      const x = Array.from({ length: 40 }, (_, index) => index);
      const samples = [x, x.map((value) => value + shift + 0.5)];
      const interpolated = andersonDarling(samples).pValue;
      const limit = andersonDarling(samples, { method: 'asymptotic' }).pValue;
      const isInside = interpolated > 0.001 && interpolated < 0.25;
      expect(isInside ? relativeError(interpolated, limit) : 0).toBeLessThan(0.08);
    }
  });

  it.each([2, 3, 12, 101])('never rises again when extrapolated, with %i samples', (count) => {
    let previous = 1;
    for (let shift = 0; shift <= 60; shift += 5) {
      const samples = Array.from({ length: count }, (_, group) =>
        Array.from({ length: 50 }, (__, index) => index + (group === 0 ? shift : 0) + group / 1000),
      );
      const { pValue } = andersonDarling(samples, { method: 'extrapolated' });
      expect(pValue).toBeLessThanOrEqual(previous);
      previous = pValue;
    }
  });

  it('has p = 0.25 or more, and the smallest statistic, when all values are equal', () => {
    const samples = [
      [7, 7, 7],
      [7, 7],
    ];
    expect(andersonDarlingStatistic(samples)).toBe(0);
    expect(andersonDarling(samples).pValue).toBe(0.25);
    expect(andersonDarling(samples, { method: 'asymptotic' }).pValue).toBe(1);
  });

  it('has a mean of k - 1 over all deals', () => {
    const values: number[] = [];
    permutationTest(
      [X, Y],
      (...dealt) => {
        values.push(andersonDarlingStatistic(dealt));
        return 0;
      },
      { random: Math.random },
    );
    const deals = values.slice(1);
    const mean = deals.reduce((sum, value) => sum + value, 0) / deals.length;
    const variance = deals.reduce((sum, value) => sum + (value - mean) ** 2, 0) / deals.length;
    // The statistic with midranks is not that of formula 3, so its moments are near those only.
    expect(Math.abs(mean - 1)).toBeLessThan(0.06);
    const { statistic } = andersonDarling([X, Y]);
    const scale = (andersonDarlingStatistic([X, Y]) - 1) / statistic;
    expect(relativeError(Math.sqrt(variance), scale)).toBeLessThan(0.15);
  });

  it('does not change with the order of samples, nor under an increasing map', () => {
    fc.assert(
      fc.property(tiedSample, tiedSample, tiedSample, (x, y, z) => {
        fc.pre(x.length + y.length + z.length >= 4);
        const statistic = andersonDarlingStatistic([x, y, z]);
        expect(andersonDarlingStatistic([z, x, y])).toBeCloseTo(statistic, 9);
        const map = (value: number): number => Math.exp(value / 3);
        expect(andersonDarlingStatistic([x.map(map), y.map(map), z.map(map)])).toBe(statistic);
        expect(statistic).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('takes 1 against 1,000,000 values', () => {
    const y = Float64Array.from({ length: 1_000_000 }, (_, index) => index);
    // A² of one value against a known law is -1 - ln u - ln(1 - u).
    expect(andersonDarlingStatistic([[500_000.5], y])).toBeCloseTo(2 * Math.LN2 - 1, 5);
    expect(andersonDarlingStatistic([[999.5], y])).toBeCloseTo(-1 - Math.log(0.001 * 0.999), 2);
    expect(andersonDarling([[999.5], y]).pValue).toBeLessThan(0.01);
  });

  it.each([
    { samples: [X], code: 'invalid_argument', wrong: 'samples.length is 1' },
    { samples: [X, []], code: 'empty_input', wrong: 'samples[1] has no values' },
    { samples: [[1], [2, 3]], code: 'empty_input', wrong: 'has 3 values; the test needs 4' },
    { samples: [[1, NaN], X], code: 'invalid_value', wrong: 'samples[0][1] is NaN' },
  ])('throws $code: $wrong', ({ samples, code, wrong }) => {
    expect(() => andersonDarling(samples)).toThrow(statisticsError(code, wrong));
  });

  it('has no limit law of more than two samples', () => {
    expect(() => andersonDarling([X, Y, Z], { method: 'asymptotic' })).toThrow(
      statisticsError('invalid_argument', 'samples.length is 3'),
    );
  });
});
