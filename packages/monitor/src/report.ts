import { mergePerformanceOf } from './cell.ts';
import type { DriftRule } from './definition.ts';
import { type DriftReport, toDriftReport } from './drift-report.ts';
import type { FeatureScore } from './evaluate.ts';
import { segmentOf, stateOf, type WindowState } from './evaluation.ts';
import type { Model } from './monitor.ts';
import { type Performance, toPerformance } from './performance.ts';
import { MINUTE_MS, type Scope, type Window } from './scope.ts';
import { cellsOf, compactAll, type ModelVersion } from './version.ts';

/** What a monitor knows now, as plain JSON. */
export interface MonitorReport {
  readonly models: readonly VersionReport[];
  /** Rows and ground truth refused because too many models or versions were named. */
  readonly refused: number;
}

/** What is known of one version of one model. */
export interface VersionReport {
  readonly model: string;
  readonly version: string;
  readonly reference: { readonly id: string; readonly rows: number } | null;
  readonly rows: {
    readonly added: number;
    /** Those of them whose cells are still kept. */
    readonly inCells: number;
    /** Second carriers of an open prediction, of all versions of the model. */
    readonly duplicate: number;
    /** Rows older than what is kept; they were not added. */
    readonly late: number;
    /** Rows whose time was set to the receiver's clock. */
    readonly clamped: number;
  };
  /** `dropped` are those that gave way to the byte budget before their time. */
  readonly cells: { readonly kept: number; readonly dropped: number };
  /** Ground truth of all versions of the model. */
  readonly groundTruth: {
    readonly matched: number;
    readonly waiting: number;
    readonly unmatched: number;
    readonly duplicate: number;
  };
  /** Of all versions of the model. */
  readonly openPredictions: number;
  /** How drift is judged. */
  readonly rule: DriftRule['rule'];
  /** What the rule `scan` says of all rows; `null` under `threshold`, or without a reference. */
  readonly drift: DriftReport | null;
  readonly scopes: readonly ScopeReport[];
}

/** What is known of all rows of a version, or of one segment. */
export interface ScopeReport {
  /** `null` for all rows together. */
  readonly segment: { readonly key: string; readonly value: string } | null;
  readonly rows: number;
  /** Over all rows that are kept. */
  readonly performance: Performance;
  /** Rows of closed minutes in the window that is not closed yet. */
  readonly openRows: number;
  readonly windows: readonly WindowReport[];
}

/** The last evaluation of a closed window. A window appears with the first `advance` after it closed. */
export interface WindowReport {
  /** ISO 8601; the end is exclusive. */
  readonly start: string;
  readonly end: string;
  readonly rows: number;
  readonly revision: number;
  /** Absent where the rule `scan` judges, and not this window; see `VersionReport.drift`. */
  readonly state?: WindowState;
  readonly features: readonly FeatureScore[];
  readonly performance: Performance;
}

/** Puts together what models know. */
export function toReport(models: Iterable<Model>, refused: number): MonitorReport {
  return {
    refused,
    models: [...models].flatMap((model) =>
      model.versions.map((version) => reportVersion(model, version)),
    ),
  };
}

function reportVersion(model: Model, version: ModelVersion): VersionReport {
  compactAll(version);
  const cells = version.slices.flatMap((slice) => slice.cells.values().toArray());
  return {
    model: version.name,
    version: version.version,
    reference:
      version.reference === undefined
        ? null
        : { id: version.reference.id, rows: version.reference.document.rows },
    rows: {
      added: version.counters.rows,
      inCells: cells.reduce((total, { rows }) => total + rows, 0),
      duplicate: model.counters.duplicates,
      late: version.counters.late,
      clamped: version.counters.clamped,
    },
    cells: { kept: cells.length, dropped: version.counters.cellsDropped },
    groundTruth: {
      matched: model.counters.matched,
      waiting: model.waiting.size,
      unmatched: model.waiting.unmatched,
      duplicate: model.counters.duplicateLabels,
    },
    openPredictions: model.predictions.size,
    rule: version.definition.drift.rule,
    drift: toDriftReport(version),
    scopes: version.scopes.map((scope) => reportScope(version, scope)),
  };
}

function reportScope(version: ModelVersion, scope: Scope): ScopeReport {
  const cells = cellsOf(scope, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  return {
    segment: segmentOf(scope) ?? null,
    rows: cells.reduce((total, { rows }) => total + rows, 0),
    performance: toPerformance(mergePerformanceOf(cells)),
    openRows: scope.open?.rows ?? 0,
    windows: scope.windows.flatMap((window) => reportWindow(version, window)),
  };
}

function reportWindow(version: ModelVersion, { result, ...window }: Window): WindowReport[] {
  if (result === undefined) return [];
  const { rows, features, performance } = result;
  const state = stateOf(version, features);
  return [
    {
      start: new Date(window.startMinute * MINUTE_MS).toISOString(),
      end: new Date(window.endMinute * MINUTE_MS).toISOString(),
      rows,
      revision: window.revision,
      ...(state !== undefined && { state }),
      features,
      performance,
    },
  ];
}
