import type { Signal } from '@marigraph/collector';

import { requestTypes } from './otlp-schema.ts';

type Plain = Readonly<Record<string, unknown>>;

/** Where the spans, log records or data points of a request stand. */
const PATHS: Readonly<Record<Signal, readonly [resource: string, scope: string, item: string]>> = {
  traces: ['resourceSpans', 'scopeSpans', 'spans'],
  logs: ['resourceLogs', 'scopeLogs', 'logRecords'],
  metrics: ['resourceMetrics', 'scopeMetrics', 'metrics'],
};

/** The spans, log records or metrics of a request, each with its resource and scope, as comparable texts. */
export function itemsOf(signal: Signal, body: Uint8Array): string[] {
  const type = requestTypes[signal];
  const request = type.toObject(type.decode(body), { longs: String, bytes: String }) as Plain;
  const [resources, scopes, items] = PATHS[signal];
  return listOf(request, resources).flatMap((resource) =>
    listOf(resource, scopes).flatMap((scope) =>
      listOf(scope, items).map((item) =>
        toText({ ...resource, [scopes]: { ...scope, [items]: item } }),
      ),
    ),
  );
}

function listOf(value: Plain, key: string): readonly Plain[] {
  return (value[key] ?? []) as readonly Plain[];
}

/** JSON, but for numbers that JSON has no text for. */
function toText(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'number' && !(Number.isFinite(inner) && !Object.is(inner, -0))
      ? `number ${Object.is(inner, -0) ? '-0' : inner}`
      : inner,
  );
}
