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
