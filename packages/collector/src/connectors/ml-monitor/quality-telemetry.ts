import { hashKey, type QualityFinding, type QualityViolations } from '@marigraph/monitor';
import {
  type Attributes,
  encodeLogs,
  encodeMetrics,
  type LogRecord,
  type Metric,
  type NumberDataPoint,
} from '@marigraph/otlp';
import {
  ATTR_ML_DATA_QUALITY_CHECK,
  ATTR_ML_DATA_QUALITY_COUNT,
  ATTR_ML_DATA_QUALITY_DEPLOYMENT_TIME,
  ATTR_ML_DATA_QUALITY_DEPLOYMENT_VERSION,
  ATTR_ML_DATA_QUALITY_END_TIME,
  ATTR_ML_DATA_QUALITY_EXPECTATION,
  ATTR_ML_DATA_QUALITY_FEATURE_NAMES,
  ATTR_ML_DATA_QUALITY_SHARE,
  ATTR_ML_DATA_QUALITY_START_TIME,
  ATTR_ML_DATA_QUALITY_STATE,
  ATTR_ML_DATA_QUALITY_THRESHOLD,
  ATTR_ML_EXEMPLAR_TRACE_IDS,
  ATTR_ML_FEATURE_NAME,
  ATTR_ML_MODEL_NAME,
  ATTR_ML_MODEL_VERSION,
  ATTR_ML_REFERENCE_ID,
  ATTR_ML_WINDOW_END_TIME,
  ATTR_ML_WINDOW_ROW_COUNT,
  ATTR_ML_WINDOW_START_TIME,
  EVENT_ML_DATA_QUALITY_STATE_CHANGE,
  METRIC_ML_DATA_QUALITY_STATUS,
  METRIC_ML_FEATURE_VIOLATIONS,
  METRICS,
  ML_DATA_QUALITY_STATE_VALUE_FIRING,
  ML_DATA_QUALITY_STATE_VALUES,
  type MlMetricName,
  SCHEMA_URL,
} from '@marigraph/semantic-conventions';

import type { NewBatch } from '../../component.ts';

const RESOURCE = { attributes: { 'service.name': 'marigraph' } } as const;
const SCOPE = { name: '@marigraph/collector/ml_monitor' } as const;
const SEVERITY_INFO = 9;
const SEVERITY_WARN = 13;

/** What is to be said of data quality at one time. */
export interface QualityUpdate {
  /** By the clock. */
  readonly atMs: number;
  /** What began or ended. */
  readonly findings: readonly QualityFinding[];
  /** What lasts, said again so that nobody takes silence for health. */
  readonly open: readonly QualityFinding[];
  readonly violations: readonly QualityViolations[];
}

/** What an update weighs beside scores of features. */
export function weightOfUpdate({ findings, open, violations }: QualityUpdate): number {
  return 1 + findings.length + open.length + violations.length;
}

/** The requests of updates: metrics first, then the events. */
export function toQualityBatches(
  updates: readonly QualityUpdate[],
  observedAt: bigint,
): NewBatch[] {
  const metrics = [
    toMetric(METRIC_ML_FEATURE_VIOLATIONS, true, updates.flatMap(violationPoints)),
    toMetric(METRIC_ML_DATA_QUALITY_STATUS, false, updates.flatMap(statusPoints)),
  ].filter(({ dataPoints }) => dataPoints.length > 0);
  const logRecords = updates.flatMap(({ findings }) =>
    findings.map((finding) => toEvent(finding, observedAt)),
  );
  const batches: NewBatch[] = [];
  if (metrics.length > 0) {
    const scopeMetrics = [{ scope: SCOPE, schemaUrl: SCHEMA_URL, metrics }];
    const body = encodeMetrics([{ resource: RESOURCE, schemaUrl: SCHEMA_URL, scopeMetrics }]);
    const items = metrics.reduce((total, { dataPoints }) => total + dataPoints.length, 0);
    batches.push(newBatch('metrics', body, items));
  }
  if (logRecords.length > 0) {
    const scopeLogs = [{ scope: SCOPE, schemaUrl: SCHEMA_URL, logRecords }];
    const body = encodeLogs([{ resource: RESOURCE, schemaUrl: SCHEMA_URL, scopeLogs }]);
    batches.push(newBatch('logs', body, logRecords.length));
  }
  return batches;
}

function newBatch(signal: 'metrics' | 'logs', body: Uint8Array, items: number): NewBatch {
  return { signal, contentType: 'protobuf', encoding: 'identity', body, items };
}

function toMetric(
  name: MlMetricName,
  monotonic: boolean,
  dataPoints: readonly NumberDataPoint[],
): Extract<Metric, { kind: 'sum' }> {
  const { description, unit } = METRICS[name];
  return { kind: 'sum', temporality: 'cumulative', monotonic, name, description, unit, dataPoints };
}

function violationPoints({ atMs, violations }: QualityUpdate): NumberDataPoint[] {
  return violations.map(({ modelName, modelVersion, feature, check, count, sinceMs }) => ({
    startTimeUnixNano: toNanoseconds(sinceMs),
    timeUnixNano: toNanoseconds(atMs),
    attributes: {
      ...modelOf({ modelName, modelVersion }),
      [ATTR_ML_FEATURE_NAME]: feature,
      [ATTR_ML_DATA_QUALITY_CHECK]: check,
    },
    value: BigInt(count),
  }));
}

function statusPoints({ atMs, findings, open }: QualityUpdate): NumberDataPoint[] {
  // What began or ended stands last, so that of two points of one time the later one is the state.
  return [...open, ...findings].flatMap((finding) =>
    ML_DATA_QUALITY_STATE_VALUES.map((state) => ({
      startTimeUnixNano: toNanoseconds(finding.beganMs),
      timeUnixNano: toNanoseconds(atMs),
      attributes: { ...targetOf(finding), [ATTR_ML_DATA_QUALITY_STATE]: state },
      value: state === finding.state ? 1n : 0n,
    })),
  );
}

function toEvent(finding: QualityFinding, observedTimeUnixNano: bigint): LogRecord {
  const { state, exemplars, beganMs, endedMs, window } = finding;
  const isFiring = state === ML_DATA_QUALITY_STATE_VALUE_FIRING;
  const [first] = exemplars;
  return {
    timeUnixNano: toNanoseconds(endedMs ?? window?.endMs ?? beganMs),
    observedTimeUnixNano,
    severityNumber: isFiring ? SEVERITY_WARN : SEVERITY_INFO,
    severityText: isFiring ? 'WARN' : 'INFO',
    eventName: EVENT_ML_DATA_QUALITY_STATE_CHANGE,
    ...(first !== undefined && { traceId: first.traceId, spanId: first.spanId }),
    attributes: {
      'log.record.uid': idOf(finding),
      ...targetOf(finding),
      [ATTR_ML_DATA_QUALITY_STATE]: state,
      ...measuredAttributes(finding),
      ...contextAttributes(finding),
    },
  };
}

function measuredAttributes(finding: QualityFinding): Attributes {
  const { count, share, threshold, expectation, beganMs, endedMs, window, features } = finding;
  return {
    [ATTR_ML_DATA_QUALITY_COUNT]: BigInt(count),
    [ATTR_ML_DATA_QUALITY_SHARE]: share,
    ...(threshold !== undefined && { [ATTR_ML_DATA_QUALITY_THRESHOLD]: threshold }),
    ...(expectation !== undefined && { [ATTR_ML_DATA_QUALITY_EXPECTATION]: expectation }),
    [ATTR_ML_DATA_QUALITY_START_TIME]: toIso(beganMs),
    ...(endedMs !== undefined && { [ATTR_ML_DATA_QUALITY_END_TIME]: toIso(endedMs) }),
    ...(features !== undefined && { [ATTR_ML_DATA_QUALITY_FEATURE_NAMES]: [...features] }),
    ...(window !== undefined && {
      [ATTR_ML_WINDOW_START_TIME]: toIso(window.startMs),
      [ATTR_ML_WINDOW_END_TIME]: toIso(window.endMs),
      [ATTR_ML_WINDOW_ROW_COUNT]: BigInt(window.rows),
    }),
  };
}

function contextAttributes({ deployment, referenceId, exemplars }: QualityFinding): Attributes {
  return {
    ...(deployment !== undefined && {
      [ATTR_ML_DATA_QUALITY_DEPLOYMENT_VERSION]: deployment.version,
      [ATTR_ML_DATA_QUALITY_DEPLOYMENT_TIME]: toIso(deployment.atMs),
    }),
    ...(referenceId !== undefined && { [ATTR_ML_REFERENCE_ID]: referenceId }),
    ...(exemplars.length > 0 && {
      // The rows of a batch share a trace.
      [ATTR_ML_EXEMPLAR_TRACE_IDS]: [...new Set(exemplars.map(({ traceId }) => traceId))],
    }),
  };
}

function targetOf(finding: QualityFinding): Attributes {
  const { check, feature } = finding;
  return {
    ...modelOf(finding),
    [ATTR_ML_DATA_QUALITY_CHECK]: check,
    ...(feature !== undefined && { [ATTR_ML_FEATURE_NAME]: feature }),
  };
}

function modelOf({
  modelName,
  modelVersion,
}: Pick<QualityFinding, 'modelName' | 'modelVersion'>): Attributes {
  return {
    [ATTR_ML_MODEL_NAME]: modelName,
    ...(modelVersion !== '' && { [ATTR_ML_MODEL_VERSION]: modelVersion }),
  };
}

/** The same fault has the same ids however often rows are read again, so backends can tell repetitions. */
function idOf(finding: QualityFinding): string {
  const { modelName, modelVersion, check, feature, state, beganMs } = finding;
  const parts = [modelName, modelVersion, check, feature, state, beganMs];
  const bytes = Buffer.from(JSON.stringify(parts));
  const hash = new Uint32Array(4);
  hashKey(bytes, 0, bytes.length, hash);
  return Array.from(hash, (word) => word.toString(16).padStart(8, '0')).join('');
}

function toIso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function toNanoseconds(milliseconds: number): bigint {
  return BigInt(Math.round(milliseconds)) * 1_000_000n;
}
