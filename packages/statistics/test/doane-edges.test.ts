import { doaneEdges, sturgesEdges } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const SKEWED = [0, 0, 0, 1, 1, 2, 3, 5, 8, 30];

describe('doaneEdges', () => {
  // numpy 2.2.6: histogram_bin_edges(values, 'doane').
  it.each([
    { name: 'skewed values', values: SKEWED, bins: 7 },
    { name: 'no skew', values: [0, 0, 1, 1, 2, 2, 3, 3], bins: 4 },
    { name: 'a spike', values: [0, 0, 0, 0, 0, 0, 0, 9], bins: 7 },
    { name: 'two values', values: [0, 9], bins: 1 },
    { name: 'one value', values: [9], bins: 1 },
    { name: 'a constant', values: [9, 9, 9], bins: 1 },
  ])('makes $bins bins of $name', ({ values, bins }) => {
    expect(doaneEdges(values)).toHaveLength(bins + 1);
  });

  it('is the edges of numpy', () => {
    // 30 / 7 apart.
    expect([...doaneEdges(SKEWED)].slice(0, 3)).toEqual([0, 4.285714285714286, 8.571428571428571]);
  });

  it('raises the width of integers to 1, but keeps one bin for two of them', () => {
    expect([...doaneEdges([0, 0, 1, 1, 2, 2, 3, 3], { integers: true })]).toEqual([0, 1, 2, 3]);
    expect([...doaneEdges([0, 9], { integers: true })]).toEqual([0, 9]);
  });

  it('does not depend on the unit or on where 0 lies', () => {
    for (const unit of [1e-300, 1e300, 2 ** 40]) {
      expect(doaneEdges(SKEWED.map((value) => value * unit))).toHaveLength(8);
    }
    expect(doaneEdges(SKEWED.map((value) => value + 1e9))).toHaveLength(8);
  });

  it('never makes fewer bins than Sturges from three values on', () => {
    const sample = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 60 });
    fc.assert(
      fc.property(sample, (values) => {
        expect(doaneEdges(values).length).toBeGreaterThanOrEqual(sturgesEdges(values).length);
      }),
    );
  });

  it('throws for no values and for what is not finite', () => {
    expect(() => doaneEdges([])).toThrow(expect.objectContaining({ code: 'empty_input' }));
    expect(() => doaneEdges([1, 2, Infinity])).toThrow(
      expect.objectContaining({ code: 'invalid_value' }),
    );
  });
});
