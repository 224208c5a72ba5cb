import {
  chiSquareSurvival,
  noncentralChiSquareSurvival,
  normalSurvival,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

describe('noncentralChiSquareSurvival', () => {
  // scipy 1.15.3; tails below 1e-100 and at 6000 from a sum in mpmath 1.4.1 with 40 digits.
  it.each([
    { x: -1, dof: 3, noncentrality: 2, share: 1 },
    { x: 0, dof: 3, noncentrality: 2, share: 1 },
    { x: Infinity, dof: 3, noncentrality: 2, share: 0 },
    { x: 5, dof: 3, noncentrality: 1, share: 0.2925395101116382 },
    { x: 0.5, dof: 0.3, noncentrality: 200, share: 1 },
    { x: 40, dof: 9, noncentrality: 10, share: 0.011165898933979884 },
    { x: 6000, dof: 50, noncentrality: 5000, share: 6.901310797617863e-11 },
    { x: 200, dof: 1, noncentrality: 10, share: 2.3883712965497376e-28 },
    { x: 1500, dof: 0.3, noncentrality: 10, share: 9.234361974761408e-278 },
    { x: 1500, dof: 0.3, noncentrality: 200, share: 6.00578210861934e-134 },
  ])('of $x with $dof degrees of freedom around $noncentrality is $share', (row) => {
    const share = noncentralChiSquareSurvival(row.x, row.dof, row.noncentrality);
    expect(relativeError(share, row.share)).toBeLessThan(1e-12);
  });

  it('is the law of a squared shifted normal variable for one degree of freedom', () => {
    const number = fc.double({ min: 0.01, max: 30, noNaN: true });
    fc.assert(
      fc.property(number, number, (root, shift) => {
        const share = normalSurvival(root - shift) + normalSurvival(root + shift);
        const computed = noncentralChiSquareSurvival(root * root, 1, shift * shift);
        expect(relativeError(computed, share)).toBeLessThan(2e-12);
      }),
    );
  });

  it('is the central law without noncentrality, also where it is below the range of doubles', () => {
    const positive = fc.double({ min: 0.01, max: 2000, noNaN: true });
    fc.assert(
      fc.property(positive, positive, (x, dof) => {
        expect(noncentralChiSquareSurvival(x, dof, 0)).toBe(chiSquareSurvival(x, dof));
      }),
    );
  });

  it('rises with the noncentrality', () => {
    const positive = fc.double({ min: 0.01, max: 300, noNaN: true });
    fc.assert(
      fc.property(positive, positive, positive, (x, dof, noncentrality) => {
        const share = noncentralChiSquareSurvival(x, dof, noncentrality);
        const more = noncentralChiSquareSurvival(x, dof, noncentrality * 1.5);
        expect(more).toBeGreaterThanOrEqual(share * (1 - 1e-12));
        expect(more).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each([
    { x: NaN, dof: 1, noncentrality: 1, wrong: 'x is NaN' },
    { x: 1, dof: 0, noncentrality: 1, wrong: 'dof is 0' },
    { x: 1, dof: 1, noncentrality: -1, wrong: 'noncentrality is -1' },
    { x: 1, dof: 1, noncentrality: 1e13, wrong: 'noncentrality is 10000000000000' },
  ])('throws invalid_argument: $wrong', ({ x, dof, noncentrality, wrong }) => {
    expect(() => noncentralChiSquareSurvival(x, dof, noncentrality)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});

describe('noncentralChiSquareSurvival in its far tail', () => {
  // mpmath, the closed form for three degrees of freedom.
  it('goes on where the first terms are below the smallest double', () => {
    const value = noncentralChiSquareSurvival(29_000, 3, 20_000);
    expect(relativeError(value, 1.59231650154126e-183)).toBeLessThan(1e-11);
  });
});
