import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startApplication } from '../examples/fastify-onnxruntime/demo/processes.ts';
import { build } from '../examples/fastify-onnxruntime/model/train.ts';
import { freePort, startNode, until } from './support/child.ts';
import { ExportTraceServiceRequest } from './support/otlp-schema.ts';
import { type OtlpSink, startOtlpSink } from './support/otlp-sink.ts';

const EXAMPLE = join(import.meta.dirname, '../examples/fastify-onnxruntime');
const REGISTER = '@marigraph/auto-instrumentations-node/register';

const folder = mkdtempSync(join(tmpdir(), 'marigraph-example-'));
const model = join(folder, 'weather.onnx');
beforeAll(() => build(folder));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface DecodedSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string }[];
}

function spansIn(sink: OtlpSink): DecodedSpan[] {
  return sink.requests
    .filter(({ path }) => path === '/v1/traces')
    .flatMap(({ body }) => {
      const decoded = ExportTraceServiceRequest.toObject(ExportTraceServiceRequest.decode(body), {
        bytes: String,
        longs: String,
        arrays: true,
      }) as {
        readonly resourceSpans: readonly {
          readonly scopeSpans: readonly { readonly spans: readonly DecodedSpan[] }[];
        }[];
      };
      return decoded.resourceSpans.flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap(({ spans }) => spans),
      );
    });
}

async function predict(url: string, features: object): Promise<Response> {
  return fetch(`${url}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(features),
  });
}

/** Starts the server with a hook that prints the modules of ours that were loaded, and answers one request. */
async function loadedModules(args: readonly string[]): Promise<string[]> {
  const hook = join(folder, 'print-modules.mjs');
  writeFileSync(
    hook,
    `import { registerHooks } from 'node:module';
     registerHooks({ load: (url, context, next) => {
       if (/\\/packages\\/|@marigraph|@opentelemetry/.test(url)) process.stdout.write('LOADED ' + url + '\\n');
       return next(url, context);
     } });`,
  );
  const port = await freePort();
  const child = startNode(['--import', hook, ...args, 'server.mjs'], {
    cwd: EXAMPLE,
    env: {
      PORT: String(port),
      MODEL: model,
      OTEL_SDK_DISABLED: 'false',
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
    },
  });
  const url = `http://127.0.0.1:${port}`;
  await until('the server was ready', async () => (await fetch(`${url}/health`)).ok || undefined, {
    child,
  });
  expect(
    await (await predict(url, { temp_max: 20, temp_min: 10, wind: 3, month: 6 })).json(),
  ).toMatchObject({
    label: 'no_rain',
  });
  await child.stop();
  return [...child.output().matchAll(/^LOADED (.*)$/gm)].map((match) => match[1] ?? '');
}

describe('the example', () => {
  it('loads none of our code without --import, and does with it', async () => {
    expect(await loadedModules([])).toEqual([]);
    expect((await loadedModules(['--import', REGISTER])).length).toBeGreaterThan(10);
  });

  it('has a model span under the HTTP server span of every prediction', async () => {
    const sink = await startOtlpSink();
    const application = await startApplication({ otlpUrl: sink.url, baggageKeys: '', model });
    const count = 25;
    for (let month = 1; month <= count; month++) {
      const response = await predict(application.url, {
        temp_max: month,
        temp_min: 0,
        wind: 3,
        month: (month % 12) + 1,
      });
      expect(response.status).toBe(200);
    }
    // A feature that is missing is an answer, not an error.
    expect((await predict(application.url, { temp_max: null, wind: 3, month: 1 })).status).toBe(
      200,
    );
    await application.child.stop();
    await sink.close();

    const spans = spansIn(sink);
    const predictions = spans.filter(({ name }) => name === 'predict weather-rain');
    expect(predictions).toHaveLength(count + 1);
    const byId = new Map(spans.map((span) => [`${span.traceId}-${span.spanId}`, span]));
    const SERVER = 2;
    for (const prediction of predictions) {
      const parent = byId.get(`${prediction.traceId}-${prediction.parentSpanId}`);
      expect(parent?.kind).toBe(SERVER);
    }
    expect(spans.filter(({ name }) => name === 'load_model weather-rain')).toHaveLength(1);
  });

  it('fails as it does without us when the model is no ONNX file', async () => {
    const text = join(folder, 'not-a-model.onnx');
    writeFileSync(text, 'this is a text file\n');
    const run = async (
      args: readonly string[],
    ): Promise<{ code: unknown; error: string | undefined }> => {
      const child = startNode([...args, 'server.mjs'], {
        cwd: EXAMPLE,
        env: { MODEL: text, PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
      });
      const code = await child.ended;
      return { code, error: /Error: .*/.exec(child.output())?.[0] };
    };
    const without = await run([]);
    expect(without.code).toBe(1);
    expect(without.error).toMatch(/Error: /);
    expect(await run(['--import', REGISTER])).toEqual(without);
  });
});
