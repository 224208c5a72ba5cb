import {
  decodeLogs,
  decodeMetrics,
  encodeLogs,
  encodeMetrics,
  OtlpError,
  type AnyValue,
  type Metric,
  type ResourceLogs,
  type ResourceMetrics,
} from '@marigraph/otlp';
import { describe, expect, it } from 'vitest';

import { body, number, request } from './support/wire.ts';

const TIME = 1_795_000_000_000_000_001n;

const METRICS: readonly Metric[] = [
  {
    kind: 'gauge',
    name: 'score',
    description: 'How far apart.',
    unit: '{score}',
    metadata: { source: 'here' },
    dataPoints: [
      { attributes: { feature: 'amount', rank: 3n }, timeUnixNano: TIME, value: 0.25 },
      { attributes: {}, timeUnixNano: TIME, value: null, flags: 1 },
    ],
  },
  {
    kind: 'sum',
    name: 'rows',
    temporality: 'delta',
    monotonic: true,
    dataPoints: [
      {
        attributes: {},
        startTimeUnixNano: 1n,
        timeUnixNano: TIME,
        value: -(2n ** 63n),
        exemplars: [
          {
            timeUnixNano: TIME,
            value: 1.5,
            traceId: '000102030405060708090a0b0c0d0e0f',
            spanId: '0001020304050607',
            filteredAttributes: { country: 'NO' },
          },
          { timeUnixNano: 0n, value: 7n },
        ],
      },
    ],
  },
  { kind: 'sum', name: 'balance', temporality: 'cumulative', monotonic: false, dataPoints: [] },
  {
    kind: 'histogram',
    name: 'latency',
    temporality: 'cumulative',
    dataPoints: [
      {
        attributes: {},
        timeUnixNano: TIME,
        count: 2n ** 64n - 1n,
        sum: 0,
        min: -0,
        max: Number.POSITIVE_INFINITY,
        bucketCounts: [1n, 2n ** 63n],
        explicitBounds: [0.5],
      },
    ],
  },
  {
    kind: 'exponential_histogram',
    name: 'size',
    temporality: 'unspecified',
    dataPoints: [
      {
        attributes: {},
        timeUnixNano: TIME,
        count: 3n,
        scale: -4,
        zeroCount: 1n,
        zeroThreshold: 1e-9,
        positive: { offset: -(2 ** 31), bucketCounts: [0n, 300n] },
        negative: { offset: 2 ** 31 - 1, bucketCounts: [] },
      },
    ],
  },
  {
    kind: 'summary',
    name: 'old',
    dataPoints: [
      {
        attributes: {},
        timeUnixNano: TIME,
        count: 2n,
        sum: Number.NaN,
        quantileValues: [{ quantile: 0.5, value: 12 }],
      },
    ],
  },
  { kind: 'empty', name: '' },
];

const LOGS: readonly ResourceLogs[] = [
  {
    resource: { attributes: { 'service.name': 'scoring' }, droppedAttributesCount: 2 ** 32 - 1 },
    schemaUrl: 'https://example.org/resource',
    scopeLogs: [
      {
        scope: {
          name: 'monitor',
          version: '1',
          attributes: { a: true },
          droppedAttributesCount: 1,
        },
        schemaUrl: 'https://example.org/scope',
        logRecords: [
          {
            timeUnixNano: TIME,
            observedTimeUnixNano: TIME + 1n,
            severityNumber: 9,
            severityText: 'INFO',
            body: { text: 'hei', list: [1, 1n, 'a', false, null, Uint8Array.of(1), []], map: {} },
            attributes: { empty: '', long: 'x'.repeat(20_000) },
            droppedAttributesCount: 5,
            flags: 2 ** 32 - 1,
            traceId: '000102030405060708090a0b0c0d0e0f',
            spanId: 'fffefdfcfbfaf9f8',
            eventName: 'happened',
          },
          { body: null, attributes: {} },
          { attributes: {} },
        ],
      },
    ],
  },
  { resource: { attributes: {} }, scopeLogs: [{ scope: { name: '' }, logRecords: [] }] },
];

function metricsOf(...metrics: readonly Metric[]): ResourceMetrics[] {
  return [{ resource: { attributes: {} }, scopeMetrics: [{ scope: { name: 's' }, metrics }] }];
}

function logOf(attributes: Readonly<Record<string, AnyValue>>): ResourceLogs[] {
  return [
    {
      resource: { attributes: {} },
      scopeLogs: [{ scope: { name: '' }, logRecords: [{ attributes }] }],
    },
  ];
}

describe('the codec of metrics', () => {
  it('keeps every kind of metric', () => {
    expect(decodeMetrics(encodeMetrics(metricsOf(...METRICS)))).toEqual(metricsOf(...METRICS));
  });

  it('reads a temporality that is not defined as unspecified', () => {
    const bytes = request(body(2, body(2, body(7, number(2, 3)))));
    expect(decodeMetrics(bytes)[0]?.scopeMetrics[0]?.metrics).toEqual([
      { kind: 'sum', name: '', temporality: 'unspecified', monotonic: false, dataPoints: [] },
    ]);
  });

  it('reads what has no resource and no scope', () => {
    expect(decodeMetrics(request(body(2)))).toEqual([
      { resource: { attributes: {} }, scopeMetrics: [{ scope: { name: '' }, metrics: [] }] },
    ]);
  });

  it('refuses what is no request', () => {
    expect(() => decodeMetrics(Uint8Array.of(0x0a))).toThrowError(OtlpError);
    expect(() => decodeLogs(Uint8Array.of(0x08, 0x00))).toThrowError(OtlpError);
  });
});

describe('the codec of logs', () => {
  it('keeps every field of a record', () => {
    expect(decodeLogs(encodeLogs(LOGS))).toEqual(LOGS);
  });

  it('leaves out what has its default value', () => {
    const spelled = {
      timeUnixNano: 0n,
      observedTimeUnixNano: 0n,
      severityNumber: 0,
      severityText: '',
      attributes: {},
      droppedAttributesCount: 0,
      flags: 0,
      traceId: '',
      spanId: '',
      eventName: '',
    };
    const all = {
      resource: { attributes: {} },
      scopeLogs: [{ scope: { name: '' }, logRecords: [spelled] }],
    };
    expect(decodeLogs(encodeLogs([all]))).toStrictEqual(decodeLogs(encodeLogs(logOf({}))));
  });

  it('takes a key that names a part of every object as a key like any other', () => {
    const attributes = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}') as object;
    const decoded = decodeLogs(encodeLogs(logOf(attributes as Record<string, AnyValue>)));
    const read = decoded[0]?.scopeLogs[0]?.logRecords[0]?.attributes ?? {};
    expect(Object.keys(read)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(read)).toBeNull();
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('keeps the last of two values with one key', () => {
    const twice = [...encodedAttribute(1n), ...encodedAttribute(2n)];
    const bytes = request(body(2, body(2, twice)));
    expect(decodeLogs(bytes)[0]?.scopeLogs[0]?.logRecords[0]?.attributes).toEqual({ k: 2n });
  });

  it('joins two arrays within one value, as protobuf does', () => {
    const one = body(5, body(1, number(3, 1)));
    const two = body(5, body(1, number(3, 2)));
    const read = (...fields: readonly (readonly number[])[]): unknown => {
      const record = body(6, body(1, 'k'), body(2, ...fields));
      return decodeLogs(request(body(2, body(2, record))))[0]?.scopeLogs[0]?.logRecords[0]
        ?.attributes;
    };
    expect(read(one, two)).toEqual({ k: [1n, 2n] });
    expect(read(one, number(2, 1), two)).toEqual({ k: [2n] });
  });

  it('does not hand out the bytes it reads from', () => {
    const bytes = encodeLogs(logOf({ k: Uint8Array.of(7) }));
    const read = decodeLogs(bytes)[0]?.scopeLogs[0]?.logRecords[0]?.attributes['k'];
    bytes.fill(0);
    expect(read).toEqual(Uint8Array.of(7));
  });
});

function encodedAttribute(value: bigint): readonly number[] {
  return body(6, body(1, 'k'), body(2, number(3, value)));
}

describe('an encoder', () => {
  it.each([
    ['an int of 65 bits', { k: 2n ** 63n }],
    ['an int below the least', { k: -(2n ** 63n) - 1n }],
  ])('refuses %s', (_, attributes) => {
    expect(() => encodeLogs(logOf(attributes))).toThrowError(RangeError);
  });

  it.each([
    ['severityNumber', 1.5, 'int32'],
    ['droppedAttributesCount', -1, 'uint32'],
    ['flags', 2 ** 32, 'fixed32'],
    ['timeUnixNano', -1n, 'fixed64'],
    ['traceId', 'abc', 'is not hex'],
    ['spanId', 'zz', 'is not hex'],
  ])('refuses the %s %s', (name, value, message) => {
    const [all] = logOf({});
    const record = { attributes: {}, [name]: value };
    const broken = { ...all, scopeLogs: [{ scope: { name: '' }, logRecords: [record] }] };
    expect(() => encodeLogs([broken as ResourceLogs])).toThrowError(message);
    expect(() => encodeLogs([broken as ResourceLogs])).toThrowError(RangeError);
  });

  it.each([
    ['value', { value: 2n ** 63n }, 'sfixed64'],
    ['flags', { value: 1, flags: 0.5 }, 'uint32'],
  ])('refuses a %s of a point that does not fit', (_, fields, message) => {
    const point = { attributes: {}, timeUnixNano: 0n, ...fields };
    const gauge: Metric = { kind: 'gauge', name: 'g', dataPoints: [point] };
    expect(() => encodeMetrics(metricsOf(gauge))).toThrowError(message);
  });

  it.each([
    ['scale', { scale: 2 ** 31 }, 'sint32'],
    ['a bucket', { positive: { offset: 0, bucketCounts: [-1n] } }, 'uint64'],
  ])('refuses %s of an exponential histogram that does not fit', (_, fields, message) => {
    const point = {
      attributes: {},
      timeUnixNano: 0n,
      count: 0n,
      scale: 0,
      zeroCount: 0n,
      ...fields,
    };
    const metric: Metric = {
      kind: 'exponential_histogram',
      name: 'h',
      temporality: 'delta',
      dataPoints: [point],
    };
    expect(() => encodeMetrics(metricsOf(metric))).toThrowError(message);
  });

  it('refuses what is no value', () => {
    const broken = { k: undefined } as unknown as Record<string, AnyValue>;
    expect(() => encodeLogs(logOf(broken))).toThrowError(TypeError);
  });

  it('refuses values that no decoder would follow, a circle among them', () => {
    const circle: Record<string, AnyValue> = {};
    circle['self'] = circle;
    expect(() => encodeLogs(logOf(circle))).toThrowError(OtlpError);
    const nest = (levels: number): AnyValue => (levels === 0 ? 1 : [nest(levels - 1)]);
    expect(() => decodeLogs(encodeLogs(logOf({ k: nest(47) })))).not.toThrowError();
    expect(() => encodeLogs(logOf({ k: nest(48) }))).toThrowError(
      'is nested in more than 100 messages',
    );
  });
});
