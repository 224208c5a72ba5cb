import { fSurvival, studentTSurvival } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

describe('fSurvival', () => {
  it.each([
    { x: -1, d1: 2, d2: 3, share: 1, source: 'nothing lies below 0' },
    { x: 0, d1: 2, d2: 3, share: 1, source: 'nothing lies below 0' },
    { x: Infinity, d1: 2, d2: 3, share: 0, source: 'limit' },
    { x: 1, d1: 7, d2: 7, share: 0.5, source: 'symmetry' },
    { x: 3, d1: 2, d2: 8, share: 1.75 ** -4, source: '(1 + 2 x / d2)^(-d2 / 2)' },
    { x: 4.1028, d1: 2, d2: 10, share: 0.050000577163824174, source: 'scipy 1.15.3' },
    { x: 0.1, d1: 30, d2: 5.5, share: 0.9999932605115408, source: 'scipy 1.15.3' },
    { x: 30, d1: 30, d2: 1000, share: 1.0695827747582317e-117, source: 'mpmath 1.4.1' },
    { x: 1e6, d1: 2, d2: 0.1, share: 0.4314679081145945, source: 'scipy 1.15.3' },
    { x: 0.9, d1: 1e5, d2: 1e5, share: 1, source: 'scipy 1.15.3' },
  ])('of $x with $d1 and $d2 degrees of freedom is $share ($source)', ({ x, d1, d2, share }) => {
    expect(relativeError(fSurvival(x, d1, d2), share)).toBeLessThan(1e-13);
  });

  it('is the two-sided tail of t for one degree of freedom above', () => {
    const dof = fc.double({ min: 0.1, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 100, noNaN: true }), dof, (t, d2) => {
        expect(relativeError(fSurvival(t * t, 1, d2), 2 * studentTSurvival(t, d2))).toBeLessThan(
          1e-12,
        );
      }),
    );
  });

  it('counts a ratio beyond the range of doubles as the largest double', () => {
    // (1.8e308)^(-d2 / 2) times the constant of the leading term.
    const beyond = fSurvival(1e308, 1000, 1e-3);
    expect(beyond).toBe(fSurvival(1e307, 1000, 1e-3));
    expect(beyond).toBeCloseTo(Number.MAX_VALUE ** -5e-4, 2);
  });

  it.each([
    { x: NaN, d1: 1, d2: 1, wrong: 'x is NaN' },
    { x: 1, d1: 0, d2: 1, wrong: 'numeratorDof is 0' },
    { x: 1, d1: 1, d2: Infinity, wrong: 'denominatorDof is Infinity' },
  ])('throws invalid_argument: $wrong', ({ x, d1, d2, wrong }) => {
    expect(() => fSurvival(x, d1, d2)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});
