import type { ConfusionMatrix } from '@marigraph/statistics';
import {
  accuracy,
  averageOverClasses,
  confusionMatrix,
  COUNT_RATIOS,
  fBetaRatio,
  labelConfusions,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';
import { squareMatrix } from './support/rows.ts';

const ACTUAL = [0, 1, 2, 2, 1, 0, 3, 3, 1, 2];
const PREDICTED = [0, 2, 2, 2, 1, 1, 3, 0, 1, 1];
const FOUR = confusionMatrix(ACTUAL, PREDICTED, { classes: 4 });
/** A fifth class without rows or predictions. */
const FIVE = confusionMatrix(ACTUAL, PREDICTED, { classes: 5 });
/** Class 3 is never predicted, class 4 has no rows either. */
const MISSED = confusionMatrix(
  ACTUAL,
  PREDICTED.map((k) => (k === 3 ? 0 : k)),
  { classes: 5 },
);
const { precision, recall, jaccard } = COUNT_RATIOS;

// scikit-learn 1.6.1: fbeta_score, jaccard_score, recall_score and precision_score, zero_division
// of nan for undefined.
it.each([
  { matrix: FOUR, ratio: fBetaRatio(2), average: 'macro', value: 0.5868055555555556 },
  { matrix: FOUR, ratio: fBetaRatio(2), average: 'micro', value: 0.6 },
  { matrix: FOUR, ratio: fBetaRatio(2), average: 'weighted', value: 0.5986111111111111 },
  { matrix: FOUR, ratio: jaccard, average: 'macro', value: 0.43333333333333335 },
  { matrix: FOUR, ratio: jaccard, average: 'micro', value: 0.42857142857142855 },
  { matrix: FOUR, ratio: jaccard, average: 'weighted', value: 0.4366666666666667 },
  { matrix: FIVE, ratio: recall, average: 'macro', zero: 0, value: 0.4666666666666666 },
  { matrix: FIVE, ratio: recall, average: 'macro', zero: 1, value: 0.6666666666666666 },
  { matrix: FIVE, ratio: recall, average: 'macro', value: 0.5833333333333333 },
  { matrix: FIVE, ratio: recall, average: 'weighted', value: 0.6 },
  { matrix: MISSED, ratio: precision, average: 'macro', zero: 0, value: 0.3 },
  { matrix: MISSED, ratio: precision, average: 'macro', zero: 1, value: 0.7 },
  { matrix: MISSED, ratio: precision, average: 'macro', value: 0.5 },
  { matrix: MISSED, ratio: precision, average: 'weighted', zero: 0, value: 0.41666666666666663 },
  { matrix: MISSED, ratio: precision, average: 'weighted', zero: 1, value: 0.6166666666666666 },
  { matrix: MISSED, ratio: precision, average: 'weighted', value: 0.5208333333333333 },
  { matrix: MISSED, ratio: precision, average: 'micro', value: 0.5 },
] as const)(
  '$average with zeroDivision $zero is $value',
  ({ matrix, ratio, value, ...options }) => {
    const zeroDivision = 'zero' in options ? options.zero : undefined;
    const { average } = options;
    const actual = averageOverClasses(matrix, ratio, { average, zeroDivision });
    expect(relativeError(actual.value ?? NaN, value)).toBeLessThan(1e-15);
    expect(actual.n).toBe(10);
  },
);

/** Σ c (∂f/∂c)² by central differences. */
function varianceByDifferences(
  matrix: ConfusionMatrix,
  metric: (matrix: ConfusionMatrix) => number,
): number {
  const counts = Array.from(matrix.counts);
  return counts.reduce((sum, count, cell) => {
    const step = count * 1e-4;
    const at = (to: number): number => metric({ ...matrix, counts: counts.with(cell, to) });
    return sum + count * ((at(count + step) - at(count - step)) / (2 * step)) ** 2;
  }, 0);
}

describe.each(['macro', 'micro', 'weighted'] as const)('%s', (average) => {
  it('has the variance of the delta method over all cells', () => {
    const ratios = fc.constantFrom(precision, recall, jaccard, COUNT_RATIOS.specificity);
    fc.assert(
      fc.property(squareMatrix(1), ratios, (matrix, ratio) => {
        const { variance = NaN } = averageOverClasses(matrix, ratio, { average });
        const expected = varianceByDifferences(
          matrix,
          (changed) => averageOverClasses(changed, ratio, { average }).value ?? NaN,
        );
        expect(relativeError(variance + 1e-9, expected + 1e-9)).toBeLessThan(1e-5);
      }),
    );
  });

  it('does not depend on the order of the classes', () => {
    fc.assert(
      fc.property(squareMatrix(0), ({ classes, counts }) => {
        // Turned by half, the matrix has its classes in reverse order.
        const turned = { classes, counts: counts.toReversed() };
        const [a, b] = [{ classes, counts }, turned].map((matrix) =>
          averageOverClasses(matrix, precision, { average, zeroDivision: 0.5 }),
        );
        expect(a?.value ?? -1).toBeCloseTo(b?.value ?? -1, 13);
        expect(a?.variance ?? -1).toBeCloseTo(b?.variance ?? -1, 13);
      }),
    );
  });

  it('has no value without rows', () => {
    const empty = { classes: 2, counts: [0, 0, 0, 0] };
    expect(averageOverClasses(empty, recall, { average }).value).toBeUndefined();
  });
});

describe('averageOverClasses', () => {
  it('takes the place of accuracy for pooled precision', () => {
    const pooled = averageOverClasses(FOUR, precision, { average: 'micro' });
    expect(pooled.value).toBe(accuracy(FOUR).value);
    expect(pooled.variance).toBeCloseTo(accuracy(FOUR).variance ?? NaN, 15);
  });

  it('does not vary by a class whose value is given', () => {
    const one = { classes: 2, counts: [3, 0, 0, 0] };
    expect(averageOverClasses(one, recall, { zeroDivision: 0 })).toMatchObject({
      value: 0.5,
      variance: 0,
    });
  });

  // scikit-learn 1.6.1, f1_score of label indicators.
  it('averages over labels, without a variance', () => {
    const confusions = labelConfusions(
      [1, 0, 1, 0, 1, 0, 0, 0, 0, 1, 1, 1],
      [1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1],
      { labels: 3 },
    );
    const macro = averageOverClasses(confusions, COUNT_RATIOS.f1);
    expect(relativeError(macro.value ?? NaN, 0.7777777777777777)).toBeLessThan(1e-15);
    expect(macro.variance).toBeUndefined();
    expect(macro.n).toBe(4);
    expect(averageOverClasses(confusions, COUNT_RATIOS.f1, { average: 'micro' }).value).toBe(0.8);
  });

  it('throws empty_input without labels', () => {
    expect(() => averageOverClasses([], recall)).toThrow(
      expect.objectContaining({ code: 'empty_input' }),
    );
  });
});
