import { logBeta, logGamma } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const positive = fc.double({ min: -30, max: 30, noNaN: true }).map((power) => Math.exp(power));

describe('logBeta', () => {
  it.each([
    { a: 1, b: 1, value: 0, source: 'B(1, 1) = 1' },
    { a: 2, b: 3, value: -Math.log(12), source: '1! 2! / 4!' },
    { a: 0.5, b: 0.5, value: Math.log(Math.PI), source: 'B(½, ½) = π' },
    { a: 1e-300, b: 1, value: 300 * Math.LN10, source: 'B(a, 1) = 1 / a' },
    { a: 1, b: 1e300, value: -300 * Math.LN10, source: 'B(1, b) = 1 / b' },
    { a: 1e-10, b: 3, value: 23.025850929790458, source: 'scipy 1.15.3' },
    { a: 10, b: 20, value: -19.115327299887046, source: 'scipy 1.15.3' },
    { a: 1e7, b: 2.5, value: -40.01055644442287, source: 'scipy 1.15.3' },
    { a: 1e5, b: 1e6, value: -335104.4969524304, source: 'mpmath 1.4.1, 50 digits' },
  ])('of ($a, $b) is $value ($source)', ({ a, b, value }) => {
    expect(Math.abs(logBeta(a, b) - value)).toBeLessThan(2e-15 * Math.max(1, Math.abs(value)));
  });

  it('is symmetric and keeps B(a + 1, b) = B(a, b) a / (a + b)', () => {
    fc.assert(
      fc.property(positive, positive, (a, b) => {
        const value = logBeta(a, b);
        expect(logBeta(b, a)).toBe(value);
        const step = -Math.log1p(b / a);
        const tolerance = 4e-15 * Math.max(1, Math.abs(value), Math.abs(step));
        expect(Math.abs(logBeta(a + 1, b) - value - step)).toBeLessThan(tolerance + a * 3e-16);
      }),
    );
  });

  it('is the sum of three logarithms of gamma functions where these do not cancel', () => {
    const small = fc.double({ min: 0.01, max: 40, noNaN: true });
    fc.assert(
      fc.property(small, small, (a, b) => {
        const sum = logGamma(a) + logGamma(b) - logGamma(a + b);
        expect(Math.abs(logBeta(a, b) - sum)).toBeLessThan(3e-13);
      }),
    );
  });

  it.each([
    { a: 0, b: 1, wrong: 'a is 0' },
    { a: NaN, b: 1, wrong: 'a is NaN' },
    { a: 1, b: -1, wrong: 'b is -1' },
    { a: 1, b: Infinity, wrong: 'b is Infinity' },
  ])('throws invalid_argument: $wrong', ({ a, b, wrong }) => {
    expect(() => logBeta(a, b)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});
