/** Unary gRPC calls over `node:http2`: one message there, one message and a status back. */

import { type ClientHttp2Stream, constants, type IncomingHttpHeaders } from 'node:http2';

import type { Clock, Encoding } from '../component.ts';
import { ComponentError, systemCode } from '../errors.ts';
import type { GrpcConnection, GrpcConnections } from './grpc-connections.ts';
import { codeOfHttpStatus, grpcStatusCode } from './grpc-status.ts';

export interface GrpcCall {
  /** `/package.Service/Method`. */
  readonly path: string;
  /** The message as it goes out, compressed where `encoding` says so. */
  readonly message: Uint8Array;
  readonly encoding: Encoding;
  readonly headers: Readonly<Record<string, string>>;
}

export interface GrpcAnswer {
  /** The status code; 0 is success. */
  readonly status: number;
  readonly message: string;
  /** A google.rpc.Status with details. */
  readonly details: Uint8Array | undefined;
  /** The message of the answer, at most 4 MiB; `undefined` where there is none that can be read. */
  readonly response: Uint8Array | undefined;
}

export interface GrpcClient {
  /**
   * Settles once the message may change again.
   * @throws {ComponentError} `backend_unreachable`, `backend_timeout`; both retryable.
   */
  call(call: GrpcCall): Promise<GrpcAnswer>;
}

export interface GrpcClientOptions {
  readonly connections: GrpcConnections;
  readonly clock: Clock;
  /** For one call, from its start to the end of the answer. */
  readonly timeoutMs: number;
}

const RESPONSE_BYTES_MAX = 4 * 1024 * 1024;
const PREFIX_BYTES = 5;
const USER_AGENT = 'OTel-OTLP-Exporter-Marigraph/0.1.0';

export function createGrpcClient(options: GrpcClientOptions): GrpcClient {
  return {
    async call(call) {
      try {
        return await attempt(call, options);
      } catch (error) {
        // The server may end a kept connection just when it is used again: that says nothing about it.
        if (!(error instanceof UnprocessedCall)) throw error;
        return attempt(call, options);
      }
    },
  };
}

/** A call that the server surely, or most probably, never saw. */
class UnprocessedCall extends ComponentError {}

function attempt(call: GrpcCall, options: GrpcClientOptions): Promise<GrpcAnswer> {
  const { connections, clock, timeoutMs } = options;
  return new Promise((resolve, reject) => {
    const connection = connections.current();
    const { isUsed } = connection;
    const stream = openStream(connection, toHeaders(call, timeoutMs), connections.endpoint);
    const answer = collectAnswer(stream);
    let cause: unknown;
    connection.calls++;
    const cancel = clock.after(timeoutMs, () => {
      // The system may still be reading the message, to send it once the server goes on, when its memory has changed
      // already. A message that has left needs no such end, which takes all other calls along.
      if (!stream.writableFinished) connection.abort();
      stream.close(constants.NGHTTP2_CANCEL);
      stream.destroy();
      const found = answer();
      if (found !== undefined) {
        resolve(found);
        return;
      }
      // A connection that gives no answer may be dead without anybody having said so.
      connections.retire(connection);
      const message = `no answer from ${connections.endpoint} within ${timeoutMs} ms`;
      reject(new ComponentError('backend_timeout', message, { retryable: true }));
    });
    stream.on('error', (error) => {
      cause = error;
    });
    // The end of the stream, whoever ended it: nothing of the message is needed from here on.
    stream.on('close', () => {
      cancel();
      connection.calls--;
      const found = answer();
      if (found === undefined) {
        const failed = { cause, rstCode: stream.rstCode, connection, isUsed };
        reject(unreachable(connections, failed));
        return;
      }
      connection.isUsed = true;
      resolve(found);
    });
    stream.cork();
    stream.write(prefixOf(call));
    stream.end(call.message);
    stream.uncork();
  });
}

/** @throws {ComponentError} `backend_unreachable` where the session takes no stream with these headers. */
function openStream(
  { session }: GrpcConnection,
  headers: Readonly<Record<string, string>>,
  endpoint: string,
): ClientHttp2Stream {
  try {
    return session.request(headers);
  } catch (cause) {
    const message = `no call to ${endpoint} can be made: ${systemCode(cause)}`;
    throw new ComponentError('backend_unreachable', message, { retryable: true, cause });
  }
}

/*
 *   Length-Prefixed-Message: Compressed-Flag (1 byte, 0 or 1), Message-Length (4 bytes, big-endian), Message
 *   https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */

function prefixOf({ encoding, message }: GrpcCall): Uint8Array {
  const prefix = Buffer.allocUnsafe(PREFIX_BYTES);
  prefix[0] = encoding === 'identity' ? 0 : 1;
  prefix.writeUInt32BE(message.length, 1);
  return prefix;
}

function toHeaders(
  { path, headers, encoding }: GrpcCall,
  timeoutMs: number,
): Record<string, string> {
  return {
    'user-agent': USER_AGENT,
    ...headers,
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    'grpc-timeout': formatTimeout(timeoutMs),
    'grpc-accept-encoding': 'identity',
    ...(encoding === 'identity' ? {} : { 'grpc-encoding': encoding }),
  };
}

/** At most eight digits are allowed. */
function formatTimeout(timeoutMs: number): string {
  return timeoutMs < 1e8 ? `${timeoutMs}m` : `${Math.min(99_999_999, Math.ceil(timeoutMs / 1e3))}S`;
}

/** Reads a stream. What is returned tells the answer once the stream has ended; `undefined` if there is none. */
function collectAnswer(stream: ClientHttp2Stream): () => GrpcAnswer | undefined {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let httpStatus: number | undefined;
  let final: IncomingHttpHeaders | undefined;
  let isEnded = false;
  stream.on('response', (headers) => {
    httpStatus = headers[':status'];
    // A call that fails at once has its status here.
    if (headers['grpc-status'] !== undefined) final = headers;
  });
  stream.on('trailers', (trailers) => {
    final = trailers;
  });
  stream.on('data', (chunk: Uint8Array) => {
    length += chunk.length;
    // Read on without keeping it: the status is behind it.
    if (length <= RESPONSE_BYTES_MAX + PREFIX_BYTES) chunks.push(chunk);
  });
  stream.on('end', () => {
    isEnded = true;
  });
  return () => {
    if (final?.['grpc-status'] !== undefined) return toAnswer(final, chunks);
    // Not gRPC, but an answer, as of a proxy on the way. A success without a status is none.
    if (!isEnded || httpStatus === undefined || httpStatus === 200) return undefined;
    const status = codeOfHttpStatus(httpStatus);
    return {
      status,
      message: `HTTP status ${httpStatus}`,
      details: undefined,
      response: undefined,
    };
  };
}

function toAnswer(final: IncomingHttpHeaders, chunks: readonly Uint8Array[]): GrpcAnswer {
  const status = Number(final['grpc-status']);
  const details = final['grpc-status-details-bin'];
  return {
    status: Number.isInteger(status) && status >= 0 ? status : grpcStatusCode('UNKNOWN'),
    message: decodePercent(final['grpc-message']),
    details: typeof details === 'string' ? Buffer.from(details, 'base64') : undefined,
    response: readMessage(Buffer.concat(chunks)),
  };
}

/** The one message of an answer; `undefined` where it is not all there, or compressed, which was not asked for. */
function readMessage(bytes: Buffer): Uint8Array | undefined {
  if (bytes.length < PREFIX_BYTES || bytes[0] !== 0) return undefined;
  const end = PREFIX_BYTES + bytes.readUInt32BE(1);
  return end <= bytes.length ? bytes.subarray(PREFIX_BYTES, end) : undefined;
}

function decodePercent(text: unknown): string {
  if (typeof text !== 'string') return '';
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function unreachable(
  connections: GrpcConnections,
  failed: {
    readonly cause: unknown;
    /** Why the stream ended, in the words of HTTP/2. */
    readonly rstCode: number | undefined;
    readonly connection: GrpcConnection;
    /** Whether a call had been answered on the connection before this one began. */
    readonly isUsed: boolean;
  },
): ComponentError {
  const { cause, rstCode, connection, isUsed } = failed;
  const code = rootCode(connection.error ?? cause);
  // The numbers of the streams of a connection are used up after a thousand million calls.
  if (code === 'ERR_HTTP2_OUT_OF_STREAMS') connections.retire(connection);
  const reason = code ?? `the stream ended with HTTP/2 code ${rstCode}`;
  const message = `${connections.endpoint} cannot be reached: ${reason}`;
  const isRefused = rstCode === constants.NGHTTP2_REFUSED_STREAM;
  const isStale = isUsed && connection.session.destroyed;
  const Kind = isRefused || isStale ? UnprocessedCall : ComponentError;
  return new Kind('backend_unreachable', message, { retryable: true, cause });
}

/** A stream only says that its session is gone; what it carries along says why. */
function rootCode(error: unknown): string | undefined {
  const inner = error instanceof Error ? systemCode(error.cause) : undefined;
  return inner ?? systemCode(error);
}
