import { binIndex, createBinLookup } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { statisticsErrorOf } from './support/sketches.ts';

const anyNumber = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.double({ noNaN: true }),
  fc.double({ min: -1e-300, max: 1e-300, noNaN: true }),
);

const edgesOf = (values: readonly number[]): number[] =>
  [...new Set(values.filter(Number.isFinite).map((value) => value + 0))].toSorted((a, b) => a - b);

describe('createBinLookup', () => {
  it('finds the bin that binIndex finds, at the edges and next to them', () => {
    fc.assert(
      fc.property(fc.array(anyNumber, { maxLength: 60 }), fc.array(anyNumber), (values, more) => {
        const edges = edgesOf(values);
        const lookup = createBinLookup(edges);
        expect(lookup.bins).toBe(edges.length + 1);
        const near = edges.flatMap((edge) => [edge, edge * (1 - 2 ** -53), edge * (1 + 2 ** -52)]);
        for (const value of [...near, ...more, -Infinity, Infinity, 0, -0]) {
          expect(lookup.find(value)).toBe(binIndex(edges, value));
        }
      }),
    );
  });

  it.each([
    { name: 'no edges', edges: [] },
    { name: 'one edge', edges: [3] },
    { name: 'edges beyond the range of differences', edges: [-1.7e308, 0, 1.7e308] },
    { name: 'subnormal edges', edges: [0, 5e-324, 1e-323] },
    { name: 'edges of very different distances', edges: [0, 1e-9, 2e-9, 3e-9, 1e9] },
    { name: '100,000 edges', edges: Array.from({ length: 100_000 }, (_, edge) => edge ** 1.5) },
  ])('finds the bins of $name', ({ edges }) => {
    const lookup = createBinLookup(edges);
    const values = [...edges.slice(0, 500), ...edges.slice(-500), -1, 0.5, 4, 1e12];
    expect(values.map((value) => lookup.find(value))).toEqual(
      values.map((value) => binIndex(edges, value)),
    );
  });

  it('keeps a copy of the edges', () => {
    const edges = [0, 5, 7];
    const lookup = createBinLookup(edges);
    edges[1] = 6.5;
    expect(lookup.find(6)).toBe(2);
  });

  it.each([[[1, 1]], [[2, 1]], [[NaN]], [[-Infinity, 0]], [[0, Infinity]]])(
    'refuses the edges %j',
    (edges) => {
      const error = statisticsErrorOf(() => createBinLookup(edges));
      expect(error).toMatchObject({ code: 'invalid_value' });
      expect(error.message).toContain('strictly ascending');
    },
  );
});
