import {
  ATTR_ML_MODEL_NAME,
  ATTR_ML_MODEL_VERSION,
  EVENT_ML_PREDICTION_RESULT,
} from '@marigraph/semantic-conventions';

import { requestTypes } from '../../../../../e2e/support/otlp-schema.ts';

/** A value of an attribute: a double, an int64, and so on, as JavaScript writes them; `undefined` is no value. */
export type Value =
  | string
  | number
  | bigint
  | boolean
  | undefined
  | Uint8Array
  | readonly Value[]
  | { readonly [key: string]: Value };

/** Pairs, so that a key may come twice. */
export type Pairs = readonly (readonly [key: string, value: Value])[];

export interface RecordOf {
  readonly attributes: Pairs;
  readonly resource?: Pairs;
  /** Hexadecimal; an empty one is left out. */
  readonly traceId?: string;
  readonly spanId?: string;
  readonly timeUnixNano?: string;
  readonly eventName?: string;
}

export const TRACE_ID = '5b8efff798038103d269b633813fc60c';
export const SPAN_ID = 'eee19b7ec3c1b174';
export const TIME_MS = 1_790_000_000_000;

/** What says of which model a record is. */
export const IDENTITY: Pairs = [
  [ATTR_ML_MODEL_NAME, 'rain'],
  [ATTR_ML_MODEL_VERSION, '3'],
];

/** An export request with one span a record. Records of one resource share it. */
export function tracesOf(records: readonly RecordOf[]): Uint8Array {
  return encode('traces', {
    resourceSpans: records.map(({ resource = [], ...record }) => ({
      resource: { attributes: resource.map(toKeyValue) },
      scopeSpans: [
        {
          spans: [
            {
              ...idsOf(record),
              name: 'predict',
              endTimeUnixNano: timeOf(record),
              attributes: record.attributes.map(toKeyValue),
            },
          ],
        },
      ],
    })),
  });
}

/** An export request with one log record a record, predictions unless the event has another name. */
export function logsOf(records: readonly RecordOf[]): Uint8Array {
  return encode('logs', {
    resourceLogs: records.map(({ resource = [], ...record }) => ({
      resource: { attributes: resource.map(toKeyValue) },
      scopeLogs: [
        {
          logRecords: [
            {
              ...idsOf(record),
              timeUnixNano: timeOf(record),
              eventName: record.eventName ?? EVENT_ML_PREDICTION_RESULT,
              attributes: record.attributes.map(toKeyValue),
            },
          ],
        },
      ],
    })),
  });
}

function encode(signal: 'traces' | 'logs', message: object): Uint8Array {
  const type = requestTypes[signal];
  return type.encode(type.fromObject(message)).finish();
}

function idsOf({ traceId = TRACE_ID, spanId = SPAN_ID }: RecordOf): object {
  return { traceId: Buffer.from(traceId, 'hex'), spanId: Buffer.from(spanId, 'hex') };
}

function timeOf({ timeUnixNano = `${TIME_MS}000000` }: RecordOf): string {
  return timeUnixNano;
}

function toKeyValue([key, value]: readonly [string, Value]): object {
  return value === undefined ? { key } : { key, value: toAnyValue(value) };
}

function toAnyValue(value: Value): object {
  if (value === undefined) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'number') return { doubleValue: value };
  if (typeof value === 'bigint') return { intValue: String(value) };
  if (typeof value === 'boolean') return { boolValue: value };
  if (value instanceof Uint8Array) return { bytesValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(toAnyValue) } };
  return { kvlistValue: { values: Object.entries(value).map(toKeyValue) } };
}
