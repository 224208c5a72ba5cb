import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';

/** One export request as it came in. */
export interface SinkRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The bytes on the wire, still compressed. */
  readonly raw: Uint8Array;
  /** The bytes after decompression. */
  readonly body: Uint8Array;
}

/** What the sink answers; an empty 200 unless said otherwise. `hangUp` closes the socket without an answer. */
export interface SinkResponse {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  readonly hangUp?: boolean;
}

export interface SinkOptions {
  /** 0, the default, picks a free port. */
  readonly port?: number;
  /** Decides the answer of each request. Requests that are not answered with 2xx are not kept. */
  readonly respond?: (request: SinkRequest) => SinkResponse | Promise<SinkResponse>;
}

/** An OTLP/HTTP server on 127.0.0.1 that keeps what it acknowledged: the stand-in for any backend. */
export interface OtlpSink {
  readonly url: string;
  readonly port: number;
  /** Acknowledged requests in the order of their arrival. */
  readonly requests: readonly SinkRequest[];
  /** Settles when `done(requests)` holds. Rejects after `timeoutMs` (10 s unless given). */
  waitFor(done: (requests: readonly SinkRequest[]) => boolean, timeoutMs?: number): Promise<void>;
  /** Ends open connections, too. */
  close(): Promise<void>;
}

/** Starts a sink. Resolves once it listens. */
export async function createOtlpSink(options: SinkOptions = {}): Promise<OtlpSink> {
  const requests: SinkRequest[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error as Error));
  });

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await readRequest(incoming).catch(() => undefined);
    if (request === undefined) {
      outgoing.writeHead(400).end();
      return;
    }
    const response = (await options.respond?.(request)) ?? {};
    if (response.hangUp === true) {
      incoming.socket.destroy();
      return;
    }
    const status = response.status ?? 200;
    if (status >= 200 && status < 300) requests.push(request);
    const contentType = incoming.headers['content-type'] ?? 'application/x-protobuf';
    outgoing.writeHead(status, { 'content-type': contentType, ...response.headers });
    outgoing.end(response.body);
    for (const check of waiting) check();
  }

  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    waitFor: (done, timeoutMs = 10_000) =>
      new Promise((resolve, reject) => {
        const settle = (): void => {
          if (!done(requests)) return;
          clearTimeout(timer);
          waiting.delete(settle);
          resolve();
        };
        const timer = setTimeout(() => {
          waiting.delete(settle);
          reject(
            new Error(
              `the sink waited ${timeoutMs} ms in vain; it holds ${requests.length} requests`,
            ),
          );
        }, timeoutMs);
        waiting.add(settle);
        settle();
      }),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

async function readRequest(incoming: IncomingMessage): Promise<SinkRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
  const raw = Buffer.concat(chunks);
  return {
    path: incoming.url ?? '/',
    headers: incoming.headers,
    raw,
    body: inflate(raw, incoming.headers['content-encoding']),
  };
}

function inflate(raw: Uint8Array, encoding: string | undefined): Uint8Array {
  switch (encoding) {
    case undefined:
    case 'identity':
      return raw;
    case 'gzip':
      return gunzipSync(raw);
    case 'deflate':
      return inflateSync(raw);
    case 'zstd':
      return zstdDecompressSync(raw);
    default:
      throw new Error(`the sink cannot read content-encoding ${encoding}`);
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}
