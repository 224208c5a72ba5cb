import {
  ML_DATA_QUALITY_CHECK_VALUE_MISSING as MISSING_VALUE,
  ML_DATA_QUALITY_CHECK_VALUE_SCHEMA_CHANGE as SCHEMA_CHANGE,
  ML_DATA_QUALITY_CHECK_VALUE_UNKNOWN_FEATURE as UNKNOWN_FEATURE,
} from '@marigraph/semantic-conventions';

import type { Cell } from './cell.ts';
import { type ExemplarTrace, toExemplarTrace } from './exemplar-trace.ts';
import { TRACE_BYTES } from './exemplars.ts';
import { type FeatureLayout, MISSING } from './layout.ts';
import { describeNames } from './quality-expectation.ts';
import { faultOf, FIRST_TRACES_MAX, noteWindow, type WindowVerdict } from './quality-fault.ts';
import type { QualityWindow } from './quality-finding.ts';
import { WINDOW_ROWS_MIN } from './quality-hours.ts';
import { Kind } from './quality-suspects.ts';
import type { VersionQuality } from './quality-version.ts';
import { MINUTE_MS } from './scope.ts';
import type { Slice } from './slice.ts';

/** A window with too few rows takes in the next one, up to this length; then its rows say nothing. */
const STRETCH_MAX_MINUTES = 7 * 24 * 60;

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
    judgeWindow(quality, { counts, window, slices: source.slices });
    progress.startMinute = endMinute;
    quality.suspects.forget(endMinute / minutes);
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

/** A window with what its cells add up to. */
interface Merged {
  readonly counts: Float64Array;
  readonly window: QualityWindow;
  readonly slices: readonly Slice[];
}

function judgeWindow(quality: VersionQuality, merged: Merged): void {
  const { features, judge, ledger, suspects } = quality;
  const { counts, window, slices } = merged;
  const { windowMs } = ledger.rule;
  const { rows } = window;
  const range = { start: window.startMs / windowMs, end: window.endMs / windowMs, rows };
  const tracesOf = (index: number, kind: number | undefined): ExemplarTrace[] =>
    kind === undefined
      ? exampleRows(slices, features[index] as FeatureLayout, window)
      : suspects.tracesOf(index, kind, range);
  const gone: number[] = [];
  for (const [index, { feature }] of features.entries()) {
    for (const { check, verdict, kind } of judge.judge(index, counts, range)) {
      const fault = faultOf(ledger, check, feature.name);
      // One fault, one finding: what no row has any more is a change of the schema.
      if (check === MISSING_VALUE && !fault.isOpen && isGone(quality, index, { merged, verdict })) {
        gone.push(index);
        continue;
      }
      const own = { ...verdict, tracesOf: () => tracesOf(index, kind) };
      noteWindow(ledger, fault, { window, verdict: own });
    }
  }
  if (ledger.rule.checks.includes(SCHEMA_CHANGE) && features.length > 0) {
    judgeSchema(quality, gone, {
      window,
      tracesOf: () => (gone[0] === undefined ? [] : tracesOf(gone[0], Kind.MISSING)),
    });
  }
}

/** Whether a feature left, within the window or before it, and has not come back. */
function isGone(
  { features, judge, suspects, ledger }: VersionQuality,
  index: number,
  {
    merged: { counts, window },
    verdict,
  }: { readonly merged: Merged; readonly verdict: WindowVerdict },
): boolean {
  if (!ledger.rule.checks.includes(SCHEMA_CHANGE)) return false;
  const { offset, feature } = features[index] as FeatureLayout;
  const schema = faultOf(ledger, SCHEMA_CHANGE, '');
  if (schema.isOpen && !verdict.isOver && schema.features?.includes(feature.name) === true) {
    return true;
  }
  // Windows with few rows say it together, those with many by themselves.
  const rows = suspects.absentRows(index);
  if (counts[offset + MISSING] === window.rows) {
    return judge.isGone(index, Math.max(rows, window.rows));
  }
  return verdict.isBroken && judge.isGone(index, rows);
}

function judgeSchema(
  { ledger, features }: VersionQuality,
  gone: readonly number[],
  {
    window,
    tracesOf,
  }: { readonly window: QualityWindow; readonly tracesOf: () => ExemplarTrace[] },
): void {
  const names = gone.map((index) => (features[index] as FeatureLayout).feature.name);
  const added = [...ledger.open]
    .filter(({ check }) => check === UNKNOWN_FEATURE)
    .map(({ feature }) => feature);
  const words = [
    `${names.length} of ${features.length} features are gone: ${describeNames(names)}`,
    ...(added.length > 0 ? [`${added.length} are new: ${describeNames(added)}`] : []),
  ];
  const verdict: WindowVerdict = {
    isBroken: names.length > 0,
    isOver: names.length === 0,
    count: names.length,
    share: names.length / features.length,
    expectation: `the features of the reference; ${words.join('; ')}`,
    features: [...names, ...added],
    tracesOf,
  };
  noteWindow(ledger, faultOf(ledger, SCHEMA_CHANGE, ''), { window, verdict });
}

/** Example rows of a window that have a value of a feature. */
function exampleRows(
  slices: readonly Slice[],
  { slot, groupCount }: FeatureLayout,
  { startMs, endMs }: QualityWindow,
): ExemplarTrace[] {
  const found: ExemplarTrace[] = [];
  for (const { cells } of slices) {
    for (let minute = startMs / MINUTE_MS; minute < endMs / MINUTE_MS; minute++) {
      const cell = cells.get(minute);
      for (const [at, own] of cell?.exemplarSlots.entries() ?? []) {
        if (own < slot || own >= slot + groupCount) continue;
        found.push(toExemplarTrace((cell as Cell).exemplarTraces, at * TRACE_BYTES));
        if (found.length === FIRST_TRACES_MAX) return found;
      }
    }
  }
  return found;
}
