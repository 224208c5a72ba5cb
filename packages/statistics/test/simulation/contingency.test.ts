import {
  benjaminiYekutieli,
  binomialLogProbability,
  chiSquareGoodnessOfFit,
  chiSquareHomogeneity,
  cramersVNoiseFloor,
  fisherExact,
  normalQuantile,
  normalSurvival,
  twoProportionTest,
} from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { multinomialCounts, seededRandom } from '../support/random.ts';
import { SIMULATIONS } from '../support/simulations.ts';

const LEVELS = [0.01, 0.05, 0.2];

/** What sampling a level adds at most, at four standard errors. */
const slack = (level: number, repetitions: number): number =>
  4 * Math.sqrt((level * (1 - level)) / repetitions);

/** Exact probability, over all tables of two rows of one share p, that `pValue` is at most a level. */
function rejection(
  [n, m]: readonly [number, number],
  p: number,
  pValue: (i: number, j: number) => number,
): number[] {
  const law = (size: number): number[] =>
    Array.from({ length: size + 1 }, (_, k) => Math.exp(binomialLogProbability(k, size, p)));
  const second = law(m);
  const rejected = LEVELS.map(() => 0);
  for (const [i, first] of law(n).entries()) {
    for (const [j, share] of second.entries()) {
      const value = pValue(i, j);
      for (const [index, level] of LEVELS.entries()) {
        if (value <= level) rejected[index] = (rejected[index] ?? 0) + first * share;
      }
    }
  }
  return rejected;
}

describe('levels of tests of two proportions, exactly', () => {
  const SIZES = [
    [12, 15],
    [30, 20],
  ] as const;

  it.each(SIZES)('Fisher of %i against %i is never above its level', (n, m) => {
    for (const p of [0.05, 0.3, 0.5]) {
      const rejected = rejection(
        [n, m],
        p,
        (i, j) =>
          fisherExact([
            [i, n - i],
            [j, m - j],
          ]).pValue,
      );
      for (const [index, level] of LEVELS.entries())
        expect(rejected[index]).toBeLessThanOrEqual(level);
    }
  });

  it('chi-square with Yates is never above its level for 50 against 60 rows', () => {
    for (const p of [0.1, 0.3, 0.5]) {
      const rejected = rejection([50, 60], p, (i, j) =>
        i + j === 0
          ? 1
          : chiSquareHomogeneity([
              [i, 50 - i],
              [j, 60 - j],
            ]).pValue,
      );
      for (const [index, level] of LEVELS.entries())
        expect(rejected[index]).toBeLessThanOrEqual(level);
    }
  });

  it('z of 100 against 120 rows is within a fifth of its level', () => {
    for (const p of [0.1, 0.3, 0.5]) {
      const rejected = rejection(
        [100, 120],
        p,
        (i, j) => twoProportionTest({ successes: i, n: 100 }, { successes: j, n: 120 }).pValue,
      );
      for (const [index, level] of LEVELS.entries()) {
        expect(Math.abs((rejected[index] ?? NaN) - level)).toBeLessThan(level / 5);
      }
    }
  });
});

describe('simulated levels', () => {
  const repetitions = 2000 * SIMULATIONS;
  const weights = [5, 10, 20, 25, 40];

  it.each(['pearson', 'log_likelihood_ratio'] as const)(
    'seed 20260102: homogeneity by %s of 200 against 400 rows in five bins, and its noise floor',
    (statistic) => {
      const random = seededRandom(20260102);
      const rejected = LEVELS.map(() => 0);
      let squares = 0;
      for (let run = 0; run < repetitions; run++) {
        const table = [
          multinomialCounts(random, 200, weights),
          multinomialCounts(random, 400, weights),
        ];
        const { pValue, cramersV } = chiSquareHomogeneity(table, { statistic });
        squares += cramersV ** 2;
        for (const [index, level] of LEVELS.entries()) {
          if (pValue <= level) rejected[index] = (rejected[index] ?? 0) + 1;
        }
      }
      for (const [index, level] of LEVELS.entries()) {
        const share = (rejected[index] ?? NaN) / repetitions;
        expect(Math.abs(share - level)).toBeLessThan(level / 5 + slack(level, repetitions));
      }
      const floor = cramersVNoiseFloor(2, 5, 600);
      expect(Math.sqrt(squares / repetitions) / floor).toBeCloseTo(1, 1);
    },
  );

  it('seed 20260103: goodness of fit holds its level against a law, not against a sample', () => {
    const random = seededRandom(20260103);
    let known = 0;
    let sampled = 0;
    for (let run = 0; run < repetitions; run++) {
      const counts = multinomialCounts(random, 300, weights);
      const reference = multinomialCounts(random, 300, weights);
      known += Number(chiSquareGoodnessOfFit(weights, counts).pValue <= 0.05);
      sampled += Number(chiSquareGoodnessOfFit(reference, counts).pValue <= 0.05);
    }
    expect(Math.abs(known / repetitions - 0.05)).toBeLessThan(0.01 + slack(0.05, repetitions));
    // The reason for the test of homogeneity: a reference of the same size doubles the statistic.
    expect(sampled / repetitions).toBeGreaterThan(0.25);
  });

  it('seed 20260104: Benjamini-Yekutieli keeps the share of false rejections of dependent tests', () => {
    const random = seededRandom(20260104);
    const normal = (): number => normalQuantile(random() + 2 ** -33);
    let falseShare = 0;
    for (let run = 0; run < repetitions; run++) {
      const common = normal();
      // Of twenty tests five find a real shift; neighbours depend with opposite signs.
      const pValues = Array.from({ length: 20 }, (_, index) => {
        const noise = 0.8 * common * (index % 2 === 0 ? 1 : -1) + 0.6 * normal();
        return normalSurvival(noise + (index < 5 ? 3 : 0));
      });
      const rejected = benjaminiYekutieli(pValues).map((p) => p <= 0.1);
      const wrong = rejected.slice(5).filter(Boolean).length;
      falseShare += wrong / Math.max(1, rejected.filter(Boolean).length);
    }
    expect(falseShare / repetitions).toBeLessThan(0.1);
  });
});
