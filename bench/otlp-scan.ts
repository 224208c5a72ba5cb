/*
 * Question: what does one span or its receipt cost in the scanner, against decoding it into objects?
 * Budget: a prediction span of 45 attributes, 32 of them wanted, in at most 1.5 µs; counting it in half.
 *
 * Variants run interleaved in one process, and every result is consumed. The ratio is the finding: absolute
 * times move with the machine. Run with
 *   node --conditions=@marigraph/source bench/otlp-scan.ts
 */
import { cpus } from 'node:os';

import { countItems, createInterner, createScanner, ValueType } from '@marigraph/otlp';

import { requestTypes } from '../e2e/support/otlp-schema.ts';

const SPANS = 256;
const PAYLOADS = 8;
const ROUNDS = 15;
const ROUND_MS = 150;

const SERVICE = {
  attributes: ['service.name', 'service.version', 'host.name'].map((key) => text(key, 'scoring')),
};
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

function text(key: string, stringValue: string): object {
  return { key, value: { stringValue } };
}

function feature(index: number): object {
  const key = `feature.value.measurement_${index}`;
  if (index < 18) return { key, value: { doubleValue: random() * 1000 } };
  if (index < 24) return { key, value: { intValue: Math.floor(random() * 5000) } };
  return text(key, COUNTRIES[Math.floor(random() * COUNTRIES.length)] ?? '');
}

function predictionSpan(index: number): object {
  return {
    traceId: Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256)),
    spanId: Uint8Array.from({ length: 8 }, () => Math.floor(random() * 256)),
    name: 'predict fraud-detector',
    kind: 2,
    startTimeUnixNano: 1_795_000_000_000_000_000 + index * 1e6,
    endTimeUnixNano: 1_795_000_000_004_000_000 + index * 1e6,
    attributes: [
      ...STANDARD.map(([key, value]) =>
        typeof value === 'string' ? text(key, value) : { key, value: { intValue: value } },
      ),
      ...Array.from({ length: 30 }, (_, at) => feature(at)),
      text('prediction.label', random() > 0.5 ? 'fraud' : 'legit'),
      { key: 'prediction.score', value: { doubleValue: random() } },
      { key: 'prediction.threshold', value: { doubleValue: 0.5 } },
    ],
    status: {},
    flags: 257,
  };
}

function createPayload(): Uint8Array {
  const spans = Array.from({ length: SPANS }, (_, index) => predictionSpan(index));
  const request = { resourceSpans: [{ resource: SERVICE, scopeSpans: [{ spans }] }] };
  const type = requestTypes.traces;
  return type.encode(type.fromObject(request)).finish();
}

const WANTED = /^(feature\.|prediction\.(label|score))/;

type Variant = (bytes: Uint8Array) => number;

function createVariants(): Readonly<Record<string, Variant>> {
  const scanner = createScanner({
    signal: 'traces',
    classify: (key) => (WANTED.test(key) ? 1 : 0),
  });
  const values = createInterner(1024);
  return {
    countItems: (bytes) => countItems('traces', bytes),
    scan: (bytes) => {
      let sum = 0;
      scanner.scan(bytes, ({ attributes }) => (sum += attributes.count));
      return sum;
    },
    scanAndReadValues: (bytes) => {
      let sum = 0;
      scanner.scan(bytes, ({ attributes }) => {
        for (let at = 0; at < attributes.count; at++) {
          sum +=
            attributes.type[at] === ValueType.STRING
              ? values.intern(bytes, attributes.start[at] ?? 0, attributes.end[at] ?? 0)
              : (attributes.number[at] ?? 0);
        }
      });
      return sum;
    },
    protobufjsDecode: (bytes) => Object.keys(requestTypes.traces.decode(bytes)).length,
  };
}

let consumed = 0;

/** ns per span of as many requests as fit in a round. */
function measure(variant: Variant, payloads: readonly Uint8Array[]): number {
  const start = performance.now();
  let requests = 0;
  let elapsed = 0;
  while (elapsed < ROUND_MS) {
    for (const bytes of payloads) consumed += variant(bytes);
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
  const variants = Object.entries(createVariants());
  const samples: Record<string, number[]> = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, variant] of variants) {
      (samples[name] ??= []).push(measure(variant, payloads));
    }
  }
  const decode = median(samples['protobufjsDecode'] ?? []);
  return {
    question: 'what it costs to check and to scan an export request, against decoding it',
    budget: 'scan at least 8 times as fast as protobufjs decodes',
    node: process.version,
    cpu: cpus()[0]?.model,
    bytesPerSpan: Math.round((payloads[0]?.length ?? 0) / SPANS),
    results: Object.entries(samples).map(([name, numbers]) => ({
      name,
      nsPerSpan: Math.round(median(numbers)),
      nsPerSpanBest: Math.round(Math.min(...numbers)),
      decodeRatio: Number((decode / median(numbers)).toFixed(1)),
    })),
    consumed: Number.isFinite(consumed),
  };
}

if (import.meta.main) console.log(JSON.stringify(run(), null, 2));
