import {
  averagePrecision,
  averagePrecisionFromBins,
  binScores,
  uniformScoreEdges,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { seededRandom } from './support/random.ts';
import { relativeError } from './support/relative-error.ts';
import { repeated, scoredRows } from './support/rows.ts';

const LABELS = [1, 0, 1, 1, 0, 0, 1, 0];
const SCORES = [0.9, 0.4, 0.4, 0.8, 0.1, 0.4, 0.7, 0.8];
const WEIGHTS = [1, 2, 0.5, 3, 1, 0.25, 4, 2];

describe('averagePrecision', () => {
  // scikit-learn 1.6.1, average_precision_score.
  it.each([
    { options: {}, value: 0.7470238095238095 },
    { options: { weights: WEIGHTS }, value: 0.7686274509803922 },
  ])('with $options is $value', ({ options, value }) => {
    const actual = averagePrecision(LABELS, SCORES, options).value;
    expect(relativeError(actual ?? NaN, value)).toBeLessThan(1e-14);
  });

  it('takes weights as rows, and is between the share of positive rows of ties and 1', () => {
    fc.assert(
      fc.property(scoredRows, ({ labels, scores, weights }) => {
        const { value = NaN } = averagePrecision(labels, scores, { weights });
        const whole = averagePrecision(repeated(labels, weights), repeated(scores, weights));
        expect(value).toBe(whole.value);
        expect(value).toBeGreaterThan(0);
        expect(value).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is 1 for perfect scores and the share of positive rows for one score', () => {
    expect(averagePrecision([0, 0, 1], [1, 2, 3]).value).toBe(1);
    expect(averagePrecision([0, 0, 0, 1], [3, 3, 3, 3]).value).toBe(0.25);
  });

  it('has no value without positive rows, or the one that is given', () => {
    expect(averagePrecision([0, 0], [1, 2])).toStrictEqual({
      value: undefined,
      n: 2,
      variance: undefined,
    });
    expect(averagePrecision([0, 0], [1, 2], { zeroDivision: 0 }).value).toBe(0);
  });
});

describe('averagePrecisionFromBins', () => {
  it('bounds that of the scores, whatever their ties', () => {
    fc.assert(
      fc.property(scoredRows, fc.integer({ min: 1, max: 16 }), ({ labels, scores }, bins) => {
        const { value = NaN } = averagePrecision(labels, scores);
        const binned = averagePrecisionFromBins(binScores(uniformScoreEdges(bins), labels, scores));
        const { lower = NaN, upper = NaN } = binned.bounds ?? {};
        expect(value).toBeGreaterThanOrEqual(lower - 1e-12);
        expect(value).toBeLessThanOrEqual(upper + 1e-12);
        expect(binned.value).toBeGreaterThanOrEqual(lower);
        expect(binned.value).toBeLessThanOrEqual(upper);
      }),
    );
  });

  it.each([
    { bins: 100, error: 5e-4 },
    { bins: 256, error: 1e-4 },
    { bins: 1024, error: 1e-4 },
  ])('is within $error of it with $bins bins of 20,000 scores (seed 7)', ({ bins, error }) => {
    const random = seededRandom(7);
    const scores = Float64Array.from({ length: 20_000 }, () => random() ** 2);
    const labels = scores.map((score) => (random() < score ? 1 : 0));
    const { value = NaN } = averagePrecision(labels, scores);
    const binned = averagePrecisionFromBins(binScores(uniformScoreEdges(bins), labels, scores));
    expect(Math.abs((binned.value ?? NaN) - value)).toBeLessThan(error);
  });

  it('has neither value nor bounds without positive rows', () => {
    expect(averagePrecisionFromBins({ counts: [3], positives: [0] })).toStrictEqual({
      value: undefined,
      n: 3,
      variance: undefined,
      bounds: undefined,
    });
  });
});
