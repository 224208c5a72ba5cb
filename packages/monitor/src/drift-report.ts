import type { ReferenceCoverage } from '@marigraph/statistics';

import { type DetectableShift, detectableShifts } from './detectable-shift.ts';
import type { DriftEvidence } from './drift-evidence.ts';
import type { AlertWindow, DriftFinding } from './drift-finding.ts';
import { type DriftState, driftStatusOf, type FeatureDrift } from './drift-status.ts';
import type { AcknowledgedFinding, AlertSource } from './finding-state.ts';
import { notPromised } from './reference-words.ts';
import type { ScanPlan } from './scan-plan.ts';
import { SCAN_SCALE_NAMES, type ScanScaleName } from './scan.ts';
import { planOf } from './version-drift.ts';
import type { ModelVersion } from './version.ts';

/** What the rule `scan` knows of one model version, as plain JSON. */
export interface DriftReport {
  readonly state: DriftState;
  /** Why, in words. */
  readonly reason: string;
  /** False alerts allowed in 30 days. */
  readonly budget: number;
  readonly minimumScore: number;
  readonly excludedDays: readonly string[];
  /** What of the seasons the reference has seen; `null` where it has no times. */
  readonly coverage: ReferenceCoverage | null;
  readonly features: readonly FeatureDriftReport[];
  /** The one that is open. */
  readonly finding: FindingReport | null;
  readonly acknowledged: readonly AcknowledgedReport[];
  readonly notPromised: readonly string[];
}

/** A feature with what the scan can see of it at each scale. */
export interface FeatureDriftReport extends FeatureDrift {
  readonly detectable: Readonly<Record<ScanScaleName, readonly DetectableShift[]>>;
}

/** A finding with times as people read them. */
export interface FindingReport {
  readonly id: string;
  readonly model: string;
  readonly version: string;
  readonly state: 'open' | 'resolved' | 'acknowledged';
  /** ISO 8601. */
  readonly opened: string;
  readonly ended: string | null;
  /** Why it is expected, if somebody said so. */
  readonly reason: string | null;
  readonly features: readonly FindingFeatureReport[];
}

/** A feature of a finding. */
export interface FindingFeatureReport extends DriftEvidence {
  readonly feature: string;
  readonly first: AlertWindowReport;
  readonly last: AlertWindowReport;
}

/** A window with an alert; its end is exclusive. */
export interface AlertWindowReport extends Omit<AlertWindow, 'startMs' | 'endMs'> {
  readonly start: string;
  readonly end: string;
}

/** A finding that is expected, and lasts: what it is of makes no new one. */
export interface AcknowledgedReport {
  readonly id: string;
  /** ISO 8601, event time. */
  readonly since: string;
  readonly reason: string | null;
  readonly sources: readonly SourceReport[];
}

/** What makes no new finding. */
export interface SourceReport {
  readonly feature: string;
  readonly contrast: string;
  readonly category: string | undefined;
  readonly direction: AlertSource['direction'];
}

/** Nothing under the rule `threshold`, or without a reference. */
export function toDriftReport(version: ModelVersion): DriftReport | null {
  const { drift, definition } = version;
  if (drift === undefined) return null;
  const { budget, minimumScore, excludedDays } = definition.drift;
  const plan = planOf(version, drift);
  const { series } = drift;
  const { state, reason, features } = driftStatusOf(plan, series);
  const { open, acknowledged } = series.findings;
  return {
    state,
    reason,
    budget,
    minimumScore,
    excludedDays,
    coverage: plan?.coverage ?? null,
    features: features.map((feature, at) =>
      Object.assign({}, feature, {
        detectable: byScale((scale) => {
          const own = plan?.features[at];
          if (plan === undefined || own === undefined) return [];
          return detectableShifts(plan, own, { scale, budget, series });
        }),
      }),
    ),
    finding: open === undefined ? null : toFindingReport(version, open),
    acknowledged: acknowledged.map((own) => toAcknowledged(plan, own)),
    notPromised: plan === undefined ? [] : notPromised(plan),
  };
}

function byScale<Value>(valueOf: (scale: ScanScaleName) => Value): Record<ScanScaleName, Value> {
  const [hour, day, week] = SCAN_SCALE_NAMES;
  return { hour: valueOf(hour), day: valueOf(day), week: valueOf(week) };
}

function toAcknowledged(
  plan: ScanPlan | undefined,
  { id, sinceMs, reason, sources }: AcknowledgedFinding,
): AcknowledgedReport {
  return {
    id,
    since: new Date(sinceMs).toISOString(),
    reason: reason ?? null,
    sources: sources.map(({ feature, contrast, direction }) => {
      const own = plan?.features.find(({ name }) => name === feature)?.contrasts[contrast];
      const kind = own?.contrast.kind ?? String(contrast);
      return { feature, contrast: kind, category: own?.category, direction };
    }),
  };
}

/** The finding of a model version for people. */
export function toFindingReport(
  { name, version }: Pick<ModelVersion, 'name' | 'version'>,
  finding: DriftFinding,
): FindingReport {
  const { id, openedMs, endedMs, acknowledgement, features } = finding;
  return {
    id,
    model: name,
    version,
    state: stateOf(finding),
    opened: new Date(openedMs).toISOString(),
    ended: endedMs === undefined ? null : new Date(endedMs).toISOString(),
    reason: acknowledgement?.reason ?? null,
    features: features.map(({ feature, first, last, evidence: { moved, exemplars } }) => ({
      feature,
      first: toWindow(first),
      last: toWindow(last),
      moved,
      exemplars,
    })),
  };
}

function stateOf({ endedMs, acknowledgement }: DriftFinding): FindingReport['state'] {
  if (endedMs === undefined) return 'open';
  return acknowledgement === undefined ? 'resolved' : 'acknowledged';
}

function toWindow({ startMs, endMs, ...window }: AlertWindow): AlertWindowReport {
  return {
    start: new Date(startMs).toISOString(),
    end: new Date(endMs).toISOString(),
    ...window,
  };
}
