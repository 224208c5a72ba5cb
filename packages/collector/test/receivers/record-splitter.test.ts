import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  createLengthSplitter,
  createLineSplitter,
  type RecordSplitter,
} from '../../src/receivers/record-splitter.ts';

const BYTES_MAX = 12;

function lengthDelimited(record: string): Buffer {
  const bytes = Buffer.from(record);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Pushes `bytes` in pieces that end at `cuts`, in a buffer that is used again. */
function split(
  splitter: RecordSplitter,
  bytes: Uint8Array,
  cuts: readonly number[],
): (string | undefined)[] {
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
  const buffer = Buffer.alloc(bytes.length);
  const found: (string | undefined)[] = [];
  let start = 0;
  for (const end of ends.toSorted((a, b) => a - b)) {
    const piece = buffer.subarray(0, end - start);
    piece.set(bytes.subarray(start, end));
    for (const record of splitter.push(piece)) {
      found.push(record.bytes === undefined ? undefined : Buffer.from(record.bytes).toString());
    }
    buffer.fill('!');
    start = end;
  }
  return found;
}

const records = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '{'), maxLength: 20 }));
const cuts = fc.array(fc.nat(), { maxLength: 6 });
const expected = (list: readonly string[]): (string | undefined)[] =>
  list.map((record) => (record.length > BYTES_MAX ? undefined : record));

describe('lines', () => {
  it('are the same wherever the bytes are cut, without those that are empty or too long', () => {
    fc.assert(
      fc.property(records, cuts, (list, at) => {
        const bytes = Buffer.from(list.map((record) => `${record}\n`).join(''));
        const found = split(createLineSplitter(BYTES_MAX), bytes, at);
        expect(found).toEqual(expected(list.filter((record) => record !== '')));
      }),
    );
  });

  it('wait for their end', () => {
    const splitter = createLineSplitter(BYTES_MAX);
    expect(split(splitter, Buffer.from('one\ntw'), [])).toEqual(['one']);
    expect(Buffer.from(splitter.peek() ?? []).toString()).toBe('tw');
    expect(splitter.pendingBytes).toBe(2);
    splitter.forget();
    expect(splitter.peek()).toBeUndefined();
    expect(split(splitter, Buffer.from('two\n \t\r\n'), [])).toEqual(['two']);
  });
});

describe('requests behind their length', () => {
  it('are the same wherever the bytes are cut, without those that are too long', () => {
    fc.assert(
      fc.property(records, cuts, (list, at) => {
        const bytes = Buffer.concat(list.map(lengthDelimited));
        expect(split(createLengthSplitter(BYTES_MAX), bytes, at)).toEqual(expected(list));
      }),
    );
  });

  it('wait for their end, however often that is looked for', () => {
    const splitter = createLengthSplitter(BYTES_MAX);
    expect(split(splitter, Buffer.from([0, 0]), [])).toEqual([]);
    expect(splitter.pendingBytes).toBe(2);
    splitter.forget();
    expect(split(splitter, lengthDelimited('abc').subarray(0, 6), [])).toEqual([]);
    expect(splitter.peek()).toBeUndefined();
    expect(splitter.pendingBytes).toBe(6);
    splitter.forget();
    expect(split(splitter, lengthDelimited('abc'), [])).toEqual(['abc']);
  });

  it('of four thousand million bytes are skipped without being kept', () => {
    const splitter = createLengthSplitter(BYTES_MAX);
    expect(split(splitter, Buffer.alloc(4, 255), [])).toEqual([undefined]);
    expect(split(splitter, Buffer.alloc(100_000), [])).toEqual([]);
    expect(splitter.pendingBytes).toBe(0);
  });
});
