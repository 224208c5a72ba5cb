import { gunzipSync } from 'node:zlib';

import { ComponentError } from '@marigraph/collector';
import { SpanKind } from '@opentelemetry/api';
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
import { describe, expect, it, onTestFinished } from 'vitest';

import { requestTypes } from '../../../../e2e/support/otlp-schema.ts';
import { type Kept, keeper, startReceiver, type StartedReceiver } from '../support/receiver.ts';
import type { Signal } from '../support/requests.ts';

interface SdkExporter {
  export(items: unknown, done: (result: { code: number; error?: Error }) => void): void;
  shutdown(): Promise<void>;
}

const COUNT = 25;
const NAMES = { traces: 'trace', metrics: 'metrics', logs: 'logs' } as const;
const CLASSES = {
  traces: 'OTLPTraceExporter',
  metrics: 'OTLPMetricExporter',
  logs: 'OTLPLogExporter',
} as const;

/** What an application would export, made once for all exporters. */
const ITEMS: Readonly<Record<Signal, () => Promise<unknown>>> = {
  async traces() {
    const exporter = new InMemorySpanExporter();
    const spanProcessors = [new SimpleSpanProcessor({ exporter })];
    const tracer = new TracerProvider({ spanProcessors }).getTracer('test', '1.0');
    for (let i = 0; i < COUNT; i++) {
      const attributes = { 'test.index': i, 'test.share': i / 7, 'test.tags': ['ä', '🙂'] };
      const span = tracer.startSpan(`span-${i}`, { kind: SpanKind.SERVER, attributes });
      span.addEvent('event', { 'test.big': 2 ** 53 - 1 });
      span.end();
    }
    return exporter.getFinishedSpans();
  },
  async logs() {
    const exporter = new InMemoryLogRecordExporter();
    const processors = [new SimpleLogRecordProcessor({ exporter })];
    const logger = new LoggerProvider({ processors }).getLogger('test');
    for (let i = 0; i < COUNT; i++) {
      logger.emit({ eventName: 'test.event', body: `log-${i}`, attributes: { 'test.index': i } });
    }
    return exporter.getFinishedLogRecords();
  },
  async metrics() {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1_000_000 });
    const meter = new MeterProvider({ readers: [reader] }).getMeter('test');
    const counter = meter.createCounter('test.count');
    const histogram = meter.createHistogram('test.duration');
    for (let i = 0; i < COUNT; i++) {
      counter.add(i, { 'test.index': i });
      histogram.record(i / 3, { 'test.index': i % 5 });
    }
    await reader.forceFlush();
    return exporter.getMetrics()[0];
  },
};

/** A stock exporter; these come with the SDK and are not named by any of our packages. */
async function exporterOf(
  signal: Signal,
  protocol: 'grpc' | 'proto' | 'http',
  options: Readonly<Record<string, unknown>>,
): Promise<SdkExporter | undefined> {
  const name = `@opentelemetry/exporter-${NAMES[signal]}-otlp-${protocol}`;
  try {
    const module = (await import(name)) as Record<string, new (given: unknown) => SdkExporter>;
    const Exporter = module[CLASSES[signal]];
    if (Exporter === undefined) return undefined;
    const exporter = new Exporter(options);
    onTestFinished(() => exporter.shutdown());
    return exporter;
  } catch {
    return undefined;
  }
}

function urlOf({ grpc, http }: StartedReceiver, signal: Signal, protocol: string): string {
  return protocol === 'grpc' ? grpc : `${http}/v1/${signal}`;
}

async function deliver(exporter: SdkExporter, items: unknown): Promise<void> {
  const result = await new Promise<{ code: number; error?: Error }>((resolve) => {
    exporter.export(items, resolve);
  });
  expect(result).toEqual({ code: 0 });
}

function decode({ signal, contentType, encoding, copy }: Kept): unknown {
  const plain = encoding === 'gzip' ? gunzipSync(copy) : copy;
  if (contentType === 'json') return JSON.parse(plain.toString());
  const type = requestTypes[signal];
  return type.toObject(type.decode(plain), { longs: String });
}

/** Every text: what both encodings write alike. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return Object.values(value).flatMap((inner) => textsOf(inner));
}

describe.each(['traces', 'metrics', 'logs'] as const)('the SDK of OpenTelemetry JS', (signal) => {
  it(`delivers ${signal} unchanged over every protocol`, async ({ skip }) => {
    const { kept, emit } = keeper();
    const receiver = await startReceiver({ emit });
    const items = await ITEMS[signal]();
    for (const compression of ['none', 'gzip']) {
      for (const protocol of ['proto', 'grpc', 'http'] as const) {
        const url = urlOf(receiver, signal, protocol);
        const exporter = await exporterOf(signal, protocol, { url, compression });
        if (exporter === undefined) skip(`needs the ${protocol} exporter of ${signal}`);
        else await deliver(exporter, items);
      }
    }
    const expected = signal === 'metrics' ? COUNT + 5 : COUNT;
    expect(
      kept.map(({ contentType, encoding, items: count }) => [contentType, encoding, count]),
    ).toEqual([
      ['protobuf', 'identity', expected],
      ['protobuf', 'identity', expected],
      ['json', 'identity', expected],
      ['protobuf', 'gzip', expected],
      ['protobuf', 'gzip', expected],
      ['json', 'gzip', expected],
    ]);
    const [proto, ...others] = kept.map((batch) => decode(batch));
    for (const index of [0, 2, 3]) expect(others[index]).toEqual(proto);
    expect(others[4]).toEqual(others[1]);
    const texts = (value: unknown): string[] =>
      textsOf(value)
        .filter((text) => /^[a-z]+-\d+$|^test\.|🙂/u.test(text))
        .toSorted();
    expect(texts(others[1])).toEqual(texts(proto));
    expect(texts(proto).length).toBeGreaterThan(COUNT);
  });
});

// The one over gRPC does not send again at all.
it.each(['proto', 'http'] as const)(
  'an exporter over %s sends again what was refused for now',
  async (protocol) => {
    let refusals = 0;
    const { kept, emit } = keeper();
    const receiver = await startReceiver({
      emit,
      admit() {
        if (refusals++ > 0) return;
        throw new ComponentError('memory_limited', 'full', { retryable: true, retryAfterMs: 50 });
      },
    });
    const url = urlOf(receiver, 'traces', protocol);
    const exporter = await exporterOf('traces', protocol, { url });
    if (exporter === undefined) return;
    await deliver(exporter, await ITEMS.traces());
    expect(refusals).toBe(2);
    expect(kept.map(({ items }) => items)).toEqual([COUNT]);
  },
);
