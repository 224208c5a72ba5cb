import {
  createSecureServer,
  createServer,
  type IncomingHttpHeaders,
  type SecureServerOptions,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';

import { onTestFinished } from 'vitest';

/** One call as it came in. */
export interface GrpcRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Whether the message is compressed. */
  readonly compressed: boolean;
  readonly message: Uint8Array;
}

export interface GrpcResponse {
  /** 0 unless given. */
  readonly status?: number | string;
  readonly message?: string;
  /** An encoded google.rpc.Status. */
  readonly details?: Uint8Array;
  /** The message of the answer; none unless given. */
  readonly response?: Uint8Array;
  readonly trailers?: Readonly<Record<string, string>>;
}

export interface GrpcServerOptions {
  /** Answers a call that was read whole. Says nothing where it returns nothing: the test has the stream. */
  readonly respond?: (
    request: GrpcRequest,
    stream: ServerHttp2Stream,
  ) => GrpcResponse | void | Promise<GrpcResponse | void>;
  /** Takes a stream before anything is read; then `respond` is not called. */
  readonly onStream?: (stream: ServerHttp2Stream) => void;
  readonly tls?: SecureServerOptions;
  /** 0, the default, picks a free port. */
  readonly port?: number;
}

export interface GrpcServer {
  /** `127.0.0.1:port`. */
  readonly endpoint: string;
  /** Every call that was read whole, answered or not. */
  readonly requests: readonly GrpcRequest[];
  /** Every session there was, in order. */
  readonly sessions: readonly ServerHttp2Session[];
  close(): void;
}

/** A gRPC server on 127.0.0.1 that keeps what it receives. It is closed when the test ends. */
export async function startGrpcServer(options: GrpcServerOptions = {}): Promise<GrpcServer> {
  const requests: GrpcRequest[] = [];
  const sessions: ServerHttp2Session[] = [];
  const server = options.tls === undefined ? createServer() : createSecureServer(options.tls);
  server.on('session', (session) => {
    sessions.push(session);
    session.on('error', () => {});
  });
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    stream.on('error', () => {});
    if (options.onStream !== undefined) {
      options.onStream(stream);
      return;
    }
    const chunks: Uint8Array[] = [];
    stream.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    stream.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const request = {
        path: String(headers[':path']),
        headers,
        compressed: bytes[0] === 1,
        message: bytes.subarray(5, 5 + bytes.readUInt32BE(1)),
      };
      requests.push(request);
      void answer(request, stream);
    });
  });

  async function answer(request: GrpcRequest, stream: ServerHttp2Stream): Promise<void> {
    const response = options.respond === undefined ? {} : await options.respond(request, stream);
    if (response !== undefined) sendResponse(stream, response);
  }

  await new Promise<void>((resolve) => {
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const close = (): void => {
    server.close();
    for (const session of sessions) session.destroy();
  };
  onTestFinished(close);
  const { port } = server.address() as AddressInfo;
  return { endpoint: `127.0.0.1:${port}`, requests, sessions, close };
}

/** A message behind its prefix. */
export function frame(message: Uint8Array, compressed = false): Uint8Array {
  const prefix = Buffer.alloc(5);
  prefix[0] = compressed ? 1 : 0;
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** Answers with headers, a message and trailers; without a message in one go, as servers do. */
export function sendResponse(stream: ServerHttp2Stream, response: GrpcResponse): void {
  const { status = 0, message, details, response: body } = response;
  const trailers = {
    'grpc-status': String(status),
    ...(message === undefined ? {} : { 'grpc-message': message }),
    ...(details === undefined
      ? {}
      : { 'grpc-status-details-bin': Buffer.from(details).toString('base64').replace(/=+$/, '') }),
    ...response.trailers,
  };
  const headers = { ':status': 200, 'content-type': 'application/grpc' };
  if (body === undefined && status !== 0) {
    stream.respond({ ...headers, ...trailers }, { endStream: true });
    return;
  }
  stream.respond(headers, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  stream.end(frame(body ?? new Uint8Array()));
}
