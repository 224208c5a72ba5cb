import {
  cumulativeGain,
  distinctScores,
  kolmogorovSmirnov,
  scoreSeparation,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { scoredRows } from './support/rows.ts';

const SCORES = distinctScores([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]);

describe('cumulativeGain', () => {
  it.each([
    { share: 0.25, gain: 0.5, lift: 2 },
    { share: 0.5, gain: 0.5, lift: 1 },
    { share: 0.625, gain: 0.75, lift: 1.2 },
    { share: 0.75, gain: 1, lift: 4 / 3 },
    { share: 1, gain: 1, lift: 1 },
  ])('of the first $share is $gain, lift $lift', ({ share, gain, lift }) => {
    expect(cumulativeGain(SCORES, share)).toStrictEqual({ gain, lift });
  });

  it('rises with the share', () => {
    const share = fc.double({ min: 0.01, max: 1, noNaN: true });
    fc.assert(
      fc.property(scoredRows, share, share, ({ labels, scores }, a, b) => {
        const groups = distinctScores(labels, scores);
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((at) =>
          cumulativeGain(groups, at),
        );
        expect(low?.gain ?? NaN).toBeLessThanOrEqual((high?.gain ?? NaN) + 1e-12);
      }),
    );
  });

  it('is undefined without positive rows or a share', () => {
    expect(cumulativeGain({ counts: [3], positives: [0] }, 0.5)).toBeUndefined();
    expect(cumulativeGain(SCORES, 0)).toBeUndefined();
  });

  it.each([-0.1, 1.1, NaN])('throws invalid_argument for a share of %s', (share) => {
    expect(() => cumulativeGain(SCORES, share)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});

describe('scoreSeparation', () => {
  it('is the Kolmogorov-Smirnov statistic of the two labels', () => {
    fc.assert(
      fc.property(scoredRows, ({ labels, scores }) => {
        const of = (label: number): number[] =>
          scores.filter((_, row) => labels[row] === label).toSorted((a, b) => a - b);
        const { value, n } = scoreSeparation(distinctScores(labels, scores));
        expect(value).toBeCloseTo(kolmogorovSmirnov(of(0), of(1)).statistic, 14);
        expect(n).toBeCloseTo((of(0).length * of(1).length) / labels.length, 10);
      }),
    );
  });

  it('has no value when one label is absent', () => {
    expect(scoreSeparation({ counts: [3], positives: [3] })).toStrictEqual({
      value: undefined,
      n: 0,
      variance: undefined,
    });
    expect(scoreSeparation({ counts: [3], positives: [0] }, { zeroDivision: 0 }).value).toBe(0);
  });
});
