import {
  ML_DRIFT_STATE_VALUE_DRIFTED,
  ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA,
  ML_DRIFT_STATE_VALUE_INSUFFICIENT_REFERENCE,
  ML_DRIFT_STATE_VALUE_OK,
  ML_DRIFT_STATE_VALUE_PROVISIONAL,
  ML_DRIFT_STATE_VALUE_UNSEEN_PHASE,
} from '@marigraph/semantic-conventions';

import type { JudgedWindow } from './drift-finding.ts';
import type { WindowState } from './evaluation.ts';
import { coverageInWords, scalesOff } from './reference-words.ts';
import type { ScanPlan } from './scan-plan.ts';
import type { ScanSeries } from './scan-series.ts';
import { type ContrastJudgement, type ScanScaleName, type ScanSilence } from './scan.ts';

/**
 * What is known of drift. `provisional` is ok as far as a short reference can tell; `insufficient_reference` is no
 * judgement at all, for want of one that knows natural variation.
 */
export type DriftState =
  | WindowState
  | typeof ML_DRIFT_STATE_VALUE_INSUFFICIENT_REFERENCE
  | typeof ML_DRIFT_STATE_VALUE_PROVISIONAL
  | typeof ML_DRIFT_STATE_VALUE_UNSEEN_PHASE;

/** What is known of a model version now. */
export interface DriftStatus {
  readonly state: DriftState;
  /** Why, in words. */
  readonly reason: string;
  readonly features: readonly FeatureDrift[];
}

/** What is known of a feature now. */
export interface FeatureDrift {
  readonly feature: string;
  readonly state: DriftState;
  /** What the last judged window of each scale says. */
  readonly scales: Readonly<Partial<Record<ScanScaleName, ContrastJudgement | ScanSilence>>>;
}

/** @param plan Nothing where the reference has no times. */
export function driftStatusOf(plan: ScanPlan | undefined, series: ScanSeries): DriftStatus {
  const calm = calmStateOf(plan, series);
  const { open } = series.findings;
  const drifted = new Set(open?.features.map(({ feature }) => feature));
  return {
    state: open === undefined ? calm : ML_DRIFT_STATE_VALUE_DRIFTED,
    reason: reasonOf(plan, series, calm),
    features: (plan?.features ?? []).map(({ name }, at): FeatureDrift => {
      const scales = Object.fromEntries(
        [...series.latest].flatMap(([scale, { judgement }]) => {
          const leading = judgement.features[at]?.leading;
          return leading === undefined ? [] : [[scale, leading]];
        }),
      );
      const state = drifted.has(name) ? ML_DRIFT_STATE_VALUE_DRIFTED : calmOf(plan, series, [at]);
      return { feature: name, state, scales };
    }),
  };
}

/** The state but for findings. */
export function calmStateOf(plan: ScanPlan | undefined, series: ScanSeries): DriftState {
  return calmOf(plan, series, plan?.features.map((_, at) => at) ?? []);
}

/** Of the features at some places. */
function calmOf(
  plan: ScanPlan | undefined,
  { latest }: ScanSeries,
  places: readonly number[],
): DriftState {
  if (plan === undefined || plan.coverage.status === 'insufficient' || areAllOff(plan)) {
    return ML_DRIFT_STATE_VALUE_INSUFFICIENT_REFERENCE;
  }
  const windows = [...latest.values()];
  const newestMs = Math.max(...windows.map(({ endMs }) => endMs));
  const newest = windows.filter(({ endMs }) => endMs === newestMs);
  if (newest.some((window) => isUnseen(window, places))) return ML_DRIFT_STATE_VALUE_UNSEEN_PHASE;
  if (!windows.some((window) => hasVerdict(window, places))) {
    return ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA;
  }
  return plan.coverage.status === 'provisional'
    ? ML_DRIFT_STATE_VALUE_PROVISIONAL
    : ML_DRIFT_STATE_VALUE_OK;
}

function areAllOff(plan: ScanPlan): boolean {
  return scalesOff(plan).length === 3;
}

/** Whether nothing can be said of any of the features since the reference has no such hour or day. */
function isUnseen(window: JudgedWindow, places: readonly number[]): boolean {
  const silences = places.map((at) => window.judgement.features[at]?.leading);
  return silences.includes('unseen_phase') && !hasVerdict(window, places);
}

function hasVerdict({ judgement }: JudgedWindow, places: readonly number[]): boolean {
  return places.some((at) => typeof (judgement.features[at]?.leading ?? 'off') !== 'string');
}

function reasonOf(plan: ScanPlan | undefined, series: ScanSeries, calm: DriftState): string {
  const { open, acknowledged } = series.findings;
  const reasons = [calmReason(plan, calm)];
  if (open !== undefined) {
    const since = new Date(open.openedMs).toISOString();
    reasons.unshift(`finding ${open.id} is open since ${since}`);
  }
  for (const { id } of acknowledged) reasons.push(`finding ${id} is acknowledged and lasts`);
  return reasons.join('; ');
}

function calmReason(plan: ScanPlan | undefined, calm: DriftState): string {
  if (plan === undefined) {
    return 'the reference has no time stamps, so natural variation is not known and drift is not judged';
  }
  const coverage = coverageInWords(plan);
  if (calm === ML_DRIFT_STATE_VALUE_UNSEEN_PHASE) {
    return `the reference has no rows of this hour or day of the week; ${coverage}`;
  }
  if (calm === ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA) {
    return `no hour or day yet had the 20 rows that a verdict needs; ${coverage}`;
  }
  return coverage;
}
