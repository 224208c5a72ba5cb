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

// The calibrated window scan: drift alerts within a budget, on seasonal and autocorrelated traffic.
export { categoricalContrasts, numericContrasts, rankPolynomials } from './contrast-basis.ts';
export type {
  Contrast,
  ContrastKind,
  RankContrast,
  RankContrastKind,
  ShareContrast,
  ShareContrastKind,
} from './contrast-basis.ts';
export {
  combineContrasts,
  driftingFeatures,
  isDriftAlert,
  scoreAsJensenShannonDistance,
  scoreBeyondNoise,
} from './drift-alert.ts';
export type { DriftAlertOptions, FeaturePValue } from './drift-alert.ts';
export { driftCriticalValue, driftLevel, smallestDetectableShift } from './drift-budget.ts';
export type { DetectableShiftOptions, DriftBudget } from './drift-budget.ts';
export { rareShareTail } from './rare-share.ts';
export { referenceCoverage } from './reference-coverage.ts';
export type { ReferenceCoverage } from './reference-coverage.ts';
export { judgeRollingMean } from './rolling-mean.ts';
export type { DayScore, RollingMeanOptions } from './rolling-mean.ts';
export { dayPhases, hourPhases, SCAN_SCALES } from './scan-scales.ts';
export type { ScanScale } from './scan-scales.ts';
export type { PhaseTotals, ReferenceWindow, ScanWindow } from './seasonal-residuals.ts';
export { fitWindows } from './window-fit.ts';
export type { WindowFit, WindowFitOff, WindowFitOptions } from './window-fit.ts';
export { largestScore, windowScore } from './window-score.ts';
export type { WindowScore } from './window-score.ts';
export type { WindowVariance } from './window-variance.ts';
export { judgeWindow } from './window-verdict.ts';
export type {
  JudgeWindowOptions,
  WindowInsufficient,
  WindowJudged,
  WindowUnseen,
  WindowVerdict,
} from './window-verdict.ts';

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

// Online detectors of change, of one stream of values.
export { createAdwin } from './adwin.ts';
export type { AdwinOptions } from './adwin.ts';
export { createBayesianOnlineChangePoint } from './bayesian-online-change-point.ts';
export type { BayesianOnlineChangePointOptions } from './bayesian-online-change-point.ts';
export { createCusum } from './cusum.ts';
export type { CusumOptions } from './cusum.ts';
export { createDdm } from './ddm.ts';
export type { DdmOptions } from './ddm.ts';
export { createEddm } from './eddm.ts';
export type { EddmOptions } from './eddm.ts';
export { createGeometricMovingAverage } from './geometric-moving-average.ts';
export type { GeometricMovingAverageOptions } from './geometric-moving-average.ts';
export { createHddmA } from './hddm-a.ts';
export type { HddmAOptions } from './hddm-a.ts';
export { createHddmW } from './hddm-w.ts';
export type { HddmWOptions } from './hddm-w.ts';
export { createKswin } from './kswin.ts';
export type { KswinOptions } from './kswin.ts';
export { createPageHinkley } from './page-hinkley.ts';
export type { PageHinkleyOptions } from './page-hinkley.ts';
export type {
  ChangeDirection,
  DriftDetector,
  DriftDetectorSettings,
  DriftDetectorSnapshot,
  DriftState,
} from './drift-detector.ts';

// Samples of vectors, such as embeddings.
export { maximumMeanDiscrepancy } from './maximum-mean-discrepancy.ts';
export type {
  MaximumMeanDiscrepancy,
  MaximumMeanDiscrepancyOptions,
} from './maximum-mean-discrepancy.ts';
export { maximumMeanDiscrepancyTest } from './maximum-mean-discrepancy-test.ts';
export type { MaximumMeanDiscrepancyTestOptions } from './maximum-mean-discrepancy-test.ts';
export { meanVectorDistance } from './mean-vector-distance.ts';
export type { MeanVectorDistanceOptions } from './mean-vector-distance.ts';
export { medianBandwidth } from './median-bandwidth.ts';
export {
  addFourierFeatures,
  createFourierFeatureSums,
  maximumMeanDiscrepancyFromFeatures,
  mergeFourierFeatureSums,
  randomFourierFeatures,
} from './random-fourier-features.ts';
export type {
  ApproximateMaximumMeanDiscrepancy,
  FourierFeatureSums,
  RandomFourierFeatures,
  RandomFourierFeaturesOptions,
} from './random-fourier-features.ts';
export type { Vectors } from './vectors.ts';

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
export { predictionThresholds } from './prediction-thresholds.ts';
export type { PredictionThresholdOptions } from './prediction-thresholds.ts';
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
export { parseReconstructionModel } from './parse-reconstruction-model.ts';
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
export { nannymlOrdinals } from './nannyml-ordinals.ts';

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

// Performance of classifiers without labels.
export {
  calibratedClassProbabilities,
  calibratedProbability,
  fitCalibration,
  needsCalibration,
  parseCalibration,
} from './calibration.ts';
export type { Calibration, CalibrationNeed, CalibrationOptions } from './calibration.ts';
export { confusionShares } from './confusion-shares.ts';
export type { ConfusionNormalization } from './confusion-shares.ts';
export {
  expectedBinaryConfusion,
  mergeExpectedBinaryConfusions,
  realizationEstimate,
} from './expected-binary-confusion.ts';
export type { ExpectedBinaryConfusion } from './expected-binary-confusion.ts';
export { expectedConfusionMatrix } from './expected-confusion-matrix.ts';
export {
  expectedAveragePrecision,
  expectedMultiClassAuc,
  expectedScoreBins,
  expectedScoreCounts,
} from './expected-score-counts.ts';
export { nannymlRocAuc } from './nannyml-roc-auc.ts';
export {
  nannymlBusinessValueError,
  nannymlConfusionErrors,
  nannymlSamplingError,
} from './nannyml-sampling-error.ts';
export type { NannymlMetric } from './nannyml-sampling-error.ts';
// Rank correlations.
export { kendallCorrelation, spearmanCorrelation } from './rank-correlation.ts';
export type { RankCorrelation } from './rank-correlation.ts';
// What distances are without drift: noise floors and p-values.
export {
  bhattacharyyaDistanceNoiseFloor,
  bhattacharyyaDistancePValue,
  hellingerDistanceNoiseFloor,
  hellingerDistancePValue,
  kullbackLeiblerDivergenceNoiseFloor,
  kullbackLeiblerDivergencePValue,
} from './no-drift-divergences.ts';
export {
  lInfinityDistanceNoiseFloor,
  lInfinityDistancePValue,
  totalVariationDistanceNoiseFloor,
  totalVariationDistancePValue,
} from './no-drift-norms.ts';
export {
  wassersteinDistanceNoiseFloor,
  wassersteinDistancePValue,
} from './no-drift-wasserstein.ts';

// Tests of binned distributions by random deals.
export { totalVariationTest } from './total-variation-test.ts';
export type {
  TotalVariationTestOptions,
  TotalVariationTestResult,
} from './total-variation-test.ts';

// As evidently does it.
export {
  evidentlyChiSquarePValue,
  evidentlyGTestPValue,
  evidentlyZPValue,
} from './evidently-categories.ts';
export { evidentlyHellingerBinning, evidentlyWassersteinDistance } from './evidently-distances.ts';
export { evidentlyDefaultTest, evidentlyIsDrift, evidentlyThreshold } from './evidently-tests.ts';
export type { EvidentlyColumn, EvidentlyTest } from './evidently-tests.ts';

// Confidence intervals of distances.
export type { DistanceIntervalOptions } from './distance-interval.ts';
export { bhattacharyyaDistanceInterval, hellingerDistanceInterval } from './hellinger-interval.ts';
export { jensenShannonDistanceInterval } from './jensen-shannon-interval.ts';
export {
  kolmogorovSmirnovInterval,
  kolmogorovSmirnovIntervalFromCounts,
} from './kolmogorov-smirnov-interval.ts';
export { kullbackLeiblerDivergenceInterval } from './kullback-leibler-interval.ts';
export { lInfinityDistanceInterval } from './l-infinity-interval.ts';
export { populationStabilityIndexInterval } from './population-stability-index-interval.ts';
export { totalVariationDistanceInterval } from './total-variation-interval.ts';
export { wassersteinDistanceInterval } from './wasserstein-interval.ts';
// Tests of raw samples.
export type { Alternative } from './alternative.ts';
export { andersonDarling, andersonDarlingStatistic } from './anderson-darling.ts';
export type { AndersonDarlingOptions, AndersonDarlingResult } from './anderson-darling.ts';
export { andersonDarlingSurvival } from './anderson-darling-law.ts';
export { baumgartnerWeissSchindler } from './baumgartner-weiss-schindler.ts';
export type { BaumgartnerWeissSchindlerResult } from './baumgartner-weiss-schindler.ts';
export {
  cramerVonMises,
  cramerVonMisesNoiseFloor,
  cramerVonMisesStatistic,
} from './cramer-von-mises.ts';
export type { CramerVonMisesOptions, CramerVonMisesResult } from './cramer-von-mises.ts';
export { cramerVonMisesSurvival } from './cramer-von-mises-law.ts';
export { energyDistance, energyDistanceNoiseFloor, energyTest } from './energy-distance.ts';
export { energyTestFromDistances } from './energy-test-from-distances.ts';
export { eppsSingleton } from './epps-singleton.ts';
export type { EppsSingletonOptions, EppsSingletonResult } from './epps-singleton.ts';
export {
  kolmogorovSmirnovOneSidedNoiseFloor,
  kolmogorovSmirnovOneSidedPValue,
} from './kolmogorov-smirnov-one-sided.ts';
export { kuiper, kuiperNoiseFloor, kuiperPValue, kuiperSurvival } from './kuiper.ts';
export type { KuiperResult } from './kuiper.ts';
export { mannWhitney, mannWhitneyFromCounts, mannWhitneyNoiseFloor } from './mann-whitney.ts';
export type { MannWhitneyOptions, MannWhitneyResult } from './mann-whitney.ts';
export { permutationTest } from './permutation-test.ts';
export type { PermutationTestOptions, PermutationTestResult } from './permutation-test.ts';
export { cohensD, cohensDNoiseFloor } from './cohens-d.ts';
export type { CohensDResult } from './cohens-d.ts';
export { mergeSampleMoments, sampleMoments } from './sample-moments.ts';
export type { SampleMoments } from './sample-moments.ts';
export { studentTTest, welchTTest } from './t-test.ts';
export type { TTestOptions, TTestResult } from './t-test.ts';
// Looking as often as one likes: boundaries, confidence sequences.
export { bernoulliConfidenceSequence } from './bernoulli-confidence-sequence.ts';
export type { ProportionSequenceOptions } from './bernoulli-confidence-sequence.ts';
export { betaBinomialBoundary, betaBinomialLogSupermartingale } from './beta-binomial-mixture.ts';
export type { BetaBinomialMixtureOptions } from './beta-binomial-mixture.ts';
export { createBettingSequence } from './betting-sequence.ts';
export type { BettingSequenceOptions, BettingSequenceState } from './betting-sequence.ts';
export { doubleStitchingBoundary } from './double-stitching.ts';
export type { DoubleStitchingOptions } from './double-stitching.ts';
export { createEmpiricalBernsteinSequence } from './empirical-bernstein-sequence.ts';
export type {
  EmpiricalBernsteinState,
  MeanSequence,
  MeanSequenceOptions,
} from './empirical-bernstein-sequence.ts';
export { empiricalProcessBoundary } from './empirical-process-boundary.ts';
export type { EmpiricalProcessOptions } from './empirical-process-boundary.ts';
export {
  gammaExponentialBoundary,
  gammaExponentialLogSupermartingale,
} from './gamma-exponential-mixture.ts';
export type { GammaMixtureOptions } from './gamma-exponential-mixture.ts';
export { gammaPoissonBoundary, gammaPoissonLogSupermartingale } from './gamma-poisson-mixture.ts';
export { kolmogorovSmirnovSequence } from './kolmogorov-smirnov-sequence.ts';
export type { KolmogorovSmirnovSequenceOptions } from './kolmogorov-smirnov-sequence.ts';
export { normalMixturePrecision } from './mixture-boundary.ts';
export type { MixtureOptions, SidedMixtureOptions } from './mixture-boundary.ts';
export { normalMixtureBoundary, normalMixtureLogSupermartingale } from './normal-mixture.ts';
export type { PlugInState } from './plug-in-bet.ts';
export { polynomialStitchingBoundary } from './polynomial-stitching.ts';
export type { PolynomialStitchingOptions, StitchingOptions } from './polynomial-stitching.ts';
export { sequentialQuantileTest } from './sequential-quantile-test.ts';
export type { QuantileTestOptions } from './sequential-quantile-test.ts';
export { rateChangeSequence } from './rate-change-sequence.ts';
export type { RateChange, RateChangeOptions, Trials } from './rate-change-sequence.ts';

// e-values: tests that may stop at any time, detectors, many tests.
export { dirichletMultinomialLogEValue } from './dirichlet-multinomial.ts';
export type { DirichletMultinomialOptions } from './dirichlet-multinomial.ts';
export { eBenjaminiHochberg } from './e-benjamini-hochberg.ts';
export { createEDetector } from './e-detector.ts';
export type { EDetector, EDetectorOptions, EDetectorState } from './e-detector.ts';
export { eValueToPValue, logMeanEValue, logProductEValue, pValueToLogEValue } from './e-values.ts';
export { createMultinomialEProcess } from './multinomial-e-process.ts';
export type { MultinomialEProcess, MultinomialEProcessState } from './multinomial-e-process.ts';
