import {
  hammingLoss,
  labelConfusions,
  labelSetJaccard,
  subsetAccuracy,
} from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

const ACTUAL = [1, 0, 1, 0, 1, 0, 0, 0, 0, 1, 1, 1];
const PREDICTED = [1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1];
const labels = 3;
const weights = [1, 2, 3, 4];

// scikit-learn 1.6.1: accuracy_score, hamming_loss and jaccard_score of label indicators.
it.each([
  { name: 'subsetAccuracy', actual: subsetAccuracy(ACTUAL, PREDICTED, { labels }), value: 0.5 },
  { name: 'hammingLoss', actual: hammingLoss(ACTUAL, PREDICTED, { labels }), value: 1 / 6 },
  {
    name: 'weighted hammingLoss',
    actual: hammingLoss(ACTUAL, PREDICTED, { labels, weights }),
    value: 0.16666666666666666,
  },
  {
    name: 'labelSetJaccard with 0',
    actual: labelSetJaccard(ACTUAL, PREDICTED, { labels, zeroDivision: 0 }),
    value: 0.5416666666666666,
  },
  {
    name: 'labelSetJaccard with 1',
    actual: labelSetJaccard(ACTUAL, PREDICTED, { labels, zeroDivision: 1 }),
    value: 0.7916666666666666,
  },
  {
    name: 'weighted labelSetJaccard',
    actual: labelSetJaccard(ACTUAL, PREDICTED, { labels, weights, zeroDivision: 1 }),
    value: 0.8166666666666667,
  },
  {
    name: 'labelSetJaccard of rows with labels',
    actual: labelSetJaccard(ACTUAL, PREDICTED, { labels }),
    value: (0.5 + 1 + 2 / 3) / 3,
  },
])('$name is $value', ({ actual, value }) => {
  expect(relativeError(actual.value ?? NaN, value)).toBeLessThan(1e-15);
});

describe('labelConfusions', () => {
  // scikit-learn 1.6.1, multilabel_confusion_matrix.
  it('counts outcomes per label', () => {
    const cells = labelConfusions(ACTUAL, PREDICTED, { labels }).map((confusion) => [
      confusion.trueNegatives,
      confusion.falsePositives,
      confusion.falseNegatives,
      confusion.truePositives,
    ]);
    expect(cells).toStrictEqual([
      [2, 0, 1, 1],
      [2, 0, 0, 2],
      [2, 0, 1, 1],
    ]);
  });

  it('sums weights of rows', () => {
    const [first] = labelConfusions(ACTUAL, PREDICTED, { labels, weights });
    expect(first).toStrictEqual({
      truePositives: 1,
      falsePositives: 0,
      falseNegatives: 4,
      trueNegatives: 5,
    });
  });
});

describe('labelSetJaccard', () => {
  it('has no value when no row has a label', () => {
    expect(labelSetJaccard([0, 0], [0, 0], { labels: 2 })).toStrictEqual({
      value: undefined,
      n: 0,
      variance: undefined,
    });
  });
});

describe.each([labelConfusions, subsetAccuracy, hammingLoss, labelSetJaccard])(
  '$name',
  (metric) => {
    it.each([
      { actual: [], predicted: [], options: { labels: 1 }, code: 'empty_input' },
      { actual: [1, 0], predicted: [1], options: { labels: 1 }, code: 'shape_mismatch' },
      { actual: [1, 0, 1], predicted: [1, 0, 1], options: { labels: 2 }, code: 'shape_mismatch' },
      {
        actual: [1],
        predicted: [1],
        options: { labels: 1, weights: [1, 2] },
        code: 'shape_mismatch',
      },
      { actual: [2], predicted: [1], options: { labels: 1 }, code: 'invalid_value' },
      { actual: [1], predicted: [NaN], options: { labels: 1 }, code: 'invalid_value' },
      { actual: [1], predicted: [1], options: { labels: 0 }, code: 'invalid_argument' },
      { actual: [1], predicted: [1], options: { labels: 1.5 }, code: 'invalid_argument' },
    ])('throws $code for $actual, $predicted, $options', ({ actual, predicted, options, code }) => {
      expect(() => metric(actual, predicted, options)).toThrow(expect.objectContaining({ code }));
    });
  },
);
