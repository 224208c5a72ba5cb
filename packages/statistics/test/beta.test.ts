import {
  betaQuantile,
  regularizedIncompleteBeta,
  regularizedIncompleteBetaComplement,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

describe('betaQuantile', () => {
  it.each([
    { p: 0.3, a: 1, b: 1, x: 0.3, source: 'uniform law' },
    { p: 0.25, a: 2, b: 1, x: 0.5, source: 'x²' },
    { p: 0.75, a: 1, b: 2, x: 0.5, source: '1 - (1 - x)²' },
    { p: 1 / 3, a: 0.5, b: 0.5, x: 0.25, source: 'arcsine law, sin²(π p / 2)' },
    { p: 0.3, a: 0.01, b: 2, x: 1.9054084799699975e-53, source: 'scipy 1.15.3' },
    { p: 0.999, a: 3, b: 1e5, x: 0.00011228129554582973, source: 'scipy 1.15.3' },
    { p: 1e-10, a: 0.3, b: 0.7, x: 7.721676616361378e-34, source: 'scipy 1.15.3' },
    { p: 5e-324, a: 1e7, b: 1e7, x: 0.49569929280176495, source: 'scipy 1.15.3' },
    { p: 1e-310, a: 500, b: 300, x: 0.08878007293970226, source: 'scipy 1.15.3' },
    { p: 0.5, a: 1e15, b: 1e15, x: 0.5, source: 'symmetry' },
  ])('of $p for ($a, $b) is $x ($source)', ({ p, a, b, x }) => {
    expect(relativeError(betaQuantile(p, a, b), x)).toBeLessThan(1e-12);
  });

  it('is 0 at 0, 1 at 1, and 0 or 1 where a double cannot tell the quantile from it', () => {
    expect([betaQuantile(0, 2, 3), betaQuantile(1, 2, 3)]).toEqual([0, 1]);
    expect([betaQuantile(0.025, 1e-3, 1), betaQuantile(0.975, 1, 1e-3)]).toEqual([0, 1]);
  });

  it('inverts the incomplete beta function far into the lower tail', () => {
    const shape = fc.double({ min: -2, max: 9, noNaN: true }).map((power) => Math.exp(power));
    fc.assert(
      fc.property(fc.double({ min: -600, max: -0.7, noNaN: true }), shape, shape, (logP, a, b) => {
        const p = Math.exp(logP);
        const x = betaQuantile(p, a, b);
        fc.pre(x > 1e-300 && x < 1);
        // What one unit in the last place of x is worth in the tail.
        const unit = relativeError(regularizedIncompleteBeta(a, b, x * (1 + 2 ** -52)), p);
        const back = relativeError(regularizedIncompleteBeta(a, b, x), p);
        expect(back).toBeLessThan(2e-12 + 2 * unit);
      }),
    );
  });

  it('inverts the complement in the upper tail', () => {
    // From 2 on, so that the quantile does not come so near to 1 that a double loses the rest.
    const shape = fc.double({ min: 2, max: 500, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 511 }), shape, shape, (step, a, b) => {
        const x = betaQuantile(1 - step / 1024, a, b);
        const above = regularizedIncompleteBetaComplement(a, b, x);
        expect(relativeError(above, step / 1024)).toBeLessThan(1e-10);
      }),
    );
  });

  it('rises with p', () => {
    const p = fc.double({ min: 0, max: 1, noNaN: true });
    const shape = fc.double({ min: 0.05, max: 500, noNaN: true });
    fc.assert(
      fc.property(p, p, shape, shape, (one, two, a, b) => {
        const low = betaQuantile(Math.min(one, two), a, b);
        expect(low).toBeLessThanOrEqual(betaQuantile(Math.max(one, two), a, b) * (1 + 1e-13));
      }),
    );
  });

  it.each([
    { p: NaN, a: 1, b: 1, wrong: 'p is NaN' },
    { p: 2, a: 1, b: 1, wrong: 'p is 2' },
    { p: 0.5, a: 0, b: 1, wrong: 'a is 0' },
    { p: 0.5, a: 1, b: Infinity, wrong: 'b is Infinity' },
  ])('throws invalid_argument: $wrong', ({ p, a, b, wrong }) => {
    expect(() => betaQuantile(p, a, b)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});
