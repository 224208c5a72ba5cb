// Generated from conventions/model by `npm run generate`. Do not edit.

import type {
  MlModelRoleValue,
  MlPredictionSourceValue,
  MlTaskTypeValue,
} from './attribute-values.ts';

/** A value that an attribute of type `any` takes: what OTLP can carry, maps and lists included. */
export type MlAnyValue =
  | string
  | number
  | boolean
  | null
  | readonly MlAnyValue[]
  | { readonly [key: string]: MlAnyValue };

/** Attributes that several signals share. */
export type MlModelAttributes = {
  /** Required. */
  'ml.model.name': string;
  /** Conditionally required: If known. */
  'ml.model.version'?: string;
  /** Recommended. */
  'ml.task.type'?: MlTaskTypeValue;
  /** Conditionally required: If the model is not the champion. */
  'ml.model.role'?: MlModelRoleValue;
};

/** Attributes that several signals share. */
export type MlErrorAttributes = {
  /** Conditionally required: If and only if the operation failed. */
  'error.type'?: string;
};

/** Attributes that several signals share. */
export type MlPredictionAttributes = {
  /** Conditionally required: If the span or event stands for one prediction. */
  'ml.prediction.id'?: string;
  /** Recommended. */
  'ml.prediction.label'?: string;
  /** Recommended. */
  'ml.prediction.labels'?: readonly string[];
  /** Recommended. */
  'ml.prediction.score'?: number;
  /** Recommended. */
  [key: `ml.prediction.probability.${string}`]: number;
  /** Recommended. */
  'ml.prediction.value'?: number;
  /** Recommended. */
  'ml.prediction.threshold'?: number;
  /** Conditionally required: If it is not `model`. */
  'ml.prediction.source'?: MlPredictionSourceValue;
  /** Opt-in. */
  'ml.prediction.items'?: readonly string[];
  /** Opt-in. */
  'ml.prediction.item_scores'?: readonly number[];
  /** Opt-in. */
  'ml.prediction.group.id'?: string;
};

/** Attributes that several signals share. */
export type MlFeaturesAttributes = {
  /** Opt-in. */
  [key: `ml.feature.value.${string}`]: MlAnyValue;
  /** Opt-in. */
  'ml.features'?: MlAnyValue;
  /** Opt-in. */
  [key: `ml.tag.${string}`]: string;
  /** Recommended. */
  'ml.feature.count'?: number;
  /** Conditionally required: If the expected features are known. */
  'ml.feature.missing.count'?: number;
  /** Opt-in. */
  'ml.feature.missing.names'?: readonly string[];
  /** Recommended. */
  'ml.feature.set.name'?: string;
  /** Recommended. */
  'ml.feature.set.version'?: string;
};

/** Attributes that several signals share. */
export type MlSegmentAttributes = {
  /** Recommended. */
  'ml.segment.name'?: string;
  /** Recommended. */
  'ml.segment.value'?: string;
};
