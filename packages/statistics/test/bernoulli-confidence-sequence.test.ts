import { bernoulliConfidenceSequence, wilsonInterval } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('bernoulliConfidenceSequence', () => {
  it('is exactly 0 below without successes and exactly 1 above without failures', () => {
    for (const n of [1, 2, 50, 1e9]) {
      const none = bernoulliConfidenceSequence(0, n, { optimalTime: 50 });
      const all = bernoulliConfidenceSequence(n, n, { optimalTime: 50 });
      expect(none.lower).toBe(0);
      expect(all.upper).toBe(1);
      expect(all.lower).toBeCloseTo(1 - none.upper, 14);
    }
    // So few trials say nothing; published by confseq as well.
    const nothing = { lower: 0, upper: 1 };
    expect(bernoulliConfidenceSequence(1, 1, { optimalTime: 50 })).toEqual(nothing);
    expect(bernoulliConfidenceSequence(1, 2, { optimalTime: 50 })).toEqual(nothing);
  });

  it('solves the closed form with two draws of each kind and concentration 1e-3', () => {
    // κ falls to its least value for a small optimal time: then the evidence is nearly 1 / (κ p^s …).
    const { lower, upper } = bernoulliConfidenceSequence(2, 4, { optimalTime: 1 });
    const evidence = (p: number): number => {
      const [a, b] = [1e-3 * p, 1e-3 * (1 - p)];
      const rising = a * (a + 1) * b * (b + 1);
      return rising / (1e-3 * 1.001 * 2.001 * 3.001) / (p * (1 - p)) ** 2;
    };
    expect(evidence(lower)).toBeCloseTo(20, 9);
    expect(evidence(upper)).toBeCloseTo(20, 9);
  });

  it('is symmetric, holds the proportion and Wilson’s interval, and narrows with alpha', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, share) => {
          const successes = Math.round(n * share);
          const options = { optimalTime: 500 };
          const { lower, upper } = bernoulliConfidenceSequence(successes, n, options);
          const mirrored = bernoulliConfidenceSequence(n - successes, n, options);
          expect(mirrored.lower).toBeCloseTo(1 - upper, 12);
          expect(lower).toBeLessThanOrEqual(successes / n);
          expect(upper).toBeGreaterThanOrEqual(successes / n);
          const once = wilsonInterval(successes, n, 0.9);
          expect(lower).toBeLessThanOrEqual(once.lower + 1e-12);
          expect(upper).toBeGreaterThanOrEqual(once.upper - 1e-12);
          const narrower = bernoulliConfidenceSequence(successes, n, { ...options, alpha: 0.2 });
          expect(narrower.lower).toBeGreaterThanOrEqual(lower);
          expect(narrower.upper).toBeLessThanOrEqual(upper);
        },
      ),
    );
  });

  it('takes sums of values in [0, 1] and weighs thousands of millions of trials', () => {
    const { lower, upper } = bernoulliConfidenceSequence(0.7e10, 1e10, { optimalTime: 1e10 });
    expect(lower).toBeGreaterThan(0.69998);
    expect(upper).toBeLessThan(0.70002);
    const fraction = bernoulliConfidenceSequence(7.5, 10, { optimalTime: 10 });
    expect(fraction.lower).toBeGreaterThan(0.2);
    expect(fraction.upper).toBeLessThan(1);
  });

  it.each([
    { successes: 0, n: 0, code: 'empty_input', wrong: 'n is 0' },
    { successes: 0, n: -1, code: 'invalid_argument', wrong: 'n is -1' },
    { successes: 0, n: Infinity, code: 'invalid_argument', wrong: 'n is Infinity' },
    { successes: 3, n: 2, code: 'invalid_argument', wrong: 'successes is 3' },
    { successes: NaN, n: 2, code: 'invalid_argument', wrong: 'successes is NaN' },
    { successes: 1, n: 2, alpha: 0, code: 'invalid_argument', wrong: 'alpha is 0' },
    { successes: 1, n: 2, alpha: 1, code: 'invalid_argument', wrong: 'alpha is 1' },
  ])('throws $code: $wrong', ({ successes, n, code, wrong, ...options }) => {
    const call = (): unknown =>
      bernoulliConfidenceSequence(successes, n, { optimalTime: 50, ...options });
    expect(call).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(wrong) }),
    );
  });
});
