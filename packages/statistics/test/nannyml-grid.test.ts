import {
  countInNannymlGrid,
  kolmogorovSmirnov,
  mergeNannymlGridCounts,
  nannymlGrid,
  nannymlKolmogorovSmirnov,
  nannymlWasserstein,
  wassersteinDistance,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { seededRandom } from './support/random.ts';

/** 20,000 values of [0, 10), a bin 0.001 wide. */
const REFERENCE = Float64Array.from({ length: 20_000 }, (_, row) => (row * 10) / 20_000);
const GRID = nannymlGrid(REFERENCE);
const sample = fc.array(fc.double({ min: -2, max: 12, noNaN: true }), {
  minLength: 1,
  maxLength: 60,
});

describe('countInNannymlGrid', () => {
  it('counts each value where numpy.histogram does: at an edge to its right, the last at its left', () => {
    for (const bin of [0, 1, 4999, 9998, 9999]) {
      const edge = GRID.edges[bin] ?? NaN;
      expect(countInNannymlGrid(GRID, [edge]).counts[bin]).toBe(1);
      const before = countInNannymlGrid(GRID, [edge - 1e-9]);
      expect(bin === 0 ? before.below : before.counts[bin - 1]).toBe(1);
    }
    const last = GRID.edges[10_000] ?? NaN;
    expect(countInNannymlGrid(GRID, [last]).counts[9999]).toBe(1);
  });

  // Ranges in which arithmetic alone puts thousands of such values one bin too low or too high.
  it.each([
    [0.1, 0.8],
    [2.1656, 14.0621],
    [0.4413, 20.2428],
  ])(
    'puts every edge from %d to %d into the bin it begins, and what is before it not',
    (low, high) => {
      const grid = nannymlGrid([low, high]);
      const { counts } = countInNannymlGrid(grid, grid.edges);
      expect(counts.subarray(0, 9999).every((count) => count === 1)).toBe(true);
      expect(counts[9999]).toBe(2);
      const justBefore = grid.edges.map((edge) => edge * (1 - 2 ** -53));
      const before = countInNannymlGrid(grid, justBefore);
      expect(before.below).toBe(1);
      expect(before.counts.every((count) => count === 1)).toBe(true);
    },
  );

  it('sums how far outside values are, and leaves missing ones out', () => {
    const last = GRID.edges[10_000] ?? NaN;
    const { below, belowDistance, above, aboveDistance } = countInNannymlGrid(GRID, [
      -1,
      -0.5,
      NaN,
      last + 2,
    ]);
    expect({ below, belowDistance, above }).toEqual({ below: 2, belowDistance: 1.5, above: 1 });
    expect(aboveDistance).toBeCloseTo(2, 14);
  });

  it('is that of the whole when parts are merged', () => {
    fc.assert(
      fc.property(sample, sample, (left, right) => {
        const whole = countInNannymlGrid(GRID, [...left, ...right]);
        const merged = mergeNannymlGridCounts(
          countInNannymlGrid(GRID, left),
          countInNannymlGrid(GRID, right),
        );
        expect(merged.counts.every((count, bin) => count === whole.counts[bin])).toBe(true);
        expect([merged.below, merged.above]).toEqual([whole.below, whole.above]);
        expect(merged.belowDistance).toBeCloseTo(whole.belowDistance, 11);
        expect(merged.aboveDistance).toBeCloseTo(whole.aboveDistance, 11);
      }),
      { numRuns: 20 },
    );
  });

  it('throws for an infinity, and for an empty reference', () => {
    expect(() => countInNannymlGrid(GRID, [Infinity])).toThrow(
      expect.objectContaining({ code: 'invalid_value' }),
    );
    expect(() => nannymlGrid([])).toThrow(expect.objectContaining({ code: 'empty_input' }));
  });
});

describe('distances over the grid', () => {
  it('are 0 of the reference itself', () => {
    expect(nannymlKolmogorovSmirnov(GRID, GRID.reference)).toBe(0);
    expect(nannymlWasserstein(GRID, GRID.reference)).toBe(0);
  });

  it('are near those of the values: 1 % of the references’ rows share no bin', () => {
    const random = seededRandom(20_260_801);
    const current = Float64Array.from({ length: 2000 }, () => 0.5 + 9 * random()).toSorted();
    const counts = countInNannymlGrid(GRID, current);
    const { statistic } = kolmogorovSmirnov(REFERENCE, current);
    const binned = nannymlKolmogorovSmirnov(GRID, counts);
    expect(binned).toBeLessThanOrEqual(statistic + 1e-15);
    expect(binned).toBeGreaterThan(statistic - 0.002);
    const distance = wassersteinDistance(REFERENCE, current);
    expect(Math.abs(nannymlWasserstein(GRID, counts) - distance)).toBeLessThan(0.002);
  });

  it('are 1, and the distance of the means, for values above the range', () => {
    const counts = countInNannymlGrid(GRID, [19, 21]);
    expect(nannymlKolmogorovSmirnov(GRID, counts)).toBe(1);
    expect(Math.abs(nannymlWasserstein(GRID, counts) - 15)).toBeLessThan(0.002);
  });

  it('take k values below the range for k + 1, as NannyML does', () => {
    const low = countInNannymlGrid(GRID, [-1, 5, 5, 5]);
    const without = { ...low, below: 0, above: 1 };
    expect(nannymlKolmogorovSmirnov(GRID, low)).toBeCloseTo(0.5, 3);
    // Two of four for one: a quarter more of the range than the values' own distance.
    const own = wassersteinDistance(REFERENCE, [-1, 5, 5, 5]);
    const shares = (start: number): number => {
      let [area, reference, current] = [0, 0, start];
      for (const [bin, count] of low.counts.entries()) {
        reference += GRID.reference.counts[bin] ?? NaN;
        current += count;
        area += Math.abs(reference / 20_000 - current / 4);
      }
      return area * ((GRID.edges[1] ?? NaN) - (GRID.edges[0] ?? NaN));
    };
    expect(nannymlWasserstein(GRID, low)).toBeCloseTo(shares(2) + 1 / 4, 10);
    expect(Math.abs(shares(1) + 1 / 4 - own)).toBeLessThan(0.002);
    expect(nannymlWasserstein(GRID, { ...without, belowDistance: 0 })).toBeCloseTo(shares(0), 10);
  });

  it('throw for a grid that has counted nothing, and for another one', () => {
    const empty = countInNannymlGrid(GRID, [NaN]);
    const other = { ...GRID.reference, counts: Float64Array.of(1) };
    for (const distance of [nannymlKolmogorovSmirnov, nannymlWasserstein]) {
      expect(() => distance(GRID, empty)).toThrow(expect.objectContaining({ code: 'empty_input' }));
      expect(() => distance(GRID, other)).toThrow(
        expect.objectContaining({ code: 'shape_mismatch' }),
      );
    }
    expect(() => mergeNannymlGridCounts(GRID.reference, other)).toThrow(
      expect.objectContaining({ code: 'shape_mismatch' }),
    );
  });
});
