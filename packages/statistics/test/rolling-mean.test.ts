import { judgeRollingMean, rollingMeanFit } from '@marigraph/statistics';
import type { DayScore, WindowFit } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

const FIT: WindowFit = {
  status: 'fitted',
  grouping: 0,
  phases: { n: [28_000], sum: [0] },
  coverage: 0,
  coverageRows: [28_000],
  rows: 28_000,
  windows: 28,
  effectiveWindows: 27,
  autocorrelation: 0.5,
  dispersion: 2,
  naturalVariance: 0.01,
  degreesOfFreedom: 25,
};

const week = (score: number, n: number = 1000): DayScore[] =>
  Array.from({ length: 7 }, () => ({ n, score }));

function pValue(fit: WindowFit, days: readonly DayScore[], share?: number): number {
  const verdict = judgeRollingMean(fit, days, { share });
  return verdict.status === 'judged' ? verdict.pValue : NaN;
}

describe('judgeRollingMean', () => {
  it('is the mean of seven days with the variance of the page', () => {
    const verdict = judgeRollingMean(FIT, week(0.3));
    if (verdict.status !== 'judged') throw new Error(verdict.status);
    expect(verdict.n).toBe(7000);
    expect(verdict.score).toBeCloseTo(0.3, 15);
    const variance = 2 * (1 / 7000 + 1 / 28_000) + 0.01 * 3 * (1 / 7 + 1 / 28);
    expect(relativeError(verdict.variance, variance)).toBeLessThan(1e-14);
    // scipy 1.15.3: 2 * t.sf(0.3 / sqrt(variance), 25).
    expect(relativeError(verdict.pValue, 0.0005369935526606207)).toBeLessThan(1e-9);
  });

  it('looks at the last seven days only', () => {
    const long = [{ n: 1e6, score: 50 }, { n: 0, score: 0 }, ...week(0.3)];
    expect(judgeRollingMean(FIT, long)).toEqual(judgeRollingMean(FIT, week(0.3)));
    const fourteen = judgeRollingMean(FIT, [...week(0.1), ...week(0.3)], { days: 14 });
    expect(fourteen.score).toBeCloseTo(0.2, 14);
  });

  it('weighs days by their rows', () => {
    const days = [...week(0).slice(1), { n: 3000, score: 0.9 }];
    expect(judgeRollingMean(FIT, days).score).toBeCloseTo(0.3, 14);
  });

  it('believes in no negative autocorrelation, and in none above 0.9', () => {
    const at = (autocorrelation: number): number => pValue({ ...FIT, autocorrelation }, week(0.3));
    expect(at(-0.8)).toBe(at(0));
    expect(at(0.97)).toBe(at(0.9));
    expect(at(0.9)).toBeGreaterThan(at(0.5));
    expect(at(0.5)).toBeGreaterThan(at(0));
  });

  it('holds a rare share to its beta-binomial law', () => {
    const quiet = { ...FIT, naturalVariance: 0, dispersion: 1 };
    // Two rows in 350 of a share of 0.0002.
    const score = (2 / 350 - 0.0002) / Math.sqrt(0.0002 * 0.9998);
    const plain = pValue(quiet, week(score, 50));
    expect(plain).toBeLessThan(1e-5);
    expect(pValue(quiet, week(score, 50), 0.0002)).toBeGreaterThan(1e-3);
  });

  it.each([
    { days: week(0.3).slice(1), what: 'six days', n: 6000 },
    { days: [], what: 'no day', n: 0 },
    { days: week(0, 0), what: 'seven days without rows', n: 0 },
    { days: week(0.3, 2), what: 'fewer than twenty rows', n: 14 },
    {
      days: [...week(0.3, 10).slice(1), { n: 5000, score: 0.3 }],
      what: 'one day that outweighs the others',
      n: 5060,
    },
  ])('has no verdict on $what', ({ days, n }) => {
    const verdict = judgeRollingMean(FIT, days);
    expect(verdict.status).toBe('insufficient_data');
    expect(verdict.n).toBe(n);
    expect(verdict.score).toBeCloseTo(n === 0 ? 0 : 0.3, 12);
  });

  it('has smaller p-values for larger scores', () => {
    const score = fc.double({ min: 0, max: 20, noNaN: true });
    fc.assert(
      fc.property(score, score, (shift, more) => {
        const p = pValue(FIT, week(shift));
        expect(pValue(FIT, week(shift + more))).toBeLessThanOrEqual(p * (1 + 1e-9));
        expect(pValue(FIT, week(-shift))).toBe(p);
      }),
    );
  });

  it('does not depend on the order of the days', () => {
    const days = [0.1, -0.2, 0.3, 0.4, 0, 0.2, 0.6].map((score, day) => ({
      n: 100 * (day + 1),
      score,
    }));
    const whole = pValue(FIT, days);
    fc.assert(
      fc.property(fc.shuffledSubarray(days, { minLength: 7 }), (shuffled) => {
        expect(relativeError(pValue(FIT, shuffled), whole)).toBeLessThan(1e-12);
      }),
    );
  });

  it.each([
    { day: { n: -1, score: 0 }, code: 'invalid_value', wrong: 'days[6] has n -1' },
    { day: { n: NaN, score: 0 }, code: 'invalid_value', wrong: 'n NaN' },
    { day: { n: Infinity, score: 0 }, code: 'invalid_value', wrong: 'n Infinity' },
    { day: { n: 5, score: NaN }, code: 'invalid_value', wrong: 'score NaN' },
    { day: { n: 5, score: 1e300 }, code: 'invalid_value', wrong: 'score 1e+300' },
    { days: 0, code: 'invalid_argument', wrong: 'days is 0' },
    { days: 2.5, code: 'invalid_argument', wrong: 'days is 2.5' },
    { minRows: 0, code: 'invalid_argument', wrong: 'minRows is 0' },
    { share: 2, code: 'invalid_argument', wrong: 'share is 2' },
  ])('throws $code: $wrong', ({ day, code, wrong, ...options }) => {
    const days = [...week(0).slice(1), day ?? { n: 1, score: 0 }];
    expect(() => judgeRollingMean(FIT, days, options)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(wrong) }),
    );
  });
});

describe('rollingMeanFit', () => {
  it('has the variance with which equal days are judged, of any number', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 28 }),
        fc.integer({ min: 20, max: 9999 }),
        (days, n) => {
          const scores = Array.from({ length: days }, () => ({ n, score: 0.1 }));
          const verdict = judgeRollingMean(FIT, scores, { days });
          if (verdict.status !== 'judged') throw new Error(verdict.status);
          const { dispersion, naturalVariance, degreesOfFreedom } = rollingMeanFit(FIT, days);
          const variance = dispersion * (1 / (days * n) + 1 / FIT.rows) + naturalVariance;
          expect(relativeError(verdict.variance, variance)).toBeLessThan(1e-12);
          expect(verdict.degreesOfFreedom).toBe(degreesOfFreedom);
        },
      ),
    );
  });

  it.each([0, -1, NaN, Infinity])('refuses %d days', (days) => {
    expect(() => rollingMeanFit(FIT, days)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});
