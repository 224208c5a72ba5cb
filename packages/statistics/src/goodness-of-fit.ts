import { chiSquareSurvival } from './chi-square.ts';
import { chiSquareDistance } from './contingency.ts';
import type { ChiSquareStatistic } from './contingency.ts';
import { assertSameBins, totalOfCounts } from './validate.ts';

export interface ChiSquareGoodnessOfFitOptions {
  /** @default `pearson` */
  readonly statistic?: ChiSquareStatistic;
}

export interface ChiSquareGoodnessOfFitResult {
  /** Chi-square or G statistic, in [0, Infinity]. */
  readonly statistic: number;
  /** Probability of a statistic at least this large when the law is the expected one, in [0, 1]. */
  readonly pValue: number;
  /** Number of bins that are expected or occupied, less one. */
  readonly dof: number;
  /** Cohen's w, √(χ² / n) of Pearson's statistic, in [0, Infinity]. */
  readonly cohensW: number;
}

/**
 * Chi-square test of whether counts follow a law that is known.
 *
 * The expected side is taken as exact. When it is itself a sample, this finds drift where there is
 * only its noise; use `chiSquareHomogeneity` then.
 *
 * @param expected Counts, weights or shares of the law, length B >= 1; scaled to the total of the
 * other side.
 * @param actual Counts, same bins.
 * @returns A count where the law has 0 gives the statistic `Infinity` and p = 0. Bins that are empty
 * on both sides are left out; one bin alone cannot differ: p = 1.
 * @throws {StatisticsError} `shape_mismatch`, `empty_input`, `invalid_value`.
 *
 * O(B). About five expected a bin. Agrees with `scipy.stats.chisquare` and `power_divergence` to
 * 1e-12, except in the two cases above.
 * @see Pearson (1900), doi:10.1080/14786440009463897; Cohen (1988), "Statistical Power Analysis for
 * the Behavioral Sciences", section 7.2.
 * @example
 * chiSquareGoodnessOfFit([10, 20, 30], [6, 9, 17]).pValue; // 0.8162
 */
export function chiSquareGoodnessOfFit(
  expected: ArrayLike<number>,
  actual: ArrayLike<number>,
  options: ChiSquareGoodnessOfFitOptions = {},
): ChiSquareGoodnessOfFitResult {
  assertSameBins(expected, actual);
  const { statistic: kind = 'pearson' } = options;
  const expectedTotal = totalOfCounts('expected', expected);
  const total = totalOfCounts('actual', actual);
  const scaled = new Float64Array(expected.length);
  for (let bin = 0; bin < scaled.length; bin++) {
    // Of equal totals the counts stay as they are, without a rounding.
    const count = expected[bin]!;
    scaled[bin] = total === expectedTotal ? count : (count / expectedTotal) * total;
  }
  const dof = scaled.filter((count, bin) => count > 0 || actual[bin]! > 0).length - 1;
  if (scaled.some((count, bin) => count === 0 && actual[bin]! > 0)) {
    return { statistic: Infinity, pValue: 0, dof, cohensW: Infinity };
  }
  if (dof === 0) return { statistic: 0, pValue: 1, dof, cohensW: 0 };
  const statistic = chiSquareDistance(kind, actual, scaled);
  const pearson = chiSquareDistance('pearson', actual, scaled);
  return {
    statistic,
    pValue: chiSquareSurvival(statistic, dof),
    dof,
    cohensW: Math.sqrt(pearson / total),
  };
}
