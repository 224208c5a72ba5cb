import { effectiveSampleSize } from './no-drift.ts';
import { assertArgument, assertAscending } from './validate.ts';

/** Below this less than 1e-16 of the law lies. */
const NOTHING_BELOW = 0.33;
/** Above this less than 1e-307 does, the smallest that doubles hold in full. */
const NOTHING_ABOVE = 19;
/** Where the two series for the same law change places. */
const CROSSOVER = 1.1;

export interface KuiperResult {
  /** V: the greatest difference of the distribution functions above, and that below; in [0, 1]. */
  readonly statistic: number;
  /** Probability under no drift of a statistic at least this large, by asymptotics. */
  readonly pValue: number;
}

/**
 * Two-sample Kuiper test: the Kolmogorov-Smirnov test for values on a circle, as hours of a day.
 *
 * @param x Ascending finite values, length n >= 1; where the circle is cut does not matter.
 * @param y Ascending finite values, length m >= 1.
 * @throws {StatisticsError} `empty_input`, `invalid_value` for NaN, infinite or unsorted values.
 *
 * O(n + m). Equally sensitive at the ends and in the middle. Ties make the p-value too large, never
 * too small. For small samples `permutationTest([x, y], (a, b) => kuiper(a, b).statistic, …)`.
 * @see Kuiper (1960), doi:10.1016/S1385-7258(60)50006-0.
 * @example
 * kuiper([1, 3], [2, 4]).statistic; // 0.5
 */
export function kuiper(x: ArrayLike<number>, y: ArrayLike<number>): KuiperResult {
  assertAscending('x', x);
  assertAscending('y', y);
  const n = x.length;
  const m = y.length;
  let above = 0;
  let below = 0;
  for (let i = 0, j = 0; i < n && j < m;) {
    const value = Math.min(x[i]!, y[j]!);
    while (i < n && x[i] === value) i++;
    while (j < m && y[j] === value) j++;
    above = Math.max(above, i * m - j * n);
    below = Math.max(below, j * n - i * m);
  }
  const statistic = (above + below) / (n * m);
  return { statistic, pValue: kuiperPValue(statistic, n, m) };
}

/**
 * Probability under no drift of a two-sample Kuiper statistic at least this large: the limit law at
 * V (√N + 0.155 + 0.24 / √N), Stephens' correction, with N = n m / (n + m).
 *
 * @param statistic V in [0, 1].
 * @param n, m Sample sizes as in `effectiveSampleSize`.
 * @returns p-value in [0, 1].
 * @throws {StatisticsError} `invalid_argument`.
 *
 * O(1).
 * @see Stephens (1970), doi:10.1111/j.2517-6161.1970.tb00821.x.
 */
export function kuiperPValue(statistic: number, n: number, m: number): number {
  assertArgument(statistic >= 0 && statistic <= 1, 'statistic', statistic, 'from 0 to 1');
  const root = Math.sqrt(effectiveSampleSize(n, m));
  return statistic === 0 ? 1 : kuiperSurvival(statistic * (root + 0.155 + 0.24 / root));
}

/**
 * Two-sample Kuiper statistic to expect of two samples of one continuous law:
 * √(π/2) / √(n m / (n + m)), cut at 1.
 *
 * @param n, m Sample sizes as in `effectiveSampleSize`.
 * @returns The mean of V under no drift by the limit law, in (0, 1].
 * @throws {StatisticsError} `invalid_argument`.
 */
export function kuiperNoiseFloor(n: number, m: number): number {
  return Math.min(1, Math.sqrt(Math.PI / 2 / effectiveSampleSize(n, m)));
}

/**
 * Share of the Kuiper law above x: the limit of √n V, of one sample of n or of two samples with
 * n = n1 n2 / (n1 + n2); the law of the range of a Brownian bridge.
 *
 * @param x Any number; below 0 gives 1.
 * @returns In [0, 1], the relative error is about 1e-14.
 * @throws {StatisticsError} `invalid_argument` for NaN.
 *
 * O(1). 2 Σ (4 k² x² - 1) exp(-2 k² x²), and Jacobi's transform of it for small x.
 */
export function kuiperSurvival(x: number): number {
  assertArgument(!Number.isNaN(x), 'x', x, 'a number');
  if (x < NOTHING_BELOW) return 1;
  const square = x * x;
  let sum = 0;
  if (x < CROSSOVER) {
    const exponent = (Math.PI * Math.PI) / 2 / square;
    for (let k = 4; k >= 1; k--) sum += k * k * Math.exp(-exponent * k * k);
    return 1 - (Math.SQRT2 * Math.PI ** 2.5 * sum) / (square * x);
  }
  for (let k = 5; k >= 1; k--) sum += (4 * k * k * square - 1) * Math.exp(-2 * k * k * square);
  return x > NOTHING_ABOVE ? 0 : 2 * sum;
}
