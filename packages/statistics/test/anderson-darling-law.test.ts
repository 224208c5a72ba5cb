import { andersonDarlingSurvival } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

describe('andersonDarlingSurvival', () => {
  // The series of Anderson & Darling (1952), formula 4.35, integrated by scipy 1.15.3's quad.
  it.each([
    { x: 0.1, share: 0.9999719218948736 },
    { x: 0.3, share: 0.9381576360571231 },
    { x: 1, share: 0.3572666732140194 },
    { x: 1.933, share: 0.09999462320822361 },
    { x: 2.492, share: 0.050022186359607757 },
    { x: 3.857, share: 0.010241153229861188 },
    { x: 6, share: 0.0009674519415208138 },
    { x: 10, share: 1.3815035410646992e-5 },
  ])('of $x is $share', ({ x, share }) => {
    expect(Math.abs(andersonDarlingSurvival(x) - share)).toBeLessThan(1e-14);
  });

  // The first two integrals by scipy 1.15.3's quad with algebraic weights.
  it.each([
    { x: 6, share: 0.000967451941520923 },
    { x: 50, share: 2.655624144462572e-23 },
    { x: 200, share: 9.553382215399444e-89 },
    { x: 600, share: 1.0570140193385903e-262 },
  ])('of $x is $share with all digits', ({ x, share }) => {
    expect(relativeError(andersonDarlingSurvival(x), share)).toBeLessThan(1e-13);
  });

  it('falls as exp(-x) / √x far out, its first eigenvalue being one half', () => {
    for (const x of [50, 200, 600]) {
      const ratio = Math.log(andersonDarlingSurvival(x + 1) / andersonDarlingSurvival(x));
      expect(Math.abs(ratio + 1 + Math.log((x + 1) / x) / 2)).toBeLessThan(1 / x / x);
    }
  });

  it('falls from 1 to 0', () => {
    let previous = 1;
    for (let x = 0; x < 800; x += 1.7) {
      const share = andersonDarlingSurvival(x);
      expect(share).toBeLessThanOrEqual(previous);
      previous = share;
    }
    expect(andersonDarlingSurvival(-1)).toBe(1);
    expect(andersonDarlingSurvival(0.03)).toBeCloseTo(1, 14);
    expect(relativeError(andersonDarlingSurvival(Infinity), 0)).toBe(0);
  });

  it('throws invalid_argument for NaN', () => {
    expect(() => andersonDarlingSurvival(NaN)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});
