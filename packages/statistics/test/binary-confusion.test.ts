import { binaryConfusion, binaryConfusionAt, mergeBinaryConfusions } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { scoredRows } from './support/rows.ts';

const LABELS = [1, 0, 1, 1, 0, 0, 1, 0];
const PREDICTIONS = [1, 1, 0, 1, 0, 0, 1, 1];
const WEIGHTS = [1, 2, 0.5, 3, 1, 0.25, 4, 2];

describe('binaryConfusion', () => {
  // scikit-learn 1.6.1, confusion_matrix.
  it('counts rows, and weights', () => {
    expect(binaryConfusion(LABELS, PREDICTIONS)).toStrictEqual({
      truePositives: 3,
      falsePositives: 2,
      falseNegatives: 1,
      trueNegatives: 2,
    });
    expect(binaryConfusion(LABELS, PREDICTIONS, { weights: WEIGHTS })).toStrictEqual({
      truePositives: 8,
      falsePositives: 4,
      falseNegatives: 0.5,
      trueNegatives: 1.25,
    });
  });

  it.each([
    { labels: [], predictions: [], code: 'empty_input', message: 'labels has no rows' },
    { labels: [1], predictions: [1, 0], code: 'shape_mismatch', message: 'predictions has 2' },
    { labels: [2], predictions: [1], code: 'invalid_value', message: 'labels[0] is 2' },
    { labels: [1], predictions: [NaN], code: 'invalid_value', message: 'predictions[0] is NaN' },
  ])('throws $code: $message', ({ labels, predictions, code, message }) => {
    expect(() => binaryConfusion(labels, predictions)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });
});

describe('binaryConfusionAt', () => {
  it('predicts 1 from the threshold on', () => {
    const { truePositives, falsePositives } = binaryConfusionAt([1, 0, 1], [0.5, 0.49, 0.7], 0.5);
    expect({ truePositives, falsePositives }).toStrictEqual({
      truePositives: 2,
      falsePositives: 0,
    });
  });

  it('predicts everything at -Infinity and nothing at Infinity', () => {
    expect(binaryConfusionAt([1, 0], [1, 2], -Infinity).falsePositives).toBe(1);
    expect(binaryConfusionAt([1, 0], [1, 2], Infinity).trueNegatives).toBe(1);
  });

  it('is that of the predictions', () => {
    fc.assert(
      fc.property(
        scoredRows,
        fc.integer({ min: 0, max: 12 }),
        ({ labels, scores, weights }, at) => {
          const predictions = scores.map((score) => (score >= at / 12 ? 1 : 0));
          expect(binaryConfusionAt(labels, scores, at / 12, { weights })).toStrictEqual(
            binaryConfusion(labels, predictions, { weights }),
          );
        },
      ),
    );
  });

  it.each([
    { scores: [NaN], threshold: 0, code: 'invalid_value' },
    { scores: [Infinity], threshold: 0, code: 'invalid_value' },
    { scores: [1], threshold: NaN, code: 'invalid_argument' },
  ])('throws $code for $scores at $threshold', ({ scores, threshold, code }) => {
    expect(() => binaryConfusionAt([1], scores, threshold)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

describe('mergeBinaryConfusions', () => {
  it('gives for parts what the whole gives', () => {
    fc.assert(
      fc.property(scoredRows, scoredRows, (a, b) => {
        const parts = [a, b].map(({ labels, scores }) => binaryConfusionAt(labels, scores, 0.5));
        const whole = binaryConfusionAt(
          [...a.labels, ...b.labels],
          [...a.scores, ...b.scores],
          0.5,
        );
        expect(parts.reduce(mergeBinaryConfusions)).toStrictEqual(whole);
      }),
    );
  });
});
