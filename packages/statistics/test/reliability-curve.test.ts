import {
  binScores,
  emptyScoreBins,
  mergeScoreBins,
  reliabilityCurve,
  reliabilityCurveFromBins,
  uniformScoreEdges,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { repeated, scoredRows } from './support/rows.ts';

const LABELS = [1, 0, 1, 1, 0, 0, 1, 0];
const SCORES = [0.9, 0.4, 0.4, 0.8, 0.1, 0.4, 0.7, 0.8];

describe('reliabilityCurve', () => {
  // scikit-learn 1.6.1, calibration_curve.
  it.each([
    {
      options: { bins: 4 },
      positiveShares: [0, 1 / 3, 1, 2 / 3],
      meanScores: [0.1, 0.4, 0.7, 2.5 / 3],
    },
    {
      options: { bins: 3, strategy: 'quantile' },
      positiveShares: [0.25, 1, 2 / 3],
      meanScores: [0.325, 0.7, 2.5 / 3],
    },
  ] as const)('with $options', ({ options, positiveShares, meanScores }) => {
    const curve = reliabilityCurve(LABELS, SCORES, options);
    expect(curve.positiveShares).toHaveLength(positiveShares.length);
    for (const [bin, share] of positiveShares.entries()) {
      expect(curve.positiveShares[bin]).toBeCloseTo(share, 15);
      expect(curve.meanScores[bin]).toBeCloseTo(meanScores[bin] ?? NaN, 15);
    }
  });

  it('has ten bins of equal width, and only those that hold rows', () => {
    const curve = reliabilityCurve([1, 0, 1], [0.05, 0.1, 1]);
    expect(Array.from(curve.counts)).toStrictEqual([2, 1]);
  });

  it('has bins of equal count', () => {
    const scores = Array.from({ length: 100 }, (_, row) => ((row + 0.5) / 100) ** 3);
    const labels = scores.map((score) => (score > 0.3 ? 1 : 0));
    const curve = reliabilityCurve(labels, scores, { strategy: 'quantile' });
    expect(Array.from(curve.counts)).toStrictEqual(Array.from<number>({ length: 10 }).fill(10));
  });

  it('takes weights as rows', () => {
    fc.assert(
      fc.property(scoredRows, ({ labels, scores, weights }) => {
        const weighted = reliabilityCurve(labels, scores, { weights });
        const whole = reliabilityCurve(repeated(labels, weights), repeated(scores, weights));
        expect(weighted.counts).toStrictEqual(whole.counts);
        expect(weighted.positiveShares).toStrictEqual(whole.positiveShares);
        for (const [bin, mean] of weighted.meanScores.entries()) {
          expect(mean).toBeCloseTo(whole.meanScores[bin] ?? NaN, 13);
        }
      }),
    );
  });

  it.each([
    { labels: [], scores: [], options: {}, code: 'empty_input' },
    { labels: [1], scores: [0.5, 0.5], options: {}, code: 'shape_mismatch' },
    { labels: [2], scores: [0.5], options: {}, code: 'invalid_value' },
    { labels: [1], scores: [1.5], options: {}, code: 'invalid_value' },
    { labels: [1], scores: [0.5], options: { bins: 0 }, code: 'invalid_argument' },
    { labels: [1], scores: [0.5], options: { bins: 2.5 }, code: 'invalid_argument' },
  ])('throws $code for $labels, $scores, $options', ({ labels, scores, options, code }) => {
    expect(() => reliabilityCurve(labels, scores, options)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

describe('reliabilityCurveFromBins', () => {
  it('is that of the merged rows', () => {
    const edges = uniformScoreEdges(5);
    const parts = [
      binScores(edges, LABELS.slice(0, 3), SCORES.slice(0, 3)),
      binScores(edges, LABELS.slice(3), SCORES.slice(3)),
    ];
    const merged = reliabilityCurveFromBins(parts.reduce(mergeScoreBins));
    const whole = reliabilityCurveFromBins(binScores(edges, LABELS, SCORES));
    expect(merged.counts).toStrictEqual(whole.counts);
    expect(merged.positiveShares).toStrictEqual(whole.positiveShares);
  });

  it.each([
    { bins: emptyScoreBins([0, 1]), code: 'empty_input' },
    { bins: { counts: [1], positives: [1], scoreSums: [NaN] }, code: 'invalid_value' },
    { bins: { counts: [1], positives: [2], scoreSums: [1] }, code: 'invalid_value' },
  ])('throws $code', ({ bins, code }) => {
    expect(() => reliabilityCurveFromBins(bins)).toThrow(expect.objectContaining({ code }));
  });
});
