import {
  hypergeometricCumulative,
  hypergeometricLogProbability,
  hypergeometricSurvival,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

const law = fc.integer({ min: 1, max: 60 }).chain((population) =>
  fc.record({
    population: fc.constant(population),
    successes: fc.integer({ min: 0, max: population }),
    draws: fc.integer({ min: 0, max: population }),
  }),
);

/** [k, population, successes, draws, ln of the probability, at most k, more than k]. */
const CASES = [
  [1, 10, 5, 2, Math.log(5 / 9), 7 / 9, 2 / 9],
  [4, 10, 5, 9, Math.log(0.5), 0.5, 0.5],
  [3, 10, 5, 9, -Infinity, 0, 1],
  [6, 10, 5, 9, -Infinity, 1, 0],
  [1, 7, 7, 1, 0, 1, 0],
  [0, 7, 0, 3, 0, 1, 0],
  [0, 0, 0, 0, 0, 1, 0],
  // scipy 1.15.3; the tiny tails and the large population from sums of binomial coefficients in
  // mpmath 1.4.1 with 50 digits: at a million scipy itself is off by 1e-9.
  [10, 500, 100, 60, -2.178382785585086, 0.3100240136604312, 0.6899759863395688],
  [295, 2000, 1900, 300, -6.981015334422864, 0.9996683633999679, 0.000331636600032155],
  [0, 1000003, 333, 777, -0.25888378983549887, 0.7719127219360378, 0.22808727806396226],
  [201, 2000, 1900, 300, -199.1590381841298, 3.2124907179548747e-87, 1],
  [59, 500, 100, 60, -109.39609044474159, 1, 5.2778153642636064e-51],
  [1875, 5000, 2500, 2500, -657.5639772898919, 1, 3.309198138343578e-287],
] as const;

describe('the hypergeometric law', () => {
  it.each(CASES)('at %d of population %d, successes %d, draws %d', (...row) => {
    const [k, population, successes, draws, log, below, above] = row;
    const urn = { population, successes, draws };
    // The absolute error near 0 is the relative one of the probability.
    const tolerance = 5e-12 / Math.min(1, Math.abs(log) + Number.EPSILON);
    expect(relativeError(hypergeometricLogProbability(k, urn), log)).toBeLessThan(tolerance);
    expect(relativeError(hypergeometricCumulative(k, urn), below)).toBeLessThan(5e-12);
    expect(relativeError(hypergeometricSurvival(k, urn), above)).toBeLessThan(5e-12);
  });

  it('has probabilities that add up to 1 and to its tails', () => {
    fc.assert(
      fc.property(law, fc.nat(60), (urn, at) => {
        const k = Math.min(at, urn.draws);
        const probabilities = Array.from({ length: urn.draws + 1 }, (_, j) =>
          Math.exp(hypergeometricLogProbability(j, urn)),
        );
        const below = probabilities.slice(0, k + 1).reduce((sum, share) => sum + share, 0);
        const above = probabilities.slice(k + 1).reduce((sum, share) => sum + share, 0);
        expect(below + above).toBeCloseTo(1, 12);
        expect(relativeError(hypergeometricCumulative(k, urn), below)).toBeLessThan(1e-12);
        expect(relativeError(hypergeometricSurvival(k, urn), above)).toBeLessThan(1e-12);
      }),
    );
  });

  it('does not tell draws from successes', () => {
    fc.assert(
      fc.property(law, fc.nat(60), ({ population, successes, draws }, k) => {
        const one = hypergeometricLogProbability(k, { population, successes, draws });
        const two = hypergeometricLogProbability(k, {
          population,
          successes: draws,
          draws: successes,
        });
        expect(one === two || Math.abs(one - two) < 1e-12).toBe(true);
      }),
    );
  });

  it('takes populations of 10^7 in a fraction of a second', () => {
    // The normal law with continuity correction is good to about 1e-7 there.
    const urn = { population: 1e7, successes: 5e6, draws: 5e6 };
    expect(hypergeometricSurvival(2.5e6 + 100, urn)).toBeCloseTo(0.4494213, 6);
  });

  it.each([
    { k: NaN, urn: { population: 5, successes: 2, draws: 2 }, wrong: 'k is NaN' },
    { k: 1, urn: { population: 5.5, successes: 2, draws: 2 }, wrong: 'population is 5.5' },
    { k: 1, urn: { population: 5, successes: 6, draws: 2 }, wrong: 'successes is 6' },
    { k: 1, urn: { population: 5, successes: 2, draws: -1 }, wrong: 'draws is -1' },
  ])('throws invalid_argument: $wrong', ({ k, urn, wrong }) => {
    const error = expect.objectContaining({
      code: 'invalid_argument',
      message: expect.stringContaining(wrong),
    });
    for (const share of [
      hypergeometricLogProbability,
      hypergeometricCumulative,
      hypergeometricSurvival,
    ]) {
      expect(() => share(k, urn)).toThrow(error);
    }
  });
});
