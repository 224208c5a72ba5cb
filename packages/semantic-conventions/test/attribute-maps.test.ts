import {
  ATTR_ML_DRIFT_STATE,
  ATTR_ML_FEATURE_VALUE,
  ATTR_ML_MODEL_NAME,
  ATTR_ML_OPERATION_NAME,
  ATTR_ML_PREDICTION_PROBABILITY,
  ATTR_ML_SYSTEM_NAME,
  ML_DRIFT_STATE_VALUE_NO_REFERENCE,
  ML_DRIFT_STATE_VALUES,
  ML_OPERATION_NAME_VALUE_PREDICT,
} from '@marigraph/semantic-conventions';
import type {
  MlDriftStateChangeAttributes,
  MlDriftStateValue,
  MlEventName,
  MlInferenceInternalAttributes,
  MlMetricName,
} from '@marigraph/semantic-conventions';
import { describe, expect, it } from 'vitest';

// What the types admit is checked by the compiler when the tests are type-checked; each refusal below is a
// line that would no longer compile if the type became too wide.

const attributes: MlInferenceInternalAttributes = {
  [ATTR_ML_OPERATION_NAME]: ML_OPERATION_NAME_VALUE_PREDICT,
  [ATTR_ML_MODEL_NAME]: 'fraud-detector',
};

describe('attribute maps', () => {
  it('are filled in with the constants', () => {
    const filled = { ...attributes };
    filled[ATTR_ML_FEATURE_VALUE('age')] = 41;
    filled[ATTR_ML_PREDICTION_PROBABILITY('fraud')] = 0.93;
    filled[ATTR_ML_SYSTEM_NAME] = 'a runtime of our own';
    // @ts-expect-error A probability is a number.
    filled[ATTR_ML_PREDICTION_PROBABILITY('none')] = 'high';
    expect(filled).toEqual({
      'ml.operation.name': 'predict',
      'ml.model.name': 'fraud-detector',
      'ml.feature.value.age': 41,
      'ml.prediction.probability.fraud': 0.93,
      'ml.prediction.probability.none': 'high',
      'ml.system.name': 'a runtime of our own',
    });
  });

  it('fit where OpenTelemetry takes attributes', () => {
    const keysOf = (any: { [key: string]: unknown }): string[] => Object.keys(any);
    expect(keysOf(attributes)).toEqual(['ml.operation.name', 'ml.model.name']);
  });

  it('demand what is required', () => {
    // @ts-expect-error The name of the model is missing.
    const incomplete: MlInferenceInternalAttributes = { [ATTR_ML_OPERATION_NAME]: 'predict' };
    expect(incomplete).not.toHaveProperty([ATTR_ML_MODEL_NAME]);
  });

  it('admit the values of an enumeration only', () => {
    const known: Pick<MlDriftStateChangeAttributes, 'ml.drift.state'> = {
      [ATTR_ML_DRIFT_STATE]: ML_DRIFT_STATE_VALUE_NO_REFERENCE,
    };
    // @ts-expect-error There is no such state.
    const unknown: MlDriftStateValue = 'broken';
    expect(ML_DRIFT_STATE_VALUES).toContain(known[ATTR_ML_DRIFT_STATE]);
    expect(ML_DRIFT_STATE_VALUES).not.toContain(unknown);
  });

  it('have the names of metrics and events beside them', () => {
    const names: [MlMetricName, MlEventName] = ['ml.drift.noise_floor', 'ml.drift.state_change'];
    // @ts-expect-error An event is no metric.
    const wrong: MlMetricName = 'ml.drift.state_change';
    expect(names).toContain(wrong);
  });
});
