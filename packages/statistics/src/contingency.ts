import { devianceFromMean } from './deviance.ts';
import { StatisticsError } from './errors.ts';
import { assertArgument, totalOfCounts } from './validate.ts';

/**
 * Which distance between observed and expected counts is summed.
 *
 * - `pearson`: (observed - expected)² / expected.
 * - `log_likelihood_ratio`: 2 observed ln(observed / expected), the G statistic.
 */
export type ChiSquareStatistic = 'pearson' | 'log_likelihood_ratio';

/** A table of counts with its expected counts under homogeneity. */
export interface Contingency {
  readonly observed: readonly Float64Array[];
  readonly expected: readonly Float64Array[];
  readonly total: number;
  /** Columns in which anything was counted. */
  readonly columns: number;
}

/**
 * Checks a table, scales its rows to their effective sizes, and adds what homogeneity expects.
 *
 * @throws {StatisticsError} `empty_input` for no rows or a row without counts, `shape_mismatch` for
 * rows of unequal length, `invalid_value` for a count that is negative or not finite,
 * `invalid_argument` for an effective size out of range.
 */
export function contingencyOf(
  table: readonly ArrayLike<number>[],
  effectiveSizes: ArrayLike<number> | undefined,
): Contingency {
  if (table.length === 0) throw new StatisticsError('empty_input', 'table has no rows');
  assertShape(table, effectiveSizes);
  const observed = table.map((row, index) => {
    const total = totalOfCounts(`table[${index}]`, row);
    const size = effectiveSizes === undefined ? total : effectiveSizes[index]!;
    const wanted = `above 0 and at most the total of its row, ${total}`;
    assertArgument(size > 0 && size <= total, `effectiveSizes[${index}]`, size, wanted);
    const counts = new Float64Array(row.length);
    for (let column = 0; column < counts.length; column++) {
      counts[column] = row[column]! * (size / total);
    }
    return counts;
  });
  const rowTotals = observed.map(sumOf);
  const columnTotals = new Float64Array(table[0]!.length);
  for (const row of observed) {
    for (let column = 0; column < row.length; column++) columnTotals[column]! += row[column]!;
  }
  const total = sumOf(rowTotals);
  const expected = rowTotals.map((row) => columnTotals.map((column) => (column / total) * row));
  return { observed, expected, total, columns: columnTotals.filter((count) => count > 0).length };
}

/** The statistic over all cells; both sides have the same total, and 0 expects 0. */
export function chiSquareDistance(
  statistic: ChiSquareStatistic,
  observed: ArrayLike<number>,
  expected: ArrayLike<number>,
): number {
  let sum = 0;
  for (let cell = 0; cell < observed.length; cell++) {
    const wanted = expected[cell]!;
    if (wanted === 0) continue;
    const term = statistic === 'pearson' ? pearsonTerm : logLikelihoodTerm;
    sum += term(observed[cell]!, wanted);
  }
  return sum;
}

function pearsonTerm(observed: number, expected: number): number {
  const difference = observed - expected;
  return difference * (difference / expected);
}

/**
 * 2 (o ln(o / e) + e - o): the added differences cancel over the table, and with them no term is
 * negative, so that a statistic near 0 keeps its digits.
 */
function logLikelihoodTerm(observed: number, expected: number): number {
  if (observed === 0) return 2 * expected;
  return 2 * devianceFromMean(observed, expected, expected - observed);
}

function assertShape(
  table: readonly ArrayLike<number>[],
  effectiveSizes: ArrayLike<number> | undefined,
): void {
  const columns = table[0]!.length;
  for (const [index, row] of table.entries()) {
    if (row.length === columns) continue;
    const message = `table[0] has ${columns} columns, table[${index}] has ${row.length}`;
    throw new StatisticsError('shape_mismatch', message);
  }
  if (effectiveSizes !== undefined && effectiveSizes.length !== table.length) {
    const message = `table has ${table.length} rows, effectiveSizes has ${effectiveSizes.length}`;
    throw new StatisticsError('shape_mismatch', message);
  }
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  return sum;
}
