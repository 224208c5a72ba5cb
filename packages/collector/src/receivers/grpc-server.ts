/** A server of HTTP/2 for gRPC: its connections, how long they live, and how they end. */

import {
  constants,
  createSecureServer,
  createServer,
  type Http2SecureServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type ServerOptions,
} from 'node:http2';

import type { Clock } from '../component.ts';
import type { HostPort } from '../configuration/fields.ts';
import { CONNECTIONS_MAX, listen, spread, type TlsOfServer } from '../http-server.ts';
import { loadTls, reloadTls } from '../tls-server.ts';
import type { GrpcServerParameters } from './otlp-config.ts';

export interface GrpcServerOptions {
  readonly endpoint: HostPort;
  /** Without it the server speaks HTTP/2 without TLS, with prior knowledge. */
  readonly tls: TlsOfServer | undefined;
  readonly maxConcurrentStreams: number;
  readonly parameters: GrpcServerParameters;
  readonly clock: Clock;
  readonly random: () => number;
  /** Answers one call. Must attach its readers at once, and must not throw. */
  readonly handle: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;
  /** What a client did to its connection. */
  readonly onError: (error: unknown) => void;
}

export interface GrpcServer {
  /** @throws {ComponentError} `endpoint_unavailable`, `tls_unusable` */
  start(): Promise<void>;
  /** Where it listens, with the port that was picked; `undefined` while it does not. */
  readonly endpoint: string | undefined;
  readonly connections: number;
  /** Tells clients to go elsewhere, lets calls finish until `deadline` aborts. Safe without start, safe twice. */
  shutdown(deadline: AbortSignal): Promise<void>;
}

const STREAM_WINDOW_BYTES = 4 * 1024 * 1024;
/** Batches of a busy sender must not wait for each other's acknowledgement of bytes. */
const SESSION_WINDOW_BYTES = 16 * 1024 * 1024;

const LIMITS = {
  // What HTTP/2 itself holds of a connection, in MB: both windows and some. Bodies are counted elsewhere.
  maxSessionMemory: 32,
  maxHeaderListPairs: 64,
  maxSessionInvalidFrames: 100,
  maxSessionRejectedStreams: 100,
  // A client that opens streams and resets them at once (CVE-2023-44487) loses its connection.
  streamResetBurst: 1_000,
  streamResetRate: 100,
} as const;
const HEADER_BYTES_MAX = 16 * 1024;

/** A client that only connects must not hold a connection for longer. */
const PREFACE_MS = 30_000;

export function createGrpcServer(options: GrpcServerOptions): GrpcServer {
  const { endpoint, handle, onError, tls } = options;
  const sessions = new Set<ServerHttp2Session>();
  let server: Http2Server | Http2SecureServer | undefined;
  let bound: string | undefined;
  let stopReloading: (() => void) | undefined;

  function destroyAll(): void {
    for (const session of sessions) session.destroy();
  }

  async function open(): Promise<Http2Server | Http2SecureServer> {
    const settings = {
      initialWindowSize: STREAM_WINDOW_BYTES,
      maxConcurrentStreams: options.maxConcurrentStreams,
      maxHeaderListSize: HEADER_BYTES_MAX,
      enablePush: false,
    };
    const limits: ServerOptions = { ...LIMITS, settings };
    if (tls === undefined) return createServer(limits);
    const loaded = await loadTls(tls.config);
    const secure = createSecureServer({ ...limits, ...loaded, allowHTTP1: false });
    // A client that cannot agree on TLS is its own problem.
    secure.on('tlsClientError', () => {});
    stopReloading = reloadTls(secure, { ...tls, loaded });
    return secure;
  }

  return {
    get endpoint() {
      return bound;
    },
    get connections() {
      return sessions.size;
    },
    async start() {
      const opened = await open();
      opened.maxConnections = CONNECTIONS_MAX;
      opened.on('session', (session) => {
        sessions.add(session);
        session.once('close', () => sessions.delete(session));
        session.on('error', onError);
        session.setLocalWindowSize(SESSION_WINDOW_BYTES);
        watchSession(session, options);
      });
      opened.on('stream', (stream, headers) => {
        // What goes wrong with a stream shows as its end, too.
        stream.on('error', () => {});
        handle(stream, headers);
      });
      server = opened;
      bound = await listen(opened, endpoint);
    },
    async shutdown(deadline) {
      const closing = server;
      server = undefined;
      bound = undefined;
      stopReloading?.();
      if (closing === undefined) return;
      deadline.addEventListener('abort', destroyAll, { once: true });
      await new Promise<void>((resolve) => {
        closing.close(() => resolve());
        // Says GOAWAY, takes no new call and ends the connection with the last one.
        for (const session of sessions) session.close();
        if (deadline.aborted) destroyAll();
      });
      deadline.removeEventListener('abort', destroyAll);
    },
  };
}

/** Ends a connection that never begins, is too old, has nothing to do or whose client is gone. */
function watchSession(
  session: ServerHttp2Session,
  { parameters, clock, random }: Pick<GrpcServerOptions, 'parameters' | 'clock' | 'random'>,
): void {
  const { max_connection_age: ageMs, max_connection_age_grace: graceMs } = parameters;
  const timers = new Set<() => void>();
  const after = (ms: number, callback: () => void): (() => void) => {
    const cancel = clock.after(ms, () => {
      timers.delete(cancel);
      callback();
    });
    timers.add(cancel);
    return () => {
      timers.delete(cancel);
      cancel();
    };
  };
  const retire = (): void => {
    session.close();
    if (graceMs > 0) after(graceMs, () => session.destroy());
  };

  session.once(
    'remoteSettings',
    after(PREFACE_MS, () => session.destroy()),
  );
  if (ageMs > 0) after(spread(ageMs, random), retire);
  if (parameters.max_connection_idle > 0) {
    watchIdle(session, () => after(parameters.max_connection_idle, retire));
  }
  if (parameters.time > 0) timers.add(watchSilence(session, { parameters, clock, after }));
  session.once('close', () => {
    for (const cancel of timers) cancel();
    timers.clear();
  });
}

/** Has `wait` run while the connection has no call; what `wait` returns ends the wait. */
function watchIdle(session: ServerHttp2Session, wait: () => () => void): void {
  let calls = 0;
  let stopWaiting = wait();
  session.on('stream', (stream: ServerHttp2Stream) => {
    if (calls === 0) stopWaiting();
    calls++;
    stream.once('close', () => {
      calls--;
      if (calls === 0 && !session.closed) stopWaiting = wait();
    });
  });
}

interface SilenceOptions {
  readonly parameters: GrpcServerParameters;
  readonly clock: Clock;
  readonly after: (ms: number, callback: () => void) => () => void;
}

/** Asks a silent client whether it is there. */
function watchSilence(
  session: ServerHttp2Session,
  { parameters, clock, after }: SilenceOptions,
): () => void {
  let isSilent = true;
  session.on('stream', () => {
    isSilent = false;
  });
  return clock.every(parameters.time, () => {
    if (session.destroyed) return;
    if (isSilent) {
      const giveUp = after(parameters.timeout, () =>
        session.destroy(undefined, constants.NGHTTP2_NO_ERROR),
      );
      session.ping(() => giveUp());
    }
    isSilent = true;
  });
}
