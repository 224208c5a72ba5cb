import { coarsen, populationStabilityIndex } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { countPair, groupsFrom } from './support/arbitraries.ts';
import { relativeError } from './support/relative-error.ts';

const FILLS = ['pseudo_count', 'evidently', 1e-4] as const;

describe('populationStabilityIndex', () => {
  // Hand-worked from the definition; the third is the worked example of Siddiqi, "Credit Risk
  // Scorecards", in shares of ten score bands.
  it.each([
    {
      name: 'a shift by ten points',
      expected: [50, 50],
      actual: [60, 40],
      psi: 0.1 * Math.log(1.5),
    },
    { name: 'a doubled share', expected: [1, 3], actual: [2, 2], psi: 0.25 * Math.log(3) },
    { name: 'scaled counts', expected: [10, 20], actual: [100, 200], psi: 0 },
    { name: 'a single bin', expected: [1], actual: [1e9], psi: 0 },
    {
      name: 'a far ratio',
      expected: [1, 999_999],
      actual: [500_000, 500_000],
      psi: 0.499999 * (Math.log(500_000) - Math.log(0.5 / 0.999999)),
    },
  ])('is $psi for $name', ({ expected, actual, psi }) => {
    expect(relativeError(populationStabilityIndex(expected, actual), psi)).toBeLessThan(1e-14);
  });

  it('adds half a count to every bin of the side that has an empty one', () => {
    const psi = populationStabilityIndex([4, 6], [10, 0]);
    const [a, b] = [10.5 / 11, 0.5 / 11];
    const exact = (a - 0.4) * Math.log(a / 0.4) + (b - 0.6) * Math.log(b / 0.6);
    expect(relativeError(psi, exact)).toBeLessThan(1e-15);
  });

  it('leaves bins out that are empty on both sides', () => {
    expect(populationStabilityIndex([10, 0, 20], [100, 0, 200])).toBe(0);
    expect(populationStabilityIndex([0, 4, 0, 6], [0, 10, 0, 0])).toBe(
      populationStabilityIndex([4, 6], [10, 0]),
    );
  });

  it('fills as evidently does: 0.0001, or a millionth of a smallest share up to 0.0001', () => {
    const large = populationStabilityIndex([1, 1], [1, 0], { fill: 'evidently' });
    expect(relativeError(large, 0.5 * Math.log(2) + 0.4999 * Math.log(5000))).toBeLessThan(1e-15);
    const [e1, e2] = [1e-5, 1 - 1e-5];
    const small = populationStabilityIndex([1, 99_999, 0], [1, 1, 2], { fill: 'evidently' });
    const exact =
      (0.25 - e1) * Math.log(0.25 / e1) +
      (0.25 - e2) * Math.log(0.25 / e2) +
      (0.5 - 1e-11) * Math.log(0.5 / 1e-11);
    expect(relativeError(small, exact)).toBeLessThan(1e-12);
  });

  it('gives empty bins the share that is asked for', () => {
    const psi = populationStabilityIndex([1, 1], [1, 0], { fill: 0.01 });
    expect(relativeError(psi, 0.5 * Math.log(2) + 0.49 * Math.log(50))).toBeLessThan(1e-15);
  });

  it('keeps the digits of a tiny index: δ²/p + δ²/(1-p)', () => {
    const psi = populationStabilityIndex([5e8, 5e8], [5e8 + 1, 5e8 - 1]);
    expect(relativeError(psi, 4e-18)).toBeLessThan(1e-8);
  });

  it('is symmetric, not negative, 0 at equality, and blind to order, with every fill', () => {
    fc.assert(
      fc.property(countPair(0), fc.constantFrom(...FILLS), ([expected, actual], fill) => {
        const psi = populationStabilityIndex(expected, actual, { fill });
        expect(psi).toBeGreaterThanOrEqual(0);
        expect(psi).toBe(populationStabilityIndex(actual, expected, { fill }));
        expect(populationStabilityIndex(expected, expected, { fill })).toBe(0);
        const reversed = [expected.toReversed(), actual.toReversed()] as const;
        expect(populationStabilityIndex(...reversed, { fill })).toBeCloseTo(psi, 12);
      }),
    );
  });

  it('does not rise when bins are merged', () => {
    fc.assert(
      fc.property(countPair(1), fc.nat(4095), ([expected, actual], bits) => {
        const groups = groupsFrom(bits, expected.length);
        const coarse = populationStabilityIndex(coarsen(expected, groups), coarsen(actual, groups));
        expect(coarse).toBeLessThanOrEqual(
          populationStabilityIndex(expected, actual) * (1 + 1e-12) + 1e-15,
        );
      }),
    );
  });

  it.each([
    { expected: [1], actual: [1, 2], code: 'shape_mismatch' },
    { expected: [], actual: [], code: 'empty_input' },
    { expected: [0, 0], actual: [1, 2], code: 'empty_input' },
    { expected: [1, 2], actual: [0, 0], code: 'empty_input' },
    { expected: [1, -2], actual: [1, 2], code: 'invalid_value' },
    { expected: [1, 2], actual: [1, Infinity], code: 'invalid_value' },
  ])('throws $code for $expected against $actual', ({ expected, actual, code }) => {
    for (const fill of FILLS) {
      expect(() => populationStabilityIndex(expected, actual, { fill })).toThrow(
        expect.objectContaining({ code }),
      );
    }
  });

  it.each([0, -1, 1, NaN])('throws invalid_argument for a fill of %s', (fill) => {
    expect(() => populationStabilityIndex([1], [1], { fill })).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(`fill is ${fill}`),
      }),
    );
  });
});
