import {
  OnnxRuntimeInstrumentation,
  type OnnxRuntimeInstrumentationConfig,
} from '@marigraph/instrumentation-onnxruntime';
import { type Attributes, context, type DiagLogger } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  type DataPoint,
  type Histogram,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

export type Point = DataPoint<number | Histogram>;

/** An instrumentation whose telemetry is kept in memory. */
export interface Harness {
  readonly instrumentation: OnnxRuntimeInstrumentation;
  readonly tracerProvider: TracerProvider;
  /** Spans that have ended, oldest first. */
  spans(): readonly ReadableSpan[];
  /** The attributes of the only `predict` span. */
  prediction(): Attributes;
  events(): readonly ReadableLogRecord[];
  metric(name: string): Promise<MetricData | undefined>;
  points(name: string): Promise<readonly Point[]>;
}

export function createHarness(
  config: OnnxRuntimeInstrumentationConfig = {},
  options: { readonly sampler?: Sampler } = {},
): Harness {
  context.disable();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const spanExporter = new InMemorySpanExporter();
  const logExporter = new InMemoryLogRecordExporter();
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({
    exporter: metricExporter,
    exportIntervalMillis: 1_000_000,
  });
  const tracerProvider = new TracerProvider({
    spanProcessors: [new SimpleSpanProcessor({ exporter: spanExporter })],
    ...(options.sampler !== undefined && { sampler: options.sampler }),
  });
  const instrumentation = new OnnxRuntimeInstrumentation(config);
  instrumentation.setTracerProvider(tracerProvider);
  instrumentation.setMeterProvider(new MeterProvider({ readers: [reader] }));
  instrumentation.setLoggerProvider(
    new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter: logExporter })] }),
  );

  const metric = async (name: string): Promise<MetricData | undefined> => {
    metricExporter.reset();
    await reader.forceFlush();
    return metricExporter
      .getMetrics()
      .flatMap((batch) => batch.scopeMetrics)
      .flatMap((scope) => scope.metrics)
      .find((data) => data.descriptor.name === name);
  };
  return {
    instrumentation,
    tracerProvider,
    spans: () => spanExporter.getFinishedSpans(),
    prediction() {
      const spans = spanExporter
        .getFinishedSpans()
        .filter(({ name }) => name.startsWith('predict'));
      if (spans.length !== 1) throw new Error(`expected one predict span, got ${spans.length}`);
      return spans[0]?.attributes ?? {};
    },
    events: () => logExporter.getFinishedLogRecords(),
    metric,
    points: async (name) => ((await metric(name))?.dataPoints ?? []) as readonly Point[],
  };
}

/** A diagnostics logger that keeps its warnings and errors. */
export function diagnostics(): { readonly logger: DiagLogger; readonly texts: string[] } {
  const texts: string[] = [];
  const keep = (...parts: readonly unknown[]): void => void texts.push(parts.map(String).join(' '));
  const ignore = (): void => {};
  return {
    logger: { error: keep, warn: keep, info: ignore, debug: ignore, verbose: ignore },
    texts,
  };
}

interface FakeTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: ArrayLike<unknown>;
  readonly location?: string;
}

/** A tensor with the looks of onnxruntime's. */
export function fakeTensor(
  type: string,
  dims: readonly number[],
  data: ArrayLike<unknown>,
  location = 'cpu',
): FakeTensor {
  return { type, dims, data, location };
}

export interface FakeSession {
  readonly inputNames: readonly string[];
  run(feeds?: unknown, ...rest: readonly unknown[]): Promise<Record<string, unknown>>;
}

export interface FakeRuntime {
  readonly InferenceSession: {
    new (): FakeSession;
    create(...args: readonly unknown[]): Promise<FakeSession>;
  };
}

/** A runtime with a session class of its own, which answers as told: outputs that no small model has. */
export function fakeRuntime(
  answer: (feeds: unknown) => Record<string, unknown>,
  inputNames: readonly string[] = ['X'],
): FakeRuntime {
  class InferenceSession implements FakeSession {
    readonly inputNames = inputNames;

    static async create(): Promise<InferenceSession> {
      return new InferenceSession();
    }

    async run(feeds?: unknown): Promise<Record<string, unknown>> {
      return answer(feeds);
    }
  }
  return { InferenceSession };
}
