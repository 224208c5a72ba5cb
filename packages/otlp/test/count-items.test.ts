import { concatenate, countItems, OtlpError, type Signal } from '@marigraph/otlp';
import { describe, expect, it } from 'vitest';

import {
  body,
  eight,
  keyValue,
  number,
  request,
  traces,
  varint,
  type Bytes,
} from './support/wire.ts';

const SPAN_ATTRIBUTES = 9;

function failure(signal: Signal, bytes: Uint8Array): OtlpError {
  try {
    countItems(signal, bytes);
  } catch (error) {
    if (error instanceof OtlpError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** An attribute whose value is nested in so many arrays. */
function nested(levels: number): Bytes {
  let value: Bytes = body(1, 'x');
  for (let level = 0; level < levels; level++) value = body(5, body(1, value));
  return keyValue(SPAN_ATTRIBUTES, 'deep', value);
}

/** An unknown group in which others are nested, so many in all. */
function groups(levels: number): Bytes {
  const start = varint(100 * 8 + 3);
  const end = varint(100 * 8 + 4);
  return [
    ...Array.from({ length: levels }, () => start),
    ...Array.from({ length: levels }, () => end),
  ].flat();
}

function zeros(length: number): Bytes {
  return Array.from({ length }, () => 0);
}

/** A request with one metric. */
function metric(...fields: readonly Bytes[]): Uint8Array {
  return request(body(2, body(2, ...fields)));
}

describe('countItems', () => {
  it.each(['traces', 'metrics', 'logs'] as const)('is 0 for an empty request for %s', (signal) => {
    expect(countItems(signal, new Uint8Array(0))).toBe(0);
  });

  it('counts empty messages too', () => {
    expect(countItems('traces', traces([], []))).toBe(2);
    expect(countItems('metrics', metric(body(5, body(1), body(1))))).toBe(2);
  });

  it.each([
    ['a gauge and then a sum', [body(5, body(1), body(1)), body(7, body(1))], 1],
    ['a gauge in two parts', [body(5, body(1), body(1)), body(5, body(1))], 3],
    [
      'two gauges with a sum between',
      [body(5, body(1)), body(7, body(1)), body(5, body(1), body(1))],
      2,
    ],
    ['metadata between two parts', [body(5, body(1)), keyValue(12, 'k'), body(5, body(1))], 2],
    ['a histogram', [body(9, body(1))], 1],
    ['an exponential histogram', [body(10, body(1))], 1],
    ['a summary', [body(11, body(1))], 1],
    ['no data', [body(1, 'name')], 0],
  ] as const)('counts what a metric of %s holds in the end', (_, fields, count) => {
    expect(countItems('metrics', metric(...fields))).toBe(count);
  });

  it.each([
    [
      'a length that runs past the end',
      'traces',
      [0x0a, 0x02, 0x12],
      'ExportTraceServiceRequest at byte 1 has a field of 2 bytes, 1 more than are left',
    ],
    [
      'a length of 2^31',
      'logs',
      [0x0a, 0x80, 0x80, 0x80, 0x80, 0x08],
      'ExportLogsServiceRequest at byte 1 has a field of 2147483648 bytes, 2147483648 more than are left',
    ],
    [
      'a length of six bytes',
      'logs',
      [0x0a, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00],
      'has a tag or length of more than 5 bytes',
    ],
    [
      'a tag alone',
      'metrics',
      [0x0a],
      'ExportMetricsServiceRequest at byte 1 ends within a tag or length',
    ],
    ['half a tag', 'metrics', [0x8a], 'ends within a tag or length'],
    ['field number 0', 'traces', [0x02, 0x00], 'has a field numbered 0'],
    [
      'a tag of 33 bits',
      'traces',
      [0x82, 0x80, 0x80, 0x80, 0x10, 0x00],
      'has a tag of more than 32 bits',
    ],
    ['an end of a group', 'traces', [0xa4, 0x06], 'has a field of wire type 4'],
    ['wire type 6', 'traces', [0xa6, 0x06], 'has a field of wire type 6'],
    ['wire type 7', 'traces', [0xa7, 0x06], 'has a field of wire type 7'],
    [
      'a group of another end',
      'traces',
      [0xa3, 0x06, 0xac, 0x06],
      'ends group 100 with the tag of group 101',
    ],
    ['a group without end', 'traces', [0xa3, 0x06], 'ends within a tag or length'],
    [
      'a varint of eleven bytes',
      'traces',
      [0xa0, 0x06, ...Array.from({ length: 10 }, () => 0x80), 0],
      'has a varint of more than 10 bytes',
    ],
    ['half a varint', 'traces', [0xa0, 0x06, 0x80], 'ends within a varint'],
    ['half a fixed64', 'traces', [0xa1, 0x06, 1, 2, 3, 4], 'ends within a number of 8 bytes'],
    ['half a fixed32', 'traces', [0xa5, 0x06, 1, 2, 3], 'ends within a number of 4 bytes'],
    ['a request that is a varint', 'traces', [0x08, 0x01], 'has field 1 with wire type 0'],
  ] as const)('refuses %s', (_, signal, bytes, message) => {
    const error = failure(signal, Uint8Array.from(bytes));
    expect(error.code).toBe('malformed');
    expect(error.message).toContain(message);
    expect(error.hint).not.toBe('');
  });

  it.each([
    ['a number cut off in an int', keyValue(9, 'k', [0x18, 0x80]), 'AnyValue'],
    ['a double of four bytes', keyValue(9, 'k', [0x21, 1, 2, 3, 4]), 'AnyValue'],
    ['a string longer than its value', keyValue(9, 'k', [0x0a, 0x05, 0x61]), 'AnyValue'],
    ['a key longer than its attribute', body(9, [0x0a, 0x05, 0x61, 0x12, 0x00]), 'KeyValue'],
    ['a value longer than its attribute', body(9, [0x0a, 0x01, 0x61, 0x12, 0x05]), 'KeyValue'],
    ['an attribute longer than its span', [0x4a, 0x7f, 0x0a, 0x01, 0x61, 0x12, 0x01, 0x10], 'Span'],
    ['a key that is a number', body(9, number(1, 5)), 'KeyValue'],
    ['a broken array', keyValue(9, 'k', body(5, [0x0a, 0x03])), 'ArrayValue'],
    ['a broken list', keyValue(9, 'k', body(6, [0x0a, 0x03])), 'KeyValueList'],
    ['a broken event', body(11, [0x09, 1]), 'Span.Event'],
    ['a broken link', body(13, [0x0a, 1]), 'Span.Link'],
    ['a broken status', body(15, [0x18]), 'Span.Status'],
    ['flags of two bytes of tag', [0x80, 0x01, 0x01], 'Span'],
  ] as const)('refuses %s and names the message', (_, span, name) => {
    const error = failure('traces', traces(span));
    expect(error).toMatchObject({ code: 'malformed', name: 'OtlpError' });
    expect(error.message).toMatch(new RegExp(`^${name} at byte ${error.offset} `));
  });

  it.each([
    ['packed counts', body(6, [1, 2, 3]), 'has 3 bytes of packed 8-byte numbers'],
    ['packed bounds', body(7, zeros(9)), 'has 9 bytes of packed 8-byte numbers'],
  ])('refuses broken %s', (_, field, message) => {
    expect(failure('metrics', metric(body(9, body(1, field)))).message).toContain(message);
  });

  it('refuses packed varints that are cut off', () => {
    const point = body(1, body(8, body(2, [0x01, 0x80])));
    expect(failure('metrics', metric(body(10, point))).message).toContain(
      'Buckets at byte 15 ends within a varint',
    );
  });

  it('takes repeated numbers packed or not', () => {
    const histogram = body(1, eight(6, 1n), body(6, zeros(16)), eight(7, 0n));
    expect(countItems('metrics', metric(body(9, histogram)))).toBe(1);
    const exponential = body(1, body(8, number(2, 7), body(2, [0x01, 0xff, 0x01])));
    expect(countItems('metrics', metric(body(10, exponential)))).toBe(1);
  });

  it('takes unknown fields of every wire type, and groups within groups', () => {
    const unknown = [
      ...number(100, 5),
      ...eight(100, 5n),
      ...body(100, 'x'),
      ...groups(3),
      0xa5,
      0x06,
      1,
      2,
      3,
      4,
    ];
    expect(countItems('traces', traces(unknown))).toBe(1);
  });

  it('takes lengths and tags with more bytes than they need', () => {
    const span = [...varint(5 * 8 + 2, 3), ...varint(1, 4), 0x61];
    expect(countItems('traces', traces(span))).toBe(1);
  });

  it('takes values nested in 100 messages and refuses more', () => {
    // Request, resource, scope, span, attribute and value are six; every array adds itself and a value.
    expect(countItems('traces', traces(nested(47)))).toBe(1);
    const error = failure('traces', traces(nested(48)));
    expect(error.code).toBe('too_deep');
    expect(error.message).toContain('is nested in more than 100 messages');
  });

  it('takes groups nested in 100 messages and groups and refuses more', () => {
    expect(countItems('traces', traces(groups(97)))).toBe(1);
    expect(failure('traces', traces(groups(98))).code).toBe('too_deep');
  });

  it('refuses more than 2 GiB before it looks at a byte', () => {
    const bytes = new Uint8Array(0);
    Object.defineProperty(bytes, 'length', { value: 2 ** 31 });
    expect(failure('traces', bytes)).toMatchObject({ code: 'too_large', offset: 2 ** 31 - 1 });
  });
});

describe('concatenate', () => {
  it('is no bytes for no bodies, and the body itself for one', () => {
    expect(concatenate([])).toEqual(new Uint8Array(0));
    const only = traces([]);
    expect(concatenate([only])).toBe(only);
  });

  it('counts what all bodies hold', () => {
    const joined = concatenate([traces([], []), new Uint8Array(0), traces([])]);
    expect(countItems('traces', joined)).toBe(3);
  });

  it('refuses to join more than 2 GiB', () => {
    const bytes = new Uint8Array(0);
    Object.defineProperty(bytes, 'length', { value: 2 ** 30 });
    expect(() => concatenate([bytes, bytes])).toThrowError(OtlpError);
  });
});
