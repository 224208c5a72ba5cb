import { ML_DRIFT_STATE_VALUE_DRIFTED } from '@marigraph/semantic-conventions';
import type { ContrastKind } from '@marigraph/statistics';

import { clearDenseCell, mergeIntoWindow } from './cell.ts';
import { evidenceOf } from './drift-evidence.ts';
import {
  acknowledge,
  type AlertDetails,
  type DriftFinding,
  type FindingChange,
  type JudgedWindow,
} from './drift-finding.ts';
import type { VersionDrift } from './drift-state.ts';
import { calmStateOf, type DriftState, type DriftStatus, driftStatusOf } from './drift-status.ts';
import type { FeatureLayout } from './layout.ts';
import { HOUR_MS } from './reference-hours.ts';
import { notPromised } from './reference-words.ts';
import { scanCountsOf } from './scan-counts.ts';
import { phaseInWords } from './scan-phase.ts';
import { createScanPlan, type ScanPlan } from './scan-plan.ts';
import { advanceScan, noteRows, type ScanContext } from './scan-series.ts';
import { type ScanScores, scanScoresOf } from './scan.ts';
import { MINUTE_MS } from './scope.ts';
import { cellsInHour, compactAll, hoursWithRows, type ModelVersion } from './version.ts';

const HOUR_MINUTES = HOUR_MS / MINUTE_MS;

/** What the rule `scan` has to tell of a model version, for all of its rows. */
export interface DriftUpdate {
  readonly modelName: string;
  readonly modelVersion: string;
  readonly referenceId: string | undefined;
  /** Event time up to which it holds: the end of the last closed hour. */
  readonly atMs: number;
  readonly status: DriftStatus;
  /** Oldest first. */
  readonly changes: readonly DriftChange[];
  /** What the budget does not hold for, in words. */
  readonly notPromised: readonly string[];
}

/** A finding changed, or else the state of the model as a whole. */
export interface DriftChange extends Pick<FindingChange, 'features' | 'atMs'> {
  readonly kind: FindingChange['kind'] | 'state';
  /** Absent where the kind is `state`. */
  readonly finding?: DriftFinding;
  /** The state of the model from now on. */
  readonly state: DriftState;
  readonly reason: string;
}

/** Takes note of a row that was added, and judges what it closed. */
export function noteRow(version: ModelVersion, drift: VersionDrift, minute: number): void {
  if (minute < version.closedMinute) noteRows(drift.series, Math.floor(minute / HOUR_MINUTES));
  if (version.closedMinute >= drift.dueMinute) judgeClosed(version, drift);
}

/**
 * Judges every hour, day and week that closed, and again what late rows changed.
 *
 * Called as soon as an hour closes, so that the same rows in the same order give the same findings whenever somebody
 * asks for them.
 */
export function judgeClosed(version: ModelVersion, drift: VersionDrift): void {
  const closedHour = Math.floor(version.closedMinute / HOUR_MINUTES);
  const plan = planOf(version, drift);
  // The very first row closes what came before it, of which there is nothing to tell.
  if (plan === undefined || drift.dueMinute > Number.NEGATIVE_INFINITY) drift.isChanged = true;
  drift.dueMinute = (closedHour + 1) * HOUR_MINUTES;
  if (plan === undefined) return;
  compactAll(version);
  drift.changes.push(...advanceScan(drift.series, contextOf(version, plan), closedHour));
}

/** Once no rows come, nothing else would have late rows judged, or what the clock closed. */
export function judgeIdle(version: ModelVersion, drift: VersionDrift): void {
  const isDue = version.closedMinute >= drift.dueMinute || drift.series.changedHours.size > 0;
  if (isDue) judgeClosed(version, drift);
}

/** The plan, made when it is first needed; nothing where the reference has no times. */
export function planOf(version: ModelVersion, drift: VersionDrift): ScanPlan | undefined {
  const { reference, definition } = version;
  drift.plan ??=
    (reference && createScanPlan(reference.document, definition.drift.excludedDays)) ?? 'none';
  return drift.plan === 'none' ? undefined : drift.plan;
}

function contextOf(version: ModelVersion, plan: ScanPlan): ScanContext {
  const layouts = new Map(version.layout.features.map((own) => [own.feature.name, own]));
  return {
    plan,
    rule: version.definition.drift,
    hoursWithRows: (from, to) => hoursWithRows(version, from, to),
    scoresOf: (hour) => scoresOf(version, plan, { layouts, hour }),
    detailsOf: (window) => detailsOf(version, plan, { layouts, window }),
    keptHour: Math.ceil(version.retainedMinute / HOUR_MINUTES),
  };
}

type Layouts = ReadonlyMap<string, FeatureLayout>;

function scoresOf(
  version: ModelVersion,
  plan: ScanPlan,
  { layouts, hour }: { readonly layouts: Layouts; readonly hour: number },
): ScanScores {
  const counts = new Float64Array(version.layout.counters);
  for (const cell of cellsInHour(version, hour)) {
    for (let at = 0; at < cell.counters.length; at++) {
      const counter = cell.counters[at] as number;
      counts[counter] = (counts[counter] as number) + (cell.counts[at] as number);
    }
  }
  return scanScoresOf(plan, (feature) =>
    scanCountsOf(feature, layouts.get(feature.name) as FeatureLayout, counts),
  );
}

/** Cells are merged when the first feature is asked for: most windows make no alert. */
function detailsOf(
  version: ModelVersion,
  plan: ScanPlan,
  { layouts, window }: { readonly layouts: Layouts; readonly window: JudgedWindow },
): AlertDetails {
  const { scale } = window.judgement;
  const local = plan.calendar(window.endMs / HOUR_MS - 1);
  let isMerged = false;
  return {
    phaseOf: ({ grouping }) => phaseInWords(scale, grouping, local),
    evidenceOf(at, contrast) {
      const rows = version.scratch.window;
      if (!isMerged) mergeRows(version, plan, window);
      isMerged = true;
      const feature = plan.features[at] as ScanPlan['features'][number];
      const layout = layouts.get(feature.name) as FeatureLayout;
      const phase = { scale, grouping: contrast.grouping, local };
      return evidenceOf(plan, feature, contrast, { rows, layout, phase });
    },
  };
}

/** The rows of a window, those of excluded days left out. */
function mergeRows(version: ModelVersion, plan: ScanPlan, window: JudgedWindow): void {
  const merged = version.scratch.window;
  clearDenseCell(merged);
  for (let hour = window.startMs / HOUR_MS; hour < window.endMs / HOUR_MS; hour++) {
    if (plan.isExcluded(plan.calendar(hour).day)) continue;
    for (const cell of cellsInHour(version, hour)) {
      mergeIntoWindow(merged, cell);
    }
  }
}

/** Whatever there is to tell since the last time. */
export function takeDriftUpdate(version: ModelVersion): DriftUpdate | undefined {
  const { drift, name, version: modelVersion, reference } = version;
  if (drift === undefined || !drift.isChanged) return undefined;
  drift.isChanged = false;
  const plan = planOf(version, drift);
  const status = driftStatusOf(plan, drift.series);
  const atMs = (drift.dueMinute - HOUR_MINUTES) * MINUTE_MS;
  const changes = drift.changes.splice(0).map((change): DriftChange => {
    const isOpen = change.kind === 'opened' || change.kind === 'joined';
    const state = isOpen ? ML_DRIFT_STATE_VALUE_DRIFTED : calmStateOf(plan, drift.series);
    drift.toldState = state;
    return Object.assign({}, change, { state, reason: status.reason });
  });
  if (status.state !== drift.toldState) {
    drift.toldState = status.state;
    changes.push({
      kind: 'state',
      state: status.state,
      reason: status.reason,
      features: [],
      atMs,
    });
  }
  return {
    modelName: name,
    modelVersion,
    referenceId: reference?.id,
    atMs,
    status,
    changes,
    notPromised: plan === undefined ? [] : notPromised(plan),
  };
}

/** Ends the open finding as expected. @returns Nothing where another one, or none, is open. */
export function acknowledgeFinding(
  version: ModelVersion,
  id: string,
  reason: string | undefined,
): DriftFinding | undefined {
  const { drift } = version;
  if (drift?.series.findings.open?.id !== id) return undefined;
  const atMs = (drift.series.judgedHour ?? 0) * HOUR_MS;
  const plan = planOf(version, drift);
  const kindsOf = (name: string): readonly ContrastKind[] =>
    plan?.features
      .find((feature) => feature.name === name)
      ?.contrasts.map(({ contrast }) => contrast.kind) ?? [];
  const change = acknowledge(drift.series.findings, { reason, atMs, kindsOf });
  if (change === undefined) return undefined;
  drift.changes.push(change);
  drift.isChanged = true;
  return change.finding;
}
