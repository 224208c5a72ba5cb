import { categoricalContrasts, numericContrasts, rankPolynomials } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

const counts = fc
  .array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 25 })
  .filter((bins) => bins.some((count) => count > 0));

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

describe('rankPolynomials', () => {
  it('are those of Legendre at the middles of many equal bins', () => {
    // √(2d + 1) P_d(2u - 1): Abramowitz & Stegun 22.8.
    const bins = 4000;
    const [location, spread, skew, tails] = rankPolynomials(
      Array.from<number>({ length: bins }).fill(7),
    );
    for (const bin of [0, 1234, 2000, 3999]) {
      const x = (2 * bin + 1) / bins - 1;
      expect(location?.[bin]).toBeCloseTo(Math.sqrt(3) * x, 5);
      expect(spread?.[bin]).toBeCloseTo((Math.sqrt(5) / 2) * (3 * x ** 2 - 1), 5);
      expect(skew?.[bin]).toBeCloseTo((Math.sqrt(7) / 2) * (5 * x ** 3 - 3 * x), 5);
      expect(tails?.[bin]).toBeCloseTo((3 / 8) * (35 * x ** 4 - 30 * x ** 2 + 3), 4);
    }
  });

  it('score a shift of 0.1 standard deviations of a normal feature as about 0.0977', () => {
    // The slope ∫ √3 · 2 φ(x)² dx = √(3 / π) = 0.977.
    const inner = [-1.2816, -0.8416, -0.5244, -0.2533, 0, 0.2533, 0.5244, 0.8416, 1.2816];
    const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
    const [location] = rankPolynomials(Array.from<number>({ length: 10 }).fill(100));
    const moved = Array.from({ length: 10 }, (_, bin) => {
      const from = inner[bin - 1];
      const to = inner[bin];
      const gained = from === undefined ? 0 : density(from);
      return 0.1 + 0.1 * (gained - (to === undefined ? 0 : density(to)));
    });
    const score = sum(moved.map((share, bin) => share * (location?.[bin] ?? NaN)));
    expect(score).toBeGreaterThan(0.093);
    expect(score).toBeLessThan(0.0977);
  });

  it.each([
    { bins: [5], polynomials: 0 },
    { bins: [0, 9, 0], polynomials: 0 },
    { bins: [5, 5], polynomials: 1 },
    { bins: [1, 0, 1, 0, 1], polynomials: 2 },
    { bins: [1, 2, 3, 4], polynomials: 3 },
    { bins: [1, 2, 3, 4, 5, 6], polynomials: 4 },
    { bins: [1, 1e8], polynomials: 1 },
    { bins: [1, 1e12], polynomials: 0 },
  ])('are $polynomials of $bins', ({ bins, polynomials }) => {
    expect(rankPolynomials(bins)).toHaveLength(polynomials);
  });

  it('stop at the degree asked for', () => {
    const bins = [1, 2, 3, 4, 5, 6];
    expect(rankPolynomials(bins, 2)).toEqual(rankPolynomials(bins).slice(0, 2));
  });

  it('are orthonormal under the shares of the bins', () => {
    fc.assert(
      fc.property(counts, (bins) => {
        const total = sum(bins);
        const basis = [bins.map(() => 1), ...rankPolynomials(bins)];
        for (const [i, a] of basis.entries()) {
          for (const [j, b] of basis.entries()) {
            const product = sum(bins.map((n, bin) => (n / total) * (a[bin] ?? 0) * (b[bin] ?? 0)));
            expect(Math.abs(product - Number(i === j))).toBeLessThan(1e-9);
          }
        }
      }),
    );
  });

  it('do not change when all counts are multiplied', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 20 }), (bins, power) => {
        const doubled = bins.map((count) => count * 2 ** power);
        expect(rankPolynomials(doubled)).toEqual(rankPolynomials(bins));
      }),
    );
  });

  it('turn with the order of the bins: odd degrees change their sign', () => {
    fc.assert(
      fc.property(counts, (bins) => {
        const forward = rankPolynomials(bins);
        const backward = rankPolynomials(bins.toReversed());
        expect(backward).toHaveLength(forward.length);
        for (const [index, values] of forward.entries()) {
          const sign = index % 2 === 0 ? -1 : 1;
          for (const [bin, value] of values.toReversed().entries()) {
            if ((bins.at(-1 - bin) ?? 0) === 0) continue;
            expect((backward[index]?.[bin] ?? NaN) * sign).toBeCloseTo(value, 6);
          }
        }
      }),
    );
  });

  it.each([
    { bins: [], degree: 4, code: 'empty_input' },
    { bins: [0, 0], degree: 4, code: 'empty_input' },
    { bins: [1, NaN], degree: 4, code: 'invalid_value' },
    { bins: [1, Infinity], degree: 4, code: 'invalid_value' },
    { bins: [1, 2], degree: 0, code: 'invalid_argument' },
    { bins: [1, 2], degree: 5, code: 'invalid_argument' },
    { bins: [1, 2], degree: 1.5, code: 'invalid_argument' },
  ])('throw $code for $bins and degree $degree', ({ bins, degree, code }) => {
    expect(() => rankPolynomials(bins, degree)).toThrow(expect.objectContaining({ code }));
  });
});

describe('numericContrasts', () => {
  it('are four of the ranks, then unseen, then missing', () => {
    const contrasts = numericContrasts([10, 20, 30, 20, 20, 3, 7]);
    expect(contrasts.map(({ kind, values }) => [kind, values.length])).toEqual([
      ['location', 5],
      ['spread', 5],
      ['skew', 5],
      ['tails', 5],
      ['unseen', 6],
      ['missing', 7],
    ]);
  });

  it.each([
    { counts: [0, 50, 0, 2, 1], what: 'a constant feature' },
    { counts: [0, 0, 3, 4], what: 'a feature without a valid value' },
    { counts: [3, 4], what: 'a feature without bins' },
  ])('have no contrast of ranks for $what', ({ counts: bins }) => {
    expect(numericContrasts(bins).map(({ kind }) => kind)).toEqual(['unseen', 'missing']);
  });
});

describe('categoricalContrasts', () => {
  it('follow each category that the reference has', () => {
    const contrasts = categoricalContrasts([60, 0, 40, 0, 25]);
    expect(contrasts.map(({ kind, bin }) => [kind, bin])).toEqual([
      ['category', 0],
      ['category', 2],
      ['unseen', 3],
      ['missing', 4],
    ]);
    // Missing is a share of 125 rows, the others of the 100 that are not missing.
    expect(contrasts.map(({ share }) => share)).toEqual([
      60.5 / 101,
      40.5 / 101,
      0.5 / 101,
      25.5 / 126,
    ]);
  });

  it('have scores of mean 0 and variance 1 under their share', () => {
    fc.assert(
      fc.property(counts, fc.nat(1e6), fc.nat(1e6), (bins, unseen, missing) => {
        for (const { bin, share, values } of categoricalContrasts([...bins, unseen, missing])) {
          const inside = values[bin] ?? NaN;
          const outside = values[bin === 0 ? 1 : 0] ?? NaN;
          expect(Math.abs(share * inside + (1 - share) * outside)).toBeLessThan(1e-12);
          expect(share * inside ** 2 + (1 - share) * outside ** 2).toBeCloseTo(1, 9);
        }
      }),
    );
  });

  it('keep the digits of a share next to 1', () => {
    const [category] = categoricalContrasts([1e15, 0, 0]);
    expect(relativeError(category?.values[0] ?? NaN, Math.sqrt(0.5 / (1e15 + 0.5)))).toBeLessThan(
      1e-15,
    );
  });

  it.each([
    { bins: [], code: 'shape_mismatch' },
    { bins: [4], code: 'shape_mismatch' },
    { bins: [0, 0, 0], code: 'empty_input' },
    { bins: [1, -1, 0], code: 'invalid_value' },
    { bins: [1, 0, NaN], code: 'invalid_value' },
  ])('throw $code for $bins, as those of numbers do', ({ bins, code }) => {
    expect(() => categoricalContrasts(bins)).toThrow(expect.objectContaining({ code }));
    expect(() => numericContrasts(bins)).toThrow(expect.objectContaining({ code }));
  });
});
