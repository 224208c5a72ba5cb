import {
  normalQuantile,
  normalSurvival,
  studentTCumulative,
  studentTQuantile,
  studentTSurvival,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

const degrees = fc.double({ min: -3, max: 14, noNaN: true }).map((power) => Math.exp(power));

describe('studentTSurvival', () => {
  it.each([
    { t: 0, dof: 3, share: 0.5, source: 'symmetry' },
    { t: 1, dof: 1, share: 0.25, source: "Cauchy's law" },
    { t: 1e200, dof: 1, share: 1e-200 / Math.PI, source: "Cauchy's law, far tail" },
    { t: -1, dof: 1, share: 0.75, source: "Cauchy's law" },
    { t: Math.SQRT2, dof: 2, share: 0.5 - Math.SQRT2 / 4, source: '½ - t / (2 √(2 + t²))' },
    { t: Infinity, dof: 3, share: 0, source: 'limit' },
    { t: -Infinity, dof: 3, share: 1, source: 'limit' },
    { t: 0.5, dof: 0.1, share: 0.44326011332299353, source: 'scipy 1.15.3' },
    { t: 2, dof: 1.5, share: 0.11209416517802553, source: 'scipy 1.15.3' },
    { t: 12, dof: 3, share: 0.000622507900394668, source: 'scipy 1.15.3' },
    { t: 38, dof: 50, share: 7.444608738895835e-39, source: 'scipy 1.15.3' },
    { t: 1e3, dof: 7.7, share: 2.861415003829159e-21, source: 'scipy 1.15.3' },
    { t: 1e-10, dof: 3, share: 0.49999999996324473, source: 'scipy 1.15.3' },
    { t: 38, dof: 1234.5, share: 3.51314099205431e-210, source: 'mpmath 1.4.1, 40 digits' },
    { t: 1e100, dof: 3, share: 1.1026577908435841e-300, source: 'mpmath 1.4.1, 40 digits' },
    { t: 3, dof: 1e100, share: normalSurvival(3), source: 'normal law' },
    { t: 3, dof: Infinity, share: normalSurvival(3), source: 'normal law' },
  ])('of $t with $dof degrees of freedom is $share ($source)', ({ t, dof, share }) => {
    expect(relativeError(studentTSurvival(t, dof), share)).toBeLessThan(1e-13);
    expect(studentTCumulative(-t, dof)).toBe(studentTSurvival(t, dof));
  });

  it('falls with t and is the mirror image of studentTCumulative', () => {
    const number = fc.double({ min: -50, max: 50, noNaN: true });
    fc.assert(
      fc.property(number, number, degrees, (one, two, dof) => {
        const [low, high] = [Math.min(one, two), Math.max(one, two)];
        const share = studentTSurvival(low, dof);
        expect(studentTSurvival(high, dof)).toBeLessThanOrEqual(share * (1 + 1e-13));
        expect(share + studentTCumulative(low, dof)).toBeCloseTo(1, 14);
      }),
    );
  });

  it.each([
    { t: NaN, dof: 3, wrong: 't is NaN' },
    { t: 1, dof: 0, wrong: 'dof is 0' },
    { t: 1, dof: 1e101, wrong: 'dof is 1e+101' },
  ])('throws invalid_argument: $wrong', ({ t, dof, wrong }) => {
    const error = expect.objectContaining({
      code: 'invalid_argument',
      message: expect.stringContaining(wrong),
    });
    expect(() => studentTSurvival(t, dof)).toThrow(error);
    expect(() => studentTCumulative(t, dof)).toThrow(error);
  });
});

describe('studentTQuantile', () => {
  it.each([
    { p: 0.5, dof: 3, t: 0, source: 'symmetry' },
    { p: 0, dof: 3, t: -Infinity, source: 'limit' },
    { p: 1, dof: 3, t: Infinity, source: 'limit' },
    { p: 0.75, dof: 1, t: 1, source: "Cauchy's law" },
    { p: 1e-300, dof: 1, t: -1e300 / Math.PI, source: "Cauchy's law, far tail" },
    { p: 0.975, dof: 2, t: 0.95 * Math.sqrt(2 / (4 * 0.975 * 0.025)), source: 'closed form' },
    { p: 1e-300, dof: 0.01, t: -Infinity, source: 'beyond the range of doubles' },
    { p: 0.975, dof: 10, t: 2.2281388519649385, source: 'scipy 1.15.3' },
    { p: 0.025, dof: 1, t: -12.706204736432102, source: 'scipy 1.15.3' },
    { p: 0.6, dof: 0.7, t: 0.3560313652346804, source: 'scipy 1.15.3' },
    { p: 1e-12, dof: 4, t: -1316.0727465663726, source: 'scipy 1.15.3' },
    { p: 0.999, dof: 120, t: 3.1595387433171105, source: 'scipy 1.15.3' },
    { p: 1e-300, dof: 1e16, t: normalQuantile(1e-300), source: 'normal law' },
    { p: 1e-300, dof: 9e15, t: normalQuantile(1e-300), source: 'normal law' },
    { p: 0.3, dof: Infinity, t: normalQuantile(0.3), source: 'normal law' },
  ])('of $p with $dof degrees of freedom is $t ($source)', ({ p, dof, t, source }) => {
    const tolerance = source === 'scipy 1.15.3' ? 1e-10 : 1e-13;
    expect(relativeError(studentTQuantile(p, dof), t)).toBeLessThan(tolerance);
  });

  it('inverts the survival function over the whole range', () => {
    fc.assert(
      fc.property(fc.double({ min: -650, max: -0.7, noNaN: true }), degrees, (logP, dof) => {
        const p = Math.exp(logP);
        const t = -studentTQuantile(p, dof);
        fc.pre(t < Infinity);
        expect(relativeError(studentTSurvival(t, dof), p)).toBeLessThan(2e-12);
      }),
    );
  });

  it.each([
    { p: 1.5, dof: 3, wrong: 'p is 1.5' },
    { p: 0.5, dof: NaN, wrong: 'dof is NaN' },
  ])('throws invalid_argument: $wrong', ({ p, dof, wrong }) => {
    expect(() => studentTQuantile(p, dof)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});
