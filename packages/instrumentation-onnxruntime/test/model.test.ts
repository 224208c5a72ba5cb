import {
  type ModelDescription,
  OnnxRuntimeInstrumentation,
  type ResolveModel,
} from '@marigraph/instrumentation-onnxruntime';
import { ATTR_ML_MODEL_NAME, ATTR_ML_MODEL_VERSION } from '@marigraph/semantic-conventions';
import { diag } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';

import { createHarness, diagnostics, fakeRuntime } from './support/harness.ts';
import { linear, type ModelHeader } from './support/onnx-models.ts';

afterEach(() => diag.disable());

/** How the model appears on its load span. */
async function load(
  source: unknown,
  resolveModel?: ResolveModel,
): Promise<Partial<ModelDescription> | undefined> {
  const harness = createHarness(resolveModel === undefined ? {} : { resolveModel });
  const runtime = fakeRuntime(() => ({}));
  harness.instrumentation.manuallyInstrument(runtime);
  await runtime.InferenceSession.create(source);
  const [span] = harness.spans();
  if (span === undefined) return undefined;
  expect(span.name).toBe(`load_model ${String(span.attributes[ATTR_ML_MODEL_NAME])}`);
  const { [ATTR_ML_MODEL_NAME]: name, [ATTR_ML_MODEL_VERSION]: version } = span.attributes;
  return { name, version } as Partial<ModelDescription>;
}

const bytes = (header: ModelHeader): Uint8Array => linear({ weights: [[1]], ...header });

describe('the name of a model', () => {
  it.each<[ModelHeader, Partial<ModelDescription>]>([
    [{ metadata: { [ATTR_ML_MODEL_NAME]: 'a', model_name: 'b', name: 'c' } }, { name: 'a' }],
    [{ metadata: { model_name: 'b', name: 'c' } }, { name: 'b' }],
    [{ metadata: { name: ' ' }, graphName: 'g' }, { name: 'g' }],
    [{ metadata: { name: 'c', version: '1.4', model_version: '2' } }, { name: 'c', version: '2' }],
    [
      { metadata: { name: 'c', [ATTR_ML_MODEL_VERSION]: '9' }, modelVersion: 14 },
      { name: 'c', version: '9' },
    ],
    [
      { graphName: 'g', modelVersion: 14 },
      { name: 'g', version: '14' },
    ],
    [{ graphName: 'g', modelVersion: -1 }, { name: 'g' }],
    [{ graphName: '' }, { name: 'unknown' }],
    [{ graphName: 'x'.repeat(300) }, { name: 'x'.repeat(256) }],
  ])('of bytes with %j is %j', async (header, expected) => {
    expect(await load(bytes(header))).toEqual(expected);
  });

  it.each([
    ['/srv/models/fraud-detector.onnx', { name: 'fraud-detector' }],
    ['C:\\models\\fraud.ort', { name: 'fraud' }],
    ['./fraud', { name: 'fraud' }],
    ['/models/fraud/3/model.onnx', { name: 'fraud', version: '3' }],
    ['/3/model.onnx', { name: '3' }],
    ['/hub/org/sentiment/onnx/model_quantized.onnx', { name: 'sentiment' }],
    [
      `/hub/models--org--name/snapshots/${'0a'.repeat(20)}/model.onnx`,
      { name: 'models--org--name' },
    ],
    ['model.onnx', { name: 'model' }],
    ['../model-q4.onnx', { name: 'model-q4' }],
    ['', { name: 'unknown' }],
  ])('of the path %s is %j', async (path, expected) => {
    expect(await load(path)).toEqual(expected);
  });

  it('is found in a buffer at an offset', async () => {
    const model = bytes({ graphName: 'inside' });
    const buffer = new ArrayBuffer(model.length + 8);
    new Uint8Array(buffer).set(model, 4);
    const harness = createHarness();
    const runtime = fakeRuntime(() => ({}));
    harness.instrumentation.manuallyInstrument(runtime);
    await runtime.InferenceSession.create(buffer, 4, model.length);
    await runtime.InferenceSession.create(buffer, 1_000_000);
    await runtime.InferenceSession.create(7);
    expect(harness.spans().map(({ name }) => name)).toEqual([
      'load_model inside',
      'load_model unknown',
      'load_model unknown',
    ]);
  });
});

describe('resolveModel', () => {
  it('sees path, header and what was found, and has the last word', async () => {
    const seen: unknown[] = [];
    const described = await load(bytes({ graphName: 'g' }), (source) => {
      seen.push(source.path, source.header?.graphName, source.model.name);
      return { name: 'mine', version: '7' };
    });
    expect(seen).toEqual([undefined, 'g', 'g']);
    expect(described).toEqual({ name: 'mine', version: '7' });
  });

  it.each([undefined, null, 7, { name: 7, version: '' }, { featureNames: [] }])(
    'may answer %j, which changes nothing',
    async (answer) => {
      expect(await load(bytes({ graphName: 'g' }), () => answer as never)).toEqual({ name: 'g' });
    },
  );

  it('may throw, which is reported and changes nothing', async () => {
    const { logger, texts } = diagnostics();
    diag.setLogger(logger);
    const described = await load(bytes({ graphName: 'g' }), () => {
      throw new Error('broken callback');
    });
    expect(described).toEqual({ name: 'g' });
    expect(texts.join()).toContain('broken callback');
  });

  it('may leave a model alone', async () => {
    const harness = createHarness({ resolveModel: () => ({ ignore: true }) });
    const runtime = fakeRuntime(() => ({}));
    harness.instrumentation.manuallyInstrument(runtime);
    const session = await runtime.InferenceSession.create(bytes({}));
    await session.run({});
    expect(harness.spans()).toEqual([]);
  });
});

it('names a session that was created before as unknown', async () => {
  const runtime = fakeRuntime(() => ({}));
  const session = await runtime.InferenceSession.create('fraud.onnx');
  const harness = createHarness();
  harness.instrumentation.manuallyInstrument(runtime);
  await session.run({});
  expect(harness.spans().map(({ name }) => name)).toEqual(['predict unknown']);
});

it('keeps the names of sessions that are created while it is disabled', async () => {
  const runtime = fakeRuntime(() => ({}));
  const harness = createHarness();
  harness.instrumentation.manuallyInstrument(runtime);
  harness.instrumentation.disable();
  const session = await runtime.InferenceSession.create('fraud.onnx');
  await session.run({});
  harness.instrumentation.enable();
  await session.run({});
  expect(harness.spans().map(({ name }) => name)).toEqual(['predict fraud']);
  expect(harness.instrumentation).toBeInstanceOf(OnnxRuntimeInstrumentation);
});
