/**
 * The pipeline to compare with: every request is decoded into objects, the same monitor is fed from the objects,
 * and the objects are encoded again for the backend, as a processor written with a protobuf library does.
 *
 * Usage: decode-everything.ts <backend URL> <reference>. Prints the port it listens on.
 */

import { readFileSync } from 'node:fs';
import { Agent, createServer, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';

import {
  addFeature,
  clearRow,
  createMonitor,
  FeatureKind,
  hashKey,
  type MonitorDefinition,
  type Reference,
} from '@marigraph/monitor';
import {
  ATTR_ML_FEATURE_VALUE_PREFIX,
  ATTR_ML_MODEL_NAME,
  ATTR_ML_MODEL_VERSION,
  ATTR_ML_PREDICTION_ID,
  ATTR_ML_PREDICTION_LABEL,
  ATTR_ML_TAG,
} from '@marigraph/semantic-conventions';

import { ExportTraceServiceRequest } from '../../e2e/support/otlp-schema.ts';

interface DecodedSpan {
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  /** A Long; its text is the number. */
  readonly endTimeUnixNano: { toString(): string };
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

const [, , backendUrl, referencePath = ''] = process.argv;
const backend = new URL('/v1/traces', backendUrl);
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
const SEGMENT_KEY = 'country';
const TAG = ATTR_ML_TAG(SEGMENT_KEY);
/** As in the configuration that the collector runs with. */
const definition: Omit<MonitorDefinition, 'model'> = {
  segmentKeys: [SEGMENT_KEY],
  evaluate: ['all', SEGMENT_KEY],
  window: { durationMs: 3_600_000 },
  allowedLatenessMs: 600_000,
  idleTimeoutMs: 300_000,
  maxFutureSkewMs: 300_000,
  retentionMs: 35 * 86_400_000,
  predictionsMax: 5_000_000,
  slicesMax: 200,
  cellBytesMax: 256 * 1024 * 1024,
  drift: {
    rule: 'scan',
    budget: 1,
    minimumScore: 0,
    excludedDays: [],
    bins: 10,
    minimumEffect: 0.1,
    pValueMax: 0.05,
  },
};
const document = JSON.parse(readFileSync(referencePath, 'utf8')) as Reference;
const monitor = createMonitor({
  definitions: [],
  defaults: definition,
  references: [{ id: 'bench', document }],
});
const row = monitor.createRow();
setInterval(() => monitor.advance(Date.now()), 1000);

function addSpan(span: DecodedSpan): void {
  clearRow(row);
  for (const { key, value } of span.attributes) {
    if (key.startsWith(ATTR_ML_FEATURE_VALUE_PREFIX)) {
      const id = monitor.featureId(key.slice(ATTR_ML_FEATURE_VALUE_PREFIX.length));
      if (value.doubleValue !== undefined) {
        addFeature(row, id, FeatureKind.NUMBER, value.doubleValue);
      } else if (value.stringValue !== undefined) {
        addFeature(row, id, FeatureKind.TEXT, value.stringValue);
      }
    } else if (key === ATTR_ML_MODEL_NAME) row.modelName = value.stringValue ?? '';
    else if (key === ATTR_ML_MODEL_VERSION) row.modelVersion = value.stringValue ?? '';
    else if (key === ATTR_ML_PREDICTION_LABEL) row.label = value.stringValue;
    else if (key === TAG) row.segments[0] = value.stringValue;
    else if (key === ATTR_ML_PREDICTION_ID) {
      const id = Buffer.from(value.stringValue ?? '');
      hashKey(id, 0, id.length, row.key);
    }
  }
  if (row.modelName === '') return;
  row.hasTrace = true;
  row.trace.set(span.traceId, 0);
  row.trace.set(span.spanId, 16);
  row.timeMs = Number(span.endTimeUnixNano) / 1e6;
  monitor.addRow(row, Date.now());
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
    for (const { spans } of scopeSpans) for (const span of spans) addSpan(span);
  }
  const encoded = ExportTraceServiceRequest.encode(request).finish();
  await forward(encoding === 'gzip' ? gzipSync(encoded) : encoded, encoding);
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
