import {
  bernoulliConfidenceSequence,
  betaBinomialBoundary,
  betaBinomialLogSupermartingale,
  createAdwin,
  createBayesianOnlineChangePoint,
  createBettingSequence,
  createCusum,
  createDdm,
  createEddm,
  createEDetector,
  createEmpiricalBernsteinSequence,
  createGeometricMovingAverage,
  createHddmA,
  createHddmW,
  createKswin,
  createMultinomialEProcess,
  createPageHinkley,
  dirichletMultinomialLogEValue,
  doubleStitchingBoundary,
  empiricalProcessBoundary,
  eValueToPValue,
  gammaExponentialBoundary,
  gammaExponentialLogSupermartingale,
  gammaPoissonBoundary,
  gammaPoissonLogSupermartingale,
  kolmogorovSmirnovSequence,
  logMeanEValue,
  logProductEValue,
  normalMixtureBoundary,
  normalMixtureLogSupermartingale,
  normalMixturePrecision,
  polynomialStitchingBoundary,
  pValueToLogEValue,
  rateChangeSequence,
  sequentialQuantileTest,
} from '@marigraph/statistics';
import type { DriftDetector } from '@marigraph/statistics';
import changePoint from 'bayesian-changepoint';

import type { Comparison } from '../support/comparisons.ts';
import { one, OURS } from './comparison.ts';
import { actual, BINS, draw, expected, other, random, small } from './samples.ts';

/** A stream of a thousand values, or of right and wrong, without a change. */
const VALUES = 1000;
const values = draw(VALUES);
const valuesArray = Array.from(values);
const outcomes = draw(VALUES, () => (random() < 0.1 ? 1 : 0));
const shares = draw(VALUES, random);

const DETECTORS: readonly Comparison[] = [
  {
    name: 'createBayesianOnlineChangePoint, 1000 values',
    values: VALUES,
    variants: {
      [OURS]: () => runThrough(createBayesianOnlineChangePoint(), values),
      'bayesian-changepoint': () => {
        const detector = new changePoint.default({ breakpointVerifier: () => true });
        detector.exec(valuesArray);
        return detector.breakPoints().length;
      },
    },
    notes: {
      'bayesian-changepoint':
        'of a batch; counts breaks of a law of unknown variance, ours the mean',
    },
  },
  stream('createAdwin', outcomes, () => createAdwin()),
  stream('createCusum', values, () => createCusum()),
  stream('createDdm', outcomes, () => createDdm()),
  stream('createEddm', outcomes, () => createEddm()),
  stream('createGeometricMovingAverage', values, () => createGeometricMovingAverage()),
  stream('createHddmA', outcomes, () => createHddmA()),
  stream('createHddmW', outcomes, () => createHddmW()),
  stream('createKswin', values, () => createKswin({ random })),
  stream('createPageHinkley', values, () => createPageHinkley()),
];

const MIXTURE = { optimalTime: 100 };
const SCALED = { optimalTime: 100, scale: 2 };
const BETA = { optimalTime: 100, below: 0.3, above: 0.7 };
const trials = { successes: 9000, n: 10_000 };
const laterTrials = { successes: 1700, n: 2000 };
const bounds = kolmogorovSmirnovSequence({ start: 100 });
const boundary = empiricalProcessBoundary({ start: 100 });

const BOUNDARIES: readonly Comparison[] = [
  one('normalMixturePrecision', 1, () => normalMixturePrecision(MIXTURE)),
  one('normalMixtureBoundary', 1, () => normalMixtureBoundary(500, 0.05, MIXTURE)),
  one('normalMixtureLogSupermartingale', 1, () => {
    return normalMixtureLogSupermartingale(60, 500, MIXTURE);
  }),
  one('gammaExponentialBoundary', 1, () => gammaExponentialBoundary(500, 0.05, SCALED)),
  one('gammaExponentialLogSupermartingale', 1, () => {
    return gammaExponentialLogSupermartingale(60, 500, SCALED);
  }),
  one('gammaPoissonBoundary', 1, () => gammaPoissonBoundary(500, 0.05, SCALED)),
  one('gammaPoissonLogSupermartingale', 1, () => gammaPoissonLogSupermartingale(60, 500, SCALED)),
  one('betaBinomialBoundary', 1, () => betaBinomialBoundary(500, 0.05, BETA)),
  one('betaBinomialLogSupermartingale', 1, () => betaBinomialLogSupermartingale(60, 500, BETA)),
  one('polynomialStitchingBoundary', 1, () => {
    return polynomialStitchingBoundary(500, 0.05, { start: 10 });
  }),
  one('doubleStitchingBoundary', 1, () => {
    return doubleStitchingBoundary(1000, 0.05, { quantile: 0.5, optimalTime: 100 });
  }),
  one('empiricalProcessBoundary', 1, () => empiricalProcessBoundary({ start: 100 })(1000)),
  one('empiricalProcessBoundary, its answer', 1, () => boundary(1000)),
  one('bernoulliConfidenceSequence', 1, () => {
    return bernoulliConfidenceSequence(180, 2000, { optimalTime: 1000 }).upper;
  }),
  one('createBettingSequence, 1000 values and the interval', VALUES, () => {
    const sequence = createBettingSequence();
    for (const value of shares) sequence.update(value);
    return sequence.interval().upper;
  }),
  one('createEmpiricalBernsteinSequence, 1000 values and the interval', VALUES, () => {
    const sequence = createEmpiricalBernsteinSequence();
    for (const value of shares) sequence.update(value);
    return sequence.interval().upper;
  }),
  one('kolmogorovSmirnovSequence', BINS, () => bounds(expected, actual).upper),
  one('rateChangeSequence', 4, () => rateChangeSequence(trials, laterTrials).upper),
  one('sequentialQuantileTest, 100 and 100', 200, () => {
    return sequentialQuantileTest(small, other, { quantile: 0.5, optimalTime: 100 });
  }),
];

const logEValues = draw(100, () => random() - 0.6);

const EVIDENCE: readonly Comparison[] = [
  one('dirichletMultinomialLogEValue', BINS, () => dirichletMultinomialLogEValue(actual, expected)),
  one('createMultinomialEProcess, one update', BINS, () => {
    return createMultinomialEProcess(expected).update(actual);
  }),
  one('createEDetector, 100 updates', 100, () => {
    const detector = createEDetector({ runLength: 1000 });
    for (const value of logEValues) detector.update(value);
    return detector.logValue();
  }),
  one('eValueToPValue', 1, () => eValueToPValue(3)),
  one('pValueToLogEValue', 1, () => pValueToLogEValue(0.01)),
  one('logMeanEValue', 100, () => logMeanEValue(logEValues)),
  one('logProductEValue', 100, () => logProductEValue(logEValues)),
];

/** Detectors in one stream, boundaries that hold at all times, evidence that may be stopped at any. */
export const STREAMS: readonly Comparison[] = [...DETECTORS, ...BOUNDARIES, ...EVIDENCE];

/** A new detector and all values of a stream. */
function stream(name: string, of: Float64Array, create: () => DriftDetector): Comparison {
  return one(`${name}, 1000 values`, of.length, () => runThrough(create(), of));
}

function runThrough(detector: DriftDetector, of: Float64Array): number {
  for (const value of of) detector.update(value);
  return detector.estimate ?? 0;
}
