import type { Alternative } from './alternative.ts';
import { mannWhitneySurvival } from './mann-whitney-law.ts';
import { effectiveSampleSize } from './no-drift.ts';
import { normalSurvival } from './normal.ts';
import { assertAscending, assertSameBins, totalOfCounts } from './validate.ts';

/** With more values than this on both sides `auto` takes the normal law, as in scipy. */
const AUTO_EXACT_MAX = 8;
/** Largest n m whose law is tabulated: 80 MB and half a second. */
const EXACT_PAIRS_MAX = 2e7;

export interface MannWhitneyOptions {
  /**
   * `less`: x tends to smaller values than y; `greater`: to larger ones.
   *
   * @default `two-sided`
   */
  readonly alternative?: Alternative;
  /**
   * How the p-value is computed: `exact` by the law of U without ties, `asymptotic` by the normal
   * law with the variance that ties leave.
   *
   * @default `auto`: exact when one sample has at most 8 values and none is tied.
   */
  readonly method?: 'auto' | 'exact' | 'asymptotic';
  /**
   * Whether the normal law counts from half a step before U.
   *
   * @default true
   */
  readonly continuity?: boolean;
}

export interface MannWhitneyResult {
  /** U of x: pairs in which the value of x is larger, and half of those in which both are equal. */
  readonly statistic: number;
  /** U / (n m), the chance that a value of x exceeds one of y: the area under the ROC curve. */
  readonly auc: number;
  /** Rank-biserial correlation 2 auc - 1, in [-1, 1]; Cliff's delta. 0 without drift. */
  readonly rankBiserial: number;
  /** Probability under no drift of a U at least this far out, in [0, 1]; 1 when all are equal. */
  readonly pValue: number;
  /** What `pValue` is; `exact` falls back to `asymptotic` with ties, and above n m = 2e7. */
  readonly method: 'exact' | 'asymptotic';
}

/**
 * Mann-Whitney U test (Wilcoxon's rank-sum test): whether one sample tends to larger values.
 *
 * @param x Ascending finite values, length n >= 1; ties are allowed, within and across samples.
 * @param y Ascending finite values, length m >= 1.
 * @throws {StatisticsError} `empty_input`, `invalid_value` for NaN, infinite or unsorted values.
 *
 * O(n + m), exact p-value O(n m min(n, m)). U is free of rounding up to n m = 2^52. It looks at
 * location alone: two laws with the same centre but another spread have an area of ½.
 *
 * Agrees with `scipy.stats.mannwhitneyu`: U exactly, p-values to 1e-12; except `exact` with ties,
 * where scipy takes the law without them, and equal values without continuity, where it has NaN.
 * For an exact p-value with ties
 * `permutationTest([x, y], (a, b) => mannWhitney(a, b).statistic, …)`.
 * @see Mann & Whitney (1947), doi:10.1214/aoms/1177730491.
 * @example
 * mannWhitney([1, 2, 3], [4, 5, 6]); // { statistic: 0, auc: 0, rankBiserial: -1, pValue: 0.1, … }
 */
export function mannWhitney(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: MannWhitneyOptions = {},
): MannWhitneyResult {
  assertAscending('x', x);
  assertAscending('y', y);
  const sums = sumsOfValues(x, y);
  const { statistic, n, m, ties } = sums;
  const { method = 'auto', alternative = 'two-sided' } = options;
  const isSmall = Math.min(n, m) <= AUTO_EXACT_MAX;
  const wantsExact = method === 'exact' || (method === 'auto' && isSmall);
  if (!wantsExact || ties > 0 || n * m > EXACT_PAIRS_MAX) return fromSums(sums, options);
  const { counted, factor } = countedFrom(alternative, statistic, n * m);
  const pValue = Math.min(1, factor * mannWhitneySurvival(counted, n, m));
  return { ...effects(statistic, n * m), pValue, method: 'exact' };
}

/**
 * Mann-Whitney U test of values that were counted in common bins, ordered from low to high.
 *
 * @param x Counts or weights per bin of the sample that U is of, length B >= 1.
 * @param y Counts of the other, same bins. With the scores of positives as x and of negatives as y
 * `auc` is the area under the ROC curve of the binned score.
 * @returns As `mannWhitney` when every value of a bin is taken as equal: always asymptotic.
 * @throws {StatisticsError} `shape_mismatch`, `empty_input`, `invalid_value`.
 *
 * O(B).
 */
export function mannWhitneyFromCounts(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: Omit<MannWhitneyOptions, 'method'> = {},
): MannWhitneyResult {
  assertSameBins(x, y);
  const n = totalOfCounts('x', x);
  const m = totalOfCounts('y', y);
  let statistic = 0;
  let ties = 0;
  let below = 0;
  for (let bin = 0; bin < x.length; bin++) {
    statistic += x[bin]! * (below + y[bin]! / 2);
    below += y[bin]!;
    ties += tieTerm(x[bin]! + y[bin]!);
  }
  return fromSums({ statistic, n, m, ties }, options);
}

/**
 * How far from ½ to expect the area of two samples of one continuous law: √(2/π) times the standard
 * deviation √((n + m + 1) / (12 n m)), cut at ½.
 *
 * @param n, m Sample sizes as in `effectiveSampleSize`.
 * @returns The mean of |auc - ½| by the normal limit, in (0, ½]; twice that for `rankBiserial`.
 * @throws {StatisticsError} `invalid_argument`.
 */
export function mannWhitneyNoiseFloor(n: number, m: number): number {
  const perSize = 1 / effectiveSampleSize(n, m);
  // (n + m + 1) / (n m), for an infinite n or m as well.
  return Math.min(0.5, Math.sqrt((perSize + 1 / n / m) / (6 * Math.PI)));
}

interface Sums {
  readonly statistic: number;
  readonly n: number;
  readonly m: number;
  /** Σ t³ - t over the numbers t of equal values. */
  readonly ties: number;
}

function sumsOfValues(x: ArrayLike<number>, y: ArrayLike<number>): Sums {
  const n = x.length;
  const m = y.length;
  let statistic = 0;
  let ties = 0;
  for (let i = 0, j = 0; i < n || j < m;) {
    const value = j === m || (i < n && x[i]! <= y[j]!) ? x[i]! : y[j]!;
    const firstX = i;
    const firstY = j;
    while (i < n && x[i] === value) i++;
    while (j < m && y[j] === value) j++;
    statistic += (i - firstX) * ((firstY + j) / 2);
    ties += tieTerm(i - firstX + j - firstY);
  }
  return { statistic, n, m, ties };
}

/** Relative to the size; a single value that differs leaves some three. */
const CONSTANT_SPREAD = 1e-12;

function tieTerm(tied: number): number {
  // Fractional weights below one are no tie.
  return tied > 1 ? (tied - 1) * tied * (tied + 1) : 0;
}

function fromSums({ statistic, n, m, ties }: Sums, options: MannWhitneyOptions): MannWhitneyResult {
  const { alternative = 'two-sided', continuity = true } = options;
  const size = n + m;
  const spread = size + 1 - ties / size / (size - 1);
  // Of equal values rounding may leave a little.
  const variance = spread > CONSTANT_SPREAD * size ? ((n * m) / 12) * spread : 0;
  const { counted, factor } = countedFrom(alternative, statistic, n * m);
  const distance = counted - (n * m) / 2 - (continuity ? 0.5 : 0);
  // Without any variance all values are equal, and nothing speaks against equal laws.
  const z = variance > 0 ? distance / Math.sqrt(variance) : -Infinity;
  const pValue = Math.min(1, factor * normalSurvival(z));
  return { ...effects(statistic, n * m), pValue, method: 'asymptotic' };
}

/** The U whose upper tail speaks for the alternative, and how often that tail counts. */
function countedFrom(
  alternative: Alternative,
  statistic: number,
  pairs: number,
): { counted: number; factor: number } {
  if (alternative === 'greater') return { counted: statistic, factor: 1 };
  if (alternative === 'less') return { counted: pairs - statistic, factor: 1 };
  return { counted: Math.max(statistic, pairs - statistic), factor: 2 };
}

function effects(
  statistic: number,
  pairs: number,
): Pick<MannWhitneyResult, 'statistic' | 'auc' | 'rankBiserial'> {
  return {
    statistic,
    auc: statistic / pairs,
    rankBiserial: (statistic - (pairs - statistic)) / pairs,
  };
}
