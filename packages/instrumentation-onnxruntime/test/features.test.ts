import type {
  ModelDescription,
  OnnxRuntimeInstrumentationConfig,
} from '@marigraph/instrumentation-onnxruntime';
import {
  ATTR_ML_BATCH_SIZE,
  ATTR_ML_FEATURE_COUNT,
  ATTR_ML_FEATURE_MISSING_COUNT,
  ATTR_ML_FEATURE_VALUE,
  ATTR_ML_FEATURES,
  ATTR_ML_PREDICTION_ID,
} from '@marigraph/semantic-conventions';
import { type Attributes, diag } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';

import { createHarness, diagnostics, fakeRuntime, fakeTensor } from './support/harness.ts';

afterEach(() => {
  diag.disable();
  delete process.env['MARIGRAPH_CAPTURE_FEATURES'];
});

const F = ATTR_ML_FEATURE_VALUE;
const COUNT: string = ATTR_ML_FEATURE_COUNT;
const MISSING: string = ATTR_ML_FEATURE_MISSING_COUNT;

async function run(
  feeds: Readonly<Record<string, unknown>>,
  options: OnnxRuntimeInstrumentationConfig & { readonly model?: Partial<ModelDescription> } = {},
): Promise<Attributes> {
  const { model = {}, ...config } = options;
  const runtime = fakeRuntime(() => ({}), Object.keys(feeds));
  const harness = createHarness({ captureFeatures: true, resolveModel: () => model, ...config });
  harness.instrumentation.manuallyInstrument(runtime);
  const session = await runtime.InferenceSession.create('m.onnx');
  await session.run(feeds);
  return harness.prediction();
}

function featuresOf(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).filter(
      ([key]) => key.startsWith(F('')) || [COUNT, MISSING, ATTR_ML_FEATURES].includes(key),
    ),
  );
}

const matrix = (...values: number[]): unknown =>
  fakeTensor('float32', [1, values.length], Float32Array.from(values));
const column = (type: string, value: unknown): unknown => fakeTensor(type, [1, 1], [value]);

describe('features', () => {
  it('of a matrix have the names of the model', async () => {
    const attributes = await run(
      { X: matrix(12.8, Number.NaN, -3) },
      { model: { featureNames: ['age', 'income', 'delta'] } },
    );
    expect(featuresOf(attributes)).toEqual({
      [F('age')]: 12.8,
      [F('delta')]: -3,
      [COUNT]: 3,
      [MISSING]: 1,
    });
    expect(attributes).toHaveProperty([ATTR_ML_PREDICTION_ID]);
  });

  it('of columns have the names of their inputs', async () => {
    const feeds = {
      age: column('float32', Math.fround(41.5)),
      vector: fakeTensor('float64', [1], Float64Array.of(0.1)),
      city: column('string', 'Oslo'),
      empty: column('string', ''),
      long: column('string', 'x'.repeat(300)),
      member: column('bool', 1),
      flag: column('bool', true),
      account: column('int64', 7n),
      hash: column('int64', 2n ** 60n),
      half: fakeTensor('float16', [1, 1], Uint16Array.of(0xc0_00)),
      halfNumber: fakeTensor('float16', [1, 1], [1.5]),
      odd: column('float32', {}),
      infinite: column('float32', Number.POSITIVE_INFINITY),
    };
    expect(featuresOf(await run(feeds))).toEqual({
      [F('age')]: 41.5,
      [F('vector')]: 0.1,
      [F('city')]: 'Oslo',
      [F('long')]: 'x'.repeat(256),
      [F('member')]: true,
      [F('flag')]: true,
      [F('account')]: 7,
      [F('hash')]: String(2n ** 60n),
      [F('half')]: -2,
      [F('halfNumber')]: 1.5,
      [F('infinite')]: Number.POSITIVE_INFINITY,
      [COUNT]: 13,
      [MISSING]: 2,
    });
  });

  it.each([
    [0x00_00, 0],
    [0x00_01, 2 ** -24],
    [0x3c_00, 1],
    [0x7b_ff, 65_504],
    [0x7c_00, Number.POSITIVE_INFINITY],
    [0xfc_00, Number.NEGATIVE_INFINITY],
    [0x7e_00, undefined],
  ])('read the half %i as %s', async (bits, expected) => {
    const attributes = await run({ half: fakeTensor('float16', [1, 1], Uint16Array.of(bits)) });
    expect(attributes[F('half')]).toBe(expected);
  });

  it('of several inputs take the names in the order of the columns', async () => {
    const feeds = { first: matrix(1, 2), second: column('float32', 3) };
    const attributes = await run(feeds, { model: { featureNames: ['a', 'b', 'c'] } });
    expect(featuresOf(attributes)).toEqual({
      [F('a')]: 1,
      [F('b')]: 2,
      [F('c')]: 3,
      [COUNT]: 3,
      [MISSING]: 0,
    });
  });

  it('are only those of the allow-list', async () => {
    const feeds = { age: column('float32', 1), income: column('float32', Number.NaN) };
    expect(featuresOf(await run(feeds, { captureFeatures: ['income', 'unknown'] }))).toEqual({
      [COUNT]: 1,
      [MISSING]: 1,
    });
    expect(featuresOf(await run(feeds, { captureFeatures: [] }))).toEqual({});
  });

  it.each([
    ['*', ['age', 'income']],
    ['age', ['age']],
    [' income , age ', ['age', 'income']],
    ['', []],
  ])('follow MARIGRAPH_CAPTURE_FEATURES=%s', async (value, names) => {
    process.env['MARIGRAPH_CAPTURE_FEATURES'] = value;
    const feeds = { age: column('float32', 1), income: column('float32', 2) };
    const runtime = fakeRuntime(() => ({}), Object.keys(feeds));
    const harness = createHarness();
    harness.instrumentation.manuallyInstrument(runtime);
    const session = await runtime.InferenceSession.create('m.onnx');
    await session.run(feeds);
    const keys = Object.keys(harness.prediction()).filter((key) => key.startsWith(F('')));
    expect(keys).toEqual(names.map(F));
  });

  it('are one map above 64', async () => {
    const names = Array.from({ length: 65 }, (_, index) => `f${index}`);
    const values = names.map((_, index) => (index === 3 ? Number.NaN : index / 10));
    const attributes = await run({ X: matrix(...values) }, { model: { featureNames: names } });
    const map = attributes[ATTR_ML_FEATURES] as Record<string, unknown>;
    expect(Object.keys(map)).toHaveLength(64);
    expect(map).toMatchObject({ f0: 0, f1: 0.1, f64: 6.4 });
    expect(map).not.toHaveProperty('f3');
    expect(attributes).toMatchObject({ [COUNT]: 65, [MISSING]: 1 });
    expect(attributes).not.toHaveProperty([F('f0')]);
  });

  it('end at 1,024', async () => {
    const { logger, texts } = diagnostics();
    diag.setLogger(logger);
    const names = Array.from({ length: 1_100 }, (_, index) => `f${index}`);
    const attributes = await run(
      { X: matrix(...names.map(() => 1)) },
      { model: { featureNames: names } },
    );
    expect(attributes[COUNT]).toBe(1_024);
    expect(texts.join()).toContain('1100 are more than 1024');
  });
});

describe('no features', () => {
  it.each<
    [string, Readonly<Record<string, unknown>>, Partial<ModelDescription>, string | undefined]
  >([
    [
      'a matrix without names',
      { input_ids: fakeTensor('int64', [1, 3], [1n, 2n, 3n]) },
      {},
      'have no names',
    ],
    [
      'a matrix with too few names',
      { X: matrix(1, 2) },
      { featureNames: ['a'] },
      'there are 1 feature names',
    ],
    ['an image', { image: fakeTensor('float32', [1, 1, 2, 2], [1, 2, 3, 4]) }, {}, undefined],
    ['a tensor on a GPU', { age: fakeTensor('float32', [1, 1], [1], 'gpu-buffer') }, {}, undefined],
    ['inputs without dimensions', { threshold: fakeTensor('float32', [], [1]) }, {}, undefined],
    ['no inputs', {}, {}, undefined],
    [
      'rows of different number',
      { a: matrix(1), b: fakeTensor('float32', [2, 1], [1, 2]) },
      {},
      undefined,
    ],
    ['no rows', { a: fakeTensor('float32', [0, 1], []) }, {}, undefined],
  ])('are recorded of %s', async (_, feeds, model, warning) => {
    const { logger, texts } = diagnostics();
    diag.setLogger(logger);
    const attributes = await run(feeds, { model });
    expect(featuresOf(attributes)).toEqual({});
    expect(attributes).not.toHaveProperty([ATTR_ML_PREDICTION_ID]);
    expect(attributes).not.toHaveProperty([ATTR_ML_BATCH_SIZE]);
    expect(texts).toHaveLength(warning === undefined ? 0 : 1);
    expect(texts.join()).toContain(warning ?? '');
  });

  it('are recorded by default', async () => {
    const runtime = fakeRuntime(() => ({}), ['age']);
    const harness = createHarness();
    harness.instrumentation.manuallyInstrument(runtime);
    const session = await runtime.InferenceSession.create('m.onnx');
    await session.run({ age: column('float32', 1) });
    expect(featuresOf(harness.prediction())).toEqual({});
  });
});

it('plans again when the shape of the inputs changes, and warns once', async () => {
  const { logger, texts } = diagnostics();
  diag.setLogger(logger);
  const runtime = fakeRuntime(() => ({}), ['X', 'extra']);
  const model = { featureNames: ['a', 'b'] };
  const harness = createHarness({ captureFeatures: true, resolveModel: () => model });
  harness.instrumentation.manuallyInstrument(runtime);
  const session = await runtime.InferenceSession.create('m.onnx');
  await session.run({ X: matrix(1, 2) });
  await session.run({ X: matrix(1, 2), extra: column('float32', 3) });
  await session.run({ X: matrix(1, 2), extra: column('float32', 4) });
  await session.run({ X: matrix(5, 6) });
  await session.run({ X: matrix(5, 6, 7) });

  const recorded = harness
    .spans()
    .filter(({ name }) => name.startsWith('predict'))
    .map(({ attributes }) => featuresOf(attributes));
  expect(recorded).toEqual([
    { [F('a')]: 1, [F('b')]: 2, [COUNT]: 2, [MISSING]: 0 },
    { [F('extra')]: 3, [COUNT]: 1, [MISSING]: 0 },
    { [F('extra')]: 4, [COUNT]: 1, [MISSING]: 0 },
    { [F('a')]: 5, [F('b')]: 6, [COUNT]: 2, [MISSING]: 0 },
    {},
  ]);
  expect(texts).toEqual([expect.stringContaining('its inputs have 3 columns')]);
});
