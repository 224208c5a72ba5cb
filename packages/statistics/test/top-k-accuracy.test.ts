import { topKAccuracy } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

const ACTUAL = [0, 1, 2, 1, 2, 0, 0, 1];
const SCORES = [
  [0.5, 0.3, 0.2],
  [0.2, 0.5, 0.3],
  [0.3, 0.3, 0.4],
  [0.6, 0.2, 0.2],
  [0.1, 0.1, 0.8],
  [0.3, 0.4, 0.3],
  [0.4, 0.4, 0.2],
  [0.25, 0.5, 0.25],
].flat();
const classes = 3;

describe('topKAccuracy', () => {
  // scikit-learn 1.6.1, top_k_accuracy_score; the scores have ties at the k-th place.
  it.each([
    { k: 1, value: 0.625 },
    { k: 2, value: 0.75 },
    { k: 3, value: 1 },
    { k: 9, value: 1 },
  ])('is $value for k = $k', ({ k, value }) => {
    expect(topKAccuracy(ACTUAL, SCORES, { classes, k })).toMatchObject({ value, n: 8 });
  });

  it('weighs rows', () => {
    const weights = [1, 2, 1, 1, 3, 1, 2, 1];
    const { value, n } = topKAccuracy(ACTUAL, SCORES, { classes, k: 2, weights });
    expect(value).toBeCloseTo(0.8333333333333334, 15);
    expect(n).toBe(12);
  });

  it.each([
    { scores: [1, 2], k: 0, code: 'invalid_argument' },
    { scores: [1, 2], k: 1.5, code: 'invalid_argument' },
    { scores: [1, NaN], k: 1, code: 'invalid_value' },
    { scores: [1], k: 1, code: 'shape_mismatch' },
  ])('throws $code for $scores and k = $k', ({ scores, k, code }) => {
    expect(() => topKAccuracy([0], scores, { classes: 2, k })).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
