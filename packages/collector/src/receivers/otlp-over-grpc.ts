/** OTLP over gRPC: unary calls of the three services, answered by hand. */

import {
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';

import { encodePartialSuccess, type PartialSuccess } from '@marigraph/otlp';

import type { Clock, Encoding, Signal } from '../component.ts';
import { CancelledCall, readGrpcMessage, withoutEncoding } from './grpc-message.ts';
import { createGrpcServer } from './grpc-server.ts';
import { encodeGrpcMessage, frameMessage, isGrpcProtobuf, parseGrpcTimeout } from './grpc-wire.ts';
import type { OtlpGrpcConfig } from './otlp-config.ts';
import {
  createOutcomeCounter,
  type EndpointDependencies,
  type EndpointReport,
  ENCODINGS,
  type OtlpEndpoint,
  type OutcomeCounter,
} from './otlp-intake.ts';
import {
  invalid,
  MESSAGE_LENGTH_MAX,
  Refusal,
  STATUS_CODE,
  toRefusal,
  toStatusBytes,
  tooSlow,
} from './otlp-refusal.ts';

const SERVICES = '/opentelemetry.proto.collector';
const SIGNALS: Readonly<Record<string, Signal>> = {
  [`${SERVICES}.trace.v1.TraceService/Export`]: 'traces',
  [`${SERVICES}.metrics.v1.MetricsService/Export`]: 'metrics',
  [`${SERVICES}.logs.v1.LogsService/Export`]: 'logs',
};

/** How long a message may take to come in, whatever the caller's own deadline. */
const READ_MS = 30_000;

export interface GrpcEndpointReport extends EndpointReport {
  readonly connections: number;
}

export function createOtlpOverGrpc(
  config: OtlpGrpcConfig,
  dependencies: EndpointDependencies,
): OtlpEndpoint & { report(): GrpcEndpointReport } {
  const { clock, logger, random } = dependencies;
  const { tls } = config;
  const maxBytes = config.max_recv_msg_size_mib;
  const outcomes = createOutcomeCounter();

  const server = createGrpcServer({
    endpoint: config.endpoint,
    tls: tls === undefined ? undefined : { config: tls, clock, logger },
    maxConcurrentStreams: config.max_concurrent_streams,
    parameters: config.keepalive.server_parameters,
    clock,
    random,
    handle(stream, headers) {
      const status = httpStatusOf(headers);
      if (status !== 200) {
        outcomes.count(`http_${status}`);
        stream.respond({ ':status': status, ...(status === 405 ? { allow: 'POST' } : {}) }, END);
        letGo(stream, clock);
        return;
      }
      const answer = oneAnswer(stream, { dependencies, outcomes });
      const { expireAfter } = answer;
      receive(stream, headers, { dependencies, maxBytes, expireAfter }).then(
        answer.succeed,
        answer.fail,
      );
    },
    onError: (error) => logger.debug('a connection failed', { error }),
  });

  return {
    async start() {
      await server.start();
      logger.info('receives OTLP over gRPC', { endpoint: server.endpoint });
    },
    shutdown: (deadline) => server.shutdown(deadline),
    report: () => ({
      endpoint: server.endpoint,
      requests: outcomes.report(),
      connections: server.connections,
    }),
  };
}

/** What is no gRPC at all is answered in HTTP: 200 for a call. */
function httpStatusOf(headers: IncomingHttpHeaders): 200 | 405 | 415 {
  if (headers[':method'] !== 'POST') return 405;
  return isGrpcProtobuf(headers['content-type']) ? 200 : 415;
}

interface ReceiveOptions {
  readonly dependencies: EndpointDependencies;
  readonly maxBytes: number;
  readonly expireAfter: (timeoutMs: number) => void;
}

/** Takes one call into the log. @throws {Refusal | CancelledCall | OtlpError | ComponentError} */
async function receive(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  { dependencies: { intake, clock }, maxBytes, expireAfter }: ReceiveOptions,
): Promise<PartialSuccess | undefined> {
  const path = headers[':path'] ?? '';
  const signal = SIGNALS[path];
  if (signal === undefined) {
    throw new Refusal(404, STATUS_CODE.unimplemented, `there is no method ${path}`);
  }
  const named = parseEncoding(headers['grpc-encoding']);
  const deadlineMs = parseTimeout(headers['grpc-timeout']);
  if (deadlineMs < TIMER_MS_MAX) expireAfter(deadlineMs);
  intake.admit();
  // What is not whole when the call is over must not be kept: its sender was told that it was not taken.
  const timeoutMs = Math.min(READ_MS, deadlineMs);
  const limits = { maxBytes, clock, timeoutMs };
  const { isCompressed, body } = await readGrpcMessage(stream, intake.memory, limits);
  if (isCompressed && named === 'identity') {
    body.settle();
    body.release();
    throw withoutEncoding();
  }
  const encoding = isCompressed ? named : 'identity';
  return intake.take({ signal, contentType: 'protobuf', encoding }, body, maxBytes);
}

const ACCEPTED_ENCODINGS = ENCODINGS.join(',');

function parseEncoding(header: string | string[] | undefined): Encoding {
  if (header === undefined) return 'identity';
  const encoding = ENCODINGS.find((known) => known === header);
  if (encoding !== undefined) return encoding;
  const message = `grpc-encoding "${String(header)}" is not taken; there are ${ACCEPTED_ENCODINGS}`;
  throw new Refusal(415, STATUS_CODE.unimplemented, message);
}

/** What Node's timers can wait. */
const TIMER_MS_MAX = 2 ** 31 - 1;

function parseTimeout(header: string | string[] | undefined): number {
  if (header === undefined) return Number.POSITIVE_INFINITY;
  const ms = parseGrpcTimeout(String(header));
  if (ms === undefined) throw invalid(`grpc-timeout "${String(header)}" is none`);
  return ms;
}

const END = { endStream: true } as const;
const HEAD: OutgoingHttpHeaders = {
  ':status': 200,
  'content-type': 'application/grpc',
  'grpc-accept-encoding': ACCEPTED_ENCODINGS,
};

interface OneAnswer {
  /** Answers after that long that it took too long. */
  expireAfter(this: void, timeoutMs: number): void;
  succeed(this: void, partial: PartialSuccess | undefined): void;
  fail(this: void, error: unknown): void;
}

interface AnswerOptions {
  readonly dependencies: EndpointDependencies;
  readonly outcomes: OutcomeCounter;
}

/** The answer to one call: whichever comes first. Outcomes are counted by gRPC status. */
function oneAnswer(
  stream: ServerHttp2Stream,
  { dependencies: { clock, logger }, outcomes }: AnswerOptions,
): OneAnswer {
  let isAnswered = false;
  let stopWaiting: (() => void) | undefined;

  /** Whether the caller still waits. */
  function begin(isGone = false): boolean {
    stopWaiting?.();
    if (isAnswered) return false;
    isAnswered = true;
    if (!isGone && !stream.destroyed && !stream.closed) return true;
    outcomes.count('aborted');
    return false;
  }

  function fail(error: unknown): void {
    if (error instanceof CancelledCall) {
      begin(true);
      return;
    }
    const refusal = toRefusal(error, logger);
    if (!begin()) return;
    const { code, message } = refusal;
    outcomes.count(code);
    logger.debug('refused a call', { status: code, message });
    stream.respond({ ...HEAD, ...toTrailers(refusal) }, END);
    letGo(stream, clock);
  }

  return {
    expireAfter(timeoutMs) {
      stopWaiting = clock.after(timeoutMs, () => fail(tooSlow('the deadline of the call is over')));
    },
    succeed(partial) {
      if (!begin()) return;
      outcomes.count(0);
      stream.respond(HEAD, { waitForTrailers: true });
      stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(toResponse(partial));
    },
    fail,
  };
}

const EMPTY_RESPONSE = frameMessage(new Uint8Array());

function toResponse(partial: PartialSuccess | undefined): Uint8Array {
  if (partial === undefined) return EMPTY_RESPONSE;
  const message = partial.message.slice(0, MESSAGE_LENGTH_MAX);
  return frameMessage(encodePartialSuccess({ rejected: partial.rejected, message }));
}

/** Clients take 8 KiB of headers at least, and a message stands there twice. */
const TRAILER_MESSAGE_LENGTH_MAX = 1_024;

function toTrailers(refusal: Refusal): OutgoingHttpHeaders {
  const message = refusal.message.slice(0, TRAILER_MESSAGE_LENGTH_MAX);
  const details = toStatusBytes(refusal, TRAILER_MESSAGE_LENGTH_MAX);
  return {
    'grpc-status': String(refusal.code),
    'grpc-message': encodeGrpcMessage(message),
    'grpc-status-details-bin': Buffer.from(details).toString('base64'),
  };
}

/** A caller that still sends gets this long to see the answer before its stream ends. */
const LINGER_MS = 1_000;

/**
 * Throws away what is still to come, and then ends the stream: resetting it at once could overtake the answer.
 */
function letGo(stream: ServerHttp2Stream, clock: Clock): void {
  if (stream.readableEnded) return;
  stream.resume();
  const cancel = clock.after(LINGER_MS, () => stream.close(constants.NGHTTP2_NO_ERROR));
  stream.once('close', cancel);
}
