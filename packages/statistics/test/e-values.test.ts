import {
  eValueToPValue,
  logMeanEValue,
  logProductEValue,
  pValueToLogEValue,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { integrate } from './support/integrate.ts';
import { relativeError } from './support/relative-error.ts';

const logE = fc.double({ min: -50, max: 50, noNaN: true });
const logEs = fc.array(logE, { minLength: 1, maxLength: 20 });
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe('logMeanEValue', () => {
  it('is the logarithm of the mean, for any order, weighted too', () => {
    fc.assert(
      fc.property(logEs, (values) => {
        const mean = Math.log(sum(values.map(Math.exp)) / values.length);
        const [joined, turned] = [logMeanEValue(values), logMeanEValue(values.toReversed())];
        expect(Math.abs(joined - mean)).toBeLessThan(1e-12 * (1 + Math.abs(mean)));
        expect(Math.abs(turned - joined)).toBeLessThan(1e-12 * (1 + Math.abs(mean)));
        const weighted = logMeanEValue(
          values,
          values.map(() => 3),
        );
        expect(Math.abs(weighted - joined)).toBeLessThan(1e-12 * (1 + Math.abs(mean)));
      }),
    );
  });

  it.each([
    { values: [Math.log(30), 0], weights: undefined, expected: Math.log(15.5) },
    { values: [2000, 2000], weights: undefined, expected: 2000 },
    { values: [-Infinity, 0], weights: undefined, expected: Math.log(0.5) },
    { values: [-Infinity], weights: undefined, expected: -Infinity },
    { values: [Infinity, -Infinity], weights: undefined, expected: Infinity },
    { values: [Math.log(4), 0], weights: [1, 3], expected: Math.log(1.75) },
    { values: [Infinity, 0], weights: [0, 1], expected: 0 },
  ])('of $values with weights $weights is $expected', ({ values, weights, expected }) => {
    const joined = logMeanEValue(values, weights);
    expect(relativeError(joined, expected)).toBeLessThan(1e-14);
  });

  it.each([
    { values: [], weights: undefined, code: 'empty_input' },
    { values: [NaN], weights: undefined, code: 'invalid_value' },
    { values: [1], weights: [1, 2], code: 'shape_mismatch' },
    { values: [1, 2], weights: [1, -1], code: 'invalid_value' },
    { values: [1, 2], weights: [0, 0], code: 'empty_input' },
  ])('throws $code for $values with weights $weights', ({ values, weights, code }) => {
    expect(() => logMeanEValue(values, weights)).toThrow(expect.objectContaining({ code }));
  });
});

describe('logProductEValue', () => {
  it.each([
    { values: [], expected: 0 },
    { values: [1, 2, -4], expected: -1 },
    { values: [Infinity, 3], expected: Infinity },
    { values: [Infinity, -Infinity], expected: -Infinity },
  ])('of $values is $expected', ({ values, expected }) => {
    expect(logProductEValue(values)).toBe(expected);
  });

  it('throws invalid_value for NaN, naming its index', () => {
    expect(() => logProductEValue([0, NaN])).toThrow(
      expect.objectContaining({
        code: 'invalid_value',
        message: expect.stringContaining('logEValues[1] is NaN'),
      }),
    );
  });
});

describe('eValueToPValue', () => {
  it.each([
    { value: 0, expected: 1 },
    { value: -3, expected: 1 },
    { value: Math.log(20), expected: 0.05 },
    { value: Infinity, expected: 0 },
    { value: -Infinity, expected: 1 },
  ])('of $value is $expected', ({ value, expected }) => {
    expect(eValueToPValue(value)).toBeCloseTo(expected, 15);
  });

  it('throws invalid_value for NaN', () => {
    expect(() => eValueToPValue(NaN)).toThrow(expect.objectContaining({ code: 'invalid_value' }));
  });
});

describe('pValueToLogEValue', () => {
  // mpmath 1.3.0 with 120 digits: ln((1 - p + p ln p) / (p ln² p)).
  it.each([
    { p: 1e-300, expected: 677.6998980584054 },
    { p: 1e-3, expected: 3.0345266237596253 },
    { p: 0.05, expected: 0.5784780188458631 },
    { p: 0.3, expected: -0.24960194871759853 },
    { p: 0.5, expected: -0.44836122069267487 },
    { p: 0.99, expected: -0.6897942615437408 },
    { p: 0.999999999, expected: -0.6931471802266119 },
    { p: 1, expected: -Math.LN2 },
    { p: 0, expected: Infinity },
  ])('of $p is $expected', ({ p, expected }) => {
    expect(relativeError(pValueToLogEValue(p), expected)).toBeLessThan(1e-14);
  });

  it('falls, and has mean 1 over a uniform p', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 0.999, noNaN: true }), (p) => {
        expect(pValueToLogEValue(p * 1.001)).toBeLessThan(pValueToLogEValue(p));
      }),
    );
    // Over u = -ln p from 0 to 600; what is beyond is ∫ 1 / u², the slow tail of this calibrator.
    const mean = integrate((u) => Math.exp(pValueToLogEValue(Math.exp(-u)) - u), 0, 600);
    expect(mean + 1 / 600).toBeCloseTo(1, 9);
  });

  it.each([-0.1, 1.1, NaN])('throws invalid_argument for %s', (p) => {
    expect(() => pValueToLogEValue(p)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});
