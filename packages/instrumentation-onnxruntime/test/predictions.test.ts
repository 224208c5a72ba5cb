import { withPrediction } from '@marigraph/api';
import {
  ATTR_ML_BATCH_INDEX,
  ATTR_ML_BATCH_SIZE,
  ATTR_ML_FEATURE_COUNT,
  ATTR_ML_FEATURE_MISSING_COUNT,
  ATTR_ML_FEATURE_VALUE,
  ATTR_ML_PREDICTION_ID,
  ATTR_ML_PREDICTION_LABEL,
  ATTR_ML_PREDICTION_PROBABILITY,
  ATTR_ML_PREDICTION_SCORE,
  ATTR_ML_PREDICTION_TIME,
  ATTR_ML_TAG,
  EVENT_ML_PREDICTION_RESULT,
  METRIC_ML_INFERENCE_PREDICTIONS,
  SCHEMA_URL,
} from '@marigraph/semantic-conventions';
import {
  context,
  diag,
  propagation,
  SeverityNumber,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace';
import ort from 'onnxruntime-node';
import { afterEach, describe, expect, it } from 'vitest';

import { MODEL, MODEL_ATTRIBUTES, PREDICT_ATTRIBUTES, matrix, record } from './support/fraud.ts';
import { diagnostics } from './support/harness.ts';
import { identity, linear } from './support/onnx-models.ts';

afterEach(() => {
  diag.disable();
  delete process.env['MARIGRAPH_BAGGAGE_KEYS'];
});

describe('a prediction', () => {
  it('is a span with identity, label and probabilities', async () => {
    const harness = record();
    const session = await ort.InferenceSession.create(MODEL);
    const results = await session.run({ X: matrix([1, 2], 1, 12.8) });

    expect(results['label']?.data).toEqual(['fraud']);
    const span = harness.spans().at(-1);
    expect(span).toMatchObject({
      name: 'predict fraud',
      kind: SpanKind.INTERNAL,
      status: { code: SpanStatusCode.UNSET },
      instrumentationScope: {
        name: '@marigraph/instrumentation-onnxruntime',
        version: '0.1.0',
        schemaUrl: SCHEMA_URL,
      },
    });
    const { traceId, spanId } = span?.spanContext() ?? {};
    expect(span?.attributes).toEqual({
      ...PREDICT_ATTRIBUTES,
      [ATTR_ML_PREDICTION_ID]: `${traceId}-${spanId}`,
      [ATTR_ML_PREDICTION_LABEL]: 'fraud',
      [ATTR_ML_PREDICTION_SCORE]: 0.880_797_1,
      [ATTR_ML_PREDICTION_PROBABILITY('ok')]: 0.119_202_93,
      [ATTR_ML_PREDICTION_PROBABILITY('fraud')]: 0.880_797_1,
    });
    expect(harness.events()).toEqual([]);
  });

  it('carries features when they are asked for', async () => {
    const harness = record({ captureFeatures: true });
    const session = await ort.InferenceSession.create(MODEL);
    await session.run({ X: matrix([1, 2], 12.8, Number.NaN) });
    expect(harness.prediction()).toMatchObject({
      [ATTR_ML_FEATURE_VALUE('amount')]: 12.8,
      [ATTR_ML_FEATURE_COUNT]: 2,
      [ATTR_ML_FEATURE_MISSING_COUNT]: 1,
    });
  });

  it('lets go of old options when new ones are set', async () => {
    const harness = record({ captureFeatures: true });
    const session = await ort.InferenceSession.create(MODEL);
    harness.instrumentation.setConfig({ captureFeatures: false });
    await session.run({ X: matrix([1, 2], 1, 2) });
    expect(harness.prediction()).not.toHaveProperty([ATTR_ML_FEATURE_COUNT]);
  });

  it('takes its identity from the caller', async () => {
    const harness = record();
    const session = await ort.InferenceSession.create(MODEL);
    const identityOfCaller = { id: 'order-1', time: 0, tags: { country: 'NO' } };
    await withPrediction(identityOfCaller, () => session.run({ X: matrix([1, 2], 1, 2) }));
    expect(harness.prediction()).toMatchObject({
      [ATTR_ML_PREDICTION_ID]: 'order-1',
      [ATTR_ML_PREDICTION_TIME]: '1970-01-01T00:00:00.000Z',
      [ATTR_ML_TAG('country')]: 'NO',
    });
  });

  it.each([
    ['the option', { baggageKeys: [ATTR_ML_PREDICTION_ID, 'tier'] }, undefined],
    ['the environment', {}, `${ATTR_ML_PREDICTION_ID}, tier`],
  ])('takes its identity from baggage that %s allows', async (_, config, env) => {
    if (env !== undefined) process.env['MARIGRAPH_BAGGAGE_KEYS'] = env;
    const harness = record(config);
    const session = await ort.InferenceSession.create(MODEL);
    const baggage = propagation.createBaggage({
      [ATTR_ML_PREDICTION_ID]: { value: 'order-2' },
      tier: { value: 'gold' },
      secret: { value: 'x' },
    });
    await context.with(propagation.setBaggage(context.active(), baggage), () =>
      session.run({ X: matrix([1, 2], 1, 2) }),
    );
    expect(harness.prediction()).toMatchObject({
      [ATTR_ML_PREDICTION_ID]: 'order-2',
      [ATTR_ML_TAG('tier')]: 'gold',
    });
    expect(harness.prediction()).not.toHaveProperty([ATTR_ML_TAG('secret')]);
  });

  it('without an understood output is one when the caller names it', async () => {
    const harness = record();
    const session = await ort.InferenceSession.create(identity(['N', 3]));
    await withPrediction({ id: 'mine' }, () => session.run({ input: matrix([1, 3], 1, 2, 3) }));
    expect(harness.prediction()[ATTR_ML_PREDICTION_ID]).toBe('mine');
  });

  it('is the child of the active span, and the parent of nothing after it', async () => {
    const harness = record();
    const session = await ort.InferenceSession.create(MODEL);
    const tracer = harness.tracerProvider.getTracer('test');
    await tracer.startActiveSpan('request', async (request) => {
      await session.run({ X: matrix([1, 2], 1, 2) });
      expect(trace.getActiveSpan()).toBe(request);
      request.end();
    });
    const [, predict, request] = harness.spans();
    expect(predict?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId);
  });

  it('writes nothing where the sampler has decided against the span', async () => {
    const harness = record({}, { sampler: new AlwaysOffSampler() });
    const session = await ort.InferenceSession.create(MODEL);
    await session.run({ X: matrix([1, 2], 1, 2) });
    expect(harness.spans()).toEqual([]);
    expect(await harness.points(METRIC_ML_INFERENCE_PREDICTIONS)).toHaveLength(1);
  });
});

describe('a batch', () => {
  it('is one event per row, and its span looks like no row', async () => {
    const harness = record({ captureFeatures: true });
    const session = await ort.InferenceSession.create(MODEL);
    await withPrediction({ tags: { job: 'nightly' }, time: 0 }, () =>
      session.run({ X: matrix([3, 2], 1, 2, -1, 4, Number.NaN, 6) }),
    );

    const span = harness.spans().at(-1);
    expect(span?.attributes).toEqual({ ...PREDICT_ATTRIBUTES, [ATTR_ML_BATCH_SIZE]: 3 });
    const { traceId = '', spanId = '' } = span?.spanContext() ?? {};
    const events = harness.events();
    expect(events).toHaveLength(3);
    for (const [row, event] of events.entries()) {
      expect(event).toMatchObject({
        eventName: EVENT_ML_PREDICTION_RESULT,
        severityNumber: SeverityNumber.INFO,
        spanContext: { traceId, spanId },
        instrumentationScope: { schemaUrl: SCHEMA_URL },
      });
      expect(event.attributes).toMatchObject({
        ...MODEL_ATTRIBUTES,
        [ATTR_ML_PREDICTION_ID]: `${traceId}-${spanId}-${row}`,
        [ATTR_ML_BATCH_INDEX]: row,
        [ATTR_ML_PREDICTION_TIME]: '1970-01-01T00:00:00.000Z',
        [ATTR_ML_TAG('job')]: 'nightly',
      });
    }
    expect(events[1]?.attributes).toMatchObject({
      [ATTR_ML_PREDICTION_LABEL]: 'ok',
      [ATTR_ML_FEATURE_VALUE('amount')]: -1,
      [ATTR_ML_FEATURE_VALUE('age')]: 4,
      [ATTR_ML_FEATURE_MISSING_COUNT]: 0,
    });
    expect(events[2]?.attributes).not.toHaveProperty([ATTR_ML_FEATURE_VALUE('amount')]);
    expect(events[2]?.attributes[ATTR_ML_FEATURE_MISSING_COUNT]).toBe(1);
  });

  it('numbers the rows behind an id of the caller', async () => {
    const harness = record();
    const session = await ort.InferenceSession.create(MODEL);
    await withPrediction({ id: 'job-1' }, () => session.run({ X: matrix([2, 2], 1, 2, 3, 4) }));
    const ids = harness.events().map(({ attributes }) => attributes[ATTR_ML_PREDICTION_ID]);
    expect(ids).toEqual(['job-1-0', 'job-1-1']);
  });

  it('records at most the rows it may, and counts the others', async () => {
    const { logger, texts } = diagnostics();
    diag.setLogger(logger);
    const harness = record({ batchRowsMax: 2 });
    const session = await ort.InferenceSession.create(MODEL);
    const run = (): Promise<unknown> => session.run({ X: matrix([4, 2], 1, 2, 3, 4, 5, 6, 7, 8) });
    await Promise.all(Array.from({ length: 6 }, run));

    expect(harness.events()).toHaveLength(12);
    expect(texts).toEqual([
      expect.stringContaining('2 rows of batches were not recorded, since a batch may have 2'),
      expect.stringContaining('10 rows of batches'),
    ]);
    const [point] = await harness.points(METRIC_ML_INFERENCE_PREDICTIONS);
    expect(point?.value).toBe(24);
  });

  it.each([-1, undefined])('takes the default for a maximum of %s', async (batchRowsMax) => {
    const harness = record({ ...(batchRowsMax !== undefined && { batchRowsMax }) });
    const session = await ort.InferenceSession.create(MODEL);
    await session.run({ X: matrix([1_001, 2], ...Array.from({ length: 2_002 }, () => 1)) });
    expect(harness.events()).toHaveLength(1_000);
  });

  it('is only a span when neither output nor features are known', async () => {
    const harness = record({ captureFeatures: true });
    const session = await ort.InferenceSession.create(identity(['N', 3]));
    await session.run({ input: matrix([2, 3], 1, 2, 3, 4, 5, 6) });
    expect(harness.events()).toEqual([]);
    expect(harness.prediction()[ATTR_ML_BATCH_SIZE]).toBe(2);
  });

  it('has ids of its own where there is no tracer', async () => {
    const harness = record();
    harness.instrumentation.setTracerProvider(trace.getTracerProvider());
    const session = await ort.InferenceSession.create(MODEL);
    await session.run({ X: matrix([2, 2], 1, 2, 3, 4) });
    const ids = harness.events().map(({ attributes }) => attributes[ATTR_ML_PREDICTION_ID]);
    expect(ids).toEqual([expect.stringMatching(/^[\da-f-]{36}-0$/), expect.stringMatching(/-1$/)]);
    expect(ids[0]).not.toContain('0'.repeat(32));
  });
});

it('records a regression of a real model', async () => {
  const harness = record({ captureFeatures: true });
  const model = linear({ weights: [[0.5], [2]], softmax: false, metadata: { features: 'a,b' } });
  const session = await ort.InferenceSession.create(model);
  await session.run({ features: matrix([1, 2], 1, 3) });
  expect(harness.prediction()).toMatchObject({ [ATTR_ML_FEATURE_VALUE('b')]: 3 });
  expect(Object.values(harness.prediction())).toContain(6.5);
});
