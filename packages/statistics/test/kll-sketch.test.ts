import { kllRankError, KllSketch } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { seededRandom } from './support/random.ts';
import { malformed, statisticsErrorOf, withDouble, withWord } from './support/sketches.ts';

const integers = fc.array(fc.integer({ min: -100, max: 100 }), { maxLength: 200 });

function sketchOf(values: Iterable<number>, k = 1024, seed = 1): KllSketch {
  const sketch = new KllSketch(seededRandom(seed), { k });
  for (const value of values) sketch.add(value);
  return sketch;
}

function weightOf(sketch: KllSketch): number {
  return sketch.weightedValues().weights.reduce((sum, weight) => sum + weight, 0);
}

describe('kllRankError', () => {
  // Apache DataSketches' documentation of get_normalized_rank_error.
  it.each([
    { k: 200, error: 0.0133 },
    { k: 256, error: 0.0105 },
    { k: 1024, error: 0.0027 },
  ])('is $error at $k', ({ k, error }) => {
    expect(kllRankError(k)).toBeCloseTo(error, 4);
  });

  it.each([7, 8.5, NaN, 65_536])('refuses the size %d', (k) => {
    expect(statisticsErrorOf(() => kllRankError(k)).code).toBe('invalid_argument');
    expect(statisticsErrorOf(() => sketchOf([], k)).code).toBe('invalid_argument');
  });
});

describe('KllSketch', () => {
  it('is exact as long as it keeps every value', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, p) => {
          const sketch = sketchOf(values, 200);
          const sorted = values.toSorted((a, b) => a - b);
          expect(sketch).toMatchObject({ total: values.length, rankError: 0 });
          expect(sketch.quantile(p)).toBe(sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)]);
          for (const value of [-10, 0, 3.5, 9]) {
            const atMost = values.filter((other) => other <= value).length;
            expect(sketch.rank(value)).toBe(atMost / values.length);
          }
        },
      ),
    );
  });

  it('keeps the total weight, the extremes and about 3 k values of a million', () => {
    const random = seededRandom(7);
    const sketch = new KllSketch(random, { k: 200 });
    for (let row = 0; row < 1_000_000; row++) sketch.add(random());
    expect(sketch.total).toBe(1_000_000);
    expect(weightOf(sketch)).toBe(1_000_000);
    expect(sketch.retained).toBeLessThan(3 * 200 + 8 * 20);
    expect(sketch.rankError).toBe(kllRankError(200));
    expect(sketch.quantile(0)).toBe(sketch.minimum);
    expect(sketch.quantile(1)).toBe(sketch.maximum);
    expect(sketch.rank(-Infinity)).toBe(0);
    expect(sketch.rank(Infinity)).toBe(1);
  });

  it('has the value of a constant at every rank', () => {
    const sketch = sketchOf(Array.from<number>({ length: 50_000 }).fill(4), 200);
    expect([...sketch.quantiles([0, 0.3, 1])]).toEqual([4, 4, 4]);
    expect([sketch.rank(3.9), sketch.rank(4)]).toEqual([0, 1]);
  });

  it.each(['ascending', 'descending', 'from both ends'])(
    'has ranks within its error of %s values',
    (order) => {
      const n = 50_000;
      const valueAt = (row: number): number => {
        if (order === 'ascending') return row;
        if (order === 'descending') return n - 1 - row;
        return row % 2 === 0 ? row / 2 : n - 1 - (row - 1) / 2;
      };
      const sketch = sketchOf(
        Array.from({ length: n }, (_, row) => valueAt(row)),
        200,
      );
      for (const p of [0.01, 0.25, 0.5, 0.9, 0.99]) {
        expect(Math.abs(sketch.quantile(p) / n - p)).toBeLessThan(kllRankError(200));
      }
    },
  );

  it('counts a weight as so many values', () => {
    const weighted = sketchOf([]);
    weighted.add(3, 5);
    weighted.add(1, 2);
    weighted.add(2, 4);
    weighted.add(9, 0);
    expect(weighted).toMatchObject({ total: 11, minimum: 1, maximum: 3, retained: 4 });
    expect(weighted.rank(1)).toBe(2 / 11);
    expect(weighted.rank(2)).toBe(6 / 11);
    expect(weighted.quantile(0.5)).toBe(2);
  });

  it('keeps the total of any weights', () => {
    const weight = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 2 ** 30 }));
    fc.assert(
      fc.property(fc.array(weight, { minLength: 1, maxLength: 120 }), (weights) => {
        const sketch = sketchOf([], 8);
        for (const [value, one] of weights.entries()) sketch.add(value, one);
        expect(sketch.total).toBe(weights.reduce((sum, one) => sum + one, 0));
        expect(weightOf(sketch)).toBe(sketch.total);
        const { values } = sketch.weightedValues();
        expect([...values]).toEqual([...values].toSorted((a, b) => a - b));
      }),
    );
  });

  it('merges to the whole: exactly while both keep every value, else total and range', () => {
    fc.assert(
      fc.property(integers, integers, fc.constantFrom(8, 1024), (a, b, k) => {
        const merged = sketchOf(a, k);
        merged.merge(sketchOf(b, k, 2));
        const whole = sketchOf([...a, ...b], k);
        const { total, minimum, maximum } = whole;
        expect(merged).toMatchObject({ total, minimum, maximum });
        expect(weightOf(merged)).toBe(total);
        if (k === 8) return;
        expect(merged.weightedValues()).toEqual(whole.weightedValues());
      }),
    );
  });

  it('keeps its bound through a tree of merges, with itself and with an empty one', () => {
    const first = sketchOf([], 200);
    const sketches = Array.from({ length: 64 }, (_, part) =>
      sketchOf(
        Array.from({ length: 1000 }, (__, row) => row * 64 + part),
        200,
        part,
      ),
    );
    for (const sketch of sketches) first.merge(sketch);
    first.merge(sketchOf([], 200));
    first.merge(first);
    expect(first).toMatchObject({ total: 128_000, minimum: 0, maximum: 63_999 });
    expect(first.retained).toBeLessThan(3 * 200 + 8 * 20);
    for (const p of [0.1, 0.5, 0.9]) {
      expect(Math.abs(first.quantile(p) / 64_000 - p)).toBeLessThan(kllRankError(200));
    }
  });

  it('does the same for the same coins', () => {
    const values = Array.from({ length: 5000 }, (_, row) => (row * 7919) % 5000);
    expect(sketchOf(values, 50, 3).toBytes()).toEqual(sketchOf(values, 50, 3).toBytes());
    expect(sketchOf(values, 50, 3).toBytes()).not.toEqual(sketchOf(values, 50, 4).toBytes());
  });

  it('is empty at first and after clear', () => {
    const cleared = sketchOf(Array.from({ length: 5000 }).keys(), 50);
    cleared.clear();
    for (const empty of [cleared, sketchOf([], 50)]) {
      expect(empty).toMatchObject({
        total: 0,
        retained: 0,
        rankError: 0,
        minimum: Infinity,
        maximum: -Infinity,
      });
      expect(empty.weightedValues().values).toHaveLength(0);
      expect(statisticsErrorOf(() => empty.quantile(0.5)).code).toBe('empty_input');
      expect(statisticsErrorOf(() => empty.rank(0)).code).toBe('empty_input');
    }
    expect(cleared.toBytes()).toEqual(sketchOf([], 50).toBytes());
  });

  it.each([
    [NaN, 1],
    [Infinity, 1],
    [1, -1],
    [1, 0.5],
    [1, NaN],
    [1, 2 ** 53],
  ])('refuses the value %d of weight %d and adds nothing', (value, weight) => {
    const sketch = sketchOf([1]);
    expect(statisticsErrorOf(() => sketch.add(value, weight)).code).toBe('invalid_value');
    expect(sketch.total).toBe(1);
  });

  it('refuses totals of 2^53, other sizes and questions that are none', () => {
    const sketch = sketchOf([]);
    sketch.add(1, Number.MAX_SAFE_INTEGER);
    expect(statisticsErrorOf(() => sketch.add(1)).code).toBe('invalid_value');
    expect(statisticsErrorOf(() => sketch.merge(sketch)).code).toBe('invalid_value');
    expect(statisticsErrorOf(() => sketch.merge(sketchOf([1], 50))).code).toBe('shape_mismatch');
    expect(statisticsErrorOf(() => sketch.rank(NaN)).code).toBe('invalid_argument');
    expect(statisticsErrorOf(() => sketch.quantile(-0.1)).code).toBe('invalid_argument');
  });

  it('reads what it has written, and goes on', () => {
    fc.assert(
      fc.property(integers, integers, (before, after) => {
        const bytes = sketchOf(before, 8).toBytes();
        const read = KllSketch.fromBytes(seededRandom(9), bytes);
        expect(read.toBytes()).toEqual(bytes);
        for (const value of after) read.add(value);
        expect(weightOf(read)).toBe(before.length + after.length);
      }),
    );
  });

  it('makes levels fit that hold more than their size allows', () => {
    const bytes = withWord(sketchOf(Array.from({ length: 100 }).keys(), 200).toBytes(), 4, 8);
    const read = KllSketch.fromBytes(seededRandom(9), bytes);
    expect(read.total).toBe(100);
    expect(weightOf(read)).toBe(100);
    expect(read.retained).toBeLessThan(60);
  });

  it('refuses bytes of anything else', () => {
    // 4 of the header, k, total, range, levels, then the length and the values of each.
    const bytes = sketchOf([5, 4, 6], 50).toBytes();
    const two = sketchOf([]);
    two.add(1, 2);
    two.add(2, 2);
    const wrong = [
      ...malformed(bytes),
      withWord(bytes, 4, 7),
      withDouble(bytes, 8, 4),
      withDouble(bytes, 16, 4.5),
      withDouble(bytes, 16, -Infinity),
      withDouble(bytes, 24, 5.5),
      withDouble(bytes, 24, Infinity),
      withWord(bytes, 32, 0),
      withWord(bytes, 32, 54),
      withDouble(bytes, 40, NaN),
      // Two values of level 1, the other way round.
      withDouble(withDouble(two.toBytes(), 44, 2), 52, 1),
      withDouble(withDouble(sketchOf([]).toBytes(), 16, 0), 24, 0),
    ];
    for (const one of wrong) {
      const error = statisticsErrorOf(() => KllSketch.fromBytes(seededRandom(1), one));
      expect(error).toMatchObject({ code: 'invalid_value' });
      expect(error.message).toContain('KllSketch');
    }
  });
});
