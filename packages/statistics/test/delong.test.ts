import { deLong, deLongFromCounts } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

const scores = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 25 });

/** The definition: every positive against every negative. */
function byPairs(positives: readonly number[], negatives: readonly number[]): [number, number] {
  const won = (x: number, y: number): number => (x > y ? 1 : 0) + (x === y ? 0.5 : 0);
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1);
  const ofPositives = positives.map((x) => mean(negatives.map((y) => won(x, y))));
  const ofNegatives = negatives.map((y) => mean(positives.map((x) => won(x, y))));
  return [
    mean(ofPositives),
    variance(ofPositives) / positives.length + variance(ofNegatives) / negatives.length,
  ];
}

describe('deLong', () => {
  it.each([
    // Pairs won: 4, 4 and 3 of 4; 3, 3, 3 and 2 of 3.
    { positives: [0.9, 0.8, 0.4], negatives: [0.7, 0.3, 0.2, 0.1], auc: 11 / 12, variance: 1 / 72 },
    { positives: [2, 3], negatives: [0, 1], auc: 1, variance: 0 },
    { positives: [0, 1], negatives: [2, 3], auc: 0, variance: 0 },
    { positives: [5, 5, 5], negatives: [5, 5], auc: 0.5, variance: 0 },
    { positives: [-0, 1], negatives: [0, 1], auc: 0.5, variance: 0.125 },
    // One positive alone says nothing of its spread: AUC (1 - AUC) / 1.
    { positives: [2], negatives: [1, 3, 1, 1], auc: 0.75, variance: 0.1875 },
    { positives: [1, 2, 3, 4], negatives: [3], auc: 0.375, variance: 0.234375 },
  ])('of $positives over $negatives is $auc ± √$variance', (row) => {
    const estimate = deLong(row.positives, row.negatives);
    expect(estimate.auc).toBeCloseTo(row.auc, 15);
    expect(estimate.variance).toBeCloseTo(row.variance, 15);
    expect(estimate).toMatchObject({
      positives: row.positives.length,
      negatives: row.negatives.length,
    });
  });

  it('agrees with all pairs compared', () => {
    fc.assert(
      fc.property(scores, scores, (positives, negatives) => {
        const { auc, variance } = deLong(positives, negatives);
        const [expectedAuc, expectedVariance] = byPairs(positives, negatives);
        expect(Math.abs(auc - expectedAuc)).toBeLessThan(1e-14);
        expect(Math.abs(variance - expectedVariance)).toBeLessThan(
          1e-12 * Math.max(expectedVariance, 1e-4),
        );
      }),
    );
  });

  it('changes into 1 - AUC with the classes, and depends on the order of scores alone', () => {
    fc.assert(
      fc.property(scores, scores, (positives, negatives) => {
        const estimate = deLong(positives, negatives);
        const swapped = deLong(negatives, positives);
        expect(swapped.auc).toBeCloseTo(1 - estimate.auc, 13);
        expect(swapped.variance).toBeCloseTo(estimate.variance, 13);
        const moved = deLong(positives.map(Math.exp), negatives.map(Math.exp));
        expect(moved).toEqual(estimate);
        // Never more than the variance of a proportion, but for the n - 1 in the denominators.
        const { auc, variance } = estimate;
        const smaller = Math.min(positives.length, negatives.length);
        expect(variance).toBeLessThanOrEqual((2 * auc * (1 - auc)) / (smaller - 1) + 1e-15);
      }),
    );
  });

  it('leaves its input as it was', () => {
    const positives = Float64Array.of(3, 1, 2);
    deLong(positives, [5, 4]);
    expect([...positives]).toEqual([3, 1, 2]);
  });

  it.each([
    { positives: [], negatives: [1], code: 'empty_input', says: 'positives' },
    { positives: [1], negatives: [], code: 'empty_input', says: 'negatives' },
    { positives: [NaN], negatives: [1], code: 'invalid_value', says: 'positives[0] is NaN' },
    {
      positives: [1],
      negatives: [1, Infinity],
      code: 'invalid_value',
      says: 'negatives[1] is Infinity',
    },
  ])('throws $code: $says', ({ positives, negatives, code, says }) => {
    expect(() => deLong(positives, negatives)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(says) }),
    );
  });
});

describe('deLongFromCounts', () => {
  it('is deLong of scores that are equal within a bin', () => {
    const count = fc.integer({ min: 0, max: 9 });
    const bins = fc
      .array(fc.tuple(count, count), { minLength: 1, maxLength: 12 })
      .filter((pairs) => [0, 1].every((side) => pairs.some((pair) => (pair[side] ?? 0) > 0)));
    fc.assert(
      fc.property(bins, (pairs) => {
        const side = (index: 0 | 1): number[] =>
          pairs.flatMap((pair, bin) => Array.from<number>({ length: pair[index] }).fill(bin));
        const estimate = deLongFromCounts(
          pairs.map(([positive]) => positive),
          pairs.map(([, negative]) => negative),
        );
        const expected = deLong(side(0), side(1));
        expect(estimate.auc).toBeCloseTo(expected.auc, 14);
        expect(relativeError(estimate.variance + 1e-9, expected.variance + 1e-9)).toBeLessThan(
          1e-9,
        );
        expect(estimate).toMatchObject({
          positives: expected.positives,
          negatives: expected.negatives,
        });
      }),
    );
  });

  it('keeps a variance next to an area of 1', () => {
    // One of 10^7 positives ties with the negatives: auc = 1 - 0.5e-7, one placement of ½.
    const { auc, variance } = deLongFromCounts([1, 1e7 - 1], [1e7, 0]);
    expect(auc).toBeCloseTo(1 - 0.5e-7, 15);
    expect(relativeError(variance, 0.25 / 1e14)).toBeLessThan(1e-6);
  });

  it.each([
    { positives: [1], negatives: [1, 2], code: 'shape_mismatch' },
    { positives: [0, 0], negatives: [1, 2], code: 'empty_input' },
    { positives: [1, 2], negatives: [0, 0], code: 'empty_input' },
    { positives: [1, -2], negatives: [1, 2], code: 'invalid_value' },
  ])('throws $code for $positives and $negatives', ({ positives, negatives, code }) => {
    expect(() => deLongFromCounts(positives, negatives)).toThrow(expect.objectContaining({ code }));
  });
});
