import { HyperLogLog } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { seededRandom } from './support/random.ts';
import { malformed, statisticsErrorOf, withWord } from './support/sketches.ts';

function sketchOf(items: Iterable<string | number>, precision = 12): HyperLogLog {
  const sketch = new HyperLogLog({ precision });
  for (const item of items) sketch.add(item);
  return sketch;
}

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
/** Hashes with many zeros, so that every length of a run occurs. */
const hash = fc.tuple(
  fc.oneof(
    word,
    word.map((bits) => bits & 0xffff0000),
    fc.constant(0),
  ),
  fc.oneof(
    word,
    fc.constant(0),
    fc.integer({ min: 0, max: 31 }).map((bit) => 2 ** bit),
  ),
);

function sketchOfHashes(hashes: readonly (readonly [number, number])[], precision: number) {
  const sketch = new HyperLogLog({ precision });
  for (const [first, second] of hashes) sketch.addHash(first, second);
  return sketch;
}

/**
 * Registers by definition: p bits of the hash choose one, the place of the first 1 behind them is
 * its rank.
 */
function registersOf(hashes: readonly (readonly [number, number])[], precision: number): number[] {
  const registers = Array.from<number>({ length: 2 ** precision }).fill(0);
  for (const [first, second] of hashes) {
    const bits = (first >>> 0).toString(2).padStart(32, '0') + second.toString(2).padStart(32, '0');
    const register = Number.parseInt(bits.slice(0, precision), 2);
    const rest = bits.slice(precision);
    const rank = rest.includes('1') ? rest.indexOf('1') + 1 : rest.length + 1;
    registers[register] = Math.max(registers[register] ?? 0, rank);
  }
  return registers;
}

describe('HyperLogLog', () => {
  it('has estimated nothing of nothing', () => {
    const sketch = new HyperLogLog();
    expect(sketch.estimate()).toBe(0);
    expect(sketch.precision).toBe(12);
    expect(sketch.standardError).toBe(1.04 / 64);
  });

  it('counts some hundred items all but exactly, however often they come', () => {
    const sketch = sketchOf([...numbers(0, 768), ...numbers(0, 768)]);
    expect(Math.abs(sketch.estimate() - 768)).toBeLessThan(0.1);
    expect(sketch.toBytes()).toHaveLength(12 + 4 * 768);
    sketch.add('one more');
    expect(sketch.toBytes()).toHaveLength(12 + 4096);
    expect(Math.abs(sketch.estimate() / 769 - 1)).toBeLessThan(3 * sketch.standardError);
  });

  it('tells texts and numbers apart by their bytes', () => {
    expect(
      sketchOf(['1', 1, '1.0', '', 'ä', 'a\u0308', '𝒳', '\ud835', 'x']).estimate(),
    ).toBeCloseTo(9, 5);
    expect(sketchOf([0, -0]).estimate()).toBeCloseTo(1, 5);
    expect(sketchOf([Infinity, -Infinity, 5e-324]).estimate()).toBeCloseTo(3, 5);
  });

  it('hashes texts as UTF-8, as a hash of these bytes would', () => {
    // The double of the bytes "abcdefgh", little-endian, is the same item as that text.
    const same = new DataView(Uint8Array.from('abcdefgh', (unit) => unit.charCodeAt(0)).buffer);
    expect(sketchOf(['abcdefgh', same.getFloat64(0, true)]).estimate()).toBeCloseTo(1, 5);
    // The same for "äöü€": c3 a4 c3 b6 c3 bc and e2 82 ac are 9 bytes; "äö€x" takes 8.
    const utf8 = Uint8Array.of(0xc3, 0xa4, 0xc3, 0xb6, 0xe2, 0x82, 0xac, 0x78);
    const number = new DataView(utf8.buffer).getFloat64(0, true);
    expect(sketchOf(['äö€x', number]).estimate()).toBeCloseTo(1, 5);
    const surrogates = Uint8Array.of(0xf0, 0x9d, 0x92, 0xb3, 0xf0, 0x9d, 0x92, 0xb3);
    const pair = new DataView(surrogates.buffer).getFloat64(0, true);
    expect(sketchOf(['𝒳𝒳', pair]).estimate()).toBeCloseTo(1, 5);
  });

  it('takes long texts', () => {
    const long = 'ab€'.repeat(10_000);
    expect(sketchOf([long, `${long}.`, long]).estimate()).toBeCloseTo(2, 5);
  });

  it('has the registers of the definition, whether they were sparse or not', () => {
    fc.assert(
      fc.property(fc.array(hash, { maxLength: 60 }), fc.constantFrom(4, 5, 9, 12), (all, p) => {
        const sketch = sketchOfHashes(all, p);
        // A sketch that has left the sparse form turns the other's entries into registers.
        const dense = sketchOfHashes([], p);
        const filler = Array.from({ length: 3 * 2 ** Math.max(0, p - 4) + 1 }, (_, index) => {
          return [(index << 6) >>> 0, 2 ** 31] as const;
        });
        for (const [first, second] of filler) dense.addHash(first, second);
        dense.merge(sketch);
        const registers = dense.toBytes().slice(12);
        expect(registers).toHaveLength(2 ** p);
        const expected = registersOf([...all, ...filler], p);
        expect(registers.every((rank, index) => rank === expected[index])).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('merges to the whole in any order, bit for bit', () => {
    const items = fc.array(fc.integer({ min: 0, max: 2000 }), { maxLength: 120 });
    fc.assert(
      fc.property(items, items, fc.constantFrom(4, 8, 9, 12), (a, b, p) => {
        const whole = sketchOf([...a, ...b], p).toBytes();
        const [left, right] = [sketchOf(a, p), sketchOf(b, p)];
        left.merge(right);
        right.merge(sketchOf(a, p));
        expect(left.toBytes()).toEqual(whole);
        expect(right.toBytes()).toEqual(whole);
        left.merge(left);
        expect(left.toBytes()).toEqual(whole);
      }),
    );
  });

  it('estimates the union when the parts overlap', () => {
    const left = sketchOf(numbers(0, 20_000));
    left.merge(sketchOf(numbers(10_000, 30_000)));
    expect(Math.abs(left.estimate() / 30_000 - 1)).toBeLessThan(3 * left.standardError);
  });

  it('estimates very many and infinitely many', () => {
    // Registers as 2^40 distinct items fill them on the average: ranks around 40 - 4.
    const random = seededRandom(40);
    const sketch = new HyperLogLog({ precision: 10 });
    const n = 2 ** 40;
    const perRegister = n / 1024;
    const registers = Uint8Array.from({ length: 1024 }, () => {
      // The distribution function of a register's rank is (1 - 2^-rank)^items.
      const u = random();
      let rank = 0;
      while (rank < 55 && Math.exp(perRegister * Math.log1p(-(2 ** -rank))) < u) rank++;
      return rank;
    });
    for (const [register, rank] of registers.entries()) {
      const zeros = rank - 1;
      const bit = 63 - 10 - zeros;
      const first = (register << 22) | (bit >= 32 ? 2 ** (bit - 32) : 0);
      sketch.addHash(first >>> 0, bit < 32 ? 2 ** bit : 0);
    }
    expect(Math.abs(sketch.estimate() / n - 1)).toBeLessThan(3 * sketch.standardError);

    const full = new HyperLogLog({ precision: 4 });
    for (let register = 0; register < 16; register++) full.addHash((register << 28) >>> 0, 0);
    expect(full.estimate()).toBe(Infinity);
    full.clear();
    for (let register = 0; register < 15; register++) full.addHash((register << 28) >>> 0, 0);
    full.addHash(0xf0000000, 1);
    expect(full.estimate()).toBeGreaterThan(1e18);
    expect(full.estimate()).toBeLessThan(Infinity);
  });

  it('is empty after clear', () => {
    const sketch = sketchOf(numbers(0, 5000));
    sketch.clear();
    expect(sketch.toBytes()).toEqual(new HyperLogLog().toBytes());
  });

  it.each([3, 19, 4.5, NaN])('refuses the precision %d', (precision) => {
    expect(statisticsErrorOf(() => new HyperLogLog({ precision })).code).toBe('invalid_argument');
  });

  it('refuses NaN and another precision', () => {
    const sketch = new HyperLogLog();
    expect(statisticsErrorOf(() => sketch.add(NaN)).code).toBe('invalid_value');
    expect(statisticsErrorOf(() => sketch.merge(sketchOf([], 11))).code).toBe('shape_mismatch');
  });

  it('reads what it has written', () => {
    for (const count of [0, 1, 47, 48, 49, 5000]) {
      const bytes = sketchOf(numbers(0, count), 8).toBytes();
      const read = HyperLogLog.fromBytes(bytes);
      expect(read.toBytes()).toEqual(bytes);
      read.add('more');
      expect(read.estimate()).toBeGreaterThan(0);
    }
  });

  it('estimates nothing of registers that are all empty', () => {
    const bytes = sketchOf(numbers(0, 9), 4).toBytes();
    expect(HyperLogLog.fromBytes(bytes.fill(0, 12)).estimate()).toBe(0);
  });

  it('refuses bytes of anything else', () => {
    const sparse = sketchOf([1, 2], 4).toBytes();
    const dense = sketchOf(numbers(0, 9), 4).toBytes();
    const entry = new DataView(sparse.buffer).getUint32(12, true);
    const wrong = [
      ...malformed(sparse),
      ...malformed(dense),
      withWord(sparse, 4, 3),
      withWord(sparse, 12, 0),
      withWord(sparse, 12, (entry | 63) >>> 0),
      withWord(sparse, 16, entry),
      Uint8Array.of(
        ...sparse.slice(0, 8),
        5,
        0,
        0,
        0,
        65,
        0,
        0,
        0,
        129,
        0,
        0,
        0,
        193,
        0,
        0,
        0,
        1,
        1,
        0,
        0,
      ),
      dense.with(12, 62),
    ];
    for (const one of wrong) {
      const error = statisticsErrorOf(() => HyperLogLog.fromBytes(one));
      expect(error).toMatchObject({ code: 'invalid_value' });
      expect(error.message).toContain('HyperLogLog');
    }
  });
});
