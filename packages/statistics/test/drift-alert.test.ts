import {
  combineContrasts,
  driftingFeatures,
  isDriftAlert,
  jensenShannonDistance,
  rankPolynomials,
  scoreAsJensenShannonDistance,
  scoreBeyondNoise,
} from '@marigraph/statistics';
import type { WindowJudged } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

const VERDICT: WindowJudged = {
  status: 'judged',
  n: 500,
  score: 0.5,
  variance: 0.01,
  statistic: 5,
  degreesOfFreedom: 30,
  pValue: 2e-5,
};
const p = fc.double({ min: 0, max: 1, noNaN: true });

describe('isDriftAlert', () => {
  it('is a p-value at or below the level', () => {
    expect(isDriftAlert(VERDICT, { level: 2e-5 })).toBe(true);
    expect(isDriftAlert(VERDICT, { level: 1.9e-5 })).toBe(false);
  });

  it('is no score within the noise and the limit of relevance', () => {
    // √(0.25 - 0.01) = 0.4899.
    expect(isDriftAlert(VERDICT, { level: 1, minimumScore: 0.489 })).toBe(true);
    expect(isDriftAlert(VERDICT, { level: 1, minimumScore: 0.49 })).toBe(false);
    expect(isDriftAlert({ ...VERDICT, score: -0.5 }, { level: 1, minimumScore: 0.489 })).toBe(true);
  });

  it('is never what was not judged', () => {
    const options = { level: 1 };
    expect(isDriftAlert({ status: 'insufficient_data', n: 3, score: 9 }, options)).toBe(false);
    expect(isDriftAlert({ status: 'unseen_phase', n: 500 }, options)).toBe(false);
  });

  it('stays an alert when the budget grows', () => {
    fc.assert(
      fc.property(p, p, p, (pValue, one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const verdict = { ...VERDICT, pValue };
        expect(Number(isDriftAlert(verdict, { level: low }))).toBeLessThanOrEqual(
          Number(isDriftAlert(verdict, { level: high })),
        );
      }),
    );
  });

  it.each([
    { level: -1, minimumScore: 0 },
    { level: NaN, minimumScore: 0 },
    { level: 0.5, minimumScore: -1 },
    { level: 0.5, minimumScore: NaN },
  ])('throws invalid_argument for %j', (options) => {
    expect(() => isDriftAlert(VERDICT, options)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});

describe('scoreBeyondNoise', () => {
  it('is 0 within the noise floor, and the score itself without noise', () => {
    expect(scoreBeyondNoise({ score: 0.1, variance: 0.02 })).toBe(0);
    expect(scoreBeyondNoise({ score: -0.3, variance: 0 })).toBeCloseTo(0.3, 15);
  });
});

describe('scoreAsJensenShannonDistance', () => {
  it('is 0.1 for 0.235, whichever way', () => {
    expect(scoreAsJensenShannonDistance(0.2355)).toBeCloseTo(0.1, 4);
    expect(scoreAsJensenShannonDistance(-0.2355)).toBeCloseTo(0.1, 4);
    expect(scoreAsJensenShannonDistance(0)).toBe(0);
  });

  it('is the distance of a small shift along a contrast', () => {
    const counts = [50, 80, 120, 90, 60, 40];
    for (const values of rankPolynomials(counts)) {
      const moved = counts.map((count, bin) => count * (1 + 0.01 * (values[bin] ?? NaN)));
      const distance = jensenShannonDistance(counts, moved, { base: 2 });
      expect(relativeError(scoreAsJensenShannonDistance(0.01), distance)).toBeLessThan(0.01);
    }
  });
});

describe('combineContrasts', () => {
  it.each([
    { pValues: [0.3, 0.01, 0.2], pValue: 0.03, leading: 1 },
    { pValues: [0.5], pValue: 0.5, leading: 0 },
    { pValues: [0.9, 0.9], pValue: 1, leading: 0 },
    { pValues: [0.02, 0.02], pValue: 0.04, leading: 0 },
    { pValues: [1, 0], pValue: 0, leading: 1 },
  ])('of $pValues is $pValue', ({ pValues, pValue, leading }) => {
    expect(combineContrasts(pValues)).toEqual({ pValue, leading });
  });

  it.each([
    { pValues: [], code: 'empty_input' },
    { pValues: [0.1, NaN], code: 'invalid_argument' },
    { pValues: [1.1], code: 'invalid_argument' },
  ])('throws $code for $pValues', ({ pValues, code }) => {
    expect(() => combineContrasts(pValues)).toThrow(expect.objectContaining({ code }));
  });
});

describe('driftingFeatures', () => {
  it('names at the level of the window, and whoever alerted', () => {
    // Alerts at 0.01 / 4; the second is named at 2 / 4 of the level.
    expect(driftingFeatures([0.9, 0.004, 0.002, 0.3], 0.01)).toEqual([1, 2]);
    expect(driftingFeatures([0.9, 0.004, 0.003, 0.3], 0.01)).toEqual([1, 2]);
    expect(driftingFeatures([0.9, 0.02, 0.003, 0.3], 0.01)).toEqual([]);
    expect(driftingFeatures([], 0.01)).toEqual([]);
  });

  it('names each feature that alerts by itself', () => {
    fc.assert(
      fc.property(fc.array(p, { maxLength: 20 }), p, (pValues, level) => {
        const named = driftingFeatures(pValues, level);
        const alerting = pValues.keys().filter((index) => {
          return (pValues[index] ?? NaN) * pValues.length <= level;
        });
        expect(named).toEqual(expect.arrayContaining([...alerting]));
        expect(named).toEqual(named.toSorted((a, b) => a - b));
      }),
    );
  });

  it('throws for what is no probability', () => {
    expect(() => driftingFeatures([2], 0.1)).toThrow(
      expect.objectContaining({ code: 'invalid_value' }),
    );
    expect(() => driftingFeatures([0.1], NaN)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});
