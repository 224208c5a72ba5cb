import { StatisticsError } from './errors.ts';
import { assertSameCentring, type ExponentialHistogram } from './exponential-histogram.ts';
import { exponentialValueError } from './exponential-index.ts';
import { representativeOf, type SignedBucket } from './exponential-state.ts';
import { totalOfCounts } from './validate.ts';

/** Two exponential histograms in common bins, for every statistic that takes counts. */
export interface AlignedCounts {
  /** One value per bin, ascending, in the values' own unit. */
  readonly values: Float64Array;
  /** Counts of the reference per bin. */
  readonly expected: Float64Array;
  /** Counts of the current histogram per bin. */
  readonly actual: Float64Array;
  /** Scale of the bins: the lower of the two. */
  readonly scale: number;
}

export interface ExponentialWassersteinResult {
  /** Distance of the binned distributions, in the values' own unit, >= 0. */
  readonly distance: number;
  /**
   * The distance of the values themselves is at most this far from `distance`; `Infinity` at scales
   * below -4, where a bucket spans more than what a double can tell apart from all of it.
   */
  readonly errorBound: number;
}

/**
 * Brings two exponential histograms to the same bins: those that hold values of either, at the
 * lower of the two scales.
 *
 * @throws {StatisticsError} `shape_mismatch` for histograms of another centre, unit or zero
 * threshold.
 *
 * O(buckets).
 */
export function alignExponentialHistograms(
  reference: ExponentialHistogram,
  current: ExponentialHistogram,
): AlignedCounts {
  assertSameCentring(reference, current);
  const scale = Math.min(reference.scale, current.scale);
  const left = reference.buckets(scale);
  const right = current.buckets(scale);
  const values: number[] = [];
  const expected: number[] = [];
  const actual: number[] = [];
  for (let i = 0, j = 0; i < left.length || j < right.length;) {
    const order = compareBuckets(left[i], right[j]);
    const bucket = (order <= 0 ? left[i] : right[j])!;
    values.push(representativeOf(bucket, scale, reference.settings));
    expected.push(order <= 0 ? left[i++]!.count : 0);
    actual.push(order >= 0 ? right[j++]!.count : 0);
  }
  return {
    values: Float64Array.from(values),
    expected: Float64Array.from(expected),
    actual: Float64Array.from(actual),
    scale,
  };
}

/**
 * Wasserstein-1 (earth mover's) distance between the values of two exponential histograms.
 *
 * Every value is taken to be at the representative of its bucket, which moves it by at most
 * (base - 1) / (base + 1) of its distance from the centre. Hence `errorBound`; what the two samples
 * have in common mostly cancels, so that the error is far smaller as a rule.
 *
 * @throws {StatisticsError} `empty_input` when either has no values, `shape_mismatch` for another
 * centre, unit or zero threshold, `invalid_value` when the values are too far apart for a double.
 *
 * O(buckets).
 *
 * @see Vallender (1974), doi:10.1137/1118101.
 */
export function wassersteinFromExponentialHistograms(
  reference: ExponentialHistogram,
  current: ExponentialHistogram,
): ExponentialWassersteinResult {
  const { values, expected, actual, scale } = alignExponentialHistograms(reference, current);
  const n = totalOfCounts('reference', expected);
  const m = totalOfCounts('current', actual);
  const { centre, unit, zeroThreshold } = reference.settings;
  let distance = 0;
  let farness = 0;
  let expectedBelow = 0;
  let actualBelow = 0;
  for (let bin = 0; bin < values.length; bin++) {
    if (bin > 0) {
      distance += Math.abs(expectedBelow / n - actualBelow / m) * (values[bin]! - values[bin - 1]!);
    }
    expectedBelow += expected[bin]!;
    actualBelow += actual[bin]!;
    farness += (expected[bin]! / n + actual[bin]! / m) * Math.abs(values[bin]! - centre);
  }
  if (!Number.isFinite(distance)) {
    throw new StatisticsError('invalid_value', 'the distance is beyond the largest double');
  }
  const relative = exponentialValueError(scale);
  // A share r of the true distance is r / (1 - r) of the representative's at most.
  const moved = farness === 0 ? 0 : (relative / (1 - relative)) * farness;
  return { distance, errorBound: moved + 2 * zeroThreshold * unit };
}

/** Ascending order of values; an absent bucket is above all. */
function compareBuckets(a: SignedBucket | undefined, b: SignedBucket | undefined): number {
  if (a === undefined || b === undefined) return a === undefined ? 1 : -1;
  return a.sign - b.sign || a.sign * (a.index - b.index);
}
