import { histogramCounts, sturgesEdges } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('sturgesEdges', () => {
  // Hand-worked: width = range / (log2 n + 1).
  it.each([
    { name: 'eight values, four bins', values: [0, 1, 2, 3, 4, 5, 6, 8], edges: [0, 2, 4, 6, 8] },
    { name: 'any order', values: [8, 1, 2, 3, 6, 5, 4, 0], edges: [0, 2, 4, 6, 8] },
    { name: 'a constant', values: [3, 3, 3], edges: [2.5, 3.5] },
    { name: 'one value', values: [-1], edges: [-1.5, -0.5] },
    { name: 'the narrowest range', values: [0, 5e-324], edges: [0, 5e-324] },
  ])('of $name are $edges', ({ values, edges }) => {
    expect([...sturgesEdges(values)]).toEqual(edges);
  });

  it('raises the width of integers to 1 where numpy 2 does', () => {
    const values = [0, 0, 1, 1, 2, 2, 3, 3];
    expect([...sturgesEdges(values)]).toEqual([0, 0.75, 1.5, 2.25, 3]);
    expect([...sturgesEdges(values, { integers: true })]).toEqual([0, 1, 2, 3]);
  });

  it('ascend from the minimum to the maximum and leave no value out', () => {
    const sample = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(sample, fc.boolean(), (values, integers) => {
        const edges = sturgesEdges(values, { integers });
        expect([...edges]).toEqual([...edges].toSorted((a, b) => a - b));
        const total = histogramCounts(values, edges).reduce((sum, count) => sum + count, 0);
        expect(total).toBe(values.length);
      }),
    );
  });

  it('throws empty_input for no values and invalid_value for what is not finite', () => {
    expect(() => sturgesEdges([])).toThrow(expect.objectContaining({ code: 'empty_input' }));
    expect(() => sturgesEdges([1, NaN])).toThrow(
      expect.objectContaining({
        code: 'invalid_value',
        message: expect.stringContaining('values[1] is NaN'),
      }),
    );
    expect(() => sturgesEdges([-1e308, 1e308])).toThrow(
      expect.objectContaining({ code: 'invalid_value' }),
    );
  });
});

describe('histogramCounts', () => {
  // The rules of numpy.histogram: closed on the left, the last bin closed on both sides.
  it.each([
    { name: 'edges', values: [0, 1, 2, 3], edges: [0, 1, 2, 3], counts: [1, 1, 2] },
    { name: 'outside values', values: [-1, 0.5, 9, NaN, -Infinity], edges: [0, 1], counts: [1] },
    { name: 'equal edges', values: [1, 1], edges: [0, 1, 1, 2], counts: [0, 0, 2] },
    { name: 'equal last edges', values: [0, 1], edges: [0, 1, 1], counts: [1, 1] },
    { name: 'no values', values: [], edges: [0, 1, 2], counts: [0, 0] },
  ])('counts $name as numpy does', ({ values, edges, counts }) => {
    expect([...histogramCounts(values, edges)]).toEqual(counts);
  });

  it('does not depend on the order of the values', () => {
    const values = fc.array(fc.integer({ min: -3, max: 12 }));
    fc.assert(
      fc.property(values, (sample) => {
        const edges = [0, 2, 3, 7, 10];
        expect(histogramCounts(sample.toReversed(), edges)).toEqual(histogramCounts(sample, edges));
      }),
    );
  });

  it.each([{ edges: [] }, { edges: [1] }, { edges: [2, 1] }, { edges: [0, NaN] }])(
    'throws invalid_argument for the edges $edges',
    ({ edges }) => {
      expect(() => histogramCounts([1], edges)).toThrow(
        expect.objectContaining({ code: 'invalid_argument' }),
      );
    },
  );
});
