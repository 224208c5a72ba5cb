import { checkMessage } from './check-message.ts';
import { countItems } from './count-items.ts';
import { messageNumber } from './grammar.ts';
import { Part } from './part.ts';
import type { Signal } from './signal.ts';
import { DATA_POINTS, SIGNALS } from './splice-grammar.ts';
import { bodyOfField, readTag, skipField } from './wire.ts';

/** What a part may hold at most; no limit unless given. */
export interface SplitLimits {
  /** Bytes of the request, at least 1. */
  readonly maxBytes?: number;
  /** Spans, log records or data points, at least 1. */
  readonly maxItems?: number;
}

/**
 * Splits an export request into requests within limits: the same items in the same order, each with copies of the
 * resource, scope, metric and schema URLs around it. A request within the limits is handed back as it is. An item that is
 * too large by itself goes alone, beyond the limit of bytes. Where what stands around items leaves no room for any, they
 * stay together in one part beyond that limit: apart, each would take all that along and be too large as well.
 *
 * Parts are made one by one as they are asked for, since many parts of one large resource are much larger than the
 * request. What stands around items is repeated byte for byte, items are copied byte for byte; fields that are no items
 * come before the items of their message.
 *
 * @yields One part after the other.
 * @throws {OtlpError} `malformed`, `too_deep` or `too_large`, before the first part.
 */
export function* splitRequest(
  signal: Signal,
  bytes: Uint8Array,
  { maxBytes = Infinity, maxItems = Infinity }: SplitLimits,
): Generator<Uint8Array, void, undefined> {
  if (!(maxBytes >= 1 && maxItems >= 1)) throw new RangeError('a part must hold something');
  const items = countItems(signal, bytes);
  if (bytes.length <= maxBytes && items <= maxItems) {
    yield bytes;
    return;
  }
  const part = new Part(bytes, maxBytes, maxItems);
  yield* splitInside(part, LEVELS[signal], 0, bytes.length);
  if (!part.isEmpty) yield part.finish();
}

/** A message whose fields can be spread over parts. */
interface Level {
  readonly message: number;
  /** What is in the fields that are spread; `undefined` for items. */
  readonly fields: ReadonlyMap<number, Level | undefined>;
  /** Whether these fields are one value, which is merged or replaced where it comes several times. */
  readonly isOneof: boolean;
}

const DATA: Level = {
  message: messageNumber('Gauge'),
  fields: new Map([[1, undefined]]),
  isOneof: false,
};

const METRIC: Level = {
  message: messageNumber('Metric'),
  fields: new Map(Array.from(DATA_POINTS.keys(), (field) => [field, DATA])),
  isOneof: true,
};

const LEVELS: Readonly<Record<Signal, Level>> = {
  traces: levelOf('traces', undefined),
  logs: levelOf('logs', undefined),
  metrics: levelOf('metrics', METRIC),
};

function levelOf(signal: Signal, inScope: Level | undefined): Level {
  const { request, ofResource, ofScope } = SIGNALS[signal];
  const level = (message: number, field: number, inside: Level | undefined): Level => ({
    message,
    fields: new Map([[field, inside]]),
    isOneof: false,
  });
  return level(request, 1, level(ofResource, 2, level(ofScope, 2, inScope)));
}

/**
 * Adds what is spread of the message in [start, end) to parts.
 *
 * @yields Every part that is full.
 */
function* splitInside(
  part: Part,
  level: Level,
  start: number,
  end: number,
): Generator<Uint8Array, void, undefined> {
  const { bytes } = part;
  for (let position = start; position < end;) {
    const next = skipField(bytes, position, end, level.message);
    const number = fieldNumber(bytes, position, end);
    if (level.fields.has(number)) {
      const inside = level.fields.get(number);
      const body = bodyOfField(bytes, position, number);
      if (inside === undefined || !isSpread(bytes, inside, body, next)) {
        // An envelope that is not spread has few items or none.
        const items = inside === undefined ? 1 : checkMessage(bytes, body, next, inside.message);
        if (part.isFullFor(next - position, items)) yield part.finish();
        part.add(position, next, items);
      } else {
        part.enter((number << 3) | 2, ownFields(bytes, inside, body, next));
        yield* splitInside(part, inside, body, next);
        part.leave();
      }
    } else if (part.depth === 0) {
      // A field of a request that is not known belongs to no item.
      if (part.isFullFor(next - position, 0)) yield part.finish();
      part.add(position, next, 0);
    }
    position = next;
  }
}

/** The number of the field at `position` if it is delimited; else 0. */
function fieldNumber(bytes: Uint8Array, position: number, end: number): number {
  const tag = readTag(bytes, position, end, 0);
  return (tag & 7) === 2 ? tag >>> 3 : 0;
}

/**
 * Whether there is something to spread. A metric that has data twice is kept whole: the second replaces the first,
 * which would come back to life in a part of its own, or is merged with it.
 */
function isSpread(bytes: Uint8Array, level: Level, start: number, end: number): boolean {
  let count = 0;
  for (let position = start; position < end;) {
    if (level.fields.has(fieldNumber(bytes, position, end))) count++;
    position = skipField(bytes, position, end, level.message);
  }
  return level.isOneof ? count === 1 : count > 0;
}

/** Ranges of the fields that are not spread, as starts and ends in turn. */
function ownFields(bytes: Uint8Array, level: Level, start: number, end: number): number[] {
  const ranges: number[] = [];
  for (let position = start; position < end;) {
    const next = skipField(bytes, position, end, level.message);
    if (!level.fields.has(fieldNumber(bytes, position, end))) {
      if (ranges.at(-1) === position) ranges[ranges.length - 1] = next;
      else ranges.push(position, next);
    }
    position = next;
  }
  return ranges;
}
