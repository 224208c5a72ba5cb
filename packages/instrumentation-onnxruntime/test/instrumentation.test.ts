import {
  ONNXRUNTIME_MODULES,
  OnnxRuntimeInstrumentation,
} from '@marigraph/instrumentation-onnxruntime';
import { diag, trace } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';

import { createHarness, diagnostics, fakeRuntime, fakeTensor } from './support/harness.ts';
import { linear } from './support/onnx-models.ts';

afterEach(() => diag.disable());

describe('the loader hook', () => {
  it('patches what the application loads later', async () => {
    const patched: string[] = [];
    const harness = createHarness({
      onPatch: (library, version) => patched.push(`${library} ${version ?? ''}`),
    });
    const ort = await import('onnxruntime-node');
    await ort.InferenceSession.create(linear({ weights: [[1]], graphName: 'later' }));
    expect(patched).toContain('onnxruntime-common 1.30.0');
    expect(harness.spans().map(({ name }) => name)).toEqual(['load_model later']);
  });
});

describe('failures of the instrumentation', () => {
  it('never reach the application', async () => {
    const { logger, texts } = diagnostics();
    diag.setLogger(logger);
    const hostile = {
      type: 'float32',
      location: 'cpu',
      dims: [1, 2],
      get data(): never {
        throw new Error('no data');
      },
    };
    const runtime = fakeRuntime(() => ({ output: hostile }));
    const harness = createHarness();
    harness.instrumentation.manuallyInstrument(runtime);
    const results = await new runtime.InferenceSession().run({
      X: fakeTensor('float32', [1, 1], [1]),
    });
    expect(results['output']).toBe(hostile);
    expect(harness.spans()).toHaveLength(1);
    expect(texts.join()).toContain('no data');
  });

  it('leave the call alone when tracer and meter throw', async () => {
    const { logger, texts } = diagnostics();
    diag.setLogger(logger);
    const runtime = fakeRuntime(() => ({ fine: true }));
    const harness = createHarness();
    harness.instrumentation.manuallyInstrument(runtime);
    harness.instrumentation.setTracerProvider({
      getTracer: () => {
        const fail = (): never => {
          throw new Error('no tracer');
        };
        return { startSpan: fail, startActiveSpan: fail };
      },
    });
    const session = await runtime.InferenceSession.create('m.onnx');
    expect(await session.run({})).toEqual({ fine: true });
    expect(texts.filter((text) => text.includes('no tracer'))).toHaveLength(2);
  });

  it('leave the call alone when the span cannot end', async () => {
    const { logger, texts } = diagnostics();
    diag.setLogger(logger);
    const runtime = fakeRuntime(() => ({ fine: true }));
    const harness = createHarness();
    harness.instrumentation.manuallyInstrument(runtime);
    harness.instrumentation.setTracerProvider({
      getTracer: () => {
        const span = Object.assign(
          trace.wrapSpanContext({ traceId: '', spanId: '', traceFlags: 0 }),
          {
            end: () => {
              throw new Error('no end');
            },
          },
        );
        return { startSpan: () => span, startActiveSpan: () => undefined as never };
      },
    });
    const session = await runtime.InferenceSession.create('m.onnx');
    expect(await session.run({})).toEqual({ fine: true });
    expect(texts.filter((text) => text.includes('no end'))).toHaveLength(2);
  });

  it('in onPatch are reported', () => {
    const { logger, texts } = diagnostics();
    diag.setLogger(logger);
    const instrumentation = new OnnxRuntimeInstrumentation({
      onPatch: () => {
        throw new Error('broken onPatch');
      },
    });
    const [definition] = instrumentation.getModuleDefinitions();
    definition?.patch?.(
      fakeRuntime(() => ({})),
      '1.30.0',
    );
    expect(texts.join()).toContain('broken onPatch');
  });
});

describe('patching', () => {
  it('covers the three modules and their prereleases', () => {
    const definitions = new OnnxRuntimeInstrumentation().getModuleDefinitions();
    expect(definitions.map(({ name }) => name)).toEqual(ONNXRUNTIME_MODULES);
    for (const definition of definitions) expect(definition.includePrerelease).toBe(true);
  });

  it('happens once, whichever module names the class', async () => {
    const runtime = fakeRuntime(() => ({}));
    const harness = createHarness();
    for (const { patch } of harness.instrumentation.getModuleDefinitions()) {
      expect(patch?.(runtime)).toBe(runtime);
    }
    const session = await runtime.InferenceSession.create('m.onnx');
    await session.run({});
    expect(harness.spans().map(({ name }) => name)).toEqual(['load_model m', 'predict m']);
  });

  it('finds the class behind a default export', () => {
    const { instrumentation } = createHarness();
    expect(instrumentation.manuallyInstrument({ default: fakeRuntime(() => ({})) })).toBe(true);
  });

  it.each([undefined, null, 7, {}, { InferenceSession: {} }, { InferenceSession: () => {} }])(
    'refuses %o',
    (moduleExports) => {
      const { instrumentation } = createHarness();
      expect(instrumentation.manuallyInstrument(moduleExports)).toBe(false);
      const [definition] = instrumentation.getModuleDefinitions();
      expect(definition?.patch?.(moduleExports)).toBe(moduleExports);
    },
  );

  it('leaves a class to the instrumentation that is enabled, and takes it from one that is not', async () => {
    const runtime = fakeRuntime(() => ({}));
    const first = createHarness();
    const second = createHarness();
    expect(first.instrumentation.manuallyInstrument(runtime)).toBe(true);
    expect(second.instrumentation.manuallyInstrument(runtime)).toBe(false);
    const session = await runtime.InferenceSession.create('m.onnx');
    first.instrumentation.disable();
    await session.run({});
    expect(second.instrumentation.manuallyInstrument(runtime)).toBe(true);
    await session.run({});
    expect(first.spans().map(({ name }) => name)).toEqual(['load_model m']);
    expect(second.spans().map(({ name }) => name)).toEqual(['predict m']);
  });

  it('keeps name and length of the methods', () => {
    const runtime = fakeRuntime(() => ({}));
    const { length } = runtime.InferenceSession.prototype.run;
    createHarness().instrumentation.manuallyInstrument(runtime);
    const {
      run,
      run: { name },
    } = runtime.InferenceSession.prototype;
    expect([name, run.length]).toEqual(['run', length]);
    expect(runtime.InferenceSession.create.name).toBe('create');
  });
});
