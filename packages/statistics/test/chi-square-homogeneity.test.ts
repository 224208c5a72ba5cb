import {
  chiSquareHomogeneity,
  chiSquareSurvival,
  cramersVNoiseFloor,
  kishSampleSize,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { countPair } from './support/arbitraries.ts';
import { relativeError } from './support/relative-error.ts';

const THREE = [
  [10, 20, 30],
  [6, 9, 17],
  [15, 11, 4],
];

describe('chiSquareHomogeneity', () => {
  // scipy 1.15.3, chi2_contingency and contingency.association.
  it.each([
    { statistic: 'pearson', value: 17.620337273350202, p: 0.0014637565431083513 },
    { statistic: 'log_likelihood_ratio', value: 18.335871570334902, p: 0.001060837523119609 },
  ] as const)('of three rows by $statistic is $value', ({ statistic, value, p }) => {
    const result = chiSquareHomogeneity(THREE, { statistic });
    expect(relativeError(result.statistic, value)).toBeLessThan(1e-13);
    expect(relativeError(result.pValue, p)).toBeLessThan(1e-12);
    expect(relativeError(result.cramersV, 0.2687275516613938)).toBeLessThan(1e-13);
    expect(result.dof).toBe(4);
  });

  it('corrects by Yates with one degree of freedom only, and never beyond what is expected', () => {
    const table = [
      [12, 3],
      [5, 17],
    ];
    // scipy 1.15.3.
    expect(chiSquareHomogeneity(table).statistic).toBeCloseTo(9.586446078431374, 12);
    const plain = chiSquareHomogeneity(table, { yates: false });
    expect(plain.statistic).toBeCloseTo(11.779652406417114, 12);
    expect(plain.cramersV).toBeCloseTo(0.5642419551550729, 13);
    expect(chiSquareHomogeneity(table).cramersV).toBe(plain.cramersV);
    const near = [
      [10, 10],
      [10, 10.5],
    ];
    expect(chiSquareHomogeneity(near)).toMatchObject({ statistic: 0, pValue: 1 });
    expect(chiSquareHomogeneity(THREE, { yates: true })).toEqual(chiSquareHomogeneity(THREE));
  });

  it('leaves out columns that are empty, and finds nothing in one column or one row', () => {
    const padded = THREE.map((row) => [0, ...row, 0]);
    expect(chiSquareHomogeneity(padded)).toMatchObject({
      statistic: chiSquareHomogeneity(THREE).statistic,
      dof: 4,
    });
    const nothing = { statistic: 0, pValue: 1, dof: 0, cramersV: 0 };
    expect(chiSquareHomogeneity([[5], [7]])).toMatchObject(nothing);
    expect(
      chiSquareHomogeneity([
        [5, 0],
        [7, 0],
      ]),
    ).toMatchObject(nothing);
    expect(chiSquareHomogeneity([[5, 7]])).toMatchObject(nothing);
  });

  it('has V = 1 for rows without a common column', () => {
    const { cramersV, pValue } = chiSquareHomogeneity([
      [1e300, 0],
      [0, 3e300],
    ]);
    expect(cramersV).toBeCloseTo(1, 14);
    expect(pValue).toBe(0);
  });

  it('is the same for exchanged rows and columns, and 0 for proportional rows', () => {
    fc.assert(
      fc.property(countPair(0), ([one, two]) => {
        const { statistic, cramersV } = chiSquareHomogeneity([one, two]);
        const mirrored = [two.toReversed(), one.toReversed()];
        expect(chiSquareHomogeneity(mirrored).statistic).toBeCloseTo(statistic, 8);
        expect(cramersV).toBeGreaterThanOrEqual(0);
        expect(cramersV).toBeLessThanOrEqual(1);
        for (const kind of ['pearson', 'log_likelihood_ratio'] as const) {
          const same = chiSquareHomogeneity([one, one.map((n) => 3 * n)], { statistic: kind });
          expect(same.statistic).toBeLessThan(1e-20);
        }
      }),
    );
  });

  it('counts an empty cell of a G statistic as twice what is expected of it', () => {
    // scipy 1.15.3, chi2_contingency(…, lambda_='log-likelihood').
    const table = [
      [100, 50, 7, 1],
      [90, 70, 0, 3],
    ];
    const { statistic } = chiSquareHomogeneity(table, { statistic: 'log_likelihood_ratio' });
    expect(relativeError(statistic, 14.548170591108759)).toBeLessThan(1e-13);
  });

  it('keeps the digits of a G statistic next to 0', () => {
    // 2 Σ o ln(o / e) of a 10^-7 shift is (10^-7)² n (1 + O(10^-7)); its terms are 10^7 times larger.
    const shift = 1e-7;
    const table = [
      [1e6 * (1 + shift), 1e6 * (1 - shift)],
      [1e6 * (1 - shift), 1e6 * (1 + shift)],
    ];
    const { statistic } = chiSquareHomogeneity(table, {
      statistic: 'log_likelihood_ratio',
      yates: false,
    });
    expect(relativeError(statistic, shift * shift * 4e6)).toBeLessThan(1e-6);
  });

  it('scales weighted rows to their effective sizes', () => {
    const weights = Array.from({ length: 60 }, (_, row) => 1 + (row % 3));
    const size = kishSampleSize(weights);
    const weighted = [
      [20, 40, 60],
      [6, 9, 17],
    ];
    const scaled = [weighted[0]?.map((count) => (count * size) / 120) ?? [], weighted[1] ?? []];
    const result = chiSquareHomogeneity(weighted, { effectiveSizes: [size, 32] });
    expect(result.statistic).toBeCloseTo(chiSquareHomogeneity(scaled).statistic, 12);
    const total = (row: Float64Array | undefined): number => row?.reduce((a, b) => a + b, 0) ?? NaN;
    expect(total(result.expected[0])).toBeCloseTo(size, 12);
    expect(total(result.expected[1])).toBeCloseTo(32, 12);
    expect(chiSquareHomogeneity(weighted, { effectiveSizes: [120, 32] })).toEqual(
      chiSquareHomogeneity(weighted),
    );
  });

  it.each([
    { table: [], options: {}, code: 'empty_input', says: 'no rows' },
    {
      table: [
        [1, 2],
        [0, 0],
      ],
      options: {},
      code: 'empty_input',
      says: 'table[1]',
    },
    { table: [[1, 2], [1]], options: {}, code: 'shape_mismatch', says: 'table[1] has 1' },
    {
      table: [
        [1, 2],
        [1, NaN],
      ],
      options: {},
      code: 'invalid_value',
      says: 'table[1][1] is NaN',
    },
    {
      table: [
        [1, -2],
        [1, 1],
      ],
      options: {},
      code: 'invalid_value',
      says: 'table[0][1] is -2',
    },
    {
      table: [
        [1, 2],
        [1, 2],
      ],
      options: { effectiveSizes: [1] },
      code: 'shape_mismatch',
      says: 'effectiveSizes has 1',
    },
    {
      table: [
        [1, 2],
        [1, 2],
      ],
      options: { effectiveSizes: [3, 4] },
      code: 'invalid_argument',
      says: 'effectiveSizes[1] is 4',
    },
    {
      table: [
        [1, 2],
        [1, 2],
      ],
      options: { effectiveSizes: [0, 1] },
      code: 'invalid_argument',
      says: 'effectiveSizes[0] is 0',
    },
  ])('throws $code: $says', ({ table, options, code, says }) => {
    expect(() => chiSquareHomogeneity(table, options)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(says) }),
    );
  });
});

describe('cramersVNoiseFloor', () => {
  it('is the root of the mean of chi-square over n and the smaller side', () => {
    expect(cramersVNoiseFloor(2, 10, 1000)).toBeCloseTo(Math.sqrt(9 / 1000), 15);
    expect(cramersVNoiseFloor(4, 3, 500)).toBeCloseTo(Math.sqrt(6 / 500 / 2), 15);
    expect([cramersVNoiseFloor(1, 5, 10), cramersVNoiseFloor(5, 1, 10)]).toEqual([0, 0]);
    expect(cramersVNoiseFloor(2, 100, 10)).toBe(1);
    // V at the floor is an ordinary statistic: its p-value is near a half.
    expect(chiSquareSurvival(1000 * cramersVNoiseFloor(2, 10, 1000) ** 2, 9)).toBeCloseTo(0.437, 3);
  });

  it.each([
    { rows: 0, columns: 2, n: 10, wrong: 'rows is 0' },
    { rows: 2, columns: 1.5, n: 10, wrong: 'columns is 1.5' },
    { rows: 2, columns: 2, n: NaN, wrong: 'n is NaN' },
  ])('throws invalid_argument: $wrong', ({ rows, columns, n, wrong }) => {
    expect(() => cramersVNoiseFloor(rows, columns, n)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});
