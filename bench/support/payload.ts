import {
  ATTR_ML_FEATURE_VALUE,
  ATTR_ML_MODEL_NAME,
  ATTR_ML_MODEL_VERSION,
  ATTR_ML_OPERATION_NAME,
  ATTR_ML_PREDICTION_ID,
  ATTR_ML_PREDICTION_LABEL,
  ATTR_ML_PREDICTION_SCORE,
  ATTR_ML_SYSTEM_NAME,
  ATTR_ML_TAG,
  ML_OPERATION_NAME_VALUE_PREDICT,
  ML_SYSTEM_NAME_VALUE_ONNXRUNTIME,
} from '@marigraph/semantic-conventions';

import { ExportTraceServiceRequest } from '../../e2e/support/otlp-schema.ts';

export const MODEL = 'fraud-detector';
export const VERSION = '3';
export const NUMBERS = 24;
export const CATEGORIES = 6;
const CATEGORY_VALUES = 12;
const TEMPLATES = 16;

/** A seeded generator of uniform numbers in [0, 1): mulberry32. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export type Features = Readonly<Record<string, number | string>>;

/** Thirty features of one row: 24 numbers of different laws and 6 categories. */
export function makeFeatures(random: () => number): Features {
  const features: Record<string, number | string> = {};
  for (let at = 0; at < NUMBERS; at++) {
    const uniform = random();
    features[`amount_over_${at}_days`] =
      at % 4 === 0 ? Math.round(uniform * 100) : uniform ** 3 * 1000;
  }
  for (let at = 0; at < CATEGORIES; at++) {
    features[`merchant_category_${at}`] = `category-${Math.floor(random() * CATEGORY_VALUES)}`;
  }
  return features;
}

/** Makes export requests in which every span has ids of its own. */
export interface PayloadSource {
  readonly spansPerRequest: number;
  next(): Uint8Array;
}

/** What spans look like: ML spans have 46 attributes and about 1.8 KB, small ones 10 and about 450 bytes. */
export type SpanKind = 'ml' | 'small';

/**
 * Requests of `spansPerRequest` spans of a kind. A few requests are encoded once; each one handed out is a copy
 * with fresh ids written over the old ones.
 */
export function createPayloadSource(spansPerRequest: number, kind: SpanKind = 'ml'): PayloadSource {
  const random = createRandom(7);
  const make = kind === 'ml' ? spanAttributes : smallAttributes;
  const templates = Array.from({ length: TEMPLATES }, (_, at) =>
    makeTemplate(spansPerRequest, at, (id) => make(id, random)),
  );
  let count = 0;
  return {
    spansPerRequest,
    next() {
      const template = templates[count % TEMPLATES] as Template;
      const bytes = Buffer.from(template.bytes);
      for (const { trace, prediction } of template.places) {
        const id = count++;
        bytes.writeUInt32BE(id, trace + 12);
        bytes.write(id.toString(16).padStart(8, '0'), prediction, 'latin1');
      }
      return bytes;
    },
  };
}

interface Template {
  readonly bytes: Buffer;
  /** Where the ids of each span stand: the trace id, and the last digits of the prediction id. */
  readonly places: readonly { readonly trace: number; readonly prediction: number }[];
}

function makeTemplate(
  spans: number,
  number: number,
  attributesOf: (predictionId: string) => Features,
): Template {
  const ids = Array.from({ length: spans }, (_, at) => ({
    traceId: Buffer.from(
      `template${String(number).padStart(2, '0')}${String(at).padStart(6, '0')}`,
    ),
    predictionId: `order-${String(number).padStart(2, '0')}-${String(at).padStart(6, '0')}-00000000`,
  }));
  const start = 1_790_000_000_000_000_000n;
  const request = {
    resourceSpans: [
      {
        resource: {
          attributes: toKeyValues({ 'service.name': 'checkout', 'service.version': '1.42.0' }),
        },
        scopeSpans: [
          {
            scope: { name: '@marigraph/instrumentation-onnxruntime', version: '0.1.0' },
            spans: ids.map(({ traceId, predictionId }, at) => ({
              traceId,
              spanId: Buffer.from(`span${String(at).padStart(4, '0')}`),
              parentSpanId: Buffer.from('parent00'),
              name: `predict ${MODEL}`,
              kind: 1,
              startTimeUnixNano: start + BigInt(at) * 1_000_000n,
              endTimeUnixNano: start + BigInt(at) * 1_000_000n + 2_000_000n,
              attributes: toKeyValues(attributesOf(predictionId)),
            })),
          },
        ],
      },
    ],
  };
  const bytes = Buffer.from(
    ExportTraceServiceRequest.encode(ExportTraceServiceRequest.fromObject(request)).finish(),
  );
  const places = ids.map(({ traceId, predictionId }) => ({
    trace: bytes.indexOf(traceId),
    prediction: bytes.indexOf(predictionId) + predictionId.length - 8,
  }));
  return { bytes, places };
}

function spanAttributes(predictionId: string, random: () => number): Features {
  const attributes: Record<string, number | string> = {
    'http.request.method': 'POST',
    'url.path': '/v1/score',
    'server.address': 'checkout.internal',
    'thread.id': 'main',
    'code.function.name': 'score',
  };
  attributes[ATTR_ML_OPERATION_NAME] = ML_OPERATION_NAME_VALUE_PREDICT;
  attributes[ATTR_ML_SYSTEM_NAME] = ML_SYSTEM_NAME_VALUE_ONNXRUNTIME;
  attributes[ATTR_ML_MODEL_NAME] = MODEL;
  attributes[ATTR_ML_MODEL_VERSION] = VERSION;
  attributes[ATTR_ML_PREDICTION_ID] = predictionId;
  attributes[ATTR_ML_PREDICTION_LABEL] = random() < 0.03 ? 'fraud' : 'not_fraud';
  attributes[ATTR_ML_PREDICTION_SCORE] = random();
  attributes[ATTR_ML_TAG('country')] = ['NO', 'SE', 'DK', 'FI'][Math.floor(random() * 4)] ?? 'NO';
  for (const [name, value] of Object.entries(makeFeatures(random))) {
    attributes[ATTR_ML_FEATURE_VALUE(name)] = value;
  }
  return attributes;
}

/** A span as a web framework writes it. */
function smallAttributes(requestId: string, random: () => number): Features {
  return {
    'http.request.method': 'GET',
    'http.response.status_code': random() < 0.01 ? 500 : 200,
    'http.route': '/v1/orders/:id',
    'url.path': `/v1/orders/${Math.floor(random() * 1e6)}`,
    'url.scheme': 'https',
    'server.address': 'checkout.internal',
    'server.port': 8443,
    'network.protocol.version': '1.1',
    'user_agent.original': 'checkout-client/1.42.0',
    'app.request.id': requestId,
  };
}

function toKeyValues(attributes: Features): object[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? { stringValue: value } : { doubleValue: value },
  }));
}
