import { StatisticsError } from './errors.ts';
import { assertArgument, assertProbability } from './validate.ts';

/** What a column may hold: `null`, `undefined` and NaN are missing values. */
export type ColumnValue = string | number | bigint | boolean | null | undefined;

/**
 * How many values of a column are missing. O(n).
 *
 * @param values In any order; the empty string is a value. May be empty.
 */
export function missingCount(values: ArrayLike<ColumnValue>): number {
  let missing = 0;
  for (let row = 0; row < values.length; row++) if (isMissing(values[row])) missing++;
  return missing;
}

/**
 * How many present values of a column are not among those that the reference had. O(n).
 *
 * @param values In any order. A missing value is not unseen. May be empty.
 * @param seen The reference's distinct values.
 */
export function unseenCount(
  values: ArrayLike<ColumnValue>,
  seen: ReadonlySet<ColumnValue>,
): number {
  let unseen = 0;
  for (let row = 0; row < values.length; row++) {
    if (!isMissing(values[row]) && !seen.has(values[row])) unseen++;
  }
  return unseen;
}

/**
 * Standard error of a share of n rows: √(p (1 - p) / n).
 *
 * @param share Its expectation p, in [0, 1]: the reference's.
 * @param n Rows, positive.
 * @returns In [0, 1 / (2 √n)].
 * @throws {StatisticsError} `empty_input` for n = 0, `invalid_argument`.
 *
 * O(1). NannyML's sampling error of missing values, to 1e-15. For an interval take
 * `wilsonInterval`.
 */
export function shareStandardError(share: number, n: number): number {
  if (n === 0) throw new StatisticsError('empty_input', 'n is 0; a share needs rows');
  assertArgument(n > 0 && n < Infinity, 'n', n, 'positive and finite');
  assertProbability('share', share);
  return Math.sqrt((share * (1 - share)) / n);
}

function isMissing(value: ColumnValue): boolean {
  return value === null || value === undefined || Number.isNaN(value);
}
