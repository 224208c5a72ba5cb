import { doubleStitchingBoundary } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('doubleStitchingBoundary', () => {
  it('rises with the observations and the evidence, and is that of `optimalTime` before', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1e8, noNaN: true }),
        fc.double({ min: 1e-9, max: 0.9, noNaN: true }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (n, alpha, quantile) => {
          const options = { quantile, optimalTime: 100 };
          const boundary = doubleStitchingBoundary(n, alpha, options);
          expect(doubleStitchingBoundary(n * 2, alpha, options)).toBeGreaterThanOrEqual(boundary);
          expect(doubleStitchingBoundary(n, alpha / 2, options)).toBeGreaterThan(boundary);
          const early = doubleStitchingBoundary(Math.min(n, 100), alpha, options);
          expect(early).toBe(doubleStitchingBoundary(1, alpha, options));
        },
      ),
    );
  });

  it('becomes a vanishing share of the observations', () => {
    const share = (n: number): number =>
      doubleStitchingBoundary(n, 0.05, { quantile: 0.3, optimalTime: 100 }) / n;
    expect(share(1e4)).toBeLessThan(share(1e3) / 2);
    expect(share(1e9)).toBeLessThan(2e-4);
  });

  it.each([
    { n: 0, alpha: 0.05, wrong: 'n is 0' },
    { n: Infinity, alpha: 0.05, wrong: 'n is Infinity' },
    { n: 10, alpha: 0, wrong: 'alpha is 0' },
    { n: 10, alpha: 0.05, quantile: 0, wrong: 'quantile is 0' },
    { n: 10, alpha: 0.05, quantile: 1, wrong: 'quantile is 1' },
    { n: 10, alpha: 0.05, optimalTime: 0.5, wrong: 'optimalTime is 0.5' },
    { n: 10, alpha: 0.05, optimalTime: Infinity, wrong: 'optimalTime is Infinity' },
    { n: 10, alpha: 0.05, step: 0, wrong: 'step is 0' },
    { n: 10, alpha: 0.05, step: Infinity, wrong: 'step is Infinity' },
    { n: 10, alpha: 0.05, ratio: 1, wrong: 'ratio is 1' },
  ])('throws invalid_argument: $wrong', ({ n, alpha, wrong, ...options }) => {
    const call = (): number =>
      doubleStitchingBoundary(n, alpha, { quantile: 0.5, optimalTime: 100, ...options });
    expect(call).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});
