import type { ModelDescription } from '@marigraph/instrumentation-onnxruntime';
import {
  ATTR_ML_BATCH_SIZE,
  ATTR_ML_FEATURE_COUNT,
  ATTR_ML_PREDICTION_ID,
  ATTR_ML_PREDICTION_LABEL,
  ATTR_ML_PREDICTION_PROBABILITY,
  ATTR_ML_PREDICTION_SCORE,
  ATTR_ML_PREDICTION_VALUE,
  METRIC_ML_INFERENCE_PREDICTIONS,
} from '@marigraph/semantic-conventions';
import type { Attributes } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';

import { createHarness, fakeRuntime, fakeTensor, type Harness } from './support/harness.ts';

const LABEL = ATTR_ML_PREDICTION_LABEL;
const SCORE = ATTR_ML_PREDICTION_SCORE;
const VALUE = ATTR_ML_PREDICTION_VALUE;
const P = ATTR_ML_PREDICTION_PROBABILITY;
/** What all attributes of predictions begin with. */
const PREFIX = ATTR_ML_PREDICTION_ID.replace(/id$/, '');

/** The harness after runs of one row that answered with these outputs. */
async function answer(
  answers: readonly Record<string, unknown>[],
  model: Partial<ModelDescription> = {},
): Promise<Harness> {
  const left = [...answers];
  const runtime = fakeRuntime(() => left.shift() ?? {});
  const harness = createHarness({ resolveModel: () => model });
  harness.instrumentation.manuallyInstrument(runtime);
  const session = await runtime.InferenceSession.create('m.onnx');
  const X = fakeTensor('float32', [1, 2], Float32Array.of(1, 2));
  await Promise.all(answers.map(() => session.run({ X })));
  return harness;
}

function outputsOf(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).filter(
      ([key]) => key.startsWith(PREFIX) && key !== ATTR_ML_PREDICTION_ID,
    ),
  );
}

const float = (dims: readonly number[], ...values: number[]): unknown =>
  fakeTensor('float32', dims, Float32Array.from(values));
const int = (...values: number[]): unknown =>
  fakeTensor('int64', [values.length], BigInt64Array.from(values.map(BigInt)));
const strings = (...values: string[]): unknown => fakeTensor('string', [values.length], values);

describe('a classifier', () => {
  it.each<[string, Record<string, unknown>, Partial<ModelDescription>, Attributes]>([
    [
      'label and probabilities with class names',
      { output_label: strings('no'), output_probability: float([1, 2], 0.3, 0.7) },
      { classNames: ['no', 'yes'] },
      { [LABEL]: 'no', [SCORE]: 0.3, [P('no')]: 0.3, [P('yes')]: 0.7 },
    ],
    [
      'label and probabilities without class names, where the label numbers the columns',
      { label: int(1), probabilities: float([1, 2], 0.3, 0.7) },
      {},
      { [LABEL]: '1', [SCORE]: 0.7, [P('0')]: 0.3, [P('1')]: 0.7 },
    ],
    [
      'a label that the class names do not know',
      { label: strings('cat'), probabilities: float([1, 2], 0.3, 0.7) },
      { classNames: ['0', '1'] },
      { [LABEL]: 'cat', [SCORE]: 0.7 },
    ],
    [
      'a label of text without class names',
      { label: strings('cat'), probabilities: float([1, 2], 0.9, 0.1) },
      {},
      { [LABEL]: 'cat', [SCORE]: 0.9 },
    ],
    [
      'a number that is no column',
      { label: int(7), probabilities: float([1, 2], 0.9, 0.1) },
      {},
      { [LABEL]: '7', [SCORE]: 0.9 },
    ],
    ['a label alone', { label: int(-1) }, {}, { [LABEL]: '-1' }],
    [
      'a label beside decision values',
      { label: int(1), scores: float([1, 2], -3, 5) },
      {},
      { [LABEL]: '1' },
    ],
    [
      'a label beside distances to clusters',
      { label: int(1), distances: float([1, 3], 4, 0.1, 9) },
      {},
      { [LABEL]: '1' },
    ],
    ['no label for an empty text', { label: strings('') }, {}, {}],
    [
      'a softmax with class names',
      { output: float([1, 3], 0.2, 0.7, 0.1) },
      { classNames: ['a', 'b', 'c'] },
      { [LABEL]: 'b', [SCORE]: 0.7, [P('a')]: 0.2, [P('b')]: 0.7, [P('c')]: 0.1 },
    ],
    [
      'a softmax with too few class names',
      { output: float([1, 3], 0.2, 0.7, 0.1) },
      { classNames: ['a', 'b'] },
      { [LABEL]: '1', [SCORE]: 0.7, [P('0')]: 0.2, [P('1')]: 0.7, [P('2')]: 0.1 },
    ],
    [
      'the first of equal probabilities',
      { output: float([1, 2], 0.5, 0.5) },
      {},
      { [LABEL]: '0', [SCORE]: 0.5, [P('0')]: 0.5, [P('1')]: 0.5 },
    ],
    [
      'no single probabilities above ten classes',
      { output: float([1, 11], ...Array.from({ length: 10 }, () => 0.05), 0.5) },
      {},
      { [LABEL]: '10', [SCORE]: 0.5 },
    ],
    [
      'the one of two distributions that is named so',
      { attention: float([1, 2], 0.5, 0.5), probabilities: float([1, 2], 0.1, 0.9) },
      {},
      { [LABEL]: '1', [SCORE]: 0.9, [P('0')]: 0.1, [P('1')]: 0.9 },
    ],
    [
      'float64 as it is',
      {
        output: fakeTensor(
          'float64',
          [1, 2],
          Float64Array.of(0.123_456_789_012, 0.876_543_210_988),
        ),
      },
      {},
      {
        [LABEL]: '1',
        [SCORE]: 0.876_543_210_988,
        [P('0')]: 0.123_456_789_012,
        [P('1')]: 0.876_543_210_988,
      },
    ],
    [
      'float16 from its bits',
      { output: fakeTensor('float16', [1, 2], Uint16Array.of(0x34_00, 0x3a_00)) },
      {},
      { [LABEL]: '1', [SCORE]: 0.75, [P('0')]: 0.25, [P('1')]: 0.75 },
    ],
  ])('records %s', async (_, outputs, model, expected) => {
    const harness = await answer([outputs], model);
    expect(outputsOf(harness.prediction())).toEqual(expected);
    expect(harness.prediction()).toHaveProperty([ATTR_ML_PREDICTION_ID]);
  });
});

describe('a regression', () => {
  it.each<[string, unknown, Attributes]>([
    ['[N, 1]', float([1, 1], -12.5), { [VALUE]: -12.5 }],
    ['[N]', float([1], 12.8), { [VALUE]: 12.8 }],
    ['NaN', float([1], Number.NaN), {}],
  ])('records its value of shape %s', async (_, output, expected) => {
    const harness = await answer([{ variable: output }]);
    expect(outputsOf(harness.prediction())).toEqual(expected);
  });

  it('is none when the model has classes', async () => {
    const harness = await answer([{ output: float([1, 1], 0.9) }], { classNames: ['no', 'yes'] });
    expect(harness.prediction()).not.toHaveProperty([ATTR_ML_PREDICTION_ID]);
  });
});

describe('an output of another kind', () => {
  it.each<[string, Record<string, unknown>]>([
    ['logits', { output: float([1, 2], 3.1, -2) }],
    ['logits that add up to 1, by their name', { logits: float([1, 2], 0.4, 0.6) }],
    ['an embedding', { output: float([1, 4], 0.5, 0.5, 0.5, 0.5) }],
    ['values that are not finite', { output: float([1, 2], Number.NaN, 1) }],
    ['negative values that add up to 1', { output: float([1, 2], -1, 2) }],
    [
      'two distributions that could both be meant',
      { a: float([1, 2], 0.5, 0.5), b: float([1, 2], 0.1, 0.9) },
    ],
    ['two numbers', { a: float([1, 1], 1), b: float([1, 1], 2) }],
    ['an image', { output: float([1, 1, 2, 1], 0.5, 0.5) }],
    ['another number of rows', { output: float([2, 1], 1, 2) }],
    ['a tensor on a GPU', { output: fakeTensor('float32', [1, 1], [1], 'gpu-buffer') }],
    ['integers', { output: int(3) }],
    ['a type with two values in a byte', { output: fakeTensor('int4', [1, 1], [1]) }],
    ['something that is no tensor', { output: 7, other: null, third: {} }],
    ['nothing', {}],
  ])('is not guessed at: %s', async (_, outputs) => {
    const harness = await answer([outputs]);
    const keys = Object.keys(harness.prediction()).filter((key) => key.startsWith(PREFIX));
    expect(keys).toEqual([]);
    // The row is counted all the same.
    expect(
      (await harness.points(METRIC_ML_INFERENCE_PREDICTIONS)).map(({ value }) => value),
    ).toEqual([1]);
  });

  it('never becomes probabilities again once it has held something else', async () => {
    const harness = await answer([
      { output: float([1, 2], 3, 9) },
      { output: float([1, 2], 0.4, 0.6) },
    ]);
    for (const span of harness.spans()) expect(span.attributes).not.toHaveProperty([LABEL]);
  });

  it.each([
    ['not finite', 'output', [Number.NaN, 1]],
    ['off, under a name that says so', 'probabilities', [0, 0]],
  ])('stays probabilities after a row that was %s', async (_, name, first) => {
    const harness = await answer([
      { [name]: float([1, 2], ...first) },
      { [name]: float([1, 2], 0.4, 0.6) },
    ]);
    expect(harness.spans().at(-1)?.attributes).toMatchObject({ [LABEL]: '1', [SCORE]: 0.6 });
  });
});

it('records nothing of the output when told so', async () => {
  const runtime = fakeRuntime(() => ({ label: int(1) }));
  const harness = createHarness({ capturePredictions: false });
  harness.instrumentation.manuallyInstrument(runtime);
  const session = await runtime.InferenceSession.create('m.onnx');
  await session.run({ X: float([1, 1], 1) });
  expect(harness.prediction()).not.toHaveProperty([LABEL]);
});

it('folds the labels of a model that invents them', async () => {
  const harness = await answer(
    Array.from({ length: 103 }, (_, i) => ({ label: strings(`l${i}`) })),
  );
  const points = await harness.points(METRIC_ML_INFERENCE_PREDICTIONS);
  expect(points).toHaveLength(101);
  expect(points.find(({ attributes }) => attributes[LABEL] === '_OTHER')?.value).toBe(3);
});

describe('the number of rows', () => {
  const run = async (
    feeds: Readonly<Record<string, unknown>>,
    outputs: Readonly<Record<string, unknown>>,
  ): Promise<Harness> => {
    const runtime = fakeRuntime(() => outputs, Object.keys(feeds));
    const harness = createHarness({ captureFeatures: true });
    harness.instrumentation.manuallyInstrument(runtime);
    const session = await runtime.InferenceSession.create('m.onnx');
    await session.run(feeds);
    return harness;
  };

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['a vector', { features: float([3], 1, 2, 3) }],
    ['a sequence', { sequence: float([5, 1, 2], 1, 2, 3, 4, 5, 6, 7, 8, 9, 10) }],
    ['an image with its regions', { image: float([1, 1], 1), regions: float([3, 1], 1, 2, 3) }],
    ['nothing', {}],
  ])('is one where %s gives one row of output', async (_, feeds) => {
    const harness = await run(feeds, { output: float([1, 2], 0.3, 0.7) });
    expect(outputsOf(harness.prediction())).toMatchObject({ [LABEL]: '1', [SCORE]: 0.7 });
    expect(harness.prediction()).not.toHaveProperty([ATTR_ML_BATCH_SIZE]);
    expect(harness.prediction()).not.toHaveProperty([ATTR_ML_FEATURE_COUNT]);
    expect(harness.events()).toEqual([]);
  });

  it('is unknown where input and output disagree, which counts as one', async () => {
    const harness = await run(
      { sequence: float([5, 1], 1, 2, 3, 4, 5) },
      { output: float([2, 1], 1, 2) },
    );
    expect(outputsOf(harness.prediction())).toEqual({});
    expect(harness.prediction()).not.toHaveProperty([ATTR_ML_BATCH_SIZE]);
    const [point] = await harness.points(METRIC_ML_INFERENCE_PREDICTIONS);
    expect(point?.value).toBe(1);
  });
});
