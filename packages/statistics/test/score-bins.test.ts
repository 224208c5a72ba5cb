import {
  binaryConfusionAt,
  binaryConfusionFromBins,
  binScores,
  distinctScores,
  emptyScoreBins,
  mergeScoreBins,
  rocAucFromBins,
  uniformScoreEdges,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { repeated, scoredRows } from './support/rows.ts';

describe('uniformScoreEdges', () => {
  it('runs from 0 to 1', () => {
    expect(Array.from(uniformScoreEdges(4))).toStrictEqual([0, 0.25, 0.5, 0.75, 1]);
  });

  it.each([0, 1.5, NaN, -1])('throws invalid_argument for %s bins', (bins) => {
    expect(() => uniformScoreEdges(bins)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});

describe('binScores', () => {
  it('has bins that are closed below, and takes what is outside into the outer ones', () => {
    const bins = binScores([0, 0.5, 1], [0, 1, 1, 0, 1], [0.49, 0.5, 1, -3, 7]);
    expect(Array.from(bins.counts)).toStrictEqual([2, 3]);
    expect(Array.from(bins.positives)).toStrictEqual([0, 3]);
    expect(Array.from(bins.scoreSums)).toStrictEqual([-2.51, 8.5]);
  });

  it('sums weights', () => {
    const bins = binScores([0, 0.5, 1], [0, 1], [0.25, 0.25], { weights: [2, 0.5] });
    expect(Array.from(bins.counts)).toStrictEqual([2.5, 0]);
    expect(Array.from(bins.positives)).toStrictEqual([0.5, 0]);
    expect(Array.from(bins.scoreSums)).toStrictEqual([0.625, 0]);
  });

  it.each([
    { edges: [0], labels: [1], scores: [1], code: 'invalid_argument' },
    { edges: [0, 0], labels: [1], scores: [1], code: 'invalid_argument' },
    { edges: [0, NaN], labels: [1], scores: [1], code: 'invalid_value' },
    { edges: [0, 1], labels: [], scores: [], code: 'empty_input' },
    { edges: [0, 1], labels: [1], scores: [1, 2], code: 'shape_mismatch' },
    { edges: [0, 1], labels: [0.5], scores: [1], code: 'invalid_value' },
    { edges: [0, 1], labels: [1], scores: [NaN], code: 'invalid_value' },
  ])('throws $code for edges $edges, $labels, $scores', ({ edges, labels, scores, code }) => {
    expect(() => binScores(edges, labels, scores)).toThrow(expect.objectContaining({ code }));
  });
});

describe('mergeScoreBins', () => {
  it('gives for parts what the whole gives, and empty bins add nothing', () => {
    fc.assert(
      fc.property(scoredRows, scoredRows, (a, b) => {
        const edges = uniformScoreEdges(6);
        const parts = [a, b].map(({ labels, scores }) => binScores(edges, labels, scores));
        const merged = parts.reduce(mergeScoreBins, emptyScoreBins(edges));
        const whole = binScores(edges, [...a.labels, ...b.labels], [...a.scores, ...b.scores]);
        expect(merged.counts).toStrictEqual(whole.counts);
        expect(merged.positives).toStrictEqual(whole.positives);
        for (const [bin, sum] of Array.from(merged.scoreSums).entries()) {
          expect(sum).toBeCloseTo(whole.scoreSums[bin] ?? NaN, 12);
        }
      }),
    );
  });

  it.each([
    { a: [0, 1], b: [0, 0.5, 1] },
    { a: [0, 0.5, 1], b: [0, 0.6, 1] },
  ])('throws shape_mismatch for edges $a and $b', ({ a, b }) => {
    expect(() => mergeScoreBins(emptyScoreBins(a), emptyScoreBins(b))).toThrow(
      expect.objectContaining({ code: 'shape_mismatch' }),
    );
  });

  it('throws invalid_argument for edges that are none', () => {
    expect(() => emptyScoreBins([1])).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});

describe('distinctScores', () => {
  it('groups rows of equal score', () => {
    expect(distinctScores([1, 0, 1, 1], [0.5, 0.5, 0.1, 0.9])).toStrictEqual({
      scores: Float64Array.of(0.1, 0.5, 0.9),
      counts: Float64Array.of(1, 2, 1),
      positives: Float64Array.of(1, 1, 1),
    });
  });

  it('takes a weight as that many rows', () => {
    fc.assert(
      fc.property(scoredRows, ({ labels, scores, weights }) => {
        expect(distinctScores(labels, scores, { weights })).toStrictEqual(
          distinctScores(repeated(labels, weights), repeated(scores, weights)),
        );
      }),
    );
  });

  it('takes 0 and -0 for one score', () => {
    expect(distinctScores([1, 0, 1], [0, -0, -0]).counts).toStrictEqual(Float64Array.of(3));
    expect(distinctScores([1, 0], [0, -0], { weights: [1, 2] }).counts).toHaveLength(1);
  });

  it.each([
    { labels: [], scores: [], code: 'empty_input' },
    { labels: [1], scores: [1, 2], code: 'shape_mismatch' },
    { labels: [NaN], scores: [1], code: 'invalid_value' },
    { labels: [1], scores: [-Infinity], code: 'invalid_value' },
  ])('throws $code for $labels, $scores', ({ labels, scores, code }) => {
    expect(() => distinctScores(labels, scores)).toThrow(expect.objectContaining({ code }));
  });
});

describe('counts of scores', () => {
  it.each([
    { counts: [1], positives: [1, 0], code: 'shape_mismatch' },
    { counts: [1], positives: [2], code: 'invalid_value' },
    { counts: [1], positives: [-1], code: 'invalid_value' },
    { counts: [NaN], positives: [0], code: 'invalid_value' },
    { counts: [Infinity], positives: [0], code: 'invalid_value' },
  ])('throw $code for $positives of $counts', ({ counts, positives, code }) => {
    expect(() => rocAucFromBins({ counts, positives })).toThrow(expect.objectContaining({ code }));
  });
});

describe('binaryConfusionFromBins', () => {
  const edges = uniformScoreEdges(12);

  it('is exact at an edge', () => {
    fc.assert(
      fc.property(scoredRows, fc.integer({ min: 0, max: 11 }), ({ labels, scores }, edge) => {
        const bins = binScores(edges, labels, scores);
        const threshold = edges[edge] ?? NaN;
        expect(binaryConfusionFromBins(bins, threshold)).toStrictEqual(
          binaryConfusionAt(labels, scores, threshold),
        );
      }),
    );
  });

  it('is off by at most the rows of the bin within one', () => {
    fc.assert(
      fc.property(
        scoredRows,
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ labels, scores }, threshold) => {
          const coarse = uniformScoreEdges(4);
          const bins = binScores(coarse, labels, scores);
          const bin = Math.min(3, Math.floor(threshold * 4));
          const actual = binaryConfusionFromBins(bins, threshold);
          const exact = binaryConfusionAt(labels, scores, threshold);
          const inBin = bins.counts[bin] ?? NaN;
          for (const cell of ['truePositives', 'falsePositives', 'trueNegatives'] as const) {
            expect(Math.abs(actual[cell] - exact[cell])).toBeLessThanOrEqual(inBin + 1e-9);
          }
        },
      ),
    );
  });

  it('predicts everything below the first edge and nothing above the last', () => {
    const bins = binScores([0, 1], [1, 0], [0.2, 0.4]);
    expect(binaryConfusionFromBins(bins, -5)).toMatchObject({
      truePositives: 1,
      falsePositives: 1,
    });
    expect(binaryConfusionFromBins(bins, 5)).toMatchObject({ truePositives: 0, falsePositives: 0 });
    expect(binaryConfusionFromBins(bins, 0.75).truePositives).toBe(0.25);
  });

  it('throws invalid_argument for NaN', () => {
    expect(() => binaryConfusionFromBins(emptyScoreBins([0, 1]), NaN)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});
