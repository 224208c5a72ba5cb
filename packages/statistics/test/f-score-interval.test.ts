import { fScoreInterval, fScoreStandardError, wilsonInterval } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

const count = fc.integer({ min: 0, max: 1000 });
const someCounts = fc
  .record({ truePositives: count, falsePositives: count, falseNegatives: count })
  .filter((c) => c.truePositives + c.falsePositives + c.falseNegatives > 0);
const beta = fc.double({ min: 0.1, max: 10, noNaN: true });

type Counts = Readonly<Record<'truePositives' | 'falsePositives' | 'falseNegatives', number>>;

function score({ truePositives, falsePositives, falseNegatives }: Counts, b: number): number {
  const weighted = (1 + b * b) * truePositives;
  return weighted / (weighted + falsePositives + b * b * falseNegatives);
}

describe('fScoreStandardError', () => {
  it('is the gradient of the score times the multinomial covariance of the counts', () => {
    const occupied = fc.record({
      truePositives: fc.integer({ min: 1, max: 1000 }),
      falsePositives: fc.integer({ min: 1, max: 1000 }),
      falseNegatives: fc.integer({ min: 1, max: 1000 }),
    });
    fc.assert(
      fc.property(occupied, beta, (counts, b) => {
        // Numeric derivatives; the mean term of the covariance vanishes, since only ratios count.
        const variance = Object.entries(counts).reduce((sum, [name, n]) => {
          const step = n * 1e-5;
          const high = score({ ...counts, [name]: n + step }, b);
          const low = score({ ...counts, [name]: n - step }, b);
          return sum + n * ((high - low) / (2 * step)) ** 2;
        }, 0);
        const error = fScoreStandardError(counts, { beta: b });
        expect(relativeError(error, Math.sqrt(variance))).toBeLessThan(1e-5);
      }),
    );
  });

  it('is 0 at scores of 0 and 1', () => {
    const perfect = { truePositives: 5, falsePositives: 0, falseNegatives: 0 };
    expect(fScoreStandardError(perfect)).toBe(0);
    expect(fScoreStandardError({ ...perfect, truePositives: 0, falsePositives: 5 })).toBe(0);
  });
});

describe('fScoreInterval', () => {
  it('is Wilson of TP in all but true negatives for β = 1', () => {
    fc.assert(
      fc.property(someCounts, (counts) => {
        const size = counts.truePositives + counts.falsePositives + counts.falseNegatives;
        const wilson = wilsonInterval(counts.truePositives, size);
        const { lower, upper } = fScoreInterval(counts);
        expect(lower).toBeCloseTo((2 * wilson.lower) / (1 + wilson.lower), 12);
        expect(upper).toBeCloseTo((2 * wilson.upper) / (1 + wilson.upper), 12);
      }),
    );
  });

  it('holds the score, stays in [0, 1], and has a width also at 0 and 1', () => {
    fc.assert(
      fc.property(someCounts, beta, (counts, b) => {
        const { lower, upper } = fScoreInterval(counts, { beta: b, confidence: 0.9 });
        const value = score(counts, b);
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(upper).toBeLessThanOrEqual(1);
        expect(lower).toBeLessThanOrEqual(value);
        expect(upper).toBeGreaterThanOrEqual(value);
        expect(upper - lower).toBeGreaterThan(0);
      }),
    );
  });

  it.each([0.5, 1, 2])('of a perfect score expects the costlier failure, β = %d', (b) => {
    const perfect = { truePositives: 5, falsePositives: 0, falseNegatives: 0 };
    const { lower, upper } = fScoreInterval(perfect, { beta: b });
    const wilson = wilsonInterval(5, 5).lower;
    const odds = ((1 + b * b) / Math.max(1, b * b)) * (wilson / (1 - wilson));
    expect(relativeError(lower, odds / (1 + odds))).toBeLessThan(1e-12);
    expect(upper).toBe(1);
  });

  it('of no true positive starts at exactly 0', () => {
    const none = { truePositives: 0, falsePositives: 3, falseNegatives: 2 };
    expect(fScoreInterval(none).lower).toBe(0);
    expect(fScoreInterval(none, { beta: 2 }).lower).toBe(0);
  });

  it('has precision and recall as its limits in β', () => {
    const counts = { truePositives: 40, falsePositives: 10, falseNegatives: 25 };
    const precision = wilsonInterval(40, 50);
    const recall = wilsonInterval(40, 65);
    expect(fScoreInterval(counts, { beta: 1e-4 }).lower).toBeCloseTo(precision.lower, 6);
    expect(fScoreInterval(counts, { beta: 1e-4 }).upper).toBeCloseTo(precision.upper, 6);
    expect(fScoreInterval(counts, { beta: 1e4 }).lower).toBeCloseTo(recall.lower, 6);
    expect(fScoreInterval(counts, { beta: 1e4 }).upper).toBeCloseTo(recall.upper, 6);
  });

  it('tends to the score plus or minus 1.96 standard errors', () => {
    const counts = { truePositives: 4e7, falsePositives: 1e7, falseNegatives: 3e7 };
    const { lower, upper } = fScoreInterval(counts, { beta: 2 });
    const error = fScoreStandardError(counts, { beta: 2 });
    expect(relativeError((upper - lower) / 2, 1.959963984540054 * error)).toBeLessThan(1e-4);
  });

  it.each([
    { counts: [0, 0, 0], options: {}, code: 'empty_input', says: 'no positives' },
    { counts: [1, -1, 0], options: {}, code: 'invalid_value', says: 'falsePositives is -1' },
    { counts: [NaN, 1, 0], options: {}, code: 'invalid_value', says: 'truePositives is NaN' },
    {
      counts: [1, 1, Infinity],
      options: {},
      code: 'invalid_value',
      says: 'falseNegatives is Infinity',
    },
    { counts: [1, 1, 1], options: { beta: 0 }, code: 'invalid_argument', says: 'beta is 0' },
    { counts: [1, 1, 1], options: { beta: NaN }, code: 'invalid_argument', says: 'beta is NaN' },
  ] as const)('and fScoreStandardError throw $code: $says', ({ counts, options, code, says }) => {
    const [truePositives, falsePositives, falseNegatives] = counts;
    const error = expect.objectContaining({ code, message: expect.stringContaining(says) });
    const wrong = { truePositives, falsePositives, falseNegatives };
    expect(() => fScoreInterval(wrong, options)).toThrow(error);
    expect(() => fScoreStandardError(wrong, options)).toThrow(error);
  });

  it('throws invalid_argument for a confidence of 1', () => {
    const counts = { truePositives: 1, falsePositives: 1, falseNegatives: 1 };
    expect(() => fScoreInterval(counts, { confidence: 1 })).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});
