import { equalWidthEdges, histogramCounts, pooledValues } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('equalWidthEdges', () => {
  // numpy 2.2.6: histogram_bin_edges(values, bins).
  it.each([
    { values: [4, 0, 1], bins: 4, edges: [0, 1, 2, 3, 4] },
    { values: [0.1, 0.7], bins: 3, edges: [0.1, 0.3, 0.5, 0.7] },
    { values: [3, 3], bins: 2, edges: [2.5, 3, 3.5] },
    { values: [7], bins: 1, edges: [6.5, 7.5] },
    { values: [-1e308, 7e307], bins: 1, edges: [-1e308, 7e307] },
  ])('of $values in $bins are $edges', ({ values, bins, edges }) => {
    const made = [...equalWidthEdges(values, bins)];
    expect(made).toHaveLength(edges.length);
    for (const [index, edge] of edges.entries()) expect(made[index]).toBeCloseTo(edge, 15);
  });

  it('leave no value of either sample out when they are of both', () => {
    const sample = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(sample, sample, fc.integer({ min: 1, max: 50 }), (x, y, bins) => {
        const edges = equalWidthEdges(pooledValues(x, y), bins);
        expect(edges).toHaveLength(bins + 1);
        for (const side of [x, y]) {
          const total = histogramCounts(side, edges).reduce((sum, count) => sum + count, 0);
          expect(total).toBe(side.length);
        }
      }),
    );
  });

  it('takes ten million values', () => {
    const values = new Float64Array(10_000_000);
    values[5_000_000] = 2;
    expect([...equalWidthEdges(values, 2)]).toEqual([0, 1, 2]);
  });

  it.each([0, 1.5, NaN, 2 ** 24 + 1])('throws invalid_argument for %s bins', (bins) => {
    expect(() => equalWidthEdges([1, 2], bins)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(`bins is ${bins}`),
      }),
    );
  });

  it('throws for no values and for what is not finite', () => {
    expect(() => equalWidthEdges([], 2)).toThrow(expect.objectContaining({ code: 'empty_input' }));
    expect(() => equalWidthEdges([-Infinity], 2)).toThrow(
      expect.objectContaining({ code: 'invalid_value' }),
    );
  });
});
