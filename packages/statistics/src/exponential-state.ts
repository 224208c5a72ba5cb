import {
  exponentialBoundary,
  exponentialIndex,
  exponentialValueError,
  SCALE_MAX,
  SCALE_MIN,
} from './exponential-index.ts';
import { assertArgument } from './validate.ts';

const BUCKETS_MAX = 65_536;

export interface ExponentialHistogramOptions {
  /**
   * What is subtracted from every value, finite: the median of the reference. The buckets are
   * finest around it.
   *
   * @default 0
   */
  readonly centre?: number;
  /**
   * What the difference is divided by, positive and finite: the interquartile range of the
   * reference.
   *
   * @default 1
   */
  readonly unit?: number;
  /**
   * Buckets of each sign at most, from 2 to 65,536.
   *
   * @default 160, as in the OpenTelemetry SDKs
   */
  readonly maxBuckets?: number;
  /**
   * Scale to begin with, from -11 to 20.
   *
   * @default 20, as in the OpenTelemetry SDKs
   */
  readonly maxScale?: number;
  /**
   * Centred values at most this far from 0 are counted as zero; not negative.
   *
   * @default 0
   */
  readonly zeroThreshold?: number;
}

/** The options, each with its value. */
export type ExponentialHistogramSettings = Required<ExponentialHistogramOptions>;

/** A bucket that holds values: below, at (sign 0) or above the centre, and its index. */
export interface SignedBucket {
  readonly sign: -1 | 0 | 1;
  readonly index: number;
  readonly count: number;
}

/** A run of buckets that begins at index `offset`. */
export interface BucketRun {
  readonly offset: number;
  readonly counts: Float64Array;
}

/** What a histogram has counted, as its codecs read and write it. */
export interface ExponentialHistogramState {
  readonly scale: number;
  readonly zeroCount: number;
  /** Of the centred values times their weights. */
  readonly sum: number;
  /** Of the squares of the weights. */
  readonly squares: number;
  /** Least value, not centred; `Infinity` without values. */
  readonly minimum: number;
  /** Greatest value, not centred; `-Infinity` without values. */
  readonly maximum: number;
  readonly positive: BucketRun;
  readonly negative: BucketRun;
}

/** @throws {StatisticsError} `invalid_argument` for an option outside its range. */
export function settingsOf(options: ExponentialHistogramOptions): ExponentialHistogramSettings {
  const { centre = 0, unit = 1, maxBuckets = 160, maxScale = 20, zeroThreshold = 0 } = options;
  assertArgument(Number.isFinite(centre), 'centre', centre, 'finite');
  assertArgument(unit > 0 && unit < Infinity, 'unit', unit, 'positive and finite');
  assertArgument(
    Number.isInteger(maxBuckets) && maxBuckets >= 2 && maxBuckets <= BUCKETS_MAX,
    'maxBuckets',
    maxBuckets,
    'a whole number from 2 to 65536',
  );
  assertArgument(isScale(maxScale), 'maxScale', maxScale, 'a whole number from -11 to 20');
  assertArgument(
    zeroThreshold >= 0 && zeroThreshold < Infinity,
    'zeroThreshold',
    zeroThreshold,
    'finite and not negative',
  );
  return { centre, unit, maxBuckets, maxScale, zeroThreshold };
}

/** The value with the same largest relative error to both ends of a bucket, in the values' unit. */
export function representativeOf(
  bucket: SignedBucket,
  scale: number,
  { centre, unit }: { readonly centre: number; readonly unit: number },
): number {
  if (bucket.sign === 0) return centre;
  const magnitude = exponentialBoundary(bucket.index, scale) * (1 + exponentialValueError(scale));
  const value = centre + bucket.sign * unit * magnitude;
  // The bucket may end beyond the largest double, its values do not.
  return Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value));
}

/** Whether counts of a run are finite and not negative, and their indices those of doubles. */
export function isBucketRun({ offset, counts }: BucketRun, scale: number): boolean {
  if (counts.length === 0) return true;
  return (
    offset >= exponentialIndex(Number.MIN_VALUE, scale) &&
    offset + counts.length - 1 <= exponentialIndex(Number.MAX_VALUE, scale) &&
    counts.every((count) => count >= 0 && count < Infinity)
  );
}

/** Whether a scale is a whole number for which there are indices. */
export function isScale(scale: number): boolean {
  return Number.isInteger(scale) && scale >= SCALE_MIN && scale <= SCALE_MAX;
}
