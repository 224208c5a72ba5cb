import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';

import type { Clock, Logger } from './component.ts';
import { formatHostPort, type HostPort } from './configuration/fields.ts';
import { ComponentError, systemCode } from './errors.ts';
import { loadTls, reloadTls, type TlsServerConfig } from './tls-server.ts';

export interface HttpServerOptions {
  readonly endpoint: HostPort;
  /** Answers one request. What it throws ends the connection. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;
  /** What a client sent wrongly before a request could be handled, or what `handle` threw. */
  readonly onError: (error: unknown) => void;
  readonly connections?: HttpConnectionOptions;
  /** Without it the server speaks plain HTTP. */
  readonly tls?: TlsOfServer | undefined;
}

/** Times in milliseconds. */
export interface HttpConnectionOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly keepAlive: boolean;
  /** How long a connection may wait for its next request. */
  readonly idleMs: number;
  readonly headMs: number;
  /** From the first byte of a request to its last; the handler may be stricter, and more polite. */
  readonly requestMs: number;
  /** After that long the answer to a request ends its connection; 0 never does. */
  readonly maxAgeMs: number;
}

export interface TlsOfServer {
  readonly config: TlsServerConfig;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A server with limits on everything a slow or broken client could hold on to. */
export interface HttpServer {
  /** @throws {ComponentError} `endpoint_unavailable`, `tls_unusable` */
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
/** Connections that one server holds at most. */
export const CONNECTIONS_MAX = 10_000;

export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { endpoint, handle, onError, connections, tls } = options;
  let server: Server | TlsServer | undefined;
  let bound: string | undefined;
  let stopReloading: (() => void) | undefined;

  /** Answers whose head is still to be sent. */
  const answering = new Set<ServerResponse>();
  const old = new WeakSet<Socket>();
  const keepAlive = connections?.keepAlive ?? true;

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    if (!keepAlive || old.has(request.socket)) endWith(response);
    answering.add(response);
    Promise.resolve(handle(request, response))
      .catch((error: unknown) => {
        onError(error);
        response.destroy();
      })
      .finally(() => answering.delete(response));
  };

  /**
   * Has the first answer after the connection's age end it. Ending it while it waits for a request would race with
   * that request.
   */
  function limitAge(socket: Socket, { clock, random, maxAgeMs }: HttpConnectionOptions): void {
    const cancel = clock.after(spread(maxAgeMs, random), () => {
      old.add(socket);
      for (const response of answering) if (response.socket === socket) endWith(response);
    });
    socket.once('close', cancel);
  }

  async function open(): Promise<Server | TlsServer> {
    const limits = connections === undefined ? LIMITS : limitsOf(connections);
    if (tls === undefined) return createServer(limits, answer);
    const loaded = await loadTls(tls.config);
    const secure = createTlsServer({ ...limits, ...loaded }, answer);
    // A client that cannot agree on TLS is its own problem.
    secure.on('tlsClientError', () => {});
    stopReloading = reloadTls(secure, { ...tls, loaded });
    return secure;
  }

  return {
    get endpoint() {
      return bound;
    },
    async start() {
      const opened = await open();
      opened.maxConnections = CONNECTIONS_MAX;
      // The handler says "continue" itself, once it knows that it wants the body.
      opened.on('checkContinue', answer);
      if (connections !== undefined && connections.maxAgeMs > 0) {
        const event = tls === undefined ? 'connection' : 'secureConnection';
        opened.on(event, (socket: Socket) => limitAge(socket, connections));
      }
      server = opened;
      bound = await listen(opened, endpoint);
    },
    async shutdown(deadline) {
      const closing = server;
      server = undefined;
      bound = undefined;
      stopReloading?.();
      if (closing === undefined) return;
      const cut = (): void => closing.closeAllConnections();
      deadline.addEventListener('abort', cut, { once: true });
      await new Promise<void>((resolve) => {
        closing.close(() => resolve());
        closing.closeIdleConnections();
        // Or clients would keep the connections of running requests open, and wait for the next answer there.
        for (const response of answering) endWith(response);
        if (deadline.aborted) cut();
      });
      deadline.removeEventListener('abort', cut);
    },
  };
}

function limitsOf({ idleMs, headMs, requestMs }: HttpConnectionOptions): ServerOptions {
  return {
    ...LIMITS,
    requestTimeout: Math.max(requestMs, headMs),
    headersTimeout: headMs,
    keepAliveTimeout: idleMs,
    connectionsCheckingInterval: Math.min(5_000, Math.max(100, headMs / 2)),
  };
}

function endWith(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}

/** ± 10 %, so that connections that were opened together do not end together. */
export function spread(ms: number, random: () => number): number {
  return Math.round(ms * (0.9 + 0.2 * random()));
}

/**
 * Listens, and says where.
 * @throws {ComponentError} `endpoint_unavailable`
 */
export function listen(server: NetServer, endpoint: HostPort): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const where = formatHostPort(endpoint);
      const message = `cannot listen on ${where}: ${systemCode(cause) ?? cause.message}`;
      reject(new ComponentError('endpoint_unavailable', message, { cause }));
    });
    server.listen({ host: endpoint.host, port: endpoint.port }, () => {
      const { address, port } = server.address() as AddressInfo;
      resolve(formatHostPort({ host: address, port }));
    });
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
