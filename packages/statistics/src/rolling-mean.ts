import { StatisticsError } from './errors.ts';
import { MEAN_SCORE_MAX } from './seasonal-residuals.ts';
import { assertArgument } from './validate.ts';
import type { WindowFit } from './window-fit.ts';
import { assertJudgeOptions, judged, VERDICT_ROWS_MIN } from './window-verdict.ts';
import type { JudgeWindowOptions, WindowInsufficient, WindowJudged } from './window-verdict.ts';

/** A positively correlated day tells less than a new one; beyond this it is no more believed. */
const AUTOCORRELATION_MAX = 0.9;

/** Below this the mean is that of one day, which has been judged already. */
const EFFECTIVE_DAYS_MIN = 1.5;

/** What a day leaves for the rolling mean: rows and score of its verdict. */
export interface DayScore {
  readonly n: number;
  readonly score: number;
}

/** As of a single window, and how many days are taken together. */
export interface RollingMeanOptions extends JudgeWindowOptions {
  /**
   * Days of the mean, a whole number from 1.
   *
   * @default 7
   */
  readonly days?: number;
}

/**
 * Judges the mean score of the last seven days, which finds small lasting shifts.
 *
 * x̄ = Σ n x / Σ n with k = (Σ n)² / Σ n² effective days and the variance
 * dispersion (1 / Σ n + 1 / N) + natural variance · (1 + ρ) / (1 - ρ) · (1 / k + 1 / W), where N and W
 * are rows and windows of the reference and ρ its lag-1 autocorrelation cut to [0, 0.9]. The term
 * 1 / W is the reference's own uncertainty, without which every long mean ends in an alert.
 *
 * @param fit Of the day windows.
 * @param days Scores of `judgeWindow`, oldest first; only the last `options.days` count.
 * @returns `insufficient_data` for fewer days, fewer than 20 rows, or 1.5 effective days or less.
 * @throws {StatisticsError} `invalid_value` for a day whose n or score cannot be, `invalid_argument`.
 *
 * O(days).
 */
export function judgeRollingMean(
  fit: WindowFit,
  days: readonly DayScore[],
  options: RollingMeanOptions = {},
): WindowJudged | WindowInsufficient {
  const { share, minRows = VERDICT_ROWS_MIN, days: length = 7 } = options;
  assertArgument(
    Number.isSafeInteger(length) && length >= 1,
    'days',
    length,
    'a whole number from 1',
  );
  assertJudgeOptions(share, minRows);
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (let index = Math.max(0, days.length - length); index < days.length; index++) {
    const day = days[index]!;
    const isRows = day.n >= 0 && day.n <= Number.MAX_SAFE_INTEGER;
    if (!(isRows && Math.abs(day.score) <= 2 * MEAN_SCORE_MAX)) {
      throw new StatisticsError(
        'invalid_value',
        `days[${index}] has n ${day.n} and score ${day.score}; n is from 0 to 2^53, scores are within ±2e12`,
      );
    }
    n += day.n;
    sum += day.n * day.score;
    squares += day.n * day.n;
  }
  const mean = n === 0 ? 0 : sum / n;
  const effectiveDays = n === 0 ? 0 : n * (n / squares);
  if (days.length < length || n < minRows || effectiveDays <= EFFECTIVE_DAYS_MIN) {
    return { status: 'insufficient_data', n, score: mean };
  }
  const { dispersion, naturalVariance } = rollingMeanFit(fit, effectiveDays);
  const variance = dispersion * (1 / n + 1 / fit.rows) + naturalVariance;
  return judged(fit, { n, mean, expected: 0, referenceRows: fit.rows, variance }, share);
}

/**
 * The fit of the mean of several days, for `smallestDetectableShift` with the rows of all days together against
 * `fit.rows`.
 *
 * @param fit Of the day windows.
 * @param days How many days of equal size the mean is of, above 0.
 * @returns The natural variance is that of days times (1 + ρ) / (1 - ρ) · (1 / days + 1 / W); see
 * `judgeRollingMean`.
 * @throws {StatisticsError} `invalid_argument`.
 *
 * O(1).
 */
export function rollingMeanFit(
  fit: WindowFit,
  days: number = 7,
): Pick<WindowFit, 'degreesOfFreedom' | 'dispersion' | 'naturalVariance'> {
  assertArgument(days > 0 && days < Infinity, 'days', days, 'positive and finite');
  const { degreesOfFreedom, dispersion, autocorrelation, windows } = fit;
  const correlation = Math.min(AUTOCORRELATION_MAX, Math.max(0, autocorrelation));
  const inflation = ((1 + correlation) / (1 - correlation)) * (1 / days + 1 / windows);
  return { degreesOfFreedom, dispersion, naturalVariance: fit.naturalVariance * inflation };
}
