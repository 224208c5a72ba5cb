import {
  binaryConfusion,
  chunksByCount,
  chunksByPeriod,
  chunksBySize,
  confusionShares,
  COUNT_RATIOS,
  estimatedLoss,
  expectedAveragePrecision,
  expectedBinaryConfusion,
  expectedConfusionMatrix,
  expectedMultiClassAuc,
  expectedScoreBins,
  expectedScoreCounts,
  gradientBoostingPrediction,
  gradientBoostingPredictions,
  isBeyondThresholds,
  lossStandardError,
  meanStandardError,
  median,
  medianStandardError,
  mergeExpectedBinaryConfusions,
  mergeMoments,
  missingCount,
  momentsOf,
  parseLightGbmDump,
  predictionThresholds,
  rankByAlertCount,
  rankByCorrelation,
  realizationEstimate,
  regressionLosses,
  shareStandardError,
  standardDeviation,
  standardDeviationStandardError,
  standardDeviationThresholds,
  sumStandardError,
  uniformScoreEdges,
  unseenCount,
} from '@marigraph/statistics';
import jstat from 'jstat';
import { median as simpleMedian, medianSorted, sampleStandardDeviation } from 'simple-statistics';
import xgboostScorer from 'xgboost-scorer';

import type { Comparison } from '../support/comparisons.ts';
import { one, OURS, valueOf } from './comparison.ts';
import {
  current,
  CURRENT_ROWS,
  draw,
  labels,
  predictions,
  random,
  scores,
  unsorted,
  unsortedArray,
} from './samples.ts';
import { boostedTrees } from './trees.ts';

const confusion = binaryConfusion(labels, predictions);
const expectedConfusion = expectedBinaryConfusion(scores, predictions);
const expectedCounts = expectedScoreCounts(scores, scores);
const edges = uniformScoreEdges(256);
const classProbabilities = [scores, scores.map((score) => 1 - score)];
const losses = regressionLosses('mae', scores, labels);

const EXPECTED: readonly Comparison[] = [
  one('expectedBinaryConfusion', CURRENT_ROWS, () => {
    return expectedBinaryConfusion(scores, predictions).truePositives;
  }),
  one('mergeExpectedBinaryConfusions', 1, () => {
    return mergeExpectedBinaryConfusions(expectedConfusion, expectedConfusion).truePositives;
  }),
  one('realizationEstimate', 4, () => {
    return valueOf(realizationEstimate(expectedConfusion, COUNT_RATIOS.precision));
  }),
  one('expectedConfusionMatrix, 2 classes', CURRENT_ROWS, () => {
    return expectedConfusionMatrix(classProbabilities, predictions).counts[0] ?? 0;
  }),
  one('expectedScoreCounts', CURRENT_ROWS, () => expectedScoreCounts(scores, scores).counts.length),
  one('expectedAveragePrecision', CURRENT_ROWS, () => {
    return valueOf(expectedAveragePrecision(expectedCounts));
  }),
  one('expectedMultiClassAuc, 2 classes', 2 * CURRENT_ROWS, () => {
    return valueOf(expectedMultiClassAuc(classProbabilities, classProbabilities));
  }),
  one('expectedScoreBins, 256 bins', CURRENT_ROWS, () => {
    return expectedScoreBins(edges, scores, scores).counts[0] ?? 0;
  }),
  one('confusionShares', 4, () => confusionShares(confusion, 'all').truePositives),
  one('estimatedLoss', CURRENT_ROWS, () => estimatedLoss('mae', losses)),
  one('lossStandardError', CURRENT_ROWS, () => lossStandardError('mae', losses, 1000)),
  one('regressionLosses', CURRENT_ROWS, () => regressionLosses('mae', scores, labels)[0] ?? 0),
];

/** A hundred trees of 32 leaves over ten features. */
const trees = boostedTrees({ trees: 100, depth: 5, features: 10, random });
const model = parseLightGbmDump(trees.lightGbm);
const scorer = await xgboostScorer.default.create(trees.xgBoost);
const row = draw(10, random);
const rowByName = Object.fromEntries(
  model.featureNames.map((name, index) => [name, row[index] ?? 0]),
);
const columns = Object.fromEntries(model.featureNames.map((name) => [name, draw(100, random)]));

const TREES: readonly Comparison[] = [
  {
    name: 'gradientBoostingPrediction, 100 trees',
    values: 1,
    variants: {
      [OURS]: () => gradientBoostingPrediction(model, row),
      'xgboost-scorer': () => scorer.scoreSingleInstance(rowByName),
    },
  },
  one('gradientBoostingPredictions, 100 rows, 100 trees', 100, () => {
    return gradientBoostingPredictions(model, columns)[0] ?? 0;
  }),
  one('parseLightGbmDump, 100 trees', 100, () => {
    return parseLightGbmDump(trees.lightGbm).trees.roots.length;
  }),
];

const moments = momentsOf(unsorted);
const words = Array.from(scores, (score) => (score < 0.01 ? null : `v${Math.floor(50 * score)}`));
const seen = new Set(words.slice(0, 50));
const days = Float64Array.from({ length: CURRENT_ROWS }, (_, index) => 1.7e12 + 60_000 * index);
const chunkValues = unsorted.slice(0, 100);
const thresholds = standardDeviationThresholds(chunkValues);
const features = Array.from({ length: 30 }, (_, index) => ({
  name: `feature_${index}`,
  values: draw(100),
  alerts: Array.from({ length: 100 }, () => random() < 0.1),
}));
const performance = { values: draw(100), reference: draw(50) };

const SUMMARIES: readonly Comparison[] = [
  {
    name: 'momentsOf',
    values: CURRENT_ROWS,
    variants: {
      [OURS]: () => standardDeviation(momentsOf(unsorted)),
      jstat: () => jstat.stdev(unsortedArray, true),
      'simple-statistics': () => sampleStandardDeviation(unsortedArray),
    },
    notes: {
      jstat: 'the standard deviation only',
      'simple-statistics': 'the standard deviation only',
    },
  },
  one('mergeMoments', 1, () => mergeMoments(moments, moments).m4),
  one('standardDeviation', 1, () => standardDeviation(moments)),
  one('meanStandardError', 1, () => meanStandardError(moments)),
  {
    name: 'median',
    values: CURRENT_ROWS,
    variants: {
      [OURS]: () => median(current),
      'simple-statistics': () => medianSorted(current as unknown as number[]),
    },
    notes: { 'simple-statistics': 'does not check that values ascend' },
  },
  {
    name: 'median of unsorted values',
    values: CURRENT_ROWS,
    variants: {
      [OURS]: () => median(unsorted.toSorted()),
      jstat: () => jstat.median(unsortedArray),
      'simple-statistics': () => simpleMedian(unsortedArray),
    },
    notes: { 'simple-statistics': 'copies and selects, does not sort' },
  },
  one('medianStandardError', CURRENT_ROWS, () => medianStandardError(current, 1000)),
  one('standardDeviationStandardError', 1, () => standardDeviationStandardError(moments)),
  one('sumStandardError', 1, () => sumStandardError(moments)),
  one('missingCount', CURRENT_ROWS, () => missingCount(words)),
  one('unseenCount', CURRENT_ROWS, () => unseenCount(words, seen)),
  one('shareStandardError', 1, () => shareStandardError(0.01, 1000)),
  one('chunksBySize, 100 chunks', 100, () => chunksBySize(CURRENT_ROWS, 100).length),
  one('chunksByCount, 100 chunks', 100, () => chunksByCount(CURRENT_ROWS, 100).length),
  one('chunksByPeriod, 7 days of minutes', CURRENT_ROWS, () => chunksByPeriod(days, 'day').length),
  one('standardDeviationThresholds, 100 chunks', 100, () => {
    return standardDeviationThresholds(chunkValues).upper ?? 0;
  }),
  one('predictionThresholds, 100 chunks', 100, () => predictionThresholds(chunkValues).upper ?? 0),
  one('isBeyondThresholds', 1, () => Number(isBeyondThresholds(3, thresholds))),
  one('rankByAlertCount, 30 features', 30, () => rankByAlertCount(features)[0]?.rank ?? 0),
  one('rankByCorrelation, 30 features', 30, () => {
    return rankByCorrelation(features, performance)[0]?.rank ?? 0;
  }),
];

/** Performance without labels, models of trees, summaries of columns and chunks. */
export const UNLABELLED: readonly Comparison[] = [...EXPECTED, ...TREES, ...SUMMARIES];
