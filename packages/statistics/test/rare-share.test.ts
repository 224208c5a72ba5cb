import { rareShareTail } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

describe('rareShareTail', () => {
  it.each([
    // Sums of beta-binomial probabilities in 40 digits (mpmath 1.3), with the concentration of the
    // doubles n and V. scipy 1.15.3 agrees to 1e-9 where its survival function does not cancel.
    { count: 1, n: 50, share: 0.00035, variance: 0.0207, tail: 0.0341127947738414 },
    { count: 5, n: 50, share: 0.00035, variance: 0.0207, tail: 1.9329064231248982e-8 },
    { count: 10, n: 500, share: 0.001, variance: 0.0025, tail: 1.745325235980584e-6 },
    { count: 0, n: 500, share: 0.03, variance: 0.0025, tail: 2.552872152631977e-6 },
    { count: 40, n: 2000, share: 0.01, variance: 0.0008, tail: 0.0029449413876129838 },
    { count: 40, n: 2000, share: 0.01, variance: 0.0005000001, tail: 9.642356447518569e-5 },
    { count: 990, n: 1000, share: 0.999, variance: 0.002, tail: 0.0019294186199239403 },
    { count: 1000, n: 1000, share: 0.2, variance: 0.01, tail: 2.17958270576086e-110 },
    // Concentrations at their bounds, 0.5 and 1e7.
    { count: 3, n: 100, share: 0.01, variance: 1000, tail: 0.05010219577273663 },
    { count: 7, n: 10, share: 0.5, variance: 0.05, tail: 0.343750246093627 },
    { count: 1, n: 1, share: 0.3, variance: 5, tail: 0.6 },
    { count: 0, n: 1, share: 0.3, variance: 5, tail: 1 },
  ])('of $count in $n at $share, variance $variance, is $tail', (at) => {
    const { count, n, share, variance, tail } = at;
    expect(relativeError(rareShareTail(count, n, { share, variance }), tail)).toBeLessThan(1e-12);
  });

  it.each([
    // All terms of the tail, added in extended precision from the first one in 40 digits.
    { count: 20, n: 1e6, share: 1e-5, variance: 0.5556, tail: 0.0001796898119520956 },
    { count: 20, n: 1e7, share: 1e-6, variance: 1e9, tail: 1.4533813893760191e-5 },
    { count: 200_000, n: 2e6, share: 1e-5, variance: 0.2, tail: 6.036809278270099e-5 },
  ])('of $count in $n at $share ends in that of a beta law', (at) => {
    const { count, n, share, variance, tail } = at;
    expect(relativeError(rareShareTail(count, n, { share, variance }), tail)).toBeLessThan(1e-5);
  });

  const whole = fc.integer({ min: 1, max: 40 });
  const law = fc.record({
    share: fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }),
    variance: fc.double({ min: 0, max: 2, noNaN: true }),
  });

  it('is twice the sum of the probabilities on its side', () => {
    fc.assert(
      fc.property(whole, whole, law, (n, at, { share, variance }) => {
        const count = at % (n + 1);
        const clumping = n * variance - 1;
        const wanted = clumping > 0 ? (n - 1) / clumping - 1 : Infinity;
        const concentration = Math.min(1e7, Math.max(0.5, wanted));
        const a = share * concentration;
        const b = (1 - share) * concentration;
        // Pólya's urn: each row joins in proportion to those that are there.
        const probability = (rows: number): number => {
          let product = 1;
          for (let i = 0; i < rows; i++) product *= ((a + i) / (a + b + i)) * ((n - i) / (i + 1));
          for (let i = rows; i < n; i++) product *= (b + (i - rows)) / (a + b + i);
          return product;
        };
        const isAbove = count > n * share;
        let sum = 0;
        for (let rows = isAbove ? count : 0; rows <= (isAbove ? n : count); rows++) {
          sum += probability(rows);
        }
        const actual = rareShareTail(count, n, { share, variance });
        expect(relativeError(actual, Math.min(1, 2 * sum))).toBeLessThan(1e-9);
      }),
    );
  });

  it('falls away from the mean, within [0, 1]', () => {
    fc.assert(
      fc.property(whole, law, (n, shape) => {
        const tails = Array.from({ length: n + 1 }, (_, count) => rareShareTail(count, n, shape));
        for (const [count, tail] of tails.entries()) {
          expect(tail).toBeGreaterThanOrEqual(0);
          expect(tail).toBeLessThanOrEqual(1);
          const isAbove = count > n * shape.share;
          const inner = isAbove ? count - 1 : count + 1;
          const isSameSide = inner > n * shape.share === isAbove;
          const bound = isSameSide ? (tails[inner] ?? NaN) : 1;
          expect(tail).toBeLessThanOrEqual(bound * (1 + 1e-12));
        }
      }),
    );
  });

  it('needs few terms for a rare share of ten million rows', () => {
    const start = performance.now();
    const tail = rareShareTail(12, 1e7, { share: 1e-7, variance: 2e-7 });
    expect(tail).toBeGreaterThan(0);
    expect(tail).toBeLessThan(1e-3);
    expect(performance.now() - start).toBeLessThan(100);
  });

  const law0 = { share: 0.1, variance: 0.1 };

  it.each([
    { count: 0, n: 0, law: law0, wrong: 'n is 0' },
    { count: 0, n: 2.5, law: law0, wrong: 'n is 2.5' },
    { count: -1, n: 5, law: law0, wrong: 'count is -1' },
    { count: 6, n: 5, law: law0, wrong: 'count is 6' },
    { count: NaN, n: 5, law: law0, wrong: 'count is NaN' },
    { count: 1, n: 4000, law: { share: 0.5, variance: 1 }, wrong: 'rows expected is 2000' },
    { count: 1, n: 5, law: { share: 0, variance: 1 }, wrong: 'share is 0' },
    { count: 1, n: 5, law: { share: 1, variance: 1 }, wrong: 'share is 1' },
    { count: 1, n: 5, law: { share: 0.5, variance: -1 }, wrong: 'variance is -1' },
    { count: 1, n: 5, law: { share: 0.5, variance: Infinity }, wrong: 'variance is Infinity' },
  ])('throws invalid_argument: $wrong', ({ count, n, law: wrongLaw, wrong }) => {
    expect(() => rareShareTail(count, n, wrongLaw)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});
