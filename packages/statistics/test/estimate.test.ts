import { proportion } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

describe('proportion', () => {
  it('has the variance p (1 - p) / n', () => {
    expect(proportion(3, 12)).toStrictEqual({ value: 0.25, n: 12, variance: 0.015625 });
  });

  it('keeps the digits of a share next to 1', () => {
    const { variance } = proportion(1e9 - 1, 1e9);
    expect((variance ?? NaN) / 1e-18).toBeCloseTo(1, 8);
  });

  it('has no value of no trials, or the one that is given', () => {
    expect(proportion(0, 0)).toStrictEqual({ value: undefined, n: 0, variance: undefined });
    expect(proportion(0, 0, { zeroDivision: 1 }).value).toBe(1);
  });

  it.each([
    { successes: 3, n: 2 },
    { successes: -1, n: 2 },
    { successes: NaN, n: 2 },
    { successes: 1, n: Infinity },
    { successes: 1, n: NaN },
    { successes: 0, n: -1 },
  ])('throws invalid_argument for $successes of $n', ({ successes, n }) => {
    expect(() => proportion(successes, n)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});
