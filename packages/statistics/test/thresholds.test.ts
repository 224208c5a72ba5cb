import { isBeyondThresholds, standardDeviationThresholds } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

const DEVIATION = Math.sqrt(2 / 3);

describe('standardDeviationThresholds', () => {
  it('lie three population deviations from the mean, and leave missing values out', () => {
    const { lower, upper } = standardDeviationThresholds([1, NaN, 2, 3]);
    expect(lower).toBeCloseTo(2 - 3 * DEVIATION, 15);
    expect(upper).toBeCloseTo(2 + 3 * DEVIATION, 15);
  });

  it('are absent for a multiplier of null', () => {
    expect(standardDeviationThresholds([1, 2, 3], { lowerMultiplier: null })).toEqual({
      upper: 2 + 3 * DEVIATION,
    });
    expect(
      standardDeviationThresholds([1, 2, 3], { lowerMultiplier: 0, upperMultiplier: null }),
    ).toEqual({ lower: 2 });
  });

  it('become the limits that they would pass', () => {
    const limits = { lower: 0, upper: 4 };
    expect(standardDeviationThresholds([1, 2, 3], { limits })).toEqual(limits);
    expect(standardDeviationThresholds([2, 2], { limits })).toEqual({ lower: 2, upper: 2 });
  });

  it.each([
    { values: [], options: {}, code: 'empty_input' },
    { values: [NaN], options: {}, code: 'empty_input' },
    { values: [Infinity], options: {}, code: 'invalid_value' },
    { values: [1], options: { lowerMultiplier: -1 }, code: 'invalid_argument' },
    { values: [1], options: { upperMultiplier: NaN }, code: 'invalid_argument' },
    { values: [1], options: { limits: { lower: 2, upper: 1 } }, code: 'invalid_argument' },
  ])('throws $code for $values with $options', ({ values, options, code }) => {
    expect(() => standardDeviationThresholds(values, options)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

describe('isBeyondThresholds', () => {
  it.each([
    { value: 0.5, thresholds: { lower: 1, upper: 2 }, beyond: true },
    { value: 1, thresholds: { lower: 1, upper: 2 }, beyond: false },
    { value: 2, thresholds: { lower: 1, upper: 2 }, beyond: false },
    { value: 2.5, thresholds: { lower: 1, upper: 2 }, beyond: true },
    { value: -9, thresholds: { upper: 2 }, beyond: false },
    { value: 9, thresholds: {}, beyond: false },
    { value: NaN, thresholds: { lower: 1, upper: 2 }, beyond: false },
  ])('of $value and $thresholds is $beyond', ({ value, thresholds, beyond }) => {
    expect(isBeyondThresholds(value, thresholds)).toBe(beyond);
  });

  it('takes a bound itself for beyond where that is asked for', () => {
    const thresholds = { lower: 1, upper: 2 };
    expect([1, 1.5, 2, NaN].map((value) => isBeyondThresholds(value, thresholds, 'alert'))).toEqual(
      [true, false, true, false],
    );
  });

  it('throws invalid_argument for thresholds out of order', () => {
    for (const thresholds of [{ lower: 2, upper: 1 }, { upper: NaN }]) {
      expect(() => isBeyondThresholds(1, thresholds)).toThrow(
        expect.objectContaining({ code: 'invalid_argument' }),
      );
    }
  });
});
