import {
  andersonDarling,
  andersonDarlingStatistic,
  baumgartnerWeissSchindler,
  cramerVonMises,
  cramerVonMisesStatistic,
  energyTest,
  eppsSingleton,
  kolmogorovSmirnov,
  kuiper,
  mannWhitney,
  mannWhitneyFromCounts,
  permutationTest,
} from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { multinomialCounts, seededRandom } from '../support/random.ts';
import { SIMULATIONS } from '../support/simulations.ts';

type Sample = Float64Array;
type Test = (x: Sample, y: Sample, random: () => number) => number;

/** An ascending sample of the uniform law, as sums of exponential steps. */
function uniformSample(random: () => number, size: number): Sample {
  const values = new Float64Array(size);
  let sum = 0;
  for (let index = 0; index < size; index++) {
    sum -= Math.log1p(-random());
    values[index] = sum;
  }
  sum -= Math.log1p(-random());
  return values.map((value) => value / sum);
}

/** The same in few distinct values, of which the lowest has nearly half of the law. */
function tiedSample(random: () => number, size: number): Sample {
  return uniformSample(random, size).map((value) => Math.floor(8 * value * value));
}

/** Greatest distance of the distribution function of p-values from the uniform one. */
function distanceFromUniform(pValues: readonly number[]): number {
  const size = pValues.length;
  return pValues
    .toSorted((a, b) => a - b)
    .reduce((most, p, index) => Math.max(most, (index + 1) / size - p, p - index / size), 0);
}

/** How many of `size` p-values a test of level 0.05 may have below it, 9,999 times in 10,000. */
function allowedAtLevel(size: number): number {
  return 0.05 * size + 3.8 * Math.sqrt(0.05 * 0.95 * size);
}

const asymptotic = { method: 'asymptotic' } as const;

describe('p-values of two samples of one continuous law are uniform', () => {
  // `bias` is what the limit law is off by at these sizes, with room for what was measured.
  const CASES: readonly {
    readonly name: string;
    readonly test: Test;
    readonly bias: number;
  }[] = [
    {
      name: 'Cramér-von Mises',
      test: (x, y) => cramerVonMises(x, y, asymptotic).pValue,
      bias: 0.01,
    },
    {
      name: 'Anderson-Darling',
      test: (x, y) => andersonDarling([x, y], asymptotic).pValue,
      bias: 0.01,
    },
    {
      name: 'Baumgartner-Weiß-Schindler',
      test: (x, y) => baumgartnerWeissSchindler(x, y).pValue,
      bias: 0.02,
    },
    {
      name: 'Mann-Whitney without continuity',
      test: (x, y) => mannWhitney(x, y, { ...asymptotic, continuity: false }).pValue,
      bias: 0.01,
    },
    {
      name: 'Mann-Whitney, less',
      test: (x, y) => mannWhitney(x, y, { alternative: 'less', ...asymptotic }).pValue,
      bias: 0.01,
    },
    { name: 'Kuiper', test: (x, y) => kuiper(x, y).pValue, bias: 0.06 },
    {
      name: 'Kolmogorov-Smirnov, greater',
      test: (x, y) => kolmogorovSmirnov(x, y, { alternative: 'greater', ...asymptotic }).pValue,
      bias: 0.06,
    },
  ];
  const SIZES = [
    { n: 120, m: 87, repetitions: 400 * SIMULATIONS },
    { n: 30, m: 30_000, repetitions: 40 * SIMULATIONS },
  ];

  describe.each(SIZES)('$n against $m, $repetitions pairs, seed 20260401', (sizes) => {
    const random = seededRandom(20260401);
    const pairs = Array.from(
      { length: sizes.repetitions },
      () => [uniformSample(random, sizes.n), uniformSample(random, sizes.m)] as const,
    );

    it.each(CASES)('$name', ({ name, test, bias }) => {
      const distance = distanceFromUniform(pairs.map(([x, y]) => test(x, y, random)));
      expect(distance, `${name}: Kolmogorov distance ${distance}`).toBeLessThan(
        bias + 1.95 / Math.sqrt(sizes.repetitions),
      );
    });
  });
});

describe('tests are never above their level of 0.05', () => {
  const permutations = 39;
  const CASES: readonly { readonly name: string; readonly test: Test }[] = [
    { name: 'Kolmogorov-Smirnov, exact', test: (x, y) => kolmogorovSmirnov(x, y).pValue },
    {
      name: 'Kolmogorov-Smirnov, less, exact',
      test: (x, y) => kolmogorovSmirnov(x, y, { alternative: 'less' }).pValue,
    },
    { name: 'Kuiper', test: (x, y) => kuiper(x, y).pValue },
    { name: 'Mann-Whitney', test: (x, y) => mannWhitney(x, y).pValue },
    {
      name: 'energy by permutation',
      test: (x, y, random) => energyTest(x, y, { random, permutations }).pValue,
    },
    {
      name: 'Cramér-von Mises by permutation',
      test: (x, y, random) =>
        permutationTest([x, y], cramerVonMisesStatistic, { random, permutations }).pValue,
    },
    {
      name: 'Anderson-Darling by permutation',
      test: (x, y, random) => {
        const statistic = (...dealt: Sample[]): number => andersonDarlingStatistic(dealt);
        return permutationTest([x, y], statistic, { random, permutations }).pValue;
      },
    },
  ];
  const LAWS = [
    { law: 'continuous', draw: uniformSample, n: 18, m: 11 },
    { law: 'tied', draw: tiedSample, n: 18, m: 11 },
    { law: 'tied', draw: tiedSample, n: 2, m: 2000 },
  ];

  describe.each(LAWS)('$law law, $n against $m, seed 7', ({ draw, n, m }) => {
    const repetitions = (m > 100 ? 25 : 150) * SIMULATIONS;
    const random = seededRandom(7);
    const pairs = Array.from(
      { length: repetitions },
      () => [draw(random, n), draw(random, m)] as const,
    );

    it.each(CASES)(`$name, ${repetitions} pairs`, ({ name, test }) => {
      const rejected = pairs.filter(([x, y]) => test(x, y, random) <= 0.05).length;
      expect(rejected, `${name}: ${rejected} of ${repetitions}`).toBeLessThan(
        // The normal and limit laws of a few values are a little off, by what was measured.
        allowedAtLevel(repetitions) + 0.01 * repetitions,
      );
    });
  });

  it.each([
    { name: 'Cramér-von Mises', test: (x: Sample, y: Sample) => cramerVonMises(x, y).pValue },
    {
      name: 'Mann-Whitney',
      test: (x: Sample, y: Sample) => mannWhitney(x, y, { method: 'exact' }).pValue,
    },
  ])('exact $name of 9 against 7 values, seed 3', ({ name, test }) => {
    const random = seededRandom(3);
    const repetitions = 400 * SIMULATIONS;
    let rejected = 0;
    for (let repetition = 0; repetition < repetitions; repetition++) {
      if (test(uniformSample(random, 9), uniformSample(random, 7)) <= 0.05) rejected++;
    }
    expect(rejected, `${name}: ${rejected}`).toBeLessThan(allowedAtLevel(repetitions));
  });

  it('Mann-Whitney from counts of 200 against 200,000 values in six bins, seed 9', () => {
    const random = seededRandom(9);
    const repetitions = 15 * SIMULATIONS;
    let rejected = 0;
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const x = multinomialCounts(random, 200, [5, 3, 1, 1, 4, 2]);
      const y = multinomialCounts(random, 200_000, [5, 3, 1, 1, 4, 2]);
      if (mannWhitneyFromCounts(x, y).pValue <= 0.05) rejected++;
    }
    expect(rejected).toBeLessThan(allowedAtLevel(repetitions));
  });
});

describe('where the laws do not quite hold, levels of 0.05 are', () => {
  const zerosAndOnes = (random: () => number, size: number): Sample =>
    uniformSample(random, size).map((value) => Math.floor(2 * value));
  // `level` is what was measured in 20,000 pairs.
  const CASES: readonly {
    readonly name: string;
    readonly test: Test;
    readonly draw: (random: () => number, size: number) => Sample;
    readonly n: number;
    readonly m: number;
    readonly level: number;
  }[] = [
    {
      name: 'Cramér-von Mises of zeros and ones',
      test: (x, y) => cramerVonMises(x, y).pValue,
      draw: zerosAndOnes,
      n: 60,
      m: 50,
      level: 0.053,
    },
    {
      name: 'Cramér-von Mises of tied values',
      test: (x, y) => cramerVonMises(x, y).pValue,
      draw: tiedSample,
      n: 60,
      m: 200,
      level: 0.056,
    },
    {
      name: 'Cramér-von Mises of tied values with midranks',
      test: (x, y) => cramerVonMises(x, y, { ties: 'midranks' }).pValue,
      draw: tiedSample,
      n: 60,
      m: 200,
      level: 0.999,
    },
    {
      name: 'Anderson-Darling of tied values',
      test: (x, y) => andersonDarling([x, y]).pValue,
      draw: tiedSample,
      n: 60,
      m: 200,
      level: 0.083,
    },
    {
      name: 'Epps-Singleton',
      test: (x, y) => eppsSingleton(x, y).pValue,
      draw: uniformSample,
      n: 120,
      m: 87,
      level: 0.061,
    },
    {
      name: 'Epps-Singleton of tied values',
      test: (x, y) => eppsSingleton(x, y).pValue,
      draw: tiedSample,
      n: 100,
      m: 2000,
      level: 0.084,
    },
    {
      name: 'Epps-Singleton of few values',
      test: (x, y) => eppsSingleton(x, y).pValue,
      draw: uniformSample,
      n: 30,
      m: 3000,
      level: 0.217,
    },
  ];

  it.each(CASES)('$level for $name, $n against $m, seed 5', ({ name, test, draw, n, m, level }) => {
    const random = seededRandom(5);
    const repetitions = (m > 1000 ? 40 : 200) * SIMULATIONS;
    let rejected = 0;
    for (let repetition = 0; repetition < repetitions; repetition++) {
      if (test(draw(random, n), draw(random, m), random) <= 0.05) rejected++;
    }
    const spread = 4 * Math.sqrt((level * (1 - level)) / repetitions);
    expect(Math.abs(rejected / repetitions - level), `${name}: ${rejected}`).toBeLessThan(spread);
  });
});
