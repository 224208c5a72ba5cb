import { openMessage } from './message-reader.ts';
import type { PartialSuccess, Status, StatusDetail } from './responses.ts';
import type { Signal } from './signal.ts';

const ENCODER = new TextEncoder();

/** What each signal calls the number of items that were refused. */
const REJECTED: Readonly<Record<Signal, string>> = {
  traces: 'rejectedSpans',
  metrics: 'rejectedDataPoints',
  logs: 'rejectedLogRecords',
};

/** The response that tells of a partial success, in JSON. That of a full success is `{}`. */
export function encodePartialSuccessJson(
  signal: Signal,
  { rejected, message }: PartialSuccess,
): Uint8Array {
  return encode({
    partialSuccess: {
      [REJECTED[signal]]: rejected === 0n ? undefined : String(rejected),
      errorMessage: message || undefined,
    },
  });
}

/**
 * A google.rpc.Status in JSON. The details that this package makes, RetryInfo and BadRequest, are written as the
 * messages they hold; JSON has no form for a detail of unknown type, so others are left out.
 *
 * @throws {OtlpError} `malformed`, `too_deep` or `too_large`: the value of a detail is not of its type.
 */
export function encodeStatusJson({ code, message, details = [] }: Status): Uint8Array {
  const known = details.map(toJson).filter((detail) => detail !== undefined);
  return encode({
    code: code || undefined,
    message: message || undefined,
    details: known.length === 0 ? undefined : known,
  });
}

function encode(value: object): Uint8Array {
  return ENCODER.encode(JSON.stringify(value));
}

function toJson({ typeUrl, value }: StatusDetail): object | undefined {
  switch (typeUrl.slice(typeUrl.lastIndexOf('/') + 1)) {
    case 'google.rpc.RetryInfo':
      return { '@type': typeUrl, retryDelay: retryDelayOf(value) };
    case 'google.rpc.BadRequest':
      return { '@type': typeUrl, fieldViolations: fieldViolationsOf(value) };
    default:
      return undefined;
  }
}

/** A duration as a decimal number of seconds with up to nine digits behind the point. */
function retryDelayOf(retryInfo: Uint8Array): string | undefined {
  const delay = openMessage('google.rpc.RetryInfo', retryInfo).message(1);
  if (delay === undefined) return undefined;
  const nanos = delay.int64(1) * 1_000_000_000n + BigInt(delay.int32(2));
  const digits = String(nanos < 0n ? -nanos : nanos).padStart(10, '0');
  const fraction = digits.slice(-9).replace(/0+$/, '');
  const seconds = digits.slice(0, -9);
  return `${nanos < 0n ? '-' : ''}${seconds}${fraction === '' ? '' : `.${fraction}`}s`;
}

function fieldViolationsOf(badRequest: Uint8Array): object[] {
  return openMessage('google.rpc.BadRequest', badRequest)
    .messages(1)
    .map((violation) => ({ field: violation.string(1), description: violation.string(2) }));
}
