import { type ClientHttp2Session, connect, constants, type IncomingHttpHeaders } from 'node:http2';
import { gzipSync } from 'node:zlib';

import type { Signal } from '@marigraph/collector';

/** How a unary call ended: `grpc-status`, 0 for success, and `grpc-message`. */
export interface GrpcAnswer {
  readonly status: number;
  readonly message: string;
}

/** A client of the three OTLP services, kept to what a test or a benchmark needs: no deadline, no retry. */
export interface GrpcClient {
  export(signal: Signal, body: Uint8Array, encoding?: 'identity' | 'gzip'): Promise<GrpcAnswer>;
  /** The same with a body that is compressed with gzip already, or not to be. */
  exportEncoded(signal: Signal, message: Uint8Array, isGzip: boolean): Promise<GrpcAnswer>;
  /** Sends bytes as they are, where a length-prefixed message is due. */
  exportBytes(signal: Signal, bytes: Uint8Array, isGzip: boolean): Promise<GrpcAnswer>;
  close(): void;
}

const SERVICES: Readonly<Record<Signal, string>> = {
  traces: 'trace.v1.TraceService',
  metrics: 'metrics.v1.MetricsService',
  logs: 'logs.v1.LogsService',
};

export function createGrpcClient(url: string): GrpcClient {
  const session: ClientHttp2Session = connect(url);
  let broken: Error | undefined;
  session.on('error', (error: Error) => {
    broken = error;
  });
  const client: GrpcClient = {
    export: (signal, body, encoding = 'identity') =>
      encoding === 'gzip'
        ? client.exportEncoded(signal, gzipSync(body), true)
        : client.exportEncoded(signal, body, false),
    exportEncoded: (signal, message, isGzip) =>
      client.exportBytes(signal, frame(message, isGzip), isGzip),
    exportBytes(signal, bytes, isGzip) {
      if (broken !== undefined) return Promise.reject(broken);
      return new Promise((resolve, reject) => {
        const stream = session.request({
          [constants.HTTP2_HEADER_METHOD]: 'POST',
          [constants.HTTP2_HEADER_PATH]: `/opentelemetry.proto.collector.${SERVICES[signal]}/Export`,
          'content-type': 'application/grpc',
          te: 'trailers',
          ...(isGzip && { 'grpc-encoding': 'gzip' }),
        });
        let head: IncomingHttpHeaders = {};
        stream.on('response', (headers) => {
          head = headers;
        });
        stream.on('trailers', (trailers) => {
          head = { ...head, ...trailers };
        });
        stream.once('error', reject);
        stream.once('close', () =>
          resolve({
            status: Number(head['grpc-status'] ?? 2),
            message: String(head['grpc-message'] ?? ''),
          }),
        );
        stream.resume();
        stream.end(bytes);
      });
    },
    close: () => session.close(),
  };
  return client;
}

/** A length-prefixed message: compressed flag u8, length u32, message. */
export function frame(message: Uint8Array, isGzip: boolean): Uint8Array {
  const prefix = Buffer.alloc(5);
  prefix[0] = isGzip ? 1 : 0;
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}
