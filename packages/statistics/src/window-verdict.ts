import { raiseForRareShare } from './rare-share.ts';
import { assertScanWindow } from './seasonal-residuals.ts';
import type { ScanWindow } from './seasonal-residuals.ts';
import { studentTSurvival } from './student-t.ts';
import { assertArgument } from './validate.ts';
import type { WindowFit } from './window-fit.ts';

/** A window, or several days together, judged against the reference. */
export interface WindowJudged {
  readonly status: 'judged';
  readonly n: number;
  /** Mean score less that of the same phase in the reference; above 0 for upwards. */
  readonly score: number;
  /** Variance of the score without drift; its square root is the noise floor. */
  readonly variance: number;
  /** Score over noise floor. */
  readonly statistic: number;
  /** Of the t law of the statistic. */
  readonly degreesOfFreedom: number;
  /** Probability without drift of a score at least as far from 0, in [0, 1]. */
  readonly pValue: number;
}

/** Too few rows, or too few days, for a verdict; longer scales go on. */
export interface WindowInsufficient {
  readonly status: 'insufficient_data';
  readonly n: number;
  /** As of a judged window: the rolling mean adds such days too. 0 without rows. */
  readonly score: number;
}

/** The reference has no window of this phase, so there is nothing to compare with. */
export interface WindowUnseen {
  readonly status: 'unseen_phase';
  readonly n: number;
}

/** What can be said of a window. */
export type WindowVerdict = WindowJudged | WindowInsufficient | WindowUnseen;

/** What a verdict needs besides the fit and the window. */
export interface JudgeWindowOptions {
  /** The smoothed share of a share contrast, which makes verdicts on rare bins exact. */
  readonly share?: number | undefined;
  /**
   * Rows, or effective rows, below which a window has no verdict.
   *
   * @default 20
   */
  readonly minRows?: number;
}

/** Rows that a verdict needs. */
export const VERDICT_ROWS_MIN = 20;

/**
 * Judges one window against the same phase of its reference.
 *
 * score = S / n - S_g / N_g; variance = dispersion (1 / n + 1 / N_g) + natural variance; the
 * statistic score / √variance follows a t law without drift. Nothing is carried over from other
 * windows, so their dependence cannot add up to an alert.
 *
 * @param window Phases as in the reference.
 * @returns A verdict of one of three kinds; a window without rows is `insufficient_data`.
 * @throws {StatisticsError} `invalid_value` for a window whose numbers cannot be, `invalid_argument`.
 *
 * O(1), and O(rows) at worst for a rare share. p-values hold down to 1e-300.
 */
export function judgeWindow(
  fit: WindowFit,
  window: ScanWindow,
  options: JudgeWindowOptions = {},
): WindowVerdict {
  const { share, minRows = VERDICT_ROWS_MIN } = options;
  assertScanWindow('window', window);
  assertJudgeOptions(share, minRows);
  const { n } = window;
  const phase = window.phases[fit.grouping] ?? NaN;
  const referenceRows = fit.phases.n[phase] ?? 0;
  const coverageRows = fit.coverageRows[window.phases[fit.coverage] ?? NaN] ?? 0;
  if (referenceRows === 0 || coverageRows === 0) return { status: 'unseen_phase', n };

  const expected = fit.phases.sum[phase]! / referenceRows;
  const mean = n === 0 ? expected : window.sum / n;
  const score = mean - expected;
  if (n < minRows) return { status: 'insufficient_data', n, score };
  const variance = fit.dispersion * (1 / n + 1 / referenceRows) + fit.naturalVariance;
  return judged(fit, { n, mean, expected, referenceRows, variance }, share);
}

/**
 * The verdict on a mean score with a known variance.
 *
 * @param share Of a share contrast.
 */
export function judged(
  fit: WindowFit,
  window: {
    readonly n: number;
    readonly mean: number;
    readonly expected: number;
    readonly referenceRows: number;
    readonly variance: number;
  },
  share: number | undefined,
): WindowJudged {
  const { n, mean, expected, variance } = window;
  const { degreesOfFreedom } = fit;
  const score = mean - expected;
  const statistic = score / Math.sqrt(variance);
  const pValue = Math.min(1, 2 * studentTSurvival(Math.abs(statistic), degreesOfFreedom));
  return {
    status: 'judged',
    n,
    score,
    variance,
    statistic,
    degreesOfFreedom,
    pValue: share === undefined ? pValue : raiseForRareShare(pValue, { ...window, share }),
  };
}

/** @throws {StatisticsError} `invalid_argument`. */
export function assertJudgeOptions(share: number | undefined, minRows: number): void {
  const isShare = share === undefined || (share > 0 && share < 1);
  assertArgument(isShare, 'share', share, 'above 0 and below 1');
  assertArgument(minRows > 0 && minRows < Infinity, 'minRows', minRows, 'positive and finite');
}
