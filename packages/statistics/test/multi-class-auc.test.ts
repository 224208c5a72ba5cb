import { multiClassAuc, rocAuc } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

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
const WEIGHTS = [1, 2, 1, 1, 3, 1, 2, 1];
const classes = 3;

describe('multiClassAuc', () => {
  // scikit-learn 1.6.1, roc_auc_score.
  it.each([
    { options: {}, value: 0.8333333333333334 },
    { options: { average: 'weighted' }, value: 0.8125 },
    { options: { weights: WEIGHTS }, value: 0.9010416666666666 },
    { options: { comparison: 'ovo' }, value: 0.8472222222222222 },
    { options: { comparison: 'ovo', average: 'weighted' }, value: 0.8359375 },
  ] as const)('with $options is $value', ({ options, value }) => {
    const actual = multiClassAuc(ACTUAL, SCORES, { classes, ...options }).value;
    expect(relativeError(actual ?? NaN, value)).toBeLessThan(1e-14);
  });

  it('is that of two classes whose scores are complements', () => {
    const labels = [0, 1, 1, 0, 1];
    const scores = [0.25, 0.5, 0.75, 0.625, 0.875];
    const both = scores.flatMap((score) => [1 - score, score]);
    for (const comparison of ['ovr', 'ovo'] as const) {
      const { value, n } = multiClassAuc(labels, both, { classes: 2, comparison });
      expect(value).toBeCloseTo(rocAuc(labels, scores).value ?? NaN, 15);
      expect(n).toBe(5);
    }
  });

  it.each(['ovr', 'ovo'] as const)('leaves out a class without rows: %s', (comparison) => {
    const kept = ACTUAL.flatMap((label, row) => (label === 2 ? [] : [row]));
    const actual = kept.map((row) => ACTUAL[row] ?? NaN);
    const scores = kept.flatMap((row) => SCORES.slice(3 * row, 3 * row + 3));
    const pair = kept.flatMap((row) => SCORES.slice(3 * row, 3 * row + 2));
    const expected = multiClassAuc(actual, pair, { classes: 2, comparison }).value;
    expect(multiClassAuc(actual, scores, { classes, comparison }).value).toBe(expected);
    const weights = ACTUAL.map((label) => (label === 2 ? 0 : 1));
    const weighted = multiClassAuc(ACTUAL, SCORES, { classes, comparison, weights });
    expect(weighted.value).toBe(expected);
  });

  it('leaves out pairs of classes without rows', () => {
    const scores = [0.25, 0.75, 0, 0, 0.5, 0.5, 0, 0];
    const value = multiClassAuc([1, 0], scores, { classes: 4, comparison: 'ovo' }).value;
    expect(value).toBe(1);
  });

  it('has no value for a single class, or the one that is given', () => {
    const single = multiClassAuc([1, 1], [0.5, 0.5, 0.5, 0.5], { classes: 2 });
    expect(single).toStrictEqual({ value: undefined, n: 2, variance: undefined });
    const options = { classes: 2, zeroDivision: 0.5, comparison: 'ovo' } as const;
    expect(multiClassAuc([1, 1], [0.5, 0.5, 0.5, 0.5], options).value).toBe(0.5);
  });

  it.each([
    { actual: [], scores: [], classes: 2, code: 'empty_input' },
    { actual: [0], scores: [1, 2, 3], classes: 2, code: 'shape_mismatch' },
    { actual: [0], scores: [1, NaN], classes: 2, code: 'invalid_value' },
    { actual: [2], scores: [1, 2], classes: 2, code: 'invalid_value' },
    { actual: [0], scores: [1], classes: 1, code: 'invalid_argument' },
  ])('throws $code for $actual, $scores', ({ actual, scores, classes: count, code }) => {
    expect(() => multiClassAuc(actual, scores, { classes: count })).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
