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

// Summaries of a column and their standard errors.
export { missingCount, shareStandardError, unseenCount } from './missing-and-unseen.ts';
export type { ColumnValue } from './missing-and-unseen.ts';
export { mergeMoments, momentsOf, standardDeviation } from './moments.ts';
export type { Moments } from './moments.ts';
export {
  meanStandardError,
  median,
  medianStandardError,
  standardDeviationStandardError,
  sumStandardError,
} from './summary-standard-errors.ts';

// Chunks of rows and thresholds over them.
export { chunksByCount, chunksByPeriod, chunksBySize } from './chunks.ts';
export type { Chunk, ChunkOptions, Period, PeriodChunk } from './chunks.ts';
export { isBeyondThresholds, standardDeviationThresholds } from './thresholds.ts';
export type { StandardDeviationThresholdOptions, Thresholds } from './thresholds.ts';

// Calibration of scores.
export {
  fitIsotonicRegression,
  isotonicPrediction,
  parseIsotonicRegression,
} from './isotonic-regression.ts';
export type { IsotonicRegression, IsotonicRegressionOptions } from './isotonic-regression.ts';
export { fitPlattScaling, parsePlattScaling, plattProbability } from './platt-scaling.ts';
export type { PlattScaling } from './platt-scaling.ts';

// Performance without labels.
export { estimatedLoss, lossStandardError, regressionLosses } from './direct-loss-estimation.ts';
export type { LossMetric } from './direct-loss-estimation.ts';
export {
  gradientBoostingPrediction,
  gradientBoostingPredictions,
} from './gradient-boosting-model.ts';
export type { DecisionTrees, GradientBoostingModel } from './gradient-boosting-model.ts';
export { parseLightGbmDump } from './lightgbm-dump.ts';

// Drift of many columns together.
export type { FeatureColumn, FeatureEncoding } from './feature-encoding.ts';
export { fitReconstruction, reconstructionErrors } from './reconstruction-error.ts';
export type { ReconstructionModel, ReconstructionOptions } from './reconstruction-error.ts';
export { symmetricEigen } from './symmetric-eigen.ts';
export type { SymmetricEigen } from './symmetric-eigen.ts';
// Distances of binned distributions.
export { bhattacharyyaDistance } from './bhattacharyya-distance.ts';
export type { EmptyBinFill } from './empty-bins.ts';
export { hellingerDistance } from './hellinger-distance.ts';
export { histogramIntersection } from './histogram-intersection.ts';
export { kullbackLeiblerDivergence } from './kullback-leibler-divergence.ts';
export type { KullbackLeiblerDivergenceOptions } from './kullback-leibler-divergence.ts';
export { lInfinityDistance } from './l-infinity-distance.ts';
export { totalVariationDistance } from './total-variation-distance.ts';

// Distances of values.
export { wassersteinDistance } from './wasserstein-distance.ts';
export type { WassersteinDistanceOptions } from './wasserstein-distance.ts';
export { wassersteinDistanceFromBins } from './wasserstein-distance-from-bins.ts';
export type { BinSums } from './wasserstein-distance-from-bins.ts';

// Bins of equal width.
export {
  autoEdges,
  freedmanDiaconisEdges,
  riceEdges,
  scottEdges,
  squareRootEdges,
} from './bin-width-rules.ts';
export { doaneEdges } from './doane-edges.ts';
export { equalWidthEdges, pooledValues } from './equal-width-edges.ts';
export type { BinWidthOptions } from './equal-width-edges.ts';

// NannyML's own bins and grid.
export { countInNannymlBins, nannymlBins, nannymlCategories } from './nannyml-binning.ts';
export type { NannymlBins, NannymlCategoriesOptions } from './nannyml-binning.ts';
export {
  countInNannymlGrid,
  mergeNannymlGridCounts,
  nannymlGrid,
  nannymlKolmogorovSmirnov,
  nannymlWasserstein,
} from './nannyml-grid.ts';
export type { NannymlGrid, NannymlGridCounts } from './nannyml-grid.ts';

// Which features drift, and with what consequence.
export { rankByAlertCount, rankByCorrelation } from './drift-ranking.ts';
export type {
  AlertCountRank,
  CorrelationRank,
  FeatureAlerts,
  FeatureDrift,
  RankingOptions,
} from './drift-ranking.ts';
export { pearsonCorrelation } from './pearson-correlation.ts';
export type { PearsonCorrelation } from './pearson-correlation.ts';
