// Generated from conventions/model by `npm run generate`. Do not edit.

import type {
  MlErrorAttributes,
  MlFeaturesAttributes,
  MlModelAttributes,
  MlPredictionAttributes,
  MlSegmentAttributes,
} from './attribute-groups.ts';
import type {
  MlAlertStateValue,
  MlDriftContrastValue,
  MlDriftFindingChangeValue,
  MlDriftMethodValue,
  MlDriftStateValue,
  MlDriftTargetValue,
  MlGroundTruthSourceValue,
  MlModelCriticalityValue,
  MlModelStateValue,
  MlPerformanceBasisValue,
  MlReferenceTypeValue,
} from './attribute-values.ts';

/** Attributes of the event `ml.prediction.result`. One prediction with its inputs. */
export type MlPredictionResultAttributes = MlModelAttributes &
  MlPredictionAttributes &
  MlFeaturesAttributes & {
    /** Required. */
    'ml.prediction.id': string;
    /** Opt-in. */
    'ml.prediction.embedding'?: readonly number[];
    /** Conditionally required: If the prediction is part of a batch. */
    'ml.batch.index'?: number;
  };

/**
 * Attributes of the event `ml.ground_truth.result`. The actual outcome of an earlier prediction.
 */
export type MlGroundTruthResultAttributes = {
  /** Required. */
  'ml.model.name': string;
  /** Required. */
  'ml.prediction.id': string;
  /** Opt-in. */
  'ml.model.version'?: string;
  /** Recommended. */
  'ml.ground_truth.label'?: string;
  /** Recommended. */
  'ml.ground_truth.labels'?: readonly string[];
  /** Recommended. */
  'ml.ground_truth.value'?: number;
  /** Recommended. */
  'ml.ground_truth.items'?: readonly string[];
  /** Recommended. */
  'ml.ground_truth.source'?: MlGroundTruthSourceValue;
  /** Opt-in. */
  'ml.prediction.time'?: string;
  /** Opt-in. */
  [key: `ml.tag.${string}`]: string;
};

/**
 * Attributes of the event `ml.reference.registered`. A reference (baseline) was registered for a
 * model.
 */
export type MlReferenceRegisteredAttributes = MlModelAttributes & {
  /** Required. */
  'ml.reference.id': string;
  /** Required. */
  'ml.reference.type': MlReferenceTypeValue;
  /** Recommended. */
  'ml.reference.row_count'?: number;
  /** Recommended. */
  'ml.feature.set.version'?: string;
  /** Recommended. */
  'artifact.hash'?: string;
};

/** Attributes of the event `ml.drift.state_change`. A drift monitor changed its state. */
export type MlDriftStateChangeAttributes = MlModelAttributes &
  MlSegmentAttributes & {
    /** Required. */
    'ml.drift.target': MlDriftTargetValue;
    /** Conditionally required: If the target is a feature. */
    'ml.feature.name'?: string;
    /** Conditionally required: If the state is not `no_reference`. */
    'ml.drift.method'?: MlDriftMethodValue;
    /** Required. */
    'ml.drift.state': MlDriftStateValue;
    /** Recommended. */
    'ml.drift.reason'?: string;
    /** Recommended. */
    'ml.drift.limitations'?: readonly string[];
    /** Conditionally required: If a finding changed. */
    'ml.drift.finding.id'?: string;
    /** Conditionally required: If a finding changed. */
    'ml.drift.finding.change'?: MlDriftFindingChangeValue;
    /** Conditionally required: If a finding changed and the target is not a feature. */
    'ml.drift.finding.feature_names'?: readonly string[];
    /** Recommended. */
    'ml.drift.score'?: number;
    /** Recommended. */
    'ml.drift.score_interval'?: readonly number[];
    /** Recommended. */
    'ml.drift.threshold'?: number;
    /** Recommended. */
    'ml.drift.noise_floor'?: number;
    /** Recommended. */
    'ml.drift.p_value'?: number;
    /** Recommended. */
    'ml.drift.level'?: number;
    /** Recommended. */
    'ml.drift.contrast'?: MlDriftContrastValue;
    /** Recommended. */
    'ml.drift.category'?: string;
    /** Recommended. */
    'ml.drift.phase'?: string;
    /** Recommended. */
    'ml.drift.bin.names'?: readonly string[];
    /** Recommended. */
    'ml.drift.bin.reference_shares'?: readonly number[];
    /** Recommended. */
    'ml.drift.bin.shares'?: readonly number[];
    /** Conditionally required: If the state is not `no_reference`. */
    'ml.reference.id'?: string;
    /** Required. */
    'ml.window.start_time': string;
    /** Required. */
    'ml.window.end_time': string;
    /** Recommended. */
    'ml.window.duration'?: string;
    /** Recommended. */
    'ml.window.row_count'?: number;
    /** Recommended. */
    'ml.window.effective_row_count'?: number;
    /** Recommended. */
    'ml.window.revision'?: number;
    /** Recommended. */
    'ml.exemplar.trace_ids'?: readonly string[];
  };

/**
 * Attributes of the event `ml.alert.state_change`. An alert rule over drift, performance or data
 * quality changed its state.
 */
export type MlAlertStateChangeAttributes = MlModelAttributes &
  MlSegmentAttributes & {
    /** Required. */
    'ml.alert.name': string;
    /** Required. */
    'ml.alert.state': MlAlertStateValue;
    /** Recommended. */
    'ml.model.criticality'?: MlModelCriticalityValue;
    /** Recommended. */
    'ml.performance.metric'?: string;
    /** Recommended. */
    'ml.performance.basis'?: MlPerformanceBasisValue;
    /** Recommended. */
    'ml.window.start_time'?: string;
    /** Recommended. */
    'ml.window.end_time'?: string;
  };

/**
 * Attributes of the event `ml.model.state_change`. A model was loaded, unloaded or failed to load.
 */
export type MlModelStateChangeAttributes = MlModelAttributes &
  MlErrorAttributes & {
    /** Required. */
    'ml.model.state': MlModelStateValue;
    /** Recommended. */
    'artifact.hash'?: string;
  };

/** Attributes of the event `ml.inference.exception`. An exception that made an inference fail. */
export type MlInferenceExceptionAttributes = {
  /** Required. */
  'ml.model.name': string;
  /** Conditionally required: If `exception.message` is not set. */
  'exception.type'?: string;
  /** Conditionally required: If `exception.type` is not set. */
  'exception.message'?: string;
  /** Recommended. */
  'exception.stacktrace'?: string;
};
