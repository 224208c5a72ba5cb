import {
  aucInterval,
  clopperPearsonInterval,
  deLong,
  deLongDifference,
  deLongFromCounts,
  fScoreInterval,
  fScoreStandardError,
  kendallCorrelation,
  kishSampleSize,
  koopmanInterval,
  meanDifferenceInterval,
  meanEstimate,
  meanInterval,
  meanSums,
  mergeMeanSums,
  newcombeInterval,
  pearsonCorrelation,
  proportion,
  ratioInterval,
  ratioStandardError,
  sampleMoments,
  spearmanCorrelation,
  wilsonInterval,
} from '@marigraph/statistics';
import jstat from 'jstat';
import { sampleCorrelation, sampleRankCorrelation } from 'simple-statistics';
import wilsonScore from 'wilson-score';

import type { Comparison } from '../support/comparisons.ts';
import { one, OURS, valueOf } from './comparison.ts';
import { CURRENT_ROWS, labels, scores, unsorted, unsortedArray } from './samples.ts';

const positives = scores.filter((_, row) => labels[row] === 1);
const negatives = scores.filter((_, row) => labels[row] === 0);
const noisyScores = scores.map((score, row) => score + 0.1 * (unsorted[row] ?? 0));
const noisyArray = Array.from(noisyScores);
const area = deLong(positives, negatives);
const scoreBins = 256;
const positivesOfBins = Float64Array.from({ length: scoreBins }, (_, bin) => bin);
const negativesOfBins = positivesOfBins.toReversed();
const [first, second] = [
  { successes: 30, n: 1000 },
  { successes: 52, n: 1000 },
];
const counts = { truePositives: 420, falsePositives: 80, falseNegatives: 110 };
const ratio = {
  n: 1000,
  numeratorMean: 2,
  denominatorMean: 5,
  numeratorVariance: 1,
  denominatorVariance: 3,
  covariance: 0.5,
};
const moments = sampleMoments(unsorted);
const { mean, variance, n } = moments;
const sums = meanSums(unsorted);
/** The quantile that wilson-score takes a level's place by. */
const Z = 1.959_963_984_540_054;
/** Rows of a hundred chunks, as features are ranked by. */
const [hundred, otherHundred] = [unsorted.slice(0, 100), noisyScores.slice(0, 100)];
const [hundredArray, otherHundredArray] = [Array.from(hundred), Array.from(otherHundred)];

/** Confidence intervals, and correlations. */
export const INTERVALS: readonly Comparison[] = [
  {
    name: 'wilsonInterval',
    values: 1,
    variants: {
      [OURS]: () => wilsonInterval(30, 1000).lower,
      'wilson-score': () => wilsonScore(30, 1000, Z),
    },
    notes: { 'wilson-score': 'the lower bound only, for a quantile that is given' },
  },
  one('clopperPearsonInterval', 1, () => clopperPearsonInterval(30, 1000).upper),
  one('newcombeInterval', 1, () => newcombeInterval(first, second).upper),
  one('koopmanInterval', 1, () => koopmanInterval(first, second).upper),
  {
    name: 'meanInterval',
    values: 1,
    variants: {
      [OURS]: () => meanInterval(moments).upper,
      jstat: () => jstat.tci(mean, 0.05, Math.sqrt(variance), n)[1],
    },
    notes: { jstat: 'seven digits' },
  },
  one('meanDifferenceInterval', 1, () => meanDifferenceInterval(moments, moments).upper),
  one('ratioInterval', 1, () => ratioInterval(ratio).upper),
  one('ratioStandardError', 1, () => ratioStandardError(ratio)),
  one('fScoreInterval', 1, () => fScoreInterval(counts).upper),
  one('fScoreStandardError', 1, () => fScoreStandardError(counts)),
  one('kishSampleSize', CURRENT_ROWS, () => kishSampleSize(scores)),
  one('deLong', CURRENT_ROWS, () => deLong(positives, negatives).variance),
  one('deLongFromCounts, 256 bins', scoreBins, () => {
    return deLongFromCounts(positivesOfBins, negativesOfBins).variance;
  }),
  one('deLongDifference', CURRENT_ROWS, () => {
    return deLongDifference({ first: scores, second: noisyScores, labels }).pValue;
  }),
  one('aucInterval', 1, () => aucInterval(area).upper),
  one('proportion', 1, () => valueOf(proportion(30, 1000))),
  one('meanSums', CURRENT_ROWS, () => meanSums(unsorted).mean),
  one('mergeMeanSums', 1, () => mergeMeanSums(sums, sums).squaredDeviations),
  one('meanEstimate', 1, () => valueOf(meanEstimate(sums))),
  {
    name: 'pearsonCorrelation',
    values: CURRENT_ROWS,
    variants: {
      [OURS]: () => pearsonCorrelation(unsorted, noisyScores)?.correlation ?? 0,
      jstat: () => jstat.corrcoeff(unsortedArray, noisyArray),
      'simple-statistics': () => sampleCorrelation(unsortedArray, noisyArray),
    },
    notes: { jstat: 'no p-value', 'simple-statistics': 'no p-value' },
  },
  {
    name: 'spearmanCorrelation, 100 pairs',
    values: 100,
    variants: {
      [OURS]: () => spearmanCorrelation(hundred, otherHundred)?.correlation ?? 0,
      jstat: () => jstat.spearmancoeff(hundredArray, otherHundredArray),
      'simple-statistics': () => sampleRankCorrelation(hundredArray, otherHundredArray),
    },
    notes: { jstat: 'no p-value', 'simple-statistics': 'no p-value' },
  },
  one('kendallCorrelation, 100 pairs', 100, () => {
    return kendallCorrelation(hundred, otherHundred)?.correlation ?? 0;
  }),
];
