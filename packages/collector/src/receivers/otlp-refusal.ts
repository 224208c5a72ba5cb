/** Why a request is not taken, in the words of both protocols. */

import {
  createBadRequest,
  createRetryInfo,
  encodeStatus,
  OtlpError,
  type StatusDetail,
} from '@marigraph/otlp';

import type { Logger } from '../component.ts';
import { ComponentError } from '../errors.ts';

/** Codes of `google.rpc.Status` that the receiver answers with. */
export const STATUS_CODE = {
  invalidArgument: 3,
  deadlineExceeded: 4,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
} as const;

export interface RefusalOptions {
  /** Headers of an answer over HTTP. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Where it is, the sender may send the same request again, after that many milliseconds. */
  readonly retryAfterMs?: number;
}

/** Why a request is not taken: an answer, not a failure of the collector. */
export class Refusal extends Error {
  override readonly name: string = 'Refusal';
  readonly httpStatus: number;
  /** Of `google.rpc.Status`, which is also the status of gRPC. */
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly retryAfterMs: number | undefined;

  constructor(httpStatus: number, code: number, message: string, options: RefusalOptions = {}) {
    super(message);
    this.httpStatus = httpStatus;
    this.code = code;
    this.headers = options.headers ?? {};
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** A refusal that says when to come again. */
export function busy(message: string, retryAfterMs = 1_000): Refusal {
  return new Refusal(503, STATUS_CODE.unavailable, message, { retryAfterMs });
}

/** A sender that took too long may be luckier next time, so this is retryable over both protocols. */
export function tooSlow(message: string): Refusal {
  return new Refusal(503, STATUS_CODE.deadlineExceeded, message, { retryAfterMs: 1_000 });
}

/** A request that no attempt will make acceptable. */
export function invalid(message: string): Refusal {
  return new Refusal(400, STATUS_CODE.invalidArgument, message);
}

export function tooLarge(maxBytes: number): Refusal {
  return new Refusal(
    413,
    STATUS_CODE.resourceExhausted,
    `the request is larger than ${maxBytes} bytes, compressed or inflated; send smaller batches`,
  );
}

/** A request that fits each limit of its own, but not with all its forms into what all requests may hold. */
export function tooLargeToHold(maxBytes: number): Refusal {
  const message =
    `as it came, inflated and as protobuf the request is larger than the ${maxBytes} bytes that all ` +
    'requests may hold (max_in_flight_mib); send smaller batches';
  return new Refusal(413, STATUS_CODE.resourceExhausted, message);
}

/** Anything that was thrown while a request was taken, as the answer to it. */
export function toRefusal(error: unknown, logger: Logger): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof OtlpError) return invalid(`${error.message}, at byte ${error.offset}`);
  if (error instanceof ComponentError) {
    if (error.retryable) return busy(error.message, error.retryAfterMs);
    const isUnknown = error.code === 'no_pipeline';
    const status = isUnknown ? STATUS_CODE.unimplemented : STATUS_CODE.internal;
    return new Refusal(isUnknown ? 404 : 500, status, `${error.message}. ${error.hint}`);
  }
  logger.error('a request met a bug of the receiver', { error });
  return new Refusal(500, STATUS_CODE.internal, 'internal error');
}

/** What names clients' data may be long; the answer is not. */
export const MESSAGE_LENGTH_MAX = 4_096;

/** A refusal as `google.rpc.Status` in protobuf. */
export function toStatusBytes(
  refusal: Refusal,
  messageLengthMax: number = MESSAGE_LENGTH_MAX,
): Uint8Array {
  const message = refusal.message.slice(0, messageLengthMax);
  const details: StatusDetail[] = [];
  if (refusal.httpStatus === 400)
    details.push(createBadRequest([{ field: BODY, description: message }]));
  if (refusal.retryAfterMs !== undefined) details.push(createRetryInfo(refusal.retryAfterMs));
  return encodeStatus({ code: refusal.code, message, details });
}

const BODY = 'body';
const TYPES = 'type.googleapis.com/google.rpc';

/** The same in the JSON of protobuf. */
export function toStatusJson(refusal: Refusal): Uint8Array {
  const message = refusal.message.slice(0, MESSAGE_LENGTH_MAX);
  const details: Record<string, unknown>[] = [];
  if (refusal.httpStatus === 400) {
    const fieldViolations = [{ field: BODY, description: message }];
    details.push({ '@type': `${TYPES}.BadRequest`, fieldViolations });
  }
  if (refusal.retryAfterMs !== undefined) {
    details.push({ '@type': `${TYPES}.RetryInfo`, retryDelay: `${refusal.retryAfterMs / 1_000}s` });
  }
  const status = { code: refusal.code, message, ...(details.length === 0 ? {} : { details }) };
  return Buffer.from(JSON.stringify(status));
}
