import { kolmogorovOneSampleSurvival, normalCumulative } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { createRandom, poisson, studentT3 } from '../../bench/drift-alerts/random.ts';

const SIZE = 20_000;

/** Kolmogorov's p-value of values that should be uniform. */
function uniformPValue(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const difference = sorted.reduce(
    (most, value, at) =>
      Math.max(most, Math.abs(value - at / SIZE), Math.abs(value - (at + 1) / SIZE)),
    0,
  );
  return kolmogorovOneSampleSurvival(difference, SIZE);
}

describe('random numbers', () => {
  it('are the same for the same seed, and others for another order of it', () => {
    const draw = (seed: number[]): number[] => {
      const random = createRandom(seed);
      return Array.from({ length: 5 }, () => random.normal());
    };
    expect(draw([11, 3])).toEqual(draw([11, 3]));
    expect(draw([11, 3])).not.toEqual(draw([3, 11]));
    expect(draw([11, 3])).not.toEqual(draw([11, 4]));
  });

  it('are uniform', () => {
    const random = createRandom([1]);
    const values = Array.from({ length: SIZE }, () => random.uniform());
    expect(uniformPValue(values)).toBeGreaterThan(0.01);
  });

  it('are normal, in the tail too', () => {
    const random = createRandom([2]);
    const values = Array.from({ length: SIZE }, () => random.normal());
    expect(uniformPValue(values.map((value) => normalCumulative(value)))).toBeGreaterThan(0.01);
    let beyond = 0;
    for (let draw = 0; draw < 1_000_000; draw++) if (Math.abs(random.normal()) > 3.5) beyond++;
    // 465 expected.
    expect(Math.abs(beyond - 465)).toBeLessThan(3 * Math.sqrt(465));
  });

  it.each([0.5, 12, 120, 800])('are Poisson with mean and variance %d', (mean) => {
    const random = createRandom([3, mean]);
    const values = Array.from({ length: SIZE }, () => poisson(random, mean));
    const average = values.reduce((sum, value) => sum + value, 0) / SIZE;
    const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / SIZE;
    expect(Math.abs(average - mean)).toBeLessThan(4 * Math.sqrt(mean / SIZE));
    expect(variance / mean).toBeGreaterThan(0.95);
    expect(variance / mean).toBeLessThan(1.05);
  });

  it('have the tails of t with three degrees of freedom', () => {
    const random = createRandom([4]);
    const beyond = Array.from({ length: SIZE }, () => studentT3(random)).filter(
      (value) => Math.abs(value) > 3.182,
    );
    // P(|T| > 3.182) = 0.05.
    expect(Math.abs(beyond.length - 1000)).toBeLessThan(100);
  });
});
