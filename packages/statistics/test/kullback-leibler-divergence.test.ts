import { coarsen, kullbackLeiblerDivergence } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { countPair, groupsFrom } from './support/arbitraries.ts';
import { REFUSED_COUNTS } from './support/refusals.ts';
import { relativeError } from './support/relative-error.ts';

const FILLS = ['pseudo_count', 'evidently', 1e-4, 'none'] as const;

describe('kullbackLeiblerDivergence', () => {
  // scipy 1.15.3: entropy(expected, actual).
  it.each([
    { expected: [50, 50], actual: [60, 40], divergence: 0.02041099726012756 },
    { expected: [1, 2, 3, 4], actual: [4, 3, 2, 1], divergence: 0.45643481914678347 },
    { expected: [1, 99], actual: [99, 1], divergence: 4.5032174531318985 },
    { expected: [1, 0], actual: [1, 1], divergence: Math.LN2 },
    { expected: [1, 1], actual: [1, 0], divergence: Infinity },
    { expected: [7], actual: [1e9], divergence: 0 },
  ])('is $divergence for $actual from $expected, unfilled', (row) => {
    const { expected, actual, divergence } = row;
    const unfilled = kullbackLeiblerDivergence(expected, actual, { fill: 'none' });
    expect(relativeError(unfilled, divergence)).toBeLessThan(1e-14);
  });

  it('is in bits with base 2', () => {
    const bits = kullbackLeiblerDivergence([1, 2, 3, 4], [4, 3, 2, 1], { base: 2 });
    expect(relativeError(bits, 0.6584962500721154)).toBeLessThan(1e-14);
  });

  it('adds half a count to every bin of the side that has an empty one', () => {
    const [a, b] = [10.5 / 11, 0.5 / 11];
    const exact = 0.4 * Math.log(0.4 / a) + 0.6 * Math.log(0.6 / b);
    expect(relativeError(kullbackLeiblerDivergence([4, 6], [10, 0]), exact)).toBeLessThan(1e-14);
    expect(kullbackLeiblerDivergence([4, 0, 6], [10, 0, 0])).toBe(
      kullbackLeiblerDivergence([4, 6], [10, 0]),
    );
  });

  it('normalises again after a fill', () => {
    const filled = kullbackLeiblerDivergence([1, 1], [1, 0], { fill: 0.25 });
    const exact = 0.5 * Math.log(0.5 / 0.8) + 0.5 * Math.log(0.5 / 0.2);
    expect(relativeError(filled, exact)).toBeLessThan(1e-14);
  });

  it('keeps the digits of a tiny divergence: δ²/2 (1/p + 1/q)', () => {
    const divergence = kullbackLeiblerDivergence([5e8, 5e8], [5e8 + 1, 5e8 - 1]);
    expect(relativeError(divergence, 2e-18)).toBeLessThan(1e-7);
  });

  it('does not overflow where a share is tiny', () => {
    const divergence = kullbackLeiblerDivergence([1, 1], [1, 1e-310], { fill: 'none' });
    expect(divergence).toBeCloseTo(0.5 * (310 * Math.LN10) - Math.LN2, 10);
  });

  it('is not negative, 0 at equality, blind to the order of bins, with every fill', () => {
    fc.assert(
      fc.property(countPair(0), fc.constantFrom(...FILLS), ([expected, actual], fill) => {
        const divergence = kullbackLeiblerDivergence(expected, actual, { fill });
        expect(divergence).toBeGreaterThanOrEqual(0);
        expect(kullbackLeiblerDivergence(expected, expected, { fill })).toBe(0);
        const reversed = [expected.toReversed(), actual.toReversed()] as const;
        const other = kullbackLeiblerDivergence(...reversed, { fill });
        expect(relativeError(other + 1, divergence + 1)).toBeLessThan(1e-12);
      }),
    );
  });

  it('does not rise when bins are merged', () => {
    fc.assert(
      fc.property(countPair(1), fc.nat(4095), ([expected, actual], bits) => {
        const groups = groupsFrom(bits, expected.length);
        const coarse = kullbackLeiblerDivergence(
          coarsen(expected, groups),
          coarsen(actual, groups),
        );
        expect(coarse).toBeLessThanOrEqual(kullbackLeiblerDivergence(expected, actual) + 1e-12);
      }),
    );
  });

  it.each(REFUSED_COUNTS)('throws $code for $expected against $actual', (refused) => {
    const { expected, actual, code } = refused;
    for (const fill of FILLS) {
      expect(() => kullbackLeiblerDivergence(expected, actual, { fill })).toThrow(
        expect.objectContaining({ code }),
      );
    }
  });

  it.each([
    { options: { fill: 0 }, wrong: 'fill is 0' },
    { options: { fill: 1 }, wrong: 'fill is 1' },
    { options: { base: 1 }, wrong: 'base is 1' },
    { options: { base: NaN }, wrong: 'base is NaN' },
    { options: { base: Infinity }, wrong: 'base is Infinity' },
  ])('throws invalid_argument: $wrong', ({ options, wrong }) => {
    expect(() => kullbackLeiblerDivergence([1], [1], options)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});
