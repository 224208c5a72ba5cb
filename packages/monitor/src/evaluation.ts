import {
  ML_DRIFT_STATE_VALUE_DRIFTED,
  ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA,
  ML_DRIFT_STATE_VALUE_NO_REFERENCE,
  ML_DRIFT_STATE_VALUE_OK,
} from '@marigraph/semantic-conventions';

import type { FeatureScore, FeatureState } from './evaluate.ts';
import type { Performance } from './performance.ts';
import { MINUTE_MS, type Scope, type Window, type WindowResult } from './scope.ts';
import { compactAll, evaluateWindow, type ModelVersion } from './version.ts';

/** What a window says of the whole model: as of a feature, or that there is no reference to compare with. */
export type WindowState = FeatureState | typeof ML_DRIFT_STATE_VALUE_NO_REFERENCE;

/** One evaluation of one window: what is emitted. */
export interface Evaluation {
  readonly modelName: string;
  readonly modelVersion: string;
  readonly referenceId: string | undefined;
  readonly segment: { readonly key: string; readonly value: string } | undefined;
  readonly startMs: number;
  /** Exclusive. */
  readonly endMs: number;
  readonly rows: number;
  /** 0 at first, one more each time late rows or ground truth changed the window. */
  readonly revision: number;
  /** Absent where the rule `scan` judges, and not this window; see `DriftUpdate`. */
  readonly state?: WindowState;
  readonly features: readonly FeatureScore[];
  readonly performance: Performance;
  readonly changes: readonly StateChange[];
}

/** A feature, or the model as a whole where it has no reference, whose state differs from the window before. */
export interface StateChange {
  /** `undefined` for the model as a whole. */
  readonly feature: FeatureScore | undefined;
  readonly state: WindowState;
}

/** Evaluates all windows of a version that closed or changed, the oldest of each scope first. */
export function evaluateVersion(version: ModelVersion): Evaluation[] {
  const scopes = version.scopes.filter(({ due }) => due.size > 0);
  if (scopes.length === 0) return [];
  compactAll(version);
  return scopes.flatMap((scope) => {
    const due = [...scope.due].toSorted((a, b) => a.endMinute - b.endMinute);
    return due.map((window) => {
      const result = evaluateWindow(version, scope, window);
      scope.due.delete(window);
      return toEvaluation(version, scope, { window, result });
    });
  });
}

function toEvaluation(
  version: ModelVersion,
  scope: Scope,
  { window, result }: { readonly window: Window; readonly result: WindowResult },
): Evaluation {
  const state = stateOf(version, result.features);
  return {
    modelName: version.name,
    modelVersion: version.version,
    referenceId: version.reference?.id,
    segment: segmentOf(scope),
    startMs: window.startMinute * MINUTE_MS,
    endMs: window.endMinute * MINUTE_MS,
    revision: window.revision,
    ...(state !== undefined && { state }),
    ...result,
    changes:
      window.endMinute < scope.judgedUntil
        ? []
        : stateChanges(version, scope, { until: window.endMinute, features: result.features }),
  };
}

/** The segment of a scope, `undefined` for all rows. */
export function segmentOf(scope: Scope): Evaluation['segment'] {
  if (scope.key === undefined || scope.value === undefined) return undefined;
  return { key: scope.key, value: scope.value };
}

/** State of a window: drifted when any feature is, ok when all tested ones are; none under the rule `scan`. */
export function stateOf(
  version: ModelVersion,
  features: readonly FeatureScore[],
): WindowState | undefined {
  if (version.reference === undefined) return ML_DRIFT_STATE_VALUE_NO_REFERENCE;
  if (version.drift !== undefined) return undefined;
  const states = new Set(features.map(({ state }) => state));
  if (states.has(ML_DRIFT_STATE_VALUE_DRIFTED)) return ML_DRIFT_STATE_VALUE_DRIFTED;
  if (states.has(ML_DRIFT_STATE_VALUE_OK)) return ML_DRIFT_STATE_VALUE_OK;
  return ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA;
}

/** The key of the model as a whole among the states of a scope; no feature can be named so. */
export const WHOLE_MODEL = '\u0000';

function stateChanges(
  version: ModelVersion,
  scope: Scope,
  { until, features }: { readonly until: number; readonly features: readonly FeatureScore[] },
): StateChange[] {
  scope.judgedUntil = until;
  const now: [string, StateChange][] =
    version.reference === undefined
      ? [[WHOLE_MODEL, { feature: undefined, state: ML_DRIFT_STATE_VALUE_NO_REFERENCE }]]
      : features.flatMap((feature) => {
          const { state } = feature;
          return state === undefined ? [] : [[feature.feature, { feature, state }]];
        });
  return now.flatMap(([name, change]) => {
    // What was never seen counts as ok: a monitor that starts well has nothing to report.
    const before = scope.states.get(name) ?? ML_DRIFT_STATE_VALUE_OK;
    scope.states.set(name, change.state);
    return before === change.state ? [] : [change];
  });
}
