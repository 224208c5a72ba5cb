/**
 * The pipeline to compare with: every request is decoded into objects, features are counted in bins, and the
 * objects are encoded again for the backend, as a processor written with a protobuf library does.
 *
 * Usage: decode-everything.ts <backend URL>. Prints the port it listens on.
 */

import { Agent, createServer, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';

import { ATTR_ML_FEATURE_VALUE_PREFIX } from '@marigraph/semantic-conventions';

import { ExportTraceServiceRequest } from '../../e2e/support/otlp-schema.ts';

interface DecodedSpan {
  readonly attributes: readonly {
    readonly key: string;
    readonly value: { readonly doubleValue?: number; readonly stringValue?: string };
  }[];
}

interface DecodedRequest {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly DecodedSpan[] }[];
  }[];
}

const backend = new URL('/v1/traces', process.argv[2]);
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
const edges = Array.from({ length: 119 }, (_, at) => ((at + 1) / 120) * 1000);
const bins = new Map<string, Float64Array>();
const categories = new Map<string, Map<string, number>>();

function count({ attributes }: DecodedSpan): void {
  for (const { key, value } of attributes) {
    if (!key.startsWith(ATTR_ML_FEATURE_VALUE_PREFIX)) continue;
    if (value.doubleValue !== undefined) countNumber(key, value.doubleValue);
    else if (value.stringValue !== undefined) countCategory(key, value.stringValue);
  }
}

function countNumber(key: string, value: number): void {
  let counts = bins.get(key);
  if (counts === undefined) bins.set(key, (counts = new Float64Array(edges.length + 1)));
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  counts[low] = (counts[low] as number) + 1;
}

function countCategory(key: string, value: string): void {
  let counts = categories.get(key);
  if (counts === undefined) categories.set(key, (counts = new Map()));
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

function forward(body: Uint8Array, encoding: string | undefined): Promise<void> {
  const headers = {
    'content-type': 'application/x-protobuf',
    'content-length': body.length,
    ...(encoding !== undefined && { 'content-encoding': encoding }),
  };
  return new Promise((resolve, reject) => {
    const outgoing = sendRequest(backend, { method: 'POST', agent, headers }, (incoming) => {
      incoming.resume();
      incoming.once('end', resolve);
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

async function handle(raw: Uint8Array, encoding: string | undefined): Promise<void> {
  const request = ExportTraceServiceRequest.decode(encoding === 'gzip' ? gunzipSync(raw) : raw);
  for (const { scopeSpans } of (request as unknown as DecodedRequest).resourceSpans) {
    for (const { spans } of scopeSpans) for (const span of spans) count(span);
  }
  const encoded = ExportTraceServiceRequest.encode(request).finish();
  await forward(encoding === 'gzip' ? gzipSync(encoded, { level: 1 }) : encoded, encoding);
}

const server = createServer((incoming, outgoing) => {
  const chunks: Uint8Array[] = [];
  incoming.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  incoming.on('end', () => {
    handle(Buffer.concat(chunks), incoming.headers['content-encoding']).then(
      () => outgoing.writeHead(200, { 'content-type': 'application/x-protobuf' }).end(),
      (error: unknown) => outgoing.writeHead(500).end(String(error)),
    );
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
