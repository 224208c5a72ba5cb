import {
  binScores,
  distinctScores,
  rocAuc,
  rocAucFromBins,
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

/** Placements of each label's rows among the other's, and from them the definition of DeLong. */
function byDefinition(labels: readonly number[], scores: readonly number[]): [number, number] {
  const of = (label: number): number[] => scores.filter((_, row) => labels[row] === label);
  const [negatives, positives] = [of(0), of(1)];
  const wins = (x: number, y: number): number => (x > y ? 1 : 0) + (x === y ? 0.5 : 0);
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const ofPositives = positives.map((x) => mean(negatives.map((y) => wins(x, y))));
  const ofNegatives = negatives.map((y) => mean(positives.map((x) => wins(x, y))));
  const varianceOfMean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) /
    (values.length - 1) /
    values.length;
  return [mean(ofPositives), varianceOfMean(ofPositives) + varianceOfMean(ofNegatives)];
}

describe('rocAuc', () => {
  // scikit-learn 1.6.1, roc_auc_score.
  it.each([
    { options: {}, value: 0.78125 },
    { options: { weights: WEIGHTS }, value: 0.7184873949579832 },
  ])('with $options is $value', ({ options, value }) => {
    expect(relativeError(rocAuc(LABELS, SCORES, options).value ?? NaN, value)).toBeLessThan(1e-14);
  });

  it('is the share of pairs in the right order, with the variance of DeLong', () => {
    fc.assert(
      fc.property(scoredRows, ({ labels, scores }) => {
        const { value = NaN, n, variance } = rocAuc(labels, scores);
        const [area, expected] = byDefinition(labels, scores);
        expect(n).toBe(labels.length);
        expect(value).toBeCloseTo(area, 13);
        expect(variance ?? 0).toBeCloseTo(Number.isNaN(expected) ? 0 : expected, 13);
      }),
    );
  });

  it('takes weights as rows, is in [0, 1], and turns with the scores', () => {
    fc.assert(
      fc.property(scoredRows, ({ labels, scores, weights }) => {
        const weighted = rocAuc(labels, scores, { weights });
        const whole = rocAuc(repeated(labels, weights), repeated(scores, weights));
        expect(weighted).toStrictEqual(whole);
        const { value = NaN } = weighted;
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        const turned = scores.map((score) => -score);
        expect(rocAuc(labels, turned, { weights }).value).toBeCloseTo(1 - value, 13);
      }),
    );
  });

  it('does not change with the scale of the scores', () => {
    const scaled = SCORES.map((score) => Math.exp(20 * score));
    expect(rocAuc(LABELS, scaled)).toStrictEqual(rocAuc(LABELS, SCORES));
  });

  it('is 1/2 for one score, and knows no variance of a single positive row', () => {
    expect(rocAuc([1, 0, 0], [3, 3, 3])).toStrictEqual({ value: 0.5, n: 3, variance: undefined });
    expect(rocAuc([1, 1, 0, 0], [3, 3, 3, 3])).toMatchObject({ value: 0.5, variance: 0 });
  });

  it('has no value when one label is absent, or the one that is given', () => {
    expect(rocAuc([1, 1], [1, 2])).toStrictEqual({ value: undefined, n: 2, variance: undefined });
    expect(rocAuc([0, 0], [1, 2], { zeroDivision: 0.5 }).value).toBe(0.5);
  });

  it('takes sizes that differ by a million', () => {
    const rows = 1_000_001;
    const labels = Float64Array.from({ length: rows }, (_, row) => (row === 250_000 ? 1 : 0));
    const scores = Float64Array.from({ length: rows }, (_, row) => row);
    expect(rocAuc(labels, scores)).toStrictEqual({ value: 0.25, n: rows, variance: undefined });
  });

  it.each([
    { labels: [], scores: [], code: 'empty_input' },
    { labels: [1, 0], scores: [1], code: 'shape_mismatch' },
    { labels: [1, 2], scores: [1, 2], code: 'invalid_value' },
    { labels: [1, 0], scores: [1, NaN], code: 'invalid_value' },
  ])('throws $code for $labels, $scores', ({ labels, scores, code }) => {
    expect(() => rocAuc(labels, scores)).toThrow(expect.objectContaining({ code }));
  });
});

describe('rocAucFromBins', () => {
  it('is that of the scores when bins are distinct scores', () => {
    fc.assert(
      fc.property(scoredRows, ({ labels, scores }) => {
        const { bounds, ...estimate } = rocAucFromBins(distinctScores(labels, scores));
        expect(estimate).toStrictEqual(rocAuc(labels, scores));
        expect(bounds).toBeDefined();
      }),
    );
  });

  it('bounds that of the scores', () => {
    fc.assert(
      fc.property(scoredRows, fc.integer({ min: 1, max: 8 }), ({ labels, scores }, bins) => {
        const { value = NaN } = rocAuc(labels, scores);
        const binned = rocAucFromBins(binScores(uniformScoreEdges(bins), labels, scores));
        expect(value).toBeGreaterThanOrEqual((binned.bounds?.lower ?? NaN) - 1e-12);
        expect(value).toBeLessThanOrEqual((binned.bounds?.upper ?? NaN) + 1e-12);
        expect(binned.value).toBeCloseTo(
          ((binned.bounds?.lower ?? NaN) + (binned.bounds?.upper ?? NaN)) / 2,
          12,
        );
      }),
    );
  });

  it('is within 2e-4 of it with 256 bins of 20,000 scores (seed 7)', () => {
    const random = seededRandom(7);
    const scores = Float64Array.from({ length: 20_000 }, () => random() ** 2);
    const labels = scores.map((score) => (random() < score ? 1 : 0));
    const { value = NaN } = rocAuc(labels, scores);
    const binned = rocAucFromBins(binScores(uniformScoreEdges(256), labels, scores));
    expect(Math.abs((binned.value ?? NaN) - value)).toBeLessThan(2e-4);
  });

  it('has neither value nor bounds when one label is absent', () => {
    expect(rocAucFromBins({ counts: [3, 2], positives: [0, 0] })).toStrictEqual({
      value: undefined,
      n: 5,
      variance: undefined,
      bounds: undefined,
    });
    expect(rocAucFromBins({ counts: [], positives: [] })).toMatchObject({ value: undefined, n: 0 });
  });
});
