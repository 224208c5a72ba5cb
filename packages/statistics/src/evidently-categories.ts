import { chiSquareSurvival } from './chi-square.ts';
import { StatisticsError } from './errors.ts';
import { normalSurvival } from './normal.ts';
import { assertSameBins, totalOfCounts } from './validate.ts';

/**
 * evidently's `chisquare`: the p-value of the current counts under the shares of the reference.
 *
 * @param expected Reference counts per category of either sample, length K >= 1.
 * @param actual Current counts, same categories.
 * @returns In [0, 1]: exactly 0 when a category is new, which the reference rules out. A single
 * category gives 1, where evidently 0.7.21 returns NaN.
 * @throws {StatisticsError} `shape_mismatch`, `empty_input` when a side has no counts,
 * `invalid_value` for a negative or non-finite count.
 *
 * O(K). A goodness-of-fit test: the reference is taken for the exact law. As it is a sample too,
 * the test rejects too often without drift, 17 % of the time at a level of 5 %, two categories and
 * equal sizes. Here to reproduce evidently's verdicts; to monitor use a test of homogeneity. Agrees
 * with evidently 0.7.21 to 1e-9 relative.
 *
 * @see Pearson (1900), doi:10.1080/14786440009463897.
 */
export function evidentlyChiSquarePValue(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
): number {
  assertSameBins(expected, actual);
  const n = totalOfCounts('expected', expected);
  const m = totalOfCounts('actual', actual);
  return goodnessOfFit(expected, actual, (count, share) => {
    const mean = share * (m / n);
    return ((count - mean) / mean) * (count - mean);
  });
}

/**
 * evidently's `g_test`: the p-value of the likelihood ratio of the current counts under the
 * reference.
 *
 * @param expected Reference counts per category of either sample, length K >= 1.
 * @param actual Current counts, same categories and the same total.
 * @returns In [0, 1], as `evidentlyChiSquarePValue`, and with the same fault.
 * @throws {StatisticsError} `shape_mismatch` also for different totals, which evidently 0.7.21
 * refuses too; `empty_input`, `invalid_value`.
 *
 * O(K). Agrees with evidently 0.7.21 to 1e-9 relative.
 */
export function evidentlyGTestPValue(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
): number {
  assertSameBins(expected, actual);
  const n = totalOfCounts('expected', expected);
  const m = totalOfCounts('actual', actual);
  if (n !== m) {
    throw new StatisticsError('shape_mismatch', `expected sums to ${n}, actual to ${m}`);
  }
  return goodnessOfFit(expected, actual, (count, mean) =>
    count === 0 ? 0 : 2 * count * Math.log(count / mean),
  );
}

/**
 * evidently's `z`: the two-sided p-value of equal shares of the first category.
 *
 * @param expected Reference counts per category, the categories in ascending order, length K >= 1.
 * @param actual Current counts, same categories.
 * @returns In [0, 1]; 1 when both samples have one and the same category. Above two categories the
 * others count as one.
 * @throws {StatisticsError} `shape_mismatch`, `empty_input` when a side has no counts,
 * `invalid_value` for a negative or non-finite count.
 *
 * O(K). The pooled two-proportion test. Agrees with evidently 0.7.21 to 1e-15 absolute: that
 * subtracts from 1 and so has no p-value between 0 and 1e-16.
 */
export function evidentlyZPValue(expected: ArrayLike<number>, actual: ArrayLike<number>): number {
  assertSameBins(expected, actual);
  const n = totalOfCounts('expected', expected);
  const m = totalOfCounts('actual', actual);
  const difference = expected[0]! / n - actual[0]! / m;
  if (difference === 0) return 1;
  const pooled = (expected[0]! + actual[0]!) / (n + m);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
  return 2 * normalSurvival(Math.abs(difference) / error);
}

/** The chi-square p-value of a sum of terms over the categories that either side has. */
function goodnessOfFit(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
  term: (count: number, expected: number) => number,
): number {
  let statistic = 0;
  let categories = 0;
  for (let category = 0; category < expected.length; category++) {
    const mean = expected[category]!;
    const count = actual[category]!;
    if (mean === 0 && count === 0) continue;
    categories++;
    statistic += mean === 0 ? Infinity : term(count, mean);
  }
  return categories === 1 ? 1 : chiSquareSurvival(Math.max(0, statistic), categories - 1);
}
