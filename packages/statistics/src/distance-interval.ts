import type { SampledLaws } from './absolute-noise.ts';
import { normalQuantile } from './normal.ts';
import { assertArgument, assertSameBins, totalOfCounts } from './validate.ts';

/**
 * Added to every occupied bin before a standard error is taken: a bin without values has one too.
 */
const PSEUDO_COUNT = 0.5;

export interface DistanceIntervalOptions {
  /**
   * Coverage aimed at, above 0 and below 1.
   *
   * @default 0.95
   */
  readonly confidence?: number;
  /**
   * Effective sizes of the reference and the current sample where rows are weighted or depend on
   * each other, each positive and finite.
   *
   * @default the totals of the counts
   */
  readonly effectiveSizes?: readonly [number, number];
}

/** The probability of each of the two tails that an interval leaves out. */
export function tailProbability(options: DistanceIntervalOptions): number {
  const { confidence = 0.95 } = options;
  assertArgument(confidence > 0 && confidence < 1, 'confidence', confidence, 'between 0 and 1');
  return (1 - confidence) / 2;
}

/** How many standard errors from its mean a normal law leaves `tail` beyond. */
export function normalReach(tail: number): number {
  return -normalQuantile(tail);
}

/** The two sizes, from the options or else as counted. */
export function sampleSizes(
  options: DistanceIntervalOptions,
  counted: readonly [number, number],
): readonly [number, number] {
  const [n, m] = options.effectiveSizes ?? counted;
  assertArgument(n > 0 && n < Infinity, 'effectiveSizes[0]', n, 'positive and finite');
  assertArgument(m > 0 && m < Infinity, 'effectiveSizes[1]', m, 'positive and finite');
  return [n, m];
}

/** Shares as observed, of the bins that either side has values in, and as estimated. */
export interface ObservedLaws {
  readonly expected: Float64Array;
  readonly actual: Float64Array;
  /** With half a count added to every bin: for standard errors. */
  readonly estimated: SampledLaws;
  /** With half a count added to every bin of a side that has an empty one: for ratios of shares. */
  readonly filled: SampledLaws;
}

/** @throws {StatisticsError} As the distances of counts, and for effective sizes out of range. */
export function observeLaws(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
  options: DistanceIntervalOptions,
): ObservedLaws {
  assertSameBins(expected, actual);
  const expectedTotal = totalOfCounts('expected', expected);
  const actualTotal = totalOfCounts('actual', actual);
  const [n, m] = sampleSizes(options, [expectedTotal, actualTotal]);
  const occupied: number[] = [];
  for (let bin = 0; bin < expected.length; bin++) {
    if (expected[bin]! > 0 || actual[bin]! > 0) occupied.push(bin);
  }
  const e = Float64Array.from(occupied, (bin) => expected[bin]! / expectedTotal);
  const a = Float64Array.from(occupied, (bin) => actual[bin]! / actualTotal);
  return {
    expected: e,
    actual: a,
    estimated: { expected: smoothed(e, n), actual: smoothed(a, m), n, m },
    filled: {
      expected: e.includes(0) ? smoothed(e, n) : e,
      actual: a.includes(0) ? smoothed(a, m) : a,
      n,
      m,
    },
  };
}

function smoothed(shares: Float64Array, size: number): Float64Array {
  const divisor = size + PSEUDO_COUNT * shares.length;
  return shares.map((share) => (share * size + PSEUDO_COUNT) / divisor);
}
