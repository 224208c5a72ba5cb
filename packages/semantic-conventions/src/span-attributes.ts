// Generated from conventions/model by `npm run generate`. Do not edit.

import type {
  MlErrorAttributes,
  MlFeaturesAttributes,
  MlModelAttributes,
  MlPredictionAttributes,
} from './attribute-groups.ts';
import type {
  MlInferenceStageValue,
  MlOperationNameValue,
  MlSystemNameValue,
} from './attribute-values.ts';

/**
 * Attributes of the span `ml.inference.internal`. Execution of a model in this process, for one row
 * or for a batch of rows.
 */
export type MlInferenceInternalAttributes = MlModelAttributes &
  MlPredictionAttributes &
  MlFeaturesAttributes &
  MlErrorAttributes & {
    /** Required. */
    'ml.operation.name': MlOperationNameValue;
    /** Required. */
    'ml.model.name': string;
    /** Recommended. */
    'ml.model.id'?: string;
    /** Recommended. */
    'ml.system.name'?: MlSystemNameValue | (string & Record<never, never>);
    /** Conditionally required: If the call is a batch. */
    'ml.batch.size'?: number;
    /** Conditionally required: If a feature flag chose the model. */
    'feature_flag.key'?: string;
    /** Conditionally required: If a feature flag chose the model. */
    'feature_flag.result.variant'?: string;
  };

/** Attributes of the span `ml.inference.client`. Call to a model served by another process. */
export type MlInferenceClientAttributes = MlModelAttributes &
  MlPredictionAttributes &
  MlFeaturesAttributes &
  MlErrorAttributes & {
    /** Required. */
    'ml.operation.name': MlOperationNameValue;
    /** Required. */
    'ml.model.name': string;
    /** Recommended. */
    'ml.system.name'?: MlSystemNameValue | (string & Record<never, never>);
    /** Recommended. */
    'server.address'?: string;
    /** Conditionally required: If `server.address` is set. */
    'server.port'?: number;
    /** Conditionally required: If the call is a batch. */
    'ml.batch.size'?: number;
  };

/**
 * Attributes of the span `ml.batch.internal`. Execution of one dynamic batch gathered from several
 * requests.
 */
export type MlBatchInternalAttributes = MlModelAttributes &
  MlErrorAttributes & {
    /** Required. */
    'ml.operation.name': MlOperationNameValue;
    /** Required. */
    'ml.batch.size': number;
  };

/**
 * Attributes of the span `ml.pipeline.internal`. Run of a graph or ensemble of models; parent of
 * the inference spans of its members.
 */
export type MlPipelineInternalAttributes = MlPredictionAttributes &
  MlErrorAttributes & {
    /** Required. */
    'ml.operation.name': MlOperationNameValue;
    /** Required. */
    'ml.pipeline.name': string;
  };

/** Attributes of the span `ml.feature.retrieval.client`. Read of features from a feature store. */
export type MlFeatureRetrievalClientAttributes = MlErrorAttributes & {
  /** Required. */
  'ml.operation.name': MlOperationNameValue;
  /** Required. */
  'ml.feature.set.name': string;
  /** Recommended. */
  'ml.feature.set.version'?: string;
  /** Recommended. */
  'ml.feature.count'?: number;
  /** Recommended. */
  'ml.feature.missing.count'?: number;
  /** Recommended. */
  'ml.batch.size'?: number;
  /** Recommended. */
  'server.address'?: string;
  /** Conditionally required: If `server.address` is set. */
  'server.port'?: number;
};

/** Attributes of the span `ml.transform.internal`. Pre- or post-processing around an inference. */
export type MlTransformInternalAttributes = MlErrorAttributes & {
  /** Required. */
  'ml.operation.name': MlOperationNameValue;
  /** Required. */
  'ml.inference.stage': MlInferenceStageValue;
  /** Recommended. */
  'ml.model.name'?: string;
};

/** Attributes of the span `ml.model.load.internal`. Loading of a model into memory. */
export type MlModelLoadInternalAttributes = MlModelAttributes &
  MlErrorAttributes & {
    /** Required. */
    'ml.operation.name': MlOperationNameValue;
    /** Recommended. */
    'ml.model.id'?: string;
    /** Recommended. */
    'ml.system.name'?: MlSystemNameValue | (string & Record<never, never>);
    /** Recommended. */
    'artifact.hash'?: string;
    /** Opt-in. */
    'file.path'?: string;
  };
