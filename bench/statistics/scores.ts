import {
  averagePrecision,
  averagePrecisionFromBins,
  binaryConfusionFromBins,
  binScores,
  brierDecomposition,
  brierScore,
  brierSums,
  calibratedClassProbabilities,
  calibratedProbability,
  calibrationLine,
  cumulativeGain,
  distinctScores,
  emptyScoreBins,
  expectedCalibrationError,
  expectedCalibrationErrorNoiseFloor,
  fitCalibration,
  fitIsotonicRegression,
  fitPlattScaling,
  isotonicPrediction,
  logLoss,
  logLossSums,
  maximumCalibrationError,
  mergeScoreBins,
  needsCalibration,
  parseCalibration,
  parseIsotonicRegression,
  parsePlattScaling,
  plattProbability,
  precisionRecallCurve,
  reliabilityCurve,
  reliabilityCurveFromBins,
  rocAuc,
  rocAucFromBins,
  rocCurve,
  scoreSeparation,
  uniformScoreEdges,
} from '@marigraph/statistics';
import Performance from 'ml-performance';

import type { Comparison } from '../support/comparisons.ts';
import { one, OURS, valueOf } from './comparison.ts';
import { CURRENT_ROWS, labels, random, scores } from './samples.ts';

const SCORE_BINS = 256;
const edges = uniformScoreEdges(SCORE_BINS);
const bins = binScores(edges, labels, scores);
const distinct = distinctScores(labels, scores);
const curve = reliabilityCurve(labels, scores);
const calibration = fitCalibration(scores, labels);
const isotonic = fitIsotonicRegression(scores, labels);
const platt = fitPlattScaling(scores, labels);
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const [calibrationJson, isotonicJson, plattJson] = [json(calibration), json(isotonic), json(platt)];
const [someLabels, someScores] = [labels.slice(0, 1000), scores.slice(0, 1000)];
const [scoreRow, labelRow] = [[Array.from(scores)], [Array.from(labels)]];

const ROWS: readonly Comparison[] = [
  {
    name: 'rocAuc',
    values: CURRENT_ROWS,
    variants: {
      [OURS]: () => valueOf(rocAuc(labels, scores)),
      'ml-performance': () =>
        new Performance(scoreRow, labelRow, { all: true, max: true }).getAURC(),
    },
  },
  one('averagePrecision', CURRENT_ROWS, () => valueOf(averagePrecision(labels, scores))),
  one('logLoss', CURRENT_ROWS, () => valueOf(logLoss(labels, scores))),
  one('logLossSums', CURRENT_ROWS, () => logLossSums(labels, scores).mean),
  one('brierScore', CURRENT_ROWS, () => valueOf(brierScore(labels, scores))),
  one('brierSums', CURRENT_ROWS, () => brierSums(labels, scores).mean),
  one('distinctScores', CURRENT_ROWS, () => distinctScores(labels, scores).counts[0] ?? 0),
  one('binScores, 256 bins', CURRENT_ROWS, () => binScores(edges, labels, scores).counts[0] ?? 0),
  one('rocCurve', CURRENT_ROWS, () => rocCurve(labels, scores).thresholds.length),
  one('precisionRecallCurve', CURRENT_ROWS, () => {
    return precisionRecallCurve(labels, scores).thresholds.length;
  }),
  one('reliabilityCurve', CURRENT_ROWS, () => reliabilityCurve(labels, scores).counts[0] ?? 0),
  one('calibrationLine', CURRENT_ROWS, () => calibrationLine(labels, scores)?.slope ?? 0),
];

const BINS: readonly Comparison[] = [
  one('rocAucFromBins, 256 bins', SCORE_BINS, () => valueOf(rocAucFromBins(bins))),
  one('averagePrecisionFromBins, 256 bins', SCORE_BINS, () => {
    return valueOf(averagePrecisionFromBins(bins));
  }),
  one('uniformScoreEdges, 256 bins', SCORE_BINS, () => uniformScoreEdges(SCORE_BINS)[1] ?? 0),
  one('emptyScoreBins, 256 bins', SCORE_BINS, () => emptyScoreBins(edges).counts.length),
  one('mergeScoreBins, 256 bins', SCORE_BINS, () => mergeScoreBins(bins, bins).counts[0] ?? 0),
  one('binaryConfusionFromBins, 256 bins', SCORE_BINS, () => {
    return binaryConfusionFromBins(bins, 0.5).truePositives;
  }),
  one('cumulativeGain', CURRENT_ROWS, () => cumulativeGain(distinct, 0.1)?.gain ?? 0),
  one('cumulativeGain, 256 bins', SCORE_BINS, () => cumulativeGain(bins, 0.1)?.gain ?? 0),
  one('scoreSeparation, 256 bins', SCORE_BINS, () => valueOf(scoreSeparation(bins))),
  one('reliabilityCurveFromBins, 256 bins', SCORE_BINS, () => {
    return reliabilityCurveFromBins(bins).counts[0] ?? 0;
  }),
  one('brierDecomposition', 10, () => brierDecomposition(curve).resolution),
  one('expectedCalibrationError', 10, () => expectedCalibrationError(curve)),
  one('expectedCalibrationErrorNoiseFloor', 10, () => expectedCalibrationErrorNoiseFloor(curve)),
  one('maximumCalibrationError', 10, () => maximumCalibrationError(curve)),
];

const CALIBRATIONS: readonly Comparison[] = [
  one('fitCalibration', CURRENT_ROWS, () => fitCalibration(scores, labels).method.length),
  one('fitIsotonicRegression', CURRENT_ROWS, () => {
    return fitIsotonicRegression(scores, labels).values[0] ?? 0;
  }),
  one('fitPlattScaling', CURRENT_ROWS, () => fitPlattScaling(scores, labels).slope),
  one('needsCalibration, 1000 rows', 1000, () => {
    return needsCalibration(someScores, someLabels, random).errorBefore;
  }),
  one('calibratedProbability', 1, () => calibratedProbability(calibration, 0.3)),
  one('calibratedClassProbabilities, 3 classes', 3 * CURRENT_ROWS, () => {
    const three = [scores, scores, scores];
    return (
      calibratedClassProbabilities([calibration, calibration, calibration], three)[0]?.[0] ?? 0
    );
  }),
  one('isotonicPrediction', 1, () => isotonicPrediction(isotonic, 0.3)),
  one('plattProbability', 1, () => plattProbability(platt, 0.3)),
  one(
    'parseCalibration',
    isotonic.knots.length,
    () => parseCalibration(calibrationJson).method.length,
  ),
  one('parseIsotonicRegression', isotonic.knots.length, () => {
    return parseIsotonicRegression(isotonicJson).knots.length;
  }),
  one('parsePlattScaling', 2, () => parsePlattScaling(plattJson).slope),
];

/** Performance of classifiers from scores and score bins, and calibration. */
export const SCORES: readonly Comparison[] = [...ROWS, ...BINS, ...CALIBRATIONS];
