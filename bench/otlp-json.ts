/*
 * Question: what does a span in OTLP/JSON cost to check and to turn into protobuf, against parsing it into objects?
 * Budget: a prediction span of 45 attributes, about 3.4 KB of JSON, in at most half the time of JSON.parse.
 *
 * JSON.parse gets a string, as it must; what it costs to make one of the bytes is a variant of its own. JSON.parse
 * rounds integers beyond 2^53 and makes objects only, so it stands for the least that any reader built on it costs.
 *
 * Variants run interleaved in one process, and every result is consumed. The ratio is the finding: absolute
 * times move with the machine. Run with
 *   node --conditions=@marigraph/source bench/otlp-json.ts
 */
import { cpus } from 'node:os';

import { countItemsJson, jsonToProtobuf, protobufToJson } from '@marigraph/otlp';

const SPANS = 64;
const PAYLOADS = 8;
const ROUNDS = 9;
const ROUND_MS = 60;

const STANDARD = [
  ['model.name', 'fraud-detector'],
  ['model.version', '2026.11.3'],
  ['model.framework', 'onnxruntime'],
  ['operation.name', 'predict'],
  ['task.type', 'binary_classification'],
  ['http.route', '/v1/models/fraud-detector:predict'],
  ['http.request.method', 'POST'],
  ['http.response.status_code', 200],
  ['server.address', 'fraud.prod.svc.cluster.local'],
  ['server.port', 8080],
  ['segment.tier', 'gold'],
  ['inference.id', 'c0ffee00c0ffee00c0ffee00c0ffee00'],
] as const;
const COUNTRIES = ['NO', 'DE', 'FR', 'IN', 'BR'];

/** Park and Miller's generator: the same spans in every run. */
let seed = 1;
function random(): number {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647;
}

function attribute(key: string, value: string | number): object {
  if (typeof value === 'string') return { key, value: { stringValue: value } };
  return { key, value: { intValue: String(value) } };
}

function feature(index: number): object {
  const key = `feature.value.measurement_${index}`;
  if (index < 18) return { key, value: { doubleValue: random() * 1000 } };
  if (index < 24) return attribute(key, Math.floor(random() * 5000));
  return attribute(key, COUNTRIES[Math.floor(random() * COUNTRIES.length)] ?? '');
}

function hex(digits: number): string {
  return Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
}

function predictionSpan(index: number): object {
  return {
    traceId: hex(32),
    spanId: hex(16),
    name: 'predict fraud-detector',
    kind: 2,
    startTimeUnixNano: String(1_795_000_000_000_000_000n + BigInt(index) * 1_000_000n),
    endTimeUnixNano: String(1_795_000_000_004_000_000n + BigInt(index) * 1_000_000n),
    attributes: [
      ...STANDARD.map(([key, value]) => attribute(key, value)),
      ...Array.from({ length: 30 }, (_, at) => feature(at)),
      attribute('prediction.label', random() > 0.5 ? 'fraud' : 'legit'),
      { key: 'prediction.score', value: { doubleValue: random() } },
      { key: 'prediction.threshold', value: { doubleValue: 0.5 } },
    ],
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: 0 },
    flags: 257,
  };
}

interface Payload {
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly protobuf: Uint8Array;
}

function createPayload(): Payload {
  const spans = Array.from({ length: SPANS }, (_, index) => predictionSpan(index));
  const resource = { attributes: [attribute('service.name', 'scoring')] };
  const text = JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
  const bytes = new TextEncoder().encode(text);
  return { bytes, text, protobuf: jsonToProtobuf('traces', bytes) };
}

const DECODER = new TextDecoder();

const VARIANTS: Readonly<Record<string, (payload: Payload) => number>> = {
  countItemsJson: ({ bytes }) => countItemsJson('traces', bytes),
  jsonToProtobuf: ({ bytes }) => jsonToProtobuf('traces', bytes).length,
  protobufToJson: ({ protobuf }) => protobufToJson('traces', protobuf).length,
  jsonParse: ({ text }) => Object.keys(JSON.parse(text) as object).length,
  decodeTextAndParse: ({ bytes }) =>
    Object.keys(JSON.parse(DECODER.decode(bytes)) as object).length,
};

let consumed = 0;

/** ns per span of as many requests as fit in a round. */
function measure(variant: (payload: Payload) => number, payloads: readonly Payload[]): number {
  const start = performance.now();
  let requests = 0;
  let elapsed = 0;
  while (elapsed < ROUND_MS) {
    for (const payload of payloads) consumed += variant(payload);
    requests += payloads.length;
    elapsed = performance.now() - start;
  }
  return (elapsed * 1e6) / (requests * SPANS);
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

/** Measures all variants in turns and answers what a page can be generated from. */
export function run(): object {
  const payloads = Array.from({ length: PAYLOADS }, createPayload);
  const samples: Record<string, number[]> = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, variant] of Object.entries(VARIANTS)) {
      (samples[name] ??= []).push(measure(variant, payloads));
    }
  }
  const parse = median(samples['jsonParse'] ?? []);
  return {
    question: 'what OTLP/JSON costs to check and to turn into protobuf, against JSON.parse',
    budget: 'jsonToProtobuf in at most half the time of JSON.parse',
    node: process.version,
    cpu: cpus()[0]?.model,
    jsonBytesPerSpan: Math.round((payloads[0]?.bytes.length ?? 0) / SPANS),
    protobufBytesPerSpan: Math.round((payloads[0]?.protobuf.length ?? 0) / SPANS),
    results: Object.entries(samples).map(([name, numbers]) => ({
      name,
      nsPerSpan: Math.round(median(numbers)),
      nsPerSpanBest: Math.round(Math.min(...numbers)),
      parseRatio: Number((parse / median(numbers)).toFixed(2)),
    })),
    consumed: Number.isFinite(consumed),
  };
}

if (import.meta.main) console.log(JSON.stringify(run(), null, 2));
