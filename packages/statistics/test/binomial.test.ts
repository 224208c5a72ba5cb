import {
  binomialCumulative,
  binomialLogProbability,
  binomialSurvival,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

const trials = fc.integer({ min: 1, max: 60 });
const probability = fc.double({ min: 0.001, max: 0.999, noNaN: true });

describe('the binomial law', () => {
  // scipy 1.15.3; the tiny tails and one in a million from mpmath 1.4.1 with 50 digits.
  it.each([
    { k: 3, n: 10, p: 0.5, log: Math.log(120 / 1024), below: 176 / 1024, above: 848 / 1024 },
    { k: 0, n: 10, p: 0.3, log: 10 * Math.log(0.7), below: 0.7 ** 10, above: 1 - 0.7 ** 10 },
    { k: 10, n: 10, p: 0.3, log: 10 * Math.log(0.3), below: 1, above: 0 },
    { k: 200, n: 400, p: 0.77, log: -72.1714232402394, below: 6.438259749053139e-32, above: 1 },
    { k: 1, n: 57, p: 0.9999, log: -511.7361095678382, below: 5.699439999964849e-223, above: 1 },
    { k: 28, n: 57, p: 1e-9, log: -543.0023771608517, below: 1, above: 1.5033632842860212e-245 },
    {
      k: 5,
      n: 1e6,
      p: 1e-6,
      log: -5.787497242794879,
      below: 0.9994058213137257,
      above: 0.000594178686274279,
    },
    {
      k: 5e4,
      n: 1e5,
      p: 0.49,
      log: -25.986257652308268,
      below: 0.9999999998761147,
      above: 1.2388535831381177e-10,
    },
    { k: 0, n: 0, p: 0.3, log: 0, below: 1, above: 0 },
    { k: -1, n: 5, p: 0.3, log: -Infinity, below: 0, above: 1 },
    { k: 6, n: 5, p: 0.3, log: -Infinity, below: 1, above: 0 },
    { k: 0, n: 5, p: 0, log: 0, below: 1, above: 0 },
    { k: 1, n: 5, p: 0, log: -Infinity, below: 1, above: 0 },
    { k: 5, n: 5, p: 1, log: 0, below: 1, above: 0 },
    { k: 4, n: 5, p: 1, log: -Infinity, below: 0, above: 1 },
  ])('at $k of $n trials with $p: $log, $below, $above', ({ k, n, p, log, below, above }) => {
    const tolerance = n > 1000 ? 1e-11 : 2e-13;
    expect(relativeError(binomialLogProbability(k, n, p), log)).toBeLessThan(tolerance);
    expect(relativeError(binomialCumulative(k, n, p), below)).toBeLessThan(tolerance);
    expect(relativeError(binomialSurvival(k, n, p), above)).toBeLessThan(tolerance);
  });

  it('has probabilities that add up to its tails', () => {
    fc.assert(
      fc.property(trials, probability, fc.nat(60), (n, p, at) => {
        const k = Math.min(at, n - 1);
        const probabilities = Array.from({ length: n + 1 }, (_, j) =>
          Math.exp(binomialLogProbability(j, n, p)),
        );
        const below = probabilities.slice(0, k + 1).reduce((sum, share) => sum + share, 0);
        const above = probabilities.slice(k + 1).reduceRight((sum, share) => sum + share, 0);
        expect(relativeError(binomialCumulative(k, n, p), below)).toBeLessThan(1e-12);
        expect(relativeError(binomialSurvival(k, n, p), above)).toBeLessThan(1e-12);
      }),
    );
  });

  it('mirrors successes into failures', () => {
    fc.assert(
      fc.property(trials, fc.integer({ min: 1, max: 63 }), fc.nat(60), (n, sixtyFourths, at) => {
        const [k, p] = [Math.min(at, n), sixtyFourths / 64];
        expect(binomialSurvival(k, n, p)).toBe(binomialCumulative(n - k - 1, n, 1 - p));
        expect(
          Math.abs(binomialLogProbability(k, n, p) - binomialLogProbability(n - k, n, 1 - p)),
        ).toBeLessThan(1e-12);
      }),
    );
  });

  it('counts whole successes only', () => {
    expect(binomialCumulative(3.9, 10, 0.5)).toBe(binomialCumulative(3, 10, 0.5));
    expect(binomialSurvival(3.9, 10, 0.5)).toBe(binomialSurvival(3, 10, 0.5));
    expect(binomialCumulative(Infinity, 10, 0.5)).toBe(1);
    expect(binomialSurvival(-Infinity, 10, 0.5)).toBe(1);
  });

  it.each([
    { k: NaN, n: 3, p: 0.5, wrong: 'k is NaN' },
    { k: 1, n: 2.5, p: 0.5, wrong: 'n is 2.5' },
    { k: 1, n: -1, p: 0.5, wrong: 'n is -1' },
    { k: 1, n: 3, p: 1.5, wrong: 'p is 1.5' },
  ])('throws invalid_argument: $wrong', ({ k, n, p, wrong }) => {
    const error = expect.objectContaining({
      code: 'invalid_argument',
      message: expect.stringContaining(wrong),
    });
    for (const law of [binomialLogProbability, binomialCumulative, binomialSurvival]) {
      expect(() => law(k, n, p)).toThrow(error);
    }
  });

  it('has a probability of whole counts only', () => {
    expect(() => binomialLogProbability(1.5, 3, 0.5)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});
