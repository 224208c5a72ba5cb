import {
  accuracy,
  averageOverClasses,
  confusionMatrix,
  COUNT_RATIOS,
  expectedConfusionMatrix,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('expectedConfusionMatrix', () => {
  const probabilities = [
    [0.7, 0.1, 0.2],
    [0.2, 0.6, 0.2],
    [0.1, 0.3, 0.6],
  ];

  it('adds each class’s chance to the column of the prediction', () => {
    const { classes, counts } = expectedConfusionMatrix(probabilities, [0, 1, 1]);
    expect(classes).toBe(3);
    const wanted = [0.7, 0.3, 0, 0.2, 0.8, 0, 0.1, 0.9, 0];
    for (const [cell, count] of wanted.entries()) expect(counts[cell]).toBeCloseTo(count, 14);
    const matrix = expectedConfusionMatrix(probabilities, [0, 1, 2]);
    expect(accuracy(matrix).value).toBeCloseTo((0.7 + 0.6 + 0.6) / 3, 14);
    expect(averageOverClasses(matrix, COUNT_RATIOS.recall).value).toBeCloseTo(0.63, 2);
  });

  it('is the realized matrix when certain', () => {
    const classOf = fc.nat(2);
    fc.assert(
      fc.property(fc.array(fc.tuple(classOf, classOf), { minLength: 1 }), (sample) => {
        const actual = sample.map(([one]) => one);
        const predicted = sample.map(([, other]) => other);
        const certain = [0, 1, 2].map((k) => actual.map((one) => Number(one === k)));
        expect(expectedConfusionMatrix(certain, predicted)).toEqual(
          confusionMatrix(actual, predicted, { classes: 3 }),
        );
      }),
    );
  });

  it('takes weights', () => {
    const { counts } = expectedConfusionMatrix([[0.5], [0.5]], [1], { weights: [4] });
    expect(Array.from(counts)).toEqual([0, 2, 0, 2]);
  });

  it.each([
    { name: 'no classes', probabilities: [], predicted: [0], code: 'invalid_argument' },
    { name: 'no rows', probabilities: [[]], predicted: [], code: 'empty_input' },
    { name: 'another length', probabilities: [[1, 1]], predicted: [0], code: 'shape_mismatch' },
    { name: 'an unknown class', probabilities: [[1]], predicted: [1], code: 'invalid_value' },
    { name: 'no probability', probabilities: [[1], [NaN]], predicted: [1], code: 'invalid_value' },
    { name: 'another sum', probabilities: [[0.5], [0.4]], predicted: [1], code: 'invalid_value' },
  ])('throws $code for $name', ({ code, predicted, probabilities: columns }) => {
    expect(() => expectedConfusionMatrix(columns, predicted)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
