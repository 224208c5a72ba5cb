import type { Evaluation, FeatureScore, StateChange, WindowDefinition } from '@marigraph/monitor';
import type {
  Attributes,
  LogRecord,
  Metric,
  NumberDataPoint,
  ResourceLogs,
  ResourceMetrics,
} from '@marigraph/otlp';
import {
  ATTR_ML_DRIFT_METHOD,
  ATTR_ML_DRIFT_NOISE_FLOOR,
  ATTR_ML_DRIFT_P_VALUE,
  ATTR_ML_DRIFT_SCORE,
  ATTR_ML_DRIFT_STATE,
  ATTR_ML_EXEMPLAR_TRACE_IDS,
  ATTR_ML_PERFORMANCE_BASIS,
  ATTR_ML_REFERENCE_ID,
  ATTR_ML_SEGMENT_NAME,
  ATTR_ML_SEGMENT_VALUE,
  ATTR_ML_WINDOW_DURATION,
  ATTR_ML_WINDOW_END_TIME,
  ATTR_ML_WINDOW_REVISION,
  ATTR_ML_WINDOW_ROW_COUNT,
  ATTR_ML_WINDOW_START_TIME,
  EVENT_ML_DRIFT_STATE_CHANGE,
  METRIC_ML_DRIFT_FEATURE_RATIO,
  METRIC_ML_DRIFT_NOISE_FLOOR,
  METRIC_ML_DRIFT_SCORE,
  METRIC_ML_PERFORMANCE_ACCURACY,
  METRIC_ML_PERFORMANCE_MAE,
  METRIC_ML_PERFORMANCE_RMSE,
  METRIC_ML_WINDOW_PREDICTIONS,
  METRICS,
  ML_DRIFT_METHOD_VALUE_PSI,
  ML_DRIFT_STATE_VALUE_DRIFTED,
  ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA,
  ML_DRIFT_STATE_VALUE_NO_REFERENCE,
  ML_DRIFT_STATE_VALUE_OK,
  ML_PERFORMANCE_BASIS_VALUE_REALIZED,
  type MlMetricName,
  SCHEMA_URL,
} from '@marigraph/semantic-conventions';

import { driftEvents, driftPoints } from './drift-telemetry.ts';
import { isDriftUpdate, type Statement } from './statement.ts';
import {
  type MakePoint,
  modelOf,
  type NamedPoint,
  SEVERITY_INFO,
  SEVERITY_WARN,
  statePoints,
  targetOf,
  toNanoseconds,
  uidOf,
} from './telemetry-points.ts';

const RESOURCE = { attributes: { 'service.name': 'marigraph' } } as const;
const SCOPE = { name: '@marigraph/collector/ml_monitor' } as const;

const STATES = [
  ML_DRIFT_STATE_VALUE_OK,
  ML_DRIFT_STATE_VALUE_DRIFTED,
  ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA,
  ML_DRIFT_STATE_VALUE_NO_REFERENCE,
] as const;

/** The kind of windows that a model has. */
export type WindowOf = (modelName: string) => WindowDefinition;

/**
 * The metrics of statements: every point carries the end of its window as its time, so a revision replaces the
 * point of the evaluation before it.
 */
export function toMetrics(statements: readonly Statement[], windowOf: WindowOf): ResourceMetrics {
  const points = new Map<MlMetricName, NumberDataPoint[]>();
  for (const statement of statements) {
    const own = isDriftUpdate(statement)
      ? driftPoints(statement)
      : pointsOf(statement, durationOf(windowOf(statement.modelName)));
    for (const [name, point] of own) {
      const known = points.get(name);
      if (known === undefined) points.set(name, [point]);
      else known.push(point);
    }
  }
  const metrics = [...points].map(([name, dataPoints]) => toMetric(name, dataPoints));
  return {
    resource: RESOURCE,
    schemaUrl: SCHEMA_URL,
    scopeMetrics: [{ scope: SCOPE, schemaUrl: SCHEMA_URL, metrics }],
  };
}

/** Number of data points in what `toMetrics` gives. */
export function countPoints({ scopeMetrics }: ResourceMetrics): number {
  return scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .reduce((total, metric) => total + ('dataPoints' in metric ? metric.dataPoints.length : 0), 0);
}

/** The `ml.drift.state_change` events of all changes; nothing when nothing changed. */
export function toEvents(
  statements: readonly Statement[],
  observedTimeUnixNano: bigint,
): ResourceLogs | undefined {
  const logRecords = statements.flatMap((statement) =>
    isDriftUpdate(statement)
      ? driftEvents(statement, observedTimeUnixNano)
      : statement.changes.map((change) => toEvent(statement, change, observedTimeUnixNano)),
  );
  if (logRecords.length === 0) return undefined;
  return {
    resource: RESOURCE,
    schemaUrl: SCHEMA_URL,
    scopeLogs: [{ scope: SCOPE, schemaUrl: SCHEMA_URL, logRecords }],
  };
}

function toMetric(name: MlMetricName, dataPoints: readonly NumberDataPoint[]): Metric {
  const { description, unit, instrument } = METRICS[name];
  if (instrument === 'updowncounter') {
    return {
      kind: 'sum',
      temporality: 'cumulative',
      monotonic: false,
      name,
      description,
      unit,
      dataPoints,
    };
  }
  return { kind: 'gauge', name, description, unit, dataPoints };
}

function* pointsOf(evaluation: Evaluation, duration: Attributes): Generator<NamedPoint> {
  const identity = identityOf(evaluation);
  const state: MakePoint = (value, attributes) => ({
    startTimeUnixNano: toNanoseconds(evaluation.startMs),
    timeUnixNano: toNanoseconds(evaluation.endMs),
    attributes: { ...identity, ...attributes },
    value,
  });
  // What was measured says in how long a window; a state is that of the model, whatever its windows are.
  const measured: MakePoint = (value, attributes) => state(value, { ...duration, ...attributes });

  yield [METRIC_ML_WINDOW_PREDICTIONS, measured(BigInt(evaluation.rows))];
  for (const feature of evaluation.features) {
    yield* scorePoints(feature, evaluation, measured);
    if (feature.state === undefined) continue;
    const target = targetOf(feature.feature);
    yield* statePoints(feature.state, { states: STATES, target }, state);
  }
  // Without a reference no feature has a state, and silence would look like health.
  if (evaluation.state === ML_DRIFT_STATE_VALUE_NO_REFERENCE) {
    yield* statePoints(evaluation.state, { states: STATES, target: targetOf(undefined) }, state);
  }
  const tested = evaluation.features.filter(
    ({ state: own, score }) => own !== undefined && score !== undefined,
  );
  if (tested.length > 0) {
    const drifted = tested.filter((feature) => feature.state === ML_DRIFT_STATE_VALUE_DRIFTED);
    yield [METRIC_ML_DRIFT_FEATURE_RATIO, measured(drifted.length / tested.length)];
  }
  yield* performancePoints(evaluation, measured);
}

function* scorePoints(
  feature: FeatureScore,
  evaluation: Evaluation,
  point: MakePoint,
): Generator<NamedPoint> {
  const { score, noiseFloor } = feature;
  if (score === undefined || noiseFloor === undefined) return;
  const attributes = {
    ...targetOf(feature.feature),
    [ATTR_ML_DRIFT_METHOD]: ML_DRIFT_METHOD_VALUE_PSI,
  };
  yield [
    METRIC_ML_DRIFT_SCORE,
    { ...point(score, attributes), ...exemplarsOf(feature, evaluation) },
  ];
  yield [METRIC_ML_DRIFT_NOISE_FLOOR, point(noiseFloor, attributes)];
}

function* performancePoints({ performance }: Evaluation, point: MakePoint): Generator<NamedPoint> {
  const basis = { [ATTR_ML_PERFORMANCE_BASIS]: ML_PERFORMANCE_BASIS_VALUE_REALIZED };
  const { accuracy, meanAbsoluteError, rootMeanSquaredError } = performance;
  if (accuracy !== undefined) yield [METRIC_ML_PERFORMANCE_ACCURACY, point(accuracy, basis)];
  if (meanAbsoluteError !== undefined) {
    yield [METRIC_ML_PERFORMANCE_MAE, point(meanAbsoluteError, basis)];
  }
  if (rootMeanSquaredError !== undefined) {
    yield [METRIC_ML_PERFORMANCE_RMSE, point(rootMeanSquaredError, basis)];
  }
}

/** Windows of a number of rows last differently long each: as a label their length would make each a new series. */
function durationOf(window: WindowDefinition): Attributes {
  return 'count' in window ? {} : { [ATTR_ML_WINDOW_DURATION]: formatDuration(window.durationMs) };
}

/** Whole minutes as an ISO 8601 duration of days, hours and minutes: `P1DT6H30M`. */
function formatDuration(milliseconds: number): string {
  const minutes = milliseconds / 60_000;
  const date = formatPart(Math.floor(minutes / 1440), 'D');
  const time = formatPart(Math.floor(minutes / 60) % 24, 'H') + formatPart(minutes % 60, 'M');
  return `P${date}${time === '' ? '' : `T${time}`}`;
}

function formatPart(count: number, unit: string): string {
  return count > 0 ? `${count}${unit}` : '';
}

function toEvent(
  evaluation: Evaluation,
  { feature, state }: StateChange,
  observedTimeUnixNano: bigint,
): LogRecord {
  const { referenceId } = evaluation;
  const drifted = state === ML_DRIFT_STATE_VALUE_DRIFTED;
  const [first] = feature?.exemplars ?? [];
  return {
    timeUnixNano: toNanoseconds(evaluation.endMs),
    observedTimeUnixNano,
    severityNumber: drifted ? SEVERITY_WARN : SEVERITY_INFO,
    severityText: drifted ? 'WARN' : 'INFO',
    eventName: EVENT_ML_DRIFT_STATE_CHANGE,
    ...(first !== undefined && { traceId: first.traceId, spanId: first.spanId }),
    attributes: {
      'log.record.uid': findingId(evaluation, feature?.feature),
      ...identityOf(evaluation),
      ...targetOf(feature?.feature),
      [ATTR_ML_DRIFT_STATE]: state,
      [ATTR_ML_WINDOW_START_TIME]: new Date(evaluation.startMs).toISOString(),
      [ATTR_ML_WINDOW_END_TIME]: new Date(evaluation.endMs).toISOString(),
      [ATTR_ML_WINDOW_ROW_COUNT]: BigInt(evaluation.rows),
      [ATTR_ML_WINDOW_REVISION]: BigInt(evaluation.revision),
      ...(referenceId !== undefined && { [ATTR_ML_REFERENCE_ID]: referenceId }),
      ...(feature !== undefined && featureAttributes(feature)),
    },
  };
}

function featureAttributes(feature: FeatureScore): Attributes {
  const { score, noiseFloor, pValue, exemplars } = feature;
  return {
    [ATTR_ML_DRIFT_METHOD]: ML_DRIFT_METHOD_VALUE_PSI,
    ...(score !== undefined && { [ATTR_ML_DRIFT_SCORE]: score }),
    ...(noiseFloor !== undefined && { [ATTR_ML_DRIFT_NOISE_FLOOR]: noiseFloor }),
    ...(pValue !== undefined && { [ATTR_ML_DRIFT_P_VALUE]: pValue }),
    ...(exemplars.length > 0 && {
      [ATTR_ML_EXEMPLAR_TRACE_IDS]: exemplars.map(({ traceId }) => traceId),
    }),
  };
}

function identityOf({ segment, ...model }: Evaluation): Attributes {
  return {
    ...modelOf(model),
    ...(segment !== undefined && {
      [ATTR_ML_SEGMENT_NAME]: segment.key,
      [ATTR_ML_SEGMENT_VALUE]: segment.value,
    }),
  };
}

function exemplarsOf(
  { exemplars, score }: FeatureScore,
  { endMs }: Evaluation,
): Pick<NumberDataPoint, 'exemplars'> {
  if (exemplars.length === 0 || score === undefined) return {};
  const timeUnixNano = toNanoseconds(endMs);
  return { exemplars: exemplars.map((trace) => ({ ...trace, timeUnixNano, value: score })) };
}

function findingId(evaluation: Evaluation, feature: string | undefined): string {
  const { modelName, modelVersion, segment, endMs, revision } = evaluation;
  return uidOf([modelName, modelVersion, segment?.key, segment?.value, feature, endMs, revision]);
}
