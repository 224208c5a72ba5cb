import {
  autoEdges,
  freedmanDiaconisEdges,
  histogramCounts,
  riceEdges,
  scottEdges,
  squareRootEdges,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const SKEWED = [0, 0, 0, 1, 1, 2, 3, 5, 8, 30];
const PAIRS = [0, 0, 1, 1, 2, 2, 3, 3];
const SPIKE = [0, 0, 0, 0, 0, 0, 0, 9];

// Numbers of bins of numpy 2.2.6: histogram_bin_edges(values, rule); `integers` with dtype int.
const RULES = [
  { rule: 'sqrt', edgesOf: squareRootEdges, bins: { skewed: 4, pairs: 3, integers: 3, spike: 3 } },
  { rule: 'rice', edgesOf: riceEdges, bins: { skewed: 5, pairs: 4, integers: 3, spike: 4 } },
  { rule: 'scott', edgesOf: scottEdges, bins: { skewed: 3, pairs: 2, integers: 2, spike: 2 } },
  {
    rule: 'fd',
    edgesOf: freedmanDiaconisEdges,
    bins: { skewed: 8, pairs: 2, integers: 2, spike: 1 },
  },
  { rule: 'auto', edgesOf: autoEdges, bins: { skewed: 8, pairs: 4, integers: 3, spike: 4 } },
] as const;

describe.each(RULES)('the rule $rule', ({ edgesOf, bins }) => {
  it.each([
    { name: 'skewed values', values: SKEWED, options: {}, wanted: bins.skewed },
    { name: 'pairs', values: PAIRS, options: {}, wanted: bins.pairs },
    {
      name: 'pairs of integers',
      values: PAIRS,
      options: { integers: true },
      wanted: bins.integers,
    },
    { name: 'equal quartiles', values: SPIKE, options: {}, wanted: bins.spike },
    { name: 'one value', values: [4], options: {}, wanted: 1 },
  ])('makes as many bins as numpy of $name', ({ values, options, wanted }) => {
    expect(edgesOf(values, options)).toHaveLength(wanted + 1);
  });

  it('makes ascending edges from the minimum to the maximum that leave no value out', () => {
    const sample = fc.array(fc.integer({ min: -300, max: 300 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(sample, fc.boolean(), (whole, integers) => {
        const values = integers ? whole : whole.map((value) => value / 7);
        const edges = edgesOf(values, { integers });
        expect([...edges]).toEqual([...edges].toSorted((a, b) => a - b));
        const total = histogramCounts(values, edges).reduce((sum, count) => sum + count, 0);
        expect(total).toBe(values.length);
      }),
    );
  });

  it('scales with the unit, also where squares would over- or underflow', () => {
    for (const unit of [1e-300, 1e300]) {
      const edges = edgesOf(SKEWED.map((value) => value * unit));
      expect(edges).toHaveLength(bins.skewed + 1);
    }
  });

  it('throws for no values and for what is not finite', () => {
    expect(() => edgesOf([])).toThrow(expect.objectContaining({ code: 'empty_input' }));
    expect(() => edgesOf([0, NaN])).toThrow(
      expect.objectContaining({
        code: 'invalid_value',
        message: expect.stringContaining('values[1] is NaN'),
      }),
    );
    expect(() => edgesOf([-1e308, 1e308])).toThrow(
      expect.objectContaining({ code: 'invalid_value' }),
    );
  });
});

describe('freedmanDiaconisEdges', () => {
  it('refuses bins without end', () => {
    const values = [...Array.from({ length: 100 }, (_, k) => k), 1e300];
    expect(() => freedmanDiaconisEdges(values)).toThrow(
      expect.objectContaining({
        code: 'invalid_value',
        message: expect.stringContaining('at most 2^24'),
      }),
    );
  });
});
