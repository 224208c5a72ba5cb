import { logGamma, regularizedLowerGamma, regularizedUpperGamma } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

/** The Poisson sum Q(k, x) = e^-x Σ_{j<k} x^j / j!, each term through ln Γ. */
function poissonSum(k: number, x: number): number {
  let sum = 0;
  for (let j = 0; j < k; j++) sum += Math.exp(j * Math.log(x) - x - logGamma(j + 1));
  return sum;
}

describe('regularizedUpperGamma', () => {
  it.each([
    // Values of erfc: NIST Digital Library of Mathematical Functions, table 7.23, by Q(½, z²) = erfc z.
    { a: 0.5, x: 0.25, value: 0.4795001221869535 },
    { a: 0.5, x: 1, value: 0.15729920705028513 },
    { a: 0.5, x: 4, value: 0.004677734981047266 },
    { a: 0.5, x: 9, value: 2.209049699858544e-5 },
    // The exponential law, Q(1, x) = e^-x.
    { a: 1, x: 0.1, value: Math.exp(-0.1) },
    { a: 1, x: 700, value: Math.exp(-700) },
    // Q(a, x) ~ a E1(x) as a vanishes; E1(0.5) from Abramowitz & Stegun, table 5.1.
    { a: 1e-9, x: 0.5, value: 1e-9 * 0.5597735947761608 },
  ])('of ($a, $x) is $value', ({ a, x, value }) => {
    expect(relativeError(regularizedUpperGamma(a, x), value)).toBeLessThan(
      2e-14 + 2 * a * (a < 1e-6 ? 1 : 0),
    );
  });

  it('equals the Poisson sum for whole shapes, in both tails', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 1e-3, max: 600, noNaN: true }),
        (k, x) => {
          expect(relativeError(regularizedUpperGamma(k, x), poissonSum(k, x))).toBeLessThan(5e-13);
        },
      ),
    );
  });

  it('and the lower one add up to 1, and neither leaves [0, 1]', () => {
    const shape = fc.double({ min: 1e-6, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(shape, fc.double({ min: 0, max: 5, noNaN: true }), (a, ratio) => {
        const lower = regularizedLowerGamma(a, a * ratio);
        const upper = regularizedUpperGamma(a, a * ratio);
        expect(lower + upper).toBeCloseTo(1, 12);
        expect(Math.min(lower, upper)).toBeGreaterThanOrEqual(0);
        expect(Math.max(lower, upper)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('keeps the recurrence Q(a + 1, x) = Q(a, x) + x^a e^-x / Γ(a + 1) across its methods', () => {
    const positive = fc.double({ min: 0.01, max: 30, noNaN: true });
    fc.assert(
      fc.property(positive, positive, (a, x) => {
        const added = Math.exp(a * Math.log(x) - x - logGamma(a + 1));
        const next = regularizedUpperGamma(a + 1, x);
        expect(relativeError(regularizedUpperGamma(a, x) + added, next)).toBeLessThan(1e-12);
      }),
    );
  });

  it('is 1 at 0 and 0 at infinity, also where x / a overflows', () => {
    expect([regularizedUpperGamma(3, 0), regularizedUpperGamma(3, Infinity)]).toEqual([1, 0]);
    expect([regularizedLowerGamma(3, 0), regularizedLowerGamma(3, Infinity)]).toEqual([0, 1]);
    expect(regularizedUpperGamma(1e-20, 1e300)).toBe(0);
  });
});

describe('regularizedLowerGamma', () => {
  it('keeps the digits of a tiny lower tail: P(a, x) ~ x^a / Γ(a + 1)', () => {
    const exact = Math.exp(50 * Math.log(1e-3) - logGamma(51)) * Math.exp(-1e-3) * (1 + 1e-3 / 51);
    expect(relativeError(regularizedLowerGamma(50, 1e-3), exact)).toBeLessThan(1e-9);
  });

  it.each([
    { a: 0, x: 1, wrong: 'a is 0' },
    { a: Infinity, x: 1, wrong: 'a is Infinity' },
    { a: NaN, x: 1, wrong: 'a is NaN' },
    { a: 1, x: -1, wrong: 'x is -1' },
    { a: 1, x: NaN, wrong: 'x is NaN' },
  ])('and the upper one throw invalid_argument: $wrong', ({ a, x, wrong }) => {
    const error = expect.objectContaining({
      code: 'invalid_argument',
      message: expect.stringContaining(wrong),
    });
    expect(() => regularizedLowerGamma(a, x)).toThrow(error);
    expect(() => regularizedUpperGamma(a, x)).toThrow(error);
  });
});
