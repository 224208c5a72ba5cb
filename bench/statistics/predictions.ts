import {
  averagePrecisionAtK,
  binaryConfusion,
  calibrationWithinGroups,
  demographicParity,
  determination,
  discountedCumulativeGain,
  disparity,
  disparityToBaseline,
  equalizedOdds,
  equalOpportunity,
  errorQuantile,
  explainedVariance,
  gammaDeviance,
  hitAtK,
  impactRatios,
  labelRankingAveragePrecision,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanError,
  meanOverQueries,
  meanSquaredError,
  meanSquaredLogError,
  mergeRatioSums,
  mergeRegressionSums,
  normalizedDiscountedCumulativeGain,
  pinballLoss,
  poissonDeviance,
  precisionAtK,
  predictionPoweredMean,
  predictiveParity,
  rankByScore,
  ratioOfSums,
  ratioSums,
  recall,
  recallAtK,
  reciprocalRank,
  regressionSums,
  reliabilityCurve,
  rootMeanSquaredError,
  rootMeanSquaredLogError,
  symmetricMeanAbsolutePercentageError,
} from '@marigraph/statistics';
import type { Estimate, RegressionSums } from '@marigraph/statistics';

import type { Comparison } from '../support/comparisons.ts';
import { one, valueOf } from './comparison.ts';
import { CURRENT_ROWS, draw, labels, predictions, random, scores, unsorted } from './samples.ts';

/** Prices and their predictions. */
const prices = draw(CURRENT_ROWS, () => 100 * (0.1 + random()));
const predicted = prices.map((price, row) => price * Math.exp(0.1 * (unsorted[row] ?? 0)));
const sums = regressionSums(prices, predicted);
const ratios = ratioSums(prices, predicted);
const partlyLabelled = {
  actual: prices.slice(0, 1000),
  predicted: predicted.slice(0, 1000),
  predictedOnly: predicted.slice(1000),
};

const REGRESSIONS: readonly Comparison[] = [
  one('regressionSums', CURRENT_ROWS, () => regressionSums(prices, predicted).maxError),
  one('mergeRegressionSums', 1, () => mergeRegressionSums(sums, sums).maxError),
  ofSums('determination', determination),
  ofSums('explainedVariance', explainedVariance),
  ofSums('meanAbsoluteError', meanAbsoluteError),
  ofSums('meanAbsolutePercentageError', meanAbsolutePercentageError),
  ofSums('meanError', meanError),
  ofSums('meanSquaredError', meanSquaredError),
  ofSums('meanSquaredLogError', meanSquaredLogError),
  ofSums('rootMeanSquaredError', rootMeanSquaredError),
  ofSums('rootMeanSquaredLogError', rootMeanSquaredLogError),
  ofSums('symmetricMeanAbsolutePercentageError', symmetricMeanAbsolutePercentageError),
  one('errorQuantile', CURRENT_ROWS, () => errorQuantile(prices, predicted, 0.9)),
  one('gammaDeviance', CURRENT_ROWS, () => valueOf(gammaDeviance(prices, predicted))),
  one('pinballLoss', CURRENT_ROWS, () => valueOf(pinballLoss(prices, predicted, 0.9))),
  one('poissonDeviance', CURRENT_ROWS, () => valueOf(poissonDeviance(prices, predicted))),
  one('ratioSums', CURRENT_ROWS, () => ratioSums(prices, predicted).codeviations),
  one('mergeRatioSums', 1, () => mergeRatioSums(ratios, ratios).codeviations),
  one('ratioOfSums', 1, () => valueOf(ratioOfSums(ratios))),
  one('predictionPoweredMean', CURRENT_ROWS, () => predictionPoweredMean(partlyLabelled).value),
];

/** A query of a hundred items, of which ten are looked at. */
const ITEMS = 100;
const itemScores = scores.slice(0, ITEMS);
const itemLabels = labels.slice(0, ITEMS);
const grades = draw(ITEMS, () => Math.floor(4 * random()));
const ranked = rankByScore(itemLabels, itemScores);
const firstTen = { k: 10 };

const RANKINGS: readonly Comparison[] = [
  one('discountedCumulativeGain, 100 items', ITEMS, () => {
    return discountedCumulativeGain(grades, itemScores, firstTen);
  }),
  one('normalizedDiscountedCumulativeGain, 100 items', ITEMS, () => {
    return normalizedDiscountedCumulativeGain(grades, itemScores, firstTen) ?? 0;
  }),
  one('rankByScore, 100 items', ITEMS, () => rankByScore(itemLabels, itemScores)[0] ?? 0),
  one('averagePrecisionAtK', 10, () => averagePrecisionAtK(ranked, 10) ?? 0),
  one('hitAtK', 10, () => hitAtK(ranked, 10)),
  one('precisionAtK', 10, () => precisionAtK(ranked, 10)),
  one('recallAtK', ITEMS, () => recallAtK(ranked, 10) ?? 0),
  one('reciprocalRank', ITEMS, () => reciprocalRank(ranked)),
  one('labelRankingAveragePrecision, 100 labels', ITEMS, () => {
    return labelRankingAveragePrecision(itemLabels, itemScores);
  }),
  one('meanOverQueries, 100 queries', ITEMS, () => valueOf(meanOverQueries(itemScores))),
];

/** Five groups of two thousand rows. */
const NAMES = ['a', 'b', 'c', 'd', 'e'];
const groups = new Map(
  NAMES.map((name, index) => {
    const [from, to] = [index * 2000, (index + 1) * 2000];
    return [name, binaryConfusion(labels.slice(from, to), predictions.slice(from, to))];
  }),
);
const curves = new Map(
  NAMES.map((name, index) => {
    const [from, to] = [index * 2000, (index + 1) * 2000];
    return [name, reliabilityCurve(labels.slice(from, to), scores.slice(from, to))];
  }),
);
const baseline = binaryConfusion(labels, predictions);

const FAIRNESS: readonly Comparison[] = [
  one('disparity, 5 groups', 5, () => disparity(groups, recall).difference ?? 0),
  one('disparityToBaseline, 5 groups', 5, () => {
    return disparityToBaseline(groups, recall, { baseline }).difference ?? 0;
  }),
  one(
    'calibrationWithinGroups, 5 groups',
    5,
    () => calibrationWithinGroups(curves).difference ?? 0,
  ),
  one('demographicParity, 5 groups', 5, () => demographicParity(groups).difference ?? 0),
  one('equalOpportunity, 5 groups', 5, () => equalOpportunity(groups).difference ?? 0),
  one('equalizedOdds, 5 groups', 5, () => equalizedOdds(groups).difference ?? 0),
  one('impactRatios, 5 groups', 5, () => impactRatios(groups).size),
  one('predictiveParity, 5 groups', 5, () => predictiveParity(groups).difference ?? 0),
];

/** Performance of regressions and rankings, fairness. */
export const PREDICTIONS: readonly Comparison[] = [...REGRESSIONS, ...RANKINGS, ...FAIRNESS];

function ofSums(name: string, metric: (of: RegressionSums) => Estimate): Comparison {
  return one(name, 1, () => valueOf(metric(sums)));
}
