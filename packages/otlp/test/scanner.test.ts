import { createScanner, OtlpError, ValueType, type ScannerOptions } from '@marigraph/otlp';
import { describe, expect, it } from 'vitest';

import { toRecord, type Record } from './support/records.ts';
import {
  body,
  eight,
  keyValue,
  logs,
  number,
  request,
  traces,
  varint,
  type Bytes,
} from './support/wire.ts';

const ATTRIBUTES = 9;

function scanAll(bytes: Uint8Array, options: Partial<ScannerOptions> = {}): Record[] {
  const records: Record[] = [];
  const scanner = createScanner({ signal: 'traces', classify: () => 1, ...options });
  expect(scanner.scan(bytes, (view) => records.push(toRecord(view)))).toBe(records.length);
  return records;
}

/** The attributes of the one span whose attributes are these fields. */
function attributesOf(...fields: readonly Bytes[]): Record['attributes'] {
  return scanAll(traces(fields.flat()))[0]?.attributes ?? [];
}

function string(key: string, value: string): Bytes {
  return keyValue(ATTRIBUTES, key, body(1, value));
}

describe('a scanner', () => {
  it('shows what a span says of itself', () => {
    const id = Array.from({ length: 16 }, (_, at) => at);
    const span = [
      ...body(1, id),
      ...body(2, id.slice(0, 8)),
      ...body(3, 'ot=th:8'),
      ...body(5, 'predict'),
      ...eight(7, 1_795_000_000_000_250_000n),
      ...eight(8, 1_795_000_000_001_500_000n),
      ...body(15, body(2, 'broken'), number(3, 2)),
    ];
    expect(scanAll(traces(span))).toEqual([
      {
        timeUnixMs: 1_795_000_000_001.5,
        startTimeUnixMs: 1_795_000_000_000.25,
        traceId: '000102030405060708090a0b0c0d0e0f',
        spanId: '0001020304050607',
        name: 'predict',
        traceState: 'ot=th:8',
        statusCode: 2,
        attributes: [],
        resource: [],
      },
    ]);
  });

  it('takes the time at which a log record was observed when it has none of its own', () => {
    const bytes = logs(eight(11, 2_000_000n), [...eight(1, 5_000_000n), ...eight(11, 2_000_000n)]);
    expect(scanAll(bytes, { signal: 'logs' })).toMatchObject([
      { timeUnixMs: 2, startTimeUnixMs: 2 },
      { timeUnixMs: 5, startTimeUnixMs: 5 },
    ]);
  });

  it('forgets what the record before had', () => {
    const full = [...body(1, new Uint8Array(16).fill(1)), ...body(5, 'a'), ...string('k', 'v')];
    expect(scanAll(traces(full, []))[1]).toEqual(scanAll(traces([]))[0]);
  });

  it.each([
    ['of another length', new Uint8Array(15).fill(1)],
    ['all zero', new Uint8Array(16)],
    ['empty', new Uint8Array(0)],
  ])('takes a trace id that is %s for none', (_, id) => {
    const first = body(1, new Uint8Array(16).fill(1));
    expect(scanAll(traces([...first, ...body(1, id)]))[0]?.traceId).toBeUndefined();
  });

  it('gives the range of the record', () => {
    const bytes = traces(body(5, 'name'), body(5, 'other'));
    const ranges: number[][] = [];
    createScanner({ signal: 'traces', classify: () => 0 }).scan(bytes, ({ start, end }) => {
      ranges.push([...bytes.subarray(start, end)]);
    });
    expect(ranges).toEqual([body(5, 'name'), body(5, 'other')]);
  });

  it('has the whole resource, also when it comes after its records and in two parts', () => {
    const bytes = request(
      body(1, keyValue(1, 'a', number(3, 1))),
      body(2, body(2), body(2)),
      body(1, keyValue(1, 'b', number(3, 2))),
    );
    const resource = [
      [1, ValueType.INT, 1, 0, 0],
      [1, ValueType.INT, 2, 0, 0],
    ];
    expect(scanAll(bytes)).toMatchObject([{ resource }, { resource }]);
  });

  it('does not carry a resource over to the next', () => {
    const bytes = Uint8Array.from([
      ...body(1, body(1, keyValue(1, 'a')), body(2, body(2))),
      ...body(1, body(2, body(2))),
    ]);
    expect(scanAll(bytes)).toMatchObject([
      { resource: [[1, ValueType.EMPTY, 0, 0]] },
      { resource: [] },
    ]);
  });

  it.each([
    [
      'a value before its key',
      body(ATTRIBUTES, body(2, number(3, 7)), body(1, 'k')),
      [ValueType.INT, 7, 0, 0],
    ],
    ['no value', body(ATTRIBUTES, body(1, 'k')), [ValueType.EMPTY, 0, 0]],
    ['an empty value', keyValue(ATTRIBUTES, 'k'), [ValueType.EMPTY, 0, 0]],
    [
      'two values, of which the last counts',
      keyValue(ATTRIBUTES, 'k', number(3, 7), number(2, 5)),
      [ValueType.BOOL, 1, 0, 0],
    ],
    [
      'a value that is merged',
      body(ATTRIBUTES, body(1, 'k'), body(2, number(3, 7)), body(2)),
      [ValueType.INT, 7, 0, 0],
    ],
    [
      'a value for profiles only',
      keyValue(ATTRIBUTES, 'k', number(3, 7), number(8, 1)),
      [ValueType.EMPTY, 0, 0],
    ],
    [
      'a key for profiles only',
      body(ATTRIBUTES, body(1, 'k'), body(2, number(3, 7)), number(3, 9)),
      [ValueType.INT, 7, 0, 0],
    ],
    [
      'a bool of two bytes',
      keyValue(ATTRIBUTES, 'k', [...varint(16), 0x80, 0x00]),
      [ValueType.BOOL, 0, 0, 0],
    ],
    [
      'an int of two bytes more than it needs',
      keyValue(ATTRIBUTES, 'k', [0x18, ...varint(5, 3)]),
      [ValueType.INT, 5, 0, 0],
    ],
    [
      'the least int',
      keyValue(ATTRIBUTES, 'k', number(3, 2n ** 63n)),
      [ValueType.INT, -(2 ** 63), 0, 0],
    ],
    ['minus one', keyValue(ATTRIBUTES, 'k', number(3, 2n ** 64n - 1n)), [ValueType.INT, -1, 0, 0]],
    [
      'an int that rounds',
      keyValue(ATTRIBUTES, 'k', number(3, 2n ** 53n + 3n)),
      [ValueType.INT, 2 ** 53 + 4, 0, 0],
    ],
    [
      'NaN',
      keyValue(ATTRIBUTES, 'k', eight(4, 0x7ff8_0000_0000_0000n)),
      [ValueType.DOUBLE, Number.NaN, 0, 0],
    ],
    ['a string of 127 bytes', string('k', 'x'.repeat(127)), [ValueType.STRING, 'x'.repeat(127)]],
    ['a string of 128 bytes', string('k', 'x'.repeat(128)), [ValueType.STRING, 'x'.repeat(128)]],
    ['bytes', keyValue(ATTRIBUTES, 'k', body(7, [0xff, 0x00])), [ValueType.BYTES, 'ff00']],
    [
      'an array',
      keyValue(ATTRIBUTES, 'k', body(5, body(1, number(3, 1)), number(9, 9), body(1))),
      [
        ValueType.ARRAY,
        [
          [ValueType.INT, 1, 0, 0],
          [ValueType.EMPTY, 0, 0],
        ],
      ],
    ],
    [
      'the last of two arrays',
      keyValue(ATTRIBUTES, 'k', body(5, body(1, number(3, 1))), body(5, body(1, number(3, 2)))),
      [ValueType.ARRAY, [[ValueType.INT, 2, 0, 0]]],
    ],
    [
      'a list',
      keyValue(ATTRIBUTES, 'k', body(6, keyValue(1, 'in', eight(4, 0n)), number(9, 9))),
      [ValueType.KEY_VALUE_LIST, [['in', ValueType.DOUBLE, 0, 0, 0]]],
    ],
  ] as const)('reads %s', (_, attribute, value) => {
    expect(attributesOf(attribute)).toEqual([[1, ...value]]);
  });

  it('hands over both of two attributes with one key, in order', () => {
    expect(attributesOf(string('k', 'a'), number(10, 1), string('k', 'b'))).toEqual([
      [1, ValueType.STRING, 'a'],
      [1, ValueType.STRING, 'b'],
    ]);
  });

  it.each([
    ['a span longer than its scope', Uint8Array.of(0x0a, 0x04, 0x12, 0x02, 0x12, 0x05)],
    ['a wanted double of four bytes', traces(keyValue(ATTRIBUTES, 'k', [0x21, 1, 2, 3, 4]))],
    ['an attribute longer than its span', traces([0x4a, 0x05, 0x0a])],
    ['a time cut off', traces([0x39, 1, 2])],
    ['a tag cut off', traces([0x80])],
    ['a status cut off', traces(body(15, [0x18]))],
  ])('refuses %s', (_, bytes) => {
    expect(() => scanAll(bytes)).toThrowError(OtlpError);
  });

  it('reads a buffer that is part of a larger one', () => {
    const bytes = Buffer.from([0xff, 0xff, ...traces(string('k', 'v')), 0xff]);
    const part = bytes.subarray(2, bytes.length - 1);
    expect(scanAll(part)[0]?.attributes).toEqual([[1, ValueType.STRING, 'v']]);
  });

  it('is fit for use again after its callback has thrown', () => {
    const scanner = createScanner({ signal: 'traces', classify: () => 0 });
    const problem = new Error('from outside');
    const scan = (): number =>
      scanner.scan(traces([], []), () => {
        throw problem;
      });
    expect(scan).toThrowError(problem);
    expect(scanner.scan(traces([], []), () => {})).toBe(2);
  });
});

describe('attributesMax', () => {
  it('drops and counts what is beyond it', () => {
    const scanner = createScanner({ signal: 'traces', classify: () => 1, attributesMax: 3 });
    const counts: number[] = [];
    const span = ['a', 'b', 'c', 'd', 'e'].flatMap((key) => string(key, key));
    scanner.scan(traces(span, string('a', 'a')), ({ attributes }) => counts.push(attributes.count));
    expect(counts).toEqual([3, 1]);
    expect(scanner.counters.droppedAttributes).toBe(2);
  });

  it('is reached from less in steps, without losing what is there', () => {
    const keys = Array.from({ length: 500 }, (_, at) => `key ${at}`);
    const span = keys.flatMap((key, at) => keyValue(ATTRIBUTES, key, number(3, at)));
    expect(attributesOf(span).map(([, , value]) => value)).toEqual([...keys.keys()]);
  });
});

describe('keysMax', () => {
  /** A scanner that wants keys beginning with "w" and notes what it was asked. */
  function create(keysMax: number) {
    const asked: string[] = [];
    const scanner = createScanner({
      signal: 'traces',
      keysMax,
      classify: (key) => {
        asked.push(key);
        return key.startsWith('w') ? asked.length : 0;
      },
    });
    const scan = (...keys: readonly string[]): number[] => {
      const actions: number[] = [];
      const span = keys.flatMap((key) => string(key, ''));
      scanner.scan(traces(span), ({ attributes }) => {
        actions.push(...attributes.action.subarray(0, attributes.count));
      });
      return actions;
    };
    return { asked, scan, counters: () => scanner.counters };
  }

  it('asks once for each key while there is room', () => {
    const { asked, scan, counters } = create(4);
    expect([scan('w1', 'x', 'w2'), scan('w2', 'w1', 'x')]).toEqual([
      [1, 3],
      [3, 1],
    ]);
    expect(asked).toEqual(['w1', 'x', 'w2']);
    expect(counters()).toEqual({ droppedAttributes: 0, evictions: 0, unkeptKeys: 0 });
  });

  it('drops ignored keys when the table is full and keeps the wanted ones', () => {
    const { asked, scan, counters } = create(4);
    scan('x1', 'w1', 'x2', 'w2', 'x3');
    expect(counters().evictions).toBe(1);
    expect(scan('x1', 'w1', 'x2', 'w2', 'x3')).toEqual([2, 4]);
    expect(asked).toEqual(['x1', 'w1', 'x2', 'w2', 'x3', 'x1', 'x2', 'x3']);
    expect(counters()).toMatchObject({ evictions: 2, unkeptKeys: 0 });
  });

  it('asks each time for what has no room beside the wanted keys', () => {
    const { asked, scan, counters } = create(2);
    scan('w1', 'w2');
    expect([scan('w1', 'w3', 'x'), scan('w3', 'w2')]).toEqual([
      [1, 3],
      [5, 2],
    ]);
    expect(asked).toEqual(['w1', 'w2', 'w3', 'x', 'w3']);
    expect(counters()).toMatchObject({ evictions: 0, unkeptKeys: 3 });
  });

  it('asks each time for a key of more than 1 KiB', () => {
    const { scan, counters } = create(4);
    const long = 'w'.repeat(1025);
    expect([scan(long), scan(long), scan('w'.repeat(1024)), scan('w'.repeat(1024))]).toEqual([
      [1],
      [2],
      [3],
      [3],
    ]);
    expect(counters().unkeptKeys).toBe(2);
  });

  it('knows every key again among many, at positions beyond those it guesses', () => {
    const { asked, scan, counters } = create(4096);
    const keys = Array.from({ length: 3000 }, (_, at) => `w.feature.${at}`);
    const first = scan(...keys);
    expect(first).toHaveLength(1024);
    expect(scan(...keys.slice(0, 1000).toReversed())).toEqual(first.slice(0, 1000).toReversed());
    expect(asked).toHaveLength(3000);
    expect(counters()).toMatchObject({ droppedAttributes: 1976, evictions: 0 });
  });

  it('takes numbers that are no actions for 0', () => {
    const scanner = createScanner({ signal: 'traces', classify: (key) => Number(key) });
    const span = ['-1', 'x', '0.5', '2'].flatMap((key) => string(key, ''));
    const actions: number[] = [];
    scanner.scan(traces(span), ({ attributes }) => {
      actions.push(...attributes.action.subarray(0, attributes.count));
    });
    expect(actions).toEqual([2]);
  });
});
