import { chiSquareSurvival } from './chi-square.ts';
import { chiSquareDistance, contingencyOf } from './contingency.ts';
import type { ChiSquareStatistic, Contingency } from './contingency.ts';
import { assertArgument } from './validate.ts';

export interface ChiSquareHomogeneityOptions {
  /** @default `pearson` */
  readonly statistic?: ChiSquareStatistic;
  /**
   * Yates' correction: with one degree of freedom every count moves by at most a half towards what is
   * expected. Makes the p-value too large rather than too small.
   *
   * @default true
   */
  readonly yates?: boolean;
  /**
   * Effective size of each row, for counts of weighted rows: `kishSampleSize` of its weights. Each
   * row is scaled to it, which keeps its shares. At most the total of the row.
   *
   * @default the totals of the rows
   */
  readonly effectiveSizes?: ArrayLike<number>;
}

export interface ChiSquareHomogeneityResult {
  /** Chi-square or G statistic, >= 0. */
  readonly statistic: number;
  /** Probability of a statistic at least this large when all rows have one law, in [0, 1]. */
  readonly pValue: number;
  /** (rows - 1)(columns - 1), of the columns that hold counts. */
  readonly dof: number;
  /**
   * Cramér's V without Yates' correction, in [0, 1]: √(χ² / n / min(rows - 1, columns - 1)). For two
   * by two it is the absolute phi coefficient. 0 where there is no degree of freedom.
   */
  readonly cramersV: number;
  /** What homogeneity expects of each cell, after scaling to the effective sizes. */
  readonly expected: readonly Float64Array[];
}

/**
 * Chi-square test of whether all rows of a table are samples of one law over its columns.
 *
 * For drift: reference counts in one row, current counts in another. Unlike a test of goodness of
 * fit, it takes the noise of both.
 *
 * @param table Counts or weights, r >= 1 rows of k >= 1 columns, every row with a positive total.
 * Columns that are empty in all rows are left out; one column alone cannot differ: p = 1.
 * @throws {StatisticsError} `empty_input`, `shape_mismatch`, `invalid_value`, `invalid_argument`.
 *
 * O(r k) time and space. The law is asymptotic: about five expected a cell, else `fisherExact`.
 * Agrees with `scipy.stats.chi2_contingency` to 1e-12, except that it refuses empty columns.
 * @see Pearson (1900), doi:10.1080/14786440009463897; Yates (1934), doi:10.2307/2983604; Cramér
 * (1946), "Mathematical Methods of Statistics", section 21.9.
 * @example
 * chiSquareHomogeneity([[10, 20, 30], [6, 9, 17]]).pValue; // 0.873
 */
export function chiSquareHomogeneity(
  table: readonly ArrayLike<number>[],
  options: ChiSquareHomogeneityOptions = {},
): ChiSquareHomogeneityResult {
  const { statistic: kind = 'pearson', yates = true, effectiveSizes } = options;
  const contingency = contingencyOf(table, effectiveSizes);
  const { expected, total, columns } = contingency;
  const dof = (table.length - 1) * (columns - 1);
  if (dof === 0) return { statistic: 0, pValue: 1, dof, cramersV: 0, expected };

  const statistic = distanceOf(kind, contingency, yates && dof === 1);
  const uncorrected = distanceOf('pearson', contingency, false);
  const largest = total * Math.min(table.length - 1, columns - 1);
  return {
    statistic,
    pValue: chiSquareSurvival(statistic, dof),
    dof,
    cramersV: Math.min(1, Math.sqrt(uncorrected / largest)),
    expected,
  };
}

/**
 * Cramér's V to expect of samples of one law: √(dof / n / min(rows - 1, columns - 1)), cut at 1.
 *
 * @param rows, columns Shape of the table, whole numbers from 1; columns that can hold counts.
 * @param n Total of the table, positive; effective sizes for weighted rows.
 * @returns The root of the mean squared V under no drift, in [0, 1]; 0 without a degree of freedom.
 * @throws {StatisticsError} `invalid_argument`.
 */
export function cramersVNoiseFloor(rows: number, columns: number, n: number): number {
  assertArgument(Number.isSafeInteger(rows) && rows >= 1, 'rows', rows, 'a whole number from 1');
  const isWhole = Number.isSafeInteger(columns) && columns >= 1;
  assertArgument(isWhole, 'columns', columns, 'a whole number from 1');
  assertArgument(n > 0, 'n', n, 'positive');
  // dof over the smaller of its two factors is the larger one.
  if (rows === 1 || columns === 1) return 0;
  return Math.min(1, Math.sqrt(Math.max(rows - 1, columns - 1) / n));
}

function distanceOf(
  kind: ChiSquareStatistic,
  { observed, expected }: Contingency,
  corrected: boolean,
): number {
  return observed.reduce((sum, row, index) => {
    const wanted = expected[index]!;
    const moved = corrected ? row.map((count, column) => towards(count, wanted[column]!)) : row;
    return sum + chiSquareDistance(kind, moved, wanted);
  }, 0);
}

/** Moves a count by a half towards what is expected, or onto it if that is nearer. */
function towards(observed: number, expected: number): number {
  const difference = expected - observed;
  return observed + Math.sign(difference) * Math.min(0.5, Math.abs(difference));
}
