import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';

import { countItemsJson, type PartialSuccess } from '@marigraph/otlp';
import { describe, expect, it, onTestFinished } from 'vitest';

import { responseTypes, Status } from '../../../../e2e/support/otlp-schema.ts';
import { type OtlpSink, startOtlpSink } from '../../../../e2e/support/otlp-sink.ts';
import { vectors } from '../../../../test/support/vectors.ts';
import { startCollector } from '../support/collector.ts';
import { connectGrpc, type GrpcAnswer } from '../support/grpc-client.ts';
import { startReceiver } from '../support/receiver.ts';
import { type Answer, otlpRequest, send, type Signal } from '../support/requests.ts';

interface Case {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly bodyFile?: string;
  readonly bodyHex?: string;
  readonly bodyText?: string;
  readonly bodyZeros?: number;
  readonly encode?: 'gzip' | 'zstd';
  readonly serverOption?: { readonly maxRequestBodySize: number };
  readonly serverState?: keyof typeof PARTS | 'memory-limited';
  readonly expect: {
    readonly status?: number;
    readonly statusIn?: readonly number[];
    readonly contentType?: string;
    readonly bodyLength?: number;
    readonly body?: { readonly partialSuccess?: Readonly<Record<string, string>> };
    readonly statusBody?: boolean;
    readonly retryAfter?: boolean;
    readonly forwarded?: Readonly<Record<string, string | number>>;
  };
}

interface RetryTables {
  readonly grpc: {
    readonly retryable: readonly string[];
    readonly retryableOnlyWithRetryInfo: readonly string[];
    readonly notRetryable: readonly string[];
  };
  readonly http: { readonly retryable: readonly number[] };
  readonly goStatusToHttp: Readonly<Record<string, number>>;
}

/** States in which a server takes a part of a request, or all of it with a warning. */
const PARTS = {
  'rejects-1-of-2': { rejected: 1n, message: 'one span has no name' },
  warns: { rejected: 0n, message: 'a name is longer than the convention allows' },
} as const satisfies Readonly<Record<string, PartialSuccess>>;

const GRPC_CODES = `
  OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED
  RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS
`
  .trim()
  .split(/\s+/);

/** A status of HTTP by what the same refusal is called in gRPC. */
const GRPC_OF_HTTP: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'INVALID_ARGUMENT',
  404: 'UNIMPLEMENTED',
  413: 'RESOURCE_EXHAUSTED',
  415: 'UNIMPLEMENTED',
  503: 'UNAVAILABLE',
};

vectors.describe('otlp', (folder) => {
  const { cases } = vectors.json<{ readonly cases: readonly Case[] }>(
    folder,
    'otlp-http-contract-cases.json',
  );
  const named = cases.map((entry) => [entry.id, entry] as const);

  describe('over HTTP', () => {
    it.for(named)('%s', async ([id, entry], { skip }) => {
      const needsIds = id === 'bad-hex-id' && !isRefused(bodyOf(entry, folder));
      skip(needsIds, 'needs a countItemsJson that looks at ids');
      const { answer, sink } = await run(entry, folder);
      const { status, statusIn = [status], contentType, bodyLength, retryAfter } = entry.expect;
      const { headers, body } = answer;
      expect(statusIn).toContain(answer.status);
      expect(headers['content-type']).toBe(contentType ?? headers['content-type']);
      expect(body).toHaveLength(bodyLength ?? body.length);
      expect(/^\d+$/.test(headers['retry-after'] ?? '')).toBe(retryAfter ?? false);
      // Every refusal carries a Status, also where the case does not ask for it.
      expect(answer.status < 400 || messageOf(answer) !== '').toBe(true);
      expect(partOf(body, entry)).toEqual(expectedPart(entry));
      // What only passes comes out as it went in, byte by byte: all values with it.
      const forwarded = entry.expect.forwarded === undefined ? [] : [bodyOf(entry, folder)];
      await sink.waitFor((requests) => requests.length >= forwarded.length);
      const raw = sink.requests.slice(0, forwarded.length).map((request) => request.raw);
      expect(raw.map((bytes) => Buffer.from(bytes))).toEqual(forwarded);
    });
  });

  describe('over gRPC', () => {
    // What a call can be at all: a message of protobuf, posted to a method.
    const calls = named.filter(
      ([, { method, headers, serverState = '' }]) =>
        (method === 'POST' && headers['content-type'] === 'application/x-protobuf') ||
        serverState in PARTS,
    );

    it.each(calls)('%s', async (_, entry) => {
      const answer = await call(entry, folder);
      const { status = 0, statusIn = [status], retryAfter = false } = entry.expect;
      const expected = statusIn.map((code) => GRPC_OF_HTTP[code]);
      expect(expected).toContain(GRPC_CODES[answer.grpcStatus ?? -1]);
      expect(answer.httpStatus).toBe(200);
      expect(answer.retryDelayMs !== undefined).toBe(retryAfter);
      expect(answer.grpcStatus === 0 || answer.message !== '').toBe(true);
      expect(answer.grpcStatus === 3).toBe(answer.details.includes('BadRequest'));
      const { traces } = responseTypes;
      const response = traces.toObject(traces.decode(answer.body.subarray(5)), { longs: String });
      expect(partOf(Buffer.from(JSON.stringify(response)), entry)).toEqual(expectedPart(entry));
    });
  });

  it('is retryable over both protocols or over none, as the tables have it', async () => {
    const tables = vectors.json<RetryTables>(folder, 'otlp-retry-tables.json');
    const refusals = cases.filter(({ expect: { status = 0 } }) => status !== 200);
    const seen = new Set<string>();
    for (const entry of refusals) {
      if (entry.headers['content-type'] !== 'application/x-protobuf') continue;
      const { answer: http } = await run(entry, folder);
      const grpc = await call(entry, folder);
      const code = GRPC_CODES[grpc.grpcStatus ?? -1] ?? '';
      const { retryable, retryableOnlyWithRetryInfo, notRetryable } = tables.grpc;
      const isRetryable =
        retryable.includes(code) ||
        (retryableOnlyWithRetryInfo.includes(code) && grpc.retryDelayMs !== undefined);
      expect([entry.id, isRetryable]).toEqual([
        entry.id,
        tables.http.retryable.includes(http.status),
      ]);
      expect([...retryable, ...retryableOnlyWithRetryInfo, ...notRetryable]).toContain(code);
      seen.add(code);
    }
    expect([...seen].toSorted()).toEqual([
      'INVALID_ARGUMENT',
      'RESOURCE_EXHAUSTED',
      'UNAVAILABLE',
      'UNIMPLEMENTED',
    ]);
    expect(tables.goStatusToHttp['UNAVAILABLE']).toBe(503);
  });
});

function isRefused(body: Uint8Array): boolean {
  try {
    countItemsJson('traces', body);
    return false;
  } catch {
    return true;
  }
}

/** What an answer says of a partial success; only where the case asks for it. */
function partOf(body: Buffer, { expect: { body: expected } }: Case): unknown {
  return expected === undefined ? {} : (JSON.parse(body.toString()) as unknown);
}

function expectedPart({ expect: { body = {} } }: Case): unknown {
  if (body.partialSuccess === undefined) return body;
  const someText: unknown = expect.stringMatching(/./);
  const fields = Object.entries(body.partialSuccess).map(
    ([key, value]) => [key, value === '<non-empty>' ? someText : value] as const,
  );
  return { partialSuccess: expect.objectContaining(Object.fromEntries(fields)) };
}

function messageOf({ headers, body }: Answer): string {
  if (headers['content-type'] === 'application/json') {
    return (JSON.parse(body.toString()) as { message: string }).message;
  }
  expect(headers['content-type']).toBe('application/x-protobuf');
  return String(Status.toObject(Status.decode(body))['message']);
}

interface Server {
  readonly http: string;
  readonly grpc: string;
  readonly sink: OtlpSink;
}

async function serverFor({ serverOption, serverState }: Case): Promise<Server> {
  const isLimited = serverState === 'memory-limited';
  const sink = await startOtlpSink({ respond: () => ({ status: isLimited ? 503 : 200 }) });
  onTestFinished(() => sink.close());
  if (serverState !== undefined && serverState !== 'memory-limited') {
    const { http, grpc } = await startReceiver({ emit: async () => PARTS[serverState] });
    return { http, grpc, sink };
  }
  const limitMib = (serverOption?.maxRequestBodySize ?? 64 * 1024 * 1024) / 1024 / 1024;
  // "memory-limited" here: a log too small for any request.
  const walMib = isLimited ? 0.0001 : 16;
  const { url, details } = await startCollector({
    yaml: `
receivers:
  otlp:
    protocols:
      http: { endpoint: '127.0.0.1:0', max_request_body_size_mib: ${limitMib} }
      grpc: { endpoint: '127.0.0.1:0', max_recv_msg_size_mib: ${limitMib} }
exporters: { otlp_http: { endpoint: '${sink.url}' } }
service:
  wal: { type: memory, max_mib: ${walMib} }
  pipelines:
    traces: { receivers: [otlp], exporters: [otlp_http] }
    metrics: { receivers: [otlp], exporters: [otlp_http] }
    logs: { receivers: [otlp], exporters: [otlp_http] }
`,
  });
  const { endpoint } = details('otlp')['grpc'] as { readonly endpoint: string };
  return { http: url('otlp'), grpc: `http://${endpoint}`, sink };
}

async function run(
  entry: Case,
  folder: string,
): Promise<{ readonly answer: Answer; readonly sink: OtlpSink }> {
  const { http, sink } = await serverFor(entry);
  const answer = await send(`${http}${entry.path}`, {
    method: entry.method,
    headers: entry.headers,
    ...(entry.method === 'GET' ? {} : { body: bodyOf(entry, folder) }),
  });
  return { answer, sink };
}

async function call(entry: Case, folder: string): Promise<GrpcAnswer> {
  const { grpc } = await serverFor(entry);
  const encoding = entry.headers['content-encoding'];
  const signal = entry.path.split('/').at(-1) ?? '';
  const isKnown = ['traces', 'metrics', 'logs'].includes(signal);
  const isPart = entry.serverState !== undefined && entry.serverState in PARTS;
  const body = isPart ? otlpRequest('traces', 'x', 2) : bodyOf(entry, folder);
  return connectGrpc(grpc).call(isKnown ? (signal as Signal) : 'traces', body, {
    compressed: encoding !== undefined,
    headers: {
      ...(encoding === undefined ? {} : { 'grpc-encoding': encoding }),
      ...(isKnown ? {} : { ':path': '/opentelemetry.proto.collector.nope/Export' }),
    },
  });
}

function bodyOf(entry: Case, folder: string): Buffer {
  const plain = plainBodyOf(entry, folder);
  if (entry.encode === 'gzip') return gzipSync(plain);
  return entry.encode === 'zstd' ? zstdCompressSync(plain) : plain;
}

function plainBodyOf(entry: Case, folder: string): Buffer {
  if (entry.serverState !== undefined && entry.serverState in PARTS) {
    return Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{}, {}] }] }] }));
  }
  if (entry.json !== undefined) return Buffer.from(JSON.stringify(entry.json));
  if (entry.bodyFile !== undefined) return readFileSync(join(folder, entry.bodyFile));
  if (entry.bodyHex !== undefined) return Buffer.from(entry.bodyHex, 'hex');
  return Buffer.from(entry.bodyText ?? '\0'.repeat(entry.bodyZeros ?? 0));
}
