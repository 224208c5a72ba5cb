import {
  bhattacharyyaDistance,
  bhattacharyyaDistanceNoiseFloor,
  bhattacharyyaDistancePValue,
  evidentlyChiSquarePValue,
  hellingerDistance,
  hellingerDistanceInterval,
  hellingerDistanceNoiseFloor,
  hellingerDistancePValue,
  jensenShannonDistance,
  jensenShannonDistanceInterval,
  kolmogorovSmirnov,
  kolmogorovSmirnovFromCounts,
  kolmogorovSmirnovInterval,
  kolmogorovSmirnovIntervalFromCounts,
  kullbackLeiblerDivergence,
  kullbackLeiblerDivergenceInterval,
  kullbackLeiblerDivergenceNoiseFloor,
  kullbackLeiblerDivergencePValue,
  lInfinityDistance,
  lInfinityDistanceInterval,
  lInfinityDistanceNoiseFloor,
  lInfinityDistancePValue,
  populationStabilityIndex,
  populationStabilityIndexInterval,
  totalVariationDistance,
  totalVariationDistanceInterval,
  totalVariationDistanceNoiseFloor,
  totalVariationDistancePValue,
  totalVariationTest,
  wassersteinDistance,
  wassersteinDistanceInterval,
  wassersteinDistanceNoiseFloor,
  wassersteinDistancePValue,
} from '@marigraph/statistics';
import type { Interval } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { multinomialCounts, seededRandom } from '../support/random.ts';
import { SIMULATIONS } from '../support/simulations.ts';

const WEIGHTS = [1, 1, 2, 2, 2, 3, 3, 1, 4, 1];

/** Greatest distance of the distribution function of p-values from the uniform one. */
function distanceFromUniform(pValues: readonly number[]): number {
  const size = pValues.length;
  return pValues
    .toSorted((a, b) => a - b)
    .reduce((most, p, index) => Math.max(most, (index + 1) / size - p, p - index / size), 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Share of values at most `level`. */
function shareUpTo(level: number, values: readonly number[]): number {
  return values.filter((value) => value <= level).length / values.length;
}

function standardErrorOf(share: number, repetitions: number): number {
  return Math.sqrt((share * (1 - share)) / repetitions);
}

/** By Box and Muller. */
function normalValue(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

const NUMERIC_LAWS = [
  { law: 'normal', draw: normalValue },
  { law: 'lognormal', draw: (random: () => number) => Math.exp(normalValue(random)) },
  { law: 'uniform', draw: (random: () => number) => random() },
] as const;

function sample(draw: () => number, size: number): Float64Array {
  return Float64Array.from({ length: size }, draw).toSorted();
}

describe('without drift, counts of 4000 and 2500 values in 10 bins, seed 90', () => {
  const random = seededRandom(90);
  const [n, m, bins] = [4000, 2500, WEIGHTS.length];
  const repetitions = 500 * SIMULATIONS;
  const pairs = Array.from({ length: repetitions }, () => ({
    expected: multinomialCounts(random, n, WEIGHTS),
    actual: multinomialCounts(random, m, WEIGHTS),
  }));
  // Of Kolmogorov's law one in 10,000 is above 2.23 / √repetitions; the chi-square law is a limit.
  const allowed = 2.23 / Math.sqrt(repetitions) + 0.01;

  it.each([
    {
      name: 'Hellinger',
      distanceOf: hellingerDistance,
      pValue: hellingerDistancePValue,
      floor: hellingerDistanceNoiseFloor(bins, n, m) ** 2,
      power: 2,
    },
    {
      name: 'Bhattacharyya',
      distanceOf: bhattacharyyaDistance,
      pValue: bhattacharyyaDistancePValue,
      floor: bhattacharyyaDistanceNoiseFloor(bins, n, m),
      power: 1,
    },
    {
      name: 'Kullback-Leibler',
      distanceOf: (e: Float64Array, a: Float64Array) => kullbackLeiblerDivergence(e, a),
      pValue: kullbackLeiblerDivergencePValue,
      floor: kullbackLeiblerDivergenceNoiseFloor(bins, n, m),
      power: 1,
    },
  ])('$name has uniform p-values and its noise floor for a mean', (row) => {
    const distances = pairs.map(({ expected, actual }) => row.distanceOf(expected, actual));
    const pValues = distances.map((distance) => row.pValue(distance, bins, n, m));
    expect(distanceFromUniform(pValues)).toBeLessThan(allowed);
    const average = mean(distances.map((distance) => distance ** row.power));
    // The standard error is 0.47 / √repetitions of it.
    expect(Math.abs(average / row.floor - 1)).toBeLessThan(0.01 + 1.9 / Math.sqrt(repetitions));
  });

  it.each([
    {
      name: 'total variation',
      distanceOf: totalVariationDistance,
      pValue: totalVariationDistancePValue,
      floor: totalVariationDistanceNoiseFloor(WEIGHTS, n, m),
    },
    {
      name: 'L-infinity',
      distanceOf: lInfinityDistance,
      pValue: lInfinityDistancePValue,
      floor: lInfinityDistanceNoiseFloor(WEIGHTS, n, m),
    },
  ])('$name keeps its level, and its floor is the mean or a little more', (row) => {
    const distances = pairs.map(({ expected, actual }) => row.distanceOf(expected, actual));
    const pValues = pairs.map(({ expected, actual }, index) => {
      const pooled = expected.map((count, bin) => count + (actual[bin] ?? 0));
      return row.pValue(distances[index] ?? NaN, pooled, n, m);
    });
    for (const level of [0.01, 0.05]) {
      const excess = 3.8 * standardErrorOf(level, repetitions);
      expect(shareUpTo(level, pValues)).toBeLessThan(level + 0.003 + excess);
    }
    const ratio = mean(distances) / row.floor;
    expect(ratio).toBeLessThan(1.01 + 1.6 / Math.sqrt(repetitions));
    expect(ratio).toBeGreaterThan(0.95 - 1.6 / Math.sqrt(repetitions));
  });
});

describe('without drift, the permutation test of total variation, seed 91', () => {
  const random = seededRandom(91);
  it.each([
    { n: 12, m: 9, weights: [1, 1] },
    { n: 30, m: 8, weights: [5, 1, 1, 1] },
    { n: 100, m: 60, weights: WEIGHTS },
  ])('of $n and $m values is never above its level', ({ n, m, weights }) => {
    const repetitions = 300 * SIMULATIONS;
    const pValues = Array.from({ length: repetitions }, () => {
      const [expected, actual] = [n, m].map((size) => multinomialCounts(random, size, weights));
      return totalVariationTest(expected ?? [], actual ?? [], { random, permutations: 99 }).pValue;
    });
    for (const level of [0.05, 0.1, 0.2]) {
      const excess = 3.8 * standardErrorOf(level, repetitions);
      expect(shareUpTo(level, pValues)).toBeLessThanOrEqual(level + excess);
    }
  });
});

describe("without drift, evidently's goodness of fit, seed 95", () => {
  it('rejects 17 % of the time at 5 %, by definition: it is exempt from the level', () => {
    const random = seededRandom(95);
    const repetitions = 300 * SIMULATIONS;
    const pValues = Array.from({ length: repetitions }, () =>
      evidentlyChiSquarePValue(
        multinomialCounts(random, 400, [1, 1]),
        multinomialCounts(random, 400, [1, 1]),
      ),
    );
    // P(|Z| > 1.96 / √2) = 0.166.
    const share = shareUpTo(0.05, pValues);
    expect(Math.abs(share - 0.166)).toBeLessThan(0.01 + 3.8 * standardErrorOf(0.166, repetitions));
  });
});

describe.each(NUMERIC_LAWS)('without drift, Wasserstein-1 of a $law law, seed 92', ({ draw }) => {
  it('has its noise floor for a mean and p-values near its level', () => {
    const random = seededRandom(92);
    const repetitions = 150 * SIMULATIONS;
    const [n, m] = [200, 100];
    const rows = Array.from({ length: repetitions }, () => {
      const x = sample(() => draw(random), n);
      const y = sample(() => draw(random), m);
      const pooled = Float64Array.from([...x, ...y]).toSorted();
      const distance = wassersteinDistance(x, y);
      return {
        ratio: distance / wassersteinDistanceNoiseFloor(pooled, n, m),
        p: wassersteinDistancePValue(distance, pooled, n, m),
      };
    });
    const ratio = mean(rows.map((row) => row.ratio));
    expect(Math.abs(ratio - 1)).toBeLessThan(0.05 + 1.8 / Math.sqrt(repetitions));
    // Asymptotic, and up to 0.012 on the small side: see its description.
    const share = shareUpTo(
      0.05,
      rows.map((row) => row.p),
    );
    expect(share).toBeLessThan(0.065 + 3.8 * standardErrorOf(0.05, repetitions));
  });
});

type Counts = ArrayLike<number>;
interface BinnedDistance {
  readonly name: string;
  readonly distanceOf: (expected: Counts, actual: Counts) => number;
  readonly intervalOf: (expected: Counts, actual: Counts) => Interval;
}

const BINNED: readonly BinnedDistance[] = [
  {
    name: 'psi',
    distanceOf: populationStabilityIndex,
    intervalOf: populationStabilityIndexInterval,
  },
  { name: 'js', distanceOf: jensenShannonDistance, intervalOf: jensenShannonDistanceInterval },
  {
    name: 'kl',
    distanceOf: kullbackLeiblerDivergence,
    intervalOf: kullbackLeiblerDivergenceInterval,
  },
  { name: 'hellinger', distanceOf: hellingerDistance, intervalOf: hellingerDistanceInterval },
  { name: 'tv', distanceOf: totalVariationDistance, intervalOf: totalVariationDistanceInterval },
  { name: 'linf', distanceOf: lInfinityDistance, intervalOf: lInfinityDistanceInterval },
  {
    name: 'ks',
    distanceOf: (expected, actual) => kolmogorovSmirnovFromCounts(expected, actual).statistic,
    intervalOf: kolmogorovSmirnovIntervalFromCounts,
  },
];

/** Whole weights out of about 1000, tilted by `shift` nats from the first bin to the last. */
function tilted(bins: number, shift: number): number[] {
  return Array.from({ length: bins }, (_, bin) =>
    Math.round((1000 / bins) * Math.exp(shift * (bin / (bins - 1) - 0.5))),
  );
}

const GRID = [2, 5, 10].flatMap((bins) =>
  [
    [100, 100],
    [2000, 200],
    [1000, 1000],
  ].flatMap(([n = 0, m = 0]) => [0, 0.3, 1].map((shift) => ({ bins, n, m, shift }))),
);

describe('intervals of 95 % of binned distances, seed 93', () => {
  const repetitions = 60 * SIMULATIONS;

  it.each(GRID)('cover 93 % or more: $bins bins, $n and $m values, tilt $shift', (cell) => {
    const { bins, n, m, shift } = cell;
    const random = seededRandom(93 + bins * 7 + n + m * 3 + shift * 100);
    const laws = [tilted(bins, 0), tilted(bins, shift)] as const;
    const truths = BINNED.map(({ distanceOf }) => distanceOf(...laws));
    const covered = BINNED.map(() => 0);
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const expected = multinomialCounts(random, n, laws[0]);
      const actual = multinomialCounts(random, m, laws[1]);
      for (const [index, { intervalOf }] of BINNED.entries()) {
        const { lower, upper } = intervalOf(expected, actual);
        const truth = truths[index] ?? NaN;
        if (lower <= truth && truth <= upper) covered[index] = (covered[index] ?? 0) + 1;
      }
    }
    // 93 % but for three standard errors of the simulation.
    const least = 0.93 - 3 * standardErrorOf(0.93, repetitions);
    const shares = BINNED.map(({ name }, index) => [name, (covered[index] ?? 0) / repetitions]);
    expect(shares.filter(([, share]) => Number(share) < least)).toEqual([]);
  });
});

describe.each(NUMERIC_LAWS)(
  'intervals of 95 % of numeric distances, a $law law, seed 94',
  (law) => {
    const repetitions = 40 * SIMULATIONS;

    it.each([
      { n: 100, m: 100, shift: 0 },
      { n: 100, m: 100, shift: 0.3 },
      { n: 400, m: 150, shift: 1 },
    ])('cover 93 % or more: $n and $m values, shift $shift', ({ n, m, shift }) => {
      const random = seededRandom(94);
      const draw = (): number => law.draw(random);
      // The truth of D from a large sample of the law on either side of the shift.
      const many = sample(draw, 100_000);
      const moved = many.map((value) => value + shift);
      const statistic = kolmogorovSmirnov(many, moved).statistic;
      const covered = { ks: 0, wasserstein: 0 };
      for (let repetition = 0; repetition < repetitions; repetition++) {
        const x = sample(draw, n);
        const y = sample(() => draw() + shift, m);
        const ks = kolmogorovSmirnovInterval(x, y);
        if (ks.lower <= statistic && statistic <= ks.upper) covered.ks++;
        const area = wassersteinDistanceInterval(x, y);
        if (area.lower <= shift && shift <= area.upper) covered.wasserstein++;
      }
      const least = 0.93 - 3 * standardErrorOf(0.93, repetitions);
      expect(covered.ks / repetitions).toBeGreaterThanOrEqual(least);
      expect(covered.wasserstein / repetitions).toBeGreaterThanOrEqual(least);
    });
  },
);
