import { openMessage } from './message-reader.ts';
import { MessageWriter } from './message-writer.ts';

/** What a server refused of a request that it otherwise took. */
export interface PartialSuccess {
  /** Spans, data points or log records refused; 0 makes the message a warning. */
  readonly rejected: bigint;
  readonly message: string;
}

/*
 *   Export…ServiceResponse   1 partial_success Export…PartialSuccess
 *   Export…PartialSuccess    1 rejected_… int64, 2 error_message string
 *
 * The three signals differ only in names.
 */

/** The response of any signal that tells of a partial success. A full success is a response of no bytes. */
export function encodePartialSuccess({ rejected, message }: PartialSuccess): Uint8Array {
  const writer = new MessageWriter();
  writer.message(1, () => {
    writer.int64(1, rejected || undefined);
    writer.string(2, message || undefined);
  });
  return writer.finish();
}

/**
 * The partial success in the response of any signal; undefined when the whole request was taken.
 *
 * @throws {OtlpError} `malformed`, `too_deep` or `too_large`.
 */
export function decodePartialSuccess(bytes: Uint8Array): PartialSuccess | undefined {
  const partial = openMessage('ExportServiceResponse', bytes).message(1);
  if (partial === undefined) return undefined;
  return { rejected: partial.int64(1), message: partial.string(2) };
}

/** The body of every error of an OTLP server: a google.rpc.Status. */
export interface Status {
  /** A google.rpc.Code, which is the status code of gRPC. */
  readonly code: number;
  readonly message: string;
  /** Left out when there are none. */
  readonly details?: readonly StatusDetail[];
}

/** A message inside a status: a google.protobuf.Any. */
export interface StatusDetail {
  /** The message's type, like `type.googleapis.com/google.rpc.RetryInfo`. */
  readonly typeUrl: string;
  /** The encoded message. */
  readonly value: Uint8Array;
}

/* Status: 1 code int32, 2 message string, 3 details repeated Any.   Any: 1 type_url string, 2 value bytes */

/** A google.rpc.Status. */
export function encodeStatus({ code, message, details = [] }: Status): Uint8Array {
  const writer = new MessageWriter();
  writer.int32(1, code || undefined);
  writer.string(2, message || undefined);
  for (const { typeUrl, value } of details) {
    writer.message(3, () => {
      writer.string(1, typeUrl || undefined);
      writer.bytes(2, value.length === 0 ? undefined : value);
    });
  }
  return writer.finish();
}

/**
 * A google.rpc.Status.
 *
 * @throws {OtlpError} `malformed`, `too_deep` or `too_large`.
 */
export function decodeStatus(bytes: Uint8Array): Status {
  const status = openMessage('google.rpc.Status', bytes);
  const code = status.int32(1);
  const message = status.string(2);
  const details = status
    .messages(3)
    .map((detail) => ({ typeUrl: detail.string(1), value: detail.bytes(2) }));
  return details.length === 0 ? { code, message } : { code, message, details };
}

const TYPE_URL_PREFIX = 'type.googleapis.com/';
const RETRY_INFO = 'google.rpc.RetryInfo';
const BAD_REQUEST = 'google.rpc.BadRequest';

const MS_PER_SECOND = 1000;
const NANOS_PER_MS = 1_000_000;

/* RetryInfo: 1 retry_delay Duration.   Duration: 1 seconds int64, 2 nanos int32 (same sign) */

/**
 * The detail by which a server asks for a pause before the request is sent again.
 *
 * @param delayMs At least 0; fractions of a millisecond are dropped.
 */
export function createRetryInfo(delayMs: number): StatusDetail {
  const ms = Math.trunc(delayMs);
  const writer = new MessageWriter();
  writer.message(1, () => {
    writer.int64(1, BigInt(Math.trunc(ms / MS_PER_SECOND)) || undefined);
    writer.int32(2, (ms % MS_PER_SECOND) * NANOS_PER_MS || undefined);
  });
  return { typeUrl: TYPE_URL_PREFIX + RETRY_INFO, value: writer.finish() };
}

/**
 * The pause in milliseconds that a status asks for, fractional; undefined when it asks for none.
 *
 * @throws {OtlpError} When the detail is there and is malformed.
 */
export function retryDelayMs(status: Status): number | undefined {
  const detail = status.details?.find(({ typeUrl }) => typeUrl.endsWith(`/${RETRY_INFO}`));
  if (detail === undefined) return undefined;
  const delay = openMessage(RETRY_INFO, detail.value).message(1);
  if (delay === undefined) return 0;
  return Number(delay.int64(1)) * MS_PER_SECOND + delay.int32(2) / NANOS_PER_MS;
}

/** One thing wrong with a request. */
export interface FieldViolation {
  /** Where, as a path of field names. */
  readonly field: string;
  /** What is wrong there. */
  readonly description: string;
}

/* BadRequest: 1 field_violations repeated FieldViolation.   FieldViolation: 1 field string, 2 description string */

/** The detail that says what is wrong with a request. */
export function createBadRequest(violations: readonly FieldViolation[]): StatusDetail {
  const writer = new MessageWriter();
  for (const { field, description } of violations) {
    writer.message(1, () => {
      writer.string(1, field || undefined);
      writer.string(2, description || undefined);
    });
  }
  return { typeUrl: TYPE_URL_PREFIX + BAD_REQUEST, value: writer.finish() };
}
