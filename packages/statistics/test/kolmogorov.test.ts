import { kolmogorovInverseSurvival, kolmogorovSurvival } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

describe('kolmogorovSurvival', () => {
  // Smirnov (1948), "Table for estimating the goodness of fit of empirical distributions": six
  // decimals of the distribution function.
  it.each([
    { x: 0.5, below: 0.036055 },
    { x: 0.8, below: 0.455857 },
    { x: 0.83, below: 0.503809 },
    { x: 1, below: 0.73 },
    { x: 1.36, below: 0.950514 },
    { x: 1.63, below: 0.990154 },
  ])('at $x leaves $below below', ({ x, below }) => {
    expect(1 - kolmogorovSurvival(x)).toBeCloseTo(below, 5);
  });

  it('is 1 up to 0 and 2 exp(-2 x²) in the far tail', () => {
    expect([kolmogorovSurvival(-1), kolmogorovSurvival(0), kolmogorovSurvival(1e-9)]).toEqual([
      1, 1, 1,
    ]);
    expect(relativeError(kolmogorovSurvival(18), 2 * Math.exp(-648))).toBeLessThan(1e-14);
    expect(kolmogorovSurvival(Infinity)).toBe(0);
  });

  it('is continuous where the series change places', () => {
    const left = kolmogorovSurvival(0.82 - 2 ** -50);
    expect(relativeError(left, kolmogorovSurvival(0.82))).toBeLessThan(2e-14);
  });

  it('falls, within [0, 1]', () => {
    const x = fc.double({ min: 0, max: 4, noNaN: true });
    fc.assert(
      fc.property(x, x, (a, b) => {
        const [low, high] = [
          kolmogorovSurvival(Math.max(a, b)),
          kolmogorovSurvival(Math.min(a, b)),
        ];
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(high + 1e-15);
      }),
    );
  });

  it('throws invalid_argument for NaN', () => {
    expect(() => kolmogorovSurvival(NaN)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});

describe('kolmogorovInverseSurvival', () => {
  it('undoes the survival function', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1 - 1e-6, noNaN: true }), (p) => {
        expect(relativeError(kolmogorovSurvival(kolmogorovInverseSurvival(p)), p)).toBeLessThan(
          1e-12,
        );
      }),
    );
  });

  it('ends where the law does, and refuses what is no probability', () => {
    expect(kolmogorovInverseSurvival(0)).toBe(Infinity);
    expect(kolmogorovInverseSurvival(1)).toBe(0);
    for (const p of [-0.1, 1.1, Number.NaN]) {
      expect(() => kolmogorovInverseSurvival(p)).toThrow(
        expect.objectContaining({ code: 'invalid_argument' }),
      );
    }
  });
});
