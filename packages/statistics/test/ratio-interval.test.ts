import {
  meanInterval,
  ratioInterval,
  ratioStandardError,
  sampleMoments,
} from '@marigraph/statistics';
import type { RatioMoments } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const MOMENTS: RatioMoments = {
  n: 100,
  numeratorMean: 2,
  denominatorMean: 4,
  numeratorVariance: 1,
  denominatorVariance: 4,
  covariance: 1,
};

const value = fc.double({ min: -100, max: 100, noNaN: true });

describe('ratioStandardError', () => {
  it('is √((s²ₙ - 2 R sₙ_d + R² s²_d) / n) / |denominator mean|', () => {
    expect(ratioStandardError(MOMENTS)).toBeCloseTo(Math.sqrt((1 - 1 + 1) / 100) / 4, 15);
    expect(ratioStandardError({ ...MOMENTS, denominatorMean: -4, covariance: -1 })).toBeCloseTo(
      0.025,
      15,
    );
  });

  it('is 0 for rows on a line through the origin, whatever rounding says', () => {
    const line = {
      ...MOMENTS,
      numeratorMean: 0.3,
      denominatorMean: 3,
      numeratorVariance: 0.04,
      covariance: 0.4,
    };
    expect(ratioStandardError(line)).toBeLessThan(1e-9);
    expect(ratioStandardError({ ...line, covariance: 0.4000001 })).toBe(0);
  });
});

describe('ratioInterval', () => {
  it('is the interval of a mean when every denominator is 1', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 30 }), (values) => {
        const sample = sampleMoments(values);
        const interval = ratioInterval({
          n: sample.n,
          numeratorMean: sample.mean,
          denominatorMean: 1,
          numeratorVariance: sample.variance,
          denominatorVariance: 0,
          covariance: 0,
        });
        const expected = meanInterval(sample);
        expect(interval.lower).toBeCloseTo(expected.lower, 9);
        expect(interval.upper).toBeCloseTo(expected.upper, 9);
      }),
    );
  });

  it('widens with the confidence around the ratio', () => {
    const narrow = ratioInterval(MOMENTS, 0.5);
    const wide = ratioInterval(MOMENTS, 0.99);
    expect((narrow.lower + narrow.upper) / 2).toBeCloseTo(0.5, 14);
    expect(wide.lower).toBeLessThan(narrow.lower);
    expect(wide.upper).toBeGreaterThan(narrow.upper);
  });

  it.each([
    { change: { n: 1 }, says: 'n is 1' },
    { change: { n: Infinity }, says: 'n is Infinity' },
    { change: { numeratorMean: NaN }, says: 'numeratorMean is NaN' },
    { change: { denominatorMean: 0 }, says: 'denominatorMean is 0' },
    { change: { numeratorVariance: -1 }, says: 'numeratorVariance is -1' },
    { change: { denominatorVariance: -1 }, says: 'denominatorVariance is -1' },
    { change: { covariance: Infinity }, says: 'covariance is Infinity' },
  ])('and ratioStandardError throw invalid_argument: $says', ({ change, says }) => {
    const error = expect.objectContaining({
      code: 'invalid_argument',
      message: expect.stringContaining(says),
    });
    expect(() => ratioStandardError({ ...MOMENTS, ...change })).toThrow(error);
    expect(() => ratioInterval({ ...MOMENTS, ...change })).toThrow(error);
  });

  it('throws invalid_argument for a confidence of 0', () => {
    expect(() => ratioInterval(MOMENTS, 0)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});
