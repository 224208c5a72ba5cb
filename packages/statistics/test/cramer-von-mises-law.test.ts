import { cramerVonMisesSurvival } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

describe('cramerVonMisesSurvival', () => {
  // The series of Csörgő & Faraway (1996), formula 1.2, summed by scipy 1.15.3.
  it.each([
    { x: 0.02, share: 0.9969993856983981 },
    { x: 0.05, share: 0.876280931041351 },
    { x: 0.1, share: 0.5848734384067971 },
    { x: 0.2, share: 0.2674704305407771 },
    { x: 0.5, share: 0.039833217565609313 },
    { x: 1, share: 0.002460452180135797 },
  ])('of $x is $share', ({ x, share }) => {
    expect(Math.abs(cramerVonMisesSurvival(x) - share)).toBeLessThan(1e-14);
  });

  // Anderson & Darling (1952), table 1.
  it.each([
    { x: 0.46136, share: 0.05 },
    { x: 0.74346, share: 0.01 },
    { x: 1.16786, share: 0.001 },
  ])('of $x is $share to the digits of the table', ({ x, share }) => {
    expect(relativeError(cramerVonMisesSurvival(x), share)).toBeLessThan(1e-4);
  });

  // The integrals from π to 2π and from 3π to 4π by scipy 1.15.3's quad with algebraic weights.
  it.each([
    { x: 1, share: 0.0024604521801339647 },
    { x: 5, share: 3.0539290331033904e-12 },
    { x: 20, share: 1.0972093165653873e-44 },
    { x: 100, share: 1.734980317472816e-216 },
  ])('of $x is $share with all digits', ({ x, share }) => {
    expect(relativeError(cramerVonMisesSurvival(x), share)).toBeLessThan(1e-13);
  });

  it('has the tail √(8 / (π³ x)) exp(-π² x / 2) / … of its first eigenvalue', () => {
    // With r = P(x + 1) / P(x) of a tail c x^-½ exp(-π² x / 2) (1 + o(1)).
    for (const x of [20, 50, 120]) {
      const ratio = Math.log(cramerVonMisesSurvival(x + 1) / cramerVonMisesSurvival(x));
      const expected = -(Math.PI ** 2) / 2 - Math.log((x + 1) / x) / 2;
      expect(Math.abs(ratio - expected)).toBeLessThan(0.05 / x);
    }
  });

  it('falls from 1 to 0', () => {
    let previous = 1;
    for (let x = 0; x < 160; x += 0.37) {
      const share = cramerVonMisesSurvival(x);
      expect(share).toBeLessThanOrEqual(previous);
      previous = share;
    }
    expect(cramerVonMisesSurvival(-1)).toBe(1);
    expect(cramerVonMisesSurvival(0.003)).toBeCloseTo(1, 14);
    expect(cramerVonMisesSurvival(Infinity)).toBe(0);
  });

  it('throws invalid_argument for NaN', () => {
    expect(() => cramerVonMisesSurvival(NaN)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});
