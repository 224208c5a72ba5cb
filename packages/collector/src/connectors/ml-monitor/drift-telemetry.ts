import type {
  AlertWindow,
  DriftChange,
  DriftUpdate,
  FeatureDrift,
  FindingFeature,
  ScanScaleName,
} from '@marigraph/monitor';
import type { Attributes, LogRecord } from '@marigraph/otlp';
import {
  ATTR_ML_DRIFT_BIN_NAMES,
  ATTR_ML_DRIFT_BIN_REFERENCE_SHARES,
  ATTR_ML_DRIFT_BIN_SHARES,
  ATTR_ML_DRIFT_CATEGORY,
  ATTR_ML_DRIFT_CONTRAST,
  ATTR_ML_DRIFT_FINDING_CHANGE,
  ATTR_ML_DRIFT_FINDING_FEATURE_NAMES,
  ATTR_ML_DRIFT_FINDING_ID,
  ATTR_ML_DRIFT_LEVEL,
  ATTR_ML_DRIFT_LIMITATIONS,
  ATTR_ML_DRIFT_METHOD,
  ATTR_ML_DRIFT_NOISE_FLOOR,
  ATTR_ML_DRIFT_P_VALUE,
  ATTR_ML_DRIFT_PHASE,
  ATTR_ML_DRIFT_REASON,
  ATTR_ML_DRIFT_SCORE,
  ATTR_ML_DRIFT_SCORE_INTERVAL,
  ATTR_ML_DRIFT_STATE,
  ATTR_ML_EXEMPLAR_TRACE_IDS,
  ATTR_ML_REFERENCE_ID,
  ATTR_ML_WINDOW_DURATION,
  ATTR_ML_WINDOW_EFFECTIVE_ROW_COUNT,
  ATTR_ML_WINDOW_END_TIME,
  ATTR_ML_WINDOW_START_TIME,
  EVENT_ML_DRIFT_STATE_CHANGE,
  METRIC_ML_DRIFT_FEATURE_RATIO,
  METRIC_ML_DRIFT_NOISE_FLOOR,
  METRIC_ML_DRIFT_SCORE,
  ML_DRIFT_METHOD_VALUE_WINDOW_SCAN,
  ML_DRIFT_STATE_VALUE_DRIFTED,
  ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA,
  ML_DRIFT_STATE_VALUE_INSUFFICIENT_REFERENCE,
  ML_DRIFT_STATE_VALUE_OK,
  ML_DRIFT_STATE_VALUE_PROVISIONAL,
  ML_DRIFT_STATE_VALUE_UNSEEN_PHASE,
} from '@marigraph/semantic-conventions';

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

/** What a version with a reference may be in. */
const STATES = [
  ML_DRIFT_STATE_VALUE_OK,
  ML_DRIFT_STATE_VALUE_DRIFTED,
  ML_DRIFT_STATE_VALUE_PROVISIONAL,
  ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA,
  ML_DRIFT_STATE_VALUE_INSUFFICIENT_REFERENCE,
  ML_DRIFT_STATE_VALUE_UNSEEN_PHASE,
] as const;

const DURATIONS: Readonly<Record<ScanScaleName, string>> = {
  hour: 'PT1H',
  day: 'P1D',
  week: 'P7D',
};
const HOUR_MS = 3_600_000;
const METHOD = { [ATTR_ML_DRIFT_METHOD]: ML_DRIFT_METHOD_VALUE_WINDOW_SCAN } as const;

/** States, and the scores of the last judged window of each length. */
export function driftPoints(update: DriftUpdate): NamedPoint[] {
  const { status, atMs } = update;
  const model = modelOf(update);
  const timeUnixNano = toNanoseconds(atMs);
  const point: MakePoint = (value, attributes) => ({
    timeUnixNano,
    attributes: { ...model, ...attributes },
    value,
  });
  const points = statePoints(status.state, { states: STATES, target: targetOf(undefined) }, point);
  let judged = 0;
  let drifted = 0;
  for (const feature of status.features) {
    const target = targetOf(feature.feature);
    const scores = scorePoints(feature, target, point);
    points.push(...statePoints(feature.state, { states: STATES, target }, point), ...scores);
    if (scores.length > 0) judged++;
    if (feature.state === ML_DRIFT_STATE_VALUE_DRIFTED) drifted++;
  }
  if (judged > 0) points.push([METRIC_ML_DRIFT_FEATURE_RATIO, point(drifted / judged)]);
  return points;
}

function scorePoints({ scales }: FeatureDrift, target: Attributes, point: MakePoint): NamedPoint[] {
  return Object.entries(scales).flatMap(([scale, judgement]): NamedPoint[] => {
    if (typeof judgement === 'string') return [];
    const duration = DURATIONS[scale as ScanScaleName];
    const attributes = { ...target, ...METHOD, [ATTR_ML_WINDOW_DURATION]: duration };
    return [
      [METRIC_ML_DRIFT_SCORE, point(judgement.score, attributes)],
      [METRIC_ML_DRIFT_NOISE_FLOOR, point(judgement.noiseFloor, attributes)],
    ];
  });
}

/** Of each change one event for the model as a whole, and one per feature that a finding is about. */
export function driftEvents(update: DriftUpdate, observedTimeUnixNano: bigint): LogRecord[] {
  return update.changes.flatMap((change) => {
    const features = change.finding?.features ?? [];
    const about = features.filter(({ feature }) => change.features.includes(feature));
    return [
      wholeEvent(update, change, observedTimeUnixNano),
      ...about.map((feature) => featureEvent(update, { change, feature }, observedTimeUnixNano)),
    ];
  });
}

/** The one alert that a finding is, however many features drifted. */
function wholeEvent(
  update: DriftUpdate,
  change: DriftChange,
  observedTimeUnixNano: bigint,
): LogRecord {
  const { finding, features, kind, reason } = change;
  const window = leastLikely(change);
  return {
    ...eventOf(change, observedTimeUnixNano, kind === 'opened'),
    attributes: {
      ...commonAttributes(update, change, undefined),
      [ATTR_ML_DRIFT_REASON]: finding?.acknowledgement?.reason ?? reason,
      ...(update.notPromised.length > 0 && { [ATTR_ML_DRIFT_LIMITATIONS]: update.notPromised }),
      ...(finding !== undefined && { [ATTR_ML_DRIFT_FINDING_FEATURE_NAMES]: features }),
      ...(window === undefined ? spanOf(change) : windowAttributes(window)),
    },
  };
}

/** The window of the alert that is least likely without drift; none where nothing drifts any more. */
function leastLikely({ kind, finding, features }: DriftChange): AlertWindow | undefined {
  if (finding === undefined || !isDrifting(kind)) return undefined;
  const windows = finding.features
    .filter(({ feature }) => features.includes(feature))
    .map(({ last }) => last)
    .toSorted((a, b) => a.pValue - b.pValue);
  return windows[0];
}

function isDrifting(kind: DriftChange['kind']): boolean {
  return kind === 'opened' || kind === 'joined';
}

function featureEvent(
  update: DriftUpdate,
  { change, feature }: { readonly change: DriftChange; readonly feature: FindingFeature },
  observedTimeUnixNano: bigint,
): LogRecord {
  const common = commonAttributes(update, change, feature.feature);
  const event = eventOf(change, observedTimeUnixNano, false);
  if (!isDrifting(change.kind)) return { ...event, attributes: { ...common, ...spanOf(change) } };
  const { moved, exemplars } = feature.evidence;
  const [first] = exemplars;
  return {
    ...event,
    ...(first !== undefined && { traceId: first.traceId, spanId: first.spanId }),
    attributes: {
      ...common,
      ...windowAttributes(feature.last),
      ...contrastAttributes(feature.last),
      ...(moved.length > 0 && {
        [ATTR_ML_DRIFT_BIN_NAMES]: moved.map(({ bin }) => bin),
        [ATTR_ML_DRIFT_BIN_REFERENCE_SHARES]: moved.map(({ from }) => from),
        [ATTR_ML_DRIFT_BIN_SHARES]: moved.map(({ to }) => to),
      }),
      ...(exemplars.length > 0 && {
        [ATTR_ML_EXEMPLAR_TRACE_IDS]: exemplars.map(({ traceId }) => traceId),
      }),
    },
  };
}

function eventOf(
  { atMs }: DriftChange,
  observedTimeUnixNano: bigint,
  isAlert: boolean,
): Omit<LogRecord, 'attributes'> {
  return {
    timeUnixNano: toNanoseconds(atMs),
    observedTimeUnixNano,
    severityNumber: isAlert ? SEVERITY_WARN : SEVERITY_INFO,
    severityText: isAlert ? 'WARN' : 'INFO',
    eventName: EVENT_ML_DRIFT_STATE_CHANGE,
  };
}

function commonAttributes(
  update: DriftUpdate,
  { finding, kind, state, atMs }: DriftChange,
  feature: string | undefined,
): Attributes {
  const { modelName, modelVersion, referenceId } = update;
  return {
    'log.record.uid':
      finding === undefined
        ? uidOf([modelName, modelVersion, state, atMs])
        : uidOf([finding.id, finding.revision, feature]),
    ...modelOf(update),
    ...targetOf(feature),
    ...METHOD,
    [ATTR_ML_DRIFT_STATE]: state,
    ...(referenceId !== undefined && { [ATTR_ML_REFERENCE_ID]: referenceId }),
    ...(finding !== undefined &&
      kind !== 'state' && {
        [ATTR_ML_DRIFT_FINDING_ID]: finding.id,
        [ATTR_ML_DRIFT_FINDING_CHANGE]: kind,
      }),
  };
}

/** From the alert that opened the finding to its end; a state without a finding is that of the hour that closed. */
function spanOf({ finding, atMs }: DriftChange): Attributes {
  return timesOf(finding?.openedMs ?? atMs - HOUR_MS, atMs);
}

function windowAttributes({ scale, startMs, endMs, level, pValue }: AlertWindow): Attributes {
  return {
    ...timesOf(startMs, endMs),
    [ATTR_ML_WINDOW_DURATION]: DURATIONS[scale],
    [ATTR_ML_DRIFT_P_VALUE]: pValue,
    [ATTR_ML_DRIFT_LEVEL]: level,
  };
}

function timesOf(startMs: number, endMs: number): Attributes {
  return {
    [ATTR_ML_WINDOW_START_TIME]: new Date(startMs).toISOString(),
    [ATTR_ML_WINDOW_END_TIME]: new Date(endMs).toISOString(),
  };
}

function contrastAttributes({ contrast, phase }: AlertWindow): Attributes {
  const { kind, category, n, score, interval, noiseFloor } = contrast;
  return {
    [ATTR_ML_DRIFT_CONTRAST]: kind,
    ...(category !== undefined && { [ATTR_ML_DRIFT_CATEGORY]: category }),
    [ATTR_ML_DRIFT_PHASE]: phase,
    [ATTR_ML_DRIFT_SCORE]: score,
    [ATTR_ML_DRIFT_SCORE_INTERVAL]: interval,
    [ATTR_ML_DRIFT_NOISE_FLOOR]: noiseFloor,
    [ATTR_ML_WINDOW_EFFECTIVE_ROW_COUNT]: n,
  };
}
