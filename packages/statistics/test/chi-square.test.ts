import { chiSquareInverseSurvival, chiSquareSurvival, normalSurvival } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

describe('chiSquareSurvival', () => {
  it.each([
    { x: 0, dof: 4, share: 1, source: 'nothing lies below 0' },
    { x: -3, dof: 4, share: 1, source: 'nothing lies below 0' },
    { x: Infinity, dof: 4, share: 0, source: 'limit' },
    { x: 7, dof: 2, share: Math.exp(-3.5), source: 'exponential law' },
    { x: 9, dof: 1, share: 2 * normalSurvival(3), source: 'square of a normal variable' },
    { x: 10, dof: 4, share: 6 * Math.exp(-5), source: 'e^(-x/2) (1 + x/2)' },
    { x: 1400, dof: 4, share: 701 * Math.exp(-700), source: 'e^(-x/2) (1 + x/2), far tail' },
  ])('of $x with $dof degrees of freedom is $share ($source)', ({ x, dof, share }) => {
    expect(relativeError(chiSquareSurvival(x, dof), share)).toBeLessThan(2e-13);
  });

  it('falls with x and rises with the degrees of freedom', () => {
    const positive = fc.double({ min: 0.01, max: 200, noNaN: true });
    fc.assert(
      fc.property(positive, positive, positive, (x, dof, more) => {
        expect(chiSquareSurvival(x + more, dof)).toBeLessThanOrEqual(chiSquareSurvival(x, dof));
        expect(chiSquareSurvival(x, dof + more)).toBeGreaterThanOrEqual(
          chiSquareSurvival(x, dof) * (1 - 1e-12),
        );
      }),
    );
  });
});

describe('chiSquareInverseSurvival', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4, three decimals.
  it.each([
    { p: 0.1, dof: 1, x: 2.706 },
    { p: 0.05, dof: 9, x: 16.919 },
    { p: 0.01, dof: 30, x: 50.892 },
    { p: 0.001, dof: 100, x: 149.449 },
    { p: 0.95, dof: 10, x: 3.94 },
    { p: 0.999, dof: 20, x: 5.921 },
  ])('of $p with $dof degrees of freedom is $x', ({ p, dof, x }) => {
    expect(chiSquareInverseSurvival(p, dof)).toBeCloseTo(x, 3);
  });

  it('is infinite at 0 and 0 at 1', () => {
    expect([chiSquareInverseSurvival(0, 3), chiSquareInverseSurvival(1, 3)]).toEqual([Infinity, 0]);
  });

  it.each([
    { p: 1e-300, dof: 9 },
    { p: 1e-300, dof: 0.5 },
    { p: 1e-12, dof: 1e5 },
    { p: 1 - 1e-9, dof: 1 },
    { p: 1 - 2 ** -53, dof: 200 },
    { p: 0.25, dof: 0.01 },
  ])('inverts the survival function at $p with $dof degrees of freedom', ({ p, dof }) => {
    const back = chiSquareSurvival(chiSquareInverseSurvival(p, dof), dof);
    expect(relativeError(back, p)).toBeLessThan(1e-11);
  });

  it('inverts the survival function', () => {
    const dof = fc.double({ min: 0.2, max: 500, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: -600, max: -1e-6, noNaN: true }), dof, (logP, k) => {
        const p = Math.exp(logP);
        expect(relativeError(chiSquareSurvival(chiSquareInverseSurvival(p, k), k), p)).toBeLessThan(
          1e-11,
        );
      }),
    );
  });

  it('comes out next to 0 where the value is below the range of doubles', () => {
    expect(chiSquareInverseSurvival(0.999, 1e-4)).toBeLessThan(1e-320);
  });

  it.each([
    { p: -1, dof: 3, wrong: 'p is -1' },
    { p: NaN, dof: 3, wrong: 'p is NaN' },
    { p: 0.5, dof: 0, wrong: 'dof is 0' },
    { p: 0.5, dof: Infinity, wrong: 'dof is Infinity' },
  ])('throws invalid_argument: $wrong', ({ p, dof, wrong }) => {
    expect(() => chiSquareInverseSurvival(p, dof)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });

  it.each([
    { x: NaN, dof: 3, wrong: 'x is NaN' },
    { x: 1, dof: -1, wrong: 'dof is -1' },
  ])('so does the survival function: $wrong', ({ x, dof, wrong }) => {
    expect(() => chiSquareSurvival(x, dof)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});
