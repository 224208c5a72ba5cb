import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type ActionRequest, defineExtension } from '@marigraph/collector';
import { decodeLogs } from '@marigraph/otlp';
import { ATTR_ML_DRIFT_FINDING_CHANGE } from '@marigraph/semantic-conventions';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { formatReference } from '../../src/connectors/ml-monitor/reference-file.ts';
import { tracesOf } from '../connectors/ml-monitor/records.ts';
import { scanReference, scanRows } from '../connectors/ml-monitor/scanned.ts';
import { type Collector, startCollector } from '../support/collector.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type Answer, post, send } from '../support/requests.ts';
import { sinkOf } from '../support/sink.ts';
import { until } from '../support/wait.ts';

const HOUR = 3_600_000;

/** An extension that knows lights, and what it was told. */
function lights(told: ActionRequest[]): ReturnType<typeof defineExtension> {
  return defineExtension({
    type: 'lights',
    stability: 'alpha',
    config: z.strictObject({}),
    create: () => ({
      shutdown: () => Promise.resolve(),
      actions: [
        {
          path: 'lights/{room}/switch',
          run(request: ActionRequest) {
            told.push(request);
            const { room } = request.parameters;
            return room === 'kitchen' ? { status: 202, body: { room } } : undefined;
          },
        },
      ],
    }),
  });
}

async function startLights(told: ActionRequest[] = []): Promise<Collector> {
  return startCollector({
    definitions: [lights(told)],
    yaml: `
receivers: { otlp: { protocols: { http: { endpoint: '127.0.0.1:0' } } } }
exporters: { prometheus: { endpoint: '127.0.0.1:0' } }
extensions: { http_api: { endpoint: '127.0.0.1:0' }, lights: {} }
service:
  extensions: [http_api, lights]
  pipelines: { metrics: { receivers: [otlp], exporters: [prometheus] } }
`,
  });
}

const jsonOf = ({ body }: Answer): unknown => JSON.parse(body.toString());

describe('actions of components', () => {
  const kitchen = '/v1/lights/kitchen/switch';

  it('are run with what the path and the body say', async () => {
    const told: ActionRequest[] = [];
    const { url } = await startLights(told);
    const answer = await send(`${url('http_api')}${kitchen}?a=1`, {
      body: Buffer.from('{"on": true}'),
    });
    expect([answer.status, jsonOf(answer)]).toEqual([202, { room: 'kitchen' }]);
    await send(`${url('http_api')}${kitchen}`);
    expect(told).toEqual([
      { parameters: { room: 'kitchen' }, body: { on: true } },
      { parameters: { room: 'kitchen' }, body: undefined },
    ]);
  });

  it.each<{ name: string; path?: string; method?: string; body?: string; status: number }>([
    { name: 'a room that nobody knows', path: '/v1/lights/cellar/switch', status: 404 },
    { name: 'a path without action', path: '/v1/lights/kitchen', method: 'GET', status: 404 },
    { name: 'a path without action, to act', path: '/v1/lights', status: 405 },
    { name: 'a question where there is an action', method: 'GET', status: 405 },
    { name: 'a body that is not JSON', body: '{', status: 400 },
    { name: 'a body that is too long', body: `"${'x'.repeat(70_000)}"`, status: 413 },
  ])('answer $status to $name', async ({ path = kitchen, method = 'POST', body, status }) => {
    const { url } = await startLights();
    const answer = await send(`${url('http_api')}${path}`, {
      method,
      ...(body !== undefined && { body: Buffer.from(body) }),
    });
    expect(answer.status).toBe(status);
    expect(jsonOf(answer)).toEqual({ error: expect.any(String) as string });
    expect(answer.headers['allow']).toBe(
      status === 405 ? (path === kitchen ? 'POST' : 'GET, HEAD') : undefined,
    );
  });

  it('are not for pages of other sites', async () => {
    const { url } = await startLights();
    const base = url('http_api');
    const from = async (origin: string): Promise<number> => {
      const { status } = await send(`${base}${kitchen}`, { headers: { origin } });
      return status;
    };
    expect(await from('https://example.com')).toBe(403);
    expect(await from('null')).toBe(403);
    expect(await from(base)).toBe(202);
    // A name that was made to point here: page and server agree on it, and are not the same.
    const port = new URL(base).port;
    const headers = { origin: `http://rebound.example:${port}`, host: `rebound.example:${port}` };
    expect((await send(`${base}${kitchen}`, { headers })).status).toBe(403);
    const local = { origin: `http://localhost:${port}`, host: `localhost:${port}` };
    expect((await send(`${base}${kitchen}`, { headers: local })).status).toBe(202);
  });
});

describe('POST /v1/findings/{id}/acknowledge', () => {
  it('ends a finding that is open, once', async () => {
    // A whole hour, some hours ago: rows may be late, but not in the future.
    const startMs = Math.floor(Date.now() / HOUR) * HOUR - 12 * HOUR;
    const path = join(temporaryFolder(), 'reference.json');
    writeFileSync(path, formatReference(scanReference(startMs).document));
    const sink = await sinkOf();
    const { url, details } = await startCollector({
      yaml: `
receivers: { otlp: { protocols: { http: { endpoint: '127.0.0.1:0' } } } }
connectors:
  ml_monitor:
    evaluation_interval: 100ms
    monitors: { rain: { references: ['${path}'], allowed_lateness: 0s, idle_timeout: 1d } }
exporters: { otlp_http: { endpoint: '${sink.url}' } }
extensions: { http_api: { endpoint: '127.0.0.1:0' } }
service:
  extensions: [http_api]
  pipelines:
    traces: { receivers: [otlp], exporters: [ml_monitor] }
    logs/findings: { receivers: [ml_monitor], exporters: [otlp_http] }
`,
    });
    for (const [hour, shift] of [0, 0, 60, 60].entries()) {
      await post(url('otlp'), 'traces', tracesOf(scanRows(hour, { shift, startMs })));
    }
    const finding = (): { readonly id: string } | null => {
      const { models } = details('ml_monitor') as {
        models: readonly { drift: { finding: { id: string } | null } }[];
      };
      return models[0]?.drift.finding ?? null;
    };
    await until(() => finding() !== null, 'a finding is open');
    const changes = (): unknown[] =>
      sink.requests
        .filter(({ path: own }) => own === '/v1/logs')
        .flatMap(({ body }) => decodeLogs(body))
        .flatMap(({ scopeLogs }) => scopeLogs)
        .flatMap(({ logRecords }) => logRecords)
        .map(({ attributes }) => attributes[ATTR_ML_DRIFT_FINDING_CHANGE]);
    await until(() => changes().includes('opened'), 'it is told');

    const id = finding()?.id ?? '';
    const acknowledge = (own: string): Promise<Answer> =>
      send(`${url('http_api')}/v1/findings/${own}/acknowledge`, {
        body: Buffer.from('{"reason": "a campaign"}'),
      });
    const unknown = await acknowledge('0'.repeat(32));
    expect(unknown.status).toBe(404);
    const answer = await acknowledge(id);
    expect(answer.status).toBe(200);
    expect(jsonOf(answer)).toMatchObject({
      id,
      state: 'acknowledged',
      reason: 'a campaign',
      features: [{ feature: 'wind' }, { feature: 'rain' }],
    });
    expect((await acknowledge(id)).status).toBe(409);
    expect(finding()).toBeNull();
    await until(() => changes().includes('acknowledged'), 'the end is told');
  });
});
