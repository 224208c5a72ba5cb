import { kolmogorovOneSampleSurvival, kolmogorovSurvival } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

/** Critical values at 5 %, five decimals: Miller (1956), JASA 51, table 1. */
const MILLER = [
  { n: 1, d: 0.975 },
  { n: 2, d: 0.84189 },
  { n: 3, d: 0.7076 },
  { n: 4, d: 0.62394 },
  { n: 5, d: 0.56328 },
  { n: 10, d: 0.40925 },
  { n: 20, d: 0.29408 },
  { n: 100, d: 0.13403 },
] as const;

/**
 * Durbin's matrix evaluated with 70 decimal digits for exactly these doubles. `error` is what the
 * method that the function chooses is documented to cost there.
 */
const EXACT = [
  { n: 10, d: 0.17320508075688773, share: 0.8769376445816681, error: 1e-11 },
  { n: 10, d: 0.264575131106459, share: 0.4136645870405741, error: 1e-11 },
  { n: 10, d: 0.469041575982343, share: 0.015428903225103813, error: 1e-11 },
  { n: 37, d: 0.13754606108107537, share: 0.4461833591182936, error: 1e-11 },
  { n: 37, d: 0.3283867199474392, share: 0.00046912047992564985, error: 1e-11 },
  { n: 37, d: 0.34874291623145787, share: 0.00015845886584276697, error: 4e-11 },
  { n: 140, d: 0.04629100498862757, share: 0.9113451622901064, error: 1e-11 },
  { n: 140, d: 0.12535663410560174, share: 0.022388250685746455, error: 1e-11 },
  { n: 140, d: 0.16881943016134132, share: 0.000588009511643397, error: 2e-11 },
  { n: 140, d: 0.17928429140015903, share: 0.00020792131745805538, error: 4e-11 },
  { n: 141, d: 0.018831089428867735, share: 0.9999999975890553, error: 1e-13 },
  { n: 141, d: 0.06523280730534423, share: 0.5634980665380075, error: 1e-5 },
  { n: 141, d: 0.12462710336687209, share: 0.022855626577873607, error: 3e-5 },
  { n: 141, d: 0.12519488354261218, share: 0.02194626422976467, error: 2e-6 },
  { n: 400, d: 0.05, share: 0.26121260292565057, error: 1e-6 },
  { n: 1500, d: 0.01, share: 0.9979560108814883, error: 5e-8 },
  { n: 1500, d: 0.025819888974716113, share: 0.26542644416530237, error: 5e-8 },
] as const;

describe('kolmogorovOneSampleSurvival', () => {
  it.each(MILLER)('is 0.05 at the critical value $d for n = $n', ({ n, d }) => {
    expect(kolmogorovOneSampleSurvival(d, n)).toBeCloseTo(0.05, 4);
  });

  it.each(EXACT)('is $share at $d for n = $n', ({ n, d, share, error }) => {
    expect(relativeError(kolmogorovOneSampleSurvival(d, n), share)).toBeLessThan(error);
  });

  it.each([
    { n: 1, d: 0.7, share: 0.6, source: 'one uniform value: 2 (1 - d)' },
    { n: 2, d: 0.4, share: 1 - 2 * (0.8 - 0.5) ** 2, source: 'n! (2d - 1/n)^n' },
    { n: 150, d: 0.006, share: 1, source: '1 - n! (2d - 1/n)^n = 1 - 6e-80' },
    { n: 150, d: 0.003, share: 1, source: 'D is at least 1 / 2n' },
    { n: 7, d: 0.95, share: 2 * 0.05 ** 7, source: '2 (1 - d)^n' },
    { n: 5, d: 0, share: 1, source: 'every D is at least 0' },
    { n: 5, d: -1, share: 1, source: 'every D is at least 0' },
    { n: 5, d: 1, share: 0, source: 'D = 1 has probability 0' },
    { n: 1000, d: 0.004, share: 1, source: 'P(D <= d) is below 1e-20' },
  ])('is $share at $d for n = $n ($source)', ({ n, d, share }) => {
    expect(relativeError(kolmogorovOneSampleSurvival(d, n), share)).toBeLessThan(1e-13);
  });

  it.each([20_000, 200_000, 5e6, 1e9])(
    'tends to the limit law with z = √n d + 1/(6 √n) for n = %d',
    (n) => {
      for (const z of [0.3, 0.6, 1, 1.4, 1.5, 2, 4]) {
        const d = z / Math.sqrt(n);
        const limit = kolmogorovSurvival(z + 1 / (6 * Math.sqrt(n)));
        expect(relativeError(kolmogorovOneSampleSurvival(d, n), limit)).toBeLessThan(
          120 / n + 3e-6,
        );
      }
    },
  );

  it('falls with d across its methods, within [0, 1]', () => {
    const n = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 1e7 }));
    const z = fc.double({ min: 0, max: 5, noNaN: true });
    fc.assert(
      fc.property(n, z, z, (size, a, b) => {
        const at = (x: number): number => kolmogorovOneSampleSurvival(x / Math.sqrt(size), size);
        const [low, high] = [at(Math.max(a, b)), at(Math.min(a, b))];
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        // The seams between approximations may step up by their documented error.
        expect(low).toBeLessThanOrEqual(high * (1 + 3e-5) + 1e-14);
      }),
    );
  });

  it.each([
    { d: NaN, n: 5, wrong: 'd is NaN' },
    { d: 0.1, n: 0, wrong: 'n is 0' },
    { d: 0.1, n: 2.5, wrong: 'n is 2.5' },
    { d: 0.1, n: Infinity, wrong: 'n is Infinity' },
  ])('throws invalid_argument: $wrong', ({ d, n, wrong }) => {
    expect(() => kolmogorovOneSampleSurvival(d, n)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});
