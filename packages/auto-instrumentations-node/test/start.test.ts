import { createInstrumentations } from '@marigraph/auto-instrumentations-node';
import { OnnxRuntimeInstrumentation } from '@marigraph/instrumentation-onnxruntime';
import { DiagLogLevel } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';

import { createDiagnostics, parseDiagnosticsLevel } from '../src/diagnostics.ts';
import { withDefaultEndpoints } from '../src/endpoints.ts';
import { installEsmHooks } from '../src/esm-hooks.ts';

describe('withDefaultEndpoints', () => {
  it.each<[string, Record<string, string>, Record<string, string>]>([
    [
      '127.0.0.1 for HTTP',
      {},
      {
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces',
        OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://127.0.0.1:4318/v1/metrics',
        OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://127.0.0.1:4318/v1/logs',
      },
    ],
    [
      '127.0.0.1 for gRPC, per signal',
      {
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
        OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/json',
        OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://metrics:1',
      },
      {
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4317',
        OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://metrics:1',
        OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://127.0.0.1:4318/v1/logs',
      },
    ],
    [
      'nothing where the environment says one for all',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' },
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' },
    ],
    [
      '127.0.0.1 where the environment has a blank',
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: ' ',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://a',
        OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://b',
      },
      { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://127.0.0.1:4318/v1/metrics' },
    ],
  ])('adds %s, and takes it back', (_, given, expected) => {
    const env: Record<string, string | undefined> = { ...given };
    expect(withDefaultEndpoints(env, () => ({ ...env }))).toMatchObject(expected);
    expect(env).toEqual(given);
  });

  it('takes it back after a failure too', () => {
    const env = {};
    const fail = (): never => {
      throw new Error('no');
    };
    expect(() => withDefaultEndpoints(env, fail)).toThrowError('no');
    expect(env).toEqual({});
  });
});

describe('installEsmHooks', () => {
  it.each([
    [true, ['sync a,b']],
    [false, ['async import-in-the-middle/hook.mjs a,b']],
  ])('with synchronous hooks %s calls %j', (isSupported, expected) => {
    const calls: string[] = [];
    installEsmHooks(['a', 'b'], {
      supportsSyncHooks: () => isSupported,
      register: (options) => void calls.push(`sync ${String(options?.include)}`),
      registerAsync: ((url: string, _: string, options: { data: { include: string[] } }) =>
        void calls.push(`async ${url} ${options.data.include.join()}`)) as never,
    });
    expect(calls).toEqual(expected);
  });
});

describe('diagnostics', () => {
  it('go where they are sent, with their level', () => {
    const lines: string[] = [];
    const logger = createDiagnostics((line) => void lines.push(line));
    for (const level of ['error', 'warn', 'info', 'debug', 'verbose'] as const) {
      logger[level]('text', { a: 1 });
    }
    expect(lines).toHaveLength(5);
    expect(lines[0]).toBe('opentelemetry error: text { a: 1 }\n');
  });

  it.each([
    [undefined, DiagLogLevel.INFO],
    ['', DiagLogLevel.INFO],
    ['nonsense', DiagLogLevel.INFO],
    ['30', DiagLogLevel.INFO],
    ['none', DiagLogLevel.NONE],
    [' Debug ', DiagLogLevel.DEBUG],
  ])('have the level of %j', (value, level) => {
    expect(parseDiagnosticsLevel(value)).toBe(level);
  });
});

it('creates the instrumentations for an SDK of the application', () => {
  const onnxruntime = { captureFeatures: ['age'] };
  const [instrumentation, ...others] = createInstrumentations({ onnxruntime });
  expect(others).toEqual([]);
  expect(instrumentation).toBeInstanceOf(OnnxRuntimeInstrumentation);
  expect(instrumentation?.getConfig()).toMatchObject(onnxruntime);
  instrumentation?.disable();
  createInstrumentations()[0]?.disable();
});
