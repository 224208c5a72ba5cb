import type { IncomingMessage, ServerResponse } from 'node:http';

import { encodeStatus } from '@marigraph/otlp';

import type { Clock } from '../component.ts';

/** Codes of `google.rpc.Status` that the receiver answers with. */
export const STATUS_CODE = {
  invalidArgument: 3,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
} as const;

/** Why a request is not taken: an answer, not a failure of the collector. */
export class Refusal extends Error {
  override readonly name: string = 'Refusal';
  readonly httpStatus: number;
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    httpStatus: number,
    code: number,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.httpStatus = httpStatus;
    this.code = code;
    this.headers = headers;
  }
}

/** Anything that names clients' data may be long; the answer is not. */
const MESSAGE_LENGTH_MAX = 4_096;

/** A client that still sends gets this long to read the answer before the connection ends. */
const LINGER_MS = 1_000;

/**
 * Answers with a Status message: in protobuf to those who speak it, in JSON to everybody else. Where the
 * rest of a body is still to come, it is thrown away for a moment and then the connection ends: closing at
 * once would reset it, and the client would never see the answer.
 */
export function sendRefusal(
  request: IncomingMessage,
  response: ServerResponse,
  refusal: Refusal,
  options: { readonly protobuf: boolean; readonly clock: Clock },
): void {
  const { protobuf, clock } = options;
  const status = { code: refusal.code, message: refusal.message.slice(0, MESSAGE_LENGTH_MAX) };
  const body = protobuf ? encodeStatus(status) : Buffer.from(JSON.stringify(status));
  response.writeHead(refusal.httpStatus, {
    'content-type': protobuf ? 'application/x-protobuf' : 'application/json',
    'content-length': body.length,
    ...(isComplete(request) ? {} : { connection: 'close' }),
    ...refusal.headers,
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

/** Whether no more of the request is to come. A request without a body is complete before it says so. */
function isComplete(request: IncomingMessage): boolean {
  if (request.complete) return true;
  const { 'content-length': length, 'transfer-encoding': chunked } = request.headers;
  return chunked === undefined && (length === undefined || length === '0');
}

/** A refusal that says when to come again. */
export function busy(message: string, retryAfterMs = 1_000): Refusal {
  const seconds = String(Math.max(1, Math.ceil(retryAfterMs / 1_000)));
  return new Refusal(503, STATUS_CODE.unavailable, message, { 'retry-after': seconds });
}
