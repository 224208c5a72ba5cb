import {
  bhattacharyyaDistance,
  bhattacharyyaDistanceInterval,
  hellingerDistance,
  hellingerDistanceInterval,
  jensenShannonDistance,
  jensenShannonDistanceInterval,
  kolmogorovSmirnovFromCounts,
  kolmogorovSmirnovIntervalFromCounts,
  kullbackLeiblerDivergence,
  kullbackLeiblerDivergenceInterval,
  lInfinityDistance,
  lInfinityDistanceInterval,
  populationStabilityIndex,
  populationStabilityIndexInterval,
  totalVariationDistance,
  totalVariationDistanceInterval,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { countPair } from './support/arbitraries.ts';
import { REFUSED_COUNTS } from './support/refusals.ts';
import { relativeError } from './support/relative-error.ts';

/**
 * With the bounds for 500 and 500 against 600 and 400. Of divergences from the non-central chi-square
 * law of scipy 1.15.3 (`brentq` on `ncx2.sf` and `ncx2.cdf`), of norms by hand: 0.1 and 1.96 standard
 * errors of √(0.49 / 1000); below D √(ln 80 / 1000).
 */
const DISTANCES = [
  {
    name: 'population stability index',
    distanceOf: (e: number[], a: number[]) => populationStabilityIndex(e, a),
    intervalOf: populationStabilityIndexInterval,
    most: Infinity,
    halves: { lower: 0.012897487, upper: 0.083482307 },
  },
  {
    name: 'Kullback-Leibler divergence',
    distanceOf: (e: number[], a: number[]) => kullbackLeiblerDivergence(e, a),
    intervalOf: kullbackLeiblerDivergenceInterval,
    most: Infinity,
    halves: { lower: 0.0064532682, upper: 0.042102892 },
  },
  {
    name: 'Jensen-Shannon distance',
    distanceOf: (e: number[], a: number[]) => jensenShannonDistance(e, a),
    intervalOf: jensenShannonDistanceInterval,
    most: Math.sqrt(Math.LN2),
    halves: { lower: 0.040184071, upper: 0.102016536 },
  },
  {
    name: 'Hellinger distance',
    distanceOf: hellingerDistance,
    intervalOf: hellingerDistanceInterval,
    most: 1,
    halves: { lower: 0.040168107, upper: 0.102084821 },
  },
  {
    name: 'Bhattacharyya distance',
    distanceOf: bhattacharyyaDistance,
    intervalOf: bhattacharyyaDistanceInterval,
    most: Infinity,
    halves: { lower: 0.0016147799, upper: 0.010475993 },
  },
  {
    name: 'total variation distance',
    distanceOf: totalVariationDistance,
    intervalOf: totalVariationDistanceInterval,
    most: 1,
    halves: { lower: 0.056614, upper: 0.143386 },
  },
  {
    name: 'L-infinity distance',
    distanceOf: lInfinityDistance,
    intervalOf: lInfinityDistanceInterval,
    most: 1,
    halves: { lower: 0.056614, upper: 0.143386 },
  },
  {
    name: 'Kolmogorov-Smirnov distance',
    distanceOf: (e: number[], a: number[]) => kolmogorovSmirnovFromCounts(e, a).statistic,
    intervalOf: kolmogorovSmirnovIntervalFromCounts,
    most: 1,
    halves: { lower: 0.033803, upper: 0.143386 },
  },
] as const;

describe.each(DISTANCES)('the interval of the $name', (row) => {
  const { distanceOf, intervalOf, most, halves } = row;

  it('is that of the law it inverts for a shift by ten points of a thousand values', () => {
    const { lower, upper } = intervalOf([500, 500], [600, 400]);
    // The transform to a normal law is good to half a percent of the bounds for one degree of freedom.
    expect(relativeError(lower, halves.lower)).toBeLessThan(5e-3);
    expect(relativeError(upper, halves.upper)).toBeLessThan(5e-3);
  });

  it('lies within the possible, in order, and reaches 0 at equality', () => {
    fc.assert(
      fc.property(countPair(0), ([expected, actual]) => {
        const { lower, upper } = intervalOf(expected, actual);
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(upper).toBeGreaterThanOrEqual(lower);
        expect(upper).toBeLessThanOrEqual(most);
        expect(lower).toBeLessThanOrEqual(distanceOf(expected, actual) + 1e-12);
        expect(intervalOf(expected, expected).lower).toBe(0);
      }),
    );
  });

  it('widens with confidence and narrows with size', () => {
    fc.assert(
      fc.property(countPair(5), ([expected, actual]) => {
        const narrow = intervalOf(expected, actual, { confidence: 0.8 });
        const wide = intervalOf(expected, actual, { confidence: 0.99 });
        expect(wide.lower).toBeLessThanOrEqual(narrow.lower + 1e-12);
        expect(wide.upper).toBeGreaterThanOrEqual(narrow.upper - 1e-12);
        const more = (counts: number[]): number[] => counts.map((count) => count * 1e6);
        const close = intervalOf(more(expected), more(actual));
        expect(Math.abs(close.upper - distanceOf(expected, actual))).toBeLessThan(0.02);
      }),
    );
  });

  it('takes effective sizes, which are the totals unless given', () => {
    const [expected, actual] = [
      [300, 500, 200],
      [90, 190, 120],
    ];
    const plain = intervalOf(expected, actual);
    const given = intervalOf(expected, actual, { effectiveSizes: [1000, 400] });
    expect(given).toEqual(plain);
    const fewer = intervalOf(expected, actual, { effectiveSizes: [100, 40] });
    expect(fewer.upper - fewer.lower).toBeGreaterThan(plain.upper - plain.lower);
  });

  it('begins at 0 for a single bin, and stays above 0 for samples that agree too well', () => {
    const [expected, actual] = [
      [0, 70],
      [0, 9],
    ];
    expect(intervalOf(expected, actual).lower).toBe(0);
    expect(intervalOf([50, 50], [50, 50]).upper).toBeGreaterThan(0.004);
  });

  it('takes samples that share no bin', () => {
    const { lower, upper } = intervalOf([1000, 0], [0, 1000]);
    expect(lower).toBeGreaterThan(0.5);
    expect(upper).toBeLessThanOrEqual(most);
  });

  it.each(REFUSED_COUNTS)('throws $code for $expected against $actual', (refused) => {
    const { expected, actual, code } = refused;
    expect(() => intervalOf(expected, actual)).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    { options: { confidence: 0 }, wrong: 'confidence is 0' },
    { options: { confidence: 1 }, wrong: 'confidence is 1' },
    { options: { confidence: NaN }, wrong: 'confidence is NaN' },
    { options: { effectiveSizes: [0, 1] as const }, wrong: 'effectiveSizes[0] is 0' },
    { options: { effectiveSizes: [1, Infinity] as const }, wrong: 'effectiveSizes[1] is Infinity' },
  ])('throws invalid_argument: $wrong', ({ options, wrong }) => {
    expect(() => intervalOf([1, 2], [2, 1], options)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});

describe('jensenShannonDistanceInterval', () => {
  it('takes the base of the logarithm', () => {
    const natural = jensenShannonDistanceInterval([500, 500], [600, 400]);
    const binary = jensenShannonDistanceInterval([500, 500], [600, 400], { base: 2 });
    expect(binary.lower * Math.sqrt(Math.LN2)).toBeCloseTo(natural.lower, 14);
    expect(binary.upper * Math.sqrt(Math.LN2)).toBeCloseTo(natural.upper, 14);
    expect(() => jensenShannonDistanceInterval([1], [1], { base: 1 })).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});
