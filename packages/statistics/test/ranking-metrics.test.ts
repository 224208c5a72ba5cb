import {
  averagePrecision,
  averagePrecisionAtK,
  hitAtK,
  labelRankingAveragePrecision,
  meanOverQueries,
  precisionAtK,
  rankByScore,
  recallAtK,
  reciprocalRank,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const RANKED = [1, 0, 1, 0, 0, 1];
const ranked = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 1, maxLength: 15 });

describe('rankByScore', () => {
  it('puts the highest first and keeps the order of ties', () => {
    const order = rankByScore([1, 0, 0, 1], [0.2, 0.9, 0.2, 0.5]);
    expect(Array.from(order)).toStrictEqual([0, 1, 1, 0]);
  });

  it.each([
    { labels: [], scores: [], code: 'empty_input' },
    { labels: [1], scores: [1, 2], code: 'shape_mismatch' },
    { labels: [3], scores: [1], code: 'invalid_value' },
    { labels: [1], scores: [NaN], code: 'invalid_value' },
  ])('throws $code for $labels, $scores', ({ labels, scores, code }) => {
    expect(() => rankByScore(labels, scores)).toThrow(expect.objectContaining({ code }));
  });
});

describe('metrics at k', () => {
  // By hand: relevant at ranks 1, 3 and 6.
  it.each([
    { k: 1, precision: 1, recall: 1 / 3, average: 1 },
    { k: 2, precision: 1 / 2, recall: 1 / 3, average: 1 / 2 },
    { k: 3, precision: 2 / 3, recall: 2 / 3, average: (1 + 2 / 3) / 3 },
    { k: 6, precision: 1 / 2, recall: 1, average: (1 + 2 / 3 + 1 / 2) / 3 },
    { k: 12, precision: 1 / 4, recall: 1, average: (1 + 2 / 3 + 1 / 2) / 3 },
  ])('at $k are $precision, $recall, $average', ({ k, precision, recall, average }) => {
    expect(precisionAtK(RANKED, k)).toBe(precision);
    expect(recallAtK(RANKED, k)).toBe(recall);
    expect(averagePrecisionAtK(RANKED, k)).toBeCloseTo(average, 15);
    expect(hitAtK(RANKED, k)).toBe(1);
  });

  it('count relevant items that are not ranked', () => {
    expect(recallAtK(RANKED, 6, { relevantItems: 6 })).toBe(0.5);
    const average = averagePrecisionAtK(RANKED, 4, { relevantItems: 6 });
    expect(average).toBeCloseTo((1 + 2 / 3) / 4, 15);
  });

  it('have no value when nothing is relevant, or the one that is given', () => {
    expect(recallAtK([0, 0], 1)).toBeUndefined();
    expect(averagePrecisionAtK([], 1)).toBeUndefined();
    expect(recallAtK([], 1, { zeroDivision: 0 })).toBe(0);
    expect(averagePrecisionAtK([0], 1, { zeroDivision: 1 })).toBe(1);
    expect(precisionAtK([], 3)).toBe(0);
    expect(hitAtK([0, 0, 1], 2)).toBe(0);
  });

  it('over the whole list is the average precision of its order', () => {
    fc.assert(
      fc.property(ranked, (list) => {
        const scores = list.map((_, rank) => -rank);
        const whole = averagePrecision(list, scores).value;
        const actual = averagePrecisionAtK(list, list.length);
        expect(actual === undefined).toBe(whole === undefined);
        expect(actual ?? 0).toBeCloseTo(whole ?? 0, 13);
      }),
    );
  });

  it('recall rises with k', () => {
    fc.assert(
      fc.property(ranked, fc.integer({ min: 1, max: 20 }), (list, k) => {
        const options = { zeroDivision: 0 };
        const [here = NaN, next = NaN] = [
          recallAtK(list, k, options),
          recallAtK(list, k + 1, options),
        ];
        expect(next).toBeGreaterThanOrEqual(here);
      }),
    );
  });

  it.each([0, 1.5, NaN])('throw invalid_argument for k = %s', (k) => {
    for (const metric of [precisionAtK, recallAtK, hitAtK, averagePrecisionAtK]) {
      expect(() => metric([1], k)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
    }
  });

  it('throw invalid_argument for fewer relevant items than are ranked', () => {
    expect(() => recallAtK([1, 1], 1, { relevantItems: 1 })).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });

  it('throw invalid_value for labels that are none', () => {
    expect(() => precisionAtK([0.5], 1)).toThrow(
      expect.objectContaining({ code: 'invalid_value' }),
    );
  });
});

describe('reciprocalRank', () => {
  it.each([
    { list: [1, 1], value: 1 },
    { list: [0, 0, 1], value: 1 / 3 },
    { list: [0, 0], value: 0 },
    { list: [], value: 0 },
  ])('of $list is $value', ({ list, value }) => expect(reciprocalRank(list)).toBe(value));

  it('throws invalid_value for labels that are none', () => {
    expect(() => reciprocalRank([NaN])).toThrow(expect.objectContaining({ code: 'invalid_value' }));
  });
});

describe('labelRankingAveragePrecision', () => {
  // scikit-learn 1.6.1, label_ranking_average_precision_score.
  it.each([
    { labels: [1, 0, 0, 1], scores: [0.5, 0.5, 0.2, 0.1], value: 0.5 },
    { labels: [0, 0], scores: [0.5, 0.5], value: 1 },
    { labels: [1, 1], scores: [0.5, 0.2], value: 1 },
  ])('of $labels, $scores is $value', ({ labels, scores, value }) => {
    expect(labelRankingAveragePrecision(labels, scores)).toBe(value);
  });

  it('throws shape_mismatch for unequal lengths', () => {
    expect(() => labelRankingAveragePrecision([1], [1, 2])).toThrow(
      expect.objectContaining({ code: 'shape_mismatch' }),
    );
  });
});

describe('meanOverQueries', () => {
  it('leaves out queries without a value', () => {
    expect(meanOverQueries([1, undefined, 0])).toStrictEqual({ value: 0.5, n: 2, variance: 0.25 });
    expect(meanOverQueries([undefined])).toMatchObject({ value: undefined, n: 0 });
    expect(meanOverQueries([])).toMatchObject({ value: undefined, n: 0 });
  });

  it('throws invalid_value for NaN', () => {
    expect(() => meanOverQueries([NaN])).toThrow(
      expect.objectContaining({ code: 'invalid_value' }),
    );
  });
});
