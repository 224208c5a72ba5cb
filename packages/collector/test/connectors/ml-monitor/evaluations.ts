import type { Evaluation, FeatureScore } from '@marigraph/monitor';
import {
  ML_DRIFT_STATE_VALUE_DRIFTED,
  ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA,
  ML_DRIFT_STATE_VALUE_OK,
} from '@marigraph/semantic-conventions';

import { SPAN_ID, TIME_MS, TRACE_ID } from './records.ts';

export const WINDOW_MS = 86_400_000;
export const END_MS: number = Math.ceil(TIME_MS / WINDOW_MS) * WINDOW_MS;

export const DRIFTED: FeatureScore = {
  feature: 'wind',
  state: ML_DRIFT_STATE_VALUE_DRIFTED,
  rows: 1000,
  referenceRows: 5000,
  missing: 3,
  mismatched: 0,
  bins: 10,
  score: 0.5,
  noiseFloor: 0.02,
  pValue: 0.001,
  exemplars: [{ traceId: TRACE_ID, spanId: SPAN_ID }],
};

export const CALM: FeatureScore = {
  ...DRIFTED,
  feature: 'city',
  state: ML_DRIFT_STATE_VALUE_OK,
  score: 0.01,
  pValue: 0.8,
  exemplars: [],
};

export const UNTESTED: FeatureScore = {
  feature: 'month',
  state: ML_DRIFT_STATE_VALUE_INSUFFICIENT_DATA,
  rows: 3,
  referenceRows: 5000,
  missing: 0,
  mismatched: 0,
  bins: 10,
  exemplars: [],
};

/** An evaluation of one day in which one feature of three has drifted, which is new. */
export function evaluationOf(more: Partial<Evaluation> = {}): Evaluation {
  return {
    modelName: 'rain',
    modelVersion: '3',
    referenceId: 'rain-3-0123456789ab',
    segment: { key: 'city', value: 'Oslo' },
    startMs: END_MS - WINDOW_MS,
    endMs: END_MS,
    rows: 1003,
    revision: 0,
    state: ML_DRIFT_STATE_VALUE_DRIFTED,
    features: [DRIFTED, CALM, UNTESTED],
    performance: { labelled: 0, valued: 0 },
    changes: [{ feature: DRIFTED, state: ML_DRIFT_STATE_VALUE_DRIFTED }],
    ...more,
  };
}
