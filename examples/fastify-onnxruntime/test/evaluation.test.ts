import { describe, expect, it } from 'vitest';

import {
  accuracy,
  areaUnderRoc,
  confusion,
  excessPopulationStability,
} from '../model/evaluation.ts';

describe('confusion', () => {
  it('counts answers, with one half meaning "negative"', () => {
    const counts = confusion([0.9, 0.8, 0.7, 0.5, 0.2], [true, false, true, true, false]);
    expect(counts).toEqual({
      truePositives: 2,
      falsePositives: 1,
      trueNegatives: 1,
      falseNegatives: 1,
    });
    expect(accuracy(counts)).toBeCloseTo(3 / 5, 12);
  });
});

describe('areaUnderRoc', () => {
  it.each([
    // The example of scikit-learn's roc_auc_score.
    { name: 'one inversion', scores: [0.1, 0.4, 0.35, 0.8], positive: [0, 0, 1, 1], area: 0.75 },
    { name: 'only ties', scores: [0.3, 0.3, 0.3, 0.3], positive: [0, 1, 0, 1], area: 0.5 },
    { name: 'a perfect order', scores: [0.1, 0.2, 0.3], positive: [0, 0, 1], area: 1 },
    { name: 'a reversed order', scores: [0.3, 0.2, 0.1], positive: [0, 0, 1], area: 0 },
  ])('is $area for $name', ({ scores, positive, area }) => {
    expect(areaUnderRoc(scores, positive.map(Boolean))).toBeCloseTo(area, 12);
  });

  it('is NaN when a class is missing', () => {
    expect(areaUnderRoc([0.1, 0.2], [true, true])).toBeNaN();
  });
});

describe('excessPopulationStability', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index);

  it('is minus the floor for equal samples', () => {
    expect(excessPopulationStability(hundred, hundred)).toBeCloseTo(-9 * (2 / 100), 12);
  });

  it('closes bins on the right', () => {
    // Deciles of 1..10 are the whole numbers 1 to 9, so each bin of the reference holds one of them and a
    // value on an edge belongs to the bin below it.
    const reference = Array.from({ length: 10 }, (_, index) => index + 1);
    // A second 9 for the 8: no row is left for bin 8, so that side gets half a row per bin.
    const current = [1, 2, 3, 4, 5, 6, 7, 9, 9, 10];
    const actual = [1, 1, 1, 1, 1, 1, 1, 0, 2, 1].map((count) => (count + 0.5) / 15);
    const index = actual.reduce((total, share) => total + (share - 0.1) * Math.log(share / 0.1), 0);
    expect(excessPopulationStability(reference, current)).toBeCloseTo(index - 9 * 0.2, 12);
  });

  it('merges edges that are equal', () => {
    // Every decile is 1: two bins, x <= 1 and x > 1 (empty in the reference).
    const reference = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
    const current = [1, 1, 1, 1, 1, 2, 2, 2, 2, 2];
    const [low, high] = [10.5 / 11, 0.5 / 11];
    const index = (0.5 - low) * Math.log(0.5 / low) + (0.5 - high) * Math.log(0.5 / high);
    expect(excessPopulationStability(reference, current)).toBeCloseTo(index - 2 / 10, 12);
  });
});
