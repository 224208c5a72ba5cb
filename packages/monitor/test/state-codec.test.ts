import { MonitorError } from '@marigraph/monitor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  createStateReader,
  createStateWriter,
  type StateReader,
  type StateWriter,
} from '../src/state-codec.ts';

const item = fc.oneof(
  fc.record({ kind: fc.constant('number' as const), value: fc.double() }),
  fc.record({ kind: fc.constant('text' as const), value: fc.string({ unit: 'binary' }) }),
  fc.record({
    kind: fc.constant('optionalText' as const),
    value: fc.option(fc.string(), { nil: undefined }),
  }),
  fc.record({ kind: fc.constant('texts' as const), value: fc.array(fc.string()) }),
  fc.record({ kind: fc.constant('numbers' as const), value: fc.float64Array() }),
  fc.record({ kind: fc.constant('bytes' as const), value: fc.uint8Array() }),
);
type Item = typeof item extends fc.Arbitrary<infer T> ? T : never;

function write(writer: StateWriter, { kind, value }: Item): void {
  switch (kind) {
    case 'number':
      return writer.number(value);
    case 'text':
      return writer.text(value);
    case 'optionalText':
      return writer.optionalText(value);
    case 'texts':
      return writer.texts(value);
    case 'numbers':
      return writer.numbers(value);
    case 'bytes':
      return writer.bytes(value);
  }
}

function encode(items: readonly Item[]): Uint8Array {
  const writer = createStateWriter();
  for (const one of items) write(writer, one);
  return writer.finish();
}

function read(reader: StateReader, kind: Item['kind']): unknown {
  return reader[kind]();
}

describe('the state codec', () => {
  it('reads what was written', () => {
    fc.assert(
      fc.property(fc.array(item), (items) => {
        const reader = createStateReader(encode(items));
        for (const { kind, value } of items) expect(read(reader, kind)).toEqual(value);
      }),
    );
  });

  it('keeps texts that are no valid Unicode, and NaN, minus zero and infinity', () => {
    const writer = createStateWriter();
    writer.text('a\uD800b');
    writer.numbers([Number.NaN, -0, Number.NEGATIVE_INFINITY]);
    const reader = createStateReader(writer.finish());
    expect(reader.text()).toBe('a\uD800b');
    expect([...reader.numbers()]).toEqual([Number.NaN, -0, Number.NEGATIVE_INFINITY]);
  });

  it('grows beyond its first buffer', () => {
    const writer = createStateWriter();
    const values = Float64Array.from({ length: 100_000 }, (_, at) => at);
    writer.text('x'.repeat(50_000));
    writer.numbers(values);
    const reader = createStateReader(writer.finish());
    expect(reader.text()).toHaveLength(50_000);
    expect(reader.numbers()).toEqual(values);
  });

  it('notices any changed byte and any missing one', () => {
    fc.assert(
      fc.property(
        fc.array(item, { minLength: 1 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (items, place, change) => {
          const bytes = encode(items);
          const at = place % bytes.length;
          const damaged = Uint8Array.from(bytes);
          damaged[at] = (damaged[at] ?? 0) ^ change;
          expect(() => createStateReader(damaged)).toThrow(MonitorError);
          expect(() => createStateReader(bytes.subarray(0, at))).toThrow(/is damaged/);
        },
      ),
    );
  });

  it('ends within a value when read as something longer', () => {
    const reader = createStateReader(encode([{ kind: 'number', value: 3 }]));
    expect(() => reader.text()).toThrow(/of 24 bytes ends within a value at byte 8/);
    expect(() => createStateReader(encode([{ kind: 'number', value: -1 }])).bytes()).toThrow(
      expect.objectContaining({ code: 'snapshot_unreadable' }),
    );
  });

  it('reads from a part of a buffer', () => {
    const bytes = encode([{ kind: 'text', value: 'rain' }]);
    const larger = new Uint8Array(bytes.length + 10);
    larger.set(bytes, 3);
    expect(createStateReader(larger.subarray(3, 3 + bytes.length)).text()).toBe('rain');
  });
});

describe('a document in a snapshot', () => {
  const readerOf = (text: string): StateReader => {
    const writer = createStateWriter();
    writer.text(text);
    return createStateReader(writer.finish());
  };

  it('is read as JSON', () => {
    expect(readerOf('{"a":[1,null]}').json()).toEqual({ a: [1, null] });
  });

  it('makes the snapshot unreadable where it is none, and nothing else', () => {
    const refusal = expect.objectContaining({ code: 'snapshot_unreadable' });
    expect(() => readerOf('threshold').json()).toThrow(refusal);
  });
});
