import { normalCumulative, normalQuantile, normalSurvival } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

describe('normalSurvival', () => {
  // Abramowitz & Stegun, table 26.1 (fifteen decimals of P) and the tail of table 26.2.
  it.each([
    { z: 0, share: 0.5 },
    { z: 1, share: 1 - 0.841344746068543 },
    { z: 2, share: 1 - 0.977249868051821 },
    { z: -3, share: 0.99865010196837 },
    { z: Infinity, share: 0 },
    { z: -Infinity, share: 1 },
  ])('of $z is $share', ({ z, share }) => {
    expect(Math.abs(normalSurvival(z) - share)).toBeLessThan(2e-15);
  });

  // mpmath 1.4.1, erfc(z / √2) / 2 at 40 digits: on both sides of where one formula takes over from another.
  it.each([
    { z: 0.1, share: 0.460172162722971 },
    { z: 0.66, share: 0.25462691467133614 },
    { z: 0.67, share: 0.2514288950953101 },
    { z: 1.7, share: 0.04456546275854304 },
    { z: 5.65, share: 8.022391850663497e-9 },
    { z: 5.66, share: 7.568649751997714e-9 },
    { z: 9, share: 1.1285884059538405e-19 },
    { z: 20, share: 2.7536241186062337e-89 },
    { z: 37, share: 5.725571222524577e-300 },
    { z: 40, share: 0 },
  ])('of $z is $share to 1e-15', ({ z, share }) => {
    expect(relativeError(normalSurvival(z), share)).toBeLessThan(1e-15);
  });

  it('is the mirror image of normalCumulative', () => {
    fc.assert(
      fc.property(fc.double({ min: -40, max: 40, noNaN: true }), (z) => {
        expect(normalCumulative(z)).toBe(normalSurvival(-z));
        expect(normalCumulative(z) + normalSurvival(z)).toBeCloseTo(1, 14);
      }),
    );
  });

  it('throws invalid_argument for NaN', () => {
    const error = expect.objectContaining({ code: 'invalid_argument' });
    expect(() => normalSurvival(NaN)).toThrow(error);
    expect(() => normalCumulative(NaN)).toThrow(error);
  });
});

describe('normalQuantile', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, and scipy.stats.norm.ppf for the far tail.
  it.each([
    { p: 0.5, z: 0 },
    { p: 0.9, z: 1.2815515655446004 },
    { p: 0.975, z: 1.959963984540054 },
    { p: 0.99, z: 2.3263478740408408 },
    { p: 1e-300, z: -37.0471 },
    { p: Number.MIN_VALUE, z: -38.4674 },
  ])('of $p is $z', ({ p, z }) => {
    expect(relativeError(normalQuantile(p), z)).toBeLessThan(p < 1e-200 ? 2e-6 : 1e-15);
  });

  // mpmath 1.4.1, by root finding at 40 digits: on both sides of where one formula takes over from another.
  it.each([
    { p: 0.49, z: -0.025068908258711057 },
    { p: 0.3, z: -0.5244005127080408 },
    { p: 0.08, z: -1.4050715603096324 },
    { p: 0.07, z: -1.4757910281791706 },
    { p: 1e-6, z: -4.753424308822899 },
    { p: 1e-10, z: -6.361340902404057 },
    { p: 1e-11, z: -6.706023155495136 },
    { p: 1e-20, z: -9.262340089798407 },
    { p: 1e-100, z: -21.273453560965326 },
    { p: 1e-300, z: -37.0470962993612 },
  ])('of $p is $z to 1e-15', ({ p, z }) => {
    expect(relativeError(normalQuantile(p), z)).toBeLessThan(1e-15);
  });

  it('is infinite at 0 and 1', () => {
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
  });

  it('inverts the survival function over the whole range', () => {
    fc.assert(
      fc.property(fc.double({ min: -690, max: -0.7, noNaN: true }), (logP) => {
        const p = Math.exp(logP);
        expect(relativeError(normalSurvival(-normalQuantile(p)), p)).toBeLessThan(1e-12);
      }),
    );
  });

  it('is odd around one half', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1023 }), (k) => {
        expect(Math.abs(normalQuantile(k / 1024) + normalQuantile(1 - k / 1024))).toBe(0);
      }),
    );
  });

  it('ascends', () => {
    const p = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(p, p, (a, b) => {
        expect(Math.sign(normalQuantile(a) - normalQuantile(b)) * Math.sign(a - b)).not.toBe(-1);
      }),
    );
  });

  it.each([-0.1, 1.1, NaN])('throws invalid_argument for %s', (p) => {
    expect(() => normalQuantile(p)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  });
});
