import {
  gammaExponentialBoundary,
  gammaExponentialLogSupermartingale,
  normalMixtureLogSupermartingale,
  normalMixturePrecision,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { integrate } from './support/integrate.ts';
import { relativeError } from './support/relative-error.ts';

const scale = fc.double({ min: 0.01, max: 100, noNaN: true });
const time = fc.double({ min: 1e-3, max: 1e5, noNaN: true });

describe('gammaExponentialLogSupermartingale', () => {
  it('is the integral over its mixing law of bets below 1 / c', () => {
    const options = { optimalTime: 50, scale: 2 };
    const precision = normalMixturePrecision({ optimalTime: 50, sides: 'one' });
    // With u = 1 - c λ: the conjugate law is the process itself at time ρ, over one more factor u.
    const cost = (u: number, v: number): number => ((Math.log(u) + 1 - u) * v) / 4;
    const density = (u: number): number => Math.exp(cost(u, precision)) / u;
    const total = integrate(density, 0, 1);
    for (const [s, v] of [
      [0, 0],
      [10, 30],
      [-10, 30],
      [-60, 30],
      [40, 2],
    ] as const) {
      const integral = integrate(
        (u) => density(u) * Math.exp(((1 - u) / 2) * s + cost(u, v)),
        0,
        1,
      );
      const logValue = gammaExponentialLogSupermartingale(s, v, options);
      expect(Math.abs(logValue - Math.log(integral / total))).toBeLessThan(1e-9);
    }
  });

  // mpmath 1.3.0 with 120 digits (1600 for s = -3000), power series of the incomplete gamma function.
  it.each([
    { s: 1e4, v: 1e6, scale: 1, expected: 44.763718872975986 },
    { s: -30, v: 100, scale: 2, expected: -2.4455543063990395 },
    { s: -500, v: 100, scale: 2, expected: -5.203531900626283 },
    { s: -3000, v: 100, scale: 2, expected: -6.998191012359248 },
    { s: 0.5, v: 0, scale: 2, expected: 0.08808830786878835 },
    { s: 40, v: 1e-3, scale: 0.01, expected: 50.481631436633705 },
    { s: 1e4, v: 100, scale: 2, expected: 4850.246120634665 },
  ])('keeps its digits at s = $s, v = $v, c = $scale', ({ s, v, scale: c, expected }) => {
    const logValue = gammaExponentialLogSupermartingale(s, v, { optimalTime: 100, scale: c });
    expect(relativeError(logValue, expected)).toBeLessThan(1e-11);
  });

  it.each([-1e290, 1e290])('stays a number at a sum of %s', (s) => {
    const logValue = gammaExponentialLogSupermartingale(s, 100, { optimalTime: 100, scale: 2 });
    expect(Number.isFinite(logValue)).toBe(true);
    expect(logValue > 0).toBe(s > 0);
  });

  it('tends to the one-sided normal mixture for a small scale', () => {
    const logValue = gammaExponentialLogSupermartingale(20, 100, { optimalTime: 100, scale: 1e-4 });
    const normal = normalMixtureLogSupermartingale(20, 100, { optimalTime: 100, sides: 'one' });
    expect(Math.abs(logValue - normal)).toBeLessThan(1e-4);
  });

  it('scales with the unit of the sum', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -100, max: 100, noNaN: true }),
        time,
        scale,
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (s, v, c, unit) => {
          const logValue = gammaExponentialLogSupermartingale(s, v, { optimalTime: 9, scale: c });
          const rescaled = gammaExponentialLogSupermartingale(s * unit, v * unit ** 2, {
            optimalTime: 9 * unit ** 2,
            scale: c * unit,
          });
          expect(Math.abs(rescaled - logValue)).toBeLessThan(1e-9 * (1 + Math.abs(logValue)));
        },
      ),
    );
  });

  it.each([
    { s: NaN, v: 1, scale: 1, wrong: 's is NaN' },
    { s: 0, v: -1, scale: 1, wrong: 'v is -1' },
    { s: 0, v: 1, scale: 0, wrong: 'scale is 0' },
    { s: 0, v: 1, scale: Infinity, wrong: 'scale is Infinity' },
    { s: 0, v: 1, scale: 1e-7, wrong: 'from 1e-300 to 1e12' },
    { s: 0, v: 1, scale: 1e160, wrong: 'from 1e-300 to 1e12' },
    { s: -1e300, v: 1, scale: 0.1, wrong: 'at most 1e300 scales' },
  ])('throws invalid_argument: $wrong', ({ s, v, scale: c, wrong }) => {
    const options = { optimalTime: 1, scale: c };
    expect(() => gammaExponentialLogSupermartingale(s, v, options)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});

describe('gammaExponentialBoundary', () => {
  it('is where the supermartingale reaches 1 / alpha, and rises with time and evidence', () => {
    fc.assert(
      fc.property(time, fc.double({ min: 1e-9, max: 0.5, noNaN: true }), scale, (v, alpha, c) => {
        const options = { optimalTime: 100, scale: c };
        const boundary = gammaExponentialBoundary(v, alpha, options);
        const logValue = gammaExponentialLogSupermartingale(boundary, v, options);
        expect(Math.abs(logValue + Math.log(alpha))).toBeLessThan(1e-8);
        expect(gammaExponentialBoundary(v * 1.1, alpha, options)).toBeGreaterThan(boundary);
        expect(gammaExponentialBoundary(v, alpha / 2, options)).toBeGreaterThan(boundary);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    { v: -1, alpha: 0.05, wrong: 'v is -1' },
    { v: 1, alpha: 0, wrong: 'alpha is 0' },
  ])('throws invalid_argument: $wrong', ({ v, alpha, wrong }) => {
    expect(() => gammaExponentialBoundary(v, alpha, { optimalTime: 1, scale: 1 })).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});
