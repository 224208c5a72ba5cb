import { StatisticsError } from './errors.ts';
import {
  type BucketRun,
  type ExponentialHistogramSettings,
  type ExponentialHistogramState,
  isBucketRun,
  isScale,
  representativeOf,
} from './exponential-state.ts';

/** A run of buckets of an OTLP data point: counts of the indices from `offset` on. */
export interface ExponentialHistogramDataPointBuckets {
  readonly offset: number;
  readonly bucketCounts: readonly bigint[];
}

/** The fields of OTLP's ExponentialHistogramDataPoint that hold the distribution. */
export interface ExponentialHistogramDataPoint {
  readonly count: bigint;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  readonly scale: number;
  readonly zeroCount: bigint;
  readonly zeroThreshold?: number;
  readonly positive?: ExponentialHistogramDataPointBuckets;
  readonly negative?: ExponentialHistogramDataPointBuckets;
}

/** @throws {StatisticsError} `invalid_value` when a count is not whole. */
export function toDataPoint(
  settings: ExponentialHistogramSettings,
  state: ExponentialHistogramState,
): ExponentialHistogramDataPoint {
  const { centre, unit, zeroThreshold } = settings;
  const positive = toBuckets(state.positive);
  const negative = toBuckets(state.negative);
  const zeroCount = toCount(state.zeroCount);
  const count = [...positive.bucketCounts, ...negative.bucketCounts].reduce(
    (total, bucketCount) => total + bucketCount,
    zeroCount,
  );
  const { sum } = state;
  const hasSum = state.negative.counts.length === 0 && Number.isFinite(sum);
  return {
    count,
    ...(hasSum && { sum }),
    ...(count > 0n && {
      min: (state.minimum - centre) / unit,
      max: (state.maximum - centre) / unit,
    }),
    scale: state.scale,
    zeroCount,
    zeroThreshold,
    positive,
    negative,
  };
}

/** @throws {StatisticsError} `invalid_value` for a point that cannot be. */
export function stateOfDataPoint(
  settings: ExponentialHistogramSettings,
  point: ExponentialHistogramDataPoint,
): ExponentialHistogramState {
  const { scale } = point;
  assertPoint(isScale(scale), `scale is ${scale}; it must be a whole number from -11 to 20`);
  const positive = toRun('positive', point.positive, scale);
  const negative = toRun('negative', point.negative, scale);
  const zeroCount = Number(point.zeroCount);
  assertPoint(zeroCount >= 0, `zeroCount is ${zeroCount}; a count is not negative`);
  const count = totalOf(point.positive) + totalOf(point.negative) + point.zeroCount;
  assertPoint(point.count === count, `count is ${point.count}, the buckets hold ${count}`);
  const state = { scale, zeroCount, squares: Number(count), positive, negative };
  if (count === 0n) return { ...state, sum: 0, minimum: Infinity, maximum: -Infinity };

  const { centre, unit } = settings;
  const values = centredValues(state);
  const { sum = values.reduce((total, { value, times }) => total + value * times, 0) } = point;
  assertPoint(!Number.isNaN(sum), 'sum is NaN');
  const { min = values[0]!.value, max = values.at(-1)!.value } = point;
  const minimum = centre + unit * min;
  const maximum = centre + unit * max;
  assertPoint(
    Number.isFinite(minimum) && Number.isFinite(maximum) && minimum <= maximum,
    `min is ${point.min} and max ${point.max}, ${minimum} and ${maximum} in the values' unit`,
  );
  return { ...state, sum, minimum, maximum };
}

function toBuckets({ offset, counts }: BucketRun): ExponentialHistogramDataPointBuckets {
  return { offset, bucketCounts: Array.from(counts, toCount) };
}

function toCount(count: number): bigint {
  assertPoint(Number.isInteger(count), `a count is ${count}; OTLP has whole counts only`);
  return BigInt(count);
}

function toRun(
  side: string,
  buckets: ExponentialHistogramDataPointBuckets | undefined,
  scale: number,
): BucketRun {
  const { offset = 0, bucketCounts = [] } = buckets ?? {};
  const first = Math.max(
    0,
    bucketCounts.findIndex((count) => count !== 0n),
  );
  const end = bucketCounts.findLastIndex((count) => count !== 0n) + 1;
  const counts = Float64Array.from(bucketCounts.slice(first, end), Number);
  const run = { offset: offset + first, counts };
  assertPoint(
    Number.isInteger(offset) && isBucketRun(run, scale),
    `${side} has ${bucketCounts.length} buckets from ${offset} on at scale ${scale}; ` +
      'their indices must be those of doubles, their counts not negative',
  );
  return run;
}

function totalOf(buckets: ExponentialHistogramDataPointBuckets | undefined): bigint {
  return (buckets?.bucketCounts ?? []).reduce((total, count) => total + count, 0n);
}

/** One centred value per bucket, ascending. */
function centredValues({
  scale,
  zeroCount,
  positive,
  negative,
}: Pick<ExponentialHistogramState, 'scale' | 'zeroCount' | 'positive' | 'negative'>): {
  readonly value: number;
  readonly times: number;
}[] {
  const valuesOf = (sign: -1 | 1, { offset, counts }: BucketRun) =>
    Array.from(counts, (count, at) => ({
      value: representativeOf({ sign, index: offset + at, count }, scale, { centre: 0, unit: 1 }),
      times: count,
    }));
  return [
    ...valuesOf(-1, negative).toReversed(),
    ...(zeroCount > 0 ? [{ value: 0, times: zeroCount }] : []),
    ...valuesOf(1, positive),
  ];
}

function assertPoint(accepted: boolean, problem: string): void {
  if (!accepted) throw new StatisticsError('invalid_value', problem);
}
