import { logGamma } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

/** Abramowitz & Stegun, table 6.1 and 6.4, and closed forms; factorials are exact. */
const CASES = [
  { x: 0.5, value: Math.log(Math.PI) / 2, source: 'Γ(½) = √π' },
  { x: 1, value: 0, source: '0! = 1' },
  { x: 1.5, value: Math.log(Math.sqrt(Math.PI) / 2), source: 'Γ(3/2) = √π / 2' },
  { x: 2, value: 0, source: '1! = 1' },
  { x: 4, value: Math.log(6), source: '3! = 6' },
  { x: 9.5, value: Math.log(119_292.461994609), source: 'Γ(19/2) = 34459425 √π / 512' },
  { x: 11, value: Math.log(3_628_800), source: '10! = 3628800' },
  { x: 19, value: Math.log(6_402_373_705_728_000), source: '18!' },
  { x: 1e-300, value: 300 * Math.LN10, source: 'Γ(x) ~ 1/x' },
  { x: Infinity, value: Infinity, source: 'limit' },
] as const;

describe('logGamma', () => {
  it.each(CASES)('of $x is $value ($source)', ({ x, value }) => {
    expect(relativeError(logGamma(x), value)).toBeLessThan(1e-14);
  });

  it('keeps its digits next to the zeros at 1 and 2', () => {
    // Slopes there: -γ and 1 - γ; curvatures π²/6 and π²/6 - 1.
    const step = 2 ** -30;
    const gamma = 0.5772156649015329;
    const atOne = -gamma * step + (Math.PI ** 2 / 12) * step * step;
    const atTwo = (1 - gamma) * step + (Math.PI ** 2 / 12 - 0.5) * step * step;
    expect(relativeError(logGamma(1 + step), atOne)).toBeLessThan(1e-15);
    expect(relativeError(logGamma(2 + step), atTwo)).toBeLessThan(1e-15);
  });

  it('keeps the recurrence ln Γ(x + 1) = ln Γ(x) + ln x', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e4, noNaN: true }), (x) => {
        const scale = Math.max(1, Math.abs(logGamma(x)));
        expect(Math.abs(logGamma(x + 1) - logGamma(x) - Math.log(x)) / scale).toBeLessThan(2e-15);
      }),
    );
  });

  it.each([0, -1, NaN])('throws invalid_argument for %s', (x) => {
    expect(() => logGamma(x)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(`${x}`),
      }),
    );
  });
});
