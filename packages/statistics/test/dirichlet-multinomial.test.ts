import { dirichletMultinomialLogEValue, logGamma } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { countPair } from './support/arbitraries.ts';

/** The definition, in ln Γ: good for small counts. */
function byDefinition(
  counts: readonly number[],
  expected: readonly number[],
  concentration: number,
): number {
  const total = expected.reduce((sum, weight) => sum + weight, 0);
  const n = counts.reduce((sum, count) => sum + count, 0);
  let value = logGamma(concentration) - logGamma(concentration + n);
  for (const [bin, weight] of expected.entries()) {
    const share = weight / total;
    const count = counts[bin] ?? 0;
    if (share === 0) continue;
    value += logGamma(count + concentration * share) - logGamma(concentration * share);
    value -= count * Math.log(share);
  }
  return value;
}

describe('dirichletMultinomialLogEValue', () => {
  // mpmath 1.3.0 with 60 digits.
  it.each([
    { counts: [50, 50], expected: [0.5, 0.5], value: -0.304675796269765 },
    { counts: [70, 30], expected: [0.5, 0.5], value: 4.983022634418327 },
    { counts: [12000, 19000, 30500, 38500], expected: [1, 2, 3, 4], value: 235.45039308865094 },
    { counts: [0, 0, 0, 5], expected: [0.1, 0.2, 0.3, 0.4], value: 0.3888993115112535 },
  ])('of $counts is $value', ({ counts, expected, value }) => {
    const logE = dirichletMultinomialLogEValue(counts, expected);
    expect(Math.abs(logE - value)).toBeLessThan(1e-11 * Math.max(1, Math.abs(value)));
  });

  // mpmath 1.3.0 with 120 digits; ln Γ(1e7) alone is 1.5e8.
  it.each([
    { counts: [5_003_000, 4_997_000], expected: [1, 1], k: 100, value: -3.9589853776254778 },
    { counts: [7, 3], expected: [1, 1], k: 1e7, value: 2.99999505000525e-7 },
    { counts: [1, 49], expected: [1e-300, 1], k: 5, value: -2.379546134130174 },
    { counts: [10, 0, 3, 7], expected: [4, 1, 1, 2], k: 0.1, value: -5.284020346279124 },
  ])('of $counts at concentration $k is $value', ({ counts, expected, k, value }) => {
    const logE = dirichletMultinomialLogEValue(counts, expected, { concentrations: [k] });
    expect(Math.abs(logE - value)).toBeLessThan(1e-12);
  });

  it('is the definition in ln Γ, the mean over concentrations, less the null', () => {
    fc.assert(
      fc.property(countPair(0), ([expected, drawn]) => {
        const counts = drawn.map((count, bin) => (expected[bin] === 0 ? 0 : count % 50));
        const mixed = dirichletMultinomialLogEValue(counts, expected, {
          concentrations: [3, 40],
          nullConcentration: 500,
        });
        const [first, second] = [3, 40].map((k) => Math.exp(byDefinition(counts, expected, k)));
        const ofNull = byDefinition(counts, expected, 500);
        const wanted = Math.log(((first ?? NaN) + (second ?? NaN)) / 2) - ofNull;
        // The definition takes large logarithms from each other.
        expect(Math.abs(mixed - wanted)).toBeLessThan(1e-9 * (1 + Math.abs(ofNull)));
      }),
    );
  });

  it('has mean 1 under the null, over every outcome of eight rows in three bins', () => {
    const shares = [0.5, 0.3, 0.2];
    const factorials = [1, 1, 2, 6, 24, 120, 720, 5040, 40320];
    let mean = 0;
    for (let a = 0; a <= 8; a++) {
      for (let b = 0; a + b <= 8; b++) {
        const counts = [a, b, 8 - a - b];
        const probability = counts.reduce(
          (product, count, bin) =>
            (product * (shares[bin] ?? NaN) ** count) / (factorials[count] ?? NaN),
          40320,
        );
        mean += probability * Math.exp(dirichletMultinomialLogEValue(counts, shares));
      }
    }
    expect(mean).toBeCloseTo(1, 13);
  });

  it('grows by a factor that has mean 1 with each row under the null: it is a martingale', () => {
    fc.assert(
      fc.property(countPair(1), ([expected, drawn]) => {
        const counts = drawn.map((count) => count % 100);
        const total = expected.reduce((sum, weight) => sum + weight, 0);
        const before = dirichletMultinomialLogEValue(counts, expected);
        let mean = 0;
        for (const [bin, weight] of expected.entries()) {
          const next = counts.with(bin, (counts[bin] ?? 0) + 1);
          const after = dirichletMultinomialLogEValue(next, expected);
          mean += (weight / total) * Math.exp(after - before);
        }
        expect(mean).toBeCloseTo(1, 9);
      }),
    );
  });

  it('does not depend on the order of bins nor on the unit of what is expected', () => {
    fc.assert(
      fc.property(countPair(1), ([expected, counts]) => {
        const value = dirichletMultinomialLogEValue(counts, expected);
        const turned = dirichletMultinomialLogEValue(
          counts.toReversed(),
          expected.map((weight) => weight * 8).toReversed(),
        );
        expect(Math.abs(turned - value)).toBeLessThan(1e-9 * (1 + Math.abs(value)));
      }),
    );
  });

  it('counts clumps of equal rows once with a design effect', () => {
    const value = dirichletMultinomialLogEValue([60, 40], [0.5, 0.5]);
    const clumped = dirichletMultinomialLogEValue([600, 400], [0.5, 0.5], { designEffect: 10 });
    expect(clumped).toBe(value);
  });

  it('stays a number where nearly nothing was expected', () => {
    const options = { concentrations: [1e-9], nullConcentration: 1e6 };
    const logE = dirichletMultinomialLogEValue([1e9, 1e9], [1e-290, 1], options);
    // Both laws pay the same for the share; what is left is of the order of the count.
    expect(Number.isFinite(logE)).toBe(true);
  });

  it('is 0 without counts, in one bin, and against itself; Infinity for the impossible', () => {
    expect(dirichletMultinomialLogEValue([0, 0], [1, 3])).toBe(0);
    expect(dirichletMultinomialLogEValue([9], [1])).toBeCloseTo(0, 13);
    const itself = { concentrations: [70], nullConcentration: 70 };
    expect(dirichletMultinomialLogEValue([5, 9], [1, 3], itself)).toBe(0);
    expect(dirichletMultinomialLogEValue([5, 0], [1, 0])).toBeCloseTo(0, 13);
    expect(dirichletMultinomialLogEValue([5, 1], [1, 0])).toBe(Infinity);
    expect(dirichletMultinomialLogEValue([5, 1], [1, 1], { concentrations: [Infinity] })).toBe(0);
  });

  it.each([
    { counts: [1], expected: [1, 2], code: 'shape_mismatch', wrong: '2 bins, actual has 1' },
    { counts: [], expected: [], code: 'empty_input', wrong: 'expected has 0 bins' },
    { counts: [1], expected: [0], code: 'empty_input', wrong: 'a total of 0' },
    { counts: [-1, 3], expected: [1, 1], code: 'invalid_value', wrong: 'counts[0] is -1' },
    { counts: [0, NaN], expected: [1, 1], code: 'invalid_value', wrong: 'counts[1] is NaN' },
    { counts: [1, 1], expected: [1, -1], code: 'invalid_value', wrong: 'expected[1] is -1' },
  ])('throws $code: $wrong', ({ counts, expected, code, wrong }) => {
    expect(() => dirichletMultinomialLogEValue(counts, expected)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(wrong) }),
    );
  });

  it.each([
    { options: { concentrations: [] }, wrong: 'concentrations is []' },
    { options: { concentrations: [1, 0] }, wrong: 'concentrations[1] is 0' },
    { options: { concentrations: [1e-10] }, wrong: 'concentrations[0] is 1e-10' },
    { options: { concentrations: [NaN] }, wrong: 'concentrations[0] is NaN' },
    { options: { nullConcentration: -1 }, wrong: 'nullConcentration is -1' },
    { options: { designEffect: 0.5 }, wrong: 'designEffect is 0.5' },
    { options: { designEffect: Infinity }, wrong: 'designEffect is Infinity' },
  ])('throws invalid_argument: $wrong', ({ options, wrong }) => {
    expect(() => dirichletMultinomialLogEValue([1, 2], [1, 2], options)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});
