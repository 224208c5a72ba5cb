/** A message that this package reads, by the name its schema gives it. */
export type MessageName =
  | 'KeyValue'
  | 'AnyValue'
  | 'ArrayValue'
  | 'KeyValueList'
  | 'EntityRef'
  | 'Resource'
  | 'InstrumentationScope'
  | 'ExportTraceServiceRequest'
  | 'ResourceSpans'
  | 'ScopeSpans'
  | 'Span'
  | 'Span.Event'
  | 'Span.Link'
  | 'Span.Status'
  | 'ExportLogsServiceRequest'
  | 'ResourceLogs'
  | 'ScopeLogs'
  | 'LogRecord'
  | 'ExportMetricsServiceRequest'
  | 'ResourceMetrics'
  | 'ScopeMetrics'
  | 'Metric'
  | 'Gauge'
  | 'Sum'
  | 'Histogram'
  | 'ExponentialHistogram'
  | 'Summary'
  | 'NumberDataPoint'
  | 'HistogramDataPoint'
  | 'ExponentialHistogramDataPoint'
  | 'Buckets'
  | 'SummaryDataPoint'
  | 'ValueAtQuantile'
  | 'Exemplar'
  | 'ExportServiceResponse'
  | 'ExportPartialSuccess'
  | 'google.rpc.Status'
  | 'google.protobuf.Any'
  | 'google.rpc.RetryInfo'
  | 'google.protobuf.Duration';

type Kind = 'varint' | 'varints' | 'fixed32' | 'fixed64' | 'fixed64s' | 'bytes' | MessageName;

/**
 * The grammar of OTLP 1.11 as far as this package reads it: message, field number, kind of field.
 *
 * `varint`, `fixed32` and `fixed64` are scalars of wire types 0, 5 and 1; `bytes` is a string or byte string
 * (wire type 2); `varints` and `fixed64s` are repeated scalars, packed or not; any other kind is the name of
 * an embedded message. Whether a message repeats does not matter to the check of its structure.
 */
const GRAMMAR: Readonly<Record<MessageName, Readonly<Record<number, Kind>>>> = {
  KeyValue: { 1: 'bytes', 2: 'AnyValue', 3: 'varint' },
  AnyValue: {
    1: 'bytes',
    2: 'varint',
    3: 'varint',
    4: 'fixed64',
    5: 'ArrayValue',
    6: 'KeyValueList',
    7: 'bytes',
    8: 'varint',
  },
  ArrayValue: { 1: 'AnyValue' },
  KeyValueList: { 1: 'KeyValue' },
  EntityRef: { 1: 'bytes', 2: 'bytes', 3: 'bytes', 4: 'bytes' },
  Resource: { 1: 'KeyValue', 2: 'varint', 3: 'EntityRef' },
  InstrumentationScope: { 1: 'bytes', 2: 'bytes', 3: 'KeyValue', 4: 'varint' },

  ExportTraceServiceRequest: { 1: 'ResourceSpans' },
  ResourceSpans: { 1: 'Resource', 2: 'ScopeSpans', 3: 'bytes' },
  ScopeSpans: { 1: 'InstrumentationScope', 2: 'Span', 3: 'bytes' },
  Span: {
    1: 'bytes',
    2: 'bytes',
    3: 'bytes',
    4: 'bytes',
    5: 'bytes',
    6: 'varint',
    7: 'fixed64',
    8: 'fixed64',
    9: 'KeyValue',
    10: 'varint',
    11: 'Span.Event',
    12: 'varint',
    13: 'Span.Link',
    14: 'varint',
    15: 'Span.Status',
    16: 'fixed32',
  },
  'Span.Event': { 1: 'fixed64', 2: 'bytes', 3: 'KeyValue', 4: 'varint' },
  'Span.Link': { 1: 'bytes', 2: 'bytes', 3: 'bytes', 4: 'KeyValue', 5: 'varint', 6: 'fixed32' },
  'Span.Status': { 2: 'bytes', 3: 'varint' },

  ExportLogsServiceRequest: { 1: 'ResourceLogs' },
  ResourceLogs: { 1: 'Resource', 2: 'ScopeLogs', 3: 'bytes' },
  ScopeLogs: { 1: 'InstrumentationScope', 2: 'LogRecord', 3: 'bytes' },
  LogRecord: {
    1: 'fixed64',
    2: 'varint',
    3: 'bytes',
    5: 'AnyValue',
    6: 'KeyValue',
    7: 'varint',
    8: 'fixed32',
    9: 'bytes',
    10: 'bytes',
    11: 'fixed64',
    12: 'bytes',
  },

  ExportMetricsServiceRequest: { 1: 'ResourceMetrics' },
  ResourceMetrics: { 1: 'Resource', 2: 'ScopeMetrics', 3: 'bytes' },
  ScopeMetrics: { 1: 'InstrumentationScope', 2: 'Metric', 3: 'bytes' },
  Metric: {
    1: 'bytes',
    2: 'bytes',
    3: 'bytes',
    5: 'Gauge',
    7: 'Sum',
    9: 'Histogram',
    10: 'ExponentialHistogram',
    11: 'Summary',
    12: 'KeyValue',
  },
  Gauge: { 1: 'NumberDataPoint' },
  Sum: { 1: 'NumberDataPoint', 2: 'varint', 3: 'varint' },
  Histogram: { 1: 'HistogramDataPoint', 2: 'varint' },
  ExponentialHistogram: { 1: 'ExponentialHistogramDataPoint', 2: 'varint' },
  Summary: { 1: 'SummaryDataPoint' },
  NumberDataPoint: {
    2: 'fixed64',
    3: 'fixed64',
    4: 'fixed64',
    5: 'Exemplar',
    6: 'fixed64',
    7: 'KeyValue',
    8: 'varint',
  },
  HistogramDataPoint: {
    2: 'fixed64',
    3: 'fixed64',
    4: 'fixed64',
    5: 'fixed64',
    6: 'fixed64s',
    7: 'fixed64s',
    8: 'Exemplar',
    9: 'KeyValue',
    10: 'varint',
    11: 'fixed64',
    12: 'fixed64',
  },
  ExponentialHistogramDataPoint: {
    1: 'KeyValue',
    2: 'fixed64',
    3: 'fixed64',
    4: 'fixed64',
    5: 'fixed64',
    6: 'varint',
    7: 'fixed64',
    8: 'Buckets',
    9: 'Buckets',
    10: 'varint',
    11: 'Exemplar',
    12: 'fixed64',
    13: 'fixed64',
    14: 'fixed64',
  },
  Buckets: { 1: 'varint', 2: 'varints' },
  SummaryDataPoint: {
    2: 'fixed64',
    3: 'fixed64',
    4: 'fixed64',
    5: 'fixed64',
    6: 'ValueAtQuantile',
    7: 'KeyValue',
    8: 'varint',
  },
  ValueAtQuantile: { 1: 'fixed64', 2: 'fixed64' },
  Exemplar: {
    2: 'fixed64',
    3: 'fixed64',
    4: 'bytes',
    5: 'bytes',
    6: 'fixed64',
    7: 'KeyValue',
  },

  ExportServiceResponse: { 1: 'ExportPartialSuccess' },
  ExportPartialSuccess: { 1: 'varint', 2: 'bytes' },
  'google.rpc.Status': { 1: 'varint', 2: 'bytes', 3: 'google.protobuf.Any' },
  'google.protobuf.Any': { 1: 'bytes', 2: 'bytes' },
  'google.rpc.RetryInfo': { 1: 'google.protobuf.Duration' },
  'google.protobuf.Duration': { 1: 'varint', 2: 'varint' },
};

const NAMES = Object.keys(GRAMMAR) as readonly MessageName[];

/** The number by which the check knows a message; below 64. */
export function messageNumber(name: MessageName): number {
  return NAMES.indexOf(name);
}

/** The message a number stands for, for the text of an error. */
export function messageName(message: number): string {
  return NAMES[message] ?? 'message';
}

/**
 * What to check of a field besides that it is well-formed. At and above `MESSAGE` the rule is `MESSAGE` plus
 * the number of the message in it.
 */
export const RULE = {
  /** Nothing: the field is unknown, or a scalar with the wire type of its kind. */
  NONE: 0,
  /** The field is known, but not with this wire type. */
  MISMATCH: 1,
  PACKED_VARINTS: 2,
  PACKED_FIXED64S: 3,
  MESSAGE: 4,
} as const;

interface Scalar {
  readonly wireType: number;
  /** The rule when the values are packed into one delimited field. */
  readonly packed?: number;
}

const SCALARS: Readonly<Record<string, Scalar>> = {
  varint: { wireType: 0 },
  varints: { wireType: 0, packed: RULE.PACKED_VARINTS },
  fixed64: { wireType: 1 },
  fixed64s: { wireType: 1, packed: RULE.PACKED_FIXED64S },
  bytes: { wireType: 2 },
  fixed32: { wireType: 5 },
};

const DELIMITED = 2;

/** The rule for tag t (below 256, so fields 1 to 31) of message m stands at m * 256 + t. */
export const RULES: Uint8Array = compileRules();

function compileRules(): Uint8Array {
  const rules = new Uint8Array(NAMES.length * 256);
  for (const [message, fields] of Object.values(GRAMMAR).entries()) {
    for (const [field, kind] of Object.entries(fields)) {
      const row = message * 256 + Number(field) * 8;
      rules.fill(RULE.MISMATCH, row, row + 8);
      const scalar = SCALARS[kind];
      if (scalar === undefined) {
        rules[row + DELIMITED] = RULE.MESSAGE + messageNumber(kind as MessageName);
        continue;
      }
      rules[row + scalar.wireType] = RULE.NONE;
      if (scalar.packed !== undefined) rules[row + DELIMITED] = scalar.packed;
    }
  }
  return rules;
}
