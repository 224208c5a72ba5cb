import type { Reference, ReferenceFeature } from '@marigraph/monitor';
import { createScanBins } from '@marigraph/monitor';
import {
  type Contrast,
  driftLevel,
  fitWindows,
  largestScore,
  SCAN_SCALES,
  smallestDetectableShift,
  type WindowFit,
  type WindowFitOff,
} from '@marigraph/statistics';

import { scoreAsShift } from './reference-natural-shift.ts';
import { rareShareShift } from './reference-rare-shift.ts';
import {
  type ReferenceCalendar,
  referenceContrasts,
  referenceWindows,
} from './reference-windows.ts';

/** Window lengths of the scan. */
export type ScaleName = keyof typeof SCAN_SCALES;

/** Rows below which a window has no verdict. */
const VERDICT_ROWS_MIN = 20;
const DAYS_PER_WEEK = 7;
/** Beyond this autocorrelation of days is not believed, as in the rolling mean of the scan. */
const AUTOCORRELATION_MAX = 0.9;

/** What one contrast can see at one scale. */
export interface ShiftSummary {
  /** `off` where the reference has too few windows, `insufficient_data` where a window has too few rows. */
  readonly status: 'fitted' | 'off' | 'insufficient_data' | 'undetectable';
  readonly reason?: WindowFitOff['reason'];
  /** Windows of the reference with enough rows. */
  readonly windows: number;
  /** How many independent ones they are worth. */
  readonly effectiveWindows?: number;
  /** Rows of a usual window: the median of those of the reference. */
  readonly rows?: number;
  /** Smallest score found with a probability of 80 %, by the t law. */
  readonly score?: number;
  /**
   * The same in the unit of the values for a location, and in points of share for a share, where that is more if the
   * share is rare; the score for other contrasts.
   */
  readonly shift?: number;
}

/** What a contrast looks at, and what it can see. */
export interface ContrastSummary {
  readonly kind: Contrast['kind'];
  readonly category?: string;
  readonly scales: Readonly<Record<ScaleName, ShiftSummary>>;
}

/**
 * The smallest shift that each contrast of a feature finds, at the level that the budget leaves it.
 *
 * What a single window of usual size finds with a probability of 80 %; the scan judges many, so that a shift that
 * lasts is found sooner or later even if it is smaller.
 */
export function smallestShifts(
  feature: ReferenceFeature,
  { features }: Reference,
  options: { readonly calendar: ReferenceCalendar; readonly budget: number },
): ContrastSummary[] {
  const contrasts = referenceContrasts(feature);
  const { categories } = createScanBins(feature);
  const levelOf = (scale: ScaleName): number =>
    driftLevel({ budget: options.budget, scale: SCAN_SCALES[scale] }) /
    features.length /
    contrasts.length;
  return contrasts.map((contrast) => {
    const { kind } = contrast;
    const windows = referenceWindows(feature, contrast, options.calendar);
    const hours = fitWindows(windows.hour, { kind, ...SCAN_SCALES.hour });
    const days = fitWindows(windows.day, { kind, ...SCAN_SCALES.day });
    const rows = usualRows(windows.day);
    const see = (seen: Seen): ShiftSummary => summaryOf(feature, contrast, seen);
    const scales = {
      hour: see({ fit: hours, rows: usualRows(windows.hour), level: levelOf('hour') }),
      day: see({ fit: days, rows, level: levelOf('day') }),
      week: see({ fit: ofRollingMean(days), rows: DAYS_PER_WEEK * rows, level: levelOf('week') }),
    };
    if (kind !== 'category') return { kind, scales };
    return { kind, category: categories?.[contrast.bin] ?? '', scales };
  });
}

interface Seen {
  readonly fit: WindowFit | WindowFitOff;
  readonly rows: number;
  readonly level: number;
}

function summaryOf(
  feature: ReferenceFeature,
  contrast: Contrast,
  { fit, rows, level }: Seen,
): ShiftSummary {
  if (fit.status === 'off') return { status: 'off', reason: fit.reason, windows: fit.windows };
  const found = { windows: fit.windows, effectiveWindows: fit.effectiveWindows, rows };
  if (rows < VERDICT_ROWS_MIN) return { status: 'insufficient_data', ...found };
  const referenceRows = median(fit.phases.n.filter((n) => n > 0));
  const score = smallestDetectableShift(fit, { n: rows, referenceRows, level });
  const variance = fit.dispersion * (1 / rows + 1 / referenceRows) + fit.naturalVariance;
  const shift = score < largestScore(contrast) ? scoreAsShift(feature, contrast, score) : undefined;
  const rare = 'share' in contrast ? rareShareShift(contrast.share, { rows, variance, level }) : 0;
  if (shift === undefined || rare === undefined) return { status: 'undetectable', ...found, score };
  return { status: 'fitted', ...found, score, shift: Math.max(shift, rare) };
}

/** The fit of days as that of the mean of seven of them, whose variance is that of `judgeRollingMean`. */
function ofRollingMean(fit: WindowFit | WindowFitOff): WindowFit | WindowFitOff {
  if (fit.status === 'off') return fit;
  const correlation = Math.min(AUTOCORRELATION_MAX, Math.max(0, fit.autocorrelation));
  const naturalVariance =
    fit.naturalVariance *
    ((1 + correlation) / (1 - correlation)) *
    (1 / DAYS_PER_WEEK + 1 / fit.windows);
  return { ...fit, naturalVariance, phases: { n: [fit.rows], sum: [0] } };
}

/** The median of the windows that have rows. */
function usualRows(windows: readonly { readonly n: number }[]): number {
  return median(windows.map(({ n }) => n).filter((n) => n > 0));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[half] as number;
  return ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}
