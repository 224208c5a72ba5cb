import { meanEstimate, meanSums, predictionPoweredMean } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const ROWS = {
  actual: [1, 0, 1, 1],
  predicted: [0.9, 0.2, 0.6, 0.7],
  predictedOnly: [0.8, 0.4, 0.3],
};
const column = (length: number): fc.Arbitrary<number[]> =>
  fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: length, maxLength: length });

describe('predictionPoweredMean', () => {
  it('is the mean prediction and the mean error at full tuning', () => {
    const { value, variance, n, tuning } = predictionPoweredMean(ROWS, { tuning: 1 });
    expect(n).toBe(4);
    expect(tuning).toBe(1);
    expect(value).toBeCloseTo(0.5 + 0.15, 15);
    // Variances of 0.8, 0.4, 0.3 over 3 and of the errors 0.1, -0.2, 0.4, 0.3 over 4.
    expect(variance).toBeCloseTo(0.14 / 2 / 3 + 0.21 / 3 / 4, 15);
  });

  it('without tuning is the mean of the labelled rows', () => {
    fc.assert(
      fc.property(column(5), column(5), column(8), (actual, predicted, predictedOnly) => {
        const none = predictionPoweredMean({ actual, predicted, predictedOnly }, { tuning: 0 });
        const mean = meanEstimate(meanSums(actual));
        expect(none.value).toBeCloseTo(mean.value ?? NaN, 12);
        expect(none.variance).toBeCloseTo(mean.variance ?? NaN, 12);
        const tuned = predictionPoweredMean({ actual, predicted, predictedOnly });
        expect(tuned.tuning).toBeGreaterThanOrEqual(0);
        expect(tuned.tuning).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('follows perfect predictions of many rows', () => {
    const actual = [1, 0, 1, 0];
    const predictedOnly = Array.from({ length: 4000 }, (_, row) => row % 2);
    const { tuning, variance } = predictionPoweredMean({
      actual,
      predicted: actual,
      predictedOnly,
    });
    expect(tuning).toBeGreaterThan(0.99);
    expect(variance).toBeLessThan(0.25 / 3000);
  });

  it('does without predictions that do not vary', () => {
    const rows = { actual: [1, 2], predicted: [3, 3], predictedOnly: [3, 3] };
    expect(predictionPoweredMean(rows)).toMatchObject({ value: 1.5, tuning: 0 });
  });

  it.each([
    { rows: { ...ROWS, actual: [], predicted: [] }, code: 'empty_input' },
    { rows: { ...ROWS, actual: [1], predicted: [1] }, code: 'empty_input' },
    { rows: { ...ROWS, predictedOnly: [1] }, code: 'empty_input' },
    { rows: { ...ROWS, predictedOnly: [] }, code: 'empty_input' },
    { rows: { ...ROWS, predicted: [1] }, code: 'shape_mismatch' },
    { rows: { ...ROWS, predictedOnly: [1, NaN] }, code: 'invalid_value' },
    { rows: ROWS, tuning: 1.5, code: 'invalid_argument' },
    { rows: ROWS, tuning: NaN, code: 'invalid_argument' },
  ])('throws $code', ({ rows, code, ...options }) => {
    expect(() => predictionPoweredMean(rows, options)).toThrow(expect.objectContaining({ code }));
  });
});
