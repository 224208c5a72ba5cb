import { defineExporter } from '@marigraph/collector';
import type { Clock } from '@marigraph/collector';
import { expect, it } from 'vitest';
import { z } from 'zod';

import { NO_RETRY } from '../../src/service/retry.ts';
import { type Collector, createCollector, cursorOf, startCollector } from '../support/collector.ts';
import { CLOCK_START_MS, manualClock } from '../support/manual-clock.ts';
import { otlpRequest, post, send } from '../support/requests.ts';
import { until } from '../support/wait.ts';

function yamlOf(more = '', exporter = "otlp_http: { endpoint: 'http://127.0.0.1:1' }"): string {
  return `
receivers: { otlp: { protocols: { http: { endpoint: '127.0.0.1:0' } } } }
exporters: { ${exporter} }
extensions: { health_check: { endpoint: '127.0.0.1:0' ${more} } }
service:
  extensions: [health_check]
  pipelines: { traces: { receivers: [otlp], exporters: [${exporter.split(':', 1)[0]}] } }
`;
}

async function get(
  { url }: Collector,
  path: string,
): Promise<{ readonly status: number; readonly json: Record<string, unknown> }> {
  const { status, body } = await send(`${url('health_check')}${path}`, { method: 'GET' });
  return { status, json: JSON.parse(body.toString()) as Record<string, unknown> };
}

it('answers as the Collector’s does', async () => {
  const clock = manualClock();
  const collector = await startCollector({ yaml: yamlOf(), clock });
  clock.advance(1_500);
  expect(await get(collector, '/')).toEqual({
    status: 200,
    json: { status: 'Server available', upSince: '2026-01-01T00:00:00.000Z', uptime: '1.5s' },
  });
});

it('answers at another path and with other words where they are set', async () => {
  const more = ", path: /status, response_body: { healthy: 'fine', unhealthy: 'no' }";
  const { url } = await startCollector({ yaml: yamlOf(more) });
  const answered = await send(`${url('health_check')}/status?verbose`, { method: 'GET' });
  expect(answered.status).toBe(200);
  expect(answered.body.toString()).toBe('fine');
  expect((await send(`${url('health_check')}/`, { method: 'GET' })).status).toBe(404);
  const posted = await send(`${url('health_check')}/status`);
  expect(posted.status).toBe(405);
  expect(posted.headers['allow']).toBe('GET, HEAD');
});

it('is ready and alive while a backend is down, and says that it is', async () => {
  const clock = manualClock();
  const collector = await startCollector({ yaml: yamlOf(), clock });
  const { url, service } = collector;
  await post(url('otlp'), 'traces', otlpRequest('traces', 'a'));
  await until(() => cursorOf(service, 'otlp_http').failingSince !== undefined, 'it fails');
  for (let minute = 0; minute < 6; minute++) clock.advance(60_000);
  const body = {
    status: 'running',
    ready: true,
    reasons: [],
    problems: [
      {
        component: 'otlp_http',
        status: 'recoverable_error',
        problem: 'otlp_http has not delivered anything since 2026-01-01T00:00:00.000Z',
        since: '2026-01-01T00:00:00.000Z',
        lost: 'nothing yet: 1 record waits in the write-ahead log',
      },
    ],
    pipelines: [
      {
        id: 'traces',
        status: 'recoverable_error',
        reason: 'otlp_http has not delivered anything since 2026-01-01T00:00:00.000Z',
      },
    ],
    components: [
      { id: 'otlp', kind: 'receiver', status: 'ok' },
      { id: 'otlp_http', kind: 'exporter', status: 'recoverable_error' },
      { id: 'health_check', kind: 'extension', status: 'ok' },
    ],
  };
  expect(await get(collector, '/readyz')).toMatchObject({ status: 200, json: body });
  expect(await get(collector, '/healthz')).toMatchObject({ status: 200, json: body });
  expect((await get(collector, '/')).status).toBe(200);
  clock.advance(1_000);
});

/** Starts, and ends, only when it is told to. */
function gate(): {
  readonly definition: ReturnType<typeof defineExporter>;
  readonly open: () => void;
  readonly end: () => void;
} {
  const opened = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const definition = defineExporter<unknown>({
    type: 'gate',
    stability: 'development',
    signals: ['traces'],
    config: z.strictObject({}),
    delivery: () => ({ inFlightMax: 1, retry: NO_RETRY }),
    create: () => ({
      start: () => opened.promise,
      consume: () => {},
      shutdown: () => ended.promise,
    }),
  });
  return { definition, open: () => opened.resolve(), end: () => ended.resolve() };
}

it('is not ready before everything has started, nor when the end has begun', async () => {
  const { definition, open, end } = gate();
  const collector = createCollector({ yaml: yamlOf('', 'gate: {}'), definitions: [definition] });
  const starting = collector.service.start();
  await until(() => collector.details('health_check')?.['endpoint'] !== undefined, 'it listens');
  expect(await get(collector, '/readyz')).toMatchObject({
    status: 503,
    json: {
      ready: false,
      reasons: ['the service is starting'],
      pipelines: [{ id: 'traces', status: 'starting' }],
    },
  });
  expect(await get(collector, '/')).toEqual({
    status: 503,
    json: { status: 'Server not available', upSince: '1970-01-01T00:00:00.000Z', uptime: '' },
  });
  expect((await get(collector, '/healthz')).status).toBe(200);
  open();
  await starting;
  expect((await get(collector, '/readyz')).status).toBe(200);

  const ending = collector.service.shutdown();
  await until(async () => (await get(collector, '/readyz')).status === 503, 'it is not ready');
  expect(await get(collector, '/readyz')).toMatchObject({
    json: {
      reasons: ['the service is draining'],
      pipelines: [{ id: 'traces', status: 'stopping' }],
    },
  });
  expect((await get(collector, '/healthz')).status).toBe(200);
  end();
  await ending;
});

it('is not alive when the timers of the process have not run for long', async () => {
  let nowMs = CLOCK_START_MS;
  const stopped: Clock = {
    ...manualClock(),
    now: () => BigInt(nowMs) * 1_000_000n,
    every: () => () => {},
  };
  const collector = await startCollector({ yaml: yamlOf(), clock: stopped });
  nowMs += 30_000;
  expect(await get(collector, '/healthz')).toMatchObject({ status: 200, json: { alive: true } });
  nowMs += 1;
  expect(await get(collector, '/healthz')).toMatchObject({ status: 503, json: { alive: false } });
});
