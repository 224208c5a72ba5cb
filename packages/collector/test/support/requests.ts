import { type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';

import { requestTypes } from '../../../../e2e/support/otlp-schema.ts';

export type Signal = 'traces' | 'metrics' | 'logs';

/** An export request of `signal` with `count` items whose names are `<name>-<index>`. */
export function otlpRequest(signal: Signal, name: string, count = 1): Uint8Array {
  const names = Array.from({ length: count }, (_, index) => `${name}-${index}`);
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'test' } }] };
  const content = {
    traces: {
      resourceSpans: [
        {
          resource,
          scopeSpans: [
            { spans: names.map((n) => ({ name: n, traceId: ID, spanId: ID.subarray(8) })) },
          ],
        },
      ],
    },
    logs: {
      resourceLogs: [
        { resource, scopeLogs: [{ logRecords: names.map((n) => ({ body: { stringValue: n } })) }] },
      ],
    },
    metrics: {
      resourceMetrics: [
        {
          resource,
          scopeMetrics: [
            {
              metrics: names.map((n) => ({
                name: n,
                gauge: { dataPoints: [{ asDouble: 1.5, timeUnixNano: '1700000000000000000' }] },
              })),
            },
          ],
        },
      ],
    },
  };
  const type = requestTypes[signal];
  return type.encode(type.fromObject(content[signal])).finish();
}

const ID = Buffer.from('5b8efff798038103d269b633813fc60c', 'hex');

/** Names of the items of a request, in order. */
export function itemNames(signal: Signal, body: Uint8Array): string[] {
  const type = requestTypes[signal];
  const request = type.toObject(type.decode(body)) as Record<string, Resources[] | undefined>;
  const resources = Object.values(request)[0] ?? [];
  return resources
    .flatMap((resource) => resource.scopeSpans ?? resource.scopeLogs ?? resource.scopeMetrics ?? [])
    .flatMap((scope) => scope.spans ?? scope.metrics ?? scope.logRecords ?? [])
    .map((item) => item.name ?? item.body?.stringValue ?? '');
}

interface Scope {
  readonly spans?: Item[];
  readonly metrics?: Item[];
  readonly logRecords?: Item[];
}
interface Item {
  readonly name?: string;
  readonly body?: { readonly stringValue: string };
}
interface Resources {
  readonly scopeSpans?: Scope[];
  readonly scopeLogs?: Scope[];
  readonly scopeMetrics?: Scope[];
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Sends one request on a connection of its own. */
export function send(
  url: string,
  options: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string | number>>;
    readonly body?: Uint8Array;
  } = {},
): Promise<Answer> {
  const { method = 'POST', headers = {}, body } = options;
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers, agent: false }, (response) => {
      const chunks: Uint8Array[] = [];
      response.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      response.on('end', () => {
        const status = response.statusCode ?? 0;
        resolve({ status, headers: response.headers, body: Buffer.concat(chunks) });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Posts an export request in protobuf. */
export function post(
  base: string,
  signal: Signal,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return send(`${base}/v1/${signal}`, {
    headers: { 'content-type': 'application/x-protobuf', ...headers },
    body,
  });
}

export function postGzip(base: string, signal: Signal, body: Uint8Array): Promise<Answer> {
  return post(base, signal, gzipSync(body), { 'content-encoding': 'gzip' });
}
