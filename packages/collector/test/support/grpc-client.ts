import { Buffer } from 'node:buffer';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type ClientSessionOptions,
  connect,
  type IncomingHttpHeaders,
  type SecureClientSessionOptions,
} from 'node:http2';

import { onTestFinished } from 'vitest';

import { retryInfoType, Status } from '../../../../e2e/support/otlp-schema.ts';
import type { Signal } from './requests.ts';

export const GRPC_PATHS: Readonly<Record<Signal, string>> = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
};

/** How a call ended, as a gRPC client sees it. */
export interface GrpcAnswer {
  readonly httpStatus: number;
  readonly headers: IncomingHttpHeaders;
  /** From trailers, or from headers where the answer is nothing but trailers. */
  readonly grpcStatus: number | undefined;
  readonly message: string;
  /** Types of the details of the status, without their prefix. */
  readonly details: readonly string[];
  /** Of RetryInfo. */
  readonly retryDelayMs: number | undefined;
  /** Everything of the answer's body, head of the message included. */
  readonly body: Buffer;
  /** What HTTP/2 says of the end of the stream. */
  readonly resetCode: number;
}

export interface GrpcClient {
  readonly session: ClientHttp2Session;
  /** One call with whatever bytes; they are framed unless `raw`. */
  call(signal: Signal, body: Uint8Array, options?: CallOptions): Promise<GrpcAnswer>;
  /** A stream that the test writes on. */
  open(headers: Readonly<Record<string, string>>): ClientHttp2Stream;
}

export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly compressed?: boolean;
  readonly raw?: boolean;
}

/** A connection that ends with the test. Knows nothing of the code it tests. */
export function connectGrpc(
  url: string,
  options: ClientSessionOptions | SecureClientSessionOptions = {},
): GrpcClient {
  const session = connect(url, { maxSessionMemory: 512, ...options });
  session.on('error', () => {});
  onTestFinished(() => session.destroy());
  const open: GrpcClient['open'] = (headers) => {
    const stream = session.request({
      ':method': 'POST',
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    });
    stream.on('error', () => {});
    return stream;
  };
  return {
    session,
    open,
    call(signal, body, { headers = {}, compressed = false, raw = false } = {}) {
      const stream = open({ ':path': GRPC_PATHS[signal], ...headers });
      const answer = answerOf(stream);
      stream.end(raw ? body : frame(body, compressed));
      return answer;
    },
  };
}

export function frame(message: Uint8Array, compressed = false): Buffer {
  const head = Buffer.alloc(5);
  head[0] = compressed ? 1 : 0;
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

export function answerOf(stream: ClientHttp2Stream): Promise<GrpcAnswer> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let headers: IncomingHttpHeaders = {};
    let trailers: IncomingHttpHeaders = {};
    stream.on('response', (received) => (headers = received));
    stream.on('trailers', (received) => (trailers = received));
    stream.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    stream.on('close', () => {
      const all = { ...headers, ...trailers };
      const named = all['grpc-status'];
      const body = Buffer.concat(chunks);
      resolve({
        httpStatus: Number(headers[':status'] ?? 0),
        headers,
        grpcStatus: named === undefined ? undefined : Number(named),
        message: decodeURIComponent(String(all['grpc-message'] ?? '')),
        ...detailsOf(all['grpc-status-details-bin']),
        body,
        resetCode: stream.rstCode ?? 0,
      });
    });
  });
}

function detailsOf(header: string | string[] | undefined): {
  readonly details: readonly string[];
  readonly retryDelayMs: number | undefined;
} {
  if (header === undefined) return { details: [], retryDelayMs: undefined };
  const status = Status.toObject(Status.decode(Buffer.from(String(header), 'base64')));
  const details = (status['details'] ?? []) as readonly { typeUrl: string; value: Uint8Array }[];
  const retry = details.find(({ typeUrl }) => typeUrl.endsWith('/google.rpc.RetryInfo'));
  return {
    details: details.map(({ typeUrl }) => typeUrl.split('.').at(-1) ?? ''),
    retryDelayMs: retry === undefined ? undefined : delayOf(retry.value),
  };
}

function delayOf(retryInfo: Uint8Array): number {
  const message = retryInfoType.decode(retryInfo);
  const { retryDelay = {} } = retryInfoType.toObject(message, { longs: Number }) as {
    readonly retryDelay?: { readonly seconds?: number; readonly nanos?: number };
  };
  return (retryDelay.seconds ?? 0) * 1_000 + (retryDelay.nanos ?? 0) / 1e6;
}
