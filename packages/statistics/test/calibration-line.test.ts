import { calibrationLine } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { seededRandom } from './support/random.ts';
import { relativeError } from './support/relative-error.ts';
import { repeated, scoredRows } from './support/rows.ts';

const LABELS = [1, 0, 1, 1, 0, 0, 1, 0];
const SCORES = [0.9, 0.4, 0.4, 0.8, 0.1, 0.4, 0.7, 0.8];
const WEIGHTS = [1, 2, 0.5, 3, 1, 0.25, 4, 2];

describe('calibrationLine', () => {
  // scikit-learn 1.6.1, LogisticRegression without penalty, newton-cholesky, tol 1e-14; the
  // variances by numpy from the information at its coefficients.
  it.each([
    {
      options: {},
      intercept: -0.36983628625064235,
      slope: 1.0612889471374267,
      interceptVariance: 0.8069621924886843,
      slopeVariance: 0.6354359842411741,
    },
    {
      options: { weights: WEIGHTS },
      intercept: -0.3834598082672719,
      slope: 1.3220113447248711,
      interceptVariance: 0.7736101745744671,
      slopeVariance: 0.661696061036591,
    },
  ])('with $options', ({ options, ...expected }) => {
    const line = calibrationLine(LABELS, SCORES, options);
    for (const key of ['slope', 'intercept', 'slopeVariance', 'interceptVariance'] as const) {
      expect(relativeError(line?.[key] ?? NaN, expected[key])).toBeLessThan(1e-10);
    }
  });

  it('is about the identity for probabilities that are right (seed 3)', () => {
    const random = seededRandom(3);
    const right = Array.from({ length: 5000 }, random);
    const line = calibrationLine(
      right.map((p) => (random() < p ? 1 : 0)),
      right,
    );
    const errors = [
      ((line?.slope ?? NaN) - 1) / Math.sqrt(line?.slopeVariance ?? NaN),
      (line?.intercept ?? NaN) / Math.sqrt(line?.interceptVariance ?? NaN),
    ];
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(3);
  });

  it('undoes a line that was applied to the logits', () => {
    // Twice the logit and one more.
    const extreme = SCORES.map((p) => 1 / (1 + ((1 - p) / p) ** 2 / Math.E));
    const before = calibrationLine(LABELS, SCORES);
    const after = calibrationLine(LABELS, extreme);
    expect(after?.slope).toBeCloseTo((before?.slope ?? NaN) / 2, 10);
    const intercept = (before?.intercept ?? NaN) - (before?.slope ?? NaN) / 2;
    expect(after?.intercept).toBeCloseTo(intercept, 10);
  });

  it('takes weights as rows, and turns with the labels', () => {
    fc.assert(
      fc.property(scoredRows, ({ labels, scores, weights }) => {
        const line = calibrationLine(labels, scores, { weights });
        const whole = calibrationLine(repeated(labels, weights), repeated(scores, weights));
        const turned = calibrationLine(
          labels.map((label) => 1 - label),
          scores.map((score) => 1 - score),
          { weights },
        );
        for (const other of [whole, turned]) {
          expect(other === undefined).toBe(line === undefined);
          expect(relativeError(other?.slope ?? 1, line?.slope ?? 1)).toBeLessThan(1e-4);
        }
      }),
    );
  });

  it('finds lines far from the identity', () => {
    // Certain of the wrong label in all but one row of either kind.
    const labels = [0, 0, 0, 0, 1, 1, 1, 1, 1, 0];
    const scores = [1, 1, 1, 1, 0, 0, 0, 0, 1, 0];
    const line = calibrationLine(labels, scores);
    // The odds of label 1 are 1/4 at a logit of 52 ln 2 and 4 at the opposite.
    expect(line?.slope).toBeCloseTo(-Math.log(4) / (52 * Math.LN2), 10);
    expect(line?.intercept).toBeCloseTo(0, 10);
  });

  it('finds lines that a full step of Newton jumps over', () => {
    const line = calibrationLine([0, 1, 0, 1, 1, 1], [0.31, 0.68, 1, 0.4, 0.000001, 1], {
      weights: [2337, 110, 5, 1_186_142, 4, 7],
    });
    // scipy 1.15.3, optimize.minimize of the same loss by trust-exact.
    expect(line?.slope).toBeCloseTo(21.94095684768927, 8);
    expect(line?.intercept).toBeCloseTo(16.487239446943896, 8);
  });

  it.each([
    { labels: [1, 1], scores: [0.2, 0.4] },
    { labels: [0, 1], scores: [0.2, 0.4] },
    { labels: [1, 0], scores: [0.2, 0.4] },
    { labels: [0, 1, 1], scores: [0.4, 0.4, 0.6] },
    { labels: [0, 1], scores: [0.5, 0.5] },
  ])('is undefined where no line is the likeliest: $labels at $scores', ({ labels, scores }) => {
    expect(calibrationLine(labels, scores)).toBeUndefined();
  });

  it('leaves out rows of weight 0', () => {
    const options = { weights: [1, 1, 0] };
    expect(calibrationLine([0, 1, 0], [0.2, 0.4, 0.6], options)).toBeUndefined();
  });

  it.each([
    { labels: [], scores: [], code: 'empty_input' },
    { labels: [1], scores: [], code: 'shape_mismatch' },
    { labels: [2], scores: [0.5], code: 'invalid_value' },
    { labels: [1], scores: [1.5], code: 'invalid_value' },
  ])('throws $code for $labels, $scores', ({ labels, scores, code }) => {
    expect(() => calibrationLine(labels, scores)).toThrow(expect.objectContaining({ code }));
  });
});
