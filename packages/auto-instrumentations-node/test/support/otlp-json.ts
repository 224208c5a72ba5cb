import type { SinkRequest } from '../../../../e2e/support/otlp-sink.ts';

export type Attributes = Readonly<Record<string, unknown>>;

export interface Item {
  readonly name: string;
  readonly scope: string;
  readonly schemaUrl: string;
  readonly resource: Attributes;
  readonly attributes: Attributes;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
}

interface JsonValue {
  readonly [type: string]: unknown;
}
interface JsonAttribute {
  readonly key: string;
  readonly value: JsonValue;
}
interface JsonRecord {
  readonly name?: string;
  readonly eventName?: string;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly parentSpanId?: string;
  readonly attributes?: readonly JsonAttribute[];
}
interface JsonScope {
  readonly scope: { readonly name: string };
  readonly schemaUrl?: string;
  readonly spans?: readonly JsonRecord[];
  readonly logRecords?: readonly JsonRecord[];
  readonly metrics?: readonly JsonRecord[];
}
interface JsonResource {
  readonly resource: { readonly attributes: readonly JsonAttribute[] };
  readonly scopeSpans?: readonly JsonScope[];
  readonly scopeLogs?: readonly JsonScope[];
  readonly scopeMetrics?: readonly JsonScope[];
}

/** What the sink has got of one signal, flat, in the order of arrival. */
export function itemsOf(
  requests: readonly SinkRequest[],
  signal: 'traces' | 'logs' | 'metrics',
): readonly Item[] {
  return requests
    .filter(({ path }) => path === `/v1/${signal}`)
    .map(({ body }) => JSON.parse(Buffer.from(body).toString()) as Record<string, JsonResource[]>)
    .flatMap((request) => Object.values(request).flat())
    .flatMap((resource) =>
      [resource.scopeSpans, resource.scopeLogs, resource.scopeMetrics]
        .flatMap((scopes) => scopes ?? [])
        .flatMap((scope) =>
          [scope.spans, scope.logRecords, scope.metrics]
            .flatMap((records) => records ?? [])
            .map((record) => toItem(resource, scope, record)),
        ),
    );
}

function toItem(resource: JsonResource, scope: JsonScope, record: JsonRecord): Item {
  return {
    name: record.name ?? record.eventName ?? '',
    scope: scope.scope.name,
    schemaUrl: scope.schemaUrl ?? '',
    resource: toAttributes(resource.resource.attributes),
    attributes: toAttributes(record.attributes ?? []),
    traceId: record.traceId ?? '',
    spanId: record.spanId ?? '',
    parentSpanId: record.parentSpanId ?? '',
  };
}

function toAttributes(attributes: readonly JsonAttribute[]): Attributes {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
