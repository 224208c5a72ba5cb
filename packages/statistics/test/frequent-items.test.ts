import { FrequentItems } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { seededRandom } from './support/random.ts';
import { malformed, statisticsErrorOf, withDouble, withWord } from './support/sketches.ts';

const text = fc.oneof(fc.constantFrom('a', 'b', 'c', 'd', ''), fc.string({ maxLength: 3 }));
const texts = fc.array(text, { maxLength: 80 });

function summaryOf(items: Iterable<string>, capacity = 1000): FrequentItems {
  const summary = new FrequentItems({ capacity });
  for (const item of items) summary.add(item);
  return summary;
}

function countsOf(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

/** What the summary promises of items that were counted exactly beside it. */
function expectBounds(summary: FrequentItems, counts: ReadonlyMap<string, number>): void {
  const { capacity, errorBound, total } = summary;
  expect(errorBound).toBeLessThanOrEqual(total / (capacity + 1));
  expect(summary.items().length).toBeLessThanOrEqual(2 * capacity);
  const held = new Set(summary.items().map(({ item }) => item));
  for (const [item, count] of counts) {
    const { lower, upper } = summary.bounds(item);
    expect(lower).toBeLessThanOrEqual(count);
    expect(upper).toBeGreaterThanOrEqual(count);
    expect(upper - lower).toBe(errorBound);
    expect(held.has(item) || count <= total / (capacity + 1)).toBe(true);
  }
}

describe('FrequentItems', () => {
  it('is exact for few distinct items, the heaviest first', () => {
    expect(summaryOf(['b', 'a', 'c', 'b', 'b', 'a'], 2).items()).toEqual([
      { item: 'b', lower: 3, upper: 3 },
      { item: 'a', lower: 2, upper: 2 },
      { item: 'c', lower: 1, upper: 1 },
    ]);
    const tied = summaryOf(['z', 'x', 'y']).items();
    expect(tied.map(({ item }) => item)).toEqual(['x', 'y', 'z']);
  });

  it('forgets the lightest, and says by how much a count may be short', () => {
    // Capacity 1 holds two: at the third the second greatest count, 1, is taken off all.
    const summary = summaryOf(['a', 'a', 'a', 'b', 'c'], 1);
    expect(summary.items()).toEqual([{ item: 'a', lower: 2, upper: 3 }]);
    expect(summary).toMatchObject({ errorBound: 1, total: 5 });
    expect(summary.bounds('b')).toEqual({ lower: 0, upper: 1 });
  });

  it('bounds every count, and holds what is above total / (k + 1)', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 6 }), (items, capacity) => {
        expectBounds(summaryOf(items, capacity), countsOf(items));
      }),
    );
  });

  it('bounds every count after merges in any order', () => {
    fc.assert(
      fc.property(texts, texts, texts, fc.integer({ min: 1, max: 6 }), (a, b, c, capacity) => {
        const parts = [a, b, c].map((items) => summaryOf(items, capacity));
        const [left, middle, right] = parts as [FrequentItems, FrequentItems, FrequentItems];
        middle.merge(right);
        left.merge(middle);
        expectBounds(left, countsOf([...a, ...b, ...c]));
      }),
    );
  });

  it('merges to the whole, bytes included, as long as nothing was forgotten', () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const whole = summaryOf([...a, ...b]).toBytes();
        const [left, right] = [summaryOf(a), summaryOf(b)];
        left.merge(right);
        right.merge(summaryOf(a));
        expect(left.toBytes()).toEqual(whole);
        expect(right.toBytes()).toEqual(whole);
      }),
    );
  });

  it('can be merged with itself', () => {
    const summary = summaryOf(['a', 'b', 'a']);
    summary.merge(summary);
    expect(summary.total).toBe(6);
    expect(summary.bounds('a')).toEqual({ lower: 4, upper: 4 });
  });

  it('counts a weight as so many items', () => {
    const summary = new FrequentItems({ capacity: 3 });
    summary.add('a', 2.5);
    summary.add('a', 0.5);
    summary.add('b', 0);
    expect(summary.items()).toEqual([{ item: 'a', lower: 3, upper: 3 }]);
    expect(statisticsErrorOf(() => summary.add('a', -1)).code).toBe('invalid_value');
    expect(summary.total).toBe(3);
  });

  it('finds the heavy among 200,000 items of a long tail', () => {
    const random = seededRandom(17);
    const summary = new FrequentItems({ capacity: 100 });
    const counts = new Map<string, number>();
    for (let row = 0; row < 200_000; row++) {
      const item = `user-${Math.floor(random() ** -2)}`;
      summary.add(item);
      counts.set(item, (counts.get(item) ?? 0) + 1);
    }
    expect(counts.size).toBeGreaterThan(2000);
    expectBounds(summary, counts);
    const heaviest = [...counts].toSorted((a, b) => b[1] - a[1]).slice(0, 5);
    const found = summary.items().slice(0, 5);
    expect(found.map(({ item }) => item)).toEqual(heaviest.map(([item]) => item));
  });

  it('is empty at first and after clear', () => {
    const summary = summaryOf(['a', 'b', 'c', 'd'], 1);
    summary.clear();
    for (const empty of [summary, new FrequentItems({ capacity: 1 })]) {
      expect(empty).toMatchObject({ total: 0, errorBound: 0, capacity: 1 });
      expect(empty.items()).toEqual([]);
      expect(empty.bounds('a')).toEqual({ lower: 0, upper: 0 });
    }
    expect(new FrequentItems().capacity).toBe(1000);
  });

  it.each([0, 1.5, NaN, 2 ** 20 + 1])('refuses the capacity %d', (capacity) => {
    expect(statisticsErrorOf(() => new FrequentItems({ capacity })).code).toBe('invalid_argument');
  });

  it('refuses to merge one of another capacity', () => {
    const error = statisticsErrorOf(() => summaryOf([]).merge(summaryOf([], 2)));
    expect(error.code).toBe('shape_mismatch');
  });

  it('reads what it has written, texts that are no Unicode included', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 6 }), (items, capacity) => {
        const bytes = summaryOf([...items, '\ud800', '🙂', '\0'], capacity).toBytes();
        const read = FrequentItems.fromBytes(bytes);
        expect(read.toBytes()).toEqual(bytes);
        expect(read.items()).toEqual(summaryOf([...items, '\ud800', '🙂', '\0'], capacity).items());
      }),
    );
  });

  it('refuses bytes of anything else', () => {
    // 4 of the header, the capacity, total, what was taken, the length; then text and count.
    const bytes = summaryOf(['a', 'b'], 2).toBytes();
    const wrong = [
      ...malformed(bytes),
      withWord(bytes, 4, 0),
      withDouble(bytes, 8, -1),
      withDouble(bytes, 8, Infinity),
      withDouble(bytes, 16, -1),
      withDouble(bytes, 16, 3),
      withWord(bytes, 24, 5),
      withDouble(bytes, 34, 0),
      withDouble(bytes, 34, Infinity),
      bytes.with(46, 97),
    ];
    for (const one of wrong) {
      const error = statisticsErrorOf(() => FrequentItems.fromBytes(one));
      expect(error).toMatchObject({ code: 'invalid_value' });
      expect(error.message).toContain('FrequentItems');
    }
  });
});
