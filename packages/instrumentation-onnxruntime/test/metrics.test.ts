import {
  ATTR_ML_INFERENCE_STAGE,
  ATTR_ML_MODEL_NAME,
  ATTR_ML_PREDICTION_LABEL,
  METRIC_ML_INFERENCE_ACTIVE,
  METRIC_ML_INFERENCE_DURATION,
  METRIC_ML_INFERENCE_PREDICTIONS,
  METRIC_ML_INFERENCE_STAGE_DURATION,
  METRIC_ML_MODEL_LOAD_DURATION,
  METRICS,
} from '@marigraph/semantic-conventions';
import type { Histogram } from '@opentelemetry/sdk-metrics';
import ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';

import { MODEL, MODEL_ATTRIBUTES, PREDICT_ATTRIBUTES, matrix, record } from './support/fraud.ts';
import { createHarness, fakeRuntime } from './support/harness.ts';

describe('metrics', () => {
  it('have the names, units, buckets and attributes of the conventions', async () => {
    const harness = record();
    const session = await ort.InferenceSession.create(MODEL);
    await session.run({ X: matrix([1, 2], 1, 2) });
    await session.run({ X: matrix([3, 2], 1, 2, -1, 4, 5, 6) });
    await session.run({ X: matrix([3, 1], 1, 2, 3) }).catch(() => {});

    const durations = await harness.metric(METRIC_ML_INFERENCE_DURATION);
    const { unit, description, bucketBoundaries } = METRICS[METRIC_ML_INFERENCE_DURATION];
    expect(durations?.descriptor).toMatchObject({ unit, description });
    const points = await harness.points(METRIC_ML_INFERENCE_DURATION);
    expect(points.map(({ attributes }) => attributes)).toEqual([
      PREDICT_ATTRIBUTES,
      { ...PREDICT_ATTRIBUTES, 'error.type': 'invalid_shape' },
    ]);
    const histogram = points[0]?.value as Histogram;
    expect(histogram.count).toBe(2);
    expect(histogram.buckets.boundaries).toEqual(bucketBoundaries);

    const predictions = await harness.points(METRIC_ML_INFERENCE_PREDICTIONS);
    expect(
      predictions.map(({ attributes, value }) => [attributes[ATTR_ML_PREDICTION_LABEL], value]),
    ).toEqual([
      ['fraud', 3],
      ['ok', 1],
    ]);
    const stages = await harness.points(METRIC_ML_INFERENCE_STAGE_DURATION);
    expect(stages.map(({ attributes }) => attributes[ATTR_ML_INFERENCE_STAGE])).toEqual([
      'queue',
      'compute',
    ]);
    const [load] = await harness.points(METRIC_ML_MODEL_LOAD_DURATION);
    expect(load?.attributes).toEqual(MODEL_ATTRIBUTES);
    const [running] = await harness.points(METRIC_ML_INFERENCE_ACTIVE);
    expect(running).toMatchObject({ value: 0, attributes: { [ATTR_ML_MODEL_NAME]: 'fraud' } });
  });

  it('count the inferences in progress', async () => {
    let finish = (): void => {};
    const runtime = fakeRuntime(() => ({}));
    class Slow extends runtime.InferenceSession {
      override run(): Promise<Record<string, unknown>> {
        return new Promise((resolve) => {
          finish = () => resolve({});
        });
      }
    }
    const harness = createHarness();
    harness.instrumentation.manuallyInstrument({ InferenceSession: Slow });
    const run = new Slow().run();
    const [during] = await harness.points(METRIC_ML_INFERENCE_ACTIVE);
    finish();
    await run;
    const [after] = await harness.points(METRIC_ML_INFERENCE_ACTIVE);
    expect([during?.value, after?.value]).toEqual([1, 0]);
  });

  it('keep the queue apart from the computing', async () => {
    const COMPUTE_MS = 20;
    class InferenceSession {
      static async create(): Promise<InferenceSession> {
        return new InferenceSession();
      }
      // Computes on this thread in an immediate of its own, as onnxruntime-node does.
      run(): Promise<Record<string, unknown>> {
        return new Promise((resolve) => {
          setImmediate(() => {
            const end = performance.now() + COMPUTE_MS;
            while (performance.now() < end);
            resolve({});
          });
        });
      }
    }
    const harness = createHarness();
    harness.instrumentation.manuallyInstrument({ InferenceSession });
    const session = await InferenceSession.create();
    await Promise.all([session.run(), session.run(), session.run()]);

    const points = await harness.points(METRIC_ML_INFERENCE_STAGE_DURATION);
    const [queue, compute] = points.map(({ value }) => value as Histogram);
    // Waiting: 0, one and two computations. Computing: one each.
    expect(queue?.max).toBeGreaterThanOrEqual((2 * COMPUTE_MS) / 1000);
    expect(queue?.min).toBeLessThan(COMPUTE_MS / 1000);
    expect(compute?.min).toBeGreaterThanOrEqual(COMPUTE_MS / 1000);
    expect(compute?.max).toBeLessThan((2 * COMPUTE_MS) / 1000);
  });

  it('have no stages when told so', async () => {
    const harness = record({ captureStages: false });
    const session = await ort.InferenceSession.create(MODEL);
    await session.run({ X: matrix([1, 2], 1, 2) });
    expect(await harness.metric(METRIC_ML_INFERENCE_STAGE_DURATION)).toBeUndefined();
  });
});
