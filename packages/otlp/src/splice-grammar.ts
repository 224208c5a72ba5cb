import { messageNumber } from './grammar.ts';
import type { MessageName } from './schema.ts';
import type { Signal } from './signal.ts';

/** A kind of message with attributes, and where they and other things stand in it: numbers of fields, 0 for none. */
export interface RecordGrammar {
  readonly message: number;
  readonly attributes: number;
  readonly name: number;
  readonly traceId: number;
  readonly traceState: number;
  readonly severity: number;
  readonly body: number;
  /** Messages with attributes of their own, by number of field. */
  readonly inner: ReadonlyMap<number, InnerGrammar>;
}

/** A message within a record: an event, a link or an exemplar. */
export interface InnerGrammar {
  readonly message: number;
  readonly attributes: number;
}

/** The messages around the records of a signal. Their fields have the same numbers everywhere. */
export interface SignalGrammar {
  readonly request: number;
  readonly ofResource: number;
  readonly ofScope: number;
  /** What a scope holds, by number of field in it: the records; of metrics, the data of a metric. */
  readonly record: RecordGrammar | undefined;
}

function record(
  name: MessageName,
  fields: Partial<Omit<RecordGrammar, 'message' | 'inner'>>,
  inner: Readonly<Record<number, InnerGrammar>> = {},
): RecordGrammar {
  return {
    message: messageNumber(name),
    attributes: 0,
    name: 0,
    traceId: 0,
    traceState: 0,
    severity: 0,
    body: 0,
    ...fields,
    inner: new Map(Object.entries(inner).map(([field, grammar]) => [Number(field), grammar])),
  };
}

const EVENT: InnerGrammar = { message: messageNumber('Span.Event'), attributes: 3 };
const LINK: InnerGrammar = { message: messageNumber('Span.Link'), attributes: 4 };
const EXEMPLAR: InnerGrammar = { message: messageNumber('Exemplar'), attributes: 7 };

const SPAN = record(
  'Span',
  { attributes: 9, traceId: 1, traceState: 3, name: 5 },
  { 11: EVENT, 13: LINK },
);

const LOG_RECORD = record('LogRecord', {
  attributes: 6,
  traceId: 9,
  name: 12,
  severity: 2,
  body: 5,
});

const NUMBER_POINT = record('NumberDataPoint', { attributes: 7 }, { 5: EXEMPLAR });

/** The data points of a metric by the field of its data; the points are field 1 of every kind of data. */
export const DATA_POINTS: ReadonlyMap<number, RecordGrammar> = new Map([
  [5, NUMBER_POINT],
  [7, NUMBER_POINT],
  [9, record('HistogramDataPoint', { attributes: 9 }, { 8: EXEMPLAR })],
  [10, record('ExponentialHistogramDataPoint', { attributes: 1 }, { 11: EXEMPLAR })],
  [11, record('SummaryDataPoint', { attributes: 7 })],
]);

export const SIGNALS: Readonly<Record<Signal, SignalGrammar>> = {
  traces: {
    request: messageNumber('ExportTraceServiceRequest'),
    ofResource: messageNumber('ResourceSpans'),
    ofScope: messageNumber('ScopeSpans'),
    record: SPAN,
  },
  logs: {
    request: messageNumber('ExportLogsServiceRequest'),
    ofResource: messageNumber('ResourceLogs'),
    ofScope: messageNumber('ScopeLogs'),
    record: LOG_RECORD,
  },
  metrics: {
    request: messageNumber('ExportMetricsServiceRequest'),
    ofResource: messageNumber('ResourceMetrics'),
    ofScope: messageNumber('ScopeMetrics'),
    record: undefined,
  },
};

export const RESOURCE: InnerGrammar = { message: messageNumber('Resource'), attributes: 1 };
export const SCOPE: InnerGrammar = {
  message: messageNumber('InstrumentationScope'),
  attributes: 3,
};
