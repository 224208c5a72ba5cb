import type { Estimate, ZeroDivisionOptions } from './estimate.ts';
import { zeroDivisionEstimate } from './estimate.ts';
import { meanEstimate, meanSums } from './mean-sums.ts';
import { assertBinary, assertRows, assertValues } from './rows.ts';
import { assertArgument } from './validate.ts';

/**
 * The labels of one query's items in the order of their scores, the highest first.
 *
 * @param labels 0 or 1 per item: whether it is relevant.
 * @param scores Finite, same length; equal scores keep the order of the items.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`.
 *
 * O(n log n).
 */
export function rankByScore(labels: ArrayLike<number>, scores: ArrayLike<number>): Float64Array {
  assertRows({ labels, scores });
  assertBinary('labels', labels);
  assertValues('scores', scores);
  const order = Uint32Array.from(labels, (_, item) => item).toSorted(
    (a, b) => scores[b]! - scores[a]!,
  );
  return Float64Array.from(order, (item) => labels[item]!);
}

/**
 * Precision at k of one query: share of the first k ranks that are relevant.
 *
 * @param ranked 0 or 1 per rank from the first, as shown or from `rankByScore`; may be empty.
 * @param k How many ranks count, a whole number from 1; a shorter list has irrelevant items at its
 * end.
 * @returns In [0, 1].
 * @throws {StatisticsError} `invalid_value`, `invalid_argument`.
 *
 * O(k).
 * @see Manning, Raghavan and Schütze (2008), "Introduction to Information Retrieval", section 8.4.
 */
export function precisionAtK(ranked: ArrayLike<number>, k: number): number {
  return relevantAmong(ranked, k) / k;
}

export interface RelevantItemsOptions extends ZeroDivisionOptions {
  /**
   * How many items are relevant in all, at least those that are ranked.
   *
   * @default those of `ranked`
   */
  readonly relevantItems?: number;
}

/**
 * Recall at k of one query: share of the relevant items that are among the first k ranks.
 *
 * @param ranked, k As in `precisionAtK`.
 * @returns In [0, 1]; `undefined` when nothing is relevant, unless `zeroDivision` is given.
 * @throws {StatisticsError} `invalid_value`, `invalid_argument`.
 *
 * O(n).
 */
export function recallAtK(
  ranked: ArrayLike<number>,
  k: number,
  options: RelevantItemsOptions = {},
): number | undefined {
  const relevant = relevantItems(ranked, options);
  const found = relevantAmong(ranked, k);
  return relevant === 0 ? options.zeroDivision : found / relevant;
}

/**
 * Hit at k of one query: 1 when any of the first k ranks is relevant, else 0. Its mean over queries
 * is the hit rate.
 *
 * @param ranked, k As in `precisionAtK`, with the same errors. O(k).
 */
export function hitAtK(ranked: ArrayLike<number>, k: number): number {
  return relevantAmong(ranked, k) > 0 ? 1 : 0;
}

/**
 * Average precision at k of one query: the precision at each relevant rank up to k, summed, over
 * the number of relevant items or k, whichever is less. Its mean over queries is the MAP.
 *
 * @param ranked, k As in `precisionAtK`.
 * @returns In [0, 1]; `undefined` when nothing is relevant, unless `zeroDivision` is given.
 * @throws {StatisticsError} `invalid_value`, `invalid_argument`.
 *
 * O(n).
 * @example
 * averagePrecisionAtK([1, 0, 1], 3); // (1 + 2/3) / 2 = 0.8333
 */
export function averagePrecisionAtK(
  ranked: ArrayLike<number>,
  k: number,
  options: RelevantItemsOptions = {},
): number | undefined {
  assertRank(k);
  const relevant = relevantItems(ranked, options);
  if (relevant === 0) return options.zeroDivision;
  let found = 0;
  let precisions = 0;
  for (let rank = 0; rank < Math.min(k, ranked.length); rank++) {
    found += ranked[rank]!;
    precisions += ranked[rank]! * (found / (rank + 1));
  }
  return precisions / Math.min(k, relevant);
}

/**
 * Reciprocal rank of one query: 1 / the rank of the first relevant item. Its mean over queries is
 * the MRR.
 *
 * @param ranked As in `precisionAtK`.
 * @returns In [0, 1]; 0 when nothing is relevant.
 * @throws {StatisticsError} `invalid_value`.
 *
 * O(n).
 */
export function reciprocalRank(ranked: ArrayLike<number>): number {
  assertBinary('ranked', ranked);
  for (let rank = 0; rank < ranked.length; rank++) if (ranked[rank] === 1) return 1 / (rank + 1);
  return 0;
}

/**
 * Label ranking average precision of one row: for each true label, the share of true labels among
 * those that score as high or higher, averaged.
 *
 * @param labels 0 or 1 per label: whether it is true.
 * @param scores Finite, same length.
 * @returns In (0, 1]; 1 where all or no labels are true.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`.
 *
 * O(L²). The mean over rows agrees with `sklearn.metrics.label_ranking_average_precision_score` to
 * 1e-14.
 */
export function labelRankingAveragePrecision(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
): number {
  const size = assertRows({ labels, scores });
  assertBinary('labels', labels);
  assertValues('scores', scores);
  let relevant = 0;
  let shares = 0;
  for (let label = 0; label < size; label++) {
    if (labels[label] === 0) continue;
    relevant++;
    let rank = 0;
    let found = 0;
    for (let other = 0; other < size; other++) {
      if (scores[other]! < scores[label]!) continue;
      rank++;
      found += labels[other]!;
    }
    shares += found / rank;
  }
  return relevant === 0 ? 1 : shares / relevant;
}

/**
 * Mean of a ranking metric over queries.
 *
 * @param values One per query; a query without a value is left out.
 * @returns `n` the queries with a value, `variance` of the mean. No value when none has.
 * @throws {StatisticsError} `invalid_value` for NaN and infinite values.
 *
 * O(n).
 */
export function meanOverQueries(values: Iterable<number | undefined>): Estimate {
  const present = [...values].filter((value) => value !== undefined);
  return present.length === 0 ? zeroDivisionEstimate({}) : meanEstimate(meanSums(present));
}

function relevantAmong(ranked: ArrayLike<number>, k: number): number {
  assertRank(k);
  assertBinary('ranked', ranked);
  let found = 0;
  for (let rank = 0; rank < Math.min(k, ranked.length); rank++) found += ranked[rank]!;
  return found;
}

function relevantItems(ranked: ArrayLike<number>, options: RelevantItemsOptions): number {
  const held = relevantAmong(ranked, Math.max(1, ranked.length));
  const { relevantItems: relevant = held } = options;
  const isCount = Number.isSafeInteger(relevant) && relevant >= held;
  assertArgument(isCount, 'relevantItems', relevant, `a whole number from ${held}`);
  return relevant;
}

function assertRank(k: number): void {
  assertArgument(Number.isSafeInteger(k) && k >= 1, 'k', k, 'a whole number from 1');
}
