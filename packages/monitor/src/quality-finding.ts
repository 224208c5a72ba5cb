import type { MlDataQualityStateValue } from '@marigraph/semantic-conventions';

import type { ExemplarTrace } from './exemplar-trace.ts';
import type { Deployment } from './quality-deployments.ts';
import type { QualityCheck } from './quality-rule.ts';

/** A fault that began or ended; one finding each, however many rows it concerns. */
export interface QualityFinding {
  readonly modelName: string;
  /** Empty where the telemetry names none, and for faults of the model as a whole. */
  readonly modelVersion: string;
  readonly referenceId?: string;
  readonly check: QualityCheck;
  readonly state: MlDataQualityStateValue;
  /** Absent where the predictions or their number are at fault. */
  readonly feature?: string;
  /** Values or rows that failed: since the fault began, or in the window. */
  readonly count: number;
  /** Of the rows since the fault began, or of those in the window. */
  readonly share: number;
  /** What the share was compared with, where it was. */
  readonly threshold?: number;
  /** In words. */
  readonly expectation?: string;
  /** Event time of the first row that failed, or start of the first window that did. */
  readonly beganMs: number;
  /** Event time of the last row that failed, or end of the last window that did; where the fault has ended. */
  readonly endedMs?: number;
  /** The last window that was judged; absent for faults of rows. */
  readonly window?: QualityWindow;
  /** Names that a change of the schema is about. */
  readonly features?: readonly string[];
  /** What was deployed shortly before. */
  readonly deployment?: Deployment;
  /** The first rows that failed, at most five. */
  readonly exemplars: readonly ExemplarTrace[];
}

/** A window in which shares were judged; the end is exclusive. */
export interface QualityWindow {
  readonly startMs: number;
  readonly endMs: number;
  readonly rows: number;
}

/** Values that failed a check of a feature since the version had its first row. */
export interface QualityViolations {
  readonly modelName: string;
  readonly modelVersion: string;
  readonly feature: string;
  readonly check: QualityCheck;
  readonly count: number;
  /** When counting began, by the receiver's clock. */
  readonly sinceMs: number;
}
