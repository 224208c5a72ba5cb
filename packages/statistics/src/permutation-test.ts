import type { Alternative } from './alternative.ts';
import { StatisticsError } from './errors.ts';
import { assertArgument, assertAscending } from './validate.ts';

/** Statistics this close to the observed one, relatively, count as equal to it: rounding only. */
const EQUAL_WITHIN = 1e-12;

export interface PermutationTestOptions {
  /** A source of numbers in [0, 1): seeded, if the p-value is to be the same again. */
  readonly random: () => number;
  /**
   * Random deals to compare with, a whole number from 1. The smallest p-value possible is
   * 1 / (permutations + 1).
   *
   * @default 9999
   */
  readonly permutations?: number;
  /**
   * Which statistics speak against equal laws: `greater` large ones, as for every distance; `less`
   * small ones; `two-sided` both, at twice the smaller p-value.
   *
   * @default `greater`
   */
  readonly alternative?: Alternative;
}

export interface PermutationTestResult {
  /** The statistic of the samples as they are. */
  readonly statistic: number;
  /** In (0, 1], never 0: the samples as they are count as one of the deals. */
  readonly pValue: number;
  /** `exact` when all deals were looked at, since there are no more than `permutations`. */
  readonly method: 'exact' | 'random';
  /** How many deals the p-value rests on. */
  readonly permutations: number;
}

/**
 * Permutation test: how often samples that are dealt out anew from the pooled values reach the
 * statistic. The level holds for every statistic, law and size, and with ties.
 *
 * @param samples Two or more, each of ascending finite values, length >= 1.
 * @param statistic Takes as many samples, in the same order and of the same sizes, each ascending.
 * They are buffers that the next call overwrites. It may be anything but NaN. Where rows are more
 * than a number pass row indices as the samples and look the rows up.
 * @returns p = (1 + deals that reach it) / (1 + permutations), or the share of all deals if there
 * are no more of them than that.
 * @throws {StatisticsError} `empty_input`, `invalid_value`, also for a statistic that is NaN;
 * `invalid_argument` for fewer than two samples, for options and for draws outside [0, 1).
 *
 * O(permutations · N) beside the statistic, N draws a permutation, for N values in all. Ascending
 * samples come for free: values are dealt in order, so rank statistics need no sorting. Agrees with
 * `scipy.stats.permutation_test` (`independent`) to 1e-12 where that looks at all deals too.
 *
 * @see Phipson & Smyth (2010), doi:10.2202/1544-6115.1585, for why p is never 0.
 * @example
 * const difference = (x, y) => y[0] - x[0];
 * permutationTest([[1], [2]], difference, { random: Math.random }).pValue; // 0.5
 */
export function permutationTest(
  samples: readonly ArrayLike<number>[],
  statistic: (...samples: Float64Array[]) => number,
  options: PermutationTestOptions,
): PermutationTestResult {
  const { random, permutations = 9999, alternative = 'greater' } = options;
  const isCount = Number.isSafeInteger(permutations) && permutations >= 1;
  assertArgument(isCount, 'permutations', permutations, 'a whole number from 1');
  assertArgument(samples.length >= 2, 'samples.length', samples.length, 'at least 2');
  for (const [index, sample] of samples.entries()) assertAscending(`samples[${index}]`, sample);

  const buffers = samples.map((sample) => Float64Array.from(sample));
  const observed = valueOf(statistic, buffers);
  const margin = Number.isFinite(observed) ? EQUAL_WITHIN * Math.abs(observed) : 0;
  const deals = numberOfDeals(samples, permutations);
  const isExact = deals <= permutations;
  const pooled = pool(samples);
  const deal = isExact ? dealInTurn(pooled, buffers) : dealAtRandom(pooled, buffers, random);

  // Every deal is looked at, the observed one among them, or random ones are, and it is added.
  const looks = isExact ? deals : permutations;
  const added = isExact ? 0 : 1;
  let above = added;
  let below = added;
  for (let look = 0; look < looks; look++) {
    deal();
    const value = valueOf(statistic, buffers);
    if (value >= observed - margin) above++;
    if (value <= observed + margin) below++;
  }
  const greater = above / (looks + added);
  const less = below / (looks + added);
  const twoSided = Math.min(1, 2 * Math.min(less, greater));
  const pValue = { greater, less, 'two-sided': twoSided }[alternative];
  return { statistic: observed, pValue, method: isExact ? 'exact' : 'random', permutations: looks };
}

function valueOf(
  statistic: (...samples: Float64Array[]) => number,
  buffers: readonly Float64Array[],
): number {
  const value = statistic(...buffers);
  if (Number.isNaN(value)) {
    throw new StatisticsError('invalid_value', 'statistic returned NaN; deals cannot be compared');
  }
  return value;
}

/** The multinomial coefficient of the sizes, or some number above `limit`. */
function numberOfDeals(samples: readonly ArrayLike<number>[], limit: number): number {
  let deals = 1;
  let size = 0;
  for (const { length } of samples) {
    for (let k = 1; k <= length && deals <= limit; k++)
      deals = Math.round((deals * (size + k)) / k);
    size += length;
  }
  return deals;
}

interface Pooled {
  /** All values, ascending. */
  readonly values: Float64Array;
  /** Sizes of the samples. */
  readonly sizes: readonly number[];
}

function pool(samples: readonly ArrayLike<number>[]): Pooled {
  const sizes = samples.map(({ length }) => length);
  const values = new Float64Array(sizes.reduce((sum, size) => sum + size, 0));
  let offset = 0;
  for (const sample of samples) {
    values.set(sample, offset);
    offset += sample.length;
  }
  return { values: values.toSorted(), sizes };
}

/** Deals each value, in ascending order, to a sample with a chance as its share of free places. */
function dealAtRandom(
  { values, sizes }: Pooled,
  buffers: readonly Float64Array[],
  random: () => number,
): () => void {
  const free = new Float64Array(sizes.length);
  return () => {
    free.set(sizes);
    for (let index = 0; index < values.length; index++) {
      const draw = random();
      assertArgument(draw >= 0 && draw < 1, 'random()', draw, 'from 0 to below 1');
      // A draw below one stays below the number of free places, also once rounded.
      let place = Math.floor(draw * (values.length - index));
      let group = 0;
      while (place >= free[group]!) place -= free[group++]!;
      buffers[group]![sizes[group]! - free[group]!] = values[index]!;
      free[group]!--;
    }
  };
}

/** Deals by every order of the labels, one a call, in the order of a dictionary. */
function dealInTurn({ values, sizes }: Pooled, buffers: readonly Float64Array[]): () => void {
  const labels = Uint32Array.from(sizes.flatMap((size, group) => Array<number>(size).fill(group)));
  const filled = new Uint32Array(sizes.length);
  let isFirst = true;
  return () => {
    if (!isFirst) toNextOrder(labels);
    isFirst = false;
    filled.fill(0);
    for (let index = 0; index < values.length; index++) {
      const group = labels[index]!;
      buffers[group]![filled[group]!++] = values[index]!;
    }
  };
}

/** Raises the last label that can be raised and puts what follows it in ascending order. */
function toNextOrder(labels: Uint32Array): void {
  let pivot = labels.length - 2;
  while (labels[pivot]! >= labels[pivot + 1]!) pivot--;
  let successor = labels.length - 1;
  while (labels[successor]! <= labels[pivot]!) successor--;
  swap(labels, pivot, successor);
  labels.subarray(pivot + 1).reverse();
}

function swap(labels: Uint32Array, a: number, b: number): void {
  const label = labels[a]!;
  labels[a] = labels[b]!;
  labels[b] = label;
}
