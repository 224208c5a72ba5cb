import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Signal } from '@marigraph/collector';
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startProcess } from './support/child.ts';
import { type CollectorProcess, startCollectorProcess } from './support/collector-process.ts';
import { itemsOf } from './support/items.ts';
import { fromJson } from './support/otlp-json.ts';
import { type OtlpSink, startOtlpSink } from './support/otlp-sink.ts';
import { startRecordingProxy } from './support/recording-proxy.ts';

const SIGNALS: readonly Signal[] = ['traces', 'metrics', 'logs'];
const SPANS = 100;

const folder = mkdtempSync(join(tmpdir(), 'marigraph-sdks-'));
let backend: OtlpSink;
let collector: CollectorProcess;

beforeAll(async () => {
  backend = await startOtlpSink();
  const pipeline = { receivers: ['otlp'], exporters: ['otlp_http'] };
  const pipelines = { traces: pipeline, logs: pipeline, metrics: pipeline };
  const overrides = { service: { pipelines } };
  collector = await startCollectorProcess({
    folder,
    backendUrl: backend.url,
    grpc: true,
    overrides,
  });
});

afterAll(async () => {
  await collector.stop();
  await backend.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Everything of a signal that a sink has, in no order. */
function arrived({ requests }: Pick<OtlpSink, 'requests'>, signal: Signal, from = 0): string[] {
  return requests
    .slice(from)
    .filter(({ path }) => path === `/v1/${signal}`)
    .flatMap(({ headers, body }) => {
      const isJson = headers['content-type'] === 'application/json';
      return itemsOf(signal, isJson ? fromJson(signal, Buffer.from(body).toString()) : body);
    })
    .toSorted();
}

interface Exporter {
  export(
    items: unknown,
    done: (result: { readonly code: number; readonly error?: Error }) => void,
  ): void;
  shutdown(): Promise<void>;
}

interface ExporterModule {
  readonly [name: string]: new (options: { readonly url: string }) => Exporter;
}

const CLASSES: Readonly<Record<Signal, readonly [folder: string, name: string]>> = {
  traces: ['trace', 'OTLPTraceExporter'],
  metrics: ['metrics', 'OTLPMetricExporter'],
  logs: ['logs', 'OTLPLogExporter'],
};

/** An exporter of OpenTelemetry JS; undefined where its package is not installed. */
async function createExporter(
  signal: Signal,
  kind: 'proto' | 'http' | 'grpc',
  url: string,
): Promise<Exporter | undefined> {
  const [part, name] = CLASSES[signal];
  const path = `@opentelemetry/exporter-${part}-otlp-${kind}`;
  const loaded = (await import(path).catch(() => undefined)) as ExporterModule | undefined;
  const Exporter = loaded?.[name];
  return Exporter && new Exporter({ url: kind === 'grpc' ? url : `${url}/v1/${signal}` });
}

async function deliver(exporter: Exporter, items: unknown): Promise<Error | undefined> {
  const result = await new Promise<{ code: number; error?: Error }>((resolve) => {
    exporter.export(items, resolve);
  });
  await exporter.shutdown();
  return result.code === 0 ? undefined : (result.error ?? new Error('failed'));
}

/** What an application would have in hand: everything that the SDK records of a signal. */
const RECORD: Readonly<Record<Signal, () => Promise<unknown>>> = {
  async traces() {
    const exporter = new InMemorySpanExporter();
    const provider = new TracerProvider({
      spanProcessors: [new SimpleSpanProcessor({ exporter })],
    });
    const tracer = provider.getTracer('e2e', '1.0');
    for (let number = 0; number < SPANS; number++) {
      const parent = tracer.startSpan('parent', { kind: SpanKind.SERVER }, ROOT_CONTEXT);
      const context = trace.setSpan(ROOT_CONTEXT, parent);
      const links = [{ context: parent.spanContext(), attributes: { why: 'a test' } }];
      const child = tracer.startSpan('child', { links }, context);
      child.setAttributes({ number, list: ['a', 'b'], double: number / 7, yes: true });
      child.addEvent('event', { number });
      child.end();
      parent.setStatus({ code: 2, message: 'it broke' }).end();
    }
    await provider.forceFlush();
    return exporter.getFinishedSpans();
  },
  async metrics() {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 });
    const meter = new MeterProvider({ readers: [reader] }).getMeter('e2e');
    meter.createCounter('counter', { unit: 'By' }).add(3, { key: 'value' });
    meter.createUpDownCounter('level').add(-2.5);
    const histogram = meter.createHistogram('duration', { unit: 's' });
    for (const seconds of [0.1, 2, 30]) histogram.record(seconds);
    await reader.forceFlush();
    const [metrics] = exporter.getMetrics();
    return metrics;
  },
  async logs() {
    const exporter = new InMemoryLogRecordExporter();
    const processors = [new SimpleLogRecordProcessor({ exporter })];
    const provider = new LoggerProvider({ processors });
    const logger = provider.getLogger('e2e');
    for (let number = 0; number < SPANS; number++) {
      const attributes = { number, nested: { list: [1, 'two', false] } };
      logger.emit({ severityNumber: 9, body: `line ${number}`, attributes, eventName: 'e2e' });
    }
    await provider.forceFlush();
    return exporter.getFinishedLogRecords();
  },
};

const CASES = (['proto', 'http', 'grpc'] as const).flatMap((kind) =>
  SIGNALS.map((signal) => ({ kind, signal })),
);

describe('OpenTelemetry JS', () => {
  it.for(CASES)(
    'delivers $signal unchanged by its $kind exporter',
    async ({ kind, signal }, { skip }) => {
      const { grpcUrl, otlpUrl } = collector;
      if (kind === 'grpc' && grpcUrl === undefined) skip('receivers.otlp takes no grpc');
      const exporter = await createExporter(
        signal,
        kind,
        kind === 'grpc' ? (grpcUrl ?? '') : otlpUrl,
      );
      if (exporter === undefined) skip(`the ${kind} exporter of ${signal} is not installed`);
      // What it is to be, without a collector between.
      const direct = await startOtlpSink();
      const reference = await createExporter(signal, 'proto', direct.url);
      const items = await RECORD[signal]();
      expect(reference && (await deliver(reference, items))).toBeUndefined();
      await direct.close();

      const from = backend.requests.length;
      const failure = exporter && (await deliver(exporter, items));
      if (kind === 'http' && (failure as { code?: number } | undefined)?.code === 415)
        skip('the receiver takes no OTLP/JSON');
      expect(failure).toBeUndefined();
      const expected = arrived(direct, signal);
      expect(expected.length).toBeGreaterThan(0);
      await backend.waitFor(() => arrived(backend, signal, from).length >= expected.length);
      expect(arrived(backend, signal, from)).toEqual(expected);
    },
  );
});

/** `PYTHON` names another interpreter. */
const PYTHON = process.env['PYTHON'] ?? 'python3';
const hasPython = spawnSync(PYTHON, ['-c', 'import opentelemetry.sdk']).status === 0;

describe.skipIf(!hasPython)(
  `OpenTelemetry for Python${hasPython ? '' : ' (needs: pip install opentelemetry-sdk opentelemetry-exporter-otlp)'}`,
  () => {
    it('delivers every signal unchanged over HTTP', async () => {
      const proxy = await startRecordingProxy(() => collector.otlpUrl);
      const from = backend.requests.length;
      await runPython('http', proxy.url);
      for (const signal of SIGNALS) {
        const expected = arrived(proxy, signal);
        expect(expected.length).toBeGreaterThan(0);
        await backend.waitFor(() => arrived(backend, signal, from).length >= expected.length);
        expect(arrived(backend, signal, from)).toEqual(expected);
      }
      await proxy.close();
    });

    it('delivers every signal over gRPC', async ({ skip }) => {
      if (collector.grpcUrl === undefined) skip('receivers.otlp takes no grpc');
      const from = backend.requests.length;
      await runPython('grpc', collector.grpcUrl ?? '');
      await backend.waitFor(() => arrived(backend, 'traces', from).length >= 2 * SPANS);
      await backend.waitFor(() => arrived(backend, 'logs', from).length >= SPANS);
      await backend.waitFor(() => arrived(backend, 'metrics', from).length >= 3);
      expect(arrived(backend, 'traces', from)).toHaveLength(2 * SPANS);
      expect(arrived(backend, 'logs', from)).toHaveLength(SPANS);
      expect(arrived(backend, 'metrics', from)).toHaveLength(3);
    });
  },
);

async function runPython(protocol: 'http' | 'grpc', endpoint: string): Promise<void> {
  const script = join(import.meta.dirname, 'support/sdk.py');
  const child = startProcess(PYTHON, [script, protocol, endpoint]);
  const code = await child.ended;
  if (code !== 0 || !child.output().includes('sent')) throw new Error(child.output());
}
