import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readWeather } from '../model/data.ts';
import { predictProbability } from '../model/logistic-regression.ts';
import { build, trainWeatherModel } from '../model/train.ts';

const SERVER = fileURLToPath(new URL('../server.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'weather-server-'));
const model = trainWeatherModel(readWeather());

let server: ChildProcess;
let address: string;

beforeAll(async () => {
  build(folder);
  server = start(join(folder, 'weather.onnx'));
  address = await listening(server);
});

afterAll(async () => {
  if (server.exitCode === null && server.signalCode === null) {
    server.kill('SIGKILL');
    await once(server, 'exit');
  }
  rmSync(folder, { recursive: true });
});

describe('POST /predict', () => {
  it.each([
    { temp_max: 12.8, temp_min: 5, wind: 4.7, month: 1 },
    { temp_max: 30, temp_min: 14, wind: 2, month: 7 },
    { temp_max: 12.8, temp_min: null, wind: 4.7, month: 1 },
    { temp_max: 12.8 },
    {},
  ])('answers $0', async (row: Readonly<Record<string, number | null>>) => {
    const { status, body } = await predict(row);
    const features = ['temp_max', 'temp_min', 'wind', 'month'].map((name) => row[name] ?? NaN);
    const rain = predictProbability(model, features);
    expect(status).toBe(200);
    expect(body).toEqual({
      label: rain > 0.5 ? 'rain' : 'no_rain',
      probability: expect.closeTo(rain, 6),
    });
  });

  it.each([
    { name: 'text for a number', row: { temp_max: '12.8' } },
    { name: 'a boolean for a number', row: { wind: true } },
    { name: 'a feature it does not know', row: { temp_maximum: 12.8 } },
    { name: 'a list', row: [12.8, 5, 4.7, 1] },
    { name: 'nothing', row: undefined },
  ])('refuses $name with 400', async ({ row }) => {
    const { status, body } = await predict(row);
    expect(status).toBe(400);
    expect(body).toMatchObject({ statusCode: 400, error: 'Bad Request' });
  });
});

describe('GET /health', () => {
  it('is ok', async () => {
    const response = await fetch(`${address}/health`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ok' });
  });
});

describe('the process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends by itself after %s', async (signal) => {
    const child = start(join(folder, 'weather.onnx'));
    const url = await listening(child);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('says how to make the model when it is missing', async () => {
    const child = start(join(folder, 'absent.onnx'));
    const [output, exit] = await Promise.all([errors(child), once(child, 'exit')]);
    expect(exit).toEqual([1, null]);
    expect(output).toBe(
      `no model at ${join(folder, 'absent.onnx')}: ` +
        'run npm run build -w examples/fastify-onnxruntime, or set MODEL\n',
    );
  });

  it('knows nothing of telemetry', () => {
    expect(readFileSync(SERVER, 'utf8')).not.toMatch(/telemetry|otel|marigraph|trace|metric/i);
  });
});

function start(modelPath: string): ChildProcess {
  return spawn(process.execPath, [SERVER], {
    env: { ...process.env, MODEL: modelPath, HOST: '127.0.0.1', PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** The address the server says it listens on. Rejects with its errors when it ends before. */
async function listening(child: ChildProcess): Promise<string> {
  const failed = errors(child);
  for await (const chunk of child.stdout ?? []) {
    const url = /^listening on (\S+)$/m.exec(String(chunk))?.[1];
    if (url) return url;
  }
  throw new Error(`the server did not start: ${await failed}`);
}

function errors(child: ChildProcess): Promise<string> {
  return child.stderr ? text(child.stderr) : Promise.resolve('');
}

async function predict(row: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${address}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    ...(row === undefined ? {} : { body: JSON.stringify(row) }),
  });
  return { status: response.status, body: await response.json() };
}
