import { precisionRecallCurve, rocAuc, rocCurve } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { scoredRows } from './support/rows.ts';

const LABELS = [1, 0, 1, 1, 0, 0, 1, 0];
const SCORES = [0.9, 0.4, 0.4, 0.8, 0.1, 0.4, 0.7, 0.8];

describe('rocCurve', () => {
  // scikit-learn 1.6.1, roc_curve.
  it('has the rates of each threshold', () => {
    const { thresholds, falsePositiveRates, truePositiveRates } = rocCurve(LABELS, SCORES);
    expect(Array.from(thresholds)).toStrictEqual([Infinity, 0.9, 0.8, 0.7, 0.4, 0.1]);
    expect(Array.from(falsePositiveRates)).toStrictEqual([0, 0, 0.25, 0.25, 0.75, 1]);
    expect(Array.from(truePositiveRates)).toStrictEqual([0, 0.25, 0.5, 0.75, 1, 1]);
  });

  it('has the area of rocAuc, with and without the points on straight lines', () => {
    fc.assert(
      fc.property(scoredRows, fc.boolean(), ({ labels, scores, weights }, dropIntermediate) => {
        const curve = rocCurve(labels, scores, { weights, dropIntermediate });
        const x = curve.falsePositiveRates;
        const y = curve.truePositiveRates;
        let area = 0;
        for (let point = 1; point < x.length; point++) {
          const width = (x[point] ?? NaN) - (x[point - 1] ?? NaN);
          area += (width * ((y[point] ?? NaN) + (y[point - 1] ?? NaN))) / 2;
        }
        expect(area).toBeCloseTo(rocAuc(labels, scores, { weights }).value ?? NaN, 12);
        expect([x[0], y[0], x.at(-1), y.at(-1)]).toStrictEqual([0, 0, 1, 1]);
      }),
    );
  });

  it('drops points on a straight line unless told not to', () => {
    const labels = [0, 1, 1, 1, 0];
    const scores = [1, 2, 3, 4, 5];
    expect(rocCurve(labels, scores).thresholds).toHaveLength(4);
    expect(rocCurve(labels, scores, { dropIntermediate: false }).thresholds).toHaveLength(6);
  });

  it.each([
    { labels: [1, 1], scores: [1, 2], code: 'empty_input' },
    { labels: [0, 0], scores: [1, 2], code: 'empty_input' },
    { labels: [0, 1], scores: [1], code: 'shape_mismatch' },
    { labels: [0, 3], scores: [1, 2], code: 'invalid_value' },
  ])('throws $code for $labels, $scores', ({ labels, scores, code }) => {
    expect(() => rocCurve(labels, scores)).toThrow(expect.objectContaining({ code }));
  });
});

describe('precisionRecallCurve', () => {
  // scikit-learn 1.6.1, precision_recall_curve.
  it('has precision and recall of each threshold', () => {
    const { thresholds, precisions, recalls } = precisionRecallCurve(LABELS, SCORES);
    expect(Array.from(thresholds)).toStrictEqual([0.1, 0.4, 0.7, 0.8, 0.9]);
    expect(Array.from(precisions)).toStrictEqual([0.5, 4 / 7, 0.75, 2 / 3, 1, 1]);
    expect(Array.from(recalls)).toStrictEqual([1, 1, 0.75, 0.5, 0.25, 0]);
  });

  it('has precision 0 where only rows of weight 0 are predicted', () => {
    const curve = precisionRecallCurve([0, 1], [2, 1], { weights: [0, 1] });
    expect(Array.from(curve.precisions)).toStrictEqual([1, 0, 1]);
  });

  it('throws empty_input without positive rows', () => {
    expect(() => precisionRecallCurve([0], [1])).toThrow(
      expect.objectContaining({ code: 'empty_input' }),
    );
  });
});
