import { createInterner, type Interner } from '@marigraph/otlp';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const ENCODER = new TextEncoder();

/** Interns a text that stands somewhere inside other bytes. */
function intern(interner: Interner, text: string): number {
  const bytes = ENCODER.encode(`?${text}?`);
  return interner.intern(bytes, 1, bytes.length - 1);
}

describe('createInterner', () => {
  it('gives the same string object for the same bytes, wherever they stand', () => {
    const interner = createInterner(8);
    const id = intern(interner, 'grøn');
    expect(intern(interner, 'grøn')).toBe(id);
    expect(interner.text(id)).toBe('grøn');
    expect(interner.size).toBe(1);
  });

  it('tells apart everything that differs, and knows it again', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 40 })), (texts) => {
        const interner = createInterner(64);
        expect(texts.map((text) => intern(interner, text))).toEqual([...texts.keys()]);
        expect(texts.map((text) => intern(interner, text))).toEqual([...texts.keys()]);
        expect([...texts.keys()].map((id) => interner.text(id))).toEqual(texts);
      }),
    );
  });

  it('tells apart strings that differ in one byte or in a trailing zero', () => {
    const interner = createInterner(2000);
    const texts = Array.from({ length: 40 }, (_, length) => 'k'.repeat(length)).flatMap((text) =>
      [text, `${text}\0`].concat(
        Array.from(text, (_, at) => `${text.slice(0, at)}j${text.slice(at + 1)}`),
      ),
    );
    const ids = texts.map((text) => intern(interner, text));
    expect(new Set(ids).size).toBe(new Set(texts).size);
    expect(texts.map((text) => interner.text(intern(interner, text)))).toEqual(texts);
  });

  it('answers -1 for new strings when it is full, and still knows the old ones', () => {
    const interner = createInterner(2);
    expect(['a', 'b', 'c', 'a', 'b'].map((text) => intern(interner, text))).toEqual([
      0, 1, -1, 0, 1,
    ]);
    expect(interner.size).toBe(2);
  });

  it('keeps no more bytes than it may', () => {
    const interner = createInterner(100, { bytesMax: 16 });
    expect(intern(interner, 'a'.repeat(17))).toBe(-1);
    expect(intern(interner, 'a'.repeat(12))).toBe(0);
    expect(interner.size).toBe(1);
    const other = createInterner(100, { bytesMax: 16 });
    expect(intern(other, 'abcdefg')).toBe(0);
    expect(intern(other, 'abc')).toBe(-1);
  });

  it('tells texts apart whatever doubles their bytes make', () => {
    const interner = createInterner(100);
    const keep = (bytes: readonly number[]): number =>
      interner.intern(Uint8Array.from(bytes), 0, bytes.length);
    const zeros = Array.from<number>({ length: 7 }).fill(0);
    // +0 and -0 are equal numbers, NaN is equal to nothing: neither may stand for its bytes.
    expect(keep([...zeros, 0])).toBe(-1);
    expect(keep([...zeros, 0x80])).toBe(-1);
    expect(keep([...zeros.slice(1), 0xf8, 0x7f])).toBe(-1);
    expect(keep([1, ...zeros])).toBe(0);
    expect(keep([1, ...zeros, 0])).toBe(-1);
    expect(keep([...zeros, 1, 1])).toBe(1);
  });

  it('grows to as many strings as it may hold', () => {
    const interner = createInterner(5000);
    const ids = Array.from({ length: 5000 }, (_, at) => intern(interner, `category ${at}`));
    expect(ids).toEqual([...ids.keys()]);
    expect(interner.text(4321)).toBe('category 4321');
  });

  it('decodes what is no UTF-8 to U+FFFD and keeps a byte order mark', () => {
    const interner = createInterner(8);
    expect(interner.text(interner.intern(Uint8Array.of(0xff, 0x61), 0, 2))).toBe('\uFFFDa');
    expect(interner.text(intern(interner, '\uFEFFa'))).toBe('\uFEFFa');
  });

  it('has no text for -1', () => {
    expect(() => createInterner(1).text(-1)).toThrowError(RangeError);
  });

  it('reads from a part of a larger buffer', () => {
    const bytes = ENCODER.encode('xxabcdefyy').subarray(2);
    const interner = createInterner(4);
    expect(interner.text(interner.intern(bytes, 0, 6))).toBe('abcdef');
  });

  it('looks up strings made to collide in bounded time', () => {
    const interner = createInterner(4096);
    const ids = collisions(400).map((bytes) => interner.intern(bytes, 0, bytes.length));
    expect(ids.filter((id) => id >= 0)).toHaveLength(64);
    expect(ids.slice(64).every((id) => id === -1)).toBe(true);
  });
});

/**
 * Strings of eight bytes with one hash. The hash of the first word is undone for every chosen first word, so that
 * the second word leads to the same state: what an attacker would do who knows the function.
 */
function collisions(count: number): Uint8Array[] {
  const state = (first: number): number => {
    const mixed = Math.imul(8 ^ first, 0x9e3779b1);
    return mixed ^ (mixed >>> 15);
  };
  return Array.from({ length: count }, (_, first) => {
    const bytes = new Uint8Array(8);
    const view = new DataView(bytes.buffer);
    view.setInt32(0, first, true);
    view.setInt32(4, state(first) ^ 0x1234_5678, true);
    return bytes;
  });
}
