import {
  logLoss,
  logLossSums,
  meanEstimate,
  mergeMeanSums,
  multiClassLogLoss,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';
import { repeated, scoredRows } from './support/rows.ts';

const LABELS = [1, 0, 1, 1, 0, 0, 1, 0];
const SCORES = [0.9, 0.4, 0.4, 0.8, 0.1, 0.4, 0.7, 0.8];
const WEIGHTS = [1, 2, 0.5, 3, 1, 0.25, 4, 2];

describe('logLoss', () => {
  // scikit-learn 1.6.1, log_loss.
  it.each([
    { labels: LABELS, scores: SCORES, options: {}, value: 0.542239927301104 },
    { labels: LABELS, scores: SCORES, options: { weights: WEIGHTS }, value: 0.5187803858394159 },
    { labels: [1, 0, 1], scores: [0, 1, 0.5], options: {}, value: 24.260151319598084 },
  ])('of $scores with $options is $value', ({ labels, scores, options, value }) => {
    const actual = logLoss(labels, scores, options).value ?? NaN;
    expect(relativeError(actual, value)).toBeLessThan(1e-14);
  });

  it('keeps the digits of small probabilities', () => {
    expect(logLoss([0, 0], [1e-20, 1e-20]).value).toBe(1e-20);
    expect(logLoss([0], [5e-324]).value).toBe(5e-324);
  });

  it('is 0, not -0, for what was certain', () => {
    expect(logLoss([1, 0], [1, 0]).value).toBe(0);
  });

  it('has the variance of a mean', () => {
    const losses = SCORES.map((p, row) => -Math.log(LABELS[row] === 1 ? p : 1 - p));
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / 8;
    const squares = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0);
    expect(logLoss(LABELS, SCORES).variance).toBeCloseTo(squares / 7 / 8, 14);
  });

  it('takes weights as rows, and merges', () => {
    fc.assert(
      fc.property(scoredRows, scoredRows, (a, b) => {
        const { labels, scores, weights } = a;
        const weighted = logLoss(labels, scores, { weights });
        const whole = logLoss(repeated(labels, weights), repeated(scores, weights));
        expect(weighted.value).toBeCloseTo(whole.value ?? NaN, 12);
        expect(weighted.variance).toBeCloseTo(whole.variance ?? NaN, 11);
        const merged = mergeMeanSums(logLossSums(labels, scores), logLossSums(b.labels, b.scores));
        const joint = logLoss([...labels, ...b.labels], [...scores, ...b.scores]);
        expect(meanEstimate(merged).value).toBeCloseTo(joint.value ?? NaN, 12);
        expect(meanEstimate(merged).variance).toBeCloseTo(joint.variance ?? NaN, 11);
      }),
    );
  });

  it.each([
    { labels: [], scores: [], code: 'empty_input' },
    { labels: [1], scores: [0.5, 1], code: 'shape_mismatch' },
    { labels: [0.5], scores: [0.5], code: 'invalid_value' },
    { labels: [1], scores: [1.5], code: 'invalid_value' },
    { labels: [1], scores: [NaN], code: 'invalid_value' },
  ])('throws $code for $labels, $scores', ({ labels, scores, code }) => {
    expect(() => logLoss(labels, scores)).toThrow(expect.objectContaining({ code }));
  });
});

describe('multiClassLogLoss', () => {
  const ACTUAL = [0, 1, 2, 1, 2, 0, 0, 1];
  const PROBABILITIES = [
    [0.5, 0.3, 0.2],
    [0.2, 0.5, 0.3],
    [0.3, 0.3, 0.4],
    [0.6, 0.2, 0.2],
    [0.1, 0.1, 0.8],
    [0.3, 0.4, 0.3],
    [0.4, 0.4, 0.2],
    [0.25, 0.5, 0.25],
  ].flat();

  // scikit-learn 1.6.1, log_loss.
  it.each([
    { options: {}, value: 0.868572159187799 },
    { options: { weights: [1, 2, 1, 1, 3, 1, 2, 1] }, value: 0.7503585240470759 },
  ])('with $options is $value', ({ options, value }) => {
    const actual = multiClassLogLoss(ACTUAL, PROBABILITIES, { classes: 3, ...options });
    expect(relativeError(actual.value ?? NaN, value)).toBeLessThan(1e-14);
  });

  it('is cut at 52 ln 2', () => {
    expect(multiClassLogLoss([0], [0, 1], { classes: 2 }).value).toBe(52 * Math.LN2);
  });

  it.each([
    { actual: [0], table: [0.5, 0.4], code: 'invalid_value' },
    { actual: [0], table: [1.5, -0.5], code: 'invalid_value' },
    { actual: [0], table: [1], code: 'shape_mismatch' },
    { actual: [2], table: [0.5, 0.5], code: 'invalid_value' },
    { actual: [], table: [], code: 'empty_input' },
  ])('throws $code for $actual, $table', ({ actual, table, code }) => {
    expect(() => multiClassLogLoss(actual, table, { classes: 2 })).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
