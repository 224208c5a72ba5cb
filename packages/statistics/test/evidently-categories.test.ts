import {
  evidentlyChiSquarePValue,
  evidentlyGTestPValue,
  evidentlyZPValue,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { countPair } from './support/arbitraries.ts';
import { REFUSED_COUNTS } from './support/refusals.ts';
import { relativeError } from './support/relative-error.ts';

const TESTS = [evidentlyChiSquarePValue, evidentlyGTestPValue, evidentlyZPValue] as const;

describe("evidently's tests of categories", () => {
  it.each([
    // scipy 1.15.3: chisquare([10, 20, 30], [24, 18, 18]) and with half the reference.
    { expected: [24, 18, 18], actual: [10, 20, 30], p: 0.00027618366947962516 },
    { expected: [12, 9, 9], actual: [10, 20, 30], p: 0.00027618366947962516 },
    { expected: [5, 0], actual: [4, 1], p: 0 },
    { expected: [5, 0, 5], actual: [3, 0, 3], p: 1 },
    { expected: [5], actual: [3], p: 1 },
  ])('chisquare of $actual under $expected is $p', ({ expected, actual, p }) => {
    expect(relativeError(evidentlyChiSquarePValue(expected, actual), p)).toBeLessThan(1e-12);
  });

  it.each([
    // scipy 1.15.3: power_divergence([10, 20, 30], [24, 18, 18], lambda_='log-likelihood').
    { expected: [24, 18, 18], actual: [10, 20, 30], p: 0.00017041197800256414 },
    { expected: [5, 0], actual: [4, 1], p: 0 },
    { expected: [3, 2], actual: [5, 0], p: 0.023812241842379248 },
    { expected: [5], actual: [5], p: 1 },
  ])('g_test of $actual under $expected is $p', ({ expected, actual, p }) => {
    expect(relativeError(evidentlyGTestPValue(expected, actual), p)).toBeLessThan(1e-12);
  });

  it('g_test refuses different totals, as evidently does', () => {
    expect(() => evidentlyGTestPValue([1, 2], [2, 2])).toThrow(
      expect.objectContaining({
        code: 'shape_mismatch',
        message: 'expected sums to 3, actual to 4',
      }),
    );
  });

  it.each([
    // z = -0.1 / √(0.55 · 0.45 · 0.02); scipy 1.15.3: 2 norm.sf.
    { expected: [50, 50], actual: [60, 40], p: 0.15521848968468407 },
    { expected: [50, 30, 20], actual: [60, 40, 0], p: 0.15521848968468407 },
    { expected: [5, 5], actual: [1, 1], p: 1 },
    { expected: [5, 0], actual: [7, 0], p: 1 },
    { expected: [0, 5], actual: [0, 3], p: 1 },
  ])('z of $actual against $expected is $p', ({ expected, actual, p }) => {
    expect(relativeError(evidentlyZPValue(expected, actual), p)).toBeLessThan(1e-12);
  });

  it('are in [0, 1], and 1 for equal samples', () => {
    fc.assert(
      fc.property(countPair(0), ([expected, actual]) => {
        for (const test of TESTS) {
          expect(test(expected, expected)).toBe(1);
          const other = test === evidentlyGTestPValue ? expected.toReversed() : actual;
          const p = test(expected, other);
          expect(p).toBeGreaterThanOrEqual(0);
          expect(p).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it.each(REFUSED_COUNTS)('throw $code for $expected against $actual', (refused) => {
    const { expected, actual, code } = refused;
    for (const test of TESTS) {
      expect(() => test(expected, actual)).toThrow(expect.objectContaining({ code }));
    }
  });
});
