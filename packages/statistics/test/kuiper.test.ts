import {
  kuiper,
  kuiperNoiseFloor,
  kuiperPValue,
  kuiperSurvival,
  kolmogorovSmirnov,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { tiedSample } from './support/arbitraries.ts';
import { statisticsError } from './support/errors.ts';

describe('kuiper', () => {
  it.each([
    { x: [1, 3], y: [2, 4], statistic: 0.5 },
    { x: [1, 4], y: [2, 3], statistic: 1 },
    { x: [1, 2, 3], y: [1, 2, 3], statistic: 0 },
    { x: [1, 2], y: [3], statistic: 1 },
  ])('of $x and $y is $statistic', ({ x, y, statistic }) => {
    expect(kuiper(x, y).statistic).toBe(statistic);
  });

  it('is the sum of both one-sided Kolmogorov-Smirnov statistics', () => {
    fc.assert(
      fc.property(tiedSample, tiedSample, (x, y) => {
        const greater = kolmogorovSmirnov(x, y, { alternative: 'greater' }).statistic;
        const less = kolmogorovSmirnov(x, y, { alternative: 'less' }).statistic;
        const { statistic, pValue } = kuiper(x, y);
        expect(statistic).toBeCloseTo(greater + less, 14);
        expect(kuiper(y, x)).toEqual({ statistic, pValue });
        expect(pValue).toBeGreaterThan(0);
        expect(pValue).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('does not change when the circle is cut elsewhere', () => {
    const hour = fc.array(fc.nat(23), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(hour, hour, fc.nat(23), (x, y, cut) => {
        const from = (start: number, sample: number[]): number[] =>
          sample.map((value) => (value + start) % 24).toSorted((a, b) => a - b);
        const { statistic } = kuiper(from(cut, x), from(cut, y));
        expect(statistic).toBeCloseTo(kuiper(from(0, x), from(0, y)).statistic, 14);
      }),
    );
  });

  it.each([
    { x: [], y: [1], code: 'empty_input', wrong: 'x has no values' },
    { x: [1], y: [NaN], code: 'invalid_value', wrong: 'y[0] is NaN' },
  ])('throws $code: $wrong', ({ x, y, code, wrong }) => {
    expect(() => kuiper(x, y)).toThrow(statisticsError(code, wrong));
  });
});

describe('kuiperPValue', () => {
  it('is the level at Stephens’ modified critical values', () => {
    // Stephens (1970), table 1: upper points 1.620, 1.747, 1.862 and 2.001.
    for (const [point, level] of [
      [1.62, 0.1],
      [1.747, 0.05],
      [1.862, 0.025],
      [2.001, 0.01],
    ] as const) {
      const statistic = point / (10 + 0.155 + 0.024);
      expect(Math.abs(kuiperPValue(statistic, 200, 200) / level - 1)).toBeLessThan(0.005);
    }
  });

  it('is 1 without any difference, and throws outside [0, 1]', () => {
    expect(kuiperPValue(0, 3, 4)).toBe(1);
    expect(() => kuiperPValue(1.1, 3, 4)).toThrow(
      statisticsError('invalid_argument', 'statistic is 1.1'),
    );
  });
});

describe('kuiperSurvival', () => {
  it('falls from 1 to 0 without a step where its series change', () => {
    let previous = 1;
    for (let x = 0; x < 30; x += 0.01) {
      const share = kuiperSurvival(x);
      expect(share).toBeLessThanOrEqual(previous);
      expect(previous - share).toBeLessThan(0.02);
      previous = share;
    }
    expect(kuiperSurvival(1.1 - 1e-12)).toBeCloseTo(kuiperSurvival(1.1), 11);
    expect([kuiperSurvival(-1), kuiperSurvival(Infinity)]).toEqual([1, 0]);
  });

  it.each([0.5, 0.8, 1.05, 1.15, 1.747, 3, 10])('has its first series at %d', (x) => {
    let sum = 0;
    for (let k = 60; k >= 1; k--) sum += (4 * (k * x) ** 2 - 1) * Math.exp(-2 * (k * x) ** 2);
    const series = 2 * sum;
    expect(Math.abs(kuiperSurvival(x) - series)).toBeLessThan(1e-13 * series);
  });

  it('has a mean of √(π/2)', () => {
    let integral = 0;
    for (let x = 0.005; x < 10; x += 0.01) integral += 0.01 * kuiperSurvival(x);
    expect(integral).toBeCloseTo(Math.sqrt(Math.PI / 2), 8);
    expect(kuiperNoiseFloor(200, 200)).toBeCloseTo(integral / 10, 8);
    expect(kuiperNoiseFloor(1, 1)).toBe(1);
  });

  it('throws invalid_argument for NaN', () => {
    expect(() => kuiperSurvival(NaN)).toThrow(statisticsError('invalid_argument', 'x is NaN'));
  });
});
