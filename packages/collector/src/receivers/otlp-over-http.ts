/** OTLP over HTTP: what a request must look like, and what it is answered with. */

import type { IncomingMessage, ServerResponse } from 'node:http';

import { encodePartialSuccess, type PartialSuccess } from '@marigraph/otlp';

import type { Batch, Clock, Encoding, Signal } from '../component.ts';
import { createHttpServer } from '../http-server.ts';
import { createCors } from './cors.ts';
import { readBody } from './otlp-body.ts';
import type { OtlpHttpConfig } from './otlp-config.ts';
import {
  createOutcomeCounter,
  type EndpointDependencies,
  ENCODINGS,
  type OtlpEndpoint,
  type RequestHead,
} from './otlp-intake.ts';
import {
  MESSAGE_LENGTH_MAX,
  Refusal,
  STATUS_CODE,
  toRefusal,
  toStatusBytes,
  toStatusJson,
} from './otlp-refusal.ts';

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';

/** For senders that do not even take the polite way out; above what the receiver itself waits for. */
const HARD_LIMIT_EXTRA_MS = 10_000;

export function createOtlpOverHttp(
  config: OtlpHttpConfig,
  { intake, clock, logger, random }: EndpointDependencies,
): OtlpEndpoint {
  const { read_header_timeout: headMs, read_timeout: bodyMs, tls } = config;
  const signals = signalsOf(config);
  const cors = config.cors === undefined ? undefined : createCors(config.cors);
  const outcomes = createOutcomeCounter();
  const limits = { maxBytes: config.max_request_body_size_mib, timeoutMs: bodyMs, clock };

  /** Takes one request and says what to answer. */
  async function receive(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<Uint8Array | string> {
    const head = parseHead(request, signals);
    intake.admit();
    // A client that waits for a word before it sends must not be invited to what is refused anyway.
    if (request.headers.expect !== undefined && announced(request) <= limits.maxBytes) {
      response.writeContinue();
    }
    const body = await readBody(request, intake.memory, limits);
    return toResponse(head, await intake.take(head, body, limits.maxBytes));
  }

  const server = createHttpServer({
    endpoint: config.endpoint,
    connections: {
      clock,
      random,
      keepAlive: config.keep_alives_enabled,
      idleMs: config.idle_timeout,
      headMs,
      requestMs: headMs + bodyMs + HARD_LIMIT_EXTRA_MS,
      maxAgeMs: config.max_connection_age,
    },
    tls: tls === undefined ? undefined : { config: tls, clock, logger },
    async handle(request, response) {
      if (cors !== undefined) {
        if (cors.answerPreflight(request, response)) return;
        cors.allow(request, response);
      }
      try {
        const body = await receive(request, response);
        outcomes.count(200);
        response.writeHead(200, {
          'content-type': mediaType(request),
          'content-length': body.length,
        });
        // Text goes out together with the head; bytes, even none, would cost a system call for several buffers.
        response.end(body);
      } catch (error) {
        if (request.destroyed && !request.complete) {
          outcomes.count('aborted');
          return;
        }
        const refusal = toRefusal(error, logger);
        const { httpStatus: status, message } = refusal;
        outcomes.count(status);
        logger.debug('refused a request', { status, message });
        sendRefusal(request, response, { refusal, clock });
      }
    },
    onError: (error) => logger.warn('a connection failed', { error }),
  });

  return {
    async start() {
      await server.start();
      logger.info('receives OTLP over HTTP', { endpoint: server.endpoint });
    },
    shutdown: (deadline) => server.shutdown(deadline),
    report: () => ({ endpoint: server.endpoint, requests: outcomes.report() }),
  };
}

function signalsOf(config: OtlpHttpConfig): ReadonlyMap<string, Signal> {
  return new Map<string, Signal>([
    [config.traces_url_path, 'traces'],
    [config.metrics_url_path, 'metrics'],
    [config.logs_url_path, 'logs'],
  ]);
}

function parseHead(request: IncomingMessage, signals: ReadonlyMap<string, Signal>): RequestHead {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  const signal = signals.get(path);
  if (signal === undefined) {
    const known = [...signals.keys()].join(', ');
    throw new Refusal(404, STATUS_CODE.unimplemented, `nothing at ${path}; there are ${known}`);
  }
  if (request.method !== 'POST') {
    const headers = { allow: 'POST' };
    throw new Refusal(405, STATUS_CODE.unimplemented, 'only POST is allowed', { headers });
  }
  return { signal, contentType: parseContentType(request), encoding: parseEncoding(request) };
}

function parseContentType(request: IncomingMessage): Batch['contentType'] {
  const type = mediaType(request);
  if (type === PROTOBUF) return 'protobuf';
  if (type === JSON_TYPE) return 'json';
  const expected = `${PROTOBUF} or ${JSON_TYPE}`;
  const message = `expected content-type ${expected}, found "${type}"`;
  const headers = { accept: `${PROTOBUF}, ${JSON_TYPE}` };
  throw new Refusal(415, STATUS_CODE.invalidArgument, message, { headers });
}

/** The content type without its parameters, in lower case; empty without the header. */
function mediaType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

function parseEncoding(request: IncomingMessage): Encoding {
  const named = request.headers['content-encoding']?.trim().toLowerCase();
  if (named === undefined || named === '') return 'identity';
  const encoding = ENCODINGS.find((known) => known === named);
  if (encoding !== undefined) return encoding;
  const accepted = ENCODINGS.slice(1).join(', ');
  const message = `content-encoding "${named}" is not taken; there are ${accepted}`;
  const headers = { 'accept-encoding': accepted };
  throw new Refusal(415, STATUS_CODE.invalidArgument, message, { headers });
}

function announced(request: IncomingMessage): number {
  return Number(request.headers['content-length'] ?? 0);
}

const REJECTED: Readonly<Record<Signal, string>> = {
  traces: 'rejectedSpans',
  metrics: 'rejectedDataPoints',
  logs: 'rejectedLogRecords',
};

/** An `Export…ServiceResponse` in the type of the request; what is a string has one byte per character. */
function toResponse(head: RequestHead, partial: PartialSuccess | undefined): Uint8Array | string {
  if (partial === undefined) return head.contentType === 'json' ? '{}' : '';
  const { rejected } = partial;
  const message = partial.message.slice(0, MESSAGE_LENGTH_MAX);
  if (head.contentType === 'protobuf') return encodePartialSuccess({ rejected, message });
  const partialSuccess = {
    ...(rejected === 0n ? {} : { [REJECTED[head.signal]]: String(rejected) }),
    ...(message === '' ? {} : { errorMessage: message }),
  };
  return Buffer.from(JSON.stringify({ partialSuccess }));
}

/** A client that still sends gets this long to read the answer before the connection ends. */
const LINGER_MS = 1_000;

/**
 * Answers with a Status message: in protobuf to those who speak it, in JSON to everybody else. Where the
 * rest of a body is still to come, it is thrown away for a moment and then the connection ends: closing at
 * once would reset it, and the client would never see the answer.
 */
function sendRefusal(
  request: IncomingMessage,
  response: ServerResponse,
  { refusal, clock }: { readonly refusal: Refusal; readonly clock: Clock },
): void {
  const { httpStatus, headers, retryAfterMs } = refusal;
  const isProtobuf = mediaType(request) === PROTOBUF;
  const body = isProtobuf ? toStatusBytes(refusal) : toStatusJson(refusal);
  response.writeHead(httpStatus, {
    'content-type': isProtobuf ? PROTOBUF : JSON_TYPE,
    'content-length': body.length,
    ...(isComplete(request) ? {} : { connection: 'close' }),
    ...(retryAfterMs === undefined ? {} : { 'retry-after': toSeconds(retryAfterMs) }),
    ...headers,
  });
  if (isComplete(request)) {
    response.end(body);
    return;
  }
  response.write(body);
  request.resume();
  const end = (): void => {
    cancel();
    response.end();
  };
  const cancel = clock.after(LINGER_MS, end);
  request.once('close', end);
}

/** Whole seconds are all that the header can say; the sender must not come too early. */
function toSeconds(ms: number): string {
  return String(Math.max(1, Math.ceil(ms / 1_000)));
}

/** Whether no more of the request is to come. A request without a body is complete before it says so. */
function isComplete(request: IncomingMessage): boolean {
  if (request.complete) return true;
  const { 'content-length': length, 'transfer-encoding': chunked } = request.headers;
  return chunked === undefined && (length === undefined || length === '0');
}
