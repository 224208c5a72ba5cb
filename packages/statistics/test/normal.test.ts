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
