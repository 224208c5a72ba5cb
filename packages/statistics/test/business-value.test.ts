import { businessValue, confusionMatrix } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { squareMatrix } from './support/rows.ts';

const CONFUSION = { truePositives: 2, falsePositives: 1, falseNegatives: 0, trueNegatives: 7 };
const VALUES = [
  [0, -5],
  [-20, 30],
];

describe('businessValue', () => {
  it('is the worth of every outcome', () => {
    const { total, perRow } = businessValue(CONFUSION, VALUES);
    expect(total).toBe(55);
    expect(perRow).toMatchObject({ value: 5.5, n: 10 });
    const squares = 2 * 24.5 ** 2 + 10.5 ** 2 + 7 * 5.5 ** 2;
    expect(perRow.variance).toBeCloseTo(squares / 9 / 10, 12);
  });

  it('takes any number of classes', () => {
    const matrix = confusionMatrix([0, 1, 2], [0, 2, 2], { classes: 3 });
    const worth = [
      [1, 0, 0],
      [0, 1, -7],
      [0, 0, 1],
    ];
    expect(businessValue(matrix, worth).total).toBeCloseTo(-5, 14);
  });

  it('is the number of right rows for the unit matrix', () => {
    fc.assert(
      fc.property(squareMatrix(0), ({ classes, counts }) => {
        const unit = Array.from({ length: classes }, (_, i) =>
          Array.from({ length: classes }, (__, j) => (i === j ? 1 : 0)),
        );
        const right = counts.filter((_, cell) => cell % (classes + 1) === 0);
        const expected = right.reduce((sum, count) => sum + count, 0);
        expect(businessValue({ classes, counts }, unit).total).toBeCloseTo(expected, 9);
      }),
    );
  });

  it('has a total of 0 and no mean without rows', () => {
    const nobody = { truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 0 };
    expect(businessValue(nobody, VALUES)).toMatchObject({ total: 0, perRow: { value: undefined } });
  });

  it.each([
    { values: [[1, 2]], code: 'shape_mismatch' },
    { values: [[1, 2], [3]], code: 'shape_mismatch' },
    {
      values: [
        [1, 2],
        [3, NaN],
      ],
      code: 'invalid_value',
    },
  ])('throws $code for $values', ({ values, code }) => {
    expect(() => businessValue(CONFUSION, values)).toThrow(expect.objectContaining({ code }));
  });
});
