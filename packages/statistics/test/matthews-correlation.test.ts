import { matthewsCorrelation } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

// Reference values, the variance and what holds for all such metrics: accuracy.test.ts.
describe('matthewsCorrelation', () => {
  it('is the correlation of the two columns', () => {
    const matrix = { truePositives: 90, falsePositives: 4, falseNegatives: 1, trueNegatives: 5 };
    const expected = (90 * 5 - 4) / Math.sqrt(94 * 91 * 9 * 6);
    expect(relativeError(matthewsCorrelation(matrix).value ?? NaN, expected)).toBeLessThan(1e-14);
  });

  it('is -1 for predictions that are all wrong', () => {
    const wrong = { truePositives: 0, falsePositives: 4, falseNegatives: 3, trueNegatives: 0 };
    expect(matthewsCorrelation(wrong).value).toBeCloseTo(-1, 15);
  });

  it('keeps its digits when one class has nearly all rows', () => {
    const rare = {
      truePositives: 1,
      falsePositives: 1,
      falseNegatives: 1,
      trueNegatives: 2 ** 53 - 4,
    };
    // (TP TN - FP FN) / √(2 2 (n - 2)²) = 1/2 - 1/(2(n - 2)).
    expect(relativeError(matthewsCorrelation(rare).value ?? NaN, 0.5)).toBeLessThan(1e-14);
  });

  it.each([
    { truePositives: 5, falsePositives: 5, falseNegatives: 0, trueNegatives: 0 },
    { truePositives: 5, falsePositives: 0, falseNegatives: 5, trueNegatives: 0 },
  ])('has no value for one class or one prediction: %o', (confusion) => {
    expect(matthewsCorrelation(confusion)).toMatchObject({ value: undefined, n: 10 });
    expect(matthewsCorrelation(confusion, { zeroDivision: 0 }).value).toBe(0);
  });
});
