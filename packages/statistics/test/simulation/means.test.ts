import { cohensD, sampleMoments, studentTTest, welchTTest } from '@marigraph/statistics';
import type { SampleMoments } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { seededRandom } from '../support/random.ts';
import { SIMULATIONS } from '../support/simulations.ts';

/** Normal values by Box and Muller's pairs. */
function normalSample(
  random: () => number,
  size: number,
  { mean = 0, deviation = 1 } = {},
): number[] {
  return Array.from({ length: size }, () => {
    const radius = Math.sqrt(-2 * Math.log1p(-random()));
    return mean + deviation * radius * Math.cos(2 * Math.PI * random());
  });
}

function distanceFromUniform(pValues: readonly number[]): number {
  const size = pValues.length;
  return pValues
    .toSorted((a, b) => a - b)
    .reduce((most, p, index) => Math.max(most, (index + 1) / size - p, p - index / size), 0);
}

describe('p-values of two normal samples of one mean are uniform', () => {
  it.each([
    { name: 'Student, 12 and 7', test: studentTTest, n: 12, m: 7, deviation: 1, bias: 0 },
    { name: 'Student, 1 and 1000', test: studentTTest, n: 1, m: 1000, deviation: 1, bias: 0 },
    { name: 'Welch, 12 and 7', test: welchTTest, n: 12, m: 7, deviation: 3, bias: 0.01 },
    { name: 'Welch, 5 and 5000', test: welchTTest, n: 5, m: 5000, deviation: 0.2, bias: 0.01 },
  ])('$name, seed 20260402', ({ name, test, n, m, deviation, bias }) => {
    const random = seededRandom(20260402);
    const repetitions = (m > 100 ? 100 : 1000) * SIMULATIONS;
    const pValues = Array.from({ length: repetitions }, () => {
      const x = sampleMoments(normalSample(random, n));
      return test(x, sampleMoments(normalSample(random, m, { deviation }))).pValue;
    });
    const distance = distanceFromUniform(pValues);
    expect(distance, `${name}: Kolmogorov distance ${distance}`).toBeLessThan(
      bias + 1.95 / Math.sqrt(repetitions),
    );
  });
});

describe('95 % intervals cover', () => {
  interface Interval {
    readonly lower: number;
    readonly upper: number;
  }
  const CASES: readonly {
    readonly name: string;
    readonly interval: (x: SampleMoments, y: SampleMoments) => Interval;
    readonly truth: (mean: number) => number;
  }[] = [
    {
      name: 'Student’s difference',
      interval: (x, y) => studentTTest(x, y).interval,
      truth: (mean) => mean,
    },
    {
      name: 'Welch’s difference',
      interval: (x, y) => welchTTest(x, y).interval,
      truth: (mean) => mean,
    },
    { name: 'Cohen’s d', interval: (x, y) => cohensD(x, y).interval, truth: (mean) => mean },
  ];
  const GRID = [
    { n: 8, m: 8, mean: 0 },
    { n: 8, m: 8, mean: 1 },
    { n: 10, m: 40, mean: 0.5 },
    { n: 50, m: 50, mean: 2 },
    { n: 20, m: 1000, mean: 0.2 },
  ];

  describe.each(GRID)('$n and $m values, $mean deviations apart, seed 12', ({ n, m, mean }) => {
    const repetitions = (m > 100 ? 60 : 400) * SIMULATIONS;
    const random = seededRandom(12);
    const pairs = Array.from({ length: repetitions }, () => ({
      x: sampleMoments(normalSample(random, n, { mean })),
      y: sampleMoments(normalSample(random, m)),
    }));

    it.each(CASES)('$name', ({ name, interval, truth }) => {
      const covered = pairs.filter(({ x, y }) => {
        const { lower, upper } = interval(x, y);
        return lower <= truth(mean) && truth(mean) <= upper;
      }).length;
      const spread = 4 * Math.sqrt((0.95 * 0.05) / repetitions);
      expect(covered / repetitions, `${name}: ${covered}`).toBeGreaterThan(0.94 - spread);
      expect(covered / repetitions, `${name}: ${covered}`).toBeLessThan(0.97 + spread);
    });
  });
});
