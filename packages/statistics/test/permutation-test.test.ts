import { permutationTest } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { tiedSample } from './support/arbitraries.ts';
import { statisticsError } from './support/errors.ts';
import { seededRandom } from './support/random.ts';
import { relativeError } from './support/relative-error.ts';

const UNTIED = [
  [1, 3, 4, 8, 9, 12],
  [2, 5, 6, 7, 10],
];
const TIED = [
  [1, 2, 2, 3, 5, 9],
  [2, 4, 4, 7, 8],
];

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}
const meanDifference = (a: Float64Array, b: Float64Array): number => mean(a) - mean(b);

describe('permutationTest', () => {
  // scipy 1.15.3, permutation_test of the difference of means with all 462 deals.
  it.each([
    { samples: UNTIED, alternative: 'less', pValue: 0.5627705627705628 },
    { samples: UNTIED, alternative: 'greater', pValue: 0.5043290043290043 },
    { samples: UNTIED, alternative: 'two-sided', pValue: 1 },
    { samples: TIED, alternative: 'less', pValue: 0.2510822510822511 },
    { samples: TIED, alternative: 'greater', pValue: 0.816017316017316 },
    { samples: TIED, alternative: 'two-sided', pValue: 0.5021645021645021 },
  ] as const)('looks at all deals of $samples: $alternative is $pValue', (at) => {
    const result = permutationTest(at.samples, meanDifference, {
      random: Math.random,
      alternative: at.alternative,
    });
    expect(result).toMatchObject({ method: 'exact', permutations: 462 });
    expect(relativeError(result.pValue, at.pValue)).toBeLessThan(1e-12);
  });

  it('looks at the 34,650 deals of three samples of four once each', () => {
    const samples = [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [9, 10, 11, 12],
    ];
    const seen = new Set<string>();
    const deals: number[] = [];
    const result = permutationTest(
      samples,
      (...dealt) => {
        deals.push(seen.add(dealt.map((part) => part.join()).join(';')).size);
        return Math.max(...(dealt[0] ?? []));
      },
      { random: Math.random, permutations: 34_650, alternative: 'less' },
    );
    expect(seen.size).toBe(34_650);
    expect(deals).toHaveLength(34_651);
    // The first sample has the four smallest values in 8! / 4! 4! = 70 of the deals.
    expect(result).toMatchObject({ method: 'exact', pValue: 70 / 34_650, permutations: 34_650 });
  });

  it('draws at random when there are more deals, and never returns 0', () => {
    const x = Array.from({ length: 30 }, (_, index) => index);
    const y = x.map((value) => value + 1000);
    const result = permutationTest([x, y], (a, b) => mean(b) - mean(a), {
      random: seededRandom(5),
      permutations: 199,
    });
    expect(result).toEqual({
      statistic: 1000,
      pValue: 1 / 200,
      method: 'random',
      permutations: 199,
    });
  });

  it('deals every subset with the same chance, seed 11', () => {
    const random = seededRandom(11);
    const counts = new Map<string, number>();
    permutationTest(
      [
        [1, 2],
        [3, 4, 5],
      ],
      (a) => {
        counts.set(a.join(), (counts.get(a.join()) ?? 0) + 1);
        return 0;
      },
      // Fewer than the ten deals there are, many times over.
      { random, permutations: 9 },
    );
    for (let repeat = 0; repeat < 1111; repeat++) {
      permutationTest(
        [
          [1, 2],
          [3, 4, 5],
        ],
        (a) => {
          counts.set(a.join(), (counts.get(a.join()) ?? 0) + 1);
          return 0;
        },
        { random, permutations: 9 },
      );
    }
    counts.set('1,2', (counts.get('1,2') ?? 0) - 1112);
    expect(counts.size).toBe(10);
    const expected = (1112 * 9) / 10;
    const chiSquare = [...counts.values()].reduce(
      (sum, count) => sum + (count - expected) ** 2 / expected,
      0,
    );
    // The 0.1 % point with nine degrees of freedom.
    expect(chiSquare).toBeLessThan(27.88);
  });

  it('hands over ascending samples of the same sizes, whose pool is the same', () => {
    fc.assert(
      fc.property(tiedSample, tiedSample, fc.nat(), (x, y, seed) => {
        const pooled = [...x, ...y].toSorted((a, b) => a - b);
        permutationTest(
          [x, y],
          (a, b) => {
            expect([a.length, b.length]).toEqual([x.length, y.length]);
            expect([...a]).toEqual([...a].toSorted((p, q) => p - q));
            expect([...a, ...b].toSorted((p, q) => p - q)).toEqual(pooled);
            return 0;
          },
          { random: seededRandom(seed), permutations: 5 },
        );
      }),
    );
  });

  it('takes row indices, so that kernels of rows work: the maximum mean discrepancy', () => {
    const random = seededRandom(3);
    const rows = Array.from({ length: 40 }, (_, row) => {
      const shift = row < 20 ? 0 : 1.5;
      return [random() + shift, random() - shift];
    });
    const kernel = rows.map((a) =>
      rows.map((b) => Math.exp(-a.reduce((sum, value, k) => sum + (value - (b[k] ?? 0)) ** 2, 0))),
    );
    const meanKernel = (a: Float64Array, b: Float64Array): number =>
      mean(Array.from(a, (row) => mean(Array.from(b, (other) => kernel[row]?.[other] ?? NaN))));
    const indices = rows.map((_, row) => row);
    const result = permutationTest(
      [indices.slice(0, 20), indices.slice(20)],
      (a, b) => meanKernel(a, a) + meanKernel(b, b) - 2 * meanKernel(a, b),
      { random, permutations: 99 },
    );
    expect(result.pValue).toBe(0.01);
  });

  it('counts statistics that differ by rounding alone as equal', () => {
    let call = 0;
    const statistic = (): number => 0.3 + (call++ % 2) * 5e-17;
    expect(permutationTest(UNTIED, statistic, { random: Math.random }).pValue).toBe(1);
  });

  it('takes infinite statistics', () => {
    const options = { random: seededRandom(1), permutations: 19 };
    expect(permutationTest(UNTIED, () => Infinity, options).pValue).toBe(1);
    let call = 0;
    const once = (): number => (call++ === 0 ? Infinity : 0);
    expect(permutationTest(UNTIED, once, options).pValue).toBe(1 / 20);
  });

  it.each([
    { samples: [[1]], code: 'invalid_argument', wrong: 'samples.length is 1' },
    { samples: [[1], []], code: 'empty_input', wrong: 'samples[1] has no values' },
    { samples: [[2, 1], [3]], code: 'invalid_value', wrong: 'samples[0][1] is 1' },
  ])('throws $code: $wrong', ({ samples, code, wrong }) => {
    expect(() => permutationTest(samples, () => 0, { random: Math.random })).toThrow(
      statisticsError(code, wrong),
    );
  });

  it.each([0, 1.5, NaN])('refuses %s permutations', (permutations) => {
    const options = { random: Math.random, permutations };
    expect(() => permutationTest(UNTIED, () => 0, options)).toThrow(
      statisticsError('invalid_argument', `permutations is ${permutations}`),
    );
  });

  it.each([1, -0.1, NaN])('refuses a draw of %s', (draw) => {
    const options = { random: () => draw, permutations: 9 };
    expect(() => permutationTest(UNTIED, () => 0, options)).toThrow(
      statisticsError('invalid_argument', `random() is ${draw}`),
    );
  });

  it('refuses a statistic that is NaN', () => {
    expect(() => permutationTest(UNTIED, () => NaN, { random: Math.random })).toThrow(
      statisticsError('invalid_value', 'statistic returned NaN'),
    );
  });
});
