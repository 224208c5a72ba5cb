import {
  wassersteinDistance,
  wassersteinDistanceInterval,
  wassersteinDistanceNoiseFloor,
  wassersteinDistancePValue,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { tiedSample } from './support/arbitraries.ts';

const GRID = Array.from({ length: 1000 }, (_, k) => (k + 0.5) / 1000);

describe('wassersteinDistanceInterval', () => {
  it('of samples apart is that of the difference of their means', () => {
    // Uniform on (0, 1): variance 1 / 12 each; 1.959964 √(2 / 12,000).
    const shifted = GRID.map((value) => value + 5);
    const { lower, upper } = wassersteinDistanceInterval(GRID, shifted);
    expect(lower).toBeCloseTo(5 - 1.959964 * Math.sqrt(1 / 6000), 4);
    expect(upper).toBeCloseTo(5 + 1.959964 * Math.sqrt(1 / 6000), 4);
  });

  it('of equal samples begins at 0 and ends above the noise floor', () => {
    const { lower, upper } = wassersteinDistanceInterval(GRID, GRID);
    expect(lower).toBe(0);
    expect(upper).toBeGreaterThan(wassersteinDistanceNoiseFloor(GRID, 1000, 1000));
    expect(upper).toBeLessThan(0.05);
  });

  it('holds the distance or begins at 0, and scales with the unit', () => {
    fc.assert(
      fc.property(tiedSample, tiedSample, fc.integer({ min: 1, max: 9 }), (x, y, unit) => {
        const { lower, upper } = wassersteinDistanceInterval(x, y);
        const distance = wassersteinDistance(x, y);
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(lower).toBeLessThanOrEqual(distance);
        expect(upper).toBeGreaterThanOrEqual(distance);
        const scaled = (sample: number[]): number[] => sample.map((value) => value * unit + 100);
        const other = wassersteinDistanceInterval(scaled(x), scaled(y));
        expect(other.lower).toBeCloseTo(lower * unit, 9);
        expect(other.upper).toBeCloseTo(upper * unit, 9);
      }),
    );
  });

  it('takes confidence and effective sizes', () => {
    const shifted = GRID.map((value) => value + 0.1);
    const plain = wassersteinDistanceInterval(GRID, shifted);
    const given = wassersteinDistanceInterval(GRID, shifted, { effectiveSizes: [1000, 1000] });
    expect(given).toEqual(plain);
    const wide = wassersteinDistanceInterval(GRID, shifted, { confidence: 0.999 });
    expect(wide.lower).toBeLessThan(plain.lower);
    expect(wide.upper).toBeGreaterThan(plain.upper);
    const few = wassersteinDistanceInterval(GRID, shifted, { effectiveSizes: [100, 100] });
    expect(few.lower).toBeLessThan(plain.lower);
    expect(few.upper).toBeGreaterThan(plain.upper);
  });

  it.each([
    { reference: [1, 1], current: [1], lower: 0, upper: 0 },
    { reference: [0], current: [3], lower: 0, upper: 5.5 },
  ])('of $reference and $current reaches from $lower to at least $upper', (row) => {
    const interval = wassersteinDistanceInterval(row.reference, row.current);
    expect(interval.lower).toBe(row.lower);
    expect(interval.upper).toBeGreaterThanOrEqual(Math.min(row.upper, 3));
  });

  it.each([
    { reference: [], current: [1], options: {}, code: 'empty_input' },
    { reference: [1], current: [], options: {}, code: 'empty_input' },
    { reference: [2, 1], current: [1], options: {}, code: 'invalid_value' },
    { reference: [1], current: [1], options: { confidence: 0 }, code: 'invalid_argument' },
  ])('throws $code for $reference, $current and $options', (row) => {
    expect(() => wassersteinDistanceInterval(row.reference, row.current, row.options)).toThrow(
      expect.objectContaining({ code: row.code }),
    );
  });
});

describe('wassersteinDistancePValue', () => {
  it('is that of the area under a Brownian bridge', () => {
    // E ∫ |B| = √(2π) / 8 = 0.31333 and E (∫ |B|)² = 7/60 (Shepp 1982);
    // scipy 1.15.3: gamma.sf at twice the mean, with these moments.
    const floor = wassersteinDistanceNoiseFloor(GRID, 200, 200);
    expect(floor).toBeCloseTo(Math.sqrt(2 * Math.PI) / 8 / 10, 4);
    expect(wassersteinDistancePValue(2 * floor, GRID, 200, 200)).toBeCloseTo(
      0.026126921845638036,
      3,
    );
    expect(wassersteinDistancePValue(0, GRID, 200, 200)).toBe(1);
  });

  it('falls as the distance and the samples grow', () => {
    fc.assert(
      fc.property(tiedSample, fc.double({ min: 0, max: 20, noNaN: true }), (sample, distance) => {
        const p = wassersteinDistancePValue(distance, sample, 30, 20);
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(wassersteinDistancePValue(distance + 1, sample, 30, 20)).toBeLessThanOrEqual(p);
        expect(wassersteinDistancePValue(distance, sample, 60, 20)).toBeLessThanOrEqual(p + 1e-12);
      }),
    );
  });

  it('of a constant sample is 1 for no distance and 0 for any', () => {
    expect(wassersteinDistancePValue(0, [2, 2], 10, 10)).toBe(1);
    expect(wassersteinDistancePValue(1e-9, [2, 2], 10, 10)).toBe(0);
  });

  it.each([
    { distance: -1, sample: [1, 2], n: 1, code: 'invalid_argument' },
    { distance: NaN, sample: [1, 2], n: 1, code: 'invalid_argument' },
    { distance: 1, sample: [], n: 1, code: 'empty_input' },
    { distance: 1, sample: [-1e308, 1e308], n: 1, code: 'invalid_value' },
    { distance: 1, sample: [1, 2], n: 0, code: 'invalid_argument' },
  ])('throws $code for $distance of $sample', ({ distance, sample, n, code }) => {
    expect(() => wassersteinDistancePValue(distance, sample, n, 1)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
