import { type ClientHttp2Session, connect } from 'node:http2';
import type { Socket } from 'node:net';

import type { Clock } from '../component.ts';
import type { TlsClient } from '../tls-client.ts';

export interface KeepaliveOptions {
  /** Between two pings. */
  readonly intervalMs: number;
  /** A connection without an answer for so long is given up. */
  readonly timeoutMs: number;
  /** Pings also while no call is under way. Servers may take offence. */
  readonly whenIdle: boolean;
}

export interface GrpcConnectionsOptions {
  /** `http://` speaks HTTP/2 without TLS. */
  readonly url: URL;
  readonly tls: TlsClient;
  readonly keepalive: KeepaliveOptions | undefined;
  /** Longest life of a connection that was retired: calls under way on it end by then. */
  readonly retireMs: number;
  readonly clock: Clock;
}

export interface GrpcConnection {
  readonly session: ClientHttp2Session;
  /** Why it ended, where it did not end by itself. */
  readonly error: Error | undefined;
  /** Calls under way on it. Counted by whoever makes them. */
  calls: number;
  /** Whether a call has been answered on it. Noted by whoever makes them. */
  isUsed: boolean;
  /** Ends it with its socket and every call on it. From here on nothing that was written is read any more. */
  abort(error?: Error): void;
}

/** The connection to one backend: opened when it is needed, and replaced when it is gone or going. */
export interface GrpcConnections {
  readonly endpoint: string;
  /** The connection for the next call. */
  current(): GrpcConnection;
  /** Takes no further call on a connection; those under way go on. */
  retire(connection: GrpcConnection): void;
  /** Ends everything at once. */
  close(): void;
}

interface Opened extends GrpcConnection {
  error: Error | undefined;
  readonly tls: TlsClient['options'] | undefined;
}

/** A body may be as large as a request that a receiver takes. Node's own limit, 10 MB, would refuse new streams. */
const SESSION_MEMORY_MB = 1_024;

export function createGrpcConnections(options: GrpcConnectionsOptions): GrpcConnections {
  const { url, tls, keepalive, retireMs, clock } = options;
  const isSecure = url.protocol === 'https:';
  const sessions = new Set<ClientHttp2Session>();
  let current: Opened | undefined;

  function open(): Opened {
    const used = isSecure ? tls.options : undefined;
    const session = connect(url, {
      ...used,
      settings: { enablePush: false },
      maxSessionMemory: SESSION_MEMORY_MB,
    });
    let socket: Socket | undefined;
    session.on('connect', (_, connected: Socket) => {
      socket = connected;
    });
    const opened: Opened = {
      session,
      tls: used,
      error: undefined,
      calls: 0,
      isUsed: false,
      abort(error) {
        // A session that is destroyed lets its socket write to the end first, which may never come.
        socket?.destroy();
        session.destroy(error);
      },
    };
    sessions.add(session);
    const stopPings = keepalive === undefined ? undefined : ping(opened, keepalive, clock);
    // Streams under way hear of it too, but not why.
    session.on('error', (error) => {
      opened.error = error;
    });
    session.on('close', () => {
      sessions.delete(session);
      stopPings?.();
    });
    return opened;
  }

  function retire({ session }: GrpcConnection): void {
    if (current?.session === session) current = undefined;
    if (session.closed || session.destroyed) return;
    session.close();
    const cancel = clock.after(retireMs, () => session.destroy());
    session.once('close', cancel);
  }

  return {
    endpoint: url.origin,
    current() {
      if (current !== undefined && isSecure && current.tls !== tls.options) retire(current);
      // A server that says goodbye closes the session for new calls; those under way finish.
      if (current === undefined || current.session.closed || current.session.destroyed) {
        current = open();
      }
      return current;
    },
    retire,
    close() {
      for (const session of sessions) session.destroy();
      current = undefined;
    },
  };
}

/** Pings a connection until the returned function is called. */
function ping(connection: Opened, keepalive: KeepaliveOptions, clock: Clock): () => void {
  const { session } = connection;
  let cancel: (() => void) | undefined;
  const stop = clock.every(keepalive.intervalMs, () => {
    if (session.connecting || session.destroyed || cancel !== undefined) return;
    if (connection.calls === 0 && !keepalive.whenIdle) return;
    cancel = clock.after(keepalive.timeoutMs, () => {
      connection.abort(Object.assign(new Error('a ping was not answered'), { code: 'ETIMEDOUT' }));
    });
    session.ping(() => {
      cancel?.();
      cancel = undefined;
    });
  });
  return () => {
    stop();
    cancel?.();
  };
}
