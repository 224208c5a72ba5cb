import { expect, it } from 'vitest';

import { startCollector } from '../support/collector.ts';
import { cursorOf } from '../support/collector.ts';
import { manualClock } from '../support/manual-clock.ts';
import { otlpRequest, post, send } from '../support/requests.ts';
import { until } from '../support/wait.ts';

const YAML = `
receivers: { otlp: { protocols: { http: { endpoint: '127.0.0.1:0' } } } }
exporters: { otlp_http: { endpoint: 'http://127.0.0.1:1' }, prometheus: { endpoint: '127.0.0.1:0' } }
extensions: { http_api: { endpoint: '127.0.0.1:0' } }
service:
  extensions: [http_api]
  pipelines:
    traces: { receivers: [otlp], exporters: [otlp_http] }
    metrics: { receivers: [otlp], exporters: [prometheus] }
`;

async function get(url: string): Promise<{ status: number; json: Record<string, unknown> }> {
  const { status, body } = await send(url, { method: 'GET' });
  return { status, json: JSON.parse(body.toString()) as Record<string, unknown> };
}

it('shows the counters of the service and what each component says', async () => {
  const { url, service } = await startCollector({ yaml: YAML });
  await post(url('otlp'), 'metrics', otlpRequest('metrics', 'm', 3));
  await until(() => cursorOf(service, 'prometheus').sentItems === 3, 'the metrics arrive');
  const { status, json } = await get(`${url('http_api')}/api/v1/components?x=1`);
  expect(status).toBe(200);
  expect(json).toMatchObject({
    status: 'running',
    problems: [],
    wal: { type: 'file', appended: 1 },
    pipelines: [
      { id: 'traces', signal: 'traces', status: 'ok' },
      { id: 'metrics', signal: 'metrics', status: 'ok', exporters: ['prometheus'] },
    ],
    components: [
      {
        id: 'otlp',
        kind: 'receiver',
        status: 'ok',
        emitted: { acceptedItems: 3 },
        details: { requests: { 200: 1 } },
      },
      { id: 'otlp_http', kind: 'exporter', cursor: { lagRecords: 0 } },
      { id: 'prometheus', kind: 'exporter', cursor: { sentItems: 3 }, details: { series: 3 } },
      { id: 'http_api', kind: 'extension' },
    ],
  });
});

it('is healthy while deliveries get on, and not when one has failed for minutes', async () => {
  const clock = manualClock();
  const { url, service } = await startCollector({ yaml: YAML, clock });
  expect(await get(`${url('http_api')}/health`)).toEqual({
    status: 200,
    json: { status: 'running', problems: [] },
  });
  await post(url('otlp'), 'traces', otlpRequest('traces', 'a'));
  await until(() => cursorOf(service, 'otlp_http').failingSince !== undefined, 'it fails');
  expect((await get(`${url('http_api')}/health`)).status).toBe(200);
  for (let minute = 0; minute < 6; minute++) clock.advance(60_000);
  expect(await get(`${url('http_api')}/health`)).toEqual({
    status: 503,
    json: {
      status: 'running',
      problems: ['otlp_http has not delivered anything since 2026-01-01T00:00:00.000Z'],
    },
  });
  clock.advance(1_000);
});

it('has nothing else', async () => {
  const { url } = await startCollector({ yaml: YAML });
  expect(await get(`${url('http_api')}/nope`)).toMatchObject({ status: 404 });
  const wrong = await send(`${url('http_api')}/health`, { method: 'DELETE' });
  expect(wrong.status).toBe(405);
  expect(wrong.headers['allow']).toBe('GET, HEAD');
});
