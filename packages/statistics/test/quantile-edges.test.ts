import { binIndex, coarsen, quantileEdges, quantileGroups } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

const heavyTies = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 1000 })), {
    minLength: 1,
    maxLength: 300,
  })
  .map(ascending);

function countBins(edges: ArrayLike<number>, values: readonly number[]): Float64Array {
  const counts = new Float64Array(edges.length + 1);
  for (const value of values) {
    const bin = binIndex(edges, value);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

describe('quantileEdges', () => {
  it.each([
    {
      name: 'ten distinct values in ten bins',
      sample: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      bins: 10,
      edges: [0, 1, 2, 3, 4, 5, 6, 7, 8],
    },
    { name: 'a rank between two values', sample: [0, 1, 2, 3, 4], bins: 4, edges: [1, 2, 3] },
    { name: 'a heavy least value', sample: [0, 0, 0, 5, 6, 7, 8, 9], bins: 4, edges: [0, 5, 7] },
    {
      name: 'nine tenths of one value',
      sample: [0, 0, 0, 0, 0, 0, 0, 0, 0, 7],
      bins: 10,
      edges: [0],
    },
    {
      name: 'a heavy middle value',
      sample: [1, 2, 5, 5, 5, 5, 5, 5, 8, 9],
      bins: 5,
      edges: [2, 5],
    },
    {
      name: 'a heavy middle value between light ones',
      sample: [1, 5, 5, 5, 5, 5, 5, 5, 5, 9],
      bins: 4,
      edges: [1, 5],
    },
    { name: 'a heavy greatest value', sample: [3, 9, 9, 9, 9, 9, 9, 9], bins: 4, edges: [3] },
    { name: 'a constant', sample: [4, 4, 4], bins: 10, edges: [] },
    { name: 'one value', sample: [4], bins: 3, edges: [] },
    { name: 'one bin', sample: [1, 2, 3], bins: 1, edges: [] },
    { name: 'more bins than values', sample: [1, 2], bins: 6, edges: [1] },
  ])('of $name are $edges', ({ sample, bins, edges }) => {
    expect([...quantileEdges(sample, bins)]).toEqual(edges);
  });

  it('make bins that all hold values of the sample, with edges that are values of it', () => {
    fc.assert(
      fc.property(heavyTies, fc.integer({ min: 1, max: 120 }), (sample, bins) => {
        const edges = [...quantileEdges(sample, bins)];
        expect(edges.every((edge) => sample.includes(edge))).toBe(true);
        expect(edges).toEqual([...new Set(ascending(edges))]);
        expect(edges.length).toBeLessThan(Math.max(bins, 2) * 2);
        expect(Math.min(...countBins(Float64Array.from(edges), sample))).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it('are the inverse distribution function, and the value before each heavy value', () => {
    fc.assert(
      fc.property(heavyTies, fc.integer({ min: 2, max: 50 }), (sample, bins) => {
        const n = sample.length;
        const shareUpTo = (value: number): number => sample.filter((x) => x <= value).length;
        const quantiles = Array.from({ length: bins - 1 }, (_, at) =>
          sample.find((value) => shareUpTo(value) * bins >= (at + 1) * n),
        );
        const heavy = quantiles.filter((value, at) => value === quantiles[at - 1]);
        const before = heavy.map((value) => sample.findLast((x) => x < (value ?? NaN)));
        const expected = [...quantiles, ...before].filter(
          (value) => value !== undefined && value !== sample.at(-1),
        );
        expect([...quantileEdges(sample, bins)]).toEqual([
          ...new Set(ascending(expected as number[])),
        ]);
      }),
    );
  });

  it.each([
    { sample: [], bins: 10, code: 'empty_input' },
    { sample: [2, 1], bins: 10, code: 'invalid_value' },
    { sample: [1, 2], bins: 0, code: 'invalid_argument' },
    { sample: [1, 2], bins: 1.5, code: 'invalid_argument' },
  ])('throws $code for $sample in $bins bins', ({ sample, bins, code }) => {
    expect(() => quantileEdges(sample, bins)).toThrow(expect.objectContaining({ code }));
  });
});

describe('binIndex', () => {
  it.each([
    { value: -5, bin: 0 },
    { value: 1, bin: 0 },
    { value: 1.5, bin: 1 },
    { value: 2, bin: 1 },
    { value: Infinity, bin: 2 },
  ])('puts $value into bin $bin of the edges 1 and 2', ({ value, bin }) => {
    expect(binIndex([1, 2], value)).toBe(bin);
  });

  it('is 0 without edges', () => expect(binIndex([], 3)).toBe(0));
});

describe('quantileGroups', () => {
  it('makes 10 and 20 bins an exact coarsening of 120', () => {
    fc.assert(
      fc.property(heavyTies, heavyTies, fc.constantFrom(1, 10, 20, 120), (sample, others, bins) => {
        const fine = quantileEdges(sample, 120);
        const coarse = quantileEdges(sample, bins);
        const groups = quantileGroups(countBins(fine, sample), { from: 120, to: bins });
        expect(coarsen(countBins(fine, others), groups)).toEqual(countBins(coarse, others));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([7, 240, 0, NaN])('throws invalid_argument for %s bins of 120', (bins) => {
    expect(() => quantileGroups([1, 1, 1], { from: 120, to: bins })).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining('a divisor of 120'),
      }),
    );
  });
});

describe('coarsen', () => {
  it.each([
    { counts: [1, 2, 3], groups: [0, 0, 1], coarse: [3, 3] },
    { counts: [1, 2, 3], groups: [0, 1, 2], coarse: [1, 2, 3] },
    { counts: [1, 2, 3], groups: [0, 0, 0], coarse: [6] },
    { counts: [], groups: [], coarse: [] },
  ])('of $counts by $groups is $coarse', ({ counts, groups, coarse }) => {
    expect([...coarsen(counts, groups)]).toEqual(coarse);
  });

  it.each([
    { counts: [1, 2], groups: [0], code: 'shape_mismatch' },
    { counts: [1, 2], groups: [1, 1], code: 'invalid_argument' },
    { counts: [1, 2], groups: [0, 2], code: 'invalid_argument' },
    { counts: [1, 2, 3], groups: [0, 1, 0], code: 'invalid_argument' },
    { counts: [1, 2], groups: [0, 0.5], code: 'invalid_argument' },
  ])('throws $code for $counts by $groups', ({ counts, groups, code }) => {
    expect(() => coarsen(counts, groups)).toThrow(expect.objectContaining({ code }));
  });
});
