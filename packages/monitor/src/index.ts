// Rows and ground truth: what goes in.
export {
  addFeature,
  clearRow,
  createRow,
  FeatureKind,
  FEATURES_PER_ROW_MAX,
  type GroundTruth,
  type Row,
} from './row.ts';
export { hashKey } from './key.ts';

// References: what rows are compared with.
export { buildReference } from './build-reference.ts';
export {
  CATEGORIES_MAX,
  type CategoricalExpectation,
  type CategoricalReference,
  type FeatureExpectation,
  FINE_BINS,
  type HourlyCounts,
  type NumericExpectation,
  type NumericReference,
  type Reference,
  type ReferenceColumn,
  type ReferenceFeature,
  type ReferenceTime,
  type ReferenceTimes,
} from './reference.ts';
export { createScanBins, SCAN_BINS, SCAN_CATEGORIES_MAX, type ScanBins } from './scan-bins.ts';
export { createScanPlan, type ScanContrast, type ScanFeature, type ScanPlan } from './scan-plan.ts';

// The monitor.
export {
  ALL,
  type DriftRule,
  EXCLUDED_DAYS_MAX,
  isDate,
  type MonitorDefinition,
  type WindowDefinition,
} from './definition.ts';
export {
  type Acknowledgement,
  type Advance,
  createMonitor,
  type GroundTruthOutcome,
  type LoadedReference,
  type Monitor,
  type MonitorOptions,
  type RowOutcome,
} from './monitor.ts';
export type { Snapshot, SnapshotPart } from './snapshot-parts.ts';
export { MonitorError, type MonitorErrorCode } from './errors.ts';

// Windows: what their scores say.
export type { ExemplarTrace } from './exemplar-trace.ts';
export { type FeatureScore, type FeatureState } from './evaluate.ts';
export { type Evaluation, type StateChange, type WindowState } from './evaluation.ts';
export { type Performance } from './performance.ts';

// Drift: what the calibrated scan concludes.
export type { DriftChange, DriftUpdate } from './version-drift.ts';
export type { DriftState, DriftStatus, FeatureDrift } from './drift-status.ts';
export type { AlertWindow, DriftFinding, FindingChange, FindingFeature } from './drift-finding.ts';
export type { DriftEvidence, MovedBin } from './drift-evidence.ts';
export {
  type ContrastJudgement,
  type ScanScaleName,
  type ScanSilence,
  singleLevel,
} from './scan.ts';

// Reports: what people and dashboards ask for.
export {
  type MonitorReport,
  type ScopeReport,
  type VersionReport,
  type WindowReport,
} from './report.ts';
export type {
  AcknowledgedReport,
  AlertWindowReport,
  DriftReport,
  FeatureDriftReport,
  FindingFeatureReport,
  FindingReport,
  SourceReport,
} from './drift-report.ts';
export type { DetectableShift, ShiftSize } from './detectable-shift.ts';

// Data quality: what is expected of rows, and what is wrong with them.
export { type Deployment } from './quality-deployments.ts';
export {
  type QualityFinding,
  type QualityViolations,
  type QualityWindow,
} from './quality-finding.ts';
export {
  DEFAULT_QUALITY,
  problemsOfExpectation,
  problemsWithFeatures,
  QUALITY_CHECKS,
  type QualityCheck,
  type QualityExpectation,
  type QualityRule,
} from './quality-rule.ts';
