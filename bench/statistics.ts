import { DDSketch } from '@datadog/sketches-js';
/*
 * Question: what does each statistic cost per value and per evaluation, beside JavaScript packages that offer the same?
 * Budget: a value counted into bins in 50 ns, a window judged with its p-value in 1 µs, 672 hours fitted in 3 ms.
 *
 * Each line of a list below is one statistic; the first variant is ours. Packages answer by their own definitions:
 * "answer differs" says how far off they are, so that a fast table of three digits is not taken for a gain. Sizes are
 * a day of 10,000 rows against a reference of 100,000, 20 bins, and a reference of 28 days. Run with
 *   node --conditions=@marigraph/source bench/statistics.ts
 */
import {
  benjaminiHochberg,
  betaQuantile,
  binIndex,
  binomialCumulative,
  chiSquareInverseSurvival,
  chiSquareSurvival,
  coarsen,
  combineContrasts,
  driftCriticalValue,
  driftingFeatures,
  evidentlyBinning,
  fitWindows,
  fSurvival,
  histogramCounts,
  hourPhases,
  hypergeometricCumulative,
  jensenShannonDistance,
  jensenShannonDistanceNoiseFloor,
  jensenShannonDistancePValue,
  judgeRollingMean,
  judgeWindow,
  kolmogorovOneSampleSurvival,
  kolmogorovSmirnov,
  kolmogorovSmirnovFromCounts,
  kolmogorovSmirnovPValue,
  kolmogorovSurvival,
  logBeta,
  logGamma,
  logNormalCumulative,
  noncentralChiSquareSurvival,
  normalCumulative,
  normalQuantile,
  normalSurvival,
  numericContrasts,
  populationStabilityIndex,
  populationStabilityIndexPValue,
  quantileEdges,
  quantileGroups,
  rankPolynomials,
  rareShareTail,
  regularizedIncompleteBeta,
  regularizedLowerGamma,
  regularizedUpperGamma,
  smallestDetectableShift,
  studentTQuantile,
  studentTSurvival,
  sturgesEdges,
  wilsonInterval,
  windowScore,
} from '@marigraph/statistics';
import type { ReferenceWindow, WindowFit } from '@marigraph/statistics';
import jstat from 'jstat';
import { cumulativeStdNormalProbability, gammaln, probit } from 'simple-statistics';
import tdigest from 'tdigest';

import { machine, measureComparisons } from './support/comparisons.ts';
import type { Comparison } from './support/comparisons.ts';
import { createRandom } from './support/payload.ts';

const OURS = '@marigraph/statistics';
const REFERENCE_ROWS = 100_000;
const CURRENT_ROWS = 10_000;
const BINS = 20;

const random = createRandom(20_261_124);
const normal = (): number => normalQuantile(1 - random());
const draw = (size: number): Float64Array => Float64Array.from({ length: size }, normal);
const counts = (): Float64Array =>
  Float64Array.from({ length: BINS }, () => 400 + Math.floor(200 * random()));
const reference = draw(REFERENCE_ROWS).toSorted();
const current = draw(CURRENT_ROWS).toSorted();
const unsorted = draw(CURRENT_ROWS);
const unsortedArray = Array.from(unsorted);
const [small, other] = [draw(100).toSorted(), draw(100).toSorted()];
const [expected, actual] = [counts(), counts()];
const edges = quantileEdges(reference, BINS);
const fineCounts = Float64Array.from({ length: 120 }, () => 1000);
const groups = quantileGroups(fineCounts, { from: 120, to: BINS });
const sortedDay = unsorted.toSorted();
const tenEdges = Float64Array.from({ length: 11 }, (_, edge) => {
  const [low = 0, high = 0] = [sortedDay[0], sortedDay.at(-1)];
  return edge === 10 ? high : low + (edge * (high - low)) / 10;
});
const pValues = Float64Array.from({ length: 100 }, random);
const probabilities = Array.from({ length: BINS - 1 }, (_, edge) => (edge + 1) / BINS);

const contrasts = numericContrasts([...expected, 3, 20]);
const location = contrasts[0] ?? { values: new Float64Array() };
const hours = Array.from({ length: 24 * 28 }, (_, hour): ReferenceWindow => {
  const day = Math.floor(hour / 24);
  const n = 200 + Math.floor(50 * random());
  const sum = Math.sqrt(n) * normal() + n * 0.2 * Math.sin((hour / 12) * Math.PI);
  return { n, sum, day, phases: hourPhases(hour % 24, day % 7) };
});
const fit = fitWindows(hours, { kind: 'location', lags: 24, coverage: 2 }) as WindowFit;
const window = { n: 210, sum: 30, phases: hourPhases(9, 2) };
const week = Array.from({ length: 7 }, () => ({ n: 5000, score: 0.1 * normal() }));

const DISTANCES: readonly Comparison[] = [
  one('jensenShannonDistance', BINS, () => jensenShannonDistance(expected, actual)),
  one('populationStabilityIndex', BINS, () => populationStabilityIndex(expected, actual)),
  one('kolmogorovSmirnov, exact, 100 and 100', 200, () => kolmogorovSmirnov(small, other).pValue),
  one('kolmogorovSmirnov', REFERENCE_ROWS + CURRENT_ROWS, () => {
    return kolmogorovSmirnov(reference, current).statistic;
  }),
  one('kolmogorovSmirnovFromCounts', BINS, () => {
    return kolmogorovSmirnovFromCounts(expected, actual).statistic;
  }),
  one('jensenShannonDistanceNoiseFloor', 1, () => jensenShannonDistanceNoiseFloor(BINS, 1e4, 1e5)),
  one('jensenShannonDistancePValue', 1, () => jensenShannonDistancePValue(0.05, BINS, 1e4, 1e5)),
  one('populationStabilityIndexPValue', 1, () =>
    populationStabilityIndexPValue(0.01, BINS, 1e4, 1e5),
  ),
  one('kolmogorovSmirnovPValue', 1, () => kolmogorovSmirnovPValue(0.015, 1e4, 1e5)),
];

const BINNING: readonly Comparison[] = [
  one(`quantileEdges, ${BINS} bins of a sorted reference`, REFERENCE_ROWS, () => {
    return quantileEdges(reference, BINS)[0] ?? 0;
  }),
  {
    name: `edges of ${BINS} bins from unsorted values`,
    values: CURRENT_ROWS,
    variants: {
      [OURS]: () => quantileEdges(unsorted.toSorted(), BINS)[0] ?? 0,
      jstat: () => jstat.quantiles(unsortedArray, probabilities)[0] ?? 0,
      tdigest: () => {
        const digest = new tdigest.TDigest();
        for (const value of unsortedArray) digest.push(value);
        digest.compress();
        return digest.percentile(probabilities)[0] ?? 0;
      },
      '@datadog/sketches-js': () => {
        const sketch = new DDSketch();
        for (const value of unsortedArray) sketch.accept(value);
        return sketch.getValueAtQuantile(1 / BINS);
      },
    },
  },
  {
    name: 'histogramCounts, 10 equal bins',
    values: CURRENT_ROWS,
    variants: {
      [OURS]: () => histogramCounts(unsorted, tenEdges)[4] ?? 0,
      jstat: () => jstat.histogram(unsortedArray, 10)[4] ?? 0,
    },
  },
  one('binIndex of each value', CURRENT_ROWS, () => {
    let sum = 0;
    for (const value of unsortedArray) sum += binIndex(edges, value);
    return sum;
  }),
  one('sturgesEdges', CURRENT_ROWS, () => sturgesEdges(current).length),
  one('quantileGroups, 120 to 20', 120, () => {
    return quantileGroups(fineCounts, { from: 120, to: BINS })[119] ?? 0;
  }),
  one('coarsen, 120 to 20', 120, () => coarsen(fineCounts, groups)[0] ?? 0),
  one('evidentlyBinning', 200, () => evidentlyBinning(small, other).expected[0] ?? 0),
];

const HYPERGEOMETRIC = { population: 5000, successes: 300, draws: 400 };

/** Laws at points where tests are decided, and one far out in the tail, where 1 - p has no digits left. */
const LAWS: readonly Comparison[] = [
  of('normalCumulative', -1.7, {
    [OURS]: normalCumulative,
    jstat: (z) => jstat.normal.cdf(z, 0, 1),
    'simple-statistics': cumulativeStdNormalProbability,
  }),
  of('normalSurvival, at 9', 9, {
    [OURS]: normalSurvival,
    jstat: (z) => jstat.normal.cdf(-z, 0, 1),
    'simple-statistics': (z) => cumulativeStdNormalProbability(-z),
  }),
  of('normalQuantile', 0.01, {
    [OURS]: normalQuantile,
    jstat: (q) => jstat.normal.inv(q, 0, 1),
    'simple-statistics': probit,
  }),
  of('logNormalCumulative', -9, { [OURS]: logNormalCumulative }),
  of('chiSquareSurvival, 19 degrees of freedom', 25, {
    [OURS]: (x) => chiSquareSurvival(x, 19),
    jstat: (x) => 1 - jstat.chisquare.cdf(x, 19),
  }),
  of('chiSquareSurvival, at 150', 150, {
    [OURS]: (x) => chiSquareSurvival(x, 19),
    jstat: (x) => 1 - jstat.chisquare.cdf(x, 19),
  }),
  of('chiSquareInverseSurvival', 0.05, {
    [OURS]: (q) => chiSquareInverseSurvival(q, 19),
    jstat: (q) => jstat.chisquare.inv(1 - q, 19),
  }),
  of('noncentralChiSquareSurvival', 40, { [OURS]: (x) => noncentralChiSquareSurvival(x, 19, 10) }),
  of('studentTSurvival, 30 degrees of freedom', 2.1, {
    [OURS]: (t) => studentTSurvival(t, 30),
    jstat: (t) => jstat.studentt.cdf(-t, 30),
  }),
  of('studentTQuantile, at 5e-6', 5e-6, {
    [OURS]: (q) => studentTQuantile(q, 30),
    jstat: (q) => jstat.studentt.inv(q, 30),
  }),
  of('fSurvival', 2.3, {
    [OURS]: (x) => fSurvival(x, 4, 60),
    jstat: (x) => 1 - jstat.centralF.cdf(x, 4, 60),
  }),
  of('regularizedIncompleteBeta', 0.3, {
    [OURS]: (x) => regularizedIncompleteBeta(8, 15, x),
    jstat: (x) => jstat.ibeta(x, 8, 15),
  }),
  of('betaQuantile', 0.025, {
    [OURS]: (q) => betaQuantile(q, 30, 971),
    jstat: (q) => jstat.beta.inv(q, 30, 971),
  }),
  of('binomialCumulative', 30, {
    [OURS]: (k) => binomialCumulative(k, 1000, 0.04),
    jstat: (k) => jstat.binomial.cdf(k, 1000, 0.04),
  }),
  of('hypergeometricCumulative', 20, {
    [OURS]: (k) => hypergeometricCumulative(k, HYPERGEOMETRIC),
    jstat: (k) => jstat.hypgeom.cdf(k, 5000, 300, 400),
  }),
  of('logGamma', 7.3, {
    [OURS]: logGamma,
    jstat: (x) => jstat.gammaln(x),
    'simple-statistics': gammaln,
  }),
  of('logBeta', 7.3, { [OURS]: (a) => logBeta(a, 250), jstat: (a) => jstat.betaln(a, 250) }),
  of('regularizedLowerGamma', 4, {
    [OURS]: (x) => regularizedLowerGamma(5, x),
    jstat: (x) => jstat.lowRegGamma(5, x),
  }),
  of('regularizedUpperGamma', 9, { [OURS]: (x) => regularizedUpperGamma(5, x) }),
  of('kolmogorovSurvival', 1.2, { [OURS]: kolmogorovSurvival }),
  of('kolmogorovOneSampleSurvival', 0.02, { [OURS]: (d) => kolmogorovOneSampleSurvival(d, 5000) }),
  of('wilsonInterval', 30, { [OURS]: (successes) => wilsonInterval(successes, 1000).lower }),
];

const SCAN: readonly Comparison[] = [
  one('benjaminiHochberg', 100, () => benjaminiHochberg(pValues)[0] ?? 0),
  one('rankPolynomials', BINS, () => rankPolynomials(expected)[0]?.[0] ?? 0),
  one('windowScore', BINS, () => windowScore(location, actual).sum),
  one('fitWindows, 672 hours', hours.length, () => {
    return (fitWindows(hours, { kind: 'location', lags: 24, coverage: 2 }) as WindowFit).dispersion;
  }),
  one('judgeWindow', 1, () => judgeWindow(fit, window).n),
  one('judgeRollingMean, 7 days', 7, () => judgeRollingMean(fit, week).score),
  one('rareShareTail', 1, () => rareShareTail(4, 500, { share: 0.001, variance: 0.0025 })),
  of('driftCriticalValue', 4e-6, { [OURS]: (level) => driftCriticalValue(level, 30) }),
  one('smallestDetectableShift', 1, () => {
    return smallestDetectableShift(fit, { n: 210, referenceRows: 6000, level: 4e-6 });
  }),
  one('combineContrasts', 6, () => combineContrasts([0.3, 0.2, 0.9, 0.04, 0.5, 0.6]).pValue),
  one('driftingFeatures', 100, () => driftingFeatures(pValues, 0.01).length),
];

/** Functions of one number, all at the same. */
function of(
  name: string,
  x: number,
  functions: Readonly<Record<string, (x: number) => number>>,
): Comparison {
  const variants = Object.entries(functions).map(([packageName, answer]) => [
    packageName,
    () => answer(x),
  ]);
  return { name, values: 1, variants: Object.fromEntries(variants) as Comparison['variants'] };
}

/** A statistic that no other package offers. */
function one(name: string, values: number, variant: () => number): Comparison {
  return { name, values, variants: { [OURS]: variant } };
}

/** Measures every statistic and answers what a page can be generated from. */
export function run(args: readonly string[] = []): object {
  const quick = args.includes('--quick');
  const options = quick ? { rounds: 1, roundMs: 2 } : { rounds: 15, roundMs: 10 };
  return {
    question:
      'what each statistic costs per value and per evaluation, beside JavaScript packages that offer the same',
    budget:
      'a value counted into bins in 50 ns, a window judged with its p-value in 1 µs, 672 hours fitted in 3 ms',
    machine: machine(),
    time: `least of ${options.rounds} rounds of ${options.roundMs} ms in turns`,
    answerDiffers: 'relatively, from 1e-12 on; 1 is an answer of 0',
    table: measureComparisons([...DISTANCES, ...BINNING, ...LAWS, ...SCAN], options),
  };
}

export const USAGE = '--quick: one short round of each, to see that they run';

if (import.meta.main) console.log(JSON.stringify(run(process.argv.slice(2)), null, 2));
