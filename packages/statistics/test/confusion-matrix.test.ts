import { confusionMatrix, mergeConfusionMatrices, oneVsRest } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { squareMatrix } from './support/rows.ts';

const ACTUAL = [0, 1, 2, 2, 1, 0, 3, 3, 1, 2];
const PREDICTED = [0, 2, 2, 2, 1, 1, 3, 0, 1, 1];

describe('confusionMatrix', () => {
  // scikit-learn 1.6.1, confusion_matrix.
  it('counts actual classes down and predicted ones across', () => {
    const { classes, counts } = confusionMatrix(ACTUAL, PREDICTED, { classes: 4 });
    expect(classes).toBe(4);
    expect(Array.from(counts)).toStrictEqual([1, 1, 0, 0, 0, 2, 1, 0, 0, 1, 2, 0, 1, 0, 0, 1]);
  });

  it('sums weights', () => {
    const { counts } = confusionMatrix([0, 1], [0, 0], { classes: 2, weights: [0.5, 3] });
    expect(Array.from(counts)).toStrictEqual([0.5, 0, 3, 0]);
  });

  it.each([
    { actual: [], predicted: [], classes: 2, code: 'empty_input' },
    { actual: [0], predicted: [0, 1], classes: 2, code: 'shape_mismatch' },
    { actual: [2], predicted: [0], classes: 2, code: 'invalid_value' },
    { actual: [0], predicted: [0.5], classes: 2, code: 'invalid_value' },
    { actual: [-1], predicted: [0], classes: 2, code: 'invalid_value' },
    { actual: [NaN], predicted: [0], classes: 2, code: 'invalid_value' },
    { actual: [0], predicted: [0], classes: 0, code: 'invalid_argument' },
  ])('throws $code for $actual, $predicted, $classes', ({ actual, predicted, classes, code }) => {
    expect(() => confusionMatrix(actual, predicted, { classes })).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

describe('mergeConfusionMatrices', () => {
  it('gives for parts what the whole gives', () => {
    const parts = [
      confusionMatrix(ACTUAL.slice(0, 4), PREDICTED.slice(0, 4), { classes: 4 }),
      confusionMatrix(ACTUAL.slice(4), PREDICTED.slice(4), { classes: 4 }),
    ];
    const whole = confusionMatrix(ACTUAL, PREDICTED, { classes: 4 });
    expect(parts.reduce(mergeConfusionMatrices)).toStrictEqual(whole);
  });

  it('throws shape_mismatch for different classes', () => {
    const [two, three] = [2, 3].map((classes) => confusionMatrix([0], [0], { classes }));
    expect(two).toBeDefined();
    expect(() => mergeConfusionMatrices(two as never, three as never)).toThrow(
      expect.objectContaining({ code: 'shape_mismatch' }),
    );
  });
});

describe('oneVsRest', () => {
  // scikit-learn 1.6.1, multilabel_confusion_matrix.
  it('has the outcomes of each class', () => {
    const byClass = oneVsRest(confusionMatrix(ACTUAL, PREDICTED, { classes: 4 }));
    expect(byClass).toHaveLength(4);
    expect(byClass[1]).toStrictEqual({
      truePositives: 2,
      falsePositives: 2,
      falseNegatives: 1,
      trueNegatives: 5,
    });
  });

  it('counts every row once per class', () => {
    fc.assert(
      fc.property(squareMatrix(0), (matrix) => {
        const total = matrix.counts.reduce((sum, count) => sum + count, 0);
        for (const confusion of oneVsRest(matrix)) {
          expect(Object.values(confusion).reduce((sum, n: number) => sum + n, 0)).toBe(total);
        }
      }),
    );
  });
});
