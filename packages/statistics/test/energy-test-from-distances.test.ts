import { energyTest, energyTestFromDistances } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { tiedSample } from './support/arbitraries.ts';
import { statisticsError } from './support/errors.ts';
import { seededRandom } from './support/random.ts';
import { relativeError } from './support/relative-error.ts';
import { SIMULATIONS } from './support/simulations.ts';

function pairwise(
  rows: readonly (readonly number[])[],
  value: (a: readonly number[], b: readonly number[]) => number,
): Float64Array {
  return Float64Array.from(rows.flatMap((a) => rows.map((b) => value(a, b))));
}
const euclidean = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(...a.map((value, k) => value - (b[k] ?? NaN)));
const minusGaussian = (a: readonly number[], b: readonly number[]): number =>
  -Math.exp(-(euclidean(a, b) ** 2));

describe('energyTestFromDistances', () => {
  it('of numbers is the energy test, deal by deal', () => {
    fc.assert(
      fc.property(tiedSample, tiedSample, (x, y) => {
        fc.pre(x.length + y.length <= 10);
        const rows = [...x, ...y].map((value) => [value]);
        const fromDistances = energyTestFromDistances(pairwise(rows, euclidean), x.length, {
          random: Math.random,
        });
        const { statistic, pValue, method } = energyTest(x, y, { random: Math.random });
        expect(method).toBe('exact');
        expect(fromDistances.statistic).toBeCloseTo(statistic, 11);
        expect(fromDistances.pValue).toBeCloseTo(pValue, 12);
      }),
    );
  });

  it('of minus a kernel is n m / (n + m) times the squared mean discrepancy', () => {
    const random = seededRandom(2);
    const rows = Array.from({ length: 9 }, () => [random(), random()]);
    const mean = (a: number[][], b: number[][]): number =>
      a.reduce((sum, p) => sum + b.reduce((inner, q) => inner - minusGaussian(p, q), 0), 0) /
      a.length /
      b.length;
    const [x, y] = [rows.slice(0, 4), rows.slice(4)];
    const expected = (20 / 9) * (mean(x, x) + mean(y, y) - 2 * mean(x, y));
    const { statistic } = energyTestFromDistances(pairwise(rows, minusGaussian), 4, { random });
    expect(relativeError(statistic, expected)).toBeLessThan(1e-11);
  });

  it.each([
    { name: 'Euclidean distances', value: euclidean },
    { name: 'a Gaussian kernel', value: minusGaussian },
  ])('of $name tells turned clouds apart that agree in every coordinate, seed 6', ({ value }) => {
    const random = seededRandom(6);
    const cloud = (sign: number): number[][] =>
      Array.from({ length: 40 }, () => {
        const along = random();
        return [along, (sign > 0 ? along : 1 - along) + 0.1 * random()];
      });
    const distances = pairwise([...cloud(1), ...cloud(-1)], value);
    const options = { random, permutations: 199 };
    expect(energyTestFromDistances(distances, 40, options).pValue).toBe(1 / 200);
  });

  it.each([euclidean, minusGaussian])('has p = 1 for rows that are all equal', (value) => {
    const rows = Array.from({ length: 23 }, () => [0.1, 0.7]);
    const options = { random: seededRandom(1), permutations: 99 };
    const result = energyTestFromDistances(pairwise(rows, value), 7, options);
    expect(result).toMatchObject({ statistic: 0, pValue: 1 });
  });

  it('is never above its level of 0.05, seed 10', () => {
    const random = seededRandom(10);
    const repetitions = 100 * SIMULATIONS;
    let rejected = 0;
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const rows = Array.from({ length: 24 }, () => [random(), random(), random()]);
      const options = { random, permutations: 39 };
      const { pValue } = energyTestFromDistances(pairwise(rows, euclidean), 8, options);
      if (pValue <= 0.05) rejected++;
    }
    expect(rejected).toBeLessThan(0.05 * repetitions + 3.8 * Math.sqrt(0.0475 * repetitions));
  });

  it.each([
    { distances: [0, 1, 1], n: 1, code: 'shape_mismatch', wrong: 'distances has 3 values' },
    { distances: [0, 1, 2, 0], n: 1, code: 'invalid_value', wrong: 'distances[1] is 1' },
    { distances: [0, NaN, NaN, 0], n: 1, code: 'invalid_value', wrong: 'distances[1] is NaN' },
    { distances: [0, 1, 1, 0], n: 2, code: 'invalid_argument', wrong: 'n is 2' },
    { distances: [0, 1, 1, 0], n: 0.5, code: 'invalid_argument', wrong: 'n is 0.5' },
    { distances: [], n: 1, code: 'invalid_argument', wrong: 'n is 1' },
  ])('throws $code: $wrong', ({ distances, n, code, wrong }) => {
    expect(() => energyTestFromDistances(distances, n, { random: Math.random })).toThrow(
      statisticsError(code, wrong),
    );
  });
});
