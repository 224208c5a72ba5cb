import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { concatenate, countItems, OtlpError, type Signal, splitRequest } from '@marigraph/otlp';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { requestTypes } from '../../../e2e/support/otlp-schema.ts';
import { vectors } from '../../../test/support/vectors.ts';
import { createRandom, messageOf } from './support/arbitraries.ts';
import { decode } from './support/records.ts';
import { scramble } from './support/scramble.ts';
import { body, type Bytes, eight, keyValue, number, request, traces } from './support/wire.ts';

const SIGNALS = ['traces', 'logs', 'metrics'] as const;

type Message = Readonly<Record<string, unknown>>;

/** Every item of a request with all that stands around it, as protobufjs decodes it. */
function itemsOf(signal: Signal, bytes: Uint8Array): unknown[] {
  const children = {
    traces: ['resourceSpans', 'scopeSpans', 'spans'],
    logs: ['resourceLogs', 'scopeLogs', 'logRecords'],
    metrics: ['resourceMetrics', 'scopeMetrics', 'metrics'],
  }[signal];
  const spread = (message: Message, depth: number): unknown[] => {
    const field = children[depth];
    if (field === undefined) return signal === 'metrics' ? pointsOf(message) : [message];
    const { [field]: inner, ...around } = message;
    return (inner as Message[]).flatMap((child) =>
      spread(child, depth + 1).map((item) => [around, item]),
    );
  };
  return spread(decode(requestTypes[signal], bytes) as Message, 0);
}

function pointsOf(metric: Message): unknown[] {
  const kind = String(metric['data']);
  const { [kind]: data, ...around } = metric;
  const { dataPoints, ...ofData } = (data ?? { dataPoints: [] }) as Message;
  return (dataPoints as Message[]).map((point) => [around, ofData, point]);
}

/** What every split must keep. */
function check(
  signal: Signal,
  bytes: Uint8Array,
  limits: { maxBytes: number; maxItems: number },
): void {
  const parts = [...splitRequest(signal, bytes, limits)];
  expect(parts.flatMap((part) => itemsOf(signal, part))).toEqual(itemsOf(signal, bytes));
  expect(itemsOf(signal, concatenate(parts))).toEqual(itemsOf(signal, bytes));
  for (const part of parts) {
    const items = countItems(signal, part);
    expect(items).toBeLessThanOrEqual(Math.max(1, limits.maxItems));
    // Only what cannot be split is beyond the limit: an item, something that holds none, or items of which each
    // would be beyond it for what stands around it.
    const isWithin = part.length <= limits.maxBytes || items <= 1;
    const apart = isWithin ? [] : [...splitRequest(signal, part, { maxItems: 1 })];
    expect(apart.every((alone) => alone.length > limits.maxBytes)).toBe(true);
  }
}

function requests(signal: Signal): fc.Arbitrary<Uint8Array> {
  const type = requestTypes[signal];
  return fc
    .tuple(messageOf(type), fc.integer(), fc.boolean())
    .map(([message, seed, isScrambled]) => {
      const bytes = new Uint8Array(type.encode(type.fromObject(message)).finish());
      return isScrambled ? scramble(bytes, type, createRandom(seed)) : bytes;
    });
}

describe.each(SIGNALS)('splitting %s', (signal) => {
  it('keeps every item with what stands around it, in order, within the limits', () => {
    fc.assert(
      fc.property(
        requests(signal),
        fc.record({
          maxBytes: fc.oneof(fc.integer({ min: 1, max: 400 }), fc.constant(Infinity)),
          maxItems: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant(Infinity)),
        }),
        (bytes, limits) => check(signal, bytes, limits),
      ),
      { numRuns: 300 },
    );
  });

  it('hands back a request within the limits as it is', () => {
    fc.assert(
      fc.property(requests(signal), (bytes) => {
        expect([...splitRequest(signal, bytes, {})]).toEqual([bytes]);
        const [only] = splitRequest(signal, bytes, { maxBytes: Math.max(1, bytes.length) });
        expect(only).toBe(bytes);
      }),
      { numRuns: 50 },
    );
  });
});

describe('splitRequest', () => {
  const span = (name: string): Bytes => body(5, name);

  it('fills parts as far as they go, with lengths known to the byte', () => {
    const spans = Array.from({ length: 100 }, (_, at) => span(`span ${at}`));
    const whole = traces(...spans);
    for (const maxBytes of [127, 128, 129, 130, 131, 132, 133, 300, whole.length - 1]) {
      const parts = [...splitRequest('traces', whole, { maxBytes })];
      for (const [at, part] of parts.entries()) {
        expect(part.length).toBeLessThanOrEqual(maxBytes);
        const next = parts[at + 1];
        if (next === undefined) continue;
        const [first = new Uint8Array()] = splitRequest('traces', next, { maxItems: 1 });
        const joined = [...splitRequest('traces', concatenate([part, first]), { maxBytes })];
        expect(joined).toHaveLength(2);
      }
    }
  });

  it('repeats resource, scope and schema URLs byte for byte, unknown fields included', () => {
    const resource = body(1, keyValue(1, 'a', body(1, 'x')), number(99, 1));
    const scope = [...body(1, body(1, 'scope')), ...body(3, 'url'), ...eight(77, 1n)];
    const bytes = request(
      resource,
      body(3, 'schema'),
      body(2, scope, body(2, span('a')), body(2, span('b'))),
    );
    expect([...splitRequest('traces', bytes, { maxItems: 1 })]).toEqual(
      ['a', 'b'].map((name) =>
        request(resource, body(3, 'schema'), body(2, scope, body(2, span(name)))),
      ),
    );
  });

  it('sends an item that is too large alone', () => {
    const parts = splitRequest('traces', traces(span('a'), span('b'.repeat(200)), span('c')), {
      maxBytes: 50,
    });
    expect([...parts]).toEqual([
      traces(span('a')),
      traces(span('b'.repeat(200))),
      traces(span('c')),
    ]);
  });

  it('keeps together what stands in something that is too large by itself', () => {
    const resource = body(1, keyValue(1, 'large', body(1, 'x'.repeat(2_000))));
    const scope = (name: string): Bytes => body(2, body(1, body(1, name)), ...many);
    const many = Array.from({ length: 500 }, () => body(2));
    const small = traces(span('a'), span('b'));
    const large = request(resource, scope('first'), scope('second'));
    const bytes = Uint8Array.from([...small, ...large, ...small]);
    const parts = (maxBytes: number): Uint8Array[] => [
      ...splitRequest('traces', bytes, { maxBytes }),
    ];
    expect(parts(1_000)).toEqual([small, large, small]);
    // The resource fits, with a long scope it does not.
    const long = request(resource, scope('first'.repeat(400)), scope('second'.repeat(400)));
    expect([...splitRequest('traces', long, { maxBytes: 2_500 })]).toEqual([
      request(resource, scope('first'.repeat(400))),
      request(resource, scope('second'.repeat(400))),
    ]);
    expect([...splitRequest('traces', large, { maxBytes: 2_500 })].length).toBeLessThan(8);
  });

  it('keeps what holds no items, and fields of the request that nobody knows', () => {
    const empty = request(body(2, body(1, body(1, 'no spans'))));
    const bytes = Uint8Array.from([...empty, ...number(55, 1), ...traces(span('a'), span('b'))]);
    expect([...splitRequest('traces', bytes, { maxItems: 1 })]).toEqual([
      Uint8Array.from([...empty, ...number(55, 1), ...traces(span('a'))]),
      traces(span('b')),
    ]);
  });

  it('repeats what a metric says of itself, and of its data', () => {
    const points = [1n, 2n].map((time) => body(1, eight(3, time)));
    const metric = (...some: Bytes[]): Bytes =>
      body(2, body(1, 'name'), body(3, 'unit'), body(7, number(2, 2), number(3, 1), ...some));
    const bytes = request(body(2, metric(...points)));
    expect([...splitRequest('metrics', bytes, { maxItems: 1 })]).toEqual(
      points.map((point) => request(body(2, metric(point)))),
    );
  });

  it('keeps a metric whole whose data replaces other data', () => {
    const points = body(1, eight(3, 1n));
    const twice = body(2, body(5, points, points), body(1, 'twice'), body(7, points, points));
    const parts = [...splitRequest('metrics', request(body(2, twice, twice)), { maxItems: 1 })];
    expect(parts).toEqual([request(body(2, twice)), request(body(2, twice))]);
    expect(parts.map((part) => countItems('metrics', part))).toEqual([2, 2]);
  });

  it('makes parts only as they are asked for', () => {
    const resource = body(1, keyValue(1, 'large', body(1, 'x'.repeat(100_000))));
    const spans = Array.from({ length: 20_000 }, () => body(2));
    const bytes = request(resource, body(2, ...spans));
    const parts = splitRequest('traces', bytes, { maxItems: 1 });
    expect(parts.next().value).toEqual(request(resource, body(2, body(2))));
  });

  it('refuses what is no request, and limits that nothing can keep', () => {
    const split = (bytes: Uint8Array, maxItems: number): unknown => [
      ...splitRequest('logs', bytes, { maxItems }),
    ];
    expect(() => split(Uint8Array.of(0x0a, 0x7f), 1)).toThrow(OtlpError);
    expect(() => split(new Uint8Array(), 0)).toThrow(RangeError);
  });
});

vectors.describe('otlp/otlp-pb', (folder) => {
  it.each(
    SIGNALS.flatMap((signal) =>
      globSync(`*.${signal === 'traces' ? 'trace' : signal}.pb`, { cwd: folder })
        .toSorted()
        .map((file) => [signal, file] as const),
    ),
  )('%s: %s survives every split', (signal, file) => {
    const bytes = new Uint8Array(readFileSync(join(folder, file)));
    expect.hasAssertions();
    for (const maxItems of [1, 2, 3]) check(signal, bytes, { maxItems, maxBytes: Infinity });
    for (const maxBytes of [1, 200, 500]) check(signal, bytes, { maxItems: Infinity, maxBytes });
  });
});
