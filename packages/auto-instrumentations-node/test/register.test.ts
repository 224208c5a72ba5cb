import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  ATTR_ML_FEATURE_VALUE,
  ATTR_ML_MODEL_NAME,
  ATTR_ML_PREDICTION_ID,
  ATTR_ML_PREDICTION_LABEL,
  ATTR_ML_TAG,
  EVENT_ML_PREDICTION_RESULT,
  METRIC_ML_INFERENCE_DURATION,
  METRIC_ML_MODEL_LOAD_DURATION,
  SCHEMA_URL,
} from '@marigraph/semantic-conventions';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { type OtlpSink, startOtlpSink } from '../../../e2e/support/otlp-sink.ts';
import { MODEL } from '../../instrumentation-onnxruntime/test/support/fraud.ts';
import {
  fixturePath,
  IMPORT,
  REQUIRE,
  runFixture,
  startFixture,
  type RunningFixture,
} from './support/fixture.ts';
import { type Item, itemsOf } from './support/otlp-json.ts';

const ORT_SCOPE = '@marigraph/instrumentation-onnxruntime';
const HTTP_SCOPE = '@opentelemetry/instrumentation-http';

let folder: string;
let model: string;
let sink: OtlpSink;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'auto-instrumentations-'));
  model = join(folder, 'model.onnx');
  writeFileSync(model, MODEL);
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  sink = await startOtlpSink();
});
afterEach(() => sink.close());

const spans = (): readonly Item[] => itemsOf(sink.requests, 'traces');
const names = (items: readonly Item[]): readonly string[] => items.map(({ name }) => name);

describe('a script', () => {
  it.each([
    ['app.mjs', '--import', IMPORT],
    ['app.mjs', '--require', REQUIRE],
    ['app.cjs', '--import', IMPORT],
    ['app.cjs', '--require', REQUIRE],
    ['app.mjs', 'both', [...REQUIRE, ...IMPORT, ...IMPORT]],
  ])('%s with %s sends spans, events and metrics once', async (file, _, nodeArgs) => {
    const env = { MARIGRAPH_CAPTURE_FEATURES: 'age', OTEL_SERVICE_NAME: 'shop' };
    const result = await runFixture(file, { args: [model], nodeArgs, sinkUrl: sink.url, env });

    expect(result).toEqual({ code: 0, signal: null, stdout: 'label ok\n', stderr: '' });
    expect(names(spans())).toEqual(['load_model fraud', 'predict fraud', 'predict fraud']);
    for (const span of spans()) {
      expect(span).toMatchObject({ scope: ORT_SCOPE, schemaUrl: SCHEMA_URL });
      expect(span.resource['service.name']).toBe('shop');
    }
    const events = itemsOf(sink.requests, 'logs');
    expect(names(events)).toEqual(Array.from({ length: 3 }, () => EVENT_ML_PREDICTION_RESULT));
    expect(events.map(({ attributes }) => attributes[ATTR_ML_FEATURE_VALUE('age')])).toEqual([
      2, 4, 6,
    ]);
    expect(events[0]).toMatchObject({ schemaUrl: SCHEMA_URL, traceId: spans()[2]?.traceId });
    const metrics = itemsOf(sink.requests, 'metrics');
    expect(names(metrics)).toContain(METRIC_ML_INFERENCE_DURATION);
    expect(names(metrics)).toContain(METRIC_ML_MODEL_LOAD_DURATION);
    expect(metrics.find(({ scope }) => scope === ORT_SCOPE)?.schemaUrl).toBe(SCHEMA_URL);
  });

  it('sends protobuf by default', async () => {
    const env = { OTEL_EXPORTER_OTLP_PROTOCOL: '' };
    expect((await runFixture('app.mjs', { args: [model], sinkUrl: sink.url, env })).code).toBe(0);
    const types = sink.requests.map(
      ({ path, headers }) => `${path} ${String(headers['content-type'])}`,
    );
    expect(new Set(types)).toEqual(
      new Set(
        ['logs', 'metrics', 'traces'].map((signal) => `/v1/${signal} application/x-protobuf`),
      ),
    );
  });

  it('that is not started with --import loads nothing of ours', async () => {
    const nodeArgs = ['--import', fixturePath('record-modules.mjs')];
    const result = await runFixture('app.mjs', { args: [model], nodeArgs, sinkUrl: sink.url });
    expect(result.stdout).toBe('label ok\nloaded 0\n');
    const instrumented = await runFixture('app.mjs', {
      args: [model],
      nodeArgs: [...nodeArgs, ...IMPORT],
      sinkUrl: sink.url,
    });
    expect(Number(/loaded (\d+)/.exec(instrumented.stdout)?.[1])).toBeGreaterThan(20);
  });

  it('sends nothing and says nothing when the SDK is disabled', async () => {
    const env = { OTEL_SDK_DISABLED: 'true', MARIGRAPH_LOG_LEVEL: 'info' };
    const result = await runFixture('app.mjs', { args: [model], sinkUrl: sink.url, env });
    expect(result).toEqual({ code: 0, signal: null, stdout: 'label ok\n', stderr: '' });
    expect(sink.requests).toEqual([]);
  });

  it('ends well, and in time, when the collector is down', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await closedPort()}` };
    const start = performance.now();
    const result = await runFixture('app.mjs', { args: [model], env });
    expect(result).toMatchObject({ code: 0, signal: null, stdout: 'label ok\n' });
    expect(performance.now() - start).toBeLessThan(8_000);
  });

  it('keeps its stdout when OpenTelemetry has something to say', async () => {
    const env = { OTEL_LOG_LEVEL: 'verbose', OTEL_TRACES_SAMPLER: 'nonsense' };
    const result = await runFixture('app.mjs', { args: [model], sinkUrl: sink.url, env });
    expect(result.stdout).toBe('label ok\n');
    expect(result.stderr).toContain('opentelemetry debug: ');
  });

  it('is configured by a file, and does not lose its metrics', async () => {
    const env = { OTEL_CONFIG_FILE: fixturePath('sdk.yaml'), SINK_URL: sink.url };
    const result = await runFixture('app.mjs', { args: [model], env });
    expect(result).toMatchObject({ code: 0, stdout: 'label ok\n' });
    expect(names(spans())).toContain('predict fraud');
    expect(itemsOf(sink.requests, 'logs')).toHaveLength(3);
    expect(names(itemsOf(sink.requests, 'metrics'))).toContain(METRIC_ML_INFERENCE_DURATION);
  });

  it('may flush before it exits by itself', async () => {
    const result = await runFixture('early-exit.mjs', { args: [model], sinkUrl: sink.url });
    expect(result).toMatchObject({ code: 7, stdout: 'label ok\n', stderr: '' });
    expect(names(spans())).toContain('predict fraud');
    expect(names(itemsOf(sink.requests, 'metrics'))).toContain(METRIC_ML_INFERENCE_DURATION);
  });

  it('is seen when its runtime is ESM through and through', async () => {
    const esm = join(folder, 'node_modules/onnxruntime-web');
    mkdirSync(esm, { recursive: true });
    const manifest = {
      name: 'onnxruntime-web',
      version: '1.31.0-dev.1',
      type: 'module',
      exports: './index.js',
    };
    writeFileSync(join(esm, 'package.json'), JSON.stringify(manifest));
    writeFileSync(
      join(esm, 'index.js'),
      `export class InferenceSession {
        inputNames = ['X'];
        static async create() { return new InferenceSession(); }
        async run() { return {}; }
      }`,
    );
    const app = join(folder, 'web.mjs');
    writeFileSync(
      app,
      `import { InferenceSession } from 'onnxruntime-web';
      const session = await InferenceSession.create('web-model.onnx');
      await session.run({});`,
    );
    const result = await runFixture('../../../../package.json', {
      nodeArgs: [...IMPORT, app],
      sinkUrl: sink.url,
      env: { MARIGRAPH_LOG_LEVEL: 'info' },
    });
    expect(result).toMatchObject({
      code: 0,
      stderr: 'marigraph: instrumented onnxruntime-web 1.31.0-dev.1\n',
    });
    expect(names(spans())).toEqual(['load_model web-model', 'predict web-model']);
  });
});

describe('a worker thread', () => {
  it('is instrumented on its own', async () => {
    const result = await runFixture('worker.mjs', { args: [model], sinkUrl: sink.url });
    expect(result).toEqual({ code: 0, signal: null, stdout: 'label fraud\n', stderr: '' });
    expect(names(spans())).toEqual(['load_model fraud', 'predict fraud']);
  });
});

describe('mistakes of the application', () => {
  it.each([
    ['missing-input', () => model],
    ['wrong-dims', () => model],
    ['unhandled', () => model],
    ['load', () => join(folder, 'none.onnx')],
    ['load', () => fixturePath('app.mjs')],
  ])('end it as without us: %s', async (mistake, path) => {
    const args = [mistake, path()];
    const plain = await runFixture('errors.mjs', { args, nodeArgs: [] });
    const instrumented = await runFixture('errors.mjs', { args, sinkUrl: sink.url });
    expect(plain.code).toBe(1);
    expect(instrumented.code).toBe(plain.code);
    expect(instrumented.stdout).toBe(plain.stdout);
    expect(errorLine(instrumented.stderr)).toBe(errorLine(plain.stderr));
    expect(errorLine(plain.stderr)).toMatch(/^Error: /);
  });
});

describe('a server', () => {
  it.each(['server.mjs', 'server.cjs'])(
    '%s has its predictions under the span of the request',
    async (file) => {
      const server = startFixture(file, {
        args: [model],
        sinkUrl: sink.url,
        env: { MARIGRAPH_BAGGAGE_KEYS: `${ATTR_ML_PREDICTION_ID},tier,${ATTR_ML_TAG('country')}` },
      });
      const traceId = '0af7651916cd43dd8448eb211c80319c';
      await request(server, {
        traceparent: `00-${traceId}-b7ad6b7169203331-01`,
        baggage: `${ATTR_ML_PREDICTION_ID}=order%201,tier=gold,${ATTR_ML_TAG('country')}=NO,secret=x`,
      });
      server.process.kill('SIGTERM');
      const result = await server.end();

      expect(result).toMatchObject({ code: null, signal: 'SIGTERM', stderr: '' });
      const predict = spans().find(({ name }) => name === 'predict fraud');
      const http = spans().find(({ scope }) => scope === HTTP_SCOPE);
      expect(http).toMatchObject({ traceId, parentSpanId: 'b7ad6b7169203331' });
      expect(predict).toMatchObject({ traceId, parentSpanId: http?.spanId });
      expect(predict?.attributes).toMatchObject({
        [ATTR_ML_MODEL_NAME]: 'fraud',
        [ATTR_ML_PREDICTION_ID]: 'order 1',
        [ATTR_ML_PREDICTION_LABEL]: 'fraud',
        [ATTR_ML_TAG('tier')]: 'gold',
        [ATTR_ML_TAG('country')]: 'NO',
      });
      expect(predict?.attributes).not.toHaveProperty([ATTR_ML_TAG('secret')]);
      expect(names(itemsOf(sink.requests, 'metrics'))).toContain('http.server.request.duration');
    },
  );

  it('ends by its own handler where it has one', async () => {
    const server = startFixture('server.mjs', {
      args: [model],
      sinkUrl: sink.url,
      env: { GRACEFUL: '1' },
    });
    await request(server);
    server.process.kill('SIGTERM');
    expect(await server.end()).toMatchObject({ code: 0, signal: null, stderr: '' });
    expect(names(spans())).toContain('predict fraud');
  });

  it('ends at SIGINT as without us', async () => {
    const server = startFixture('server.mjs', { args: [model], sinkUrl: sink.url });
    await request(server);
    server.process.kill('SIGINT');
    expect(await server.end()).toMatchObject({ code: null, signal: 'SIGINT' });
    expect(names(spans())).toContain('predict fraud');
  });
});

describe('another SDK', () => {
  const nodeArgs = ['--import', fixturePath('other-sdk.mjs'), ...IMPORT];

  it('gets the predictions, and no second SDK beside it', async () => {
    const result = await runFixture('app.mjs', { args: [model], nodeArgs, sinkUrl: sink.url });
    expect(result).toEqual({ code: 0, signal: null, stdout: 'label ok\n', stderr: '' });
    expect(names(spans())).toEqual(['load_model fraud', 'predict fraud', 'predict fraud']);
    for (const span of spans()) expect(span.resource['service.name']).toBe('other');
    expect(itemsOf(sink.requests, 'logs')).toHaveLength(3);
    expect(names(itemsOf(sink.requests, 'metrics'))).toContain(METRIC_ML_INFERENCE_DURATION);
  });

  it('without metrics is warned of', async () => {
    const env = { WITHOUT_METRICS: '1', MARIGRAPH_LOG_LEVEL: 'warn' };
    const result = await runFixture('app.mjs', { args: [model], nodeArgs, sinkUrl: sink.url, env });
    expect(result.stderr).toBe(
      'marigraph: no metrics of models are recorded, since the SDK has no global MeterProvider\n',
    );
  });

  it('of the application takes createInstrumentations, and a callback that fails harms nobody', async () => {
    const result = await runFixture('own-sdk.mjs', {
      args: [model],
      nodeArgs: [],
      sinkUrl: sink.url,
    });
    expect(result).toMatchObject({ code: 0, stdout: 'label ok\n' });
    expect(result.stderr).toContain('broken resolveModel');
    expect(names(spans())).toEqual(['load_model fraud', 'predict fraud', 'predict fraud']);
  });
});

describe('the line on stderr', () => {
  const env = { MARIGRAPH_LOG_LEVEL: 'info' };

  it('says what is instrumented', async () => {
    const result = await runFixture('app.mjs', { args: [model], sinkUrl: sink.url, env });
    expect(result.stderr).toBe(
      'marigraph: instrumented onnxruntime-common 1.30.0, onnxruntime-node 1.30.0\n',
    );
  });

  it('says that nothing is', async () => {
    const result = await runFixture('no-model.mjs', { sinkUrl: sink.url, env });
    expect(result).toMatchObject({ code: 0, stdout: 'done\n' });
    expect(result.stderr).toBe(
      'marigraph: nothing is instrumented, since no supported library was loaded\n',
    );
  });

  it('says that a library was loaded too early', async () => {
    const early = join(folder, 'early.cjs');
    writeFileSync(early, `require(${JSON.stringify(pathOf('onnxruntime-node'))});`);
    const nodeArgs = ['--require', early, ...REQUIRE];
    const result = await runFixture('no-model.mjs', { nodeArgs, sinkUrl: sink.url, env });
    expect(result.stderr).toContain('onnxruntime-common, onnxruntime-node was loaded before');
    expect(result).toMatchObject({ code: 0, stdout: 'done\n' });
  });
});

function pathOf(name: string): string {
  return new URL(import.meta.resolve(name)).pathname;
}

/** The line that names the error among what Node prints for an uncaught one. */
function errorLine(stderr: string): string | undefined {
  return stderr.split('\n').find((line) => /^\w*Error: /.test(line));
}

async function request(
  server: RunningFixture,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const port = await server.line('listening ');
  await new Promise<void>((resolve, reject) => {
    get({ host: '127.0.0.1', port, headers, agent: false }, (response) => {
      response.resume().once('end', resolve);
    }).once('error', reject);
  });
}

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}
