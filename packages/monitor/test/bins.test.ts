import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createBinLookup } from '../src/bins.ts';

/** Finite doubles of every size, with those where arithmetic leaves the range of numbers made common. */
const finite = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -100, max: 100, noNaN: true }),
  fc.integer({ min: -20, max: 20 }),
  fc.constantFrom(
    0,
    -0,
    5e-324,
    -5e-324,
    1e-310,
    1e308,
    -1e308,
    Number.MAX_VALUE,
    -Number.MAX_VALUE,
  ),
);

const edgeLists = fc
  .array(finite, { maxLength: 130 })
  .map((values) => [...new Set(values)].toSorted((a, b) => a - b));

function linear(edges: readonly number[], x: number): number {
  return edges.filter((edge) => edge < x).length;
}

describe('createBinLookup', () => {
  it.each([
    { name: 'no edges', edges: [], x: 3, bin: 0 },
    { name: 'no edges and infinity', edges: [], x: Number.POSITIVE_INFINITY, bin: 0 },
    { name: 'at the only edge', edges: [3], x: 3, bin: 0 },
    { name: 'above the only edge', edges: [3], x: 3.0001, bin: 1 },
    { name: 'far above an edge far below', edges: [-1e308], x: 1e308, bin: 1 },
    {
      name: 'between edges at both ends of the numbers',
      edges: [-1e308, 0, 1e308],
      x: 1e307,
      bin: 2,
    },
    { name: 'above edges at both ends of the numbers', edges: [-1e308, 1e308], x: 1.5e308, bin: 2 },
    { name: 'between subnormal edges', edges: [5e-324, 1e-323, 1.5e-323], x: 1e-323, bin: 1 },
    { name: 'minus zero at an edge of zero', edges: [-1, 0, 1], x: -0, bin: 1 },
    { name: 'zero at an edge of minus zero', edges: [-1, -0, 1], x: 0, bin: 1 },
    { name: 'minus infinity', edges: [0, 1], x: Number.NEGATIVE_INFINITY, bin: 0 },
    { name: 'infinity', edges: [0, 1], x: Number.POSITIVE_INFINITY, bin: 2 },
  ])('finds bin $bin for $name', ({ edges, x, bin }) => {
    const lookup = createBinLookup(edges);
    expect(lookup.bins).toBe(edges.length + 1);
    expect(lookup.find(x)).toBe(bin);
  });

  it('equals a linear search for any edges and numbers', () => {
    fc.assert(
      fc.property(edgeLists, fc.array(finite, { minLength: 1, maxLength: 20 }), (edges, values) => {
        const lookup = createBinLookup(edges);
        for (const x of [
          ...values,
          ...edges,
          ...edges.map((edge) => edge * (1 + Number.EPSILON)),
        ]) {
          expect(lookup.find(x)).toBe(linear(edges, x));
        }
      }),
      { numRuns: 400 },
    );
  });

  it('equals a linear search where edges are far from zero and dense', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1e9, 1e15, -1e16),
        fc.integer({ min: 1, max: 200 }),
        (base, count) => {
          const step = Math.max(1, Math.abs(base) * 2 ** -51);
          const edges = [...new Set(Array.from({ length: count }, (_, at) => base + at * step))];
          const lookup = createBinLookup(edges);
          for (let at = -2; at < count + 2; at++) {
            const x = base + at * step;
            expect(lookup.find(x)).toBe(linear(edges, x));
          }
        },
      ),
    );
  });
});
