import { errorQuantile, gammaDeviance, pinballLoss, poissonDeviance } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

const ACTUAL = [3, -0.5, 2, 7, 0];
const PREDICTED = [2.5, 0, 2, 8, 0.5];
const WEIGHTS = [1, 2, 0.5, 1, 3];
const positive = fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), {
  minLength: 3,
  maxLength: 3,
});

describe('errorQuantile', () => {
  // scikit-learn 1.6.1, median_absolute_error; numpy 2.2, quantile.
  it.each([
    { p: 0.5, options: {}, value: 0.5 },
    { p: 0.9, options: {}, value: 0.8 },
    { p: 0.1, options: { absolute: false }, value: -0.3 },
    { p: 0, options: {}, value: 0 },
    { p: 1, options: {}, value: 1 },
  ])('at $p with $options is $value', ({ p, options, value }) => {
    expect(errorQuantile(ACTUAL, PREDICTED, p, options)).toBeCloseTo(value, 15);
  });

  it('of one row is its error', () => expect(errorQuantile([1], [3], 0.3)).toBe(2));

  it.each([
    { actual: [], predicted: [], p: 0.5, code: 'empty_input' },
    { actual: [1], predicted: [], p: 0.5, code: 'shape_mismatch' },
    { actual: [1], predicted: [NaN], p: 0.5, code: 'invalid_value' },
    { actual: [1e308], predicted: [-1e308], p: 0.5, code: 'invalid_value' },
    { actual: [1], predicted: [1], p: 1.5, code: 'invalid_argument' },
  ])('throws $code for $actual, $predicted at $p', ({ actual, predicted, p, code }) => {
    expect(() => errorQuantile(actual, predicted, p)).toThrow(expect.objectContaining({ code }));
  });
});

describe('pinballLoss', () => {
  // scikit-learn 1.6.1, mean_pinball_loss.
  it.each([
    { options: {}, value: 0.34 },
    { options: { weights: WEIGHTS }, value: 0.3866666666666667 },
  ])('with $options is $value', ({ options, value }) => {
    const actual = pinballLoss(ACTUAL, PREDICTED, 0.2, options).value ?? NaN;
    expect(relativeError(actual, value)).toBeLessThan(1e-14);
  });

  it('is half the absolute error at 1/2, and turns with its sides', () => {
    fc.assert(
      fc.property(positive, positive, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, alpha) => {
        const half = a.reduce((sum, x, row) => sum + Math.abs(x - (b[row] ?? NaN)), 0) / 6;
        expect(pinballLoss(a, b, 0.5).value).toBeCloseTo(half, 9);
        const turned = pinballLoss(b, a, 1 - alpha).value ?? NaN;
        expect(pinballLoss(a, b, alpha).value).toBeCloseTo(turned, 9);
      }),
    );
  });

  it.each([-0.1, 1.1, NaN])('throws invalid_argument for alpha %s', (alpha) => {
    expect(() => pinballLoss([1], [1], alpha)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});

describe('deviances', () => {
  const weights = [1, 2, 3, 4];

  // scikit-learn 1.6.1, mean_poisson_deviance and mean_gamma_deviance.
  it.each([
    { loss: poissonDeviance, first: 0, options: {}, value: 1.8787211053166932 },
    { loss: poissonDeviance, first: 0, options: { weights }, value: 2.668139811749975 },
    { loss: gammaDeviance, first: 0.2, options: {}, value: 0.4860658873874155 },
    { loss: gammaDeviance, first: 0.2, options: { weights }, value: 0.5590782707854394 },
  ])('$loss.name with $options is $value', ({ loss, first, options, value }) => {
    const actual = loss([first, 1, 3, 10], [0.5, 1.5, 3, 4], options).value ?? NaN;
    expect(relativeError(actual, value)).toBeLessThan(1e-13);
  });

  it('are not negative, and 0 for right predictions', () => {
    fc.assert(
      fc.property(positive, positive, (a, b) => {
        expect(poissonDeviance(a, b).value).toBeGreaterThanOrEqual(0);
        expect(gammaDeviance(a, b).value).toBeGreaterThanOrEqual(0);
        expect(poissonDeviance(a, a).value).toBe(0);
        expect(gammaDeviance(a, a).value).toBe(0);
      }),
    );
  });

  it('keep the digits of close numbers', () => {
    // 2 (y ln(y / p) - y + p) is (p - y)² / y, and gamma's (p - y)² / y², to first order.
    const { value = NaN } = poissonDeviance([1e10], [1e10 + 1]);
    expect(relativeError(value, 1e-10)).toBeLessThan(1e-9);
    expect(relativeError(gammaDeviance([1e10], [1e10 + 1]).value ?? NaN, 1e-20)).toBeLessThan(1e-6);
  });

  it.each([
    { loss: poissonDeviance, actual: [-1], predicted: [1], code: 'invalid_value' },
    { loss: poissonDeviance, actual: [1], predicted: [0], code: 'invalid_value' },
    { loss: poissonDeviance, actual: [1], predicted: [NaN], code: 'invalid_value' },
    { loss: gammaDeviance, actual: [0], predicted: [1], code: 'invalid_value' },
    { loss: gammaDeviance, actual: [1], predicted: [0], code: 'invalid_value' },
    { loss: gammaDeviance, actual: [1e300], predicted: [1e-300], code: 'invalid_value' },
    { loss: gammaDeviance, actual: [], predicted: [], code: 'empty_input' },
  ])('$loss.name throws $code for $actual, $predicted', ({ loss, actual, predicted, code }) => {
    expect(() => loss(actual, predicted)).toThrow(expect.objectContaining({ code }));
  });
});
