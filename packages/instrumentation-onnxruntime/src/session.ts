import {
  ATTR_ML_INFERENCE_STAGE,
  ATTR_ML_MODEL_NAME,
  ATTR_ML_MODEL_VERSION,
  ATTR_ML_OPERATION_NAME,
  ATTR_ML_PREDICTION_LABEL,
  ATTR_ML_SYSTEM_NAME,
  ML_INFERENCE_STAGE_VALUE_COMPUTE,
  ML_INFERENCE_STAGE_VALUE_QUEUE,
  ML_OPERATION_NAME_VALUE_PREDICT,
  ML_SYSTEM_NAME_VALUE_ONNXRUNTIME,
} from '@marigraph/semantic-conventions';
import type { MetricAttributes } from '@opentelemetry/api';

import type { FeaturePlan } from './features.ts';
import { type ModelDescription, UNKNOWN_MODEL_NAME } from './model.ts';
import type { OutputKnowledge } from './outputs.ts';

const LABELS_MAX = 100;
const OTHER_LABEL = '_OTHER';

/** What is kept for one session: everything a call would otherwise compute again. */
export interface SessionState extends OutputKnowledge {
  readonly model: ModelDescription;
  readonly spanName: string;
  /** The attributes that samplers may decide by; the others are cheaper to set later. */
  readonly samplingAttributes: MetricAttributes;
  readonly attributes: MetricAttributes;
  readonly active: MetricAttributes;
  readonly stages: { readonly queue: MetricAttributes; readonly compute: MetricAttributes };
  /** Attributes of the counter of predictions by label; `undefined` stands for no label. */
  labelled(label: string | undefined): MetricAttributes;
  plan: FeaturePlan | undefined;
  /** What was said to be wrong with the features, so that it is said once. */
  readonly problems: Set<string>;
  /** Rows of batches that were not recorded as events. */
  rowsDropped: number;
}

/** Attributes of the model itself, for metrics whose operation is fixed. */
export function modelAttributes({ name, version }: ModelDescription): MetricAttributes {
  return {
    [ATTR_ML_MODEL_NAME]: name,
    ...(version !== undefined && { [ATTR_ML_MODEL_VERSION]: version }),
  };
}

export function createSessionState(model: ModelDescription): SessionState {
  const base = modelAttributes(model);
  const operation = { [ATTR_ML_OPERATION_NAME]: ML_OPERATION_NAME_VALUE_PREDICT };
  const byLabel = new Map<string, MetricAttributes>();

  return {
    model,
    classNames: model.classNames,
    notProbabilities: new Set(),
    spanName: `${ML_OPERATION_NAME_VALUE_PREDICT} ${model.name}`,
    samplingAttributes: { ...operation, [ATTR_ML_MODEL_NAME]: model.name },
    attributes: {
      ...operation,
      ...base,
      [ATTR_ML_SYSTEM_NAME]: ML_SYSTEM_NAME_VALUE_ONNXRUNTIME,
    },
    active: { [ATTR_ML_MODEL_NAME]: model.name },
    stages: {
      queue: { ...base, [ATTR_ML_INFERENCE_STAGE]: ML_INFERENCE_STAGE_VALUE_QUEUE },
      compute: { ...base, [ATTR_ML_INFERENCE_STAGE]: ML_INFERENCE_STAGE_VALUE_COMPUTE },
    },
    labelled(label) {
      if (label === undefined) return base;
      const known = byLabel.get(label);
      if (known !== undefined) return known;
      // A model may answer with free text; the number of series must not follow it.
      const name = byLabel.size < LABELS_MAX ? label : OTHER_LABEL;
      const attributes = { ...base, [ATTR_ML_PREDICTION_LABEL]: name };
      if (name === label) byLabel.set(label, attributes);
      return attributes;
    },
    plan: undefined,
    problems: new Set(),
    rowsDropped: 0,
  };
}

/**
 * What is known of sessions, for as long as they live. Shared by the instrumentations of this package, so
 * that one may take over the sessions that another has seen being created.
 */
const STATES = new WeakMap<object, SessionState>();

export function keepState(session: object, state: SessionState): void {
  STATES.set(session, state);
}

/** The state of a session; a session that was created before the instrumentation came has no name. */
export function stateOf(session: object): SessionState {
  let state = STATES.get(session);
  if (state === undefined) {
    state = createSessionState({ name: UNKNOWN_MODEL_NAME });
    STATES.set(session, state);
  }
  return state;
}
