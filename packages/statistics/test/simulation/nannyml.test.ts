import {
  COUNT_RATIOS,
  binaryConfusion,
  expectedBinaryConfusion,
  isBeyondThresholds,
  meanStandardError,
  median,
  medianStandardError,
  momentsOf,
  normalQuantile,
  pearsonCorrelation,
  predictionThresholds,
  ratioOfCounts,
  realizationEstimate,
  standardDeviation,
  standardDeviationStandardError,
  standardDeviationThresholds,
} from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { seededRandom } from '../support/random.ts';
import { SIMULATIONS } from '../support/simulations.ts';

const Z = -normalQuantile(0.025);

/** By Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log1p(-random())) * Math.cos(2 * Math.PI * random());
}

function normals(random: () => number, size: number): Float64Array {
  return Float64Array.from({ length: size }, () => normal(random));
}

/** Greatest distance of the distribution function of p-values from the uniform one. */
function distanceFromUniform(pValues: readonly number[]): number {
  const size = pValues.length;
  return pValues
    .toSorted((a, b) => a - b)
    .reduce((most, p, index) => Math.max(most, (index + 1) / size - p, p - index / size), 0);
}

/** Four standard errors of a share that is simulated. */
function allowance(share: number, repetitions: number): number {
  return 4 * Math.sqrt((share * (1 - share)) / repetitions);
}

describe('false alarms of thresholds over normal chunk values', () => {
  const repetitions = 4000 * SIMULATIONS;
  it.each([
    { chunks: 5, seed: 301, threeDeviations: 0.07048 },
    { chunks: 10, seed: 302, threeDeviations: 0.02386 },
    { chunks: 30, seed: 303, threeDeviations: 0.00706 },
  ])('after $chunks chunks, seed $seed', ({ chunks, seed, threeDeviations }) => {
    const random = seededRandom(seed);
    const alarms = { prediction: 0, upper: 0, deviations: 0 };
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const values = normals(random, chunks + 1);
      const later = values[chunks] ?? NaN;
      const reference = values.subarray(0, chunks);
      const both = predictionThresholds(reference, { falseAlarmRate: 0.05 });
      const upper = predictionThresholds(reference, { falseAlarmRate: 0.05, side: 'upper' });
      alarms.prediction += Number(isBeyondThresholds(later, both));
      alarms.upper += Number(isBeyondThresholds(later, upper));
      alarms.deviations += Number(
        isBeyondThresholds(later, standardDeviationThresholds(reference)),
      );
    }
    const rate = (count: number): number => count / repetitions;
    expect(Math.abs(rate(alarms.prediction) - 0.05)).toBeLessThan(allowance(0.05, repetitions));
    expect(Math.abs(rate(alarms.upper) - 0.05)).toBeLessThan(allowance(0.05, repetitions));
    expect(Math.abs(rate(alarms.deviations) - threeDeviations)).toBeLessThan(
      allowance(threeDeviations, repetitions),
    );
  });
});

describe('p-values of a correlation of independent normal values', () => {
  const repetitions = 2000 * SIMULATIONS;
  it.each([
    { size: 3, seed: 311 },
    { size: 10, seed: 312 },
    { size: 30, seed: 313 },
  ])('are uniform for $size rows, seed $seed', ({ size, seed }) => {
    const random = seededRandom(seed);
    const pValues = Array.from({ length: repetitions }, () => {
      const result = pearsonCorrelation(normals(random, size), normals(random, size));
      return result?.pValue ?? NaN;
    });
    // Kolmogorov's law is above 1.95 in a thousandth of all cases.
    expect(distanceFromUniform(pValues)).toBeLessThan(1.95 / Math.sqrt(repetitions));
  });
});

const METRICS = ['accuracy', 'precision', 'recall', 'specificity', 'f1'] as const;

describe('the interval of a realized metric around its estimate', () => {
  const repetitions = 1500 * SIMULATIONS;
  it.each([
    { size: 100, power: 1, seed: 321 },
    { size: 400, power: 1, seed: 322 },
    { size: 400, power: 2, seed: 323 },
    { size: 800, power: 1, seed: 324 },
  ])('covers 95 % of $size rows with scores to the power of $power, seed $seed', (grid) => {
    const random = seededRandom(grid.seed);
    const covered = METRICS.map(() => 0);
    const bias = METRICS.map(() => 0);
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const probabilities = Float64Array.from({ length: grid.size }, () => random() ** grid.power);
      const predictions = probabilities.map((probability) => Number(probability > 0.5));
      const labels = probabilities.map((probability) => Number(random() < probability));
      const expected = expectedBinaryConfusion(probabilities, predictions);
      const realized = binaryConfusion(labels, predictions);
      for (const [index, metric] of METRICS.entries()) {
        const { value = NaN, variance = NaN } = realizationEstimate(expected, COUNT_RATIOS[metric]);
        const difference = (ratioOfCounts(realized, COUNT_RATIOS[metric]).value ?? NaN) - value;
        if (Math.abs(difference) <= Z * Math.sqrt(variance))
          covered[index] = (covered[index] ?? 0) + 1;
        bias[index] = (bias[index] ?? 0) + difference / Math.sqrt(variance);
      }
    }
    for (const [index] of METRICS.entries()) {
      const share = (covered[index] ?? NaN) / repetitions;
      expect(share).toBeGreaterThan(0.93);
      expect(share).toBeLessThan(0.97);
      expect(Math.abs((bias[index] ?? NaN) / repetitions)).toBeLessThan(0.15);
    }
  });
});

describe('intervals from the standard errors of a reference', () => {
  const repetitions = 1500 * SIMULATIONS;
  const shapes = {
    normal: { draw: normal, mean: 0, deviation: 1, middle: 0 },
    exponential: {
      draw: (random: () => number) => -Math.log1p(-random()),
      mean: 1,
      deviation: 1,
      middle: Math.LN2,
    },
  } as const;

  it.each([
    { shape: 'normal', size: 100, seed: 331 },
    { shape: 'normal', size: 300, seed: 332 },
    { shape: 'exponential', size: 300, seed: 333 },
  ] as const)('cover 95 % of $size $shape values, seed $seed', ({ shape, size, seed }) => {
    const random = seededRandom(seed);
    const law = shapes[shape];
    const sample = (n: number): Float64Array =>
      Float64Array.from({ length: n }, () => law.draw(random));
    const reference = sample(20_000);
    const moments = momentsOf(reference);
    const errors = {
      mean: meanStandardError(moments, size),
      deviation: standardDeviationStandardError(moments, size),
      middle: medianStandardError(reference.toSorted(), size),
    };
    const covered = { mean: 0, deviation: 0, middle: 0 };
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const values = sample(size);
      const own = momentsOf(values);
      const summaries = {
        mean: own.mean,
        deviation: standardDeviation(own),
        middle: median(values.toSorted()),
      };
      for (const key of ['mean', 'deviation', 'middle'] as const) {
        covered[key] += Number(Math.abs(summaries[key] - law[key]) <= Z * errors[key]);
      }
    }
    for (const count of Object.values(covered)) {
      expect(count / repetitions).toBeGreaterThan(0.93);
      expect(count / repetitions).toBeLessThan(0.97);
    }
  });
});
