import { sampleMoments, studentTTest, welchTTest } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { statisticsError } from './support/errors.ts';
import { relativeError } from './support/relative-error.ts';

const X = sampleMoments([1, 3, 4, 8, 9, 12]);
const Y = sampleMoments([2, 5, 6, 7, 10]);
const moments = fc
  .array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 20 })
  .map(sampleMoments);

describe('studentTTest and welchTTest', () => {
  // scipy 1.15.3, ttest_ind with confidence_interval(0.9).
  it.each([
    {
      alternative: 'two-sided',
      p: 0.9417644513776258,
      lower: -3.9005476722365504,
      upper: 4.2338810055698834,
    },
    { alternative: 'less', p: 0.5291177743111871, lower: -Infinity, upper: 3.2352579224048084 },
    { alternative: 'greater', p: 0.4708822256888129, lower: -2.9019245890714744, upper: Infinity },
  ] as const)('Student, $alternative, has p = $p', ({ alternative, p, lower, upper }) => {
    const result = studentTTest(X, Y, { alternative, confidence: 0.9 });
    expect(result.dof).toBe(9);
    expect(relativeError(result.statistic, 0.07511746287542029)).toBeLessThan(1e-13);
    expect(relativeError(result.pValue, p)).toBeLessThan(1e-12);
    expect(relativeError(result.interval.lower, lower)).toBeLessThan(1e-11);
    expect(relativeError(result.interval.upper, upper)).toBeLessThan(1e-11);
    expect(result.difference).toBeCloseTo(1 / 6, 14);
  });

  it.each([
    {
      alternative: 'two-sided',
      p: 0.9397611032949005,
      lower: -3.7726089592901553,
      upper: 4.105942292623488,
    },
    { alternative: 'less', p: 0.5301194483525498, lower: -Infinity, upper: 3.1364049286232456 },
    { alternative: 'greater', p: 0.46988055164745024, lower: -2.8030715952899117, upper: Infinity },
  ] as const)('Welch, $alternative, has p = $p', ({ alternative, p, lower, upper }) => {
    const result = welchTTest(X, Y, { alternative, confidence: 0.9 });
    expect(relativeError(result.dof, 8.80249223910257)).toBeLessThan(1e-13);
    expect(relativeError(result.statistic, 0.077755702131912)).toBeLessThan(1e-13);
    expect(relativeError(result.pValue, p)).toBeLessThan(1e-12);
    expect(relativeError(result.interval.lower, lower)).toBeLessThan(1e-11);
    expect(relativeError(result.interval.upper, upper)).toBeLessThan(1e-11);
  });

  it('take sums of shards: 2000 against 50 values', () => {
    // scipy 1.15.3, ttest_ind_from_stats(1000.5, 3, 2000, 1000, .5, 50).
    const x = { n: 2000, mean: 1000.5, variance: 9 };
    const y = { n: 50, mean: 1000, variance: 0.25 };
    const welch = welchTTest(x, y);
    expect(relativeError(welch.statistic, 5.129891760425771)).toBeLessThan(1e-13);
    expect(relativeError(welch.pValue, 7.701273472420388e-7)).toBeLessThan(1e-11);
    const student = studentTTest(x, y);
    expect(relativeError(student.statistic, 1.1778299510603838)).toBeLessThan(1e-13);
    expect(relativeError(student.pValue, 0.2390012525001597)).toBeLessThan(1e-12);
  });

  it('keep a far tail: t = -70 has p = 1.5e-25 or 2e-25', () => {
    const x = sampleMoments(Array.from({ length: 10 }, (_, index) => index));
    const y = sampleMoments(Array.from({ length: 12 }, (_, index) => 100 + index));
    // scipy-reference, the disjoint samples.
    expect(relativeError(studentTTest(x, y).pValue, 2.0262085472464494e-25)).toBeLessThan(1e-11);
    expect(relativeError(welchTTest(x, y).pValue, 1.477571637659879e-25)).toBeLessThan(1e-11);
  });

  it.each([studentTTest, welchTTest])(
    'mirror themselves, and their interval is their test',
    (test) => {
      fc.assert(
        fc.property(moments, moments, (x, y) => {
          const result = test(x, y);
          const mirrored = test(y, x);
          expect(mirrored.statistic).toBeCloseTo(-result.statistic, 12);
          expect(mirrored.pValue).toBeCloseTo(result.pValue, 12);
          expect(result.pValue).toBeGreaterThanOrEqual(0);
          expect(result.pValue).toBeLessThanOrEqual(1);
          fc.pre(result.pValue > 1e-6 && result.pValue < 1 - 1e-6);
          // The interval of confidence 1 - p just touches 0.
          const { lower, upper } = test(x, y, { confidence: 1 - result.pValue }).interval;
          const nearest = Math.min(Math.abs(lower), Math.abs(upper));
          expect(nearest / (upper - lower)).toBeLessThan(1e-6);
        }),
      );
    },
  );

  it.each([studentTTest, welchTTest])('know what to say without any variance', (test) => {
    const [one, two] = [
      { n: 5, mean: 1, variance: 0 },
      { n: 3, mean: 2, variance: 0 },
    ];
    expect(test(one, { ...two, mean: 1 })).toMatchObject({
      statistic: 0,
      pValue: 1,
      interval: { lower: 0, upper: 0 },
    });
    expect(test(one, two)).toMatchObject({ statistic: -Infinity, pValue: 0 });
    expect(test(one, two, { alternative: 'less' }).pValue).toBe(0);
    expect(test(one, two, { alternative: 'greater' }).pValue).toBe(1);
    expect(test(one, two).interval).toEqual({ lower: -1, upper: -1 });
  });

  it('take a single value against three for Student, two for Welch', () => {
    expect(studentTTest(sampleMoments([5]), sampleMoments([1, 2, 3])).dof).toBe(2);
    expect(() => studentTTest(sampleMoments([5]), sampleMoments([1]))).toThrow(
      statisticsError('empty_input', 'the pooled sample has 2 values; the test needs 3'),
    );
    expect(() => welchTTest(sampleMoments([5]), Y)).toThrow(
      statisticsError('empty_input', 'x has'),
    );
    expect(() => welchTTest(Y, sampleMoments([5]))).toThrow(
      statisticsError('empty_input', 'y has'),
    );
  });

  it.each([0, 1, NaN])('refuse a confidence of %s', (confidence) => {
    expect(() => studentTTest(X, Y, { confidence })).toThrow(
      statisticsError('invalid_argument', `confidence is ${confidence}`),
    );
  });

  it.each([studentTTest, welchTTest])('refuse moments that cannot be', (test) => {
    expect(() => test({ ...X, variance: -1 }, Y)).toThrow(
      statisticsError('invalid_argument', 'x.variance is -1'),
    );
    expect(() => test(X, { ...Y, mean: NaN })).toThrow(
      statisticsError('invalid_argument', 'y.mean is NaN'),
    );
  });
});
