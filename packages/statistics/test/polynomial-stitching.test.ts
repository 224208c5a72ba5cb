import { polynomialStitchingBoundary } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

const time = fc.double({ min: 1e-3, max: 1e9, noNaN: true });

describe('polynomialStitchingBoundary', () => {
  it('is about 1.7 √(v (ln ln 2v + 0.72 ln(5.2 / alpha))), the form that the paper prints', () => {
    for (const alpha of [0.3, 0.05, 1e-6]) {
      for (const v of [1, 10, 1e4, 1e8]) {
        const printed =
          1.7 * Math.sqrt(v * (Math.log(Math.log(2 * v)) + 0.72 * Math.log(5.2 / alpha)));
        const boundary = polynomialStitchingBoundary(v, alpha, { start: 1 });
        expect(relativeError(boundary, printed)).toBeLessThan(0.01);
      }
    }
  });

  // ζ by mpmath 1.3.0. At v = start and c = 0 the boundary is k₁ √(v ln(ζ(s) / alpha)).
  it.each([
    { exponent: 1.01, zeta: 100.57794333849687 },
    { exponent: 1.4, zeta: 3.1055472779775806 },
    { exponent: 2, zeta: 1.6449340668482264 },
    { exponent: 3.5, zeta: 1.1267338673170566 },
    { exponent: 20, zeta: 1.0000009539620338 },
  ])('uses ζ($exponent) = $zeta', ({ exponent, zeta }) => {
    for (const ratio of [1.1, 2, 10]) {
      const root = (ratio ** 0.25 + ratio ** -0.25) / Math.SQRT2;
      const options = { start: 7, exponent, ratio };
      const boundary = polynomialStitchingBoundary(7, 0.05, options);
      const expected = root * Math.sqrt(7 * Math.log(zeta / 0.05));
      expect(relativeError(boundary, expected)).toBeLessThan(1e-14);
    }
  });

  it('rises with time, evidence and scale, and is that of `start` before', () => {
    fc.assert(
      fc.property(
        time,
        fc.double({ min: 1e-12, max: 0.9, noNaN: true }),
        fc.double({ min: 0, max: 10, noNaN: true }),
        (v, alpha, scale) => {
          const options = { start: 5, scale };
          const boundary = polynomialStitchingBoundary(v, alpha, options);
          expect(polynomialStitchingBoundary(v * 2, alpha, options)).toBeGreaterThanOrEqual(
            boundary,
          );
          expect(polynomialStitchingBoundary(v, alpha / 2, options)).toBeGreaterThan(boundary);
          const wider = polynomialStitchingBoundary(v, alpha, { start: 5, scale: scale + 1 });
          expect(wider).toBeGreaterThan(boundary);
          const early = polynomialStitchingBoundary(Math.min(v, 5), alpha, options);
          expect(early).toBe(polynomialStitchingBoundary(0, alpha, options));
        },
      ),
    );
  });

  it.each([
    { v: -1, alpha: 0.05, options: { start: 1 }, wrong: 'v is -1' },
    { v: 1, alpha: 1, options: { start: 1 }, wrong: 'alpha is 1' },
    { v: 1, alpha: 0.05, options: { start: 0 }, wrong: 'start is 0' },
    { v: 1, alpha: 0.05, options: { start: Infinity }, wrong: 'start is Infinity' },
    { v: 1, alpha: 0.05, options: { start: 1, scale: NaN }, wrong: 'scale is NaN' },
    { v: 1, alpha: 0.05, options: { start: 1, exponent: 1 }, wrong: 'exponent is 1' },
    { v: 1, alpha: 0.05, options: { start: 1, exponent: Infinity }, wrong: 'exponent is Inf' },
    { v: 1, alpha: 0.05, options: { start: 1, ratio: 1 }, wrong: 'ratio is 1' },
    { v: 1, alpha: 0.05, options: { start: 1, ratio: Infinity }, wrong: 'ratio is Infinity' },
  ])('throws invalid_argument: $wrong', ({ v, alpha, options, wrong }) => {
    expect(() => polynomialStitchingBoundary(v, alpha, options)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});
