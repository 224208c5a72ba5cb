/** What an answer means by the rules of OTLP: taken, taken in part, to be sent again, or never. */

import { decodePartialSuccess, decodeStatus, type PartialSuccess } from '@marigraph/otlp';

import { ComponentError } from '../errors.ts';
import { type HttpAnswer, showUrl } from './otlp-http-client.ts';

const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/**
 * Returns what a backend that took the request had against it, if anything.
 * @throws {ComponentError} `backend_unavailable` (retryable: 429, 502, 503, 504), `backend_too_large` (413), else
 * `backend_rejected`.
 */
export function judgeAnswer(
  answer: HttpAnswer,
  context: { readonly url: URL; readonly now: bigint },
): PartialSuccess | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) return readPartialSuccess(answer);
  const message = `${showUrl(context.url)} answered ${status}${describe(answer)}`;
  if (status === 413) throw new ComponentError('backend_too_large', message);
  if (!RETRYABLE.has(status)) throw new ComponentError('backend_rejected', message);
  throw new ComponentError('backend_unavailable', message, {
    retryable: true,
    retryAfterMs: parseRetryAfter(answer.retryAfter, context.now),
  });
}

/** `Retry-After` as seconds or as a date, in milliseconds from now; `undefined` for anything else. */
export function parseRetryAfter(text: string | undefined, now: bigint): number | undefined {
  if (text === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(text)) return Number(text) * 1_000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Number(now / 1_000_000n));
}

function isJson(answer: HttpAnswer): boolean {
  return answer.contentType.startsWith('application/json');
}

/** An answer that cannot be read was a success all the same: its status says so. */
function readPartialSuccess(answer: HttpAnswer): PartialSuccess | undefined {
  if (answer.body.length === 0) return undefined;
  try {
    const { body } = answer;
    return isJson(answer) ? readJsonPartial(body) : decodePartialSuccess(body);
  } catch {
    return undefined;
  }
}

function readJsonPartial(body: Uint8Array): PartialSuccess {
  const answer = toObject(JSON.parse(toText(body)));
  const partial = toObject(answer['partialSuccess']);
  const rejected = Object.entries(partial).find(([key]) => key.startsWith('rejected'))?.[1] ?? 0;
  return {
    rejected: BigInt(rejected as string | number),
    message: typeof partial['errorMessage'] === 'string' ? partial['errorMessage'] : '',
  };
}

const DESCRIPTION_LENGTH_MAX = 300;

/** What the backend says about its refusal: the message of a Status, else the start of the text. */
function describe(answer: HttpAnswer): string {
  if (answer.body.length === 0) return '';
  let text = toText(answer.body);
  try {
    const { message } = isJson(answer) ? toObject(JSON.parse(text)) : {};
    if (typeof message === 'string') text = message;
    else if (answer.contentType.startsWith('application/x-protobuf')) {
      text = decodeStatus(answer.body).message;
    }
  } catch {
    // Not what its content type says; the bytes themselves may still help.
  }
  const line = text.replaceAll(/\s+/g, ' ').trim().slice(0, DESCRIPTION_LENGTH_MAX);
  return line === '' ? '' : `: ${line}`;
}

function toText(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
}

function toObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
