import {
  discountedCumulativeGain,
  normalizedDiscountedCumulativeGain,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

const RELEVANCE = [3, 2, 3, 0, 1, 2];
/** Three items share a score across the second place. */
const SCORES = [0.5, 0.4, 0.4, 0.3, 0.2, 0.4];

describe('discountedCumulativeGain', () => {
  // scikit-learn 1.6.1, dcg_score.
  it.each([
    { options: {}, value: 6.999955247612673 },
    { options: { k: 2 }, value: 4.472169425000067 },
    { options: { k: 3 }, value: 5.638836091666734 },
    { options: { k: 99 }, value: 6.999955247612673 },
    { options: { gain: 'exponential' }, value: 14.123167870902373 },
  ] as const)('with $options is $value', ({ options, value }) => {
    const actual = discountedCumulativeGain(RELEVANCE, SCORES, options);
    expect(relativeError(actual, value)).toBeLessThan(1e-14);
  });

  it('is that of its definition without ties', () => {
    const expected = 3 + 2 / Math.log2(3);
    expect(discountedCumulativeGain([3, 0, 2], [0.9, 0.5, 0.8])).toBeCloseTo(expected, 15);
  });

  it.each([
    { relevance: [], scores: [], options: {}, code: 'empty_input' },
    { relevance: [1], scores: [], options: {}, code: 'shape_mismatch' },
    { relevance: [-1], scores: [1], options: {}, code: 'invalid_value' },
    { relevance: [1], scores: [NaN], options: {}, code: 'invalid_value' },
    { relevance: [1], scores: [1], options: { k: 0 }, code: 'invalid_argument' },
    { relevance: [2000], scores: [1], options: { gain: 'exponential' }, code: 'invalid_value' },
  ] as const)('throws $code for $relevance, $scores, $options', (testCase) => {
    const { relevance, scores, options, code } = testCase;
    expect(() => discountedCumulativeGain(relevance, scores, options)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

describe('normalizedDiscountedCumulativeGain', () => {
  // scikit-learn 1.6.1, ndcg_score.
  it.each([
    { options: {}, value: 0.9802492603836019 },
    { options: { k: 3 }, value: 0.9569044203327149 },
  ])('with $options is $value', ({ options, value }) => {
    const actual = normalizedDiscountedCumulativeGain(RELEVANCE, SCORES, options) ?? NaN;
    expect(relativeError(actual, value)).toBeLessThan(1e-14);
  });

  it('is in [0, 1], 1 in the order of relevance, and blind to the order of items', () => {
    const items = fc.array(fc.record({ relevance: fc.nat(4), score: fc.nat(5) }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(items, fc.integer({ min: 1, max: 12 }), (all, k) => {
        const of = (list: typeof all): number =>
          normalizedDiscountedCumulativeGain(
            list.map(({ relevance }) => relevance),
            list.map(({ score }) => score),
            { k, zeroDivision: 0 },
          ) ?? NaN;
        expect(of(all)).toBeGreaterThanOrEqual(0);
        expect(of(all)).toBeLessThanOrEqual(1);
        expect(of(all.toReversed())).toBeCloseTo(of(all), 13);
        const ideal = all.map(({ relevance }) => ({ relevance, score: relevance }));
        expect([0, 1]).toContain(of(ideal));
      }),
    );
  });

  it('has no value when nothing is relevant, or the one that is given', () => {
    expect(normalizedDiscountedCumulativeGain([0, 0], [1, 2])).toBeUndefined();
    expect(normalizedDiscountedCumulativeGain([0, 0], [1, 2], { zeroDivision: 0 })).toBe(0);
  });
});
