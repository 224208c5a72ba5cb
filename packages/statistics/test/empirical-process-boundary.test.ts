import { empiricalProcessBoundary } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('empiricalProcessBoundary', () => {
  it('says nothing before `start`, then narrows as √(ln ln n / n)', () => {
    const halfWidth = empiricalProcessBoundary({ start: 100 });
    expect(halfWidth(0)).toBe(Infinity);
    expect(halfWidth(99)).toBe(Infinity);
    // A √(C / n) at the start.
    const constant = (halfWidth(100) / 0.85) ** 2 * 100;
    const expected = 0.85 * Math.sqrt((Math.log(1 + Math.log(1e4)) + constant) / 1e6);
    expect(halfWidth(1e6)).toBeCloseTo(expected, 14);
    expect(halfWidth(Infinity)).toBe(0);
  });

  it('has the least constant whose crossing bound is alpha, by brute force over the epochs', () => {
    for (const [alpha, factor] of [
      [0.05, 0.85],
      [0.01, 1],
      [0.5, 0.75],
    ] as const) {
      const constant = (empiricalProcessBoundary({ start: 1, alpha, factor })(1) / factor) ** 2;
      let least = Infinity;
      for (let ratio = 1.0001; ratio < 2 * factor * factor; ratio += 0.0001) {
        const rest = factor - Math.sqrt((2 * (ratio - 1)) / constant);
        const square = (2 / ratio) * rest * rest;
        if (rest < 0 || square <= 1) continue;
        const bound = 4 * Math.exp(-square * constant) * (1 + 1 / ((square - 1) * Math.log(ratio)));
        least = Math.min(least, bound);
      }
      expect(least / alpha).toBeGreaterThan(0.999999);
      expect(least / alpha).toBeLessThan(1.00001);
    }
  });

  it('is wider than the band for one look, and widens with the evidence asked for', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-9, max: 0.9, noNaN: true }),
        fc.integer({ min: 1, max: 1e6 }),
        (alpha, n) => {
          const halfWidth = empiricalProcessBoundary({ start: 1, alpha })(n);
          // Dvoretzky, Kiefer and Wolfowitz, with Massart's constant.
          expect(halfWidth).toBeGreaterThan(Math.sqrt(Math.log(2 / alpha) / (2 * n)));
          const wider = empiricalProcessBoundary({ start: 1, alpha: alpha / 2 })(n);
          expect(wider).toBeGreaterThan(halfWidth);
        },
      ),
      { numRuns: 20 },
    );
  });

  it.each([
    { alpha: 0, start: 1, factor: 1, wrong: 'alpha is 0' },
    { alpha: 1, start: 1, factor: 1, wrong: 'alpha is 1' },
    { alpha: 0.05, start: 0.5, factor: 1, wrong: 'start is 0.5' },
    { alpha: 0.05, start: Infinity, factor: 1, wrong: 'start is Infinity' },
    { alpha: 0.05, start: 1, factor: Math.SQRT1_2, wrong: 'factor is 0.707' },
    { alpha: 0.05, start: 1, factor: 100, wrong: 'factor is 100' },
  ])('throws invalid_argument: $wrong', ({ wrong, ...options }) => {
    expect(() => empiricalProcessBoundary(options)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });

  it.each([-1, NaN])('throws invalid_argument for n = %s', (n) => {
    const halfWidth = empiricalProcessBoundary({ start: 1 });
    expect(() => halfWidth(n)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  });
});
