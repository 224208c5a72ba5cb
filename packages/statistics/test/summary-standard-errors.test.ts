import {
  meanStandardError,
  median,
  medianStandardError,
  momentsOf,
  standardDeviationStandardError,
  sumStandardError,
} from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

const SAMPLE = [1, 2, 2, 3, 7, 9.5];
const ERRORS = { meanStandardError, sumStandardError, standardDeviationStandardError };

describe('standard errors', () => {
  it('are s / √n of a mean, s √n of a sum', () => {
    const moments = momentsOf([1, 2, 3, 4]);
    const s = Math.sqrt(5 / 3);
    expect(meanStandardError(moments)).toBeCloseTo(s / 2, 15);
    expect(meanStandardError(moments, 100)).toBeCloseTo(s / 10, 15);
    expect(sumStandardError(moments)).toBeCloseTo(2 * s, 15);
    expect(sumStandardError(moments, 100)).toBeCloseTo(10 * s, 14);
  });

  it('of a standard deviation take the kurtosis', () => {
    // For two values that occur equally often the fourth moment is the square of the variance.
    const coin = momentsOf([0, 1, 0, 1]);
    const s = Math.sqrt(1 / 3);
    const exact = Math.sqrt((0.0625 - (97 / 99) * s ** 4) / 100) / (2 * s);
    // So few values have a sample variance above the population's, and the root is cut at 0.
    expect(exact).toBeNaN();
    expect(standardDeviationStandardError(coin, 100)).toBe(0);
    const wide = momentsOf(SAMPLE);
    const [m2, m4] = [57.208333333333336 / 5, 1062.6553819444446 / 6];
    expect(standardDeviationStandardError(wide)).toBeCloseTo(
      Math.sqrt((m4 - (3 / 5) * m2 ** 2) / 6) / (2 * Math.sqrt(m2)),
      12,
    );
  });

  it('are 0 for a constant, whatever its size', () => {
    const constant = momentsOf([5, 5, 5]);
    for (const error of Object.values(ERRORS)) expect(error(constant, 10)).toBe(0);
    expect(medianStandardError([5, 5, 5], 10)).toBe(0);
  });

  it('keep to scale for tiny spreads', () => {
    const tiny = momentsOf(SAMPLE.map((value) => value * 1e-70));
    const error = standardDeviationStandardError(tiny);
    expect(error / 1e-70).toBeCloseTo(standardDeviationStandardError(momentsOf(SAMPLE)), 12);
    const vanishing = momentsOf([0, 1e-120, 3e-120]);
    expect(standardDeviationStandardError(vanishing)).toBe(0);
  });

  // scipy 1.15.3: 1 / (2 gaussian_kde(x)(median) √n).
  it('of a median take the density there', () => {
    expect(medianStandardError(SAMPLE, 6)).toBeCloseTo(1.8479176975490685, 13);
    expect(medianStandardError(SAMPLE, 100)).toBeCloseTo(0.45264554456539496, 14);
  });

  it('throw for one value, no value or an impossible size', () => {
    for (const error of Object.values(ERRORS)) {
      expect(() => error(momentsOf([1]), 10)).toThrow(
        expect.objectContaining({ code: 'empty_input' }),
      );
      for (const n of [0, NaN, Infinity]) {
        expect(() => error(momentsOf([1, 2]), n)).toThrow(
          expect.objectContaining({ code: 'invalid_argument' }),
        );
      }
    }
    expect(() => medianStandardError([1], 10)).toThrow(
      expect.objectContaining({ code: 'empty_input' }),
    );
    expect(() => medianStandardError([1, 2], 0)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});

describe('median', () => {
  it.each([
    { sample: [3], expected: 3 },
    { sample: [1, 2], expected: 1.5 },
    { sample: [1, 2, 9], expected: 2 },
    { sample: [-1.7e308, -1.7e308, 1.7e308, 1.7e308], expected: 0 },
    { sample: [1.7e308, 1.7e308], expected: 1.7e308 },
  ])('of $sample is $expected', ({ sample, expected }) => {
    expect(median(sample)).toBe(expected);
  });

  it('throws for nothing and for values out of order', () => {
    expect(() => median([])).toThrow(expect.objectContaining({ code: 'empty_input' }));
    expect(() => median([2, 1])).toThrow(expect.objectContaining({ code: 'invalid_value' }));
  });
});
