import {
  binIndex,
  createBinLookup,
  quantileEdges,
  ReferenceHistogram,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { seededRandom } from './support/random.ts';
import { malformed, statisticsErrorOf, withDouble } from './support/sketches.ts';

const EDGES = [-1, 0, 2.5];
const values = fc.array(
  fc.oneof(fc.integer({ min: -4, max: 4 }), fc.double(), fc.constantFrom(NaN, Infinity)),
  { maxLength: 50 },
);

function histogramOf(all: readonly number[], weights?: readonly number[]): ReferenceHistogram {
  const histogram = new ReferenceHistogram(EDGES);
  for (const [index, value] of all.entries()) histogram.add(value, weights?.[index]);
  return histogram;
}

describe('ReferenceHistogram', () => {
  it('counts values in the bins that are closed on the right', () => {
    const histogram = histogramOf([-5, -1, -0.5, 0, 0.1, 2.5, 2.6]);
    expect([...histogram.counts]).toEqual([2, 2, 2, 1]);
    expect(histogram).toMatchObject({ total: 7, minimum: -5, maximum: 2.6, effectiveSize: 7 });
    expect([...histogram.edges]).toEqual(EDGES);
  });

  it('is empty at first and after clear', () => {
    const histogram = histogramOf([1, NaN, Infinity]);
    histogram.clear();
    for (const empty of [histogram, new ReferenceHistogram(EDGES)]) {
      expect([...empty.counts]).toEqual([0, 0, 0, 0]);
      expect(empty).toMatchObject({
        total: 0,
        missing: 0,
        infinite: 0,
        effectiveSize: 0,
        minimum: Infinity,
        maximum: -Infinity,
      });
    }
  });

  it('counts NaN as missing and the infinities apart, with their weights', () => {
    const histogram = histogramOf([NaN, Infinity, -Infinity, NaN], [1, 2, 3, 4]);
    expect(histogram).toMatchObject({ missing: 5, infinite: 5, total: 0, effectiveSize: 0 });
  });

  it('has the counts that binIndex gives, of each weight as many', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })), (all) => {
        const expected = [0, 0, 0, 0];
        for (const value of all) {
          const bin = binIndex(EDGES, value);
          expected[bin] = (expected[bin] ?? 0) + 1;
        }
        expect([...histogramOf(all).counts]).toEqual(expected);
        const tripled = histogramOf(
          all,
          all.map(() => 3),
        );
        expect([...tripled.counts]).toEqual(expected.map((count) => 3 * count));
        expect(tripled.effectiveSize).toBe(all.length);
      }),
    );
  });

  it('merges to the whole in any order, bytes included', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const whole = histogramOf([...a, ...b]).toBytes();
        const [left, right] = [histogramOf(a), histogramOf(b)];
        left.merge(right);
        right.merge(histogramOf(a));
        expect(left.toBytes()).toEqual(whole);
        expect(right.toBytes()).toEqual(whole);
      }),
    );
  });

  it('merges fractional weights to the whole within rounding', () => {
    const random = seededRandom(11);
    const all = Array.from({ length: 1000 }, () => random() * 6 - 3);
    const weights = all.map(() => random() + 0.1);
    const whole = histogramOf(all, weights);
    const part = histogramOf(all.slice(0, 400), weights.slice(0, 400));
    part.merge(histogramOf(all.slice(400), weights.slice(400)));
    for (const [bin, count] of whole.counts.entries()) {
      expect(Math.abs((part.counts[bin] ?? NaN) - count)).toBeLessThan(1e-12 * count);
    }
    expect(part.effectiveSize / whole.effectiveSize).toBeCloseTo(1, 12);
    expect(whole.effectiveSize).toBeLessThan(1000);
  });

  it('ignores a weight of 0', () => {
    expect(histogramOf([1, NaN, 9], [0, 0, 0]).toBytes()).toEqual(histogramOf([]).toBytes());
  });

  it.each([-1, NaN, Infinity, 1e-101, 1e101])('refuses the weight %d', (weight) => {
    const histogram = histogramOf([]);
    expect(statisticsErrorOf(() => histogram.add(1, weight)).code).toBe('invalid_value');
    expect(histogram.total).toBe(0);
  });

  it('shares a lookup, and refuses one of other edges', () => {
    const shared = new ReferenceHistogram(EDGES, createBinLookup(EDGES));
    shared.add(1);
    expect([...shared.counts]).toEqual([0, 0, 1, 0]);
    const other = createBinLookup([1]);
    expect(statisticsErrorOf(() => new ReferenceHistogram(EDGES, other)).code).toBe(
      'shape_mismatch',
    );
  });

  it.each([[[-1, 0, 2]], [[-1, 0]]])('refuses to merge one with the edges %j', (edges) => {
    const error = statisticsErrorOf(() => histogramOf([]).merge(new ReferenceHistogram(edges)));
    expect(error.code).toBe('shape_mismatch');
  });

  it('reads what it has written', () => {
    fc.assert(
      fc.property(values, (all) => {
        const bytes = histogramOf(all).toBytes();
        const read = ReferenceHistogram.fromBytes(bytes);
        expect(read.toBytes()).toEqual(bytes);
        expect(read.counts).toEqual(histogramOf(all).counts);
      }),
    );
  });

  it('refuses bytes of anything else', () => {
    const bytes = histogramOf([1, 2]).toBytes();
    // 4 of the header, 4 of the length, 3 edges, then 4 counts, 3 weights and the range.
    const wrong = [
      ...malformed(bytes),
      withDouble(bytes, 8, 0),
      withDouble(bytes, 32, -1),
      withDouble(bytes, 64, NaN),
      withDouble(bytes, 80, -1),
      withDouble(bytes, 88, 3),
      withDouble(bytes, 88, -Infinity),
      withDouble(bytes, 96, Infinity),
      withDouble(histogramOf([]).toBytes(), 96, 1),
    ];
    for (const one of wrong) {
      const error = statisticsErrorOf(() => ReferenceHistogram.fromBytes(one));
      expect(error).toMatchObject({ code: 'invalid_value' });
      expect(error.message).toContain('ReferenceHistogram');
    }
  });

  it('counts a million values of a constant and of a heavy tail, all of them', () => {
    const random = seededRandom(5);
    const sample = Float64Array.from({ length: 1000 }, () => random() ** -2).toSorted();
    const histogram = new ReferenceHistogram(quantileEdges(sample, 128));
    for (let row = 0; row < 1_000_000; row++) histogram.add(row % 2 === 0 ? 1 : random() ** -2);
    expect(histogram.total).toBe(1_000_000);
  });
});
