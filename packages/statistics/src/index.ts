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

// Errors.
export { StatisticsError } from './errors.ts';
export type { StatisticsErrorCode } from './errors.ts';

// Summaries of streams, which merge.
export { createBinLookup } from './bin-lookup.ts';
export type { BinLookup } from './bin-lookup.ts';
export { ReferenceHistogram } from './reference-histogram.ts';
export { referenceCentring } from './reference-centring.ts';
export type { Centring } from './reference-centring.ts';
export { ExponentialHistogram } from './exponential-histogram.ts';
export type {
  ExponentialHistogramOptions,
  ExponentialHistogramSettings,
  SignedBucket,
} from './exponential-state.ts';
export type {
  ExponentialHistogramDataPoint,
  ExponentialHistogramDataPointBuckets,
} from './exponential-data-point.ts';
export {
  exponentialBoundary,
  exponentialIndex,
  exponentialValueError,
} from './exponential-index.ts';
export {
  alignExponentialHistograms,
  wassersteinFromExponentialHistograms,
} from './exponential-distances.ts';
export type { AlignedCounts, ExponentialWassersteinResult } from './exponential-distances.ts';
export { KllSketch, kllRankError } from './kll-sketch.ts';
export type { KllSketchOptions, WeightedValues } from './kll-sketch.ts';
export { HyperLogLog } from './hyper-log-log.ts';
export type { HyperLogLogOptions } from './hyper-log-log.ts';
export { murmurHash3 } from './murmur-hash.ts';
export { FrequentItems } from './frequent-items.ts';
export type { FrequentItem, FrequentItemsOptions, WeightBounds } from './frequent-items.ts';
