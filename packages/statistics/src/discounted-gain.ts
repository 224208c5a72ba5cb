import { StatisticsError } from './errors.ts';
import type { ZeroDivisionOptions } from './estimate.ts';
import { assertRows, assertValues } from './rows.ts';
import { assertArgument } from './validate.ts';

export interface DiscountedGainOptions {
  /**
   * How many ranks count, a whole number from 1.
   *
   * @default all of them
   */
  readonly k?: number | undefined;
  /**
   * What an item gains: its relevance, or 2^relevance - 1.
   *
   * @default `linear`, as in scikit-learn
   */
  readonly gain?: 'linear' | 'exponential';
}

/**
 * Discounted cumulative gain of one query: Σ gain / log2(rank + 1) over ranks from 1.
 *
 * @param relevance Relevance of each item, finite, >= 0, length n >= 1.
 * @param scores Score of each item, finite, same length; the highest is ranked first. Items of
 * equal score share the mean of their gains.
 * @returns In [0, ∞), in the unit of the gain.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`, `invalid_argument`.
 *
 * O(n log n) time, O(n) space. Agrees with `sklearn.metrics.dcg_score` to 1e-14.
 * @see Järvelin and Kekäläinen (2002), doi:10.1145/582415.582418; McSherry and Najork (2008),
 * doi:10.1007/978-3-540-78646-7_38, for ties.
 * @example
 * discountedCumulativeGain([3, 0, 2], [0.9, 0.5, 0.8]); // 3 + 2 / log2(3) = 4.2619
 */
export function discountedCumulativeGain(
  relevance: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: DiscountedGainOptions = {},
): number {
  const items = assertRows({ relevance, scores });
  assertValues('relevance', relevance, { min: 0 });
  assertValues('scores', scores);
  const { k = items, gain = 'linear' } = options;
  assertArgument(Number.isSafeInteger(k) && k >= 1, 'k', k, 'a whole number from 1');
  const order = Uint32Array.from(relevance, (_, item) => item).toSorted(
    (a, b) => scores[b]! - scores[a]!,
  );
  let total = 0;
  for (let start = 0; start < Math.min(k, items);) {
    const score = scores[order[start]!];
    let gains = 0;
    let discounts = 0;
    let rank = start;
    for (; rank < items && scores[order[rank]!] === score; rank++) {
      const value = relevance[order[rank]!]!;
      gains += gain === 'linear' ? value : 2 ** value - 1;
      if (rank < k) discounts += 1 / Math.log2(rank + 2);
    }
    total += discounts * (gains / (rank - start));
    start = rank;
  }
  if (total === Infinity) {
    throw new StatisticsError(
      'invalid_value',
      'the gain of relevance is beyond the largest double',
    );
  }
  return total;
}

/**
 * Normalized discounted cumulative gain of one query: that of the scores over the greatest
 * possible.
 *
 * @param relevance, scores, options As in `discountedCumulativeGain`, with the same errors.
 * @returns In [0, 1]; `undefined` when nothing is relevant, unless `zeroDivision` is given;
 * scikit-learn returns 0 there.
 *
 * O(n log n) time, O(n) space. Agrees with `sklearn.metrics.ndcg_score` to 1e-14.
 */
export function normalizedDiscountedCumulativeGain(
  relevance: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: DiscountedGainOptions & ZeroDivisionOptions = {},
): number | undefined {
  const gain = discountedCumulativeGain(relevance, scores, options);
  const ideal = discountedCumulativeGain(relevance, relevance, options);
  return ideal === 0 ? options.zeroDivision : Math.min(1, gain / ideal);
}
