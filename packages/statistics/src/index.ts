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

// Tests of counts and proportions.
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
export { kishSampleSize } from './kish-sample-size.ts';
export type { Proportion } from './proportion.ts';
export { twoProportionTest } from './two-proportion-test.ts';
export type { TwoProportionTestResult } from './two-proportion-test.ts';

// Intervals and standard errors, and corrections for many tests.
export { aucInterval } from './auc-interval.ts';
export type { AucIntervalOptions } from './auc-interval.ts';
export { benjaminiYekutieli } from './benjamini-yekutieli.ts';
export { clopperPearsonInterval } from './clopper-pearson-interval.ts';
export { deLongDifference } from './delong-difference.ts';
export type { AucDifference, PairedScores } from './delong-difference.ts';
export { deLong, deLongFromCounts } from './delong.ts';
export type { AucEstimate } from './delong.ts';
export { fScoreInterval, fScoreStandardError } from './f-score-interval.ts';
export type { FScoreCounts, FScoreOptions } from './f-score-interval.ts';
export { koopmanInterval } from './koopman-interval.ts';
export { meanDifferenceInterval, meanInterval } from './mean-interval.ts';
export type { MeanDifferenceOptions } from './mean-interval.ts';
export { sampleMoments } from './moments.ts';
export type { SampleMoments } from './moments.ts';
export { newcombeInterval } from './newcombe-interval.ts';
export { ratioInterval, ratioStandardError } from './ratio-interval.ts';
export type { RatioMoments } from './ratio-interval.ts';

// Errors.
export { StatisticsError } from './errors.ts';
export type { StatisticsErrorCode } from './errors.ts';
