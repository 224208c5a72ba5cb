import type { Monitor } from '@marigraph/monitor';
import {
  ATTR_ML_BATCH_INDEX,
  ATTR_ML_BATCH_SIZE,
  ATTR_ML_FEATURE_VALUE_PREFIX,
  ATTR_ML_FEATURES,
  ATTR_ML_GROUND_TRUTH_LABEL,
  ATTR_ML_GROUND_TRUTH_VALUE,
  ATTR_ML_MODEL_NAME,
  ATTR_ML_MODEL_VERSION,
  ATTR_ML_PREDICTION_ID,
  ATTR_ML_PREDICTION_LABEL,
  ATTR_ML_PREDICTION_TIME,
  ATTR_ML_PREDICTION_VALUE,
  ATTR_ML_TAG_PREFIX,
} from '@marigraph/semantic-conventions';

const PREDICTION_PREFIX = ATTR_ML_PREDICTION_ID.slice(
  0,
  ATTR_ML_PREDICTION_ID.lastIndexOf('.') + 1,
);

/**
 * What a wanted attribute is. Up to `OTHER_PREDICTION` it makes a record a row; tags and features have one number
 * per name, from `TAG` and `FEATURE` on.
 */
export const Field = {
  PREDICTION_ID: 1,
  PREDICTION_TIME: 2,
  LABEL: 3,
  VALUE: 4,
  FEATURES: 5,
  OTHER_PREDICTION: 6,
  BATCH_INDEX: 7,
  BATCH_SIZE: 8,
  MODEL_NAME: 9,
  MODEL_VERSION: 10,
  ACTUAL_LABEL: 11,
  ACTUAL_VALUE: 12,
  SERVICE_VERSION: 13,
  TAG: 1000,
  FEATURE: 100_000,
} as const;

const FIELDS: Readonly<Record<string, number>> = {
  [ATTR_ML_MODEL_NAME]: Field.MODEL_NAME,
  [ATTR_ML_MODEL_VERSION]: Field.MODEL_VERSION,
  [ATTR_ML_PREDICTION_ID]: Field.PREDICTION_ID,
  [ATTR_ML_PREDICTION_TIME]: Field.PREDICTION_TIME,
  [ATTR_ML_PREDICTION_LABEL]: Field.LABEL,
  [ATTR_ML_PREDICTION_VALUE]: Field.VALUE,
  [ATTR_ML_FEATURES]: Field.FEATURES,
  [ATTR_ML_BATCH_INDEX]: Field.BATCH_INDEX,
  [ATTR_ML_BATCH_SIZE]: Field.BATCH_SIZE,
  [ATTR_ML_GROUND_TRUTH_LABEL]: Field.ACTUAL_LABEL,
  [ATTR_ML_GROUND_TRUTH_VALUE]: Field.ACTUAL_VALUE,
  'service.version': Field.SERVICE_VERSION,
};

/** The field of an attribute key; 0 for one that says nothing of rows. */
export function fieldOf(key: string, monitor: Monitor): number {
  if (Object.hasOwn(FIELDS, key)) return FIELDS[key] as number;
  if (key.startsWith(ATTR_ML_FEATURE_VALUE_PREFIX)) {
    const id = monitor.featureId(key.slice(ATTR_ML_FEATURE_VALUE_PREFIX.length));
    return id < 0 ? Field.OTHER_PREDICTION : Field.FEATURE + id;
  }
  if (key.startsWith(ATTR_ML_TAG_PREFIX)) {
    const at = monitor.segmentKeys.indexOf(key.slice(ATTR_ML_TAG_PREFIX.length));
    return at < 0 ? 0 : Field.TAG + at;
  }
  return key.startsWith(PREDICTION_PREFIX) ? Field.OTHER_PREDICTION : 0;
}
