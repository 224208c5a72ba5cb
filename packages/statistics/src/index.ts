// oxlint-disable max-lines -- the list of what is public, and nothing else

// Distances of binned distributions.
export { populationStabilityIndex } from './population-stability-index.ts';
export type { PopulationStabilityIndexOptions } from './population-stability-index.ts';
export { jensenShannonDistance } from './jensen-shannon-distance.ts';
export type { JensenShannonDistanceOptions } from './jensen-shannon-distance.ts';
export { hellingerDistance } from './hellinger-distance.ts';
export { kullbackLeiblerDivergence } from './kullback-leibler-divergence.ts';
export type { KullbackLeiblerDivergenceOptions } from './kullback-leibler-divergence.ts';
export { bhattacharyyaDistance } from './bhattacharyya-distance.ts';
export { totalVariationDistance } from './total-variation-distance.ts';
export { lInfinityDistance } from './l-infinity-distance.ts';
export { histogramIntersection } from './histogram-intersection.ts';
export { wassersteinDistance } from './wasserstein-distance.ts';
export type { WassersteinDistanceOptions } from './wasserstein-distance.ts';
export { wassersteinDistanceFromBins } from './wasserstein-distance-from-bins.ts';
export type { BinSums } from './wasserstein-distance-from-bins.ts';
export type { EmptyBinFill } from './empty-bins.ts';

// What distances are without drift: noise floors and p-values.
export {
  effectiveSampleSize,
  jensenShannonDistanceNoiseFloor,
  jensenShannonDistancePValue,
  kolmogorovSmirnovNoiseFloor,
  kolmogorovSmirnovPValue,
  populationStabilityIndexNoiseFloor,
  populationStabilityIndexPValue,
} from './no-drift.ts';
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
export { totalVariationTest } from './total-variation-test.ts';
export type {
  TotalVariationTestOptions,
  TotalVariationTestResult,
} from './total-variation-test.ts';

// Confidence intervals of distances.
export type { DistanceIntervalOptions } from './distance-interval.ts';
export { populationStabilityIndexInterval } from './population-stability-index-interval.ts';
export { jensenShannonDistanceInterval } from './jensen-shannon-interval.ts';
export { bhattacharyyaDistanceInterval, hellingerDistanceInterval } from './hellinger-interval.ts';
export { kullbackLeiblerDivergenceInterval } from './kullback-leibler-interval.ts';
export { totalVariationDistanceInterval } from './total-variation-interval.ts';
export { lInfinityDistanceInterval } from './l-infinity-interval.ts';
export {
  kolmogorovSmirnovInterval,
  kolmogorovSmirnovIntervalFromCounts,
} from './kolmogorov-smirnov-interval.ts';
export { wassersteinDistanceInterval } from './wasserstein-interval.ts';

// Tests of two samples.
export type { Alternative } from './alternative.ts';
export { kolmogorovSmirnov, kolmogorovSmirnovFromCounts } from './kolmogorov-smirnov.ts';
export type { KolmogorovSmirnovOptions, KolmogorovSmirnovResult } from './kolmogorov-smirnov.ts';
export {
  kolmogorovSmirnovOneSidedNoiseFloor,
  kolmogorovSmirnovOneSidedPValue,
} from './kolmogorov-smirnov-one-sided.ts';
export {
  cramerVonMises,
  cramerVonMisesNoiseFloor,
  cramerVonMisesStatistic,
} from './cramer-von-mises.ts';
export type { CramerVonMisesOptions, CramerVonMisesResult } from './cramer-von-mises.ts';
export { andersonDarling, andersonDarlingStatistic } from './anderson-darling.ts';
export type { AndersonDarlingOptions, AndersonDarlingResult } from './anderson-darling.ts';
export { mannWhitney, mannWhitneyFromCounts, mannWhitneyNoiseFloor } from './mann-whitney.ts';
export type { MannWhitneyOptions, MannWhitneyResult } from './mann-whitney.ts';
export { baumgartnerWeissSchindler } from './baumgartner-weiss-schindler.ts';
export type { BaumgartnerWeissSchindlerResult } from './baumgartner-weiss-schindler.ts';
export { kuiper, kuiperNoiseFloor, kuiperPValue, kuiperSurvival } from './kuiper.ts';
export type { KuiperResult } from './kuiper.ts';
export { eppsSingleton } from './epps-singleton.ts';
export type { EppsSingletonOptions, EppsSingletonResult } from './epps-singleton.ts';
export { energyDistance, energyDistanceNoiseFloor, energyTest } from './energy-distance.ts';
export { energyTestFromDistances } from './energy-test-from-distances.ts';
export { permutationTest } from './permutation-test.ts';
export type { PermutationTestOptions, PermutationTestResult } from './permutation-test.ts';
export { studentTTest, welchTTest } from './t-test.ts';
export type { TTestOptions, TTestResult } from './t-test.ts';
export { cohensD, cohensDNoiseFloor } from './cohens-d.ts';
export type { CohensDResult } from './cohens-d.ts';
export { mergeSampleMoments, sampleMoments } from './sample-moments.ts';
export type { SampleMoments } from './sample-moments.ts';

// Tests of counts.
export { chiSquareHomogeneity, cramersVNoiseFloor } from './chi-square-homogeneity.ts';
export type {
  ChiSquareHomogeneityOptions,
  ChiSquareHomogeneityResult,
} from './chi-square-homogeneity.ts';
export type { ChiSquareStatistic } from './contingency.ts';
export { fisherExact } from './fisher-exact.ts';
export type { FisherExactOptions, FisherExactResult, TwoByTwo } from './fisher-exact.ts';
export { chiSquareGoodnessOfFit } from './goodness-of-fit.ts';
export type {
  ChiSquareGoodnessOfFitOptions,
  ChiSquareGoodnessOfFitResult,
} from './goodness-of-fit.ts';
export { twoProportionTest } from './two-proportion-test.ts';
export type { TwoProportionTestResult } from './two-proportion-test.ts';

// Bins.
export { binIndex, coarsen, quantileEdges, quantileGroups } from './quantile-edges.ts';
export { histogramCounts, sturgesEdges } from './histogram.ts';
export type { SturgesOptions } from './histogram.ts';
export { equalWidthEdges, pooledValues } from './equal-width-edges.ts';
export type { BinWidthOptions } from './equal-width-edges.ts';
export { doaneEdges } from './doane-edges.ts';
export {
  autoEdges,
  freedmanDiaconisEdges,
  riceEdges,
  scottEdges,
  squareRootEdges,
} from './bin-width-rules.ts';

// Samples of vectors, such as embeddings.
export type { Vectors } from './vectors.ts';
export { maximumMeanDiscrepancy } from './maximum-mean-discrepancy.ts';
export type {
  MaximumMeanDiscrepancy,
  MaximumMeanDiscrepancyOptions,
} from './maximum-mean-discrepancy.ts';
export { maximumMeanDiscrepancyTest } from './maximum-mean-discrepancy-test.ts';
export type { MaximumMeanDiscrepancyTestOptions } from './maximum-mean-discrepancy-test.ts';
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
export { medianBandwidth } from './median-bandwidth.ts';
export { meanVectorDistance } from './mean-vector-distance.ts';
export type { MeanVectorDistanceOptions } from './mean-vector-distance.ts';

// Many columns together.
export type { FeatureColumn, FeatureEncoding } from './feature-encoding.ts';
export { fitReconstruction, reconstructionErrors } from './reconstruction-error.ts';
export type { ReconstructionModel, ReconstructionOptions } from './reconstruction-error.ts';
export { parseReconstructionModel } from './parse-reconstruction-model.ts';
export { symmetricEigen } from './symmetric-eigen.ts';
export type { SymmetricEigen } from './symmetric-eigen.ts';

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
export { largestScore, windowScore } from './window-score.ts';
export type { WindowScore } from './window-score.ts';
export { SCAN_SCALES, dayPhases, hourPhases } from './scan-scales.ts';
export type { ScanScale } from './scan-scales.ts';
export type { PhaseTotals, ReferenceWindow, ScanWindow } from './seasonal-residuals.ts';
export type { WindowVariance } from './window-variance.ts';
export { fitWindows } from './window-fit.ts';
export type { WindowFit, WindowFitOff, WindowFitOptions } from './window-fit.ts';
export { referenceCoverage } from './reference-coverage.ts';
export type { ReferenceCoverage } from './reference-coverage.ts';
export { judgeWindow } from './window-verdict.ts';
export type {
  JudgeWindowOptions,
  WindowInsufficient,
  WindowJudged,
  WindowUnseen,
  WindowVerdict,
} from './window-verdict.ts';
export { rareShareTail } from './rare-share.ts';
export { judgeRollingMean, rollingMeanFit } from './rolling-mean.ts';
export type { DayScore, RollingMeanOptions } from './rolling-mean.ts';
export { driftCriticalValue, driftLevel, smallestDetectableShift } from './drift-budget.ts';
export type { DetectableShiftOptions, DriftBudget } from './drift-budget.ts';
export {
  combineContrasts,
  driftingFeatures,
  isDriftAlert,
  scoreAsJensenShannonDistance,
  scoreBeyondNoise,
} from './drift-alert.ts';
export type { DriftAlertOptions, FeaturePValue } from './drift-alert.ts';

// Online detectors of change in one stream.
export type {
  ChangeDirection,
  DriftDetector,
  DriftDetectorSettings,
  DriftDetectorSnapshot,
  DriftState,
} from './drift-detector.ts';
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

// Looking as often as one likes: boundaries and confidence sequences.
export { normalMixturePrecision } from './mixture-boundary.ts';
export type { MixtureOptions, SidedMixtureOptions } from './mixture-boundary.ts';
export { normalMixtureBoundary, normalMixtureLogSupermartingale } from './normal-mixture.ts';
export {
  gammaExponentialBoundary,
  gammaExponentialLogSupermartingale,
} from './gamma-exponential-mixture.ts';
export type { GammaMixtureOptions } from './gamma-exponential-mixture.ts';
export { gammaPoissonBoundary, gammaPoissonLogSupermartingale } from './gamma-poisson-mixture.ts';
export { betaBinomialBoundary, betaBinomialLogSupermartingale } from './beta-binomial-mixture.ts';
export type { BetaBinomialMixtureOptions } from './beta-binomial-mixture.ts';
export { polynomialStitchingBoundary } from './polynomial-stitching.ts';
export type { PolynomialStitchingOptions, StitchingOptions } from './polynomial-stitching.ts';
export { doubleStitchingBoundary } from './double-stitching.ts';
export type { DoubleStitchingOptions } from './double-stitching.ts';
export { empiricalProcessBoundary } from './empirical-process-boundary.ts';
export type { EmpiricalProcessOptions } from './empirical-process-boundary.ts';
export { bernoulliConfidenceSequence } from './bernoulli-confidence-sequence.ts';
export type { ProportionSequenceOptions } from './bernoulli-confidence-sequence.ts';
export { createBettingSequence } from './betting-sequence.ts';
export type { BettingSequenceOptions, BettingSequenceState } from './betting-sequence.ts';
export { createEmpiricalBernsteinSequence } from './empirical-bernstein-sequence.ts';
export type {
  EmpiricalBernsteinState,
  MeanSequence,
  MeanSequenceOptions,
} from './empirical-bernstein-sequence.ts';
export type { PlugInState } from './plug-in-bet.ts';
export { kolmogorovSmirnovSequence } from './kolmogorov-smirnov-sequence.ts';
export type { KolmogorovSmirnovSequenceOptions } from './kolmogorov-smirnov-sequence.ts';
export { rateChangeSequence } from './rate-change-sequence.ts';
export type { RateChange, RateChangeOptions, Trials } from './rate-change-sequence.ts';
export { sequentialQuantileTest } from './sequential-quantile-test.ts';
export type { QuantileTestOptions } from './sequential-quantile-test.ts';

// Evidence that may be stopped at any time.
export { dirichletMultinomialLogEValue } from './dirichlet-multinomial.ts';
export type { DirichletMultinomialOptions } from './dirichlet-multinomial.ts';
export { createMultinomialEProcess } from './multinomial-e-process.ts';
export type { MultinomialEProcess, MultinomialEProcessState } from './multinomial-e-process.ts';
export { createEDetector } from './e-detector.ts';
export type { EDetector, EDetectorOptions, EDetectorState } from './e-detector.ts';
export { eValueToPValue, logMeanEValue, logProductEValue, pValueToLogEValue } from './e-values.ts';

// Many tests at once.
export { benjaminiHochberg } from './benjamini-hochberg.ts';
export { benjaminiYekutieli } from './benjamini-yekutieli.ts';
export { eBenjaminiHochberg } from './e-benjamini-hochberg.ts';

// Confidence intervals.
export { aucInterval } from './auc-interval.ts';
export type { AucIntervalOptions } from './auc-interval.ts';
export { clopperPearsonInterval } from './clopper-pearson-interval.ts';
export { deLong, deLongFromCounts } from './delong.ts';
export type { AucEstimate } from './delong.ts';
export { deLongDifference } from './delong-difference.ts';
export type { AucDifference, PairedScores } from './delong-difference.ts';
export { fScoreInterval, fScoreStandardError } from './f-score-interval.ts';
export type { FScoreCounts, FScoreOptions } from './f-score-interval.ts';
export { kishSampleSize } from './kish-sample-size.ts';
export { koopmanInterval } from './koopman-interval.ts';
export { meanDifferenceInterval, meanInterval } from './mean-interval.ts';
export type { MeanDifferenceOptions } from './mean-interval.ts';
export { newcombeInterval } from './newcombe-interval.ts';
export type { Proportion } from './proportion.ts';
export { ratioInterval, ratioStandardError } from './ratio-interval.ts';
export type { RatioMoments } from './ratio-interval.ts';
export { wilsonInterval } from './wilson-interval.ts';
export type { Interval } from './wilson-interval.ts';

// Performance: estimates, means that merge, weights.
export { proportion } from './estimate.ts';
export type { Estimate, ZeroDivisionOptions } from './estimate.ts';
export { meanEstimate, meanSums, mergeMeanSums } from './mean-sums.ts';
export type { MeanSums } from './mean-sums.ts';
export type { WeightOptions } from './rows.ts';

// Performance of classifiers, from counts of their outcomes.
export { binaryConfusion, binaryConfusionAt, mergeBinaryConfusions } from './binary-confusion.ts';
export type { BinaryConfusion } from './binary-confusion.ts';
export {
  f1Score,
  fBetaScore,
  falseNegativeRate,
  falsePositiveRate,
  jaccardIndex,
  lift,
  negativePredictiveValue,
  precision,
  recall,
  selectionRate,
  specificity,
} from './binary-metrics.ts';
export { accuracy, balancedAccuracy } from './accuracy.ts';
export type { BalancedAccuracyOptions } from './accuracy.ts';
export { matthewsCorrelation } from './matthews-correlation.ts';
export { cohenKappa } from './cohen-kappa.ts';
export type { CohenKappaOptions } from './cohen-kappa.ts';
export { confusionMatrix, mergeConfusionMatrices, oneVsRest } from './confusion-matrix.ts';
export type { ConfusionMatrix } from './confusion-matrix.ts';
export { averageOverClasses } from './class-averages.ts';
export type { ClassAverageOptions } from './class-averages.ts';
export { COUNT_RATIOS, fBetaRatio, ratioOfCounts } from './count-ratio.ts';
export type { Cells, CountRatio, CountRatioName } from './count-ratio.ts';

// Performance of classifiers, from scores and score bins.
export { rocAuc, rocAucFromBins } from './roc-auc.ts';
export type { BinnedEstimate } from './roc-auc.ts';
export { averagePrecision, averagePrecisionFromBins } from './average-precision.ts';
export { logLoss, logLossSums, multiClassLogLoss } from './log-loss.ts';
export { brierDecomposition, brierScore, brierSums } from './brier-score.ts';
export type { BrierDecomposition } from './brier-score.ts';
export { cumulativeGain, scoreSeparation } from './cumulative-gain.ts';
export type { CumulativeGain } from './cumulative-gain.ts';
export { binScores, emptyScoreBins, mergeScoreBins, uniformScoreEdges } from './score-bins.ts';
export type { ScoreBins } from './score-bins.ts';
export { distinctScores } from './score-counts.ts';
export type { DistinctScores, ScoreCounts } from './score-counts.ts';
export { binaryConfusionFromBins, precisionRecallCurve, rocCurve } from './score-curves.ts';
export type { PrecisionRecallCurve, RocCurve, RocCurveOptions } from './score-curves.ts';

// Performance over many classes and labels.
export { multiClassAuc } from './multi-class-auc.ts';
export type { MultiClassAucOptions } from './multi-class-auc.ts';
export { topKAccuracy } from './top-k-accuracy.ts';
export { hammingLoss, labelConfusions, labelSetJaccard, subsetAccuracy } from './multi-label.ts';
export type { MultiLabelOptions } from './multi-label.ts';

// Calibration.
export { reliabilityCurve, reliabilityCurveFromBins } from './reliability-curve.ts';
export type { ReliabilityCurve, ReliabilityCurveOptions } from './reliability-curve.ts';
export {
  expectedCalibrationError,
  expectedCalibrationErrorNoiseFloor,
  maximumCalibrationError,
} from './calibration-error.ts';
export { calibrationLine } from './calibration-line.ts';
export type { CalibrationLine } from './calibration-line.ts';
export {
  calibratedClassProbabilities,
  calibratedProbability,
  fitCalibration,
  needsCalibration,
  parseCalibration,
} from './calibration.ts';
export type { Calibration, CalibrationNeed, CalibrationOptions } from './calibration.ts';
export {
  fitIsotonicRegression,
  isotonicPrediction,
  parseIsotonicRegression,
} from './isotonic-regression.ts';
export type { IsotonicRegression, IsotonicRegressionOptions } from './isotonic-regression.ts';
export { fitPlattScaling, parsePlattScaling, plattProbability } from './platt-scaling.ts';
export type { PlattScaling } from './platt-scaling.ts';

// Performance of regressions.
export { mergeRegressionSums, regressionSums } from './regression-sums.ts';
export type { RegressionSums } from './regression-sums.ts';
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
export { errorQuantile, gammaDeviance, pinballLoss, poissonDeviance } from './regression-losses.ts';
export type { ErrorQuantileOptions } from './regression-losses.ts';

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
  equalOpportunity,
  equalizedOdds,
  impactRatios,
  predictiveParity,
} from './fairness.ts';
export type {
  EqualizedOdds,
  EqualizedOddsOptions,
  GroupConfusions,
  ImpactRatioOptions,
} from './fairness.ts';

// Value, declared ratios, few labels with many predictions.
export { businessValue } from './business-value.ts';
export type { BusinessValue } from './business-value.ts';
export { mergeRatioSums, ratioOfSums, ratioSums } from './ratio-of-sums.ts';
export type { RatioSums } from './ratio-of-sums.ts';
export { predictionPoweredMean } from './prediction-powered-mean.ts';
export type {
  PartlyLabelled,
  PredictionPoweredEstimate,
  PredictionPoweredOptions,
} from './prediction-powered-mean.ts';

// Performance without labels.
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
export { confusionShares } from './confusion-shares.ts';
export type { ConfusionNormalization } from './confusion-shares.ts';
export { estimatedLoss, lossStandardError, regressionLosses } from './direct-loss-estimation.ts';
export type { LossMetric } from './direct-loss-estimation.ts';
export {
  gradientBoostingPrediction,
  gradientBoostingPredictions,
} from './gradient-boosting-model.ts';
export type { DecisionTrees, GradientBoostingModel } from './gradient-boosting-model.ts';
export { parseLightGbmDump } from './lightgbm-dump.ts';

// Summaries of a column and their standard errors.
export { mergeMoments, momentsOf, standardDeviation } from './moments.ts';
export type { Moments } from './moments.ts';
export {
  meanStandardError,
  median,
  medianStandardError,
  standardDeviationStandardError,
  sumStandardError,
} from './summary-standard-errors.ts';
export { missingCount, shareStandardError, unseenCount } from './missing-and-unseen.ts';
export type { ColumnValue } from './missing-and-unseen.ts';

// Chunks, thresholds, rankings of features.
export { chunksByCount, chunksByPeriod, chunksBySize } from './chunks.ts';
export type { Chunk, ChunkOptions, Period, PeriodChunk } from './chunks.ts';
export { isBeyondThresholds, standardDeviationThresholds } from './thresholds.ts';
export type { StandardDeviationThresholdOptions, Thresholds } from './thresholds.ts';
export { predictionThresholds } from './prediction-thresholds.ts';
export type { PredictionThresholdOptions } from './prediction-thresholds.ts';
export { rankByAlertCount, rankByCorrelation } from './drift-ranking.ts';
export type {
  AlertCountRank,
  CorrelationRank,
  FeatureAlerts,
  FeatureDrift,
  RankingOptions,
} from './drift-ranking.ts';

// Correlations.
export { pearsonCorrelation } from './pearson-correlation.ts';
export type { PearsonCorrelation } from './pearson-correlation.ts';
export { kendallCorrelation, spearmanCorrelation } from './rank-correlation.ts';
export type { RankCorrelation } from './rank-correlation.ts';

// Sketches.
export { createBinLookup } from './bin-lookup.ts';
export type { BinLookup } from './bin-lookup.ts';
export type {
  ExponentialHistogramDataPoint,
  ExponentialHistogramDataPointBuckets,
} from './exponential-data-point.ts';
export {
  alignExponentialHistograms,
  wassersteinFromExponentialHistograms,
} from './exponential-distances.ts';
export type { AlignedCounts, ExponentialWassersteinResult } from './exponential-distances.ts';
export { ExponentialHistogram } from './exponential-histogram.ts';
export {
  exponentialBoundary,
  exponentialIndex,
  exponentialValueError,
} from './exponential-index.ts';
export type {
  ExponentialHistogramOptions,
  ExponentialHistogramSettings,
  SignedBucket,
} from './exponential-state.ts';
export { FrequentItems } from './frequent-items.ts';
export type { FrequentItem, FrequentItemsOptions, WeightBounds } from './frequent-items.ts';
export { HyperLogLog } from './hyper-log-log.ts';
export type { HyperLogLogOptions } from './hyper-log-log.ts';
export { KllSketch, kllRankError } from './kll-sketch.ts';
export type { KllSketchOptions, WeightedValues } from './kll-sketch.ts';
export { murmurHash3 } from './murmur-hash.ts';
export { referenceCentring } from './reference-centring.ts';
export type { Centring } from './reference-centring.ts';
export { ReferenceHistogram } from './reference-histogram.ts';

// As evidently does it.
export { evidentlyBinning } from './evidently-binning.ts';
export type { BinnedPair } from './evidently-binning.ts';
export {
  evidentlyChiSquarePValue,
  evidentlyGTestPValue,
  evidentlyZPValue,
} from './evidently-categories.ts';
export { evidentlyHellingerBinning, evidentlyWassersteinDistance } from './evidently-distances.ts';
export { evidentlyDefaultTest, evidentlyIsDrift, evidentlyThreshold } from './evidently-tests.ts';
export type { EvidentlyColumn, EvidentlyTest } from './evidently-tests.ts';

// As NannyML does it.
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
export { nannymlRocAuc } from './nannyml-roc-auc.ts';
export {
  nannymlBusinessValueError,
  nannymlConfusionErrors,
  nannymlSamplingError,
} from './nannyml-sampling-error.ts';
export type { NannymlMetric } from './nannyml-sampling-error.ts';

// Laws and special functions.
export { normalCumulative, normalQuantile, normalSurvival } from './normal.ts';
export { logNormalCumulative } from './log-normal-cumulative.ts';
export { studentTCumulative, studentTQuantile, studentTSurvival } from './student-t.ts';
export { fSurvival } from './f-distribution.ts';
export { chiSquareInverseSurvival, chiSquareSurvival } from './chi-square.ts';
export { noncentralChiSquareSurvival } from './noncentral-chi-square.ts';
export { betaQuantile } from './beta.ts';
export { binomialCumulative, binomialLogProbability, binomialSurvival } from './binomial.ts';
export {
  hypergeometricCumulative,
  hypergeometricLogProbability,
  hypergeometricSurvival,
} from './hypergeometric.ts';
export type { HypergeometricLaw } from './hypergeometric.ts';
export { kolmogorovInverseSurvival, kolmogorovSurvival } from './kolmogorov.ts';
export { kolmogorovOneSampleSurvival } from './kolmogorov-one-sample.ts';
export { cramerVonMisesSurvival } from './cramer-von-mises-law.ts';
export { andersonDarlingSurvival } from './anderson-darling-law.ts';
export { logGamma } from './log-gamma.ts';
export { logBeta } from './log-beta.ts';
export { regularizedLowerGamma, regularizedUpperGamma } from './incomplete-gamma.ts';
export {
  regularizedIncompleteBeta,
  regularizedIncompleteBetaComplement,
} from './incomplete-beta.ts';

// Errors.
export { StatisticsError } from './errors.ts';
export type { StatisticsErrorCode } from './errors.ts';
