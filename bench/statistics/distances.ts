import {
  bhattacharyyaDistance,
  bhattacharyyaDistanceInterval,
  bhattacharyyaDistanceNoiseFloor,
  bhattacharyyaDistancePValue,
  effectiveSampleSize,
  hellingerDistance,
  hellingerDistanceInterval,
  hellingerDistanceNoiseFloor,
  hellingerDistancePValue,
  histogramIntersection,
  jensenShannonDistance,
  jensenShannonDistanceInterval,
  jensenShannonDistanceNoiseFloor,
  jensenShannonDistancePValue,
  kolmogorovSmirnovInterval,
  kolmogorovSmirnovIntervalFromCounts,
  kolmogorovSmirnovNoiseFloor,
  kolmogorovSmirnovPValue,
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
  populationStabilityIndexNoiseFloor,
  populationStabilityIndexPValue,
  totalVariationDistance,
  totalVariationDistanceInterval,
  totalVariationDistanceNoiseFloor,
  totalVariationDistancePValue,
  totalVariationTest,
  wassersteinDistance,
  wassersteinDistanceFromBins,
  wassersteinDistanceInterval,
  wassersteinDistanceNoiseFloor,
  wassersteinDistancePValue,
} from '@marigraph/statistics';
import { distance } from 'ml-distance';

import type { Comparison } from '../support/comparisons.ts';
import { one, OURS } from './comparison.ts';
import {
  actual,
  BINS,
  current,
  CURRENT_ROWS,
  edges,
  expected,
  random,
  reference,
  REFERENCE_ROWS,
  small,
} from './samples.ts';

const [n, m] = [REFERENCE_ROWS, CURRENT_ROWS];
const shares = Float64Array.from(expected, (count) => count / sumOf(expected));
const otherShares = Float64Array.from(actual, (count) => count / sumOf(actual));
const bins = binSums(expected);
const otherBins = binSums(actual);

/** Ours takes counts, checks them and divides them by their totals. */
const NO_CHECKS = 'takes shares, checks nothing';
const NO_SMALL = `${NO_CHECKS}, has no digits at small distances`;
const NO_EMPTY = `${NO_SMALL}, NaN for an empty bin`;

const DISTANCES: readonly Comparison[] = [
  distances('jensenShannonDistance', jensenShannonDistance, NO_EMPTY, (p, q) => {
    return Math.sqrt(distance.jensenShannon(p, q));
  }),
  distances('hellingerDistance', hellingerDistance, NO_SMALL, (p, q) => {
    return distance.hellinger(p, q) / 2;
  }),
  distances('bhattacharyyaDistance', bhattacharyyaDistance, NO_SMALL, distance.bhattacharyya),
  distances('kullbackLeiblerDivergence', kullbackLeiblerDivergence, NO_EMPTY, (p, q) => {
    return distance.kullbackLeibler(p, q);
  }),
  distances('totalVariationDistance', totalVariationDistance, NO_CHECKS, (p, q) => {
    return distance.manhattan(p, q) / 2;
  }),
  distances('lInfinityDistance', lInfinityDistance, NO_CHECKS, distance.chebyshev),
  distances('histogramIntersection', histogramIntersection, NO_CHECKS, (p, q) => {
    return 1 - distance.intersection(p, q);
  }),
  one('populationStabilityIndex', BINS, () => populationStabilityIndex(expected, actual)),
  one('wassersteinDistance', n + m, () => wassersteinDistance(reference, current)),
  one('wassersteinDistanceFromBins', BINS, () => {
    return wassersteinDistanceFromBins(edges, bins, otherBins);
  }),
];

const NO_DRIFT: readonly Comparison[] = [
  one('effectiveSampleSize', 1, () => effectiveSampleSize(n, m)),
  one('jensenShannonDistanceNoiseFloor', 1, () => jensenShannonDistanceNoiseFloor(BINS, n, m)),
  one('jensenShannonDistancePValue', 1, () => jensenShannonDistancePValue(0.05, BINS, n, m)),
  one('kolmogorovSmirnovNoiseFloor', 1, () => kolmogorovSmirnovNoiseFloor(n, m)),
  one('kolmogorovSmirnovPValue', 1, () => kolmogorovSmirnovPValue(0.015, n, m)),
  one('populationStabilityIndexNoiseFloor', 1, () => {
    return populationStabilityIndexNoiseFloor(BINS, n, m);
  }),
  one('populationStabilityIndexPValue', 1, () => populationStabilityIndexPValue(0.01, BINS, n, m)),
  one('bhattacharyyaDistanceNoiseFloor', 1, () => bhattacharyyaDistanceNoiseFloor(BINS, n, m)),
  one('bhattacharyyaDistancePValue', 1, () => bhattacharyyaDistancePValue(0.001, BINS, n, m)),
  one('hellingerDistanceNoiseFloor', 1, () => hellingerDistanceNoiseFloor(BINS, n, m)),
  one('hellingerDistancePValue', 1, () => hellingerDistancePValue(0.03, BINS, n, m)),
  one('kullbackLeiblerDivergenceNoiseFloor', 1, () => {
    return kullbackLeiblerDivergenceNoiseFloor(BINS, n, m);
  }),
  one('kullbackLeiblerDivergencePValue', 1, () => {
    return kullbackLeiblerDivergencePValue(0.002, BINS, n, m);
  }),
  one('lInfinityDistanceNoiseFloor', BINS, () => lInfinityDistanceNoiseFloor(shares, n, m)),
  one('lInfinityDistancePValue', BINS, () => lInfinityDistancePValue(0.01, shares, n, m)),
  one('totalVariationDistanceNoiseFloor', BINS, () => {
    return totalVariationDistanceNoiseFloor(shares, n, m);
  }),
  one('totalVariationDistancePValue', BINS, () => {
    return totalVariationDistancePValue(0.03, shares, n, m);
  }),
  one('totalVariationTest, 99 permutations', BINS, () => {
    return totalVariationTest(expected, actual, { random, permutations: 99 }).pValue;
  }),
  one('wassersteinDistanceNoiseFloor', CURRENT_ROWS, () => {
    return wassersteinDistanceNoiseFloor(current, n, m);
  }),
  one('wassersteinDistancePValue, of 100 values', small.length, () => {
    return wassersteinDistancePValue(0.02, small, n, m);
  }),
];

const INTERVALS: readonly Comparison[] = [
  one('populationStabilityIndexInterval', BINS, () => {
    return populationStabilityIndexInterval(expected, actual).upper;
  }),
  one('jensenShannonDistanceInterval', BINS, () => {
    return jensenShannonDistanceInterval(expected, actual).upper;
  }),
  one('bhattacharyyaDistanceInterval', BINS, () => {
    return bhattacharyyaDistanceInterval(expected, actual).upper;
  }),
  one('hellingerDistanceInterval', BINS, () => hellingerDistanceInterval(expected, actual).upper),
  one('kullbackLeiblerDivergenceInterval', BINS, () => {
    return kullbackLeiblerDivergenceInterval(expected, actual).upper;
  }),
  one('totalVariationDistanceInterval', BINS, () => {
    return totalVariationDistanceInterval(expected, actual).upper;
  }),
  one('lInfinityDistanceInterval', BINS, () => lInfinityDistanceInterval(expected, actual).upper),
  one(
    'kolmogorovSmirnovInterval',
    n + m,
    () => kolmogorovSmirnovInterval(reference, current).upper,
  ),
  one('kolmogorovSmirnovIntervalFromCounts', BINS, () => {
    return kolmogorovSmirnovIntervalFromCounts(expected, actual).upper;
  }),
  one('wassersteinDistanceInterval', n + m, () => {
    return wassersteinDistanceInterval(reference, current).upper;
  }),
];

/** Distances of distributions, what they are without drift, and their intervals. */
export const ALL_DISTANCES: readonly Comparison[] = [...DISTANCES, ...NO_DRIFT, ...INTERVALS];

type DistanceOfShares = (p: Float64Array, q: Float64Array) => number;

function distances(
  name: string,
  ours: DistanceOfShares,
  note: string,
  theirs: DistanceOfShares,
): Comparison {
  return {
    name,
    values: BINS,
    variants: {
      [OURS]: () => ours(expected, actual),
      'ml-distance': () => theirs(shares, otherShares),
    },
    notes: { 'ml-distance': note },
  };
}

function sumOf(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Counts with the sums of values about the middles of their bins. */
function binSums(counts: Float64Array): { counts: Float64Array; sums: Float64Array } {
  const middles = counts.map((_, bin) => {
    const [low = -3, high = 3] = [edges[bin - 1], edges[bin]];
    return (low + high) / 2;
  });
  return { counts, sums: counts.map((count, bin) => count * (middles[bin] ?? 0)) };
}
