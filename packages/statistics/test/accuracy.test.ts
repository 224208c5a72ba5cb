import type { ConfusionMatrix } from '@marigraph/statistics';
import {
  accuracy,
  balancedAccuracy,
  binaryConfusion,
  cohenKappa,
  confusionMatrix,
  matthewsCorrelation,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';
import { squareMatrix } from './support/rows.ts';

const LABELS = [1, 0, 1, 1, 0, 0, 1, 0];
const PREDICTIONS = [1, 1, 0, 1, 0, 0, 1, 1];
const WEIGHTS = [1, 2, 0.5, 3, 1, 0.25, 4, 2];
const BINARY = binaryConfusion(LABELS, PREDICTIONS);
const WEIGHTED = binaryConfusion(LABELS, PREDICTIONS, { weights: WEIGHTS });
const FOUR = confusionMatrix([0, 1, 2, 2, 1, 0, 3, 3, 1, 2], [0, 2, 2, 2, 1, 1, 3, 0, 1, 1], {
  classes: 4,
});
const NOBODY = { truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 0 };
const linear = (matrix: ConfusionMatrix): ReturnType<typeof cohenKappa> =>
  cohenKappa(matrix, { weighting: 'linear' });
const quadratic = (matrix: ConfusionMatrix): ReturnType<typeof cohenKappa> =>
  cohenKappa(matrix, { weighting: 'quadratic' });

// scikit-learn 1.6.1: accuracy_score, balanced_accuracy_score, matthews_corrcoef,
// cohen_kappa_score.
it.each([
  { metric: 'accuracy', actual: accuracy(BINARY), value: 0.625 },
  { metric: 'weighted accuracy', actual: accuracy(WEIGHTED), value: 0.6727272727272727 },
  { metric: 'balancedAccuracy', actual: balancedAccuracy(BINARY), value: 0.625 },
  {
    metric: 'weighted balancedAccuracy',
    actual: balancedAccuracy(WEIGHTED),
    value: 0.5896358543417367,
  },
  {
    metric: 'adjusted balancedAccuracy',
    actual: balancedAccuracy(BINARY, { adjusted: true }),
    value: 0.25,
  },
  { metric: 'matthewsCorrelation', actual: matthewsCorrelation(BINARY), value: 0.2581988897471611 },
  {
    metric: 'weighted matthewsCorrelation',
    actual: matthewsCorrelation(WEIGHTED),
    value: 0.2613311773600135,
  },
  { metric: 'cohenKappa', actual: cohenKappa(BINARY), value: 0.25 },
  { metric: 'weighted cohenKappa', actual: cohenKappa(WEIGHTED), value: 0.2054574638844302 },
  { metric: 'accuracy of 4 classes', actual: accuracy(FOUR), value: 0.6 },
  { metric: 'balancedAccuracy of 4', actual: balancedAccuracy(FOUR), value: 0.5833333333333333 },
  {
    metric: 'adjusted balancedAccuracy of 4',
    actual: balancedAccuracy(FOUR, { adjusted: true }),
    value: 0.44444444444444436,
  },
  {
    metric: 'matthewsCorrelation of 4',
    actual: matthewsCorrelation(FOUR),
    value: 0.45851026186080096,
  },
  { metric: 'cohenKappa of 4', actual: cohenKappa(FOUR), value: 0.452054794520548 },
  { metric: 'linear cohenKappa of 4', actual: linear(FOUR), value: 0.44444444444444453 },
  { metric: 'quadratic cohenKappa of 4', actual: quadratic(FOUR), value: 0.368421052631579 },
])('$metric is $value', ({ actual, value }) => {
  expect(relativeError(actual.value ?? NaN, value)).toBeLessThan(1e-14);
});

const METRICS = {
  accuracy,
  balancedAccuracy,
  matthewsCorrelation,
  cohenKappa,
  linear,
  quadratic,
} as const;

describe.each(Object.entries(METRICS))('%s', (_, metric) => {
  it('has the variance of the delta method', () => {
    fc.assert(
      fc.property(squareMatrix(1), (matrix) => {
        const { value = NaN, variance = NaN, n } = metric(matrix);
        let expected = 0;
        for (const [cell, count] of Array.from(matrix.counts).entries()) {
          const step = count * 1e-4;
          const at = (to: number): number =>
            metric({ ...matrix, counts: Array.from(matrix.counts).with(cell, to) }).value ?? NaN;
          expected += count * ((at(count + step) - at(count - step)) / (2 * step)) ** 2;
        }
        expect(n).toBe(Array.from(matrix.counts).reduce((sum, count) => sum + count, 0));
        expect(value).toBeLessThanOrEqual(1);
        expect(relativeError(variance + 1e-9, expected + 1e-9)).toBeLessThan(1e-5);
      }),
    );
  });

  it('has no value without rows, or the one that is given', () => {
    const empty = { classes: 3, counts: new Float64Array(9) };
    expect(metric(empty)).toStrictEqual({ value: undefined, n: 0, variance: undefined });
  });

  it('is 1 for right predictions', () => {
    const right = metric({ classes: 3, counts: [5, 0, 0, 0, 7, 0, 0, 0, 9] });
    expect(right.value).toBeCloseTo(1, 15);
    expect(right.variance).toBeCloseTo(0, 15);
  });

  it.each([
    { matrix: { classes: 0, counts: [] }, code: 'invalid_argument' },
    { matrix: { classes: 1.5, counts: [1] }, code: 'invalid_argument' },
    { matrix: { classes: 2, counts: [1, 2, 3] }, code: 'invalid_argument' },
    { matrix: { classes: 2, counts: [1, 2, 3, -1] }, code: 'invalid_value' },
    { matrix: { classes: 2, counts: [1, 2, 3, NaN] }, code: 'invalid_value' },
    { matrix: { classes: 2, counts: [1e308, 1e308, 1, 1] }, code: 'invalid_argument' },
  ])('throws $code for $matrix', ({ matrix, code }) => {
    expect(() => metric(matrix)).toThrow(expect.objectContaining({ code }));
  });
});

describe('accuracy', () => {
  it('takes a binary confusion without rows', () => {
    expect(accuracy(NOBODY, { zeroDivision: 0 }).value).toBe(0);
    expect(() => accuracy({ ...NOBODY, trueNegatives: NaN })).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});

describe('balancedAccuracy', () => {
  it('leaves out classes without rows', () => {
    const matrix = confusionMatrix([0, 0, 1, 1], [0, 2, 1, 1], { classes: 3 });
    expect(balancedAccuracy(matrix).value).toBe(0.75);
    expect(balancedAccuracy(matrix, { adjusted: true }).value).toBe(0.5);
  });

  it('has no adjusted value for a single class', () => {
    const one = confusionMatrix([0, 0], [0, 1], { classes: 2 });
    expect(balancedAccuracy(one, { adjusted: true })).toMatchObject({ value: undefined, n: 2 });
    expect(balancedAccuracy(one).value).toBe(0.5);
  });
});
