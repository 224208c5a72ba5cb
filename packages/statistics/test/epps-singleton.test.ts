import { chiSquareSurvival, eppsSingleton } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { statisticsError } from './support/errors.ts';
import { seededRandom } from './support/random.ts';
import { relativeError } from './support/relative-error.ts';

const X = [1, 3, 4, 8, 9, 12];
const Y = [2, 5, 6, 7, 10];
const EVEN = Array.from({ length: 30 }, (_, index) => 2 * index);
const THIRDS = Array.from({ length: 17 }, (_, index) => 3 * index + 0.5);

describe('eppsSingleton', () => {
  // scipy 1.15.3, epps_singleton_2samp.
  it.each([
    {
      name: 'small samples',
      x: X,
      y: Y,
      statistic: 0.6954805945878438,
      pValue: 0.9518850843829663,
    },
    {
      name: 'samples of 30 and 17',
      x: EVEN,
      y: THIRDS,
      statistic: 4.053590647154799,
      pValue: 0.3988017260693993,
    },
    {
      name: 'zeros and ones',
      x: [0, 0, 0, 0, 1, 1, 1],
      y: [0, 0, 1, 1, 1, 1],
      statistic: 0.3635458061749354,
      pValue: 0.5465435499383435,
    },
  ])('of $name is $statistic with p = $pValue', ({ x, y, statistic, pValue }) => {
    const result = eppsSingleton(x, y);
    expect(relativeError(result.statistic, statistic)).toBeLessThan(1e-11);
    expect(relativeError(result.pValue, pValue)).toBeLessThan(1e-11);
  });

  it('has one degree of freedom for zeros and ones, whose waves all depend on one number', () => {
    const result = eppsSingleton([0, 0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 1, 1]);
    expect(result.dof).toBe(1);
    expect(result.pValue).toBe(chiSquareSurvival(result.statistic, 1));
  });

  it('has two degrees of freedom for every point', () => {
    const random = seededRandom(4);
    const sample = (): number[] => Array.from({ length: 200 }, random).toSorted((a, b) => a - b);
    const [x, y] = [sample(), sample()];
    expect(eppsSingleton(x, y).dof).toBe(4);
    expect(eppsSingleton(x, y, { points: [0.5] }).dof).toBe(2);
    expect(eppsSingleton(x, y, { points: [0.3, 0.9, 1.5] }).dof).toBe(6);
  });

  it('is symmetric, and does not change when unit and origin do', () => {
    const sample = fc
      .array(fc.integer({ min: 0, max: 999 }), { minLength: 12, maxLength: 40 })
      .map((values) => values.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        fc.pre(new Set([...x, ...y]).size > 20);
        const { statistic, dof } = eppsSingleton(x, y);
        expect(statistic).toBeGreaterThanOrEqual(0);
        const tolerance = 1e-7 * (1 + statistic);
        expect(Math.abs(eppsSingleton(y, x).statistic - statistic)).toBeLessThan(tolerance);
        const map = (value: number): number => 3 * value + 500;
        const moved = eppsSingleton(x.map(map), y.map(map));
        expect(moved.dof).toBe(dof);
        expect(Math.abs(moved.statistic - statistic)).toBeLessThan(tolerance);
      }),
    );
  });

  it('is 0 for equal samples, and says nothing against constant ones', () => {
    expect(eppsSingleton(X, X)).toEqual({ statistic: 0, pValue: 1, dof: 4 });
    const constant = eppsSingleton([7, 7, 7, 7, 7], [7, 7, 7, 7, 7, 7]);
    expect(constant).toEqual({ statistic: 0, pValue: 1, dof: 0 });
  });

  it.each([
    { x: [1, 2, 3, 4], y: X, code: 'empty_input', wrong: 'x has 4 values; the test needs 5' },
    { x: X, y: [1], code: 'empty_input', wrong: 'y has 1 value; the test needs 5' },
    { x: [1, 2, 3, 4, NaN], y: X, code: 'invalid_value', wrong: 'x[4] is NaN' },
    {
      x: [0, 0, 0, 0, 0, 9],
      y: [0, 0, 0, 0, 0],
      code: 'invalid_value',
      wrong: 'the interquartile range of the pooled values is 0',
    },
    {
      x: [1, 1, 1, 1, 1],
      y: [2, 2, 2, 2, 2],
      code: 'invalid_value',
      wrong: 'x is 1 and y is 2 throughout',
    },
    {
      x: [-1.7e308, -1.7e308, 0, 1.7e308, 1.7e308],
      y: [-1.7e308, -1.7e308, 0, 1.7e308, 1.7e308],
      code: 'invalid_value',
      wrong: 'range of the pooled values is Infinity',
    },
  ])('throws $code: $wrong', ({ x, y, code, wrong }) => {
    expect(() => eppsSingleton(x, y)).toThrow(statisticsError(code, wrong));
  });

  it.each([
    { points: [], wrong: 'points.length is 0' },
    { points: [0.4, 0], wrong: 'points[1] is 0' },
    { points: [NaN], wrong: 'points[0] is NaN' },
    { points: Array<number>(17).fill(1), wrong: 'points.length is 17' },
  ])('throws invalid_argument: $wrong', ({ points, wrong }) => {
    expect(() => eppsSingleton(X, Y, { points })).toThrow(
      statisticsError('invalid_argument', wrong),
    );
  });
});
