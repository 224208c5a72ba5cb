import {
  gammaPoissonBoundary,
  gammaPoissonLogSupermartingale,
  normalMixtureLogSupermartingale,
  normalMixturePrecision,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { integrate } from './support/integrate.ts';
import { relativeError } from './support/relative-error.ts';

const scale = fc.double({ min: 0.01, max: 100, noNaN: true });
const time = fc.double({ min: 1e-3, max: 1e5, noNaN: true });

describe('gammaPoissonLogSupermartingale', () => {
  it('is the integral over its mixing law of positive bets', () => {
    const options = { optimalTime: 50, scale: 0.5 };
    const precision = normalMixturePrecision({ optimalTime: 50, sides: 'one' });
    // The conjugate law: the process itself at time ρ.
    const cost = (bet: number, v: number): number => -(Math.expm1(bet / 2) - bet / 2) * 4 * v;
    const density = (bet: number): number => Math.exp(cost(bet, precision));
    const total = integrate(density, 0, 10);
    for (const [s, v] of [
      [0, 0],
      [10, 30],
      [-10, 30],
      [-60, 30],
      [40, 2],
    ] as const) {
      const integral = integrate((bet) => density(bet) * Math.exp(bet * s + cost(bet, v)), 0, 10);
      const logValue = gammaPoissonLogSupermartingale(s, v, options);
      expect(Math.abs(logValue - Math.log(integral / total))).toBeLessThan(1e-9);
    }
  });

  // mpmath 1.3.0 with 60 digits, power series and, for a <= 0, quadrature.
  it.each([
    { s: 1e4, v: 1e6, scale: 1, expected: 45.0578112907918 },
    { s: -30, v: 100, scale: 2, expected: -2.230270096087412 },
    { s: -500, v: 100, scale: 2, expected: -4.938140314091379 },
    { s: 0.5, v: 0, scale: 2, expected: 0.08732690743536271 },
    { s: 40, v: 1e-3, scale: 0.01, expected: 50.88709080006271 },
    { s: 1e4, v: 100, scale: 2, expected: 20933.502733150337 },
    { s: -1.0, v: 1.0, scale: 100.0, expected: -0.04047143544403554 },
    { s: -45.0, v: 100.0, scale: 100.0, expected: -1.1834436026214321 },
    { s: -160.0, v: 100.0, scale: 100.0, expected: -2.257105571844553 },
    { s: -5000.0, v: 100.0, scale: 100.0, expected: -5.689118845878901 },
    { s: -0.0116, v: 100.0, scale: 100.0, expected: -0.38169046776174126 },
    { s: 3.0, v: 1.0, scale: 50.0, expected: 0.13614046247417363 },
    { s: -1.0, v: 0.001, scale: 1000.0, expected: -0.005318820587148815 },
  ])('keeps its digits at s = $s, v = $v, c = $scale', ({ s, v, scale: c, expected }) => {
    const logValue = gammaPoissonLogSupermartingale(s, v, { optimalTime: 100, scale: c });
    expect(relativeError(logValue, expected)).toBeLessThan(1e-11);
  });

  it('is smooth where Γ has its poles, in place of which it has limits', () => {
    const options = { optimalTime: 100, scale: 64 };
    const precision = normalMixturePrecision({ optimalTime: 100, sides: 'one' });
    for (const pole of [0, -1, -2]) {
      const s = 64 * (pole - (50 + precision) / 64 / 64);
      const [below, at, above] = [s - 1e-6, s, s + 1e-6].map((sum) =>
        gammaPoissonLogSupermartingale(sum, 50, options),
      ) as [number, number, number];
      expect(Math.abs((below + above) / 2 - at)).toBeLessThan(1e-12);
    }
  });

  it.each([-1e290, 1e290])('stays a number at a sum of %s', (s) => {
    const logValue = gammaPoissonLogSupermartingale(s, 100, { optimalTime: 100, scale: 2 });
    expect(Number.isFinite(logValue)).toBe(true);
    expect(logValue > 0).toBe(s > 0);
  });

  it('tends to the one-sided normal mixture for a small scale', () => {
    const logValue = gammaPoissonLogSupermartingale(20, 100, { optimalTime: 100, scale: 1e-4 });
    const normal = normalMixtureLogSupermartingale(20, 100, { optimalTime: 100, sides: 'one' });
    expect(Math.abs(logValue - normal)).toBeLessThan(1e-4);
  });

  it('scales with the unit of the sum, at both ends of the range of sums too', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -100, max: 100, noNaN: true }),
        time,
        scale,
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (s, v, c, unit) => {
          const logValue = gammaPoissonLogSupermartingale(s, v, { optimalTime: 9, scale: c });
          const rescaled = gammaPoissonLogSupermartingale(s * unit, v * unit ** 2, {
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
    expect(() => gammaPoissonLogSupermartingale(s, v, { optimalTime: 1, scale: c })).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});

describe('gammaPoissonBoundary', () => {
  it('is where the supermartingale reaches 1 / alpha, and rises with time and evidence', () => {
    fc.assert(
      fc.property(time, fc.double({ min: 1e-9, max: 0.5, noNaN: true }), scale, (v, alpha, c) => {
        const options = { optimalTime: 100, scale: c };
        const boundary = gammaPoissonBoundary(v, alpha, options);
        const logValue = gammaPoissonLogSupermartingale(boundary, v, options);
        expect(Math.abs(logValue + Math.log(alpha))).toBeLessThan(1e-8);
        expect(gammaPoissonBoundary(v * 1.1, alpha, options)).toBeGreaterThan(boundary);
        expect(gammaPoissonBoundary(v, alpha / 2, options)).toBeGreaterThan(boundary);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    { v: -1, alpha: 0.05, wrong: 'v is -1' },
    { v: 1, alpha: 0, wrong: 'alpha is 0' },
  ])('throws invalid_argument: $wrong', ({ v, alpha, wrong }) => {
    expect(() => gammaPoissonBoundary(v, alpha, { optimalTime: 1, scale: 1 })).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});
