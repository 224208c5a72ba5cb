import { coarsen, jensenShannonDistance } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { countPair, groupsFrom } from './support/arbitraries.ts';
import { relativeError } from './support/relative-error.ts';

/** The definition, with 0 ln 0 = 0. */
function byDefinition(p: readonly number[], q: readonly number[], base: number): number {
  const normalise = (side: readonly number[]): number[] => {
    const total = side.reduce((sum, count) => sum + count, 0);
    return side.map((count) => count / total);
  };
  const term = (a: number, b: number): number => (a === 0 ? 0 : a * Math.log(a / ((a + b) / 2)));
  const [a, b] = [normalise(p), normalise(q)];
  const sum = a.reduce((total, x, bin) => total + term(x, b[bin] ?? 0) + term(b[bin] ?? 0, x), 0);
  return Math.sqrt(Math.max(0, sum) / 2 / Math.log(base));
}

describe('jensenShannonDistance', () => {
  // Examples of the documentation of scipy.spatial.distance.jensenshannon.
  it.each([
    { p: [1, 0, 0], q: [0, 1, 0], base: 2, distance: 1 },
    { p: [1, 0], q: [0.5, 0.5], base: Math.E, distance: 0.46450140402245893 },
    { p: [1, 0, 0], q: [1, 0, 0], base: Math.E, distance: 0 },
  ])('of $p and $q in base $base is $distance', ({ p, q, base, distance }) => {
    expect(relativeError(jensenShannonDistance(p, q, { base }), distance)).toBeLessThan(1e-15);
  });

  it('is that of its definition', () => {
    fc.assert(
      fc.property(countPair(0), fc.constantFrom(2, Math.E, 10), ([p, q], base) => {
        const distance = jensenShannonDistance(p, q, { base });
        expect(distance ** 2).toBeCloseTo(byDefinition(p, q, base) ** 2, 14);
      }),
    );
  });

  it('is symmetric, bounded, 0 for equal shares, and blind to order', () => {
    fc.assert(
      fc.property(countPair(0), fc.integer({ min: 1, max: 1000 }), ([p, q], factor) => {
        const distance = jensenShannonDistance(p, q, { base: 2 });
        expect(distance).toBe(jensenShannonDistance(q, p, { base: 2 }));
        expect(distance).toBeGreaterThanOrEqual(0);
        expect(distance).toBeLessThanOrEqual(1);
        const scaled = p.map((count) => count * factor);
        expect(jensenShannonDistance(p, scaled)).toBe(0);
        const reversed = [p.toReversed(), q.toReversed()] as const;
        expect(jensenShannonDistance(...reversed, { base: 2 })).toBeCloseTo(distance, 12);
      }),
    );
  });

  it('keeps the triangle inequality', () => {
    const side = fc
      .array(fc.integer({ min: 0, max: 9 }), { minLength: 3, maxLength: 3 })
      .filter((counts) => counts.some((count) => count > 0));
    fc.assert(
      fc.property(side, side, side, (a, b, c) => {
        const detour = jensenShannonDistance(a, b) + jensenShannonDistance(b, c);
        expect(jensenShannonDistance(a, c)).toBeLessThanOrEqual(detour + 1e-12);
      }),
    );
  });

  it('does not rise when bins are merged', () => {
    fc.assert(
      fc.property(countPair(0), fc.nat(4095), ([p, q], bits) => {
        const groups = groupsFrom(bits, p.length);
        const coarse = jensenShannonDistance(coarsen(p, groups), coarsen(q, groups));
        expect(coarse).toBeLessThanOrEqual(jensenShannonDistance(p, q) + 1e-12);
      }),
    );
  });

  it('keeps the digits of a tiny distance: √(Σ δ² / 8p)', () => {
    const distance = jensenShannonDistance([5e8, 5e8], [5e8 + 1, 5e8 - 1]);
    expect(relativeError(distance, Math.sqrt(0.5e-18))).toBeLessThan(1e-9);
  });

  it('is 0 for a single bin', () => expect(jensenShannonDistance([3], [1e9])).toBe(0));

  it.each([
    { p: [1], q: [1, 2], code: 'shape_mismatch' },
    { p: [], q: [], code: 'empty_input' },
    { p: [0, 0], q: [1, 2], code: 'empty_input' },
    { p: [1, NaN], q: [1, 2], code: 'invalid_value' },
  ])('throws $code for $p and $q', ({ p, q, code }) => {
    expect(() => jensenShannonDistance(p, q)).toThrow(expect.objectContaining({ code }));
  });

  it.each([1, 0, -2, Infinity, NaN])('throws invalid_argument for base %s', (base) => {
    expect(() => jensenShannonDistance([1], [1], { base })).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});
