import {
  normalMixtureBoundary,
  normalMixtureLogSupermartingale,
  normalMixturePrecision,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { integrate } from './support/integrate.ts';
import { relativeError } from './support/relative-error.ts';

const SIDES = ['one', 'two'] as const;
const level = fc.double({ min: 1e-12, max: 0.49, noNaN: true });
const time = fc.double({ min: 1e-3, max: 1e6, noNaN: true });

describe('normalMixturePrecision', () => {
  it.each([
    // v / (2 ln 20 + ln(1 + 2 ln 20)) and the same with ln 10.
    { sides: 'two', expected: 100 / (2 * Math.log(20) + Math.log(1 + 2 * Math.log(20))) },
    { sides: 'one', expected: 100 / (2 * Math.log(10) + Math.log(1 + 2 * Math.log(10))) },
  ] as const)('counts the level twice for one side: $sides', ({ sides, expected }) => {
    const precision = normalMixturePrecision({ optimalTime: 100, sides });
    expect(relativeError(precision, expected)).toBeLessThan(1e-14);
  });

  it('is nearly the best: no other precision makes the boundary 0.1 % lower at that time', () => {
    const options = { optimalTime: 100 };
    const precision = normalMixturePrecision(options);
    const tuned = normalMixtureBoundary(100, 0.05, options);
    for (let factor = 0.2; factor < 5; factor *= 1.01) {
      const other = precision * factor;
      const boundary = Math.sqrt((100 + other) * (Math.log1p(100 / other) + 2 * Math.log(20)));
      expect(tuned).toBeLessThan(1.001 * boundary);
    }
  });

  it.each([
    { optimalTime: 0, wrong: 'optimalTime is 0' },
    { optimalTime: 5e-324, wrong: 'from 1e-300' },
    { optimalTime: Infinity, wrong: 'optimalTime is Infinity' },
    { optimalTime: NaN, wrong: 'optimalTime is NaN' },
    { optimalTime: 1, optimalAlpha: 0, wrong: 'optimalAlpha is 0' },
    { optimalTime: 1, optimalAlpha: 1, wrong: 'between 0 and 1' },
    { optimalTime: 1, optimalAlpha: 0.5, sides: 'one', wrong: 'between 0 and ½ for one side' },
  ] as const)('throws invalid_argument: $wrong', ({ wrong, ...options }) => {
    expect(() => normalMixturePrecision(options)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});

describe('normalMixtureLogSupermartingale', () => {
  it.each([
    { sides: 'two', low: -6, factor: 1 },
    { sides: 'one', low: 0, factor: 2 },
  ] as const)('is the integral over its mixing law: $sides', ({ sides, low, factor }) => {
    const options = { optimalTime: 5, sides };
    const precision = normalMixturePrecision(options);
    for (const [s, v] of [
      [0, 0],
      [3, 4],
      [-2, 7],
      [9, 20],
    ] as const) {
      const density = factor * Math.sqrt(precision / (2 * Math.PI));
      // Of a normal law with precision + v the mean is s / (precision + v), at most 0.5 here.
      const integral = integrate(
        (bet) => density * Math.exp(bet * s - (bet * bet * (v + precision)) / 2),
        low * 2,
        12,
      );
      const logValue = normalMixtureLogSupermartingale(s, v, options);
      expect(Math.abs(logValue - Math.log(integral))).toBeLessThan(1e-10);
    }
  });

  // mpmath 1.3.0 with 120 digits, closed form.
  it.each([
    { s: -500, v: 100, expected: -5.0608370568350205 },
    { s: -1e6, v: 1e9, expected: -12.66227436126889 },
    { s: 3e5, v: 1e9, expected: 36.71153860475959 },
  ])('keeps its digits for one side at s = $s, v = $v', ({ s, v, expected }) => {
    const logValue = normalMixtureLogSupermartingale(s, v, { optimalTime: 100, sides: 'one' });
    expect(relativeError(logValue, expected)).toBeLessThan(1e-12);
  });

  it('ends in Infinity for huge sums, and falls as -ln|z| on the other side', () => {
    const one = { optimalTime: 100, sides: 'one' } as const;
    expect(normalMixtureLogSupermartingale(-1e300, 100, { optimalTime: 100 })).toBe(Infinity);
    expect(normalMixtureLogSupermartingale(1e300, 100, one)).toBe(Infinity);
    const [near, far, farther] = [-1e9, -2e9, -1e300].map((s) =>
      normalMixtureLogSupermartingale(s, 100, one),
    ) as [number, number, number];
    expect(near - far).toBeCloseTo(Math.LN2, 12);
    expect(near - farther).toBeCloseTo(291 * Math.LN10, 9);
  });

  it('is the same for either sign with two sides, and rises with the sum with one', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e4, max: 1e4, noNaN: true }), time, (s, v) => {
        const two = (sum: number): number =>
          normalMixtureLogSupermartingale(sum, v, { optimalTime: 100 });
        expect(two(-s)).toBe(two(s));
        const one = (sum: number): number =>
          normalMixtureLogSupermartingale(sum, v, { optimalTime: 100, sides: 'one' });
        expect(one(s + 1)).toBeGreaterThan(one(s));
      }),
    );
  });

  it.each([
    { s: NaN, v: 1, wrong: 's is NaN' },
    { s: Infinity, v: 1, wrong: 's is Infinity' },
    { s: 0, v: -1, wrong: 'v is -1' },
    { s: 0, v: NaN, wrong: 'v is NaN' },
    { s: 0, v: Infinity, wrong: 'v is Infinity' },
  ])('throws invalid_argument: $wrong', ({ s, v, wrong }) => {
    expect(() => normalMixtureLogSupermartingale(s, v, { optimalTime: 1 })).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});

describe('normalMixtureBoundary', () => {
  it('is where the supermartingale reaches 1 / alpha', () => {
    fc.assert(
      fc.property(time, level, fc.constantFrom(...SIDES), (v, alpha, sides) => {
        const options = { optimalTime: 100, sides };
        const boundary = normalMixtureBoundary(v, alpha, options);
        const logValue = normalMixtureLogSupermartingale(boundary, v, options);
        expect(Math.abs(logValue + Math.log(alpha))).toBeLessThan(1e-10);
      }),
    );
  });

  it('starts above 0, and rises with time and evidence', () => {
    fc.assert(
      fc.property(time, level, fc.constantFrom(...SIDES), (v, alpha, sides) => {
        const options = { optimalTime: 100, sides };
        const boundary = normalMixtureBoundary(v, alpha, options);
        expect(normalMixtureBoundary(0, 0.4, options)).toBeGreaterThan(0);
        expect(normalMixtureBoundary(v * 1.1, alpha, options)).toBeGreaterThan(boundary);
        expect(normalMixtureBoundary(v, alpha / 2, options)).toBeGreaterThan(boundary);
      }),
    );
  });

  it('is wider than the quantile for one look, by less than twice at its best time', () => {
    const boundary = normalMixtureBoundary(100, 0.05, { optimalTime: 100 });
    expect(boundary / 10).toBeGreaterThan(1.96);
    expect(boundary / 10).toBeLessThan(3.92);
  });

  it.each([
    { v: -1, alpha: 0.05, wrong: 'v is -1' },
    { v: Infinity, alpha: 0.05, wrong: 'v is Infinity' },
    { v: 1, alpha: 0, wrong: 'alpha is 0' },
    { v: 1, alpha: 1, wrong: 'alpha is 1' },
    { v: 1, alpha: NaN, wrong: 'alpha is NaN' },
  ])('throws invalid_argument: $wrong', ({ v, alpha, wrong }) => {
    expect(() => normalMixtureBoundary(v, alpha, { optimalTime: 1 })).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});
