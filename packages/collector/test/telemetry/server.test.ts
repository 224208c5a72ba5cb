import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { ComponentError, defineProcessor } from '@marigraph/collector';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';

import { createTelemetryServer } from '../../src/telemetry/server.ts';
import { type Collector, cursorOf, startCollector } from '../support/collector.ts';
import { temporaryFolder } from '../support/folder.ts';
import { recordingLogger } from '../support/logger.ts';
import { manualClock } from '../support/manual-clock.ts';
import { type ParsedFamily, parseExposition } from '../support/prometheus-parser.ts';
import { otlpRequest, post, send } from '../support/requests.ts';
import { sinkOf } from '../support/sink.ts';
import { until } from '../support/wait.ts';

const half = defineProcessor({
  type: 'half',
  stability: 'development',
  signals: ['traces'],
  stage: 'egress',
  mutates: false,
  config: z.strictObject({}),
  create: ({ next }) => {
    let count = 0;
    return {
      consume: (batch) => (count++ % 2 === 0 ? next.consume(batch) : undefined),
      shutdown: async () => {},
    };
  },
});

function yamlOf(backend: string): string {
  return `
receivers: { otlp: { protocols: { http: { endpoint: '127.0.0.1:0' } } } }
processors: { half: {} }
connectors: { ml_monitor: {} }
exporters: { otlp_http: { endpoint: '${backend}' } }
service:
  telemetry: { metrics: { endpoint: '127.0.0.1:0', level: normal } }
  pipelines:
    traces: { receivers: [otlp], processors: [half], exporters: [otlp_http] }
    traces/watched: { receivers: [otlp], exporters: [ml_monitor] }
    metrics: { receivers: [otlp, ml_monitor], exporters: [otlp_http] }
`;
}

const LEVEL = ['service.telemetry.metrics.level=normal'];

function telemetryUrl({ logger }: Collector): string {
  const served = logger.records.find(({ message }) => message === 'serves self-telemetry');
  return `http://${String(served?.fields['endpoint'])}/metrics`;
}

async function scrape(collector: Collector): Promise<Map<string, ParsedFamily>> {
  const { status, headers, body } = await send(telemetryUrl(collector), { method: 'GET' });
  expect(status).toBe(200);
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  return parseExposition(body.toString());
}

function valueOf(
  families: Map<string, ParsedFamily>,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  return families
    .get(name)
    ?.samples.find((sample) =>
      Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    )?.value;
}

describe('a collector', () => {
  it('serves what its components count', async () => {
    const sink = await sinkOf();
    const collector = await startCollector({
      yaml: yamlOf(sink.url),
      definitions: [half],
      sets: LEVEL,
    });
    const { url, service } = collector;
    for (const name of ['a', 'b'])
      await post(url('otlp'), 'traces', otlpRequest('traces', name, 3));
    await post(url('otlp'), 'metrics', otlpRequest('metrics', 'm', 2));
    expect((await post(url('otlp'), 'logs', otlpRequest('logs', 'l'))).status).toBe(404);
    expect((await post(url('otlp'), 'traces', Buffer.from('x'))).status).toBe(400);
    await until(() => cursorOf(service, 'otlp_http').lagRecords === 0, 'all is delivered');
    await until(() => cursorOf(service, 'ml_monitor').lagRecords === 0, 'all is watched');

    const families = await scrape(collector);
    const value = (name: string, labels = {}): number | undefined =>
      valueOf(families, name, labels);
    expect(value('otelcol_receiver_accepted_spans_total', { receiver: 'otlp' })).toBe(6);
    expect(value('otelcol_receiver_accepted_metric_points_total', { receiver: 'otlp' })).toBe(2);
    expect(value('otelcol_receiver_requests_total', { outcome: 'success' })).toBe(3);
    expect(value('otelcol_receiver_requests_total', { outcome: 'failure' })).toBe(2);
    expect(value('marigraph_refused_items_total', { reason: 'no_pipeline' })).toBe(1);
    expect(value('otelcol_processor_incoming_items_total', { processor: 'half' })).toBe(6);
    expect(value('otelcol_processor_outgoing_items_total', { processor: 'half' })).toBe(3);
    expect(value('otelcol_exporter_sent_spans_total', { exporter: 'otlp_http' })).toBe(3);
    expect(value('otelcol_exporter_sent_metric_points_total', { exporter: 'otlp_http' })).toBe(2);
    expect(value('otelcol_exporter_queue_size', { exporter: 'otlp_http' })).toBe(0);
    expect(value('marigraph_ml_monitor_rows_total', { outcome: 'added' })).toBe(0);
    expect(value('marigraph_wal_appended_records_total')).toBe(3);
    const fsyncs = families.get('marigraph_wal_fsync_duration_seconds')?.samples.at(-1)?.value;
    expect(fsyncs).toBeGreaterThan(0);
    expect(value('marigraph_ready')).toBe(1);
    expect(value('otelcol_process_uptime_total')).toBeGreaterThan(0);
  });

  it('keeps its instance id over a restart', async () => {
    const sink = await sinkOf();
    const directory = temporaryFolder();
    const ids: unknown[] = [];
    for (let run = 0; run < 2; run++) {
      const yaml = yamlOf(sink.url);
      const collector = await startCollector({ yaml, directory, definitions: [half], sets: LEVEL });
      const families = await scrape(collector);
      ids.push(families.get('marigraph_ready')?.samples[0]?.labels['service_instance_id']);
      await collector.service.shutdown();
    }
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(ids[1]).toBe(ids[0]);
  });

  it('has nothing else there', async () => {
    const sink = await sinkOf();
    const yaml = yamlOf(sink.url);
    const collector = await startCollector({ yaml, definitions: [half], sets: LEVEL });
    const url = telemetryUrl(collector);
    expect((await send(`${url}x`, { method: 'GET' })).status).toBe(404);
    expect((await send(url, { method: 'DELETE' })).status).toBe(405);
  });
});

describe('the endpoint', () => {
  async function takenPort(): Promise<number> {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    return (other.address() as AddressInfo).port;
  }

  function telemetryAt(
    port: number,
    more: { readonly isChosen: boolean; readonly level?: 'none' },
  ) {
    const logger = recordingLogger();
    const { isChosen, level = 'normal' } = more;
    const server = createTelemetryServer({
      configuration: { level, endpoint: { host: '127.0.0.1', port }, isChosen },
      clock: manualClock(),
      logger,
      instanceId: 'i',
      lagBytesMax: 1,
      report: () => {
        throw new Error('nobody asks');
      },
    });
    onTestFinished(() => server.shutdown(AbortSignal.timeout(1_000)));
    return { logger, server };
  }

  it('stops the start where somebody chose it and it is taken', async () => {
    const { server } = telemetryAt(await takenPort(), { isChosen: true });
    await expect(server.start()).rejects.toThrow(ComponentError);
  });

  it('only warns where it is the default', async () => {
    const { server, logger } = telemetryAt(await takenPort(), { isChosen: false });
    await server.start();
    expect(server.endpoint).toBeUndefined();
    expect(logger.messages('warn')).toEqual([
      'there is no self-telemetry: its default endpoint is taken',
    ]);
  });

  it('does not listen at level none, and may be shut down at any time, twice', async () => {
    const { server } = telemetryAt(0, { isChosen: true, level: 'none' });
    const deadline = AbortSignal.timeout(1_000);
    await server.shutdown(deadline);
    await server.start();
    expect(server.endpoint).toBeUndefined();
    await server.shutdown(deadline);
    await server.shutdown(deadline);
  });
});
