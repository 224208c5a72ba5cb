import { normalQuantile } from './normal.ts';
import type { ScanScale } from './scan-scales.ts';
import { studentTQuantile } from './student-t.ts';
import { assertArgument } from './validate.ts';
import type { WindowFit } from './window-fit.ts';

/** How many false alerts are allowed, and at which scale. */
export interface DriftBudget {
  /**
   * False alerts that a model may make in 30 days.
   *
   * @default 1
   */
  readonly budget?: number;
  /** The scale, of which the share of the budget and the windows in 30 days count. */
  readonly scale: Pick<ScanScale, 'share' | 'windowsPer30Days'>;
}

/**
 * Level at which all features of a model together are tested in one window:
 * budget · share / windows in 30 days, at most 1.
 *
 * Divide by the number of features, and by the contrasts of the feature, for one test; or compare it
 * with p-values that were multiplied by them.
 *
 * @throws {StatisticsError} `invalid_argument` unless all are positive and finite, the share at most 1.
 * @example
 * driftLevel({ scale: SCAN_SCALES.hour }) / 20 / 6; // 3.86e-6: 20 features of 6 contrasts
 */
export function driftLevel({ budget = 1, scale }: DriftBudget): number {
  const { share, windowsPer30Days } = scale;
  assertArgument(budget > 0 && budget < Infinity, 'budget', budget, 'positive and finite');
  assertArgument(share > 0 && share <= 1, 'share', share, 'above 0, at most 1');
  const isRate = windowsPer30Days > 0 && windowsPer30Days < Infinity;
  assertArgument(isRate, 'windowsPer30Days', windowsPer30Days, 'positive and finite');
  return Math.min(1, (budget * share) / windowsPer30Days);
}

/**
 * The absolute statistic from which on a window alerts: the two-sided critical value of Student's t.
 *
 * Store it with the fit: comparing with it costs nothing, and forms no p-value.
 *
 * @param level In (0, 1].
 * @param degreesOfFreedom ν > 0.
 * @returns t >= 0 with P(|T| > t) = level. Rises as the level falls and as ν falls.
 * @throws {StatisticsError} `invalid_argument` outside these ranges.
 *
 * O(1). Agrees with the incomplete beta function in 60 digits to 1e-12, down to levels of 1e-300.
 */
export function driftCriticalValue(level: number, degreesOfFreedom: number): number {
  assertArgument(level > 0 && level <= 1, 'level', level, 'above 0, at most 1');
  // The lower quantile, for 1 - level / 2 would lose a small level. Below 0 only by rounding.
  return Math.max(0, -studentTQuantile(level / 2, degreesOfFreedom));
}

/** The window, its reference and the chance of finding a shift. */
export interface DetectableShiftOptions {
  /** Rows of the window. */
  readonly n: number;
  /** Rows of the reference in its phase. */
  readonly referenceRows: number;
  /** Level of one test. */
  readonly level: number;
  /**
   * Probability of finding it, from ½ to below 1.
   *
   * @default 0.8
   */
  readonly power?: number;
}

/**
 * The smallest shift that one window finds with the given probability.
 *
 * (t + z) √V: the critical value and the normal quantile of the power, times the noise floor of a
 * window of n rows.
 *
 * @returns In score units, positive. For a share that is Δp / √(p (1 - p)); for the location about
 * 0.977 per standard deviation up to half of one. Above `largestScore` no shift at all is found.
 * @throws {StatisticsError} `invalid_argument`.
 */
export function smallestDetectableShift(
  fit: Pick<WindowFit, 'degreesOfFreedom' | 'dispersion' | 'naturalVariance'>,
  options: DetectableShiftOptions,
): number {
  const { n, referenceRows, level, power = 0.8 } = options;
  assertArgument(n > 0 && n < Infinity, 'n', n, 'positive and finite');
  assertArgument(referenceRows > 0, 'referenceRows', referenceRows, 'positive');
  assertArgument(power >= 0.5 && power < 1, 'power', power, 'from 0.5 to below 1');
  const variance = fit.dispersion * (1 / n + 1 / referenceRows) + fit.naturalVariance;
  const critical = driftCriticalValue(level, fit.degreesOfFreedom);
  return (critical + normalQuantile(power)) * Math.sqrt(variance);
}
