import {
  betaBinomialBoundary,
  betaBinomialLogSupermartingale,
  normalMixturePrecision,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { integrate } from './support/integrate.ts';
import { relativeError } from './support/relative-error.ts';

const SIDES = ['one', 'two'] as const;
const part = fc.double({ min: 0.02, max: 5, noNaN: true });

describe('betaBinomialLogSupermartingale', () => {
  it.each(SIDES)('is the integral over a beta law around the null, %s-sided', (sides) => {
    const [below, above] = [0.3, 0.9];
    const options = { optimalTime: 30, below, above, sides };
    const share = below / (below + above);
    const concentration = normalMixturePrecision(options) / (below * above) - 1;
    const low = sides === 'one' ? share : 0;
    const [a, b] = [concentration * share, concentration * (1 - share)];
    const density = (p: number): number => p ** (a - 1) * (1 - p) ** (b - 1);
    const total = integrate(density, low, 1);
    for (const [ups, downs] of [
      [0, 0],
      [3, 9],
      [9, 3],
      [0, 12],
      [12, 0],
    ] as const) {
      const integral = integrate(
        (p) => density(p) * (p / share) ** ups * ((1 - p) / (1 - share)) ** downs,
        low,
        1,
      );
      const v = (ups + downs) * below * above;
      const s = ups * above - downs * below;
      const logValue = betaBinomialLogSupermartingale(s, v, options);
      expect(Math.abs(logValue - Math.log(integral / total))).toBeLessThan(1e-9);
    }
  });

  // mpmath 1.3.0 with 120 digits: power series of the incomplete beta function, ln Γ.
  it.each([
    { s: 1e3, v: 1e5, sides: 'one', expected: 1.33381016644625 },
    { s: 1e3, v: 1e5, sides: 'two', expected: 0.4847717784077773 },
    { s: -60, v: 100, sides: 'one', expected: -2.9385493666781115 },
    { s: -60, v: 100, sides: 'two', expected: 17.374756562244816 },
    { s: -125, v: 100, sides: 'one', expected: -3.649691817565097 },
    { s: -125, v: 100, sides: 'two', expected: 103.63257622363416 },
    { s: 500, v: 100, sides: 'one', expected: 807.0826887994571 },
    { s: 500, v: 100, sides: 'two', expected: 833.861874991136 },
    // Here the share of the beta law underflows.
    { s: -2000, v: 1600, sides: 'one', expected: -6.415382018070244 },
  ] as const)('keeps its digits at s = $s, v = $v, $sides-sided', ({ s, v, sides, expected }) => {
    const options = { optimalTime: 100, below: 0.2, above: 0.8, sides };
    const logValue = betaBinomialLogSupermartingale(s, v, options);
    expect(relativeError(logValue, expected)).toBeLessThan(1e-10);
  });

  it('is 0 before any observation, and the same for mirrored sums with two sides', () => {
    fc.assert(
      fc.property(part, part, fc.nat(50), fc.nat(50), (below, above, ups, downs) => {
        const two = { optimalTime: 10, below, above };
        expect(betaBinomialLogSupermartingale(0, 0, two)).toBe(0);
        expect(betaBinomialLogSupermartingale(0, 0, { ...two, sides: 'one' })).toBe(0);
        const v = (ups + downs) * below * above;
        const s = ups * above - downs * below;
        const mirrored = { optimalTime: 10, below: above, above: below };
        const logValue = betaBinomialLogSupermartingale(s, v, two);
        const other = betaBinomialLogSupermartingale(-s, v, mirrored);
        expect(Math.abs(other - logValue)).toBeLessThan(1e-9 * (1 + Math.abs(logValue)));
      }),
    );
  });

  it.each([
    { s: -126, v: 100, below: 0.2, above: 0.8, wrong: 'from -125 to 500 at v = 100' },
    { s: 501, v: 100, below: 0.2, above: 0.8, wrong: 's is 501' },
    { s: NaN, v: 100, below: 0.2, above: 0.8, wrong: 's is NaN' },
    { s: 0, v: -1, below: 0.2, above: 0.8, wrong: 'v is -1' },
    { s: 0, v: 1, below: 0, above: 0.8, wrong: 'below is 0' },
    { s: 0, v: 1, below: Infinity, above: 0.8, wrong: 'below is Infinity' },
    { s: 0, v: 1, below: 0.2, above: -1, wrong: 'above is -1' },
    { s: 0, v: 1, below: 0.2, above: Infinity, wrong: 'above is Infinity' },
    { s: 0, v: 0, below: 1e-200, above: 1e-200, wrong: 'less small' },
    { s: 0, v: 1e300, below: 0.1, above: 0.1, wrong: 'below 1e300 draws' },
  ])('throws invalid_argument: $wrong', ({ s, v, below, above, wrong }) => {
    const options = { optimalTime: 1, below, above };
    expect(() => betaBinomialLogSupermartingale(s, v, options)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});

describe('betaBinomialBoundary', () => {
  it.each(SIDES)('is where the %s-sided supermartingale reaches 1 / alpha', (sides) => {
    fc.assert(
      fc.property(
        part,
        part,
        fc.double({ min: 0.1, max: 1e4, noNaN: true }),
        fc.double({ min: 1e-9, max: 0.5, noNaN: true }),
        (below, above, v, alpha) => {
          const options = { optimalTime: 10, below, above, sides };
          const boundary = betaBinomialBoundary(v, alpha, options);
          const logValue = betaBinomialLogSupermartingale(boundary, v, options);
          expect(logValue).toBeLessThan(-Math.log(alpha) + 1e-6);
          const isReached = logValue > -Math.log(alpha) - 1e-6;
          expect(isReached || boundary === v / below).toBe(true);
          expect(betaBinomialBoundary(v, alpha / 2, options)).toBeGreaterThanOrEqual(boundary);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is the largest sum there can be where even that is no sufficient evidence', () => {
    const options = { optimalTime: 100, below: 0.2, above: 0.8 };
    // Two draws that both go up; this value stands in the tests of confseq too.
    const boundary = betaBinomialBoundary(2 * 0.16, 0.05, { ...options, sides: 'one' });
    expect(boundary).toBeCloseTo(1.6, 12);
    expect(betaBinomialBoundary(0, 0.05, options)).toBe(0);
  });

  it.each([
    { v: -1, alpha: 0.05, wrong: 'v is -1' },
    { v: 1e301, alpha: 0.05, wrong: 'below 1e300 draws' },
    { v: 1, alpha: 0, wrong: 'alpha is 0' },
  ])('throws invalid_argument: $wrong', ({ v, alpha, wrong }) => {
    const options = { optimalTime: 1, below: 1, above: 1 };
    expect(() => betaBinomialBoundary(v, alpha, options)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});
