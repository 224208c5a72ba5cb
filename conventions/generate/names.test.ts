import { describe, expect, it } from 'vitest';

import {
  attributeConstant,
  attributesType,
  constantName,
  eventConstant,
  metricConstant,
  prefixConstant,
  typeName,
  valueConstant,
  valueListConstant,
  valueType,
} from './names.ts';

describe('names', () => {
  // Cases 1 to 3: names of @opentelemetry/semantic-conventions 1.45.0 without their prefix.
  it.each([
    ['error.type', 'ERROR_TYPE'],
    ['feature_flag.result.variant', 'FEATURE_FLAG_RESULT_VARIANT'],
    ['http.response.status_code', 'HTTP_RESPONSE_STATUS_CODE'],
    ['ml.performance.f1', 'ML_PERFORMANCE_F1'],
  ])('%s becomes %s', (name, constant) => {
    expect(constantName(name)).toBe(constant);
  });

  it('follow OpenTelemetry in their prefixes and infixes', () => {
    expect(attributeConstant('ml.model.name')).toBe('ATTR_ML_MODEL_NAME');
    expect(prefixConstant('ml.feature.value')).toBe('ATTR_ML_FEATURE_VALUE_PREFIX');
    expect(valueConstant('ml.drift.state', 'no_reference')).toBe(
      'ML_DRIFT_STATE_VALUE_NO_REFERENCE',
    );
    expect(valueListConstant('ml.drift.state')).toBe('ML_DRIFT_STATE_VALUES');
    expect(metricConstant('ml.drift.score')).toBe('METRIC_ML_DRIFT_SCORE');
    expect(eventConstant('ml.drift.state_change')).toBe('EVENT_ML_DRIFT_STATE_CHANGE');
  });

  it('give types in Pascal case', () => {
    expect(typeName('ml.drift.state_change')).toBe('MlDriftStateChange');
    expect(valueType('ml.ground_truth.join.result')).toBe('MlGroundTruthJoinResultValue');
    expect(attributesType('ml.inference.internal')).toBe('MlInferenceInternalAttributes');
    expect(attributesType('attributes.ml.model')).toBe('MlModelAttributes');
  });
});
