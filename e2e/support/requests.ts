import {
  ATTR_ML_FEATURE_VALUE,
  ATTR_ML_GROUND_TRUTH_LABEL,
  ATTR_ML_MODEL_NAME,
  ATTR_ML_MODEL_VERSION,
  ATTR_ML_PREDICTION_ID,
  ATTR_ML_PREDICTION_LABEL,
  ATTR_ML_PREDICTION_TIME,
  ATTR_ML_TAG,
  EVENT_ML_GROUND_TRUTH_RESULT,
} from '@marigraph/semantic-conventions';

import { ExportLogsServiceRequest, ExportTraceServiceRequest } from './otlp-schema.ts';

/** A prediction as a test wants it. */
export interface Prediction {
  readonly id: string;
  readonly number: number;
  readonly city: string;
  /** Predicted and actual class. */
  readonly label: string;
  readonly actual: string;
  /** ISO 8601. */
  readonly time: string;
  readonly features: Readonly<Record<string, number | string>>;
}

/** Hexadecimal `<trace id>-<span id>` of the span that `toTraces` makes of a prediction. */
export function spanIdOf({ number }: Pick<Prediction, 'number'>): string {
  return `${number.toString(16).padStart(32, '0')}-${number.toString(16).padStart(16, '0')}`;
}

/** An export request with one span per prediction. */
export function toTraces(model: string, predictions: readonly Prediction[]): Uint8Array {
  const spans = predictions.map((prediction) => {
    const [traceId, spanId] = spanIdOf(prediction).split('-');
    return {
      traceId: Buffer.from(traceId ?? '', 'hex'),
      spanId: Buffer.from(spanId ?? '', 'hex'),
      name: `predict ${model}`,
      kind: 1,
      startTimeUnixNano: '1790000000000000000',
      endTimeUnixNano: '1790000000001000000',
      attributes: toKeyValues([
        [ATTR_ML_MODEL_NAME, model],
        [ATTR_ML_MODEL_VERSION, '1'],
        [ATTR_ML_PREDICTION_ID, prediction.id],
        [ATTR_ML_PREDICTION_TIME, prediction.time],
        [ATTR_ML_PREDICTION_LABEL, prediction.label],
        [ATTR_ML_TAG('city'), prediction.city],
        ...Object.entries(prediction.features).map(
          ([name, value]) => [ATTR_ML_FEATURE_VALUE(name), value] as const,
        ),
      ]),
    };
  });
  return ExportTraceServiceRequest.encode(
    ExportTraceServiceRequest.fromObject({ resourceSpans: [{ scopeSpans: [{ spans }] }] }),
  ).finish();
}

/** An export request with one ground-truth event per prediction. */
export function toGroundTruth(model: string, predictions: readonly Prediction[]): Uint8Array {
  const logRecords = predictions.map(({ id, actual }) => ({
    timeUnixNano: '1790000000000000000',
    eventName: EVENT_ML_GROUND_TRUTH_RESULT,
    attributes: toKeyValues([
      [ATTR_ML_MODEL_NAME, model],
      [ATTR_ML_PREDICTION_ID, id],
      [ATTR_ML_GROUND_TRUTH_LABEL, actual],
    ]),
  }));
  return ExportLogsServiceRequest.encode(
    ExportLogsServiceRequest.fromObject({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }),
  ).finish();
}

function toKeyValues(attributes: readonly (readonly [string, number | string])[]): object[] {
  return attributes.map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? { stringValue: value } : { doubleValue: value },
  }));
}

/** Posts an export request. Settles with the status, or 0 when nobody answered. */
export async function post(
  base: string,
  path: string,
  body: Uint8Array | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly body: Uint8Array; readonly headers: Headers }> {
  try {
    const response = await fetch(new URL(path, base), {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf', ...headers },
      body: Buffer.from(body),
    });
    const { status } = response;
    return {
      status,
      body: new Uint8Array(await response.arrayBuffer()),
      headers: response.headers,
    };
  } catch {
    return { status: 0, body: new Uint8Array(0), headers: new Headers() };
  }
}
