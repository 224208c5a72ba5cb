import {
  addFourierFeatures,
  createFourierFeatureSums,
  maximumMeanDiscrepancy,
  maximumMeanDiscrepancyFromFeatures,
  maximumMeanDiscrepancyTest,
  permutationTest,
  randomFourierFeatures,
} from '@marigraph/statistics';
import type { FourierFeatureSums, RandomFourierFeatures } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { statisticsError } from './support/errors.ts';
import { seededRandom } from './support/random.ts';
import { normalVectors, REFUSED_PAIRS, WAVES } from './support/vector-samples.ts';

function sumsOf(features: RandomFourierFeatures, rows: readonly number[][]): FourierFeatureSums {
  const sums = createFourierFeatureSums(features);
  for (const row of rows) addFourierFeatures(sums, features, row);
  return sums;
}

describe('maximumMeanDiscrepancyTest', () => {
  it('has the statistic of maximumMeanDiscrepancy, whichever sample is larger', () => {
    const exact = maximumMeanDiscrepancy(WAVES.x, WAVES.y, { bandwidth: 1 }).squared;
    const kernel = { bandwidth: 1 };
    for (const [x, y] of [
      [WAVES.x, WAVES.y],
      [WAVES.y, WAVES.x],
    ] as const) {
      const options = { kernel, random: seededRandom(1), permutations: 9 };
      const { statistic } = maximumMeanDiscrepancyTest(x, y, options);
      expect(Math.abs(statistic - exact)).toBeLessThan(1e-14);
    }
  });

  it('has the statistic of the features, whichever sample is larger', () => {
    const kernel = randomFourierFeatures({
      dimension: 3,
      bandwidth: 1,
      frequencies: 20,
      random: seededRandom(2),
    });
    const { squared } = maximumMeanDiscrepancyFromFeatures(
      sumsOf(kernel, WAVES.x),
      sumsOf(kernel, WAVES.y),
    );
    for (const [x, y] of [
      [WAVES.x, WAVES.y],
      [WAVES.y, WAVES.x],
    ] as const) {
      const options = { kernel, random: seededRandom(3), permutations: 9 };
      const { statistic } = maximumMeanDiscrepancyTest(x, y, options);
      expect(Math.abs(statistic - squared)).toBeLessThan(1e-13);
    }
  });

  it('looks at all deals where they are few: the p-value of the plain definition', () => {
    const x = [[0], [0.3], [2]];
    const y = [[1.9], [2.5], [2.6]];
    const rows = [...x, ...y];
    const plain = permutationTest(
      [
        [0, 1, 2],
        [3, 4, 5],
      ],
      (first, second) => {
        const pick = (indices: Float64Array): number[][] =>
          Array.from(indices, (index) => rows[index] ?? []);
        return maximumMeanDiscrepancy(pick(first), pick(second), { bandwidth: 1 }).squared;
      },
      { random: seededRandom(4) },
    );
    const found = maximumMeanDiscrepancyTest(x, y, {
      kernel: { bandwidth: 1 },
      random: seededRandom(4),
    });
    expect(found).toMatchObject({ method: 'exact', permutations: 20, pValue: plain.pValue });
  });

  it('sees a shift of one standard deviation, by kernel and by features', () => {
    const random = seededRandom(5);
    const x = normalVectors(random, { count: 40, dimension: 4 });
    const y = normalVectors(random, { count: 25, dimension: 4, shift: 1 });
    const features = randomFourierFeatures({ dimension: 4, bandwidth: 2.6, random });
    for (const kernel of [{ bandwidth: 2.6 }, features]) {
      const { pValue } = maximumMeanDiscrepancyTest(x, y, { kernel, random, permutations: 199 });
      expect(pValue).toBe(1 / 200);
    }
  });

  it('sees a dependence that no element shows alone', () => {
    const random = seededRandom(6);
    const x = normalVectors(random, { count: 120, dimension: 2 });
    const y = normalVectors(random, { count: 120, dimension: 1 }).map(([z = 0]) => [z, z]);
    const options = { kernel: { bandwidth: 1 }, random, permutations: 199 };
    expect(maximumMeanDiscrepancyTest(x, y, options).pValue).toBe(1 / 200);
  });

  it('is the same again with the same random numbers', () => {
    const run = (): unknown =>
      maximumMeanDiscrepancyTest(WAVES.x, WAVES.y, {
        kernel: { bandwidth: 1 },
        random: seededRandom(7),
      });
    expect(run()).toStrictEqual(run());
    expect(run()).toMatchObject({ method: 'random', permutations: 999 });
  });

  it.each(REFUSED_PAIRS)('throws $code: $wrong', ({ x, y, code, wrong }) => {
    const options = { kernel: { bandwidth: 1 }, random: Math.random };
    expect(() => maximumMeanDiscrepancyTest(x, y, options)).toThrow(statisticsError(code, wrong));
  });

  it('throws for single vectors, for a bandwidth and for too many rows', () => {
    const options = { kernel: { bandwidth: 1 }, random: Math.random };
    const pair = [[1], [2]];
    expect(() => maximumMeanDiscrepancyTest([[1]], pair, options)).toThrow(
      statisticsError('empty_input', 'x has 1 value'),
    );
    expect(() => maximumMeanDiscrepancyTest(pair, [[1]], options)).toThrow(
      statisticsError('empty_input', 'y has 1 value'),
    );
    expect(() =>
      maximumMeanDiscrepancyTest(pair, pair, { ...options, kernel: { bandwidth: 0 } }),
    ).toThrow(statisticsError('invalid_argument', 'bandwidth is 0'));
    const many = Array.from({ length: 3999 }, () => [1]);
    expect(() => maximumMeanDiscrepancyTest(pair, many, options)).toThrow(
      statisticsError('invalid_argument', 'x.length + y.length is 4001'),
    );
  });
});
