import {
  type ReferenceFeature,
  type ScanFeature,
  type ScanPlan,
  singleLevel,
} from '@marigraph/monitor';
import {
  type Contrast,
  driftLevel,
  largestScore,
  rollingMeanFit,
  SCAN_SCALES,
  smallestDetectableShift,
  type WindowFit,
  type WindowFitOff,
} from '@marigraph/statistics';

import { scoreAsShift } from './reference-natural-shift.ts';
import { rareShareShift } from './reference-rare-shift.ts';

/** Window lengths of the scan. */
export type ScaleName = keyof typeof SCAN_SCALES;

/** Rows below which a window has no verdict. */
const VERDICT_ROWS_MIN = 20;
const DAYS_PER_WEEK = 7;

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
  plan: ScanPlan,
  budget: number,
): ContrastSummary[] {
  const planned = plan.features.find(({ name }) => name === feature.name);
  if (planned === undefined) return [];
  const levelOf = (scale: ScaleName): number =>
    singleLevel(plan, planned, driftLevel({ budget, scale: SCAN_SCALES[scale] }));
  return planned.contrasts.map(({ contrast, category, hour, day }) => {
    const { perHour, perDay } = usualRows(plan, planned, contrast);
    const see = (seen: Seen): ShiftSummary => summaryOf(feature, contrast, seen);
    const scales = {
      hour: see({ fit: hour, rows: perHour, level: levelOf('hour') }),
      day: see({ fit: day, rows: perDay, level: levelOf('day') }),
      week: see({ fit: day, days: DAYS_PER_WEEK, rows: perDay, level: levelOf('week') }),
    };
    const { kind } = contrast;
    return category === undefined ? { kind, scales } : { kind, category, scales };
  });
}

interface Seen {
  readonly fit: WindowFit | WindowFitOff;
  /** How many such windows are taken together; one unless given. */
  readonly days?: number;
  /** Of one window. */
  readonly rows: number;
  readonly level: number;
}

function summaryOf(
  feature: ReferenceFeature,
  contrast: Contrast,
  { fit, days = 1, rows: perWindow, level }: Seen,
): ShiftSummary {
  if (fit.status === 'off') return { status: 'off', reason: fit.reason, windows: fit.windows };
  const rows = days * perWindow;
  const found = { windows: fit.windows, effectiveWindows: fit.effectiveWindows, rows };
  if (rows < VERDICT_ROWS_MIN) return { status: 'insufficient_data', ...found };
  // Several days are compared with all rows, one window with those of its phase.
  const isMean = days > 1;
  const own = isMean ? rollingMeanFit(fit, days) : fit;
  const referenceRows = isMean ? fit.rows : usual(fit.phases.n);
  const score = smallestDetectableShift(own, { n: rows, referenceRows, level });
  const variance = own.dispersion * (1 / rows + 1 / referenceRows) + own.naturalVariance;
  const shift = score < largestScore(contrast) ? scoreAsShift(feature, contrast, score) : undefined;
  const rare = 'share' in contrast ? rareShareShift(contrast.share, { rows, variance, level }) : 0;
  if (shift === undefined || rare === undefined) return { status: 'undetectable', ...found, score };
  return { status: 'fitted', ...found, score, shift: Math.max(shift, rare) };
}

/** Rows that a contrast counts in an hour and in a day of the reference: the medians of those that have rows. */
function usualRows(
  { hours }: ScanPlan,
  { hourly, bins }: ScanFeature,
  { values }: Contrast,
): { readonly perHour: number; readonly perDay: number } {
  const ofDays = new Map<number, number>();
  const ofHours = hours.map(({ day }, hour) => {
    const first = hour * bins.count;
    const rows = hourly.subarray(first, first + values.length).reduce((sum, n) => sum + n, 0);
    ofDays.set(day, (ofDays.get(day) ?? 0) + rows);
    return rows;
  });
  return { perHour: usual(ofHours), perDay: usual([...ofDays.values()]) };
}

/** The median of the windows that have rows. */
function usual(rows: readonly number[]): number {
  return median(rows.filter((n) => n > 0));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[half] as number;
  return ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}
