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
