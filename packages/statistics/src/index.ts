// Distances and tests of two samples.
export { jensenShannonDistance } from './jensen-shannon-distance.ts';
export type { JensenShannonDistanceOptions } from './jensen-shannon-distance.ts';
export { kolmogorovSmirnov, kolmogorovSmirnovFromCounts } from './kolmogorov-smirnov.ts';
export type { KolmogorovSmirnovOptions, KolmogorovSmirnovResult } from './kolmogorov-smirnov.ts';
export { populationStabilityIndex } from './population-stability-index.ts';
export type { PopulationStabilityIndexOptions } from './population-stability-index.ts';

// What these are without drift: noise floors and p-values.
export {
  effectiveSampleSize,
  jensenShannonDistanceNoiseFloor,
  jensenShannonDistancePValue,
  kolmogorovSmirnovNoiseFloor,
  kolmogorovSmirnovPValue,
  populationStabilityIndexNoiseFloor,
  populationStabilityIndexPValue,
} from './no-drift.ts';

// Bins.
export { evidentlyBinning } from './evidently-binning.ts';
export type { BinnedPair } from './evidently-binning.ts';
export { histogramCounts, sturgesEdges } from './histogram.ts';
export type { SturgesOptions } from './histogram.ts';
export { binIndex, coarsen, quantileEdges, quantileGroups } from './quantile-edges.ts';

// Many tests, intervals.
export { benjaminiHochberg } from './benjamini-hochberg.ts';
export { wilsonInterval } from './wilson-interval.ts';
export type { Interval } from './wilson-interval.ts';

// Laws and special functions.
export { chiSquareInverseSurvival, chiSquareSurvival } from './chi-square.ts';
export { regularizedLowerGamma, regularizedUpperGamma } from './incomplete-gamma.ts';
export { kolmogorovOneSampleSurvival } from './kolmogorov-one-sample.ts';
export { kolmogorovSurvival } from './kolmogorov.ts';
export { logGamma } from './log-gamma.ts';
export { normalCumulative, normalQuantile, normalSurvival } from './normal.ts';

// Laws of tests and intervals: beta, binomial, F, hypergeometric, noncentral chi-square, Student's t.
export { betaQuantile } from './beta.ts';
export { binomialCumulative, binomialLogProbability, binomialSurvival } from './binomial.ts';
export { fSurvival } from './f-distribution.ts';
export {
  hypergeometricCumulative,
  hypergeometricLogProbability,
  hypergeometricSurvival,
} from './hypergeometric.ts';
export type { HypergeometricLaw } from './hypergeometric.ts';
export {
  regularizedIncompleteBeta,
  regularizedIncompleteBetaComplement,
} from './incomplete-beta.ts';
export { logBeta } from './log-beta.ts';
export { logNormalCumulative } from './log-normal-cumulative.ts';
export { noncentralChiSquareSurvival } from './noncentral-chi-square.ts';
export { studentTCumulative, studentTQuantile, studentTSurvival } from './student-t.ts';

// Errors.
export { StatisticsError } from './errors.ts';
export type { StatisticsErrorCode } from './errors.ts';

// Performance: estimates, means that merge.
export { proportion } from './estimate.ts';
export type { Estimate, ZeroDivisionOptions } from './estimate.ts';
export { meanEstimate, meanSums, mergeMeanSums } from './mean-sums.ts';
export type { MeanSums } from './mean-sums.ts';
export type { WeightOptions } from './rows.ts';

// Performance of classifiers, from counts of their outcomes.
export { accuracy, balancedAccuracy } from './accuracy.ts';
export type { BalancedAccuracyOptions } from './accuracy.ts';
export { binaryConfusion, binaryConfusionAt, mergeBinaryConfusions } from './binary-confusion.ts';
export type { BinaryConfusion } from './binary-confusion.ts';
export {
  f1Score,
  falseNegativeRate,
  falsePositiveRate,
  fBetaScore,
  jaccardIndex,
  lift,
  negativePredictiveValue,
  precision,
  recall,
  selectionRate,
  specificity,
} from './binary-metrics.ts';
export { averageOverClasses } from './class-averages.ts';
export type { ClassAverageOptions } from './class-averages.ts';
export { cohenKappa } from './cohen-kappa.ts';
export type { CohenKappaOptions } from './cohen-kappa.ts';
export { confusionMatrix, mergeConfusionMatrices, oneVsRest } from './confusion-matrix.ts';
export type { ConfusionMatrix } from './confusion-matrix.ts';
export { COUNT_RATIOS, fBetaRatio, ratioOfCounts } from './count-ratio.ts';
export type { Cells, CountRatio, CountRatioName } from './count-ratio.ts';
export { matthewsCorrelation } from './matthews-correlation.ts';

// Performance of classifiers, from scores and from score bins.
export { averagePrecision, averagePrecisionFromBins } from './average-precision.ts';
export { brierDecomposition, brierScore, brierSums } from './brier-score.ts';
export type { BrierDecomposition } from './brier-score.ts';
export { cumulativeGain, scoreSeparation } from './cumulative-gain.ts';
export type { CumulativeGain } from './cumulative-gain.ts';
export { logLoss, logLossSums, multiClassLogLoss } from './log-loss.ts';
export { rocAuc, rocAucFromBins } from './roc-auc.ts';
export type { BinnedEstimate } from './roc-auc.ts';
export { binScores, emptyScoreBins, mergeScoreBins, uniformScoreEdges } from './score-bins.ts';
export type { ScoreBins } from './score-bins.ts';
export { distinctScores } from './score-counts.ts';
export type { DistinctScores, ScoreCounts } from './score-counts.ts';
export { binaryConfusionFromBins, precisionRecallCurve, rocCurve } from './score-curves.ts';
export type { PrecisionRecallCurve, RocCurve, RocCurveOptions } from './score-curves.ts';

// Calibration.
export { calibrationLine } from './calibration-line.ts';
export type { CalibrationLine } from './calibration-line.ts';
export {
  expectedCalibrationError,
  expectedCalibrationErrorNoiseFloor,
  maximumCalibrationError,
} from './calibration-error.ts';
export { reliabilityCurve, reliabilityCurveFromBins } from './reliability-curve.ts';
export type { ReliabilityCurve, ReliabilityCurveOptions } from './reliability-curve.ts';

// Performance over many classes and labels, from rows.
export { multiClassAuc } from './multi-class-auc.ts';
export type { MultiClassAucOptions } from './multi-class-auc.ts';
export { hammingLoss, labelConfusions, labelSetJaccard, subsetAccuracy } from './multi-label.ts';
export type { MultiLabelOptions } from './multi-label.ts';
export { topKAccuracy } from './top-k-accuracy.ts';

// Performance of regressions.
export { errorQuantile, gammaDeviance, pinballLoss, poissonDeviance } from './regression-losses.ts';
export type { ErrorQuantileOptions } from './regression-losses.ts';
export {
  determination,
  explainedVariance,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanError,
  meanSquaredError,
  meanSquaredLogError,
  rootMeanSquaredError,
  rootMeanSquaredLogError,
  symmetricMeanAbsolutePercentageError,
} from './regression-metrics.ts';
export { mergeRegressionSums, regressionSums } from './regression-sums.ts';
export type { RegressionSums } from './regression-sums.ts';

// Performance of rankings.
export { discountedCumulativeGain, normalizedDiscountedCumulativeGain } from './discounted-gain.ts';
export type { DiscountedGainOptions } from './discounted-gain.ts';
export {
  averagePrecisionAtK,
  hitAtK,
  labelRankingAveragePrecision,
  meanOverQueries,
  precisionAtK,
  rankByScore,
  recallAtK,
  reciprocalRank,
} from './ranking-metrics.ts';
export type { RelevantItemsOptions } from './ranking-metrics.ts';

// Fairness.
export { disparity, disparityToBaseline } from './disparity.ts';
export type { Disparity, DisparityToBaseline, GroupOptions, GroupValue } from './disparity.ts';
export {
  calibrationWithinGroups,
  demographicParity,
  equalizedOdds,
  equalOpportunity,
  impactRatios,
  predictiveParity,
} from './fairness.ts';
export type {
  EqualizedOdds,
  EqualizedOddsOptions,
  GroupConfusions,
  ImpactRatioOptions,
} from './fairness.ts';

// Value, declared ratios, and few labels with many predictions.
export { businessValue } from './business-value.ts';
export type { BusinessValue } from './business-value.ts';
export { predictionPoweredMean } from './prediction-powered-mean.ts';
export type {
  PartlyLabelled,
  PredictionPoweredEstimate,
  PredictionPoweredOptions,
} from './prediction-powered-mean.ts';
export { mergeRatioSums, ratioOfSums, ratioSums } from './ratio-of-sums.ts';
export type { RatioSums } from './ratio-of-sums.ts';

// Rank correlations.
export { kendallCorrelation, spearmanCorrelation } from './rank-correlation.ts';
export type { RankCorrelation } from './rank-correlation.ts';
