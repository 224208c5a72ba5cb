import {
  ATTR_ML_MODEL_NAME,
  ATTR_ML_MODEL_VERSION,
  ATTR_ML_OPERATION_NAME,
  ATTR_ML_SYSTEM_NAME,
} from '@marigraph/semantic-conventions';
import ort from 'onnxruntime-node';

import { createHarness, type Harness } from './harness.ts';
import { logisticRegression } from './onnx-models.ts';

/** A classifier of two features; the more of `amount`, the likelier `fraud`. */
export const MODEL: Uint8Array = logisticRegression({
  weights: [
    [-1, 0],
    [1, 0],
  ],
  classes: ['ok', 'fraud'],
  metadata: { model_name: 'fraud', version: '3', feature_names: '["amount","age"]' },
});

export const MODEL_ATTRIBUTES: Readonly<Record<string, string>> = {
  [ATTR_ML_MODEL_NAME]: 'fraud',
  [ATTR_ML_MODEL_VERSION]: '3',
};

export const PREDICT_ATTRIBUTES: Readonly<Record<string, string>> = {
  ...MODEL_ATTRIBUTES,
  [ATTR_ML_OPERATION_NAME]: 'predict',
  [ATTR_ML_SYSTEM_NAME]: 'onnxruntime',
};

let active: Harness | undefined;

/** A harness that records onnxruntime-node from now on, in place of the one before. */
export function record(...options: Parameters<typeof createHarness>): Harness {
  active?.instrumentation.disable();
  active = createHarness(...options);
  if (!active.instrumentation.manuallyInstrument(ort)) throw new Error('not instrumented');
  return active;
}

export function matrix(dims: readonly [number, number], ...values: number[]): ort.Tensor {
  return new ort.Tensor('float32', Float32Array.from(values), dims);
}
