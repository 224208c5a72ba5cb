import {
  present,
  readResource,
  readScope,
  readSomeAttributes,
  writeAttributes,
  writeResource,
  writeScope,
} from './common-codec.ts';
import {
  readExponentialHistogramDataPoint,
  readHistogramDataPoint,
  readNumberDataPoint,
  readSummaryDataPoint,
  writeExponentialHistogramDataPoint,
  writeHistogramDataPoint,
  writeNumberDataPoint,
  writeSummaryDataPoint,
} from './data-point-codec.ts';
import { openMessage, type MessageReader } from './message-reader.ts';
import { MessageWriter } from './message-writer.ts';
import type { Metric, MetricHeader, ResourceMetrics, ScopeMetrics, Temporality } from './model.ts';

/*
 *   ExportMetricsServiceRequest  1 resource_metrics repeated ResourceMetrics
 *   ResourceMetrics              1 resource Resource, 2 scope_metrics repeated ScopeMetrics,
 *                                3 schema_url string
 *   ScopeMetrics                 1 scope InstrumentationScope, 2 metrics repeated Metric, 3 schema_url string
 *   Metric                       1 name string, 2 description string, 3 unit string,
 *                                oneof (5 Gauge, 7 Sum, 9 Histogram, 10 ExponentialHistogram, 11 Summary),
 *                                12 metadata repeated KeyValue
 *   Gauge … Summary              1 data_points repeated point of that kind, 2 aggregation_temporality enum
 *                                (Sum and both histograms), 3 is_monotonic bool (Sum)
 */
const DATA = { GAUGE: 5, SUM: 7, HISTOGRAM: 9, EXPONENTIAL_HISTOGRAM: 10, SUMMARY: 11 } as const;
const DATA_FIELDS = Object.values(DATA);

/** By their number in the enum AggregationTemporality. */
const TEMPORALITIES: readonly Temporality[] = ['unspecified', 'delta', 'cumulative'];

/**
 * An ExportMetricsServiceRequest.
 *
 * @throws {RangeError} For a number that does not fit in its field, and for ids that are not hex.
 * @throws {OtlpError} `too_deep` for values nested more deeply than any decoder follows.
 */
export function encodeMetrics(resourceMetrics: readonly ResourceMetrics[]): Uint8Array {
  const writer = new MessageWriter();
  for (const { resource, scopeMetrics, schemaUrl } of resourceMetrics) {
    writer.message(1, () => {
      writeResource(writer, 1, resource);
      for (const ofScope of scopeMetrics) {
        writer.message(2, () => writeScopeMetrics(writer, ofScope));
      }
      writer.string(3, schemaUrl || undefined);
    });
  }
  return writer.finish();
}

/**
 * The metrics of an ExportMetricsServiceRequest. Fields that the model does not name are dropped.
 *
 * @throws {OtlpError} `malformed`, `too_deep` or `too_large`.
 */
export function decodeMetrics(bytes: Uint8Array): ResourceMetrics[] {
  return openMessage('ExportMetricsServiceRequest', bytes)
    .messages(1)
    .map((message) =>
      present<ResourceMetrics>({
        resource: readResource(message, 1),
        scopeMetrics: message.messages(2).map(readScopeMetrics),
        schemaUrl: message.string(3) || undefined,
      }),
    );
}

function writeScopeMetrics(
  writer: MessageWriter,
  { scope, metrics, schemaUrl }: ScopeMetrics,
): void {
  writeScope(writer, 1, scope);
  for (const metric of metrics) writer.message(2, () => writeMetric(writer, metric));
  writer.string(3, schemaUrl || undefined);
}

function readScopeMetrics(message: MessageReader): ScopeMetrics {
  return present<ScopeMetrics>({
    scope: readScope(message, 1),
    metrics: message.messages(2).map(readMetric),
    schemaUrl: message.string(3) || undefined,
  });
}

function writeMetric(writer: MessageWriter, metric: Metric): void {
  writer.string(1, metric.name || undefined);
  writer.string(2, metric.description || undefined);
  writer.string(3, metric.unit || undefined);
  writeData(writer, metric);
  writeAttributes(writer, 12, metric.metadata);
}

function writeData(writer: MessageWriter, metric: Metric): void {
  switch (metric.kind) {
    case 'gauge':
      writer.message(DATA.GAUGE, () => {
        writePoints(writer, metric.dataPoints, writeNumberDataPoint);
      });
      break;
    case 'sum':
      writer.message(DATA.SUM, () => {
        writePoints(writer, metric.dataPoints, writeNumberDataPoint);
        writeTemporality(writer, metric.temporality);
        writer.bool(3, metric.monotonic || undefined);
      });
      break;
    case 'histogram':
      writer.message(DATA.HISTOGRAM, () => {
        writePoints(writer, metric.dataPoints, writeHistogramDataPoint);
        writeTemporality(writer, metric.temporality);
      });
      break;
    case 'exponential_histogram':
      writer.message(DATA.EXPONENTIAL_HISTOGRAM, () => {
        writePoints(writer, metric.dataPoints, writeExponentialHistogramDataPoint);
        writeTemporality(writer, metric.temporality);
      });
      break;
    case 'summary':
      writer.message(DATA.SUMMARY, () => {
        writePoints(writer, metric.dataPoints, writeSummaryDataPoint);
      });
      break;
    case 'empty':
      break;
  }
}

function writePoints<T>(
  writer: MessageWriter,
  points: readonly T[],
  write: (writer: MessageWriter, point: T) => void,
): void {
  for (const point of points) writer.message(1, () => write(writer, point));
}

function writeTemporality(writer: MessageWriter, temporality: Temporality): void {
  writer.int32(2, TEMPORALITIES.indexOf(temporality) || undefined);
}

function readMetric(message: MessageReader): Metric {
  const header = present<MetricHeader>({
    name: message.string(1),
    description: message.string(2) || undefined,
    unit: message.string(3) || undefined,
    metadata: readSomeAttributes(message, 12),
  });
  const field = message.oneof(DATA_FIELDS);
  if (field === 0) return { ...header, kind: 'empty' };
  return readData(header, field, message.oneofMessage(DATA_FIELDS));
}

function readData(header: MetricHeader, field: number, data: MessageReader): Metric {
  const points = data.messages(1);
  const temporality = TEMPORALITIES[data.int32(2)] ?? 'unspecified';
  switch (field) {
    case DATA.GAUGE:
      return { ...header, kind: 'gauge', dataPoints: points.map(readNumberDataPoint) };
    case DATA.SUM:
      return {
        ...header,
        kind: 'sum',
        temporality,
        monotonic: data.int64(3) !== 0n,
        dataPoints: points.map(readNumberDataPoint),
      };
    case DATA.HISTOGRAM:
      return {
        ...header,
        kind: 'histogram',
        temporality,
        dataPoints: points.map(readHistogramDataPoint),
      };
    case DATA.EXPONENTIAL_HISTOGRAM:
      return {
        ...header,
        kind: 'exponential_histogram',
        temporality,
        dataPoints: points.map(readExponentialHistogramDataPoint),
      };
    default:
      return { ...header, kind: 'summary', dataPoints: points.map(readSummaryDataPoint) };
  }
}
