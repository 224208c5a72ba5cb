import type { Signal } from '@marigraph/collector';

import { requestTypes } from './otlp-schema.ts';
import { type Combination, type Dimensions, pairwise } from './pairwise.ts';

/** The dimensions as they lie in the conformance data. */
export interface GoldenDimensions {
  readonly resourceSpans: Dimensions;
  readonly spans: Dimensions;
  readonly metrics: Dimensions & { readonly OURS_add: readonly string[] };
}

/** One export request, and what it was made of. */
export interface CorpusRequest {
  readonly name: string;
  readonly signal: Signal;
  /** Protobuf. */
  readonly body: Uint8Array;
}

/** A dimension of our own: the data has none for logs. */
const LOGS: Dimensions = {
  Severity: ['Unspecified', 'Trace', 'Error', 'Fatal4'],
  Body: ['None', 'Text', 'Integer', 'Double', 'Boolean', 'Bytes', 'Array', 'Map'],
  Attributes: ['Empty', 'One', 'Types', 'MaxCount'],
  Context: ['None', 'Trace', 'Span', 'Sampled'],
  Event: ['Unnamed', 'Named'],
  Time: ['Both', 'Observed'],
};

const START = 1_790_000_000_123_456_789n;

/** Requests of every signal in which all pairs of values occur. */
export function createGoldenCorpus(dimensions: GoldenDimensions): CorpusRequest[] {
  const { OURS_add: ours, ...metrics } = dimensions.metrics;
  const types = [...(metrics['MetricType'] ?? []), ...ours];
  const resources = dimensions.resourceSpans['Resource'] ?? [];
  return [
    ...tracesRequests(dimensions),
    ...pairwise({ ...metrics, MetricType: types }).map((row) => metricsRequest(row)),
    ...pairwise({ ...LOGS, Resource: resources }).map((row) => logsRequest(row)),
  ];
}

function toRequest(signal: Signal, row: Combination, message: object): CorpusRequest {
  const type = requestTypes[signal];
  const name = Object.values(row).join(' ');
  return { name, signal, body: type.encode(type.fromObject(message)).finish() };
}

function tracesRequests({ resourceSpans, spans }: GoldenDimensions): CorpusRequest[] {
  const rows = pairwise(spans);
  let next = 1;
  const take = (count: number): object[] =>
    Array.from({ length: count }, () => {
      const number = next++;
      return toSpan(rows[number % rows.length] ?? {}, number);
    });
  const counts: Record<string, number> = { None: 0, One: 1, Several: 5, All: rows.length };
  return pairwise(resourceSpans).map((row) => {
    const count = counts[row['Spans'] ?? ''] ?? 0;
    const scopes = scopesOf(row['InstrumentationLibrary']);
    const scopeSpans = scopes.map((scope) => Object.assign(scope, { spans: take(count) }));
    const resource = toResource(row['Resource']);
    return toRequest('traces', row, { resourceSpans: [{ ...resource, scopeSpans }] });
  });
}

function scopesOf(kind: string | undefined): object[] {
  const named = (number: number): object => ({
    scope: {
      name: `io.opentelemetry.golden-${number}`,
      version: number === 1 ? '' : '2.0.0-rc.1+build',
      attributes: attributes(number),
      droppedAttributesCount: number - 1,
    },
    schemaUrl: `https://opentelemetry.io/schemas/1.${number}.0`,
  });
  if (kind === 'None') return [{}];
  return kind === 'One' ? [named(1)] : [named(1), named(2)];
}

function toResource(kind: string | undefined): object {
  if (kind === undefined || kind === 'Empty') return {};
  return {
    resource: {
      attributes: [text('service.name', `golden-${kind}`), ...attributes(kind.length)],
      droppedAttributesCount: kind.length,
    },
    schemaUrl: 'https://opentelemetry.io/schemas/1.27.0',
  };
}

const KINDS = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'];
const STATUSES = ['Unset', 'Ok', 'Error'];
const COUNTS: Readonly<Record<string, number>> = { Empty: 0, One: 1, Two: 2, Four: 4, Eight: 8 };

function toSpan(row: Combination, number: number): object {
  const { Parent, Tracestate, Kind = '', Attributes = '', Events = '', Links = '' } = row;
  const start = START + BigInt(number);
  const status = STATUSES.indexOf(row['Status'] ?? '');
  return {
    traceId: id(16, number),
    spanId: id(8, number),
    parentSpanId: Parent === 'Child' ? id(8, number + 1_000_000) : new Uint8Array(0),
    traceState: traceState(COUNTS[Tracestate ?? ''] ?? 0),
    flags: number % 2 === 0 ? 0x101 : 0x300,
    name: `${Attributes} ä€😀 ${number}`,
    kind: KINDS.indexOf(Kind),
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + 987_654_321n),
    attributes: attributesOf(Attributes),
    droppedAttributesCount: number % 3,
    events: Array.from({ length: COUNTS[Events] ?? 0 }, (_, at) => ({
      timeUnixNano: String(start + BigInt(at)),
      name: `event ${at}`,
      attributes: attributes(at),
      droppedAttributesCount: at,
    })),
    droppedEventsCount: number % 5,
    links: Array.from({ length: COUNTS[Links] ?? 0 }, (_, at) => ({
      traceId: id(16, at + 1),
      spanId: id(8, at + 1),
      traceState: traceState(at),
      attributes: attributes(at),
      flags: at,
    })),
    droppedLinksCount: number % 7,
    ...(status > 0 && { status: { code: status, message: status === 2 ? 'it broke' : '' } }),
  };
}

function traceState(members: number): string {
  return Array.from({ length: members }, (_, at) => `vendor${at}=ot:${at}`).join(',');
}

function metricsRequest(row: Combination): CorpusRequest {
  const { MetricType = '', NumPtsPerMetric, NumPtLabels = '', NumResourceAttrs = '' } = row;
  const points = NumPtsPerMetric === 'OnePt' ? 1 : 16;
  const labels = { NoLabels: 0, OneLabel: 1, ManyLabels: 12 }[NumPtLabels] ?? 0;
  const resourceAttributes = { NoAttrs: 0, OneAttr: 1, TwoAttrs: 2 }[NumResourceAttrs] ?? 0;
  const point = (at: number): object => ({
    startTimeUnixNano: String(START),
    timeUnixNano: String(START + BigInt(at)),
    attributes: attributes(labels),
  });
  const metrics = metricsOf(MetricType, (make) =>
    Array.from({ length: points }, (_, at) => Object.assign(point(at), make(at))),
  ).map((metric, at) =>
    Object.assign(metric, {
      name: `golden.metric.${at}`,
      description: MetricType,
      unit: 'By/s',
      metadata: attributes(at),
    }),
  );
  return toRequest('metrics', row, {
    resourceMetrics: [
      {
        resource: { attributes: attributes(resourceAttributes) },
        scopeMetrics: [{ scope: { name: 'golden' }, metrics }],
      },
    ],
  });
}

type MakePoints = (make: (at: number) => object) => object[];

const CUMULATIVE = 2;
const DELTA = 1;
const LARGE = 9_007_199_254_740_993n;

function metricsOf(type: string, points: MakePoints): object[] {
  const asInt = points((at) => ({ asInt: String(LARGE + BigInt(at)) }));
  const asDouble = points((at) => ({ asDouble: at === 0 ? -0 : Math.sqrt(at) }));
  const numbers = type.includes('Int') ? asInt : asDouble;
  if (type.endsWith('Gauge')) return [{ gauge: { dataPoints: numbers } }];
  if (type.endsWith('Sum')) {
    const isMonotonic = type.startsWith('Monotonic');
    const aggregationTemporality = isMonotonic ? CUMULATIVE : DELTA;
    return [{ sum: { dataPoints: numbers, isMonotonic, aggregationTemporality } }];
  }
  if (type.startsWith('ExponentialHistogram')) {
    const dataPoints = points(exponentialPoint);
    return [DELTA, CUMULATIVE].map((aggregationTemporality) => ({
      exponentialHistogram: { dataPoints, aggregationTemporality },
    }));
  }
  if (type === 'Summary') return [{ summary: { dataPoints: points(summaryPoint) } }];
  if (type.startsWith('NoRecordedValue'))
    return [{ gauge: { dataPoints: points(() => ({ flags: 1 })) } }];
  const bare = type.includes('without');
  const dataPoints = points((at) => ({
    ...histogramPoint(at),
    ...(!bare && { sum: at * 1.5, min: 0, max: at, exemplars: exemplars(type) }),
  }));
  return [{ histogram: { dataPoints, aggregationTemporality: CUMULATIVE } }];
}

function histogramPoint(at: number): object {
  return {
    count: String(at + 6),
    bucketCounts: ['1', String(at), '5'],
    explicitBounds: [0.5, Number.MAX_VALUE],
  };
}

function exponentialPoint(at: number): object {
  return {
    count: String(at + 10),
    sum: -at,
    scale: 5 - at,
    zeroCount: '2',
    zeroThreshold: 1e-9,
    positive: { offset: -3, bucketCounts: ['0', String(LARGE), '3'] },
    negative: { offset: at, bucketCounts: ['4'] },
  };
}

function summaryPoint(at: number): object {
  return {
    count: String(at),
    sum: at / 3,
    quantileValues: [0, 0.5, 1].map((quantile) => ({ quantile, value: quantile * at })),
  };
}

function exemplars(type: string): object[] {
  const value = type.startsWith('Int') ? { asInt: '-7' } : { asDouble: 1.25 };
  const common = { timeUnixNano: String(START), filteredAttributes: attributes(2) };
  return [
    { ...common, ...value, traceId: id(16, 3), spanId: id(8, 3) },
    { ...common, ...value },
  ];
}

const SEVERITIES: Readonly<Record<string, number>> = { Trace: 1, Error: 17, Fatal4: 24 };

function logsRequest(row: Combination): CorpusRequest {
  const { Body = '', Attributes = '', Severity = '', Context, Event, Time, Resource } = row;
  const body = BODIES[Body];
  const record = {
    ...(Time === 'Both' && { timeUnixNano: String(START) }),
    observedTimeUnixNano: String(START + 1n),
    severityNumber: SEVERITIES[Severity] ?? 0,
    severityText: Severity,
    ...(body !== undefined && { body }),
    attributes: attributesOf(Attributes),
    droppedAttributesCount: Attributes.length,
    flags: Context === 'Sampled' ? 1 : 0,
    traceId: Context === 'None' ? new Uint8Array(0) : id(16, 77),
    spanId: Context === 'None' || Context === 'Trace' ? new Uint8Array(0) : id(8, 77),
    eventName: Event === 'Named' ? 'golden.event' : '',
  };
  const scopeLogs = [{ scope: { name: 'golden' }, logRecords: [record, record] }];
  return toRequest('logs', row, { resourceLogs: [{ ...toResource(Resource), scopeLogs }] });
}

const BODIES: Readonly<Record<string, object>> = {
  Text: { stringValue: 'a line\nand "another"\u0000' },
  Integer: { intValue: '-9223372036854775808' },
  Double: { doubleValue: Number.NaN },
  Boolean: { boolValue: false },
  Bytes: { bytesValue: Uint8Array.of(0, 255, 128) },
  Array: { arrayValue: { values: [{ intValue: '1' }, { stringValue: '' }, {}] } },
  Map: { kvlistValue: { values: [{ key: 'inner', value: { kvlistValue: { values: [] } } }] } },
};

const VALUES: readonly object[] = [...Object.values(BODIES), { doubleValue: 1e300 }, {}];
const ATTRIBUTES_MAX = 128;

/** As many attributes as the name of a set suggests; the values take every type in turn. */
function attributesOf(set: string): object[] {
  if (set === 'Empty') return [];
  if (set === 'One') return attributes(1);
  return [text('set', set), ...attributes(set === 'MaxCount' ? ATTRIBUTES_MAX - 1 : set.length)];
}

function attributes(count: number): object[] {
  return Array.from({ length: count }, (_, at) => ({
    key: `golden.attribute.${at}`,
    value: VALUES[at % VALUES.length],
  }));
}

function text(key: string, value: string): object {
  return { key, value: { stringValue: value } };
}

function id(length: number, number: number): Uint8Array {
  const bytes = Buffer.alloc(length, 0xa5);
  bytes.writeUInt32BE(number, length - 4);
  return bytes;
}
