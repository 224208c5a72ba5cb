import {
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateSync,
  zstdCompressSync,
  zstdDecompressSync,
} from 'node:zlib';

import {
  type AnyProcessor,
  type Batch,
  type Component,
  COMPONENTS,
  type Consumer,
  type Encoding,
  type Reporter,
  type Signal,
} from '@marigraph/collector';

import { requestTypes } from '../../../../e2e/support/otlp-schema.ts';
import { recordingLogger, type RecordingLogger } from './logger.ts';
import { manualClock } from './manual-clock.ts';

/** One processor in front of a sink. */
export interface ProcessorUnderTest {
  readonly component: Component & Consumer & Partial<Reporter>;
  /** What the processor passed on. */
  readonly batches: readonly Batch[];
  readonly logger: RecordingLogger;
  /** Sends a request, written as an object of its schema, and answers what came out, decoded. */
  readonly process: (signal: Signal, request: object) => Promise<object | undefined>;
}

export interface ProcessorOptions {
  /** Called with each batch before it is kept. */
  readonly onBatch?: (batch: Batch) => void | Promise<void>;
}

/** The processor of this type with this configuration, as it is read from a file. */
export function createProcessor(
  type: string,
  config: unknown,
  { onBatch }: ProcessorOptions = {},
): ProcessorUnderTest {
  const definition = processorOf(type);
  const batches: Batch[] = [];
  const logger = recordingLogger();
  const next: Consumer = {
    async consume(batch) {
      await onBatch?.(batch);
      batches.push(batch);
    },
  };
  const component = definition.create({
    id: type,
    config: definition.config.parse(config) as never,
    clock: manualClock(),
    random: () => 0.5,
    logger,
    next,
  });
  return {
    component,
    batches,
    logger,
    process: async (signal, request) => {
      const before = batches.length;
      await component.consume(batchOf(signal, encodeRequest(signal, request)));
      const batch = batches[before];
      return batch === undefined ? undefined : decodeBatch(batch);
    },
  };
}

/** What is wrong with a configuration of this type, a problem a line; empty where nothing is. */
export function problemsOf(type: string, config: unknown): string {
  const { error } = processorOf(type).config.safeParse(config);
  return (error?.issues ?? [])
    .map(({ path, message }) => `${path.join('.')}: ${message}`)
    .join('\n');
}

function processorOf(type: string): AnyProcessor {
  const definition = COMPONENTS.find((candidate) => candidate.type === type);
  if (definition?.kind !== 'processor') throw new Error(`no processor ${type}`);
  return definition;
}

export function encodeRequest(signal: Signal, request: object): Uint8Array {
  const type = requestTypes[signal];
  return new Uint8Array(type.encode(type.fromObject(request)).finish());
}

/** A batch with these plain bytes, under an encoding. */
export function batchOf(
  signal: Signal,
  plain: Uint8Array,
  encoding: Encoding = 'identity',
  items = 1,
): Batch {
  const body = ENCODE[encoding](plain);
  return {
    signal,
    contentType: 'protobuf',
    encoding,
    body,
    items,
    sequence: 7n,
    receivedAt: 5n,
    tenant: 'tenant',
  };
}

/** The request of a batch, as protobufjs decodes it. */
export function decodeBatch({ signal, body, encoding }: Batch): object {
  const type = requestTypes[signal];
  return type.toObject(type.decode(DECODE[encoding](body)), { longs: String });
}

const ENCODE: Readonly<Record<Encoding, (plain: Uint8Array) => Uint8Array>> = {
  identity: (plain) => plain,
  gzip: (plain) => gzipSync(plain),
  deflate: (plain) => deflateSync(plain),
  zstd: (plain) => zstdCompressSync(plain),
};

const DECODE: Readonly<Record<Encoding, (body: Uint8Array) => Uint8Array>> = {
  identity: (body) => body,
  gzip: (body) => gunzipSync(body),
  deflate: (body) => inflateSync(body),
  zstd: (body) => zstdDecompressSync(body),
};

type Value =
  | string
  | number
  | boolean
  | null
  | bigint
  | Value[]
  | { readonly [key: string]: Value };

/** Attributes as a request holds them: integers are written as bigint. */
export function attributes(values: Readonly<Record<string, Value>>): object[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: Value): object {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'bigint') return { intValue: String(value) };
  if (typeof value === 'number') return { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return { kvlistValue: { values: attributes(value) } };
}

/** A request with one record of each of these attribute sets. */
export function requestOf(
  signal: Signal,
  records: readonly Readonly<Record<string, unknown>>[],
  resource: Readonly<Record<string, Value>> = {},
): object {
  const of = { attributes: attributes(resource) };
  const requests = {
    traces: { resourceSpans: [{ resource: of, scopeSpans: [{ spans: records }] }] },
    logs: { resourceLogs: [{ resource: of, scopeLogs: [{ logRecords: records }] }] },
    metrics: { resourceMetrics: [{ resource: of, scopeMetrics: [{ metrics: records }] }] },
  };
  return requests[signal];
}

interface Scope {
  readonly spans?: Record<string, unknown>[];
  readonly logRecords?: Record<string, unknown>[];
  readonly metrics?: Record<string, unknown>[];
}

interface OfResource {
  readonly scopeSpans?: Scope[];
  readonly scopeLogs?: Scope[];
  readonly scopeMetrics?: Scope[];
}

/** The records of a decoded request: spans, log records or metrics. */
export function recordsOf(request: object | undefined): Record<string, unknown>[] {
  const ofResources = Object.values(request ?? {}).flat() as OfResource[];
  return ofResources
    .flatMap(
      ({ scopeSpans, scopeLogs, scopeMetrics }) => scopeSpans ?? scopeLogs ?? scopeMetrics ?? [],
    )
    .flatMap(({ spans, logRecords, metrics }) => spans ?? logRecords ?? metrics ?? []);
}

/** Attributes of a decoded record by key: the inverse of `attributes`. */
export function attributesOf(record: object | undefined): Record<string, Value> {
  const list = (record as { attributes?: { key: string; value?: AnyValueObject }[] }).attributes;
  return Object.fromEntries((list ?? []).map(({ key, value }) => [key, valueOf(value)]));
}

interface AnyValueObject {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: AnyValueObject[] };
  readonly kvlistValue?: { readonly values?: { key: string; value?: AnyValueObject }[] };
}

function valueOf(value: AnyValueObject | undefined): Value {
  if (value?.intValue !== undefined) return BigInt(value.intValue);
  if (value?.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(valueOf);
  if (value?.kvlistValue !== undefined) {
    return attributesOf({ attributes: value.kvlistValue.values ?? [] });
  }
  return value?.stringValue ?? value?.boolValue ?? value?.doubleValue ?? null;
}
