import {
  benjaminiHochberg,
  benjaminiYekutieli,
  categoricalContrasts,
  combineContrasts,
  dayPhases,
  driftCriticalValue,
  driftingFeatures,
  driftLevel,
  eBenjaminiHochberg,
  fitWindows,
  hourPhases,
  isDriftAlert,
  judgeRollingMean,
  judgeWindow,
  largestScore,
  numericContrasts,
  rankPolynomials,
  rareShareTail,
  referenceCoverage,
  SCAN_SCALES,
  scoreAsJensenShannonDistance,
  scoreBeyondNoise,
  smallestDetectableShift,
  windowScore,
} from '@marigraph/statistics';
import type { ReferenceWindow, WindowFit, WindowJudged } from '@marigraph/statistics';

import type { Comparison } from '../support/comparisons.ts';
import { of, one, OURS } from './comparison.ts';
import { actual, BINS, expected, normal, random } from './samples.ts';

const binsWithRare = Float64Array.of(...expected, 3, 20);
const location = numericContrasts(binsWithRare)[0] ?? { values: new Float64Array() };
const hours = Array.from({ length: 24 * 28 }, (_, hour): ReferenceWindow => {
  const day = Math.floor(hour / 24);
  const n = 200 + Math.floor(50 * random());
  const sum = Math.sqrt(n) * normal() + n * 0.2 * Math.sin((hour / 12) * Math.PI);
  return { n, sum, day, phases: hourPhases(hour % 24, day % 7) };
});
const HOURLY = { kind: 'location', lags: 24, coverage: 2 } as const;
const fit = fitWindows(hours, HOURLY) as WindowFit;
const window = { n: 210, sum: 30, phases: hourPhases(9, 2) };
const verdict = judgeWindow(fit, window) as WindowJudged;
const week = Array.from({ length: 7 }, () => ({ n: 5000, score: 0.1 * normal() }));

const pValues = Float64Array.from({ length: 100 }, random);
const logEValues = pValues.map((p) => -Math.log(p));

const SEVERAL_TESTS: readonly Comparison[] = [
  one('benjaminiHochberg', 100, () => benjaminiHochberg(pValues)[0] ?? 0),
  one('benjaminiYekutieli', 100, () => benjaminiYekutieli(pValues)[0] ?? 0),
  one('eBenjaminiHochberg', 100, () => eBenjaminiHochberg(logEValues)[0] ?? 0),
];

const WINDOWS: readonly Comparison[] = [
  one('rankPolynomials', BINS, () => rankPolynomials(expected)[0]?.[0] ?? 0),
  one('numericContrasts', BINS, () => numericContrasts(binsWithRare).length),
  one('categoricalContrasts', BINS, () => categoricalContrasts(binsWithRare).length),
  one('windowScore', BINS, () => windowScore(location, actual).sum),
  one('largestScore', BINS, () => largestScore(location)),
  one('hourPhases', 1, () => hourPhases(9, 2)[3]),
  one('dayPhases', 1, () => dayPhases(2)[2]),
  one('fitWindows, 672 hours', hours.length, () => {
    return (fitWindows(hours, HOURLY) as WindowFit).dispersion;
  }),
  one('referenceCoverage, 672 hours', hours.length, () => referenceCoverage(hours).days),
  one('judgeWindow', 1, () => judgeWindow(fit, window).n),
  one('judgeRollingMean, 7 days', 7, () => judgeRollingMean(fit, week).score),
  one('rareShareTail', 1, () => rareShareTail(4, 500, { share: 0.001, variance: 0.0025 })),
  of('driftCriticalValue', [4e-6], { [OURS]: (level) => driftCriticalValue(level, 30) }),
  one('driftLevel', 1, () => driftLevel({ scale: SCAN_SCALES.hour })),
  one('smallestDetectableShift', 1, () => {
    return smallestDetectableShift(fit, { n: 210, referenceRows: 6000, level: 4e-6 });
  }),
  one('combineContrasts', 6, () => combineContrasts([0.3, 0.2, 0.9, 0.04, 0.5, 0.6]).pValue),
  one('driftingFeatures', 100, () => driftingFeatures(pValues, 0.01).length),
  one('isDriftAlert', 1, () => Number(isDriftAlert(verdict, { level: 4e-6 }))),
  one('scoreBeyondNoise', 1, () => scoreBeyondNoise(verdict)),
  one('scoreAsJensenShannonDistance', 1, () => scoreAsJensenShannonDistance(0.235)),
];

/** Many tests at once, and the calibrated window scan. */
export const SCAN: readonly Comparison[] = [...SEVERAL_TESTS, ...WINDOWS];
