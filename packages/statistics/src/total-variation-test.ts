import { StatisticsError } from './errors.ts';
import { randomHypergeometric } from './random-hypergeometric.ts';
import { assertArgument, assertSameBins, totalOfCounts } from './validate.ts';

/** Statistics this close to the observed one, relatively, count as equal to it: rounding only. */
const EQUAL_WITHIN = 1e-12;

export interface TotalVariationTestOptions {
  /** A source of numbers in [0, 1): seeded, if the p-value is to be the same again. */
  readonly random: () => number;
  /**
   * Random deals to compare with, a whole number from 1. The smallest p-value possible is
   * 1 / (permutations + 1).
   *
   * @default 9999
   */
  readonly permutations?: number;
}

export interface TotalVariationTestResult {
  /** Total variation distance, in [0, 1]. */
  readonly statistic: number;
  /** (1 + `reached`) / (1 + `permutations`), in (0, 1]. */
  readonly pValue: number;
  /** How many deals were at least as far apart as the samples are. */
  readonly reached: number;
  readonly permutations: number;
}

/**
 * Permutation test of equal laws by the total variation distance of counts in common bins.
 *
 * @param expected Reference counts per bin, whole numbers, length B >= 1.
 * @param actual Current counts per bin, same bins.
 * @returns The p-value is valid for every law and size, empty and rare bins included: under no
 * drift it is at most α with a probability of at most α.
 * @throws {StatisticsError} `shape_mismatch`, `empty_input` when a side has no counts,
 * `invalid_value` for a count that is not whole, negative or non-finite, `invalid_argument` for
 * options and for draws outside [0, 1).
 *
 * O(permutations · B √(n / B)) at most, with one random number per bin and deal: counts are dealt
 * as such, by hypergeometric draws, and never as single values. evidently's `TVD` is `reached /
 * permutations` with 1000 permutations, which can be 0; its numbers come from numpy's generator
 * with a fixed seed, so that the two agree up to the error of simulation only.
 *
 * @see Phipson & Smyth (2010), doi:10.2202/1544-6115.1585, for why p is never 0.
 * @example
 * totalVariationTest([50, 50], [60, 40], { random: Math.random }).pValue; // about 0.20
 */
export function totalVariationTest(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
  options: TotalVariationTestOptions,
): TotalVariationTestResult {
  const { random, permutations = 9999 } = options;
  const isCount = Number.isSafeInteger(permutations) && permutations >= 1;
  assertArgument(isCount, 'permutations', permutations, 'a whole number from 1');
  assertSameBins(expected, actual);
  const n = totalOfCounts('expected', expected);
  const m = totalOfCounts('actual', actual);
  assertWhole('expected', expected);
  assertWhole('actual', actual);
  const pooled = Float64Array.from(expected, (count, bin) => count + actual[bin]!);
  const draw = (): number => {
    const value = random();
    assertArgument(value >= 0 && value < 1, 'random()', value, 'at least 0 and below 1');
    return value;
  };

  // Twice n m times the distance: whole, hence without rounding up to 2^53.
  let observed = 0;
  for (let bin = 0; bin < pooled.length; bin++) {
    observed += Math.abs((n + m) * expected[bin]! - n * pooled[bin]!);
  }
  const reach = observed * (1 - EQUAL_WITHIN);
  let reached = 0;
  for (let deal = 0; deal < permutations; deal++) {
    if (dealtDifference(pooled, { n, m }, draw) >= reach) reached++;
  }
  const statistic = Math.min(1, observed / n / m / 2);
  return { statistic, pValue: (1 + reached) / (1 + permutations), reached, permutations };
}

/** The same for n of the pooled values that are drawn at random. */
function dealtDifference(
  pooled: Float64Array,
  sizes: { readonly n: number; readonly m: number },
  random: () => number,
): number {
  const { n, m } = sizes;
  let left = n + m;
  let draws = n;
  let difference = 0;
  for (const marked of pooled) {
    const dealt = randomHypergeometric({ total: left, marked }, draws, random);
    difference += Math.abs((n + m) * dealt - n * marked);
    left -= marked;
    draws -= dealt;
  }
  return difference;
}

function assertWhole(name: string, counts: ArrayLike<number>): void {
  for (let bin = 0; bin < counts.length; bin++) {
    if (!Number.isSafeInteger(counts[bin])) {
      throw new StatisticsError(
        'invalid_value',
        `${name}[${bin}] is ${counts[bin]}; values can be dealt anew where counts are whole only`,
      );
    }
  }
}
