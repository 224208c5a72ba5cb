import { hashKey, type Row } from '@marigraph/monitor';
import { type AttributeView, ValueType } from '@marigraph/otlp';

const DASH = '-'.charCodeAt(0);
const HEX = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

/** The longest id that instrumentation gives: a trace id, a span id and an index. */
const defaultId = new Uint8Array(32 + 1 + 16 + 1 + 24);

/**
 * Hashes a prediction id that the application gave. Returns false where there is none: for an empty text, for
 * values that are neither text nor number, and for whole numbers that a double cannot tell from their neighbours.
 * Other numbers count as their text.
 */
export function hashGivenId(
  bytes: Uint8Array,
  view: AttributeView,
  at: number,
  key: Uint32Array,
): boolean {
  const type = view.type[at];
  if (type === ValueType.STRING) {
    const start = view.start[at] as number;
    const end = view.end[at] as number;
    if (end > start) hashKey(bytes, start, end, key);
    return end > start;
  }
  if (type !== ValueType.INT && type !== ValueType.DOUBLE) return false;
  const number = view.number[at] as number;
  if (!Number.isFinite(number) || Math.abs(number) > Number.MAX_SAFE_INTEGER) return false;
  const id = Buffer.from(String(number));
  hashKey(id, 0, id.length, key);
  return true;
}

/**
 * Hashes `<trace id>-<span id>[-<row>]` in hexadecimal, the id that instrumentation gives where the application
 * names none: the same key as that text sent as an id. Returns false for a row without a span.
 *
 * @param batchIndex NaN for a row of no batch.
 */
export function hashDefaultId(row: Row, batchIndex: number): boolean {
  if (!row.hasTrace) return false;
  let at = writeHex(row.trace, 0, 16, 0);
  defaultId[at++] = DASH;
  at = writeHex(row.trace, 16, 24, at);
  if (!Number.isNaN(batchIndex)) {
    const digits = String(batchIndex);
    defaultId[at++] = DASH;
    for (let digit = 0; digit < digits.length; digit++) defaultId[at++] = digits.charCodeAt(digit);
  }
  hashKey(defaultId, 0, at, row.key);
  return true;
}

function writeHex(bytes: Uint8Array, start: number, end: number, to: number): number {
  let at = to;
  for (let from = start; from < end; from++) {
    const byte = bytes[from] as number;
    defaultId[at++] = HEX[byte >> 4] as number;
    defaultId[at++] = HEX[byte & 15] as number;
  }
  return at;
}
