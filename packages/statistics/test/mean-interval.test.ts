import { meanDifferenceInterval, meanInterval, sampleMoments } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

const X = [1, 2, 4, 7.5];
const Y = [5, 6, 8, 9, 14];

describe('meanInterval', () => {
  it('is the interval of the t test', () => {
    // scipy 1.15.3, ttest_1samp([1, 2, 4, 7.5], 0).confidence_interval(0.9).
    const { lower, upper } = meanInterval(sampleMoments(X), 0.9);
    expect(relativeError(lower, 0.2495091520334105)).toBeLessThan(1e-10);
    expect(relativeError(upper, 7.000490847966587)).toBeLessThan(1e-10);
  });

  it('has no width without variance', () => {
    expect(meanInterval({ n: 5, mean: 3, variance: 0 })).toEqual({ lower: 3, upper: 3 });
  });
});

describe('meanDifferenceInterval', () => {
  // scipy 1.15.3, ttest_ind(…).confidence_interval(…).
  it.each([
    {
      equalVariances: false,
      confidence: 0.95,
      lower: -9.803755451937242,
      upper: 0.2537554519372405,
    },
    {
      equalVariances: true,
      confidence: 0.99,
      lower: -12.401875341709884,
      upper: 2.851875341709883,
    },
  ])('is the interval of the t test, pooled: $equalVariances', ({ lower, upper, ...options }) => {
    const interval = meanDifferenceInterval(sampleMoments(X), sampleMoments(Y), options);
    expect(relativeError(interval.lower, lower)).toBeLessThan(1e-10);
    expect(relativeError(interval.upper, upper)).toBeLessThan(1e-10);
  });

  it('is Welch at 95 % unless told otherwise, and changes sign with the order', () => {
    const sample = fc.record({
      n: fc.integer({ min: 2, max: 1e6 }),
      mean: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
      variance: fc.double({ min: 0, max: 1e6, noNaN: true }),
    });
    fc.assert(
      fc.property(sample, sample, (first, second) => {
        const { lower, upper } = meanDifferenceInterval(first, second);
        const swapped = meanDifferenceInterval(second, first, { equalVariances: false });
        expect(lower).toBeLessThanOrEqual(upper);
        expect(Math.abs(swapped.lower + upper)).toBeLessThan(1e-9 * (1 + Math.abs(upper)));
        const pooled = meanDifferenceInterval(first, first, { equalVariances: true });
        const welch = meanDifferenceInterval(first, first);
        expect(Math.abs(welch.upper - pooled.upper)).toBeLessThan(1e-9 * (1 + pooled.upper));
      }),
    );
  });

  it('has no width without variance on either side', () => {
    const interval = meanDifferenceInterval(
      { n: 5, mean: 3, variance: 0 },
      { n: 2, mean: 1, variance: 0 },
    );
    expect(interval).toEqual({ lower: 2, upper: 2 });
  });

  it.each([
    { wrong: { n: 1, mean: 0, variance: 0 }, says: 'n is 1' },
    { wrong: { n: Infinity, mean: 0, variance: 1 }, says: 'n is Infinity' },
    { wrong: { n: 3, mean: NaN, variance: 1 }, says: 'mean is NaN' },
    { wrong: { n: 3, mean: 0, variance: -1 }, says: 'variance is -1' },
    { wrong: { n: 3, mean: 0, variance: Infinity }, says: 'variance is Infinity' },
  ])('and meanInterval throw invalid_argument: $says', ({ wrong, says }) => {
    const error = expect.objectContaining({
      code: 'invalid_argument',
      message: expect.stringContaining(says),
    });
    const right = sampleMoments(X);
    expect(() => meanInterval(wrong)).toThrow(error);
    expect(() => meanDifferenceInterval(wrong, right)).toThrow(error);
    expect(() => meanDifferenceInterval(right, wrong)).toThrow(error);
  });

  it('throws invalid_argument for a confidence of 1, as meanInterval does', () => {
    const error = expect.objectContaining({ code: 'invalid_argument' });
    const sample = sampleMoments(X);
    expect(() => meanInterval(sample, 1)).toThrow(error);
    expect(() => meanDifferenceInterval(sample, sample, { confidence: 1 })).toThrow(error);
  });
});
