import {
  binScores,
  brierDecomposition,
  brierScore,
  brierSums,
  meanEstimate,
  mergeMeanSums,
  reliabilityCurve,
  reliabilityCurveFromBins,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';
import { repeated, scoredRows } from './support/rows.ts';

const LABELS = [1, 0, 1, 1, 0, 0, 1, 0];
const SCORES = [0.9, 0.4, 0.4, 0.8, 0.1, 0.4, 0.7, 0.8];
const WEIGHTS = [1, 2, 0.5, 3, 1, 0.25, 4, 2];

describe('brierScore', () => {
  // scikit-learn 1.6.1, brier_score_loss.
  it.each([
    { options: {}, value: 0.18375000000000002 },
    { options: { weights: WEIGHTS }, value: 0.16872727272727275 },
  ])('with $options is $value', ({ options, value }) => {
    const actual = brierScore(LABELS, SCORES, options).value ?? NaN;
    expect(relativeError(actual, value)).toBeLessThan(1e-14);
  });

  it('takes weights as rows, merges, and is in [0, 1]', () => {
    fc.assert(
      fc.property(scoredRows, scoredRows, (a, b) => {
        const { labels, scores, weights } = a;
        const { value = NaN } = brierScore(labels, scores, { weights });
        const whole = brierScore(repeated(labels, weights), repeated(scores, weights));
        expect(value).toBeCloseTo(whole.value ?? NaN, 13);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        const merged = mergeMeanSums(brierSums(labels, scores), brierSums(b.labels, b.scores));
        const joint = brierScore([...labels, ...b.labels], [...scores, ...b.scores]);
        expect(meanEstimate(merged).value).toBeCloseTo(joint.value ?? NaN, 13);
      }),
    );
  });

  it.each([
    { labels: [], scores: [], code: 'empty_input' },
    { labels: [1], scores: [], code: 'shape_mismatch' },
    { labels: [-1], scores: [0.5], code: 'invalid_value' },
    { labels: [1], scores: [-0.1], code: 'invalid_value' },
  ])('throws $code for $labels, $scores', ({ labels, scores, code }) => {
    expect(() => brierScore(labels, scores)).toThrow(expect.objectContaining({ code }));
  });
});

describe('brierDecomposition', () => {
  it('adds up to the Brier score when each bin holds one score', () => {
    const edges = Float64Array.from({ length: 14 }, (_, k) => (k - 0.5) / 12);
    fc.assert(
      fc.property(scoredRows, ({ labels, scores, weights }) => {
        const bins = binScores(edges, labels, scores, { weights });
        const parts = brierDecomposition(reliabilityCurveFromBins(bins));
        const sum = parts.reliability - parts.resolution + parts.uncertainty;
        expect(sum).toBeCloseTo(brierScore(labels, scores, { weights }).value ?? NaN, 12);
        for (const part of Object.values(parts)) {
          expect(part).toBeGreaterThanOrEqual(0);
          expect(part).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('has no reliability of calibrated bins and no resolution of equal ones', () => {
    const calibrated = reliabilityCurve(
      [1, 0, 0, 0, 1, 1, 1, 0],
      [0.25, 0.25, 0.25, 0.25, 0.75, 0.75, 0.75, 0.75],
    );
    expect(brierDecomposition(calibrated)).toStrictEqual({
      reliability: 0,
      resolution: 0.0625,
      uncertainty: 0.25,
    });
    const constant = reliabilityCurve([1, 0], [0.75, 0.75]);
    expect(brierDecomposition(constant)).toStrictEqual({
      reliability: 0.0625,
      resolution: 0,
      uncertainty: 0.25,
    });
  });
});
