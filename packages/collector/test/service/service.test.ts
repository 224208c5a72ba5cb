import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { defineExporter } from '@marigraph/collector';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { NO_RETRY } from '../../src/service/retry.ts';
import { createCollector, cursorOf, startCollector } from '../support/collector.ts';
import { temporaryFolder } from '../support/folder.ts';
import { itemNames, otlpRequest, post, postGzip } from '../support/requests.ts';
import { namesAt, sinkOf } from '../support/sink.ts';
import { until } from '../support/wait.ts';

/** One receiver and one exporter per URL, all signals; retries come fast. */
function yamlFor(...urls: readonly string[]): string {
  const exporters = urls.map(
    (url, index) => `
  otlp_http/${index}:
    endpoint: '${url}'
    retry_on_failure: { initial_interval: 10ms, max_interval: 20ms }`,
  );
  const ids = urls.map((_, index) => `otlp_http/${index}`).join(', ');
  return `
receivers: { otlp: { protocols: { http: { endpoint: '127.0.0.1:0' } } } }
exporters: ${exporters.join('')}
service:
  shutdown_timeout: 5s
  pipelines:
    traces: { receivers: [otlp], exporters: [${ids}] }
    metrics: { receivers: [otlp], exporters: [${ids}] }
    logs: { receivers: [otlp], exporters: [${ids}] }
`;
}

describe('a service', () => {
  it('delivers every signal to every exporter', async () => {
    const sinks = [await sinkOf(), await sinkOf()];
    const { service, url } = await startCollector({ yaml: yamlFor(...sinks.map((s) => s.url)) });
    for (const signal of ['traces', 'metrics', 'logs'] as const) {
      expect((await post(url('otlp'), signal, otlpRequest(signal, signal, 2))).status).toBe(200);
    }
    for (const sink of sinks) {
      await sink.waitFor((requests) => requests.length === 3);
      const received = sink.requests.map(({ path, body }) =>
        itemNames(path.slice(4) as 'traces', body).join(),
      );
      expect(received.toSorted()).toEqual([
        'logs-0,logs-1',
        'metrics-0,metrics-1',
        'traces-0,traces-1',
      ]);
    }
    await until(() => cursorOf(service, 'otlp_http/1').position === '3', 'acknowledged');
    expect(cursorOf(service, 'otlp_http/0')).toMatchObject({
      sentItems: 6,
      sentBatches: 3,
      lagRecords: 0,
      lagBytes: 0,
      droppedItems: {},
    });
    expect(service.report()).toMatchObject({ status: 'running', problems: [] });
  });

  it('sends again until the backend takes it, and loses nothing', async () => {
    let answers = 0;
    const sink = await sinkOf({ respond: () => ({ status: ++answers % 3 === 0 ? 200 : 503 }) });
    const { service, url } = await startCollector({ yaml: yamlFor(sink.url) });
    for (let i = 0; i < 10; i++) await post(url('otlp'), 'traces', otlpRequest('traces', `t${i}`));
    await until(() => new Set(namesAt(sink)).size === 10, 'all spans arrive');
    await until(() => cursorOf(service, 'otlp_http/0').lagRecords === 0, 'acknowledged');
    expect(cursorOf(service, 'otlp_http/0').retries).toBeGreaterThan(0);
  });

  it('drops what the backend will never take, counts it and goes on', async () => {
    const sink = await sinkOf({
      respond: ({ path }) => ({ status: path === '/v1/logs' ? 400 : 200 }),
    });
    const { service, url, logger } = await startCollector({ yaml: yamlFor(sink.url) });
    await post(url('otlp'), 'logs', otlpRequest('logs', 'bad', 3));
    await post(url('otlp'), 'traces', otlpRequest('traces', 'good'));
    await sink.waitFor((requests) => requests.length === 1);
    await until(() => cursorOf(service, 'otlp_http/0').lagRecords === 0, 'acknowledged');
    expect(cursorOf(service, 'otlp_http/0').droppedItems).toEqual({ backend_rejected: 3 });
    expect(logger.records.find((r) => r.message === 'a batch was dropped')).toMatchObject({
      level: 'error',
      fields: { reason: 'backend_rejected', items: 3, component: 'otlp_http/0' },
    });
  });

  it('gives up after max_elapsed_time, or at once without retries, and counts why', async () => {
    const sink = await sinkOf({ respond: () => ({ status: 503 }) });
    for (const [set, reason] of [
      ['retry_on_failure={max_elapsed_time: 30ms, initial_interval: 10ms}', 'retry_exhausted'],
      ['retry_on_failure={enabled: false}', 'retry_disabled'],
    ] as const) {
      const { service, url } = await startCollector({
        yaml: yamlFor(sink.url),
        sets: [`exporters.otlp_http/0.${set}`],
      });
      await post(url('otlp'), 'traces', otlpRequest('traces', 'a', 2));
      await until(() => cursorOf(service, 'otlp_http/0').lagRecords === 0, reason);
      expect(cursorOf(service, 'otlp_http/0').droppedItems).toEqual({ [reason]: 2 });
    }
  });

  it('answers senders while one backend hangs and another is dead', async () => {
    const hanging = await sinkOf({ respond: () => new Promise(() => {}) });
    const alive = await sinkOf();
    const { service, url } = await startCollector({
      yaml: yamlFor(hanging.url, 'http://127.0.0.1:1', alive.url),
      sets: ['service.shutdown_timeout=100ms'],
    });
    for (let i = 0; i < 30; i++) {
      expect((await post(url('otlp'), 'traces', otlpRequest('traces', `t${i}`))).status).toBe(200);
    }
    await until(() => namesAt(alive).length === 30, 'the living backend has everything');
    expect(cursorOf(service, 'otlp_http/0').lagRecords).toBe(30);
    expect(cursorOf(service, 'otlp_http/1').lagRecords).toBe(30);
    expect(cursorOf(service, 'otlp_http/1').failingSince).toBeDefined();
  });

  it('merges small requests of one signal and encoding', async () => {
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const sink = await sinkOf({ respond: () => gate.then(() => ({})) });
    const { url } = await startCollector({ yaml: yamlFor(sink.url) });
    const base = url('otlp');
    for (let i = 0; i < 40; i++) {
      await postGzip(base, 'traces', otlpRequest('traces', `z${i}`));
      await post(base, 'traces', otlpRequest('traces', `p${i}`));
      await post(base, 'logs', otlpRequest('logs', `l${i}`));
    }
    release();
    await until(() => namesAt(sink).length === 80, 'all spans arrive');
    expect(sink.requests.length).toBeLessThan(30);
    const expected = Array.from({ length: 40 }, (_, i) => [`p${i}-0`, `z${i}-0`]).flat();
    expect(namesAt(sink).toSorted()).toEqual(expected.toSorted());
    const names = sink.requests.map(({ headers, path, body }) => {
      const initials = itemNames(path.slice(4) as 'traces', body).map((name) => name.charAt(0));
      return `${String(headers['content-encoding'] ?? 'identity')} ${[...new Set(initials)].join('')}`;
    });
    expect([...new Set(names)].toSorted()).toEqual(['gzip z', 'identity l', 'identity p']);
  });

  it('delivers what is in the log before it ends', async () => {
    const sink = await sinkOf({ respond: () => delay(30).then(() => ({})) });
    const { service, url } = await startCollector({ yaml: yamlFor(sink.url) });
    for (let i = 0; i < 20; i++) await post(url('otlp'), 'traces', otlpRequest('traces', `t${i}`));
    await service.shutdown();
    await service.shutdown();
    expect(new Set(namesAt(sink)).size).toBe(20);
    expect(service.report()).toMatchObject({ status: 'stopped', components: [] });
  });

  it('goes on where it was after a restart, and sends nothing twice after an orderly end', async () => {
    const directory = temporaryFolder();
    let up = false;
    const sink = await sinkOf({ respond: () => ({ status: up ? 200 : 503 }) });
    const yaml = yamlFor(sink.url);
    const first = await startCollector({ yaml, directory });
    for (let i = 0; i < 5; i++)
      await post(first.url('otlp'), 'traces', otlpRequest('traces', `a${i}`));
    await first.service.shutdown();
    expect(namesAt(sink)).toEqual([]);

    up = true;
    const second = await startCollector({ yaml, directory });
    await until(() => namesAt(sink).length === 5, 'what was left is sent');
    await post(second.url('otlp'), 'traces', otlpRequest('traces', 'b'));
    await second.service.shutdown();
    const third = await startCollector({ yaml, directory });
    await post(third.url('otlp'), 'traces', otlpRequest('traces', 'c'));
    await third.service.shutdown();
    expect(namesAt(sink)).toEqual(['a0-0', 'a1-0', 'a2-0', 'a3-0', 'a4-0', 'b-0', 'c-0']);
  });

  it('does not wait for a dead backend when it ends: the log keeps what is left', async () => {
    const { service, url } = await startCollector({ yaml: yamlFor('http://127.0.0.1:1') });
    await post(url('otlp'), 'traces', otlpRequest('traces', 'a'));
    const start = performance.now();
    await service.shutdown();
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it('says what is lost when a log in memory ends with records in it', async () => {
    const { service, url, logger } = await startCollector({
      yaml: yamlFor('http://127.0.0.1:1'),
      sets: ['service.wal.type=memory', 'service.shutdown_timeout=60ms'],
    });
    await post(url('otlp'), 'traces', otlpRequest('traces', 'a'));
    await service.shutdown();
    expect(logger.records.find(({ level }) => level === 'error')).toMatchObject({
      message: 'records in the memory log were not delivered and are lost',
      fields: { component: 'otlp_http/0', records: 1 },
    });
  });

  it('frees a log in memory as soon as everything is delivered', async () => {
    const sink = await sinkOf();
    const { service, url } = await startCollector({
      yaml: yamlFor(sink.url),
      sets: ['service.wal.type=memory', 'service.wal.max_mib=0.25'],
    });
    const body = otlpRequest('traces', 'x'.repeat(1_000), 60);
    for (let i = 0; i < 20; i++) {
      expect((await post(url('otlp'), 'traces', body)).status).toBe(200);
      await sink.waitFor((requests) => requests.length === i + 1);
      await until(() => service.report().wal?.bytes === 0, 'the log is empty');
    }
  });

  it('gives the space on disk back after a snapshot', async () => {
    const sink = await sinkOf();
    const { service, url } = await startCollector({
      yaml: yamlFor(sink.url),
      sets: ['service.state.snapshot_interval=20ms', 'service.wal.segment_mib=0.03125'],
    });
    const body = otlpRequest('traces', 'x'.repeat(500), 60);
    for (let i = 0; i < 10; i++) await post(url('otlp'), 'traces', body);
    await until(() => (service.report().wal?.bytes ?? 1e9) < 80_000, 'old segments are gone');
    // Ten requests of some 33 KB each were stored.
    expect(service.report().wal?.appended).toBe(10);
  });

  it('lets a consumer that is too far behind skip, and is not healthy then', async () => {
    const alive = await sinkOf();
    const { service, url, logger } = await startCollector({
      yaml: yamlFor('http://127.0.0.1:1', alive.url),
      sets: ['service.wal={max_mib: 1, segment_mib: 0.0625, max_lag_mib: 0.25}'],
    });
    const body = otlpRequest('traces', 'x'.repeat(500), 60);
    for (let i = 0; i < 20; i++) await post(url('otlp'), 'traces', body);
    await until(
      () => cursorOf(service, 'otlp_http/0').lagBytes < 300_000,
      'the oldest are dropped',
    );
    const { droppedItems } = cursorOf(service, 'otlp_http/0');
    expect(droppedItems['lag']).toBeGreaterThan(0);
    expect((droppedItems['lag'] ?? 1) % 60).toBe(0);
    await until(() => service.report().problems.length > 0, 'the health is red');
    expect(service.report().problems[0]).toMatch(/^otlp_http\/0 dropped data at /);
    expect(logger.messages('error')).toContain(
      'a consumer is too far behind; its oldest records are dropped',
    );
    expect(new Set(alive.requests.map((r) => r.path)).size).toBe(1);
  });

  it('starts again from the oldest record when its state was lost', async () => {
    const directory = temporaryFolder();
    const sink = await sinkOf();
    const yaml = yamlFor(sink.url);
    const first = await startCollector({ yaml, directory });
    await post(first.url('otlp'), 'traces', otlpRequest('traces', 'a'));
    await first.service.shutdown();
    writeFileSync(join(directory, 'state.db'), 'garbage '.repeat(2_000));
    const second = await startCollector({ yaml, directory });
    await sink.waitFor((requests) => requests.length === 2);
    expect(namesAt(sink)).toEqual(['a-0', 'a-0']);
    expect(second.logger.messages('error')[0]).toContain('the state database was corrupt');
  });

  it('does not start beside another one on the same directory', async () => {
    const directory = temporaryFolder();
    const yaml = yamlFor('http://127.0.0.1:1');
    await startCollector({ yaml, directory });
    await expect(startCollector({ yaml, directory })).rejects.toMatchObject({
      code: 'state_locked',
    });
  });

  it('shuts down what it started when a component cannot start', async () => {
    const events: string[] = [];
    const fails = defineExporter<object>({
      type: 'fails',
      stability: 'development',
      signals: ['traces'],
      config: z.strictObject({}),
      delivery: () => ({ inFlightMax: 1, retry: NO_RETRY }),
      create: () => ({
        async start() {
          events.push('start');
          throw new Error('no way');
        },
        consume() {},
        async shutdown() {
          events.push('shutdown');
        },
      }),
    });
    const { service } = createCollector({
      yaml: `
receivers: { otlp: { protocols: { http: { endpoint: '127.0.0.1:0' } } } }
exporters: { fails: }
service: { pipelines: { traces: { receivers: [otlp], exporters: [fails] } } }
`,
      definitions: [fails],
    });
    await expect(service.start()).rejects.toMatchObject({
      code: 'component_failed',
      message: 'no way',
    });
    expect(events).toEqual(['start', 'shutdown']);
    expect(service.report().status).toBe('stopped');
    await expect(service.start()).rejects.toThrowError('a service starts once');
  });

  it('ends at once when it cannot start, although there are records to deliver', async () => {
    const directory = temporaryFolder();
    const yaml = yamlFor('http://127.0.0.1:1');
    const first = await startCollector({ yaml, directory });
    const { host } = new URL(first.url('otlp'));
    const other = await startCollector({ yaml });
    await post(other.url('otlp'), 'traces', otlpRequest('traces', 'a'));
    await other.service.shutdown();
    const start = performance.now();
    await expect(
      startCollector({
        yaml,
        directory: other.directory,
        sets: [`receivers.otlp.protocols.http.endpoint=${host}`],
      }),
    ).rejects.toMatchObject({ code: 'endpoint_unavailable' });
    expect(performance.now() - start).toBeLessThan(2_000);
    const sink = await sinkOf();
    await startCollector({ yaml: yamlFor(sink.url), directory: other.directory });
    await sink.waitFor((requests) => requests.length === 1);
  });

  it('says which records are gone when the log was deleted', async () => {
    const directory = temporaryFolder();
    const sink = await sinkOf();
    const yaml = yamlFor('http://127.0.0.1:1', sink.url);
    const first = await startCollector({ yaml, directory });
    for (let i = 0; i < 3; i++) {
      await post(first.url('otlp'), 'traces', otlpRequest('traces', 'a'));
      await sink.waitFor((requests) => requests.length === i + 1);
    }
    await first.service.shutdown();
    rmSync(join(directory, 'wal'), { recursive: true });
    const second = await startCollector({ yaml, directory });
    expect(second.logger.records.find(({ level }) => level === 'error')).toMatchObject({
      message: 'records that were not delivered yet are missing in the write-ahead log',
      fields: { component: 'otlp_http/0', records: 3 },
    });
    expect(second.service.report().wal).toMatchObject({ oldest: '3', next: '3' });
  });

  it('is not healthy while the log refuses requests', async () => {
    const { service, url } = await startCollector({
      yaml: yamlFor('http://127.0.0.1:1'),
      sets: ['service.wal.max_mib=0.0625', 'service.wal.on_lag=block'],
    });
    const body = otlpRequest('traces', 'x'.repeat(1_000), 50);
    expect((await post(url('otlp'), 'traces', body)).status).toBe(200);
    expect((await post(url('otlp'), 'traces', body)).status).toBe(503);
    await until(() => service.report().problems.length > 0, 'the health is red');
    expect(service.report().problems.join()).toMatch(
      /the write-ahead log refused requests at |otlp_http\/0 is too far behind/,
    );
  });

  it('may be shut down without having been started', async () => {
    const { service } = createCollector({ yaml: yamlFor('http://127.0.0.1:1') });
    await service.shutdown();
    expect(service.report().status).toBe('stopped');
  });
});
