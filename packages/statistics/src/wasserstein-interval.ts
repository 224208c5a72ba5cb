import { gammaInverseSurvival } from './absolute-noise.ts';
import { areaNoise } from './area-noise.ts';
import type { Stretches } from './area-noise.ts';
import { normalReach, sampleSizes, tailProbability } from './distance-interval.ts';
import type { DistanceIntervalOptions } from './distance-interval.ts';
import { pooledSteps, smoothedShare } from './pooled-steps.ts';
import type { PooledSteps } from './pooled-steps.ts';
import { wassersteinDistance } from './wasserstein-distance.ts';
import type { Interval } from './wilson-interval.ts';

/** From this many standard errors on the sign of the difference at a value is taken as known. */
const KNOWN_FROM = 3;

/**
 * Confidence interval of the Wasserstein-1 distance of the laws that two samples are from, with the
 * samples' own noise removed.
 *
 * @param reference Ascending finite values, length n >= 1.
 * @param current Ascending finite values, length m >= 1.
 * @returns Bounds in the feature's unit, 0 <= lower <= upper. The observed distance exceeds the
 * true one by chance, so it may lie near the upper bound; a lower bound of 0 means that no drift is
 * shown.
 * @throws {StatisticsError} `empty_input`, `invalid_value` for NaN, infinite or unsorted values or
 * a range beyond the largest double, `invalid_argument` for the options.
 *
 * As for total variation the distance is a norm, ∫ |F - G| dx. Upper: it exceeds the truth by no
 * less than the errors under the signs of F - G, which are the error of the difference of two
 * means: of Kantorovich's potential, whose slope is that sign. Lower: by no more than ∫ |error| dx;
 * only where the difference is beyond three standard errors the error counts with its sign. Below
 * the noise floor the upper bound stays where it is at the floor (Cowan et al. 2011,
 * arXiv:1105.3166).
 *
 * Asymptotic, with samples that tell their tails: needs a finite variance. In simulation (normal,
 * lognormal and uniform laws with shifts and scales, 100 to 1000 values) intervals of 95 % covered
 * 93 to 100 %, 97 % in the median. O(n + m) time and space.
 *
 * @see Sommerfeld & Munk (2018), doi:10.1111/rssb.12236, for the one-sided derivative.
 */
export function wassersteinDistanceInterval(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  options: DistanceIntervalOptions = {},
): Interval {
  const tail = tailProbability(options);
  const distance = wassersteinDistance(reference, current);
  const [n, m] = sampleSizes(options, [reference.length, current.length]);
  const steps = pooledSteps(reference, current);
  const stretches = stretchesOf(steps, [n, m]);
  const signs = new Float64Array(steps.length);
  const known = new Float64Array(steps.length);
  for (let step = 0; step + 1 < steps.length; step++) {
    const f = stretches.f[step]!;
    const g = stretches.g[step]!;
    const difference =
      steps.ofFirst[step]! / reference.length - steps.ofSecond[step]! / current.length;
    const error = Math.sqrt((f * (1 - f)) / n + (g * (1 - g)) / m);
    signs[step] = Math.sign(difference);
    if (Math.abs(difference) > KNOWN_FROM * error) known[step] = signs[step]!;
  }

  const reach = normalReach(tail);
  const noise = areaNoise(stretches, { n, m }, (step) => known[step] === 0);
  const below = gammaInverseSurvival(tail, noise) - noise.mean;
  const lower =
    distance - noise.mean - Math.hypot(below, reach * potentialError(steps, known, [n, m]));
  const floor = areaNoise(stretches, { n, m }, () => true).mean;
  // Signs that noise has made would hide the error of a shift: the widest of three guesses counts.
  const errors = [0, 1, -1].map((guess) => {
    const guessed = signs.map((sign, step) => known[step] || guess || sign);
    return potentialError(steps, guessed, [n, m]);
  });
  const upper = Math.max(distance, floor) + reach * Math.max(...errors);
  return { lower: Math.max(0, lower), upper };
}

/** The functions as estimated, with half a value added to either side of every step. */
function stretchesOf(steps: PooledSteps, [n, m]: readonly [number, number]): Stretches {
  const last = steps.length - 1;
  const [first, second] = [steps.ofFirst[last]!, steps.ofSecond[last]!];
  const f = new Float64Array(last);
  const g = new Float64Array(last);
  const width = new Float64Array(last);
  for (let step = 0; step < last; step++) {
    f[step] = smoothedShare(steps.ofFirst[step]! / first, n);
    g[step] = smoothedShare(steps.ofSecond[step]! / second, m);
    width[step] = steps.values[step + 1]! - steps.values[step]!;
  }
  return { f, g, width };
}

/** Standard error of the difference of the two means of the function whose slopes are `signs`. */
function potentialError(
  steps: PooledSteps,
  signs: Float64Array,
  [n, m]: readonly [number, number],
): number {
  const ofFirst = { count: 0, mean: 0, squares: 0 };
  const ofSecond = { count: 0, mean: 0, squares: 0 };
  let potential = 0;
  for (let step = 0; step < steps.length; step++) {
    addRepeated(ofFirst, potential, steps.ofFirst[step]! - ofFirst.count);
    addRepeated(ofSecond, potential, steps.ofSecond[step]! - ofSecond.count);
    if (step + 1 < steps.length) {
      potential += signs[step]! * (steps.values[step + 1]! - steps.values[step]!);
    }
  }
  return Math.sqrt(ofFirst.squares / ofFirst.count / n + ofSecond.squares / ofSecond.count / m);
}

/** Welford's update by `times` equal values. */
function addRepeated(
  moments: { count: number; mean: number; squares: number },
  value: number,
  times: number,
): void {
  if (times === 0) return;
  const difference = value - moments.mean;
  const before = moments.count;
  moments.count += times;
  moments.mean += (difference * times) / moments.count;
  moments.squares += (difference * difference * times * before) / moments.count;
}
