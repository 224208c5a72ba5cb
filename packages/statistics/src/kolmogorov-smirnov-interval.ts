import { normalReach, sampleSizes, tailProbability } from './distance-interval.ts';
import type { DistanceIntervalOptions } from './distance-interval.ts';
import { effectiveSampleSize, kolmogorovSmirnovNoiseFloor } from './no-drift.ts';
import { pooledSteps, shareVariance } from './pooled-steps.ts';
import { assertAscending, assertSameBins, totalOfCounts } from './validate.ts';
import type { Interval } from './wilson-interval.ts';

/**
 * Confidence interval of the Kolmogorov-Smirnov distance of the laws that two samples are from: the
 * greatest difference of their distribution functions, with the samples' own noise removed.
 *
 * @param x Ascending finite values, length n >= 1; ties are allowed.
 * @param y Ascending finite values, length m >= 1.
 * @returns Bounds in [0, 1]. The statistic D exceeds the true distance by chance, so it may lie
 * near the upper bound; a lower bound of 0 means that no drift is shown.
 * @throws {StatisticsError} `empty_input`, `invalid_value` for NaN, infinite or unsorted values,
 * `invalid_argument` for the options.
 *
 * With N = n m / (n + m) and tails of α / 2. Lower: D - √(ln(4 / α) / 2N), as D exceeds the truth
 * by no more than the greatest error of the two functions, whose tail is 2 exp(-2 N x²) (Massart
 * 1990). Upper: D and a normal tail of the error at one point, the one of true greatest difference;
 * it is taken for the most uncertain of those where the difference is at most 1 / √N below D. Below
 * the noise floor the upper bound stays where it is at the floor (Cowan et al. 2011,
 * arXiv:1105.3166).
 *
 * Conservative: in simulation (normal laws with shifts and scales, 50 to 1000 values) intervals of
 * 95 % covered 97 to 100 %. O(n + m) time and space.
 *
 * @see Massart (1990), doi:10.1214/aop/1176990746; Raghavachari (1973), doi:10.1214/aos/1193342383.
 */
export function kolmogorovSmirnovInterval(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: DistanceIntervalOptions = {},
): Interval {
  assertAscending('x', x);
  assertAscending('y', y);
  const [n, m] = [x.length, y.length];
  const steps = pooledSteps(x, y);
  const shares = {
    x: steps.ofFirst.map((count) => count / n),
    y: steps.ofSecond.map((count) => count / m),
    length: steps.length,
  };
  return intervalOf(shares, sampleSizes(options, [n, m]), tailProbability(options));
}

/**
 * Confidence interval of the Kolmogorov-Smirnov distance of two laws between common bins.
 *
 * @param expected Reference counts or weights per bin, in the bins' order, length B >= 1.
 * @param actual Current counts per bin, same bins.
 * @returns Bounds in [0, 1] as of `kolmogorovSmirnovInterval`, for the greatest difference of the
 * distribution functions at the bins' ends. It holds for the lower bound of the laws' own distance
 * too, which may be greater by the largest share of one bin.
 * @throws {StatisticsError} `shape_mismatch`, `empty_input`, `invalid_value`, `invalid_argument`.
 *
 * O(B) time and space.
 */
export function kolmogorovSmirnovIntervalFromCounts(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
  options: DistanceIntervalOptions = {},
): Interval {
  assertSameBins(expected, actual);
  const n = totalOfCounts('expected', expected);
  const m = totalOfCounts('actual', actual);
  const bins = expected.length;
  const shares = { x: new Float64Array(bins), y: new Float64Array(bins), length: bins };
  let [expectedBelow, actualBelow] = [0, 0];
  for (let bin = 0; bin < bins; bin++) {
    expectedBelow += expected[bin]!;
    actualBelow += actual[bin]!;
    shares.x[bin] = Math.min(1, expectedBelow / n);
    shares.y[bin] = Math.min(1, actualBelow / m);
  }
  return intervalOf(shares, sampleSizes(options, [n, m]), tailProbability(options));
}

/** Values of the two distribution functions at common points. */
interface FunctionValues {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly length: number;
}

function intervalOf(
  shares: FunctionValues,
  [n, m]: readonly [number, number],
  tail: number,
): Interval {
  const size = effectiveSampleSize(n, m);
  let statistic = 0;
  for (let point = 0; point < shares.length; point++) {
    statistic = Math.max(statistic, Math.abs(shares.x[point]! - shares.y[point]!));
  }
  const near = statistic - 1 / Math.sqrt(size);
  let variance = 0;
  for (let point = 0; point < shares.length; point++) {
    const [f, g] = [shares.x[point]!, shares.y[point]!];
    if (Math.abs(f - g) < near) continue;
    variance = Math.max(variance, shareVariance(f, n) + shareVariance(g, m));
  }
  const reach = Math.sqrt(Math.log(2 / tail) / (2 * size));
  const upper =
    Math.max(statistic, kolmogorovSmirnovNoiseFloor(n, m)) +
    normalReach(tail) * Math.sqrt(variance);
  return { lower: Math.max(0, statistic - reach), upper: Math.min(1, upper) };
}
