import protobuf from 'protobufjs/light.js';

/**
 * A description of OTLP that shares nothing with `@marigraph/otlp`: tests and benchmarks decode with it what
 * our own code has read or written. A test compares it with the published schema, field by field.
 *
 * A field is written as `[repeated|optional] type number`; enums are `int32`, which is the same on the wire.
 */
type Fields = Readonly<Record<string, string>>;

interface Message {
  readonly fields: Fields;
  /** Names of the fields of the message's one `oneof`, by the name of the `oneof`. */
  readonly oneof?: Readonly<Record<string, readonly string[]>>;
}

const OTLP: Readonly<Record<string, Message>> = {
  AnyValue: {
    fields: {
      stringValue: 'string 1',
      boolValue: 'bool 2',
      intValue: 'int64 3',
      doubleValue: 'double 4',
      arrayValue: 'ArrayValue 5',
      kvlistValue: 'KeyValueList 6',
      bytesValue: 'bytes 7',
      stringValueStrindex: 'int32 8',
    },
    oneof: {
      value: [
        'stringValue',
        'boolValue',
        'intValue',
        'doubleValue',
        'arrayValue',
        'kvlistValue',
        'bytesValue',
        'stringValueStrindex',
      ],
    },
  },
  ArrayValue: { fields: { values: 'repeated AnyValue 1' } },
  KeyValueList: { fields: { values: 'repeated KeyValue 1' } },
  KeyValue: { fields: { key: 'string 1', value: 'AnyValue 2', keyStrindex: 'int32 3' } },
  InstrumentationScope: {
    fields: {
      name: 'string 1',
      version: 'string 2',
      attributes: 'repeated KeyValue 3',
      droppedAttributesCount: 'uint32 4',
    },
  },
  EntityRef: {
    fields: {
      schemaUrl: 'string 1',
      type: 'string 2',
      idKeys: 'repeated string 3',
      descriptionKeys: 'repeated string 4',
    },
  },
  Resource: {
    fields: {
      attributes: 'repeated KeyValue 1',
      droppedAttributesCount: 'uint32 2',
      entityRefs: 'repeated EntityRef 3',
    },
  },

  ExportTraceServiceRequest: { fields: { resourceSpans: 'repeated ResourceSpans 1' } },
  ExportTraceServiceResponse: { fields: { partialSuccess: 'ExportTracePartialSuccess 1' } },
  ExportTracePartialSuccess: { fields: { rejectedSpans: 'int64 1', errorMessage: 'string 2' } },
  ResourceSpans: {
    fields: { resource: 'Resource 1', scopeSpans: 'repeated ScopeSpans 2', schemaUrl: 'string 3' },
  },
  ScopeSpans: {
    fields: {
      scope: 'InstrumentationScope 1',
      spans: 'repeated Span 2',
      schemaUrl: 'string 3',
    },
  },
  Span: {
    fields: {
      traceId: 'bytes 1',
      spanId: 'bytes 2',
      traceState: 'string 3',
      parentSpanId: 'bytes 4',
      name: 'string 5',
      kind: 'int32 6',
      startTimeUnixNano: 'fixed64 7',
      endTimeUnixNano: 'fixed64 8',
      attributes: 'repeated KeyValue 9',
      droppedAttributesCount: 'uint32 10',
      events: 'repeated Event 11',
      droppedEventsCount: 'uint32 12',
      links: 'repeated Link 13',
      droppedLinksCount: 'uint32 14',
      status: 'Status 15',
      flags: 'fixed32 16',
    },
  },
  Event: {
    fields: {
      timeUnixNano: 'fixed64 1',
      name: 'string 2',
      attributes: 'repeated KeyValue 3',
      droppedAttributesCount: 'uint32 4',
    },
  },
  Link: {
    fields: {
      traceId: 'bytes 1',
      spanId: 'bytes 2',
      traceState: 'string 3',
      attributes: 'repeated KeyValue 4',
      droppedAttributesCount: 'uint32 5',
      flags: 'fixed32 6',
    },
  },
  Status: { fields: { message: 'string 2', code: 'int32 3' } },

  ExportLogsServiceRequest: { fields: { resourceLogs: 'repeated ResourceLogs 1' } },
  ExportLogsServiceResponse: { fields: { partialSuccess: 'ExportLogsPartialSuccess 1' } },
  ExportLogsPartialSuccess: { fields: { rejectedLogRecords: 'int64 1', errorMessage: 'string 2' } },
  ResourceLogs: {
    fields: { resource: 'Resource 1', scopeLogs: 'repeated ScopeLogs 2', schemaUrl: 'string 3' },
  },
  ScopeLogs: {
    fields: {
      scope: 'InstrumentationScope 1',
      logRecords: 'repeated LogRecord 2',
      schemaUrl: 'string 3',
    },
  },
  LogRecord: {
    fields: {
      timeUnixNano: 'fixed64 1',
      severityNumber: 'int32 2',
      severityText: 'string 3',
      body: 'AnyValue 5',
      attributes: 'repeated KeyValue 6',
      droppedAttributesCount: 'uint32 7',
      flags: 'fixed32 8',
      traceId: 'bytes 9',
      spanId: 'bytes 10',
      observedTimeUnixNano: 'fixed64 11',
      eventName: 'string 12',
    },
  },

  ExportMetricsServiceRequest: { fields: { resourceMetrics: 'repeated ResourceMetrics 1' } },
  ExportMetricsServiceResponse: { fields: { partialSuccess: 'ExportMetricsPartialSuccess 1' } },
  ExportMetricsPartialSuccess: {
    fields: { rejectedDataPoints: 'int64 1', errorMessage: 'string 2' },
  },
  ResourceMetrics: {
    fields: {
      resource: 'Resource 1',
      scopeMetrics: 'repeated ScopeMetrics 2',
      schemaUrl: 'string 3',
    },
  },
  ScopeMetrics: {
    fields: {
      scope: 'InstrumentationScope 1',
      metrics: 'repeated Metric 2',
      schemaUrl: 'string 3',
    },
  },
  Metric: {
    fields: {
      name: 'string 1',
      description: 'string 2',
      unit: 'string 3',
      gauge: 'Gauge 5',
      sum: 'Sum 7',
      histogram: 'Histogram 9',
      exponentialHistogram: 'ExponentialHistogram 10',
      summary: 'Summary 11',
      metadata: 'repeated KeyValue 12',
    },
    oneof: { data: ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'] },
  },
  Gauge: { fields: { dataPoints: 'repeated NumberDataPoint 1' } },
  Sum: {
    fields: {
      dataPoints: 'repeated NumberDataPoint 1',
      aggregationTemporality: 'int32 2',
      isMonotonic: 'bool 3',
    },
  },
  Histogram: {
    fields: { dataPoints: 'repeated HistogramDataPoint 1', aggregationTemporality: 'int32 2' },
  },
  ExponentialHistogram: {
    fields: {
      dataPoints: 'repeated ExponentialHistogramDataPoint 1',
      aggregationTemporality: 'int32 2',
    },
  },
  Summary: { fields: { dataPoints: 'repeated SummaryDataPoint 1' } },
  NumberDataPoint: {
    fields: {
      startTimeUnixNano: 'fixed64 2',
      timeUnixNano: 'fixed64 3',
      asDouble: 'double 4',
      exemplars: 'repeated Exemplar 5',
      asInt: 'sfixed64 6',
      attributes: 'repeated KeyValue 7',
      flags: 'uint32 8',
    },
    oneof: { value: ['asDouble', 'asInt'] },
  },
  HistogramDataPoint: {
    fields: {
      startTimeUnixNano: 'fixed64 2',
      timeUnixNano: 'fixed64 3',
      count: 'fixed64 4',
      sum: 'optional double 5',
      bucketCounts: 'repeated fixed64 6',
      explicitBounds: 'repeated double 7',
      exemplars: 'repeated Exemplar 8',
      attributes: 'repeated KeyValue 9',
      flags: 'uint32 10',
      min: 'optional double 11',
      max: 'optional double 12',
    },
  },
  ExponentialHistogramDataPoint: {
    fields: {
      attributes: 'repeated KeyValue 1',
      startTimeUnixNano: 'fixed64 2',
      timeUnixNano: 'fixed64 3',
      count: 'fixed64 4',
      sum: 'optional double 5',
      scale: 'sint32 6',
      zeroCount: 'fixed64 7',
      positive: 'Buckets 8',
      negative: 'Buckets 9',
      flags: 'uint32 10',
      exemplars: 'repeated Exemplar 11',
      min: 'optional double 12',
      max: 'optional double 13',
      zeroThreshold: 'double 14',
    },
  },
  Buckets: { fields: { offset: 'sint32 1', bucketCounts: 'repeated uint64 2' } },
  SummaryDataPoint: {
    fields: {
      startTimeUnixNano: 'fixed64 2',
      timeUnixNano: 'fixed64 3',
      count: 'fixed64 4',
      sum: 'double 5',
      quantileValues: 'repeated ValueAtQuantile 6',
      attributes: 'repeated KeyValue 7',
      flags: 'uint32 8',
    },
  },
  ValueAtQuantile: { fields: { quantile: 'double 1', value: 'double 2' } },
  Exemplar: {
    fields: {
      timeUnixNano: 'fixed64 2',
      asDouble: 'double 3',
      spanId: 'bytes 4',
      traceId: 'bytes 5',
      asInt: 'sfixed64 6',
      filteredAttributes: 'repeated KeyValue 7',
    },
    oneof: { value: ['asDouble', 'asInt'] },
  },
};

const RPC: Readonly<Record<string, Message>> = {
  Status: { fields: { code: 'int32 1', message: 'string 2', details: 'repeated Any 3' } },
  Any: { fields: { typeUrl: 'string 1', value: 'bytes 2' } },
  BadRequest: { fields: { fieldViolations: 'repeated FieldViolation 1' } },
  FieldViolation: { fields: { field: 'string 1', description: 'string 2' } },
  RetryInfo: { fields: { retryDelay: 'Duration 1' } },
  Duration: { fields: { seconds: 'int64 1', nanos: 'int32 2' } },
};

const ROOT = protobuf.Root.fromJSON({
  nested: { otlp: { nested: describeAll(OTLP) }, rpc: { nested: describeAll(RPC) } },
});
ROOT.resolveAll();

export const ExportTraceServiceRequest: protobuf.Type = otlpType('ExportTraceServiceRequest');
export const ExportMetricsServiceRequest: protobuf.Type = otlpType('ExportMetricsServiceRequest');
export const ExportLogsServiceRequest: protobuf.Type = otlpType('ExportLogsServiceRequest');
export const ExportTraceServiceResponse: protobuf.Type = otlpType('ExportTraceServiceResponse');
export const ExportMetricsServiceResponse: protobuf.Type = otlpType('ExportMetricsServiceResponse');
export const ExportLogsServiceResponse: protobuf.Type = otlpType('ExportLogsServiceResponse');

/** The request of each signal. */
export const requestTypes: Readonly<Record<'traces' | 'metrics' | 'logs', protobuf.Type>> = {
  traces: ExportTraceServiceRequest,
  metrics: ExportMetricsServiceRequest,
  logs: ExportLogsServiceRequest,
};

/** The response of each signal. */
export const responseTypes: Readonly<Record<'traces' | 'metrics' | 'logs', protobuf.Type>> = {
  traces: ExportTraceServiceResponse,
  metrics: ExportMetricsServiceResponse,
  logs: ExportLogsServiceResponse,
};

/** google.rpc.Status, the body of every error. */
export const Status: protobuf.Type = ROOT.lookupType('rpc.Status');

/** google.rpc.RetryInfo, a detail of a status. */
export const retryInfoType: protobuf.Type = ROOT.lookupType('rpc.RetryInfo');

/** google.rpc.BadRequest, a detail of a status. */
export const badRequestType: protobuf.Type = ROOT.lookupType('rpc.BadRequest');

/** The names of all messages of OTLP that are described here, without their packages. */
export const otlpMessages: readonly string[] = Object.keys(OTLP);

/** A message of OTLP by its name without package. */
export function otlpType(name: string): protobuf.Type {
  return ROOT.lookupType(`otlp.${name}`);
}

function describeAll(messages: Readonly<Record<string, Message>>): Record<string, protobuf.IType> {
  return Object.fromEntries(
    Object.entries(messages).map(([name, message]) => [name, describe(message)]),
  );
}

function describe({ fields, oneof = {} }: Message): protobuf.IType {
  const type: protobuf.IType = { edition: 'proto3', fields: {}, oneofs: {} };
  for (const [name, members] of Object.entries(oneof)) {
    Object.assign(type.oneofs ?? {}, { [name]: { oneof: [...members] } });
  }
  for (const [name, text] of Object.entries(fields)) {
    const [id, kind = '', rule] = text.split(' ').toReversed();
    const field: protobuf.IField = { type: kind, id: Number(id) };
    if (rule === 'repeated') field.rule = 'repeated';
    if (rule === 'optional') {
      field.options = { proto3_optional: true };
      Object.assign(type.oneofs ?? {}, { [`_${name}`]: { oneof: [name] } });
    }
    type.fields[name] = field;
  }
  return type;
}
