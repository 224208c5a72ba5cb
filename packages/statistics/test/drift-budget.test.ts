import {
  driftCriticalValue,
  driftLevel,
  normalQuantile,
  SCAN_SCALES,
  smallestDetectableShift,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { relativeError } from './support/relative-error.ts';

const { hour, day } = SCAN_SCALES;

describe('driftLevel', () => {
  it('is the share of the budget over the windows of 30 days', () => {
    expect(driftLevel({ scale: hour })).toBeCloseTo(1 / 3 / 720, 18);
    expect(driftLevel({ budget: 6, scale: day })).toBeCloseTo(2 / 30, 16);
    expect(driftLevel({ scale: { share: 1, windowsPer30Days: 1 } })).toBe(1);
  });

  it('is 1 at most, however large the budget', () => {
    expect(driftLevel({ budget: 1000, scale: day })).toBe(1);
  });

  it.each([
    { budget: 0, scale: hour, wrong: 'budget is 0' },
    { budget: NaN, scale: hour, wrong: 'budget is NaN' },
    { budget: Infinity, scale: hour, wrong: 'budget is Infinity' },
    { scale: { share: 0, windowsPer30Days: 30 }, wrong: 'share is 0' },
    { scale: { share: 1.1, windowsPer30Days: 30 }, wrong: 'share is 1.1' },
    { scale: { share: 1, windowsPer30Days: 0 }, wrong: 'windowsPer30Days is 0' },
    { scale: { share: 1, windowsPer30Days: Infinity }, wrong: 'windowsPer30Days is Infinity' },
  ])('throws invalid_argument: $wrong', ({ wrong, ...budget }) => {
    expect(() => driftLevel(budget)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});

describe('driftCriticalValue', () => {
  it.each([
    // The incomplete beta function in 60 digits (mpmath 1.3). scipy 1.15.3's t.ppf agrees to 1e-11,
    // but for the last, where it is 3.4 times as large.
    { level: 0.05, degrees: 4.5, critical: 2.658912347204404 },
    { level: 1e-12, degrees: 30, critical: 11.722008426303951 },
    { level: 1e-100, degrees: 200, critical: 41.76528859379685 },
    { level: 1e-300, degrees: 12, critical: 3.059848740818689e25 },
  ])('of $level with $degrees degrees of freedom is $critical', ({ level, degrees, critical }) => {
    expect(relativeError(driftCriticalValue(level, degrees), critical)).toBeLessThan(1e-12);
  });

  it('is 0 at level 1', () => {
    expect(driftCriticalValue(1, 5)).toBeCloseTo(0, 15);
  });

  it('rises as the level or the degrees of freedom fall', () => {
    const level = fc.double({ min: 1e-9, max: 0.5, noNaN: true });
    const degrees = fc.double({ min: 3, max: 100, noNaN: true });
    fc.assert(
      fc.property(level, degrees, (at, nu) => {
        const critical = driftCriticalValue(at, nu);
        expect(driftCriticalValue(at / 2, nu)).toBeGreaterThan(critical);
        expect(driftCriticalValue(at, nu * 0.9)).toBeGreaterThan(critical);
      }),
    );
  });

  it.each([0, -1, 1.5, NaN])('throws invalid_argument for level %d', (level) => {
    expect(() => driftCriticalValue(level, 5)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});

describe('smallestDetectableShift', () => {
  const fit = { dispersion: 1, naturalVariance: 0.0003, degreesOfFreedom: 25 };
  const options = { n: 5000, referenceRows: 140_000, level: 9e-5 };

  it('is critical value and quantile of the power, times the noise floor', () => {
    const floor = Math.sqrt(1 / 5000 + 1 / 140_000 + 0.0003);
    const critical = driftCriticalValue(9e-5, 25);
    for (const power of [0.5, 0.8, 0.99]) {
      const expected = (critical + normalQuantile(power)) * floor;
      expect(smallestDetectableShift(fit, { ...options, power })).toBeCloseTo(expected, 14);
    }
    expect(smallestDetectableShift(fit, options)).toBe(
      smallestDetectableShift(fit, { ...options, power: 0.8 }),
    );
  });

  it('falls with rows and with the budget, down to what natural variation leaves', () => {
    fc.assert(
      fc.property(fc.double({ min: 20, max: 1e9, noNaN: true }), (n) => {
        const shift = smallestDetectableShift(fit, { ...options, n });
        expect(smallestDetectableShift(fit, { ...options, n: 2 * n })).toBeLessThan(shift);
        expect(smallestDetectableShift(fit, { ...options, n, level: 9e-4 })).toBeLessThan(shift);
        expect(shift).toBeGreaterThan(4 * Math.sqrt(fit.naturalVariance));
      }),
    );
  });

  it('takes a reference that is known exactly', () => {
    const known = smallestDetectableShift(fit, { ...options, referenceRows: Infinity });
    expect(known).toBeLessThan(smallestDetectableShift(fit, options));
  });

  it.each([
    { n: 0, wrong: 'n is 0' },
    { n: Infinity, wrong: 'n is Infinity' },
    { referenceRows: 0, wrong: 'referenceRows is 0' },
    { level: 0, wrong: 'level is 0' },
    { power: 0.4, wrong: 'power is 0.4' },
    { power: 1, wrong: 'power is 1' },
    { power: NaN, wrong: 'power is NaN' },
  ])('throws invalid_argument: $wrong', ({ wrong, ...changed }) => {
    expect(() => smallestDetectableShift(fit, { ...options, ...changed })).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(wrong),
      }),
    );
  });
});
