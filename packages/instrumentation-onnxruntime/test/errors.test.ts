import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { METRIC_ML_MODEL_LOAD_DURATION } from '@marigraph/semantic-conventions';
import { SpanStatusCode } from '@opentelemetry/api';
import ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { MODEL, PREDICT_ATTRIBUTES, matrix, record } from './support/fraud.ts';
import { createHarness, fakeRuntime } from './support/harness.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onnxruntime-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('errors of the application', () => {
  const cases: readonly [type: string, run: (session: ort.InferenceSession) => Promise<unknown>][] =
    [
      ['missing_input', (session) => session.run({})],
      ['invalid_shape', (session) => session.run({ X: matrix([1, 3], 1, 2, 3) })],
      ['invalid_shape', (session) => session.run({ X: new ort.Tensor('float32', [1, 2], [2]) })],
      ['invalid_type', (session) => session.run({ X: new ort.Tensor('float64', [1, 2], [1, 2]) })],
      ['unknown_output', (session) => session.run({ X: matrix([1, 2], 1, 2) }, ['none'])],
      ['TypeError', (session) => session.run(undefined as never)],
    ];

  it.each(cases)('pass through as they are: %s', async (type, run) => {
    record().instrumentation.disable();
    const expected = await messageOf(run(await ort.InferenceSession.create(MODEL)));

    const harness = record();
    const message = await messageOf(run(await ort.InferenceSession.create(MODEL)));
    expect(message).toBe(expected);
    const span = harness.spans().at(-1);
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR, message: message.slice(0, 256) });
    expect(span?.attributes).toEqual({ ...PREDICT_ATTRIBUTES, 'error.type': type });
  });

  it.each<[string, string, () => string | Uint8Array]>([
    ['a file that is not there', 'model_not_found', () => join(folder, 'none.onnx')],
    [
      'a text',
      'model_invalid',
      () => {
        const path = join(folder, 'none.onnx.txt');
        writeFileSync(path, 'this is a text, not a model');
        return path;
      },
    ],
    ['bytes of a text', 'model_invalid', () => new TextEncoder().encode('hello world')],
    ['a model that is cut off', 'model_invalid', () => MODEL.subarray(0, 100)],
    ['what is neither', 'TypeError', () => 7 as never],
  ])('pass through when the model is %s', async (_, type, source) => {
    const model = source() as string;
    const harness = record();
    harness.instrumentation.disable();
    const expected = await messageOf(ort.InferenceSession.create(model));
    harness.instrumentation.enable();
    expect(await messageOf(ort.InferenceSession.create(model))).toBe(expected);

    const [span] = harness.spans();
    expect(span?.name).toMatch(/^load_model (none|none\.onnx\.txt|unknown|graph)$/);
    expect(span?.status.code).toBe(SpanStatusCode.ERROR);
    expect(span?.attributes['error.type']).toBe(type);
    const [point] = await harness.points(METRIC_ML_MODEL_LOAD_DURATION);
    expect(point?.attributes['error.type']).toBe(type);
  });

  it('pass through when they are thrown at once', async () => {
    const failure = new Error('at once');
    const runtime = {
      InferenceSession: class {
        static create(): never {
          throw failure;
        }
        run(): never {
          throw failure;
        }
      },
    };
    const harness = createHarness();
    harness.instrumentation.manuallyInstrument(runtime);
    expect(() => runtime.InferenceSession.create()).toThrow(failure);
    expect(() => new runtime.InferenceSession().run()).toThrow(failure);
    expect(harness.spans().map(({ name, status }) => [name, status.code])).toEqual([
      ['load_model unknown', SpanStatusCode.ERROR],
      ['predict unknown', SpanStatusCode.ERROR],
    ]);
  });

  it('pass through when they are no errors', async () => {
    const runtime = fakeRuntime(() => {
      throw 'a text';
    });
    const harness = createHarness();
    harness.instrumentation.manuallyInstrument(runtime);
    await expect(new runtime.InferenceSession().run()).rejects.toBe('a text');
    expect(harness.spans()[0]?.status.message).toBe('a text');
  });
});

async function messageOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('expected an error');
}
