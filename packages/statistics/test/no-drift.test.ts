import {
  effectiveSampleSize,
  jensenShannonDistance,
  jensenShannonDistanceNoiseFloor,
  jensenShannonDistancePValue,
  kolmogorovOneSampleSurvival,
  kolmogorovSmirnov,
  kolmogorovSmirnovNoiseFloor,
  kolmogorovSmirnovPValue,
  populationStabilityIndex,
  populationStabilityIndexNoiseFloor,
  populationStabilityIndexPValue,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { multinomialCounts, seededRandom } from './support/random.ts';
import { relativeError } from './support/relative-error.ts';

const WEIGHTS = [1, 1, 2, 2, 2, 3, 3, 1, 4, 1];
const BINS = WEIGHTS.length;

/** Mean, and distance from the uniform law with its p-value. */
function uniformity(pValues: readonly number[]): number {
  const size = pValues.length;
  const sorted = pValues.toSorted((a, b) => a - b);
  const distance = Math.max(
    ...sorted.map((p, index) => Math.max((index + 1) / size - p, p - index / size)),
  );
  return kolmogorovOneSampleSurvival(distance, size);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('without drift, in 1500 pairs of samples', () => {
  const random = seededRandom(20260301);
  const [n, m] = [4000, 2500];
  const pairs = Array.from({ length: 1500 }, () => {
    const expected = multinomialCounts(random, n, WEIGHTS);
    const actual = multinomialCounts(random, m, WEIGHTS);
    return {
      psi: populationStabilityIndex(expected, actual),
      distance: jensenShannonDistance(expected, actual, { base: 2 }),
    };
  });

  it('the mean index is its noise floor', () => {
    // The standard error of the mean of chi-square with 9 degrees of freedom is 1.2 % of it here.
    const floor = populationStabilityIndexNoiseFloor(BINS, n, m);
    expect(relativeError(mean(pairs.map(({ psi }) => psi)), floor)).toBeLessThan(0.035);
  });

  it('the root mean square distance is its noise floor', () => {
    const floor = jensenShannonDistanceNoiseFloor(BINS, n, m);
    const square = mean(pairs.map(({ distance }) => distance * distance));
    expect(relativeError(Math.sqrt(square), floor)).toBeLessThan(0.02);
  });

  it('the p-values of both are uniform', () => {
    const ofPsi = pairs.map(({ psi }) => populationStabilityIndexPValue(psi, BINS, n, m));
    const ofDistance = pairs.map((pair) => jensenShannonDistancePValue(pair.distance, BINS, n, m));
    expect(uniformity(ofPsi)).toBeGreaterThan(0.001);
    expect(uniformity(ofDistance)).toBeGreaterThan(0.001);
  });

  it('and the p-values tell of a law that moved', () => {
    const moved = multinomialCounts(random, m, WEIGHTS.toReversed());
    const expected = multinomialCounts(random, n, WEIGHTS);
    const psi = populationStabilityIndex(expected, moved);
    expect(populationStabilityIndexPValue(psi, BINS, n, m)).toBeLessThan(1e-20);
  });
});

describe('Kolmogorov-Smirnov without drift, in 600 pairs of samples', () => {
  const random = seededRandom(7);
  const [n, m] = [500, 300];
  const sample = (size: number): number[] =>
    Array.from({ length: size }, random).toSorted((a, b) => a - b);
  const statistics = Array.from(
    { length: 600 },
    () => kolmogorovSmirnov(sample(n), sample(m), { method: 'asymptotic' }).statistic,
  );

  it('the mean statistic is the noise floor, or a little less', () => {
    const ratio = mean(statistics) / kolmogorovSmirnovNoiseFloor(n, m);
    expect(ratio).toBeGreaterThan(0.93);
    expect(ratio).toBeLessThan(1.03);
  });

  it('the p-values are uniform', () => {
    const pValues = statistics.map((statistic) => kolmogorovSmirnovPValue(statistic, n, m));
    expect(uniformity(pValues)).toBeGreaterThan(0.001);
  });
});

describe('effectiveSampleSize', () => {
  it.each([
    { n: 10, m: 10, size: 5 },
    { n: 3, m: 3, size: 1.5 },
    { n: 1e9, m: 1e9, size: 5e8 },
    { n: 0.5, m: 0.5, size: 0.25 },
    { n: 7.5, m: Infinity, size: 7.5 },
    { n: Infinity, m: 4, size: 4 },
    { n: 1e200, m: 1e200, size: 5e199 },
  ])('of $n and $m is $size', ({ n, m, size }) => {
    expect(relativeError(effectiveSampleSize(n, m), size)).toBeLessThan(1e-15);
  });

  it('is symmetric and below the smaller one', () => {
    const size = fc.double({ min: 1e-3, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(size, size, (n, m) => {
        expect(effectiveSampleSize(n, m)).toBe(effectiveSampleSize(m, n));
        expect(effectiveSampleSize(n, m)).toBeLessThanOrEqual(Math.min(n, m));
      }),
    );
  });
});

describe('noise floors', () => {
  it.each([
    // Sample sizes of the reference simulation: 10 deciles, reference 10,000.
    { bins: 10, n: 10_000, m: 200, psi: 9 * (1 / 10_000 + 1 / 200) },
    { bins: 10, n: Infinity, m: 90, psi: 0.1 },
    { bins: 1, n: 10, m: 10, psi: 0 },
  ])('are ($bins - 1)(1/$n + 1/$m) for the index, and √(that / 8 ln 2) for the distance', (at) => {
    const { bins, n, m, psi } = at;
    expect(populationStabilityIndexNoiseFloor(bins, n, m)).toBeCloseTo(psi, 15);
    const distance = Math.sqrt(psi / (8 * Math.LN2));
    expect(jensenShannonDistanceNoiseFloor(bins, n, m)).toBeCloseTo(distance, 15);
  });

  it('do not exceed the largest possible value', () => {
    expect(jensenShannonDistanceNoiseFloor(100, 1, 1)).toBe(1);
    expect(kolmogorovSmirnovNoiseFloor(1, 1)).toBe(1);
  });

  it('are √(π/2) ln 2 / √n against a known law for Kolmogorov-Smirnov', () => {
    expect(kolmogorovSmirnovNoiseFloor(100, Infinity)).toBeCloseTo(0.0868731160636, 12);
  });
});

describe('p-values', () => {
  it('are 0.05 at the critical values of chi-square and Kolmogorov', () => {
    // 16.919 with 9 degrees of freedom; n m / (n + m) = 50 and 5000.
    expect(populationStabilityIndexPValue(16.918978 / 50, 10, 100, 100)).toBeCloseTo(0.05, 7);
    const distance = Math.sqrt(16.918978 / 8 / 50 / Math.LN2);
    expect(jensenShannonDistancePValue(distance, 10, 100, 100)).toBeCloseTo(0.05, 7);
    expect(kolmogorovSmirnovPValue(1.3581 / Math.sqrt(5e7), 1e8, 1e8)).toBeCloseTo(0.05, 4);
  });

  it('are 1 for no difference and for a single bin', () => {
    expect(populationStabilityIndexPValue(0, 10, 5, 5)).toBe(1);
    expect(populationStabilityIndexPValue(0, 1, 5, 5)).toBe(1);
    expect(jensenShannonDistancePValue(0, 10, 5, 5)).toBe(1);
    expect(jensenShannonDistancePValue(0, 1, 5, 5)).toBe(1);
    expect(kolmogorovSmirnovPValue(0, 5, 5)).toBe(1);
  });

  it('say nothing of less than one effective value', () => {
    expect(kolmogorovSmirnovPValue(1, 0.6, 0.6)).toBe(1);
    expect(kolmogorovSmirnovPValue(1, 1, 1)).toBe(1);
    expect(kolmogorovSmirnovPValue(0.9, 3, 3)).toBe(kolmogorovOneSampleSurvival(0.9, 2));
    expect(kolmogorovSmirnovPValue(0.5, 5, 5)).toBe(kolmogorovOneSampleSurvival(0.5, 2));
  });

  it('fall as the difference and the samples grow', () => {
    const psi = fc.double({ min: 0, max: 2, noNaN: true });
    const size = fc.double({ min: 1, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(psi, psi, size, size, (value, more, n, m) => {
        const p = populationStabilityIndexPValue(value, 10, n, m);
        expect(populationStabilityIndexPValue(value + more, 10, n, m)).toBeLessThanOrEqual(
          p + 1e-14,
        );
        expect(populationStabilityIndexPValue(value, 10, 2 * n, m)).toBeLessThanOrEqual(p + 1e-14);
      }),
    );
  });
});

describe('arguments out of range', () => {
  const error = (wrong: string): unknown =>
    expect.objectContaining({ code: 'invalid_argument', message: expect.stringContaining(wrong) });

  it.each([
    { n: 0, m: 1, wrong: 'n is 0' },
    { n: NaN, m: 1, wrong: 'n is NaN' },
    { n: 1, m: -1, wrong: 'm is -1' },
    { n: Infinity, m: Infinity, wrong: 'n and m is Infinity' },
  ])('throw invalid_argument: $wrong', ({ n, m, wrong }) => {
    expect(() => effectiveSampleSize(n, m)).toThrow(error(wrong));
    expect(() => populationStabilityIndexNoiseFloor(10, n, m)).toThrow(error(wrong));
    expect(() => kolmogorovSmirnovNoiseFloor(n, m)).toThrow(error(wrong));
  });

  it('throw invalid_argument for bins and statistics too', () => {
    expect(() => populationStabilityIndexNoiseFloor(0, 1, 1)).toThrow(error('bins is 0'));
    expect(() => jensenShannonDistanceNoiseFloor(2.5, 1, 1)).toThrow(error('bins is 2.5'));
    expect(() => populationStabilityIndexPValue(-1, 10, 1, 1)).toThrow(error('psi is -1'));
    expect(() => jensenShannonDistancePValue(1.1, 10, 1, 1)).toThrow(error('distance is 1.1'));
    expect(() => kolmogorovSmirnovPValue(NaN, 1, 1)).toThrow(error('statistic is NaN'));
    expect(() => kolmogorovSmirnovPValue(0.5, 1e17, 1e17)).toThrow(error('below 2^53'));
  });
});
