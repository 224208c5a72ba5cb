import { StatisticsError } from './errors.ts';
import {
  hypergeometricCumulative,
  hypergeometricLogProbability,
  hypergeometricRange,
  hypergeometricSurvival,
} from './hypergeometric.ts';
import type { HypergeometricLaw } from './hypergeometric.ts';
import { assertArgument } from './validate.ts';

/** Tables count as equally likely when ln of their probabilities differ by less: rounding only. */
const TIE_TOLERANCE = 1e-10;

/** Two rows, two columns: whole counts. */
export type TwoByTwo = readonly [readonly [number, number], readonly [number, number]];

export interface FisherExactOptions {
  /**
   * `greater`: the odds of the first column are higher in the first row; `less`: lower.
   *
   * @default `two_sided`: all tables that are no likelier than this one.
   */
  readonly alternative?: 'two_sided' | 'less' | 'greater';
}

export interface FisherExactResult {
  /** Sample odds ratio a d / (b c), in [0, Infinity]; 1 where a column is empty. */
  readonly oddsRatio: number;
  /** Probability of a table at least as extreme, given all margins, in [0, 1]. */
  readonly pValue: number;
}

/**
 * Fisher's exact test of whether two rows have the same share of the first column.
 *
 * Exact for every sample size and never above its level; with few counts well below it.
 *
 * @param table [[a, b], [c, d]] of whole counts, up to a total of 2^53 - 1; every row must have
 * counts. With an empty column nothing can differ: p = 1.
 * @throws {StatisticsError} `invalid_value` for a count that is negative or not whole,
 * `invalid_argument` for a total beyond 2^53 - 1, `empty_input` for a row without counts.
 *
 * Some ten standard deviations of a are summed. Agrees with `scipy.stats.fisher_exact` to 1e-12 for
 * counts in the hundreds (scipy's own error is 1e-9 at a million), except that its odds ratio is NaN
 * with an empty column.
 * @see Fisher (1935), "The logic of inductive inference", doi:10.2307/2342435.
 * @example
 * fisherExact([[5, 0], [3, 9]]); // { oddsRatio: Infinity, pValue: 0.00905 }
 */
export function fisherExact(table: TwoByTwo, options: FisherExactOptions = {}): FisherExactResult {
  assertTable(table);
  const { alternative = 'two_sided' } = options;
  const [[a, b], [c, d]] = table;
  const law = { population: a + b + c + d, successes: a + c, draws: a + b };
  if (a + c === 0 || b + d === 0) return { oddsRatio: 1, pValue: 1 };
  // At most one of the two products is 0 where no row and no column is empty.
  return { oddsRatio: (a * d) / (b * c), pValue: tailOf(alternative, a, law) };
}

function tailOf(
  alternative: 'two_sided' | 'less' | 'greater',
  count: number,
  law: HypergeometricLaw,
): number {
  if (alternative === 'less') return hypergeometricCumulative(count, law);
  if (alternative === 'greater') return hypergeometricSurvival(count - 1, law);
  return noLikelier(count, law);
}

/** Probability of all counts that are no likelier than this one: its own tail and the far one. */
function noLikelier(count: number, law: HypergeometricLaw): number {
  const limit = hypergeometricLogProbability(count, law) + TIE_TOLERANCE;
  const { population, successes, draws } = law;
  const mode = Math.floor(((draws + 1) / (population + 2)) * (successes + 1));
  const { least, most } = hypergeometricRange(law);
  if (count < mode) {
    const far = firstWhere(mode, most + 1, (k) => hypergeometricLogProbability(k, law) <= limit);
    const sum = hypergeometricCumulative(count, law) + hypergeometricSurvival(far - 1, law);
    return Math.min(1, sum);
  }
  const far = firstWhere(-mode, 1 - least, (k) => hypergeometricLogProbability(-k, law) <= limit);
  const sum = hypergeometricSurvival(count - 1, law) + hypergeometricCumulative(-far, law);
  return Math.min(1, sum);
}

/** The least whole number from `low` on that is accepted; `high` is, and once one is all later are. */
function firstWhere(low: number, high: number, accepts: (value: number) => boolean): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (accepts(middle)) to = middle;
    else from = middle + 1;
  }
  return to;
}

function assertTable(table: TwoByTwo): void {
  let total = 0;
  for (const [index, row] of table.entries()) {
    for (const [column, count] of row.entries()) {
      if (Number.isSafeInteger(count) && count >= 0) continue;
      const message = `table[${index}][${column}] is ${count}; a count is whole and not negative`;
      throw new StatisticsError('invalid_value', message);
    }
    if (row[0] + row[1] === 0) {
      throw new StatisticsError('empty_input', `table[${index}] has a total of 0`);
    }
    total += row[0] + row[1];
  }
  assertArgument(Number.isSafeInteger(total), 'the total of the table', total, 'below 2^53');
}
