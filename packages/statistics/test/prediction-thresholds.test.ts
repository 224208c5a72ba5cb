import { predictionThresholds } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

/** From the mean of 1, 2, 3 to the bound that a later value passes with this probability. */
function distanceAt(tail: number): number {
  return ((1 - 2 * tail) / Math.sqrt(2 * tail * (1 - tail))) * Math.sqrt(4 / 3);
}

/** To eleven decimals; an absent bound stays absent. */
function rounded(bound: number | undefined): string | undefined {
  return bound?.toFixed(11);
}

describe('predictionThresholds', () => {
  // Student's law of two degrees of freedom has the quantile (2p - 1) / √(2p (1 - p)).
  it.each([
    {
      options: { falseAlarmRate: 0.05 },
      lower: 2 - distanceAt(0.025),
      upper: 2 + distanceAt(0.025),
    },
    {
      options: { falseAlarmRate: 0.05, side: 'upper' },
      lower: undefined,
      upper: 2 + distanceAt(0.05),
    },
    {
      options: { falseAlarmRate: 0.05, side: 'lower' },
      lower: 2 - distanceAt(0.05),
      upper: undefined,
    },
    { options: {}, lower: 2 - distanceAt(0.005), upper: 2 + distanceAt(0.005) },
  ] as const)('are those of a prediction interval for $options', ({ options, lower, upper }) => {
    const thresholds = predictionThresholds([1, NaN, 2, 3], options);
    expect({ lower: rounded(thresholds.lower), upper: rounded(thresholds.upper) }).toEqual({
      lower: rounded(lower),
      upper: rounded(upper),
    });
  });

  it('become the limits that they would pass, and meet for a constant', () => {
    const limits = { lower: 0, upper: 4 };
    expect(predictionThresholds([1, 2, 3], { limits })).toEqual(limits);
    expect(predictionThresholds([2, 2], { limits })).toEqual({ lower: 2, upper: 2 });
  });

  it.each([
    { values: [], options: {}, code: 'empty_input' },
    { values: [1, NaN], options: {}, code: 'empty_input' },
    { values: [1, Infinity], options: {}, code: 'invalid_value' },
    { values: [1, 2], options: { falseAlarmRate: 0 }, code: 'invalid_argument' },
    { values: [1, 2], options: { falseAlarmRate: 1 }, code: 'invalid_argument' },
    { values: [1, 2], options: { side: 'left' as 'lower' }, code: 'invalid_argument' },
    { values: [1, 2], options: { limits: { lower: 1, upper: 0 } }, code: 'invalid_argument' },
  ])('throws $code for $values with $options', ({ values, options, code }) => {
    expect(() => predictionThresholds(values, options)).toThrow(expect.objectContaining({ code }));
  });
});
