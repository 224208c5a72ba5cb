import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';

import { ComponentError } from '@marigraph/collector';
import { createRetryInfo, encodePartialSuccess, encodeStatus } from '@marigraph/otlp';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { vectors } from '../../../../test/support/vectors.ts';
import { grpcStatusCode, type GrpcStatusName } from '../../src/exporters/grpc-status.ts';
import { judgeStatus } from '../../src/exporters/otlp-grpc-answer.ts';
import { otlpGrpc, parseGrpcEndpoint } from '../../src/exporters/otlp-grpc.ts';
import { startCollector } from '../support/collector.ts';
import { reportOf, startExporter, type StartedExporter } from '../support/exporting.ts';
import {
  frame,
  type GrpcResponse,
  type GrpcServer,
  type GrpcServerOptions,
  startGrpcServer,
} from '../support/grpc-server.ts';
import { itemNames, otlpRequest, post } from '../support/requests.ts';
import { until } from '../support/wait.ts';

type Settings = Readonly<Record<string, unknown>>;

const start = (endpoint: string, more: Settings = {}): Promise<StartedExporter> =>
  startExporter(otlpGrpc, { endpoint, tls: { insecure: true }, ...more });

async function against(
  options: GrpcServerOptions,
  more: Settings = {},
): Promise<StartedExporter & { readonly server: GrpcServer }> {
  const server = await startGrpcServer(options);
  return { ...(await start(server.endpoint, more)), server };
}

const answering = (response: GrpcResponse): ReturnType<typeof against> =>
  against({ respond: () => response });

describe('the otlp_grpc exporter', () => {
  it('calls the service of the signal with the bytes as they are', async () => {
    const { refusal, server } = await against({}, { headers: { 'Api-Key': 'k' }, timeout: '7s' });
    const bodies = {
      identity: otlpRequest('traces', 'a'),
      gzip: gzipSync(otlpRequest('metrics', 'b')),
      zstd: zstdCompressSync(otlpRequest('logs', 'c')),
    };
    expect(await refusal({ body: bodies.identity })).toBeUndefined();
    expect(
      await refusal({ signal: 'metrics', encoding: 'gzip', body: bodies.gzip }),
    ).toBeUndefined();
    expect(await refusal({ signal: 'logs', encoding: 'zstd', body: bodies.zstd })).toBeUndefined();
    const service = '/opentelemetry.proto.collector';
    expect(server.requests).toMatchObject([
      { path: `${service}.trace.v1.TraceService/Export`, compressed: false },
      { path: `${service}.metrics.v1.MetricsService/Export`, compressed: true },
      { path: `${service}.logs.v1.LogsService/Export`, compressed: true },
    ]);
    const sent = server.requests.map(({ message }) => Buffer.from(message).toString('hex'));
    expect(sent).toEqual(Object.values(bodies).map((body) => Buffer.from(body).toString('hex')));
    const headers = server.requests.map((request) => request.headers);
    expect(headers[0]).toMatchObject({
      'content-type': 'application/grpc',
      te: 'trailers',
      'grpc-timeout': '7000m',
      'api-key': 'k',
      'user-agent': expect.stringMatching(/^OTel-OTLP-Exporter-Marigraph\//),
    });
    expect(headers.map((found) => found['grpc-encoding'])).toEqual([undefined, 'gzip', 'zstd']);
    expect(server.sessions).toHaveLength(1);
  });

  it('delivers bodies larger than any window, many at once', async () => {
    const { refusal, server } = await against({});
    const bodies = Array.from({ length: 4 }, (_, index) => Buffer.alloc(5_000_000 + index, index));
    const refusals = await Promise.all(bodies.map((body) => refusal({ body })));
    expect(refusals).toEqual(bodies.map(() => undefined));
    const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    expect(server.requests.map(({ message }) => hash(message)).toSorted()).toEqual(
      bodies.map(hash).toSorted(),
    );
  });

  it('records a partial success and does not repeat it', async () => {
    const response = encodePartialSuccess({ rejected: 2n, message: 'too old' });
    const started = await answering({ response });
    expect(await started.refusal()).toBeUndefined();
    expect(JSON.parse(reportOf(started))).toMatchObject({
      partialSuccess: { items: 2, requests: 1, warnings: 0 },
    });
    expect(started.logger.records).toMatchObject([
      { level: 'warn', fields: { rejectedItems: '2', answer: 'too old' } },
    ]);
  });

  it('takes a success that it cannot read as one', async () => {
    for (const response of [Buffer.from('0a05', 'hex'), Buffer.alloc(5_000_000, 10)]) {
      const { refusal, logger } = await answering({ response });
      expect(await refusal()).toBeUndefined();
      expect(logger.records).toEqual([]);
    }
    const compressed = await against({
      respond(_, stream) {
        stream.respond({ ':status': 200 }, { waitForTrailers: true });
        stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
        stream.end(frame(gzipSync('x'), true));
      },
    });
    expect(await compressed.refusal()).toBeUndefined();
  });

  it('tells what the backend said', async () => {
    const { refusal } = await answering({ status: 3, message: 'too%20many%20%C3%A9%0Alines' });
    expect((await refusal())?.message).toMatch(/answered INVALID_ARGUMENT: too many é lines$/);
    const undecodable = await answering({ status: 3, message: '100%' });
    expect((await undecodable.refusal())?.message).toMatch(/INVALID_ARGUMENT: 100%$/);
    const withTrailers = await answering({ status: 16, message: 'who?', response: Buffer.of() });
    expect((await withTrailers.refusal())?.message).toMatch(/UNAUTHENTICATED: who\?$/);
    const unknown = await answering({ status: 99 });
    expect(await unknown.refusal()).toMatchObject({ code: 'backend_rejected', retryable: false });
    const nonsense = await answering({ status: 'ok' });
    expect((await nonsense.refusal())?.message).toMatch(/UNKNOWN$/);
  });

  it('waits as long as RetryInfo asks', async () => {
    const details = encodeStatus({ code: 14, message: '', details: [createRetryInfo(17_500)] });
    const { refusal } = await answering({ status: 14, details });
    expect(await refusal()).toMatchObject({ retryable: true, retryAfterMs: 17_500 });
    const garbled = await answering({ status: 8, details: Buffer.from('0a05', 'hex') });
    expect(await garbled.refusal()).toMatchObject({ code: 'backend_rejected' });
  });

  it.each([
    [404, 'backend_rejected', 'UNIMPLEMENTED'],
    [503, 'backend_unavailable', 'UNAVAILABLE'],
    [500, 'backend_rejected', 'UNKNOWN'],
  ])('judges HTTP status %i of what is no gRPC server', async (status, code, name) => {
    const { refusal } = await against({
      respond(_, stream) {
        stream.respond({ ':status': status, 'content-type': 'text/html' });
        stream.end('<html>');
      },
    });
    expect(await refusal()).toMatchObject({
      code,
      message: expect.stringMatching(`answered ${name}: HTTP status ${status}$`),
    });
  });

  it('sends JSON as protobuf, compressed where it came compressed', async () => {
    const { refusal, server } = await against({});
    const json = Buffer.from('{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a"}]}]}]}');
    expect(await refusal({ contentType: 'json', body: json })).toBeUndefined();
    const compressed = { encoding: 'zstd', body: zstdCompressSync(json) } as const;
    expect(await refusal({ contentType: 'json', ...compressed })).toBeUndefined();
    const [plain, gzipped] = server.requests;
    expect(itemNames('traces', plain?.message ?? Buffer.of())).toEqual(['a']);
    expect(gzipped?.headers['grpc-encoding']).toBe('gzip');
    expect(gunzipSync(gzipped?.message ?? Buffer.of())).toEqual(plain?.message);
    expect(await refusal({ contentType: 'json', body: Buffer.from('x') })).toMatchObject({
      code: 'data_invalid',
      retryable: false,
    });
  });

  it('takes the place of the otlp exporter of the Collector', async () => {
    const server = await startGrpcServer();
    const { service, url } = await startCollector({
      yaml: `
receivers: {otlp/in: {protocols: {http: {endpoint: "127.0.0.1:0"}}}}
exporters: {otlp: {endpoint: "http://${server.endpoint}"}}
service: {pipelines: {traces: {receivers: [otlp/in], exporters: [otlp]}}}`,
    });
    await post(url('otlp/in'), 'traces', otlpRequest('traces', 'a', 3));
    await until(() => server.requests.length === 1, 'the call');
    expect(itemNames('traces', server.requests[0]?.message ?? Buffer.of())).toHaveLength(3);
    await service.shutdown();
  });
});

describe('an answer of a backend', () => {
  it('settles the call whatever its bytes are', () => {
    const bytes = fc.option(fc.uint8Array({ maxLength: 60 }), { nil: undefined });
    const status = fc.oneof(fc.integer({ min: 0, max: 16 }), fc.nat());
    fc.assert(
      fc.property(status, fc.string(), bytes, bytes, (code, message, details, response) => {
        const answer = { status: code, message, details, response };
        let thrown: unknown;
        try {
          judgeStatus(answer, { endpoint: 'http://backend' });
        } catch (error) {
          thrown = error;
        }
        expect(thrown instanceof ComponentError).toBe(code !== 0);
        expect(thrown === undefined).toBe(code === 0);
      }),
    );
  });
});

describe('the endpoint of otlp_grpc', () => {
  it.each([
    ['backend:4317', { scheme: undefined, authority: 'backend:4317' }],
    ['[::1]:4317', { scheme: undefined, authority: '[::1]:4317' }],
    ['dns:///backend:4317', { scheme: undefined, authority: 'backend:4317' }],
    ['http://backend:4317', { scheme: 'http', authority: 'backend:4317' }],
    ['https://backend:443/', { scheme: 'https', authority: 'backend' }],
    [':4317', undefined],
    ['dns:///:4317', undefined],
    ['backend', undefined],
    ['http://backend/v1/traces', undefined],
    ['ftp://backend:1', undefined],
    ['https://user:secret@backend:1', undefined],
  ])('%s is %j', (text, expected) => {
    expect(parseGrpcEndpoint(text)).toEqual(expected);
  });
});

vectors.describe('otlp', (folder) => {
  const { grpc } = vectors.json<{
    readonly grpc: Readonly<
      Record<'retryable' | 'retryableOnlyWithRetryInfo' | 'notRetryable', GrpcStatusName[]>
    >;
  }>(folder, 'otlp-retry-tables.json');
  const details = encodeStatus({ code: 8, message: '', details: [createRetryInfo(1_000)] });

  it('follows the retry table for every status, with and without RetryInfo', async () => {
    let response: GrpcResponse = {};
    const { refusal } = await against({ respond: () => response });
    const judged = async (
      name: GrpcStatusName,
      withInfo: boolean,
    ): Promise<Pick<ComponentError, 'code' | 'retryable' | 'retryAfterMs'> | undefined> => {
      response = { status: grpcStatusCode(name), ...(withInfo ? { details } : {}) };
      const error = await refusal();
      if (error === undefined) return undefined;
      const { code, retryable, retryAfterMs } = error;
      return { code, retryable, retryAfterMs };
    };
    const retryable = { code: 'backend_unavailable', retryable: true };
    const rejected = { code: 'backend_rejected', retryable: false };
    for (const withInfo of [false, true]) {
      const expected = [
        ...grpc.retryable.map((name) => [name, retryable] as const),
        ...grpc.retryableOnlyWithRetryInfo.map(
          (name) => [name, withInfo ? { ...retryable, retryAfterMs: 1_000 } : rejected] as const,
        ),
        ...grpc.notRetryable.map((name) => [name, rejected] as const),
      ];
      expect(expected).toHaveLength(16);
      for (const [name, outcome] of expected) {
        expect({ name, ...(await judged(name, withInfo)) }).toMatchObject({ name, ...outcome });
      }
    }
  });
});
