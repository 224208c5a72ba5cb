/** What the status of a call means by the rules of OTLP: taken, taken in part, to be sent again, or never. */

import {
  decodePartialSuccess,
  decodeStatus,
  type PartialSuccess,
  retryDelayMs,
} from '@marigraph/otlp';

import { ComponentError } from '../errors.ts';
import { grpcStatusName, type GrpcStatusName } from './grpc-status.ts';
import type { GrpcAnswer } from './otlp-grpc-client.ts';

const RETRYABLE: ReadonlySet<GrpcStatusName> = new Set([
  'CANCELLED',
  'DEADLINE_EXCEEDED',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNAVAILABLE',
  'DATA_LOSS',
]);

const DESCRIPTION_LENGTH_MAX = 300;

/**
 * Returns what a backend that took the request had against it, if anything.
 * @throws {ComponentError} `backend_unavailable` (retryable) for what OTLP says may be sent again, which is
 * RESOURCE_EXHAUSTED only where the backend says when; else `backend_rejected`.
 */
export function judgeStatus(
  answer: GrpcAnswer,
  { endpoint }: { readonly endpoint: string },
): PartialSuccess | undefined {
  if (answer.status === 0) return readPartialSuccess(answer.response);
  const name = grpcStatusName(answer.status);
  const retryAfterMs = readRetryDelay(answer.details);
  const line = answer.message.replaceAll(/\s+/g, ' ').trim().slice(0, DESCRIPTION_LENGTH_MAX);
  const message = `${endpoint} answered ${name}${line === '' ? '' : `: ${line}`}`;
  const isThrottled = name === 'RESOURCE_EXHAUSTED' && retryAfterMs !== undefined;
  if (!RETRYABLE.has(name) && !isThrottled) throw new ComponentError('backend_rejected', message);
  throw new ComponentError('backend_unavailable', message, { retryable: true, retryAfterMs });
}

/** An answer that cannot be read was a success all the same: its status says so. */
function readPartialSuccess(response: Uint8Array | undefined): PartialSuccess | undefined {
  if (response === undefined || response.length === 0) return undefined;
  try {
    return decodePartialSuccess(response);
  } catch {
    return undefined;
  }
}

function readRetryDelay(details: Uint8Array | undefined): number | undefined {
  if (details === undefined) return undefined;
  try {
    return retryDelayMs(decodeStatus(details));
  } catch {
    return undefined;
  }
}
