import { cohensD, cohensDNoiseFloor, logGamma, sampleMoments } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { statisticsError } from './support/errors.ts';

const X = sampleMoments([1, 3, 4, 8, 9, 12]);
const Y = sampleMoments([2, 5, 6, 7, 10]);
const moments = fc
  .array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 20 })
  .map(sampleMoments);

describe('cohensD', () => {
  it('is the t statistic times √(1/n + 1/m)', () => {
    // scipy 1.15.3, ttest_ind.
    expect(cohensD(X, Y).d).toBeCloseTo(0.07511746287542029 * Math.sqrt(1 / 6 + 1 / 5), 14);
  });

  it('has an interval of Hedges’ variance', () => {
    const { d, interval } = cohensD(X, Y, 0.9);
    const margin = 1.6448536269514722 * Math.sqrt(11 / 30 + (d * d) / 22);
    expect(interval.lower).toBeCloseTo(d - margin, 14);
    expect(interval.upper).toBeCloseTo(d + margin, 14);
  });

  it('shrinks to Hedges’ g by the exact factor, some 1 - 3 / (4 dof - 1)', () => {
    const { d, hedgesG } = cohensD(X, Y);
    expect(hedgesG / d).toBeCloseTo(1 - 3 / 35, 3);
    const exact = Math.exp(logGamma(4.5) - logGamma(4)) / Math.sqrt(4.5);
    expect(hedgesG / d).toBeCloseTo(exact, 14);
  });

  it('mirrors itself and has no unit', () => {
    fc.assert(
      fc.property(moments, moments, (x, y) => {
        fc.pre(x.variance + y.variance > 0);
        const { d, hedgesG } = cohensD(x, y);
        expect(cohensD(y, x).d).toBeCloseTo(-d, 12);
        expect(Math.abs(hedgesG)).toBeLessThanOrEqual(Math.abs(d));
        const scaled = { n: x.n, mean: 3 * x.mean, variance: 9 * x.variance };
        const other = { n: y.n, mean: 3 * y.mean, variance: 9 * y.variance };
        expect(cohensD(scaled, other).d).toBeCloseTo(d, 10);
      }),
    );
  });

  it('is 0 or infinite without any variance', () => {
    const point = { n: 5, mean: 1, variance: 0 };
    expect(cohensD(point, point)).toEqual({ d: 0, hedgesG: 0, interval: { lower: 0, upper: 0 } });
    expect(cohensD(point, { ...point, mean: 2 }).d).toBe(-Infinity);
  });

  it('needs four values, moments that can be and a confidence', () => {
    expect(() => cohensD(sampleMoments([1]), sampleMoments([1, 2]))).toThrow(
      statisticsError('empty_input', 'the pooled sample has 3 values'),
    );
    expect(() => cohensD({ ...X, n: 0 }, Y)).toThrow(
      statisticsError('invalid_argument', 'x.n is 0'),
    );
    expect(() => cohensD(X, { ...Y, n: 0 })).toThrow(
      statisticsError('invalid_argument', 'y.n is 0'),
    );
    expect(() => cohensD(X, Y, 1)).toThrow(statisticsError('invalid_argument', 'confidence is 1'));
  });
});

describe('cohensDNoiseFloor', () => {
  it('is √(2/π) √(1/n + 1/m)', () => {
    expect(cohensDNoiseFloor(100, 50)).toBeCloseTo(Math.sqrt((2 / Math.PI) * 0.03), 15);
  });
});
