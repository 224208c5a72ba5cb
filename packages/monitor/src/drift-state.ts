import { ML_DRIFT_STATE_VALUE_OK } from '@marigraph/semantic-conventions';

import type { FindingChange } from './drift-finding.ts';
import type { DriftState } from './drift-status.ts';
import type { ScanPlan } from './scan-plan.ts';
import { createScanSeries, type ScanSeries } from './scan-series.ts';

/** What the rule `scan` keeps of one version of one model. */
export interface VersionDrift {
  readonly series: ScanSeries;
  /** Made when first needed; `none` where the reference has no times. */
  plan: ScanPlan | 'none' | undefined;
  /** Another hour is closed once the version's closed minute reaches this one. */
  dueMinute: number;
  /** Changes of findings that nobody was told of yet, oldest first. */
  readonly changes: FindingChange[];
  /** Whether there is more to tell than before. */
  isChanged: boolean;
  /** The state that was told last. What was never told counts as ok: a monitor that starts well has nothing to say. */
  toldState: DriftState;
}

/** Nothing judged yet. */
export function createVersionDrift(modelName: string, modelVersion: string): VersionDrift {
  return {
    series: createScanSeries(JSON.stringify([modelName, modelVersion])),
    plan: undefined,
    dueMinute: Number.NEGATIVE_INFINITY,
    changes: [],
    isChanged: false,
    toldState: ML_DRIFT_STATE_VALUE_OK,
  };
}
