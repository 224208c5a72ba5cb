import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

import { formatHostPort, type HostPort } from './configuration/fields.ts';
import { ComponentError, systemCode } from './errors.ts';

export interface HttpServerOptions {
  readonly endpoint: HostPort;
  /** Answers one request. What it throws ends the connection. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;
  /** What a client sent wrongly before a request could be handled, or what `handle` threw. */
  readonly onError: (error: unknown) => void;
}

/** A server with limits on everything a slow or broken client could hold on to. */
export interface HttpServer {
  /** @throws {ComponentError} `endpoint_unavailable` */
  start(): Promise<void>;
  /** Where it listens, with the port that was picked; `undefined` while it does not. */
  readonly endpoint: string | undefined;
  /** Takes no new connection, lets requests finish until `deadline` aborts. Safe without start, safe twice. */
  shutdown(deadline: AbortSignal): Promise<void>;
}

const LIMITS: ServerOptions = {
  requestTimeout: 30_000,
  headersTimeout: 30_000,
  keepAliveTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16 * 1024,
  noDelay: true,
};
const CONNECTIONS_MAX = 10_000;

export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { endpoint, handle, onError } = options;
  let server: Server | undefined;
  let bound: string | undefined;

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    Promise.resolve(handle(request, response)).catch((error: unknown) => {
      onError(error);
      response.destroy();
    });
  };

  return {
    get endpoint() {
      return bound;
    },
    async start() {
      const opened = createServer(LIMITS, answer);
      opened.maxConnections = CONNECTIONS_MAX;
      // The handler says "continue" itself, once it knows that it wants the body.
      opened.on('checkContinue', answer);
      server = opened;
      await listen(opened, endpoint);
      const { address, port } = opened.address() as AddressInfo;
      bound = formatHostPort({ host: address, port });
    },
    async shutdown(deadline) {
      const closing = server;
      server = undefined;
      bound = undefined;
      if (closing === undefined) return;
      const cut = (): void => closing.closeAllConnections();
      deadline.addEventListener('abort', cut, { once: true });
      await new Promise<void>((resolve) => {
        closing.close(() => resolve());
        closing.closeIdleConnections();
        if (deadline.aborted) cut();
      });
      deadline.removeEventListener('abort', cut);
    },
  };
}

function listen(server: Server, endpoint: HostPort): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const where = formatHostPort(endpoint);
      const message = `cannot listen on ${where}: ${systemCode(cause) ?? cause.message}`;
      reject(new ComponentError('endpoint_unavailable', message, { cause }));
    });
    server.listen({ host: endpoint.host, port: endpoint.port }, resolve);
  });
}

/** Answers with JSON that nobody is to keep; big integers become decimal strings. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'bigint' ? String(inner) : inner,
  );
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
