import {
  binomialCumulative,
  binomialSurvival,
  clopperPearsonInterval,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

describe('clopperPearsonInterval', () => {
  // scipy 1.15.3, binomtest(…).proportion_ci(confidence, 'exact').
  it.each([
    {
      successes: 1,
      n: 29,
      confidence: 0.95,
      lower: 0.0008726468835971072,
      upper: 0.17764429548841465,
    },
    {
      successes: 81,
      n: 263,
      confidence: 0.99,
      lower: 0.23683735816553803,
      upper: 0.386258325669941,
    },
    { successes: 20, n: 20, confidence: 0.9, lower: 0.8608916593316243, upper: 1 },
    {
      successes: 5,
      n: 1e5,
      confidence: 0.95,
      lower: 1.6235056816854704e-5,
      upper: 0.00011667943008112559,
    },
  ])('of $successes in $n is $lower to $upper', ({ successes, n, confidence, lower, upper }) => {
    const interval = clopperPearsonInterval(successes, n, confidence);
    // The absolute tolerance of scipy's root finding.
    expect(Math.abs(interval.lower - lower)).toBeLessThan(4e-12);
    expect(Math.abs(interval.upper - upper)).toBeLessThan(4e-12);
  });

  it('is 1 - (α / 2)^(1 / n) wide without successes and mirrored without failures', () => {
    for (const n of [1, 10, 1e9]) {
      const { lower, upper } = clopperPearsonInterval(0, n);
      expect(lower).toBe(0);
      expect(relativeError(upper, -Math.expm1(Math.log(0.025) / n))).toBeLessThan(1e-13);
      // 1 - (1 - α / 2)^(1 / n) below a single success.
      const one = clopperPearsonInterval(1, n + 1).lower;
      expect(relativeError(one, -Math.expm1(Math.log(0.975) / (n + 1)))).toBeLessThan(1e-13);
      expect(clopperPearsonInterval(n, n).upper).toBe(1);
      expect(clopperPearsonInterval(n, n).lower).toBeCloseTo(1 - upper, 14);
    }
  });

  it('leaves exactly half of the rest to each binomial tail', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 300 }), fc.nat(298), (n, at) => {
        const successes = 1 + Math.min(at, n - 2);
        const { lower, upper } = clopperPearsonInterval(successes, n, 0.9);
        expect(binomialSurvival(successes - 1, n, lower)).toBeCloseTo(0.05, 12);
        expect(binomialCumulative(successes, n, upper)).toBeCloseTo(0.05, 12);
      }),
    );
  });

  it('holds the proportion and mirrors', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.integer({ min: 1, max: 200 }), (at, n) => {
        const successes = Math.min(at, n);
        const { lower, upper } = clopperPearsonInterval(successes, n);
        const mirrored = clopperPearsonInterval(n - successes, n);
        expect(lower).toBeLessThanOrEqual(successes / n);
        expect(upper).toBeGreaterThanOrEqual(successes / n);
        expect(mirrored.lower).toBeCloseTo(1 - upper, 13);
      }),
    );
  });

  it('takes fractions of successes and trials between their neighbours', () => {
    const [low, middle, high] = [3, 3.5, 4].map((k) => clopperPearsonInterval(k, 10.5).lower);
    expect(middle).toBeGreaterThan(low ?? NaN);
    expect(middle).toBeLessThan(high ?? NaN);
  });

  it.each([
    { successes: 0, n: 0, confidence: 0.95, code: 'empty_input' },
    { successes: 2, n: 1, confidence: 0.95, code: 'invalid_argument' },
    { successes: 1, n: 1e16, confidence: 0.95, code: 'invalid_argument' },
    { successes: 1, n: 2, confidence: 1, code: 'invalid_argument' },
    { successes: 1, n: 2, confidence: NaN, code: 'invalid_argument' },
  ])('throws $code for $successes in $n at $confidence', ({ successes, n, confidence, code }) => {
    expect(() => clopperPearsonInterval(successes, n, confidence)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
