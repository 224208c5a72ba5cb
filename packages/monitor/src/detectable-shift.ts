import {
  type ContrastKind,
  driftLevel,
  largestScore,
  rollingMeanFit,
  SCAN_SCALES,
  smallestDetectableShift,
  type WindowFit,
} from '@marigraph/statistics';

import type { ScanContrast, ScanFeature, ScanPlan } from './scan-plan.ts';
import type { ScanSeries } from './scan-series.ts';
import { type ScanScaleName, type ScanScores, singleLevel } from './scan.ts';

/** Rows that a verdict needs. */
const ROWS_MIN = 20;
const WEEK_DAYS = 7;
const DAY_HOURS = 24;

/**
 * The smallest shift that one window finds with a probability of 80 %.
 *
 * `off`: the reference has too few such windows. `insufficient_data`: fewer than 20 rows come in such a window.
 * `cannot_see`: not even all rows in one bin would be found.
 */
export interface DetectableShift {
  readonly contrast: ContrastKind;
  /** Of a category's share. */
  readonly category: string | undefined;
  readonly size: ShiftSize | 'off' | 'insufficient_data' | 'cannot_see';
}

/** A shift in score units, about standard deviations for a location; for a share also as a difference of shares. */
export interface ShiftSize {
  readonly score: number;
  readonly share?: number;
}

/**
 * What the scan can see of a feature at the rate at which rows come now: a shift of its location, or the share of its
 * most frequent category, and the share of missing values.
 */
export function detectableShifts(
  plan: ScanPlan,
  feature: ScanFeature,
  options: { readonly scale: ScanScaleName; readonly budget: number; readonly series: ScanSeries },
): DetectableShift[] {
  const { scale, budget, series } = options;
  const level = singleLevel(plan, feature, driftLevel({ budget, scale: SCAN_SCALES[scale] }));
  const places = new Set([0, feature.contrasts.length - 1]);
  return [...places].map((place): DetectableShift => {
    const own = feature.contrasts[place] as ScanContrast;
    const n = rowsNow(series, scale, 2 * (feature.offset + place));
    const size = sizeOf(own, { scale, n, level });
    return { contrast: own.contrast.kind, category: own.category, size };
  });
}

function sizeOf(
  { contrast, ...fits }: ScanContrast,
  window: { readonly scale: ScanScaleName; readonly n: number; readonly level: number },
): DetectableShift['size'] {
  const { scale, n, level } = window;
  const fit = scale === 'hour' ? fits.hour : fits.day;
  if (fit.status === 'off') return 'off';
  if (n < ROWS_MIN) return 'insufficient_data';
  const score =
    scale === 'week'
      ? smallestDetectableShift(rollingMeanFit(fit, WEEK_DAYS), {
          n,
          referenceRows: fit.rows,
          level,
        })
      : smallestDetectableShift(fit, { n, referenceRows: rowsOfPhase(fit), level });
  if (score > largestScore(contrast)) return 'cannot_see';
  if (!('share' in contrast)) return { score };
  const { share } = contrast;
  const difference = score * Math.sqrt(share * (1 - share));
  return difference > 1 - share ? 'cannot_see' : { score, share: difference };
}

/** Rows of the reference in a phase, on average. */
function rowsOfPhase({ rows, phases }: WindowFit): number {
  return rows / Math.max(1, phases.n.filter((n) => n > 0).length);
}

/** Rows that come in a window now: those of the last day, or else what the last hours make of a day. */
function rowsNow({ hours, days }: ScanSeries, scale: ScanScaleName, pair: number): number {
  const lastDay = days.get(newestOf(days))?.scores[pair];
  const lastHour = newestOf(hours);
  const ofHours = [...hours]
    .filter(([hour]) => hour > lastHour - DAY_HOURS)
    .map(([, scores]: [number, ScanScores]) => scores[pair] ?? 0);
  const perHour = ofHours.reduce((sum, n) => sum + n, 0) / Math.max(1, ofHours.length);
  if (scale === 'hour') return perHour;
  const perDay = lastDay ?? DAY_HOURS * perHour;
  return scale === 'day' ? perDay : WEEK_DAYS * perDay;
}

function newestOf(all: ReadonlyMap<number, unknown>): number {
  return Math.max(...all.keys());
}
