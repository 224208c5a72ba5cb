import { deLong, deLongDifference } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const row = fc.record({
  first: fc.integer({ min: 0, max: 9 }),
  second: fc.integer({ min: 0, max: 9 }),
  label: fc.integer({ min: 0, max: 1 }),
});
const rows = fc.array(row, { minLength: 4, maxLength: 30 }).filter((sample) => {
  const positives = sample.filter(({ label }) => label === 1).length;
  return positives >= 2 && sample.length - positives >= 2;
});

type Row = Readonly<Record<'first' | 'second' | 'label', number>>;
type Scored = 'first' | 'second';

const paired = (sample: readonly Row[]): Parameters<typeof deLongDifference>[0] => ({
  first: sample.map(({ first }) => first),
  second: sample.map(({ second }) => second),
  labels: sample.map(({ label }) => label),
});

/** The share of the other class that a row of either class wins against, by comparing all. */
function placementsByPairs(sample: readonly Row[], name: Scored, label: number): number[] {
  const others = sample.filter((other) => other.label !== label);
  return sample
    .filter((one) => one.label === label)
    .map((one) => {
      const won = others.map((other) => {
        const gap = (one[name] - other[name]) * (label === 1 ? 1 : -1);
        return (Math.sign(gap) + 1) / 2;
      });
      return won.reduce((sum, value) => sum + value, 0) / others.length;
    });
}

function covariance(one: readonly number[], two: readonly number[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [a, b] = [mean(one), mean(two)];
  const products = one.map((value, i) => (value - a) * ((two[i] ?? NaN) - b));
  return products.reduce((sum, value) => sum + value, 0) / (one.length - 1);
}

describe('deLongDifference', () => {
  it('is the difference of the areas, with the variances less twice the covariance', () => {
    fc.assert(
      fc.property(rows, (sample) => {
        const { difference, variance } = deLongDifference(paired(sample));
        const area = (name: Scored): number =>
          deLong(
            sample.filter(({ label }) => label === 1).map((one) => one[name]),
            sample.filter(({ label }) => label === 0).map((one) => one[name]),
          ).auc;
        expect(difference).toBeCloseTo(area('first') - area('second'), 13);
        const parts = [1, 0].map((label) => {
          const one = placementsByPairs(sample, 'first', label);
          const two = placementsByPairs(sample, 'second', label);
          const spread = covariance(one, one) + covariance(two, two) - 2 * covariance(one, two);
          return spread / one.length;
        });
        expect(variance).toBeCloseTo((parts[0] ?? NaN) + (parts[1] ?? NaN), 13);
      }),
    );
  });

  it('changes sign with the order, and p stays', () => {
    fc.assert(
      fc.property(rows, (sample) => {
        const scores = paired(sample);
        const { difference, variance, pValue } = deLongDifference(scores);
        const swapped = deLongDifference({ ...scores, first: scores.second, second: scores.first });
        expect(swapped.difference + difference).toBeCloseTo(0, 14);
        expect(swapped.variance).toBeCloseTo(variance, 14);
        expect(pValue).toBeGreaterThanOrEqual(0);
        expect(pValue).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('has p = 1 for the same scores, and p = 0 for a difference without variance', () => {
    const labels = [0, 0, 1, 1];
    const right = [1, 2, 3, 4];
    const same = deLongDifference({ first: right, second: [10, 20, 30, 40], labels });
    expect(same).toEqual({ difference: 0, variance: 0, pValue: 1 });
    const opposite = deLongDifference({ first: right, second: right.toReversed(), labels });
    expect(opposite).toEqual({ difference: 1, variance: 0, pValue: 0 });
  });

  it('is two-sided normal', () => {
    const { difference, variance, pValue } = deLongDifference({
      first: [1, 4, 2, 3, 5, 6],
      second: [1, 2, 3, 4, 5, 6],
      labels: [0, 0, 0, 1, 1, 1],
    });
    expect(difference).toBeCloseTo(-1 / 9, 15);
    // One of the placements of each class is a third short: both variances are 1/27.
    expect(variance).toBeCloseTo(2 / 81, 15);
    // 2 (1 - Φ(√½)).
    expect(pValue).toBeCloseTo(0.4795001221869535, 13);
  });

  it.each([
    { change: { labels: [0, 1] }, code: 'shape_mismatch', says: 'labels 2' },
    { change: { first: [1] }, code: 'shape_mismatch', says: 'first has 1' },
    { change: { labels: [0, 1, 1, 1] }, code: 'empty_input', says: '1 negatives' },
    { change: { labels: [0, 0, 0, 1] }, code: 'empty_input', says: '1 positives' },
    { change: { labels: [0, 0, 1, 2] }, code: 'invalid_value', says: 'labels[3] is 2' },
    { change: { labels: [0, 0, 1, NaN] }, code: 'invalid_value', says: 'labels[3] is NaN' },
    { change: { first: [1, 2, NaN, 4] }, code: 'invalid_value', says: 'first[2] is NaN' },
    { change: { second: [1, Infinity, 3, 4] }, code: 'invalid_value', says: 'second[1] is Inf' },
  ])('throws $code: $says', ({ change, code, says }) => {
    const scores = { first: [1, 2, 3, 4], second: [1, 2, 3, 4], labels: [0, 0, 1, 1] };
    expect(() => deLongDifference({ ...scores, ...change })).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(says) }),
    );
  });
});
