import {
  determination,
  explainedVariance,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanError,
  meanSquaredError,
  meanSquaredLogError,
  mergeRegressionSums,
  regressionSums,
  rootMeanSquaredError,
  rootMeanSquaredLogError,
  symmetricMeanAbsolutePercentageError,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

const ACTUAL = [3, -0.5, 2, 7, 0];
const PREDICTED = [2.5, 0, 2, 8, 0.5];
const WEIGHTS = [1, 2, 0.5, 1, 3];
const SUMS = regressionSums(ACTUAL, PREDICTED);
const WEIGHTED = regressionSums(ACTUAL, PREDICTED, { weights: WEIGHTS });

// scikit-learn 1.6.1, the functions that the docstrings name; the mean error and the symmetric
// percentage error by hand.
it.each([
  { metric: meanError, value: 0.3, weighted: 3 / 7.5 },
  { metric: meanAbsoluteError, value: 0.5, weighted: 0.5333333333333333 },
  { metric: meanSquaredError, value: 0.35, weighted: 0.3333333333333333 },
  { metric: rootMeanSquaredError, value: 0.5916079783099616, weighted: 0.5773502691896257 },
  {
    metric: meanAbsolutePercentageError,
    value: 450359962737049.9,
    weighted: 900719925474099.5,
  },
  {
    metric: symmetricMeanAbsolutePercentageError,
    value: (1 / 5.5 + 2 + 0 + 2 / 15 + 2) / 5,
    weighted: (1 / 5.5 + 4 + 0 + 2 / 15 + 6) / 7.5,
  },
  { metric: meanSquaredLogError, value: 0.13531168882320882, weighted: 0.19810871544274353 },
  { metric: rootMeanSquaredLogError, value: 0.3678473716410229, weighted: 0.445094052356065 },
  { metric: determination, value: 0.9511173184357542, weighted: 0.9469964664310954 },
  { metric: explainedVariance, value: 0.9636871508379888, weighted: 0.9724381625441696 },
])('$metric.name is $value, weighted $weighted', ({ metric, value, weighted }) => {
  expect(relativeError(metric(SUMS).value ?? NaN, value)).toBeLessThan(1e-13);
  expect(relativeError(metric(WEIGHTED).value ?? NaN, weighted)).toBeLessThan(1e-13);
  expect(metric(SUMS).n).toBe(5);
  expect(metric(WEIGHTED).n).toBe(7.5);
});

const rows = fc.array(
  fc.record({
    actual: fc.double({ min: -0.9, max: 1000, noNaN: true }),
    predicted: fc.double({ min: -0.9, max: 1000, noNaN: true }),
  }),
  { minLength: 2, maxLength: 30 },
);
type Rows = readonly { readonly actual: number; readonly predicted: number }[];
const sumsOf = (sample: Rows): ReturnType<typeof regressionSums> =>
  regressionSums(
    sample.map(({ actual }) => actual),
    sample.map(({ predicted }) => predicted),
  );

describe('mergeRegressionSums', () => {
  it('gives for parts what the whole gives', () => {
    fc.assert(
      fc.property(rows, rows, (a, b) => {
        const merged = mergeRegressionSums(sumsOf(a), sumsOf(b));
        const whole = sumsOf([...a, ...b]);
        expect(merged.maxError).toBe(whole.maxError);
        for (const metric of [
          meanError,
          meanAbsoluteError,
          meanSquaredError,
          symmetricMeanAbsolutePercentageError,
          meanSquaredLogError,
        ]) {
          const [part, full] = [metric(merged), metric(whole)];
          expect(part.n).toBe(full.n);
          expect(Math.abs((part.value ?? NaN) - (full.value ?? NaN))).toBeLessThan(1e-12 * 1e6);
          expect(relativeError((part.value ?? NaN) + 1e3, (full.value ?? NaN) + 1e3)).toBeLessThan(
            1e-12,
          );
        }
      }),
    );
  });
});

describe('regressionSums', () => {
  it('keeps the digits of small errors of large targets', () => {
    const sums = regressionSums([1e9, 1e9 + 1, 1e9 + 2], [1e9 + 1, 1e9 + 2, 1e9 + 2]);
    expect(meanSquaredError(sums).value).toBe(2 / 3);
    expect(determination(sums).value).toBeCloseTo(0, 14);
    // ln(1 + 1e9 + 1) - ln(1 + 1e9) is 1e-9, of which a difference of logarithms keeps 7 digits.
    const { value = NaN } = rootMeanSquaredLogError(regressionSums([1e9], [1e9 + 1]));
    expect(relativeError(value, Math.log1p(1 / (1 + 1e9)))).toBeLessThan(1e-14);
  });

  it('leaves out rows of weight 0', () => {
    const weights = [1, 1, 0];
    const sums = regressionSums([1, 2, -5], [2, 2, 100], { weights });
    expect(sums).toStrictEqual(regressionSums([1, 2], [2, 2]));
  });

  it('has the symmetric percentage error of the largest and the smallest numbers', () => {
    const errorOf = (actual: number, predicted: number): number | undefined =>
      symmetricMeanAbsolutePercentageError(regressionSums([actual], [predicted])).value;
    expect(errorOf(0, 0)).toBe(0);
    expect(errorOf(5e-324, 0)).toBe(2);
    expect(errorOf(1e153, 3e153)).toBeCloseTo(1, 15);
  });

  it.each([
    { actual: [], predicted: [], code: 'empty_input' },
    { actual: [1], predicted: [1, 2], code: 'shape_mismatch' },
    { actual: [NaN], predicted: [1], code: 'invalid_value' },
    { actual: [1], predicted: [Infinity], code: 'invalid_value' },
    { actual: [1e200], predicted: [-1e200], code: 'invalid_value' },
    { actual: [1e308], predicted: [-1e308], code: 'invalid_value' },
  ])('throws $code for $actual, $predicted', ({ actual, predicted, code }) => {
    expect(() => regressionSums(actual, predicted)).toThrow(expect.objectContaining({ code }));
  });
});

describe('variances', () => {
  it('are those of means', () => {
    const errors = [0.5, 0.5, 0, 1, 0.5];
    const squares = errors.reduce((sum, error) => sum + (error - 0.5) ** 2, 0);
    expect(meanAbsoluteError(SUMS).variance).toBeCloseTo(squares / 4 / 5, 15);
  });

  it('of a root are V / (4 value²), 0 without errors, and not known of one row', () => {
    const { value = NaN, variance = NaN } = meanSquaredError(SUMS);
    expect(rootMeanSquaredError(SUMS).variance).toBeCloseTo(variance / value / 4, 15);
    expect(rootMeanSquaredError(regressionSums([1, 2], [1, 2]))).toStrictEqual({
      value: 0,
      n: 2,
      variance: 0,
    });
    expect(rootMeanSquaredError(regressionSums([1], [3]))).toStrictEqual({
      value: 2,
      n: 1,
      variance: undefined,
    });
  });
});

describe('logarithmic errors', () => {
  it.each([
    { actual: [-1, 2], predicted: [1, 2], n: 1 },
    { actual: [1, 2], predicted: [-3, 2], n: 1 },
    { actual: [-2], predicted: [2], n: 0 },
  ])('have no value for $actual, $predicted', ({ actual, predicted, n }) => {
    const sums = regressionSums(actual, predicted);
    expect(meanSquaredLogError(sums)).toStrictEqual({ value: undefined, n, variance: undefined });
    expect(rootMeanSquaredLogError(sums)).toMatchObject({ value: undefined, n });
    expect(rootMeanSquaredLogError(sums, { zeroDivision: 0 }).value).toBe(0);
  });
});

describe('determination', () => {
  it('is 0 for the mean and 1 for right predictions', () => {
    expect(determination(regressionSums([1, 2, 3], [2, 2, 2])).value).toBe(0);
    expect(determination(regressionSums([1, 2, 3], [1, 2, 3])).value).toBe(1);
  });

  it('has no value for equal targets, or the one that is given', () => {
    const sums = regressionSums([0.1, 0.1, 0.1], [0.1, 0.1, 0.2]);
    expect(determination(sums)).toStrictEqual({ value: undefined, n: 3, variance: undefined });
    expect(explainedVariance(sums, { zeroDivision: 0 }).value).toBe(0);
  });
});
