import type { BinaryConfusion, Estimate, ZeroDivisionOptions } from '@marigraph/statistics';
import {
  COUNT_RATIOS,
  f1Score,
  falseNegativeRate,
  falsePositiveRate,
  fBetaRatio,
  fBetaScore,
  jaccardIndex,
  lift,
  negativePredictiveValue,
  precision,
  ratioOfCounts,
  recall,
  selectionRate,
  specificity,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

type Metric = (confusion: BinaryConfusion, options?: ZeroDivisionOptions) => Estimate;

const confusionOf = (cells: readonly number[]): BinaryConfusion => {
  const [tp = 0, fp = 0, fn = 0, tn = 0] = cells;
  return { truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn };
};
const cells = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 4, maxLength: 4 });

const fHalf: Metric = (confusion, options) => fBetaScore(confusion, 0.5, options);

/**
 * With TP, FP, FN, TN = 3, 2, 1, 2 and weighted 8, 4, 0.5, 1.25: scikit-learn 1.6.1. Those it has
 * no function for are complements of those it has, and lift is precision over 4/8 and over
 * 8.5/13.75.
 */
const CASES: readonly { name: string; metric: Metric; value: number; weighted: number }[] = [
  { name: 'precision', metric: precision, value: 0.6, weighted: 0.6666666666666666 },
  { name: 'recall', metric: recall, value: 0.75, weighted: 0.9411764705882353 },
  { name: 'specificity', metric: specificity, value: 0.5, weighted: 0.23809523809523808 },
  {
    name: 'negativePredictiveValue',
    metric: negativePredictiveValue,
    value: 2 / 3,
    weighted: 0.7142857142857143,
  },
  { name: 'falsePositiveRate', metric: falsePositiveRate, value: 0.5, weighted: 4 / 5.25 },
  { name: 'falseNegativeRate', metric: falseNegativeRate, value: 0.25, weighted: 0.5 / 8.5 },
  { name: 'selectionRate', metric: selectionRate, value: 5 / 8, weighted: 12 / 13.75 },
  { name: 'f1Score', metric: f1Score, value: 0.6666666666666666, weighted: 0.7804878048780488 },
  { name: 'fBetaScore', metric: fHalf, value: 0.625, weighted: 0.7079646017699115 },
  { name: 'jaccardIndex', metric: jaccardIndex, value: 0.5, weighted: 0.64 },
  { name: 'lift', metric: lift, value: 1.2, weighted: 0.6666666666666666 / (8.5 / 13.75) },
];

/** Variance by its definition: Σ c (∂f/∂c)², derivatives by central differences. */
function varianceByDifferences(metric: Metric, counts: readonly number[]): number {
  return counts.reduce((sum, count, cell) => {
    const step = count * 1e-5;
    const at = (value: number): number => metric(confusionOf(counts.with(cell, value))).value ?? 0;
    return sum + count * ((at(count + step) - at(count - step)) / (2 * step)) ** 2;
  }, 0);
}

describe.each(CASES)('$name', ({ metric, value, weighted }) => {
  it('has the value of scikit-learn, also for weighted rows', () => {
    expect(relativeError(metric(confusionOf([3, 2, 1, 2])).value ?? NaN, value)).toBeLessThan(
      1e-15,
    );
    const ofWeights = metric(confusionOf([8, 4, 0.5, 1.25])).value ?? NaN;
    expect(relativeError(ofWeights, weighted)).toBeLessThan(1e-15);
  });

  it('has no value without a denominator, or the one that is given', () => {
    const none = metric(confusionOf([]));
    expect(none).toStrictEqual({ value: undefined, n: 0, variance: undefined });
    expect(metric(confusionOf([]), { zeroDivision: 0 }).value).toBe(0);
  });

  it('does not change when all counts are multiplied, but its variance falls', () => {
    fc.assert(
      fc.property(cells, fc.integer({ min: 2, max: 1000 }), (counts, factor) => {
        const one = metric(confusionOf(counts));
        const many = metric(confusionOf(counts.map((count) => count * factor)));
        expect(relativeError(many.value ?? NaN, one.value ?? NaN)).toBeLessThan(1e-12);
        expect(many.n).toBe(one.n * factor);
        expect(many.variance).toBeCloseTo((one.variance ?? NaN) / factor, 12);
      }),
    );
  });

  it('has the variance of the delta method', () => {
    fc.assert(
      fc.property(cells, (counts) => {
        const { variance } = metric(confusionOf(counts));
        const expected = varianceByDifferences(metric, counts);
        expect(relativeError((variance ?? NaN) + 1e-12, expected + 1e-12)).toBeLessThan(1e-5);
      }),
    );
  });

  it.each([NaN, Infinity, -1])('throws invalid_argument for a count of %s', (count) => {
    for (const counts of [
      [count, 1, 1, 1],
      [1, 1, 1, count],
    ]) {
      expect(() => metric(confusionOf(counts))).toThrow(
        expect.objectContaining({ code: 'invalid_argument' }),
      );
    }
  });

  it('throws invalid_argument for an infinite total', () => {
    expect(() => metric(confusionOf([1e308, 1e308, 1e308, 1e308]))).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining('total'),
      }),
    );
  });
});

describe('shares', () => {
  it('have the variance p (1 - p) / n of their denominator', () => {
    expect(precision(confusionOf([3, 1, 0, 0]))).toStrictEqual({
      value: 0.75,
      n: 4,
      variance: 0.046875,
    });
  });

  it('say how many rows enter', () => {
    const confusion = confusionOf([1, 2, 4, 8]);
    const sizes = [precision, recall, specificity, f1Score, jaccardIndex, selectionRate, lift].map(
      (metric) => metric(confusion).n,
    );
    expect(sizes).toStrictEqual([3, 5, 10, 7, 7, 15, 15]);
  });
});

describe('fBetaScore', () => {
  it.each([
    { beta: 0, like: precision },
    { beta: 1, like: f1Score },
    { beta: 1e200, like: recall },
  ])('with beta $beta is what it tends to', ({ beta, like }) => {
    const confusion = confusionOf([30, 20, 7, 9]);
    const { value = NaN, variance = NaN } = fBetaScore(confusion, beta);
    expect(relativeError(value, like(confusion).value ?? NaN)).toBeLessThan(1e-15);
    expect(relativeError(variance, like(confusion).variance ?? NaN)).toBeLessThan(1e-14);
  });

  it.each([-1, NaN, Infinity])('throws invalid_argument for beta %s', (beta) => {
    expect(() => fBetaRatio(beta)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  });
});

describe('ratioOfCounts', () => {
  it('has the share of positive rows too', () => {
    expect(ratioOfCounts(confusionOf([1, 2, 4, 8]), COUNT_RATIOS.prevalence).value).toBe(1 / 3);
    expect(ratioOfCounts(confusionOf([1, 2, 4, 8]), COUNT_RATIOS.accuracy).value).toBe(9 / 15);
  });
});

describe('lift', () => {
  it('is 0 with its variance when nothing is found', () => {
    const { value, variance } = lift(confusionOf([0, 5, 5, 90]));
    expect(value).toBe(0);
    expect(variance).toBe(0);
  });

  it('has no value without positive predictions, or without positive rows, but the rows', () => {
    expect(lift(confusionOf([0, 0, 5, 5]))).toMatchObject({ value: undefined, n: 10 });
    expect(lift(confusionOf([0, 5, 0, 5]))).toMatchObject({ value: undefined, n: 10 });
  });
});
