import {
  ML_DATA_QUALITY_CHECK_VALUE_SCHEMA_CHANGE,
  ML_DATA_QUALITY_CHECK_VALUE_UNKNOWN_FEATURE,
  ML_DATA_QUALITY_CHECK_VALUE_MISSING,
} from '@marigraph/semantic-conventions';

import type { FeatureLayout } from './layout.ts';
import { describeNames } from './quality-expectation.ts';
import { faultOf, noteWindow, type WindowVerdict } from './quality-fault.ts';
import type { QualityWindow } from './quality-finding.ts';
import { WINDOW_ROWS_MIN } from './quality-hours.ts';
import type { VersionQuality } from './quality-version.ts';
import { MINUTE_MS } from './scope.ts';
import type { Slice } from './slice.ts';

/** A window with too few rows takes in the next one, up to this length; then its rows say nothing. */
const STRETCH_MAX_MINUTES = 7 * 24 * 60;
/** Names that a change of the schema lists at most. */
const NAMES_MAX = 20;

/** What windows are made of. */
export interface WindowSource {
  readonly slices: readonly Slice[];
  /** Minutes before this one are no longer kept. */
  readonly retainedMinute: number;
  /** Windows that end up to this minute have all their rows. */
  readonly readyMinute: number;
}

/** Judges every window that has become ready. All rows must be in the sparse cells. */
export function judgeWindows(quality: VersionQuality, source: WindowSource): void {
  const { progress } = quality;
  const minutes = quality.ledger.rule.windowMs / MINUTE_MS;
  for (;;) {
    const endMinute = progress.seenMinute + minutes;
    if (endMinute > source.readyMinute) return;
    progress.seenMinute = endMinute;
    // What is no longer kept whole would be judged wrongly.
    progress.startMinute = Math.max(
      progress.startMinute,
      Math.ceil(source.retainedMinute / minutes) * minutes,
      endMinute - STRETCH_MAX_MINUTES,
    );
    if (progress.startMinute >= endMinute) continue;
    const counts = quality.scratch();
    const rows = mergeMinutes(source.slices, counts, progress.startMinute, endMinute);
    if (rows === 0) skipEmpty(quality, source, minutes);
    if (rows < WINDOW_ROWS_MIN) continue;
    const window = {
      startMs: progress.startMinute * MINUTE_MS,
      endMs: endMinute * MINUTE_MS,
      rows,
    };
    judgeWindow(quality, counts, window);
    progress.startMinute = endMinute;
    quality.traces.forget(endMinute / minutes);
  }
}

/** Adds up the counters of the minutes from `start` to before `end`. Returns their rows. */
function mergeMinutes(
  slices: readonly Slice[],
  counts: Float64Array,
  start: number,
  end: number,
): number {
  counts.fill(0);
  let rows = 0;
  for (const { cells } of slices) {
    for (let minute = start; minute < end; minute++) {
      const cell = cells.get(minute);
      if (cell === undefined) continue;
      rows += cell.rows;
      for (let at = 0; at < cell.counters.length; at++) {
        const counter = cell.counters[at] as number;
        counts[counter] = (counts[counter] as number) + (cell.counts[at] as number);
      }
    }
  }
  return rows;
}

/** Goes on where rows are, or to the last window that is ready: years without rows are not looked at one by one. */
function skipEmpty({ progress }: VersionQuality, source: WindowSource, minutes: number): void {
  let next = source.readyMinute;
  for (const { cells } of source.slices) {
    for (const minute of cells.keys()) {
      if (minute >= progress.seenMinute) next = Math.min(next, minute);
    }
  }
  progress.seenMinute = Math.max(progress.seenMinute, Math.floor(next / minutes) * minutes);
  progress.startMinute = progress.seenMinute;
}

function judgeWindow(quality: VersionQuality, counts: Float64Array, window: QualityWindow): void {
  const { features, judge, ledger, traces } = quality;
  const { windowMs } = ledger.rule;
  const range = { start: window.startMs / windowMs, end: window.endMs / windowMs };
  const gone: string[] = [];
  for (const [index, { feature }] of features.entries()) {
    const isGone = judge.isGone(index, counts, window.rows);
    if (isGone) gone.push(feature.name);
    for (const { check, verdict, kind } of judge.judge(index, counts, window.rows)) {
      const fault = faultOf(ledger, check, feature.name);
      // One fault, one finding: what is in no row any more is a change of the schema.
      const isNamed = isGone && check === ML_DATA_QUALITY_CHECK_VALUE_MISSING && !fault.isOpen;
      if (isNamed && ledger.rule.checks.includes(ML_DATA_QUALITY_CHECK_VALUE_SCHEMA_CHANGE))
        continue;
      const tracesOf = kind === undefined ? undefined : () => traces.find(index, kind, range);
      noteWindow(ledger, fault, { window, verdict: { ...verdict, ...(tracesOf && { tracesOf }) } });
    }
  }
  if (features.length > 0) judgeSchema(quality, gone, window);
}

function judgeSchema(
  { ledger, features }: VersionQuality,
  gone: string[],
  window: QualityWindow,
): void {
  if (!ledger.rule.checks.includes(ML_DATA_QUALITY_CHECK_VALUE_SCHEMA_CHANGE)) return;
  const added = [...ledger.open]
    .filter(({ check }) => check === ML_DATA_QUALITY_CHECK_VALUE_UNKNOWN_FEATURE)
    .map(({ feature }) => feature);
  const words = [
    `${gone.length} of ${features.length} features are in no row: ${describeNames(gone)}`,
    ...(added.length > 0 ? [`${added.length} are new: ${describeNames(added)}`] : []),
  ];
  const verdict: WindowVerdict = {
    isBroken: gone.length > 0,
    isOver: gone.length === 0,
    count: gone.length,
    share: gone.length / features.length,
    expectation: `the features of the reference; ${words.join('; ')}`,
    features: [...gone, ...added].slice(0, NAMES_MAX),
  };
  noteWindow(ledger, faultOf(ledger, ML_DATA_QUALITY_CHECK_VALUE_SCHEMA_CHANGE, ''), {
    window,
    verdict,
  });
}

/** Features of a layout, as the judge knows them. */
export type JudgedFeatures = readonly FeatureLayout[];
