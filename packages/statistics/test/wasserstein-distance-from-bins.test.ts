import {
  binIndex,
  quantileEdges,
  wassersteinDistance,
  wassersteinDistanceFromBins,
} from '@marigraph/statistics';
import type { BinSums } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { tiedSample } from './support/arbitraries.ts';
import { seededRandom } from './support/random.ts';

function binSums(values: ArrayLike<number>, edges: ArrayLike<number>): BinSums {
  const counts = new Float64Array(edges.length + 1);
  const sums = new Float64Array(edges.length + 1);
  for (const value of Array.from(values)) {
    const bin = binIndex(edges, value);
    counts[bin] = (counts[bin] ?? 0) + 1;
    sums[bin] = (sums[bin] ?? 0) + value;
  }
  return { counts, sums };
}

/** By Box and Muller. */
function normalSample(random: () => number, size: number): Float64Array {
  return Float64Array.from({ length: size }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return radius * Math.cos(2 * Math.PI * random());
  });
}

describe('wassersteinDistanceFromBins', () => {
  it('is that of the values where each bin holds one of them', () => {
    fc.assert(
      fc.property(tiedSample, tiedSample, (x, y) => {
        const edges = Array.from({ length: 17 }, (_, k) => k - 8);
        const binned = wassersteinDistanceFromBins(edges, binSums(x, edges), binSums(y, edges));
        expect(binned).toBeCloseTo(wassersteinDistance(x, y), 12);
      }),
    );
  });

  it('is a lower bound with any bins, and exact for a shift in one direction', () => {
    const edgeSets = fc.uniqueArray(fc.integer({ min: -9, max: 9 }), { maxLength: 6 });
    fc.assert(
      fc.property(tiedSample, tiedSample, edgeSets, (x, y, unsorted) => {
        const edges = unsorted.toSorted((a, b) => a - b);
        const binned = wassersteinDistanceFromBins(edges, binSums(x, edges), binSums(y, edges));
        expect(binned).toBeLessThanOrEqual(wassersteinDistance(x, y) + 1e-12);
        const shifted = x.map((value) => value + 2.5);
        const ofShift = wassersteinDistanceFromBins(
          edges,
          binSums(x, edges),
          binSums(shifted, edges),
        );
        expect(ofShift).toBeCloseTo(2.5, 12);
      }),
    );
  });

  it('of merged parts is that of the whole', () => {
    fc.assert(
      fc.property(tiedSample, tiedSample, tiedSample, (x, part, rest) => {
        const edges = [-4, 0, 5];
        const [a, b] = [binSums(part, edges), binSums(rest, edges)];
        const add = (p: ArrayLike<number>, q: ArrayLike<number>): number[] =>
          Array.from(p, (value, bin) => value + (q[bin] ?? NaN));
        const merged = { counts: add(a.counts, b.counts), sums: add(a.sums, b.sums) };
        const reference = binSums(x, edges);
        const whole = binSums([...part, ...rest], edges);
        expect(wassersteinDistanceFromBins(edges, reference, merged)).toBeCloseTo(
          wassersteinDistanceFromBins(edges, reference, whole),
          12,
        );
      }),
    );
  });

  it('is the difference of means with a single bin', () => {
    const [x, y] = [
      { counts: [2], sums: [6] },
      { counts: [4], sums: [4] },
    ];
    expect(wassersteinDistanceFromBins([], x, y)).toBe(2);
  });

  it.each([
    { law: 'normal', of: (value: number) => value, deviation: 1, short: 0.001 },
    { law: 'lognormal', of: Math.exp, deviation: 2.16, short: 0.01 },
  ])('falls short by less than $short standard deviations of a $law law', (row) => {
    const { of, deviation, short } = row;
    // Seed 31.
    const random = seededRandom(31);
    for (const shift of [0, 0.2]) {
      const reference = normalSample(random, 20_000).map(of).toSorted();
      const current = normalSample(random, 2000)
        .map((value) => of(value) + shift)
        .toSorted();
      const edges = quantileEdges(reference, 128);
      const binned = wassersteinDistanceFromBins(
        edges,
        binSums(reference, edges),
        binSums(current, edges),
      );
      const deficit = (wassersteinDistance(reference, current) - binned) / deviation;
      expect(deficit).toBeGreaterThanOrEqual(-1e-12);
      expect(deficit).toBeLessThan(short);
    }
  });

  const side = { counts: [1, 2], sums: [1, 2] };
  it.each([
    { edges: [0], actual: { counts: [1], sums: [1] }, code: 'shape_mismatch', wrong: 'bins' },
    { edges: [], actual: side, code: 'shape_mismatch', wrong: 'edges has 0 elements for 2 bins' },
    {
      edges: [0],
      actual: { counts: [1, 1], sums: [1] },
      code: 'shape_mismatch',
      wrong: 'actual.sums',
    },
    { edges: [NaN], actual: side, code: 'invalid_argument', wrong: 'edges[0] is NaN' },
    { edges: [Infinity], actual: side, code: 'invalid_argument', wrong: 'edges[0] is Infinity' },
    {
      edges: [0],
      actual: { counts: [0, 0], sums: [0, 0] },
      code: 'empty_input',
      wrong: 'actual.counts',
    },
    {
      edges: [0],
      actual: { counts: [1, -1], sums: [0, 0] },
      code: 'invalid_value',
      wrong: 'actual.counts[1]',
    },
    {
      edges: [0],
      actual: { counts: [1, 1], sums: [0, NaN] },
      code: 'invalid_value',
      wrong: 'actual.sums[1] is NaN',
    },
  ])('throws $code: $wrong', ({ edges, actual, code, wrong }) => {
    expect(() => wassersteinDistanceFromBins(edges, side, actual)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(wrong) }),
    );
  });

  it('throws invalid_argument for edges that repeat', () => {
    const three = { counts: [1, 1, 1], sums: [0, 1, 2] };
    expect(() => wassersteinDistanceFromBins([1, 1], three, three)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});
