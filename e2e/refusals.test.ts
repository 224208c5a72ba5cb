import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startNode, until } from './support/child.ts';
import { type CollectorProcess, startCollectorProcess } from './support/collector-process.ts';
import { Status } from './support/otlp-schema.ts';
import { type OtlpSink, startOtlpSink } from './support/otlp-sink.ts';
import { post, type Prediction, toTraces } from './support/requests.ts';

const MODEL = 'refusals';
const MARIGRAPH = join(import.meta.dirname, '../packages/collector/dist/main.js');

const folder = mkdtempSync(join(tmpdir(), 'marigraph-refusals-'));
let backend: OtlpSink;
let collector: CollectorProcess;

beforeAll(async () => {
  const input = join(folder, 'training.csv');
  writeFileSync(
    input,
    ['amount,country', ...Array.from({ length: 500 }, (_, at) => `${at},NO`)].join('\n'),
  );
  const build = await marigraph(
    'reference',
    'build',
    `--model=${MODEL}`,
    '--model-version=1',
    `--input=${input}`,
    `--output=${join(folder, 'reference.json')}`,
  );
  if (build.code !== 0) throw new Error(build.output);
  backend = await startOtlpSink();
  collector = await startCollectorProcess({
    folder,
    backendUrl: backend.url,
    monitor: { monitors: { [MODEL]: { references: [join(folder, 'reference.json')] } } },
  });
});

afterAll(async () => {
  await collector.stop();
  await backend.close();
  rmSync(folder, { recursive: true, force: true });
});

async function marigraph(...args: string[]): Promise<{ code: unknown; output: string }> {
  const child = startNode([MARIGRAPH, ...args]);
  return { code: await child.ended, output: child.output() };
}

function predictionWith(number: number, features: Prediction['features']): Prediction {
  const time = new Date().toISOString();
  return { id: `p-${number}`, number, city: 'Oslo', label: 'rain', actual: 'rain', time, features };
}

const good = (): Uint8Array => toTraces(MODEL, [predictionWith(1, { amount: 1, country: 'NO' })]);

describe('the receiver', () => {
  it.each([
    { name: 'truncated bytes', body: () => good().subarray(0, -3), headers: {}, status: 400 },
    {
      name: 'bytes that are no protobuf',
      body: () => Buffer.from([0xff, 0xff, 0xff]),
      headers: {},
      status: 400,
    },
    { name: 'gzip that is none', body: good, headers: { 'content-encoding': 'gzip' }, status: 400 },
    {
      name: 'a body that is not gzip to its end',
      body: () => gzipSync(good()).subarray(0, -5),
      headers: { 'content-encoding': 'gzip' },
      status: 400,
    },
    {
      name: 'another content type',
      body: good,
      headers: { 'content-type': 'text/plain' },
      status: 415,
    },
    {
      name: 'JSON that is none',
      body: () => '{"resourceSpans": [}',
      headers: { 'content-type': 'application/json' },
      status: 400,
    },
    {
      name: 'a bomb',
      body: () => gzipSync(Buffer.alloc(65 * 1024 * 1024)),
      headers: { 'content-encoding': 'gzip' },
      status: 413,
    },
    {
      name: 'a body over the limit',
      body: () => Buffer.alloc(65 * 1024 * 1024),
      headers: {},
      status: 413,
    },
  ])('refuses $name with $status and a Status message', async ({ body, headers, status }) => {
    const before = (await collector.monitor()).models[0]?.rows.added ?? 0;
    const answer = await post(collector.otlpUrl, '/v1/traces', body(), headers);
    expect(answer.status).toBe(status);
    const { message } = answer.headers.get('content-type')?.includes('json')
      ? (JSON.parse(Buffer.from(answer.body).toString()) as { message: string })
      : (Status.toObject(Status.decode(answer.body)) as { message: string });
    expect(message.length).toBeGreaterThan(10);
    expect((await collector.monitor()).models[0]?.rows.added ?? 0).toBe(before);
    expect(collector.child().process.exitCode).toBeNull();
  });

  it('still takes a good request afterwards, and passes it on', async () => {
    expect((await post(collector.otlpUrl, '/v1/traces', good())).status).toBe(200);
    await backend.waitFor((requests) => requests.some(({ path }) => path === '/v1/traces'));
  });
});

describe('the monitor', () => {
  it('counts NaN and infinite features, other types and absent ones, and goes on', async () => {
    const odd = [
      predictionWith(100, { amount: Number.NaN, country: 'NO' }),
      predictionWith(101, { amount: Number.POSITIVE_INFINITY, country: 'NO' }),
      predictionWith(102, { amount: 'a lot', country: 7 }),
      predictionWith(103, {}),
    ];
    expect((await post(collector.otlpUrl, '/v1/traces', toTraces(MODEL, odd))).status).toBe(200);
    await until('the rows were counted', async () => {
      const { models } = await collector.monitor();
      return models[0]?.rows.added === odd.length + 1 || undefined;
    });
  });

  it('says no_reference for a version it has no reference for', async () => {
    expect(
      (
        await post(
          collector.otlpUrl,
          '/v1/traces',
          toTraces('unknown-model', [predictionWith(200, { x: 1 })]),
        )
      ).status,
    ).toBe(200);
    const version = await until('the model was seen', async () =>
      (await collector.monitor()).models.find(({ model }) => model === 'unknown-model'),
    );
    expect(version.reference).toBeNull();
  });
});

describe('the command', () => {
  const validate = (text: string): Promise<{ code: unknown; output: string }> => {
    const path = join(folder, 'wrong.yaml');
    writeFileSync(path, text);
    return marigraph('validate', '--config', path);
  };

  it('names an unknown key, where it stands and what was meant', async () => {
    const { code, output } = await validate(`
receivers:
  otlp:
    protocols:
      http: { endpont: 127.0.0.1:4318 }
exporters:
  prometheus: {}
service:
  pipelines:
    metrics: { receivers: [otlp], exporters: [prometheus] }
`);
    expect(code).toBe(1);
    expect(output).toContain('receivers.otlp.protocols.http');
    expect(output).toContain('endpont');
    expect(output).toContain('endpoint');
    expect(output).not.toMatch(/\n\s+at /);
  });

  it('names a reference that is missing, and how to make it', async () => {
    const path = join(folder, 'missing.json');
    const { code, output } = await marigraph(
      'run',
      '--config',
      writeConfiguration({ ml_monitor: { monitors: { [MODEL]: { references: [path] } } } }),
    );
    expect(code).toBe(1);
    expect(output).toContain(path);
    expect(output).toContain('reference build');
    expect(output).not.toMatch(/\n\s+at /);
  });

  it.each([
    { name: 'is absent', write: undefined, says: 'ENOENT' },
    { name: 'has no rows', write: 'amount\n', says: '0 rows' },
    { name: 'has no such column', write: 'price\n1\n', says: 'no column amount' },
    { name: 'is ragged', write: 'amount,country\n1\n', says: 'Invalid Record Length' },
  ])('says why no reference can be built when the file $name', async ({ write, says }) => {
    const input = join(folder, 'rows.csv');
    rmSync(input, { force: true });
    if (write !== undefined) writeFileSync(input, write);
    const { code, output } = await marigraph(
      'reference',
      'build',
      '--model=m',
      '--model-version=1',
      '--features=amount',
      `--input=${input}`,
      `--output=${join(folder, 'out.json')}`,
    );
    expect(code).toBe(1);
    expect(output).toContain(says);
    expect(output).not.toMatch(/\n\s+at /);
  });
});

function writeConfiguration(connectors: unknown): string {
  const path = join(folder, 'configuration.yaml');
  writeFileSync(
    path,
    JSON.stringify({
      receivers: { otlp: { protocols: { http: { endpoint: '127.0.0.1:0' } } } },
      connectors,
      exporters: { prometheus: { endpoint: '127.0.0.1:0' } },
      service: {
        state: { directory: join(folder, 'other-state') },
        pipelines: {
          traces: { receivers: ['otlp'], exporters: ['ml_monitor'] },
          metrics: { receivers: ['ml_monitor'], exporters: ['prometheus'] },
        },
      },
    }),
  );
  return path;
}
