import { dirichletMultinomialLogEValue, sequentialQuantileTest } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { tiedSample } from './support/arbitraries.ts';

const OPTIONS = { quantile: 0.3, optimalTime: 20 };

/** The least product of two e-values over every common quantile and every share that fits it. */
function byBruteForce(x: readonly number[], y: readonly number[]): number {
  const doubled = 2 * Math.log(20);
  const concentrations = [20 / (doubled + Math.log1p(doubled)) - 1];
  const against = (sample: readonly number[], value: number): number => {
    const below = sample.filter((other) => other < value).length;
    const atMost = sample.filter((other) => other <= value).length;
    const evidence = (count: number): number =>
      dirichletMultinomialLogEValue([count, sample.length - count], [0.3, 0.7], { concentrations });
    // Convex in the count: thirds are cut off.
    let [low, high] = [below, atMost];
    for (let cut = 0; cut < 60; cut++) {
      const third = (high - low) / 3;
      if (evidence(low + third) < evidence(high - third)) high -= third;
      else low += third;
    }
    return evidence((low + high) / 2);
  };
  const values = [...x, ...y, -100, 100].flatMap((value) => [value, value + 0.5]);
  return Math.min(
    1,
    Math.exp(-Math.min(...values.map((value) => against(x, value) + against(y, value)))),
  );
}

describe('sequentialQuantileTest', () => {
  it('is the brute force over all common quantiles, for tied samples too', () => {
    fc.assert(
      fc.property(tiedSample, tiedSample, (x, y) => {
        const pValue = sequentialQuantileTest(x, y, OPTIONS);
        expect(Math.abs(pValue / byBruteForce(x, y) - 1)).toBeLessThan(1e-6);
      }),
      { numRuns: 10 },
    );
  });

  it('is symmetric, in (0, 1], and does not change with an increasing map of the values', () => {
    fc.assert(
      fc.property(tiedSample, tiedSample, (x, y) => {
        const pValue = sequentialQuantileTest(x, y, OPTIONS);
        expect(sequentialQuantileTest(y, x, OPTIONS)).toBeCloseTo(pValue, 14);
        const [u, v] = [x.map(Math.exp), y.map(Math.exp)];
        expect(sequentialQuantileTest(u, v, OPTIONS)).toBe(pValue);
        expect(pValue).toBeGreaterThan(0);
        expect(pValue).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each([
    { name: 'the same sample', x: [1, 2, 3, 4], y: [1, 2, 3, 4] },
    { name: 'one value each', x: [1], y: [5] },
    { name: 'constant samples of one value', x: [3, 3, 3], y: [3, 3, 3] },
  ])('is 1 for $name', ({ x, y }) => {
    expect(sequentialQuantileTest(x, y, OPTIONS)).toBe(1);
  });

  it('falls as samples without overlap grow', () => {
    const ramp = (n: number, from: number): Float64Array =>
      Float64Array.from({ length: n }, (_, index) => from + index / n);
    const pValue = (n: number): number => sequentialQuantileTest(ramp(n, 0), ramp(n, 5), OPTIONS);
    expect(pValue(20)).toBeLessThan(0.2);
    expect(pValue(200)).toBeLessThan(pValue(20) / 1e6);
    expect(pValue(5000)).toBe(0);
  });

  it.each([
    { x: [], y: [1], quantile: 0.5, code: 'empty_input', wrong: 'x has no values' },
    { x: [1], y: [], quantile: 0.5, code: 'empty_input', wrong: 'y has no values' },
    { x: [2, 1], y: [1], quantile: 0.5, code: 'invalid_value', wrong: 'x[1] is 1' },
    { x: [1], y: [NaN], quantile: 0.5, code: 'invalid_value', wrong: 'y[0] is NaN' },
    { x: [1], y: [1], quantile: 0, code: 'invalid_argument', wrong: 'quantile is 0' },
    { x: [1], y: [1], quantile: 1, code: 'invalid_argument', wrong: 'quantile is 1' },
  ])('throws $code: $wrong', ({ x, y, quantile, code, wrong }) => {
    expect(() => sequentialQuantileTest(x, y, { quantile, optimalTime: 20 })).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(wrong) }),
    );
  });
});
