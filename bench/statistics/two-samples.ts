import { mwu } from '@bunchmark/stats';
import {
  andersonDarling,
  andersonDarlingStatistic,
  baumgartnerWeissSchindler,
  chiSquareGoodnessOfFit,
  chiSquareHomogeneity,
  cohensD,
  cohensDNoiseFloor,
  cramersVNoiseFloor,
  cramerVonMises,
  cramerVonMisesNoiseFloor,
  cramerVonMisesStatistic,
  energyDistance,
  energyDistanceNoiseFloor,
  energyTest,
  energyTestFromDistances,
  eppsSingleton,
  fisherExact,
  kolmogorovSmirnov,
  kolmogorovSmirnovFromCounts,
  kolmogorovSmirnovOneSidedNoiseFloor,
  kolmogorovSmirnovOneSidedPValue,
  kuiper,
  kuiperNoiseFloor,
  kuiperPValue,
  kuiperSurvival,
  mannWhitney,
  mannWhitneyFromCounts,
  mannWhitneyNoiseFloor,
  mergeSampleMoments,
  permutationTest,
  sampleMoments,
  studentTTest,
  twoProportionTest,
  welchTTest,
} from '@marigraph/statistics';
import { gof, independence } from 'chi-sq-test';
import mannWhitneyUTest from 'mann-whitney-utest';
import {
  permutationTest as simplePermutationTest,
  sampleVariance,
  tTestTwoSample,
  wilcoxonRankSum,
} from 'simple-statistics';
import ttest from 'ttest';

import type { Comparison } from '../support/comparisons.ts';
import { one, OURS } from './comparison.ts';
import {
  actual,
  BINS,
  current,
  CURRENT_ROWS,
  expected,
  other,
  random,
  reference,
  REFERENCE_ROWS,
  small,
  unsorted,
  unsortedArray,
} from './samples.ts';

const [n, m] = [REFERENCE_ROWS, CURRENT_ROWS];
const both = n + m;
const few = small.length + other.length;
const [smallArray, otherArray] = [Array.from(small), Array.from(other)];
const [expectedArray, actualArray] = [Array.from(expected), Array.from(actual)];
const moments = sampleMoments(reference);
const dayMoments = sampleMoments(current);
const summary = { size: moments.n, mean: moments.mean, variance: moments.variance };
const daySummary = { size: dayMoments.n, mean: dayMoments.mean, variance: dayMoments.variance };
const distances = Float64Array.from({ length: 40 * 40 }, (_, index) => {
  const [row, column] = [Math.floor(index / 40), index % 40];
  return Math.abs((small[row] ?? 0) - (small[column] ?? 0));
});
const ten = small.filter((_, index) => index % 10 === 0);
const otherTen = other.filter((_, index) => index % 10 === 0);
const table = [
  [30, 970],
  [52, 948],
] as const;
const meanDifference = (x: Float64Array, y: Float64Array): number => mean(x) - mean(y);

const SORTED: readonly Comparison[] = [
  one('kolmogorovSmirnov', both, () => kolmogorovSmirnov(reference, current).statistic),
  one('kolmogorovSmirnov, exact, 100 and 100', few, () => kolmogorovSmirnov(small, other).pValue),
  one('kolmogorovSmirnovFromCounts', BINS, () => {
    return kolmogorovSmirnovFromCounts(expected, actual).statistic;
  }),
  one('kolmogorovSmirnovOneSidedPValue', 1, () => kolmogorovSmirnovOneSidedPValue(0.015, n, m)),
  one('kolmogorovSmirnovOneSidedNoiseFloor', 1, () => kolmogorovSmirnovOneSidedNoiseFloor(n, m)),
  one('cramerVonMises', both, () => cramerVonMises(reference, current).pValue),
  one('cramerVonMisesStatistic', both, () => cramerVonMisesStatistic(reference, current)),
  one('cramerVonMisesNoiseFloor', 1, () => cramerVonMisesNoiseFloor(n, m)),
  one('andersonDarling', both, () => andersonDarling([reference, current]).pValue),
  one('andersonDarlingStatistic', both, () => andersonDarlingStatistic([reference, current])),
  one('mannWhitney', both, () => mannWhitney(reference, current).pValue),
  {
    name: 'mannWhitney, asymptotic, 100 and 100',
    values: few,
    variants: {
      [OURS]: () => mannWhitney(small, other, { method: 'asymptotic' }).pValue,
      '@bunchmark/stats': () => mwu(smallArray, otherArray).p,
      'simple-statistics': () => wilcoxonRankSum(smallArray, otherArray),
      'mann-whitney-utest': () => mannWhitneyUTest.test([smallArray, otherArray])[0],
    },
    notes: {
      '@bunchmark/stats': 'sorts numbers as text, so that its answer is another',
      'simple-statistics': 'the sum of ranks only, no p-value',
      'mann-whitney-utest': 'the statistic only, no p-value',
    },
  },
  one('mannWhitneyFromCounts', BINS, () => mannWhitneyFromCounts(expected, actual).pValue),
  one('mannWhitneyNoiseFloor', 1, () => mannWhitneyNoiseFloor(n, m)),
  one(
    'baumgartnerWeissSchindler',
    both,
    () => baumgartnerWeissSchindler(reference, current).pValue,
  ),
  one('kuiper', both, () => kuiper(reference, current).pValue),
  one('kuiperPValue', 1, () => kuiperPValue(0.02, n, m)),
  one('kuiperNoiseFloor', 1, () => kuiperNoiseFloor(n, m)),
  one('kuiperSurvival', 1, () => kuiperSurvival(1.6)),
  one('eppsSingleton', both, () => eppsSingleton(reference, current).pValue),
  one('energyDistance', both, () => energyDistance(reference, current)),
  one('energyDistanceNoiseFloor', CURRENT_ROWS, () => energyDistanceNoiseFloor(current, n, m)),
  one('energyTest, 99 permutations, 100 and 100', few, () => {
    return energyTest(small, other, { random, permutations: 99 }).pValue;
  }),
  one('energyTestFromDistances, 99 permutations, 20 and 20', 40, () => {
    return energyTestFromDistances(distances, 20, { random, permutations: 99 }).pValue;
  }),
  {
    name: 'permutationTest, 999 permutations of a difference of means, 10 and 10',
    values: 20,
    variants: {
      [OURS]: () =>
        permutationTest([ten, otherTen], meanDifference, { random, permutations: 999 }).pValue,
      'simple-statistics': () =>
        simplePermutationTest(Array.from(ten), Array.from(otherTen), 'two_side', 999, random),
    },
    notes: { 'simple-statistics': 'a difference of means only; random draws, so answers vary' },
  },
];

const MOMENTS: readonly Comparison[] = [
  {
    name: 'sampleMoments',
    values: CURRENT_ROWS,
    variants: {
      [OURS]: () => sampleMoments(unsorted).variance,
      'simple-statistics': () => sampleVariance(unsortedArray),
    },
    notes: { 'simple-statistics': 'the variance only, checks nothing' },
  },
  one('mergeSampleMoments', 1, () => mergeSampleMoments(moments, dayMoments).variance),
  {
    name: 'studentTTest, from moments',
    values: 1,
    variants: {
      [OURS]: () => studentTTest(moments, dayMoments).pValue,
      ttest: () => ttest(summary, daySummary, { varEqual: true }).pValue(),
    },
    notes: { ttest: 'the p-value only, to ten digits; ours has the interval too' },
  },
  {
    name: 'welchTTest, from moments',
    values: 1,
    variants: {
      [OURS]: () => welchTTest(moments, dayMoments).pValue,
      ttest: () => ttest(summary, daySummary).pValue(),
    },
    notes: { ttest: 'the p-value only, to ten digits; ours has the interval too' },
  },
  {
    name: 'studentTTest with its moments, 100 and 100',
    values: few,
    variants: {
      [OURS]: () => studentTTest(sampleMoments(small), sampleMoments(other)).statistic,
      'simple-statistics': () => tTestTwoSample(smallArray, otherArray, 0) ?? 0,
    },
    notes: { 'simple-statistics': 'the statistic only, no p-value and no interval' },
  },
  one('cohensD', 1, () => cohensD(moments, dayMoments).d),
  one('cohensDNoiseFloor', 1, () => cohensDNoiseFloor(n, m)),
];

const COUNTS: readonly Comparison[] = [
  {
    name: 'chiSquareHomogeneity, 2 by 20',
    values: 2 * BINS,
    variants: {
      [OURS]: () => chiSquareHomogeneity([expected, actual]).pValue,
      'chi-sq-test': () => independence([expectedArray, actualArray]).pValue,
    },
    notes: { 'chi-sq-test': 'no tail; 2e-6 off at a p-value of 0.17' },
  },
  {
    name: 'chiSquareGoodnessOfFit',
    values: BINS,
    variants: {
      [OURS]: () => chiSquareGoodnessOfFit(expected, actual).statistic,
      'chi-sq-test': () => gof(actualArray, scaled(expectedArray, actualArray)).value,
    },
  },
  one('cramersVNoiseFloor', 1, () => cramersVNoiseFloor(2, BINS, both)),
  one('fisherExact', 4, () => fisherExact(table).pValue),
  one('twoProportionTest', 4, () => {
    return twoProportionTest({ successes: 30, n: 1000 }, { successes: 52, n: 1000 }).pValue;
  }),
];

/** Tests of two samples and of counts. */
export const TWO_SAMPLES: readonly Comparison[] = [...SORTED, ...MOMENTS, ...COUNTS];

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function scaled(counts: readonly number[], like: readonly number[]): number[] {
  const factor = total(like) / total(counts);
  return counts.map((count) => count * factor);
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
