import { evidentlyBinning } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

const range = (length: number): number[] => Array.from({ length }, (_, index) => index);

describe('evidentlyBinning', () => {
  it('counts by value, of either side, up to 20 distinct reference values', () => {
    const { expected, actual } = evidentlyBinning([...range(20), 3], [3, 3, 99, 0.5]);
    expect([...expected]).toEqual(range(22).map((key) => (key === 3 ? 2 : Number(key < 20))));
    expect([...actual]).toEqual(range(22).map((key) => (key === 3 ? 2 : Number(key >= 20))));
  });

  it('cuts ranges of the pooled samples from 21 distinct reference values on', () => {
    // 32 values in [0, 30]: log2 32 + 1 = 6 bins of width 5.
    const { expected, actual } = evidentlyBinning(range(21), [...range(10), 30], {
      integers: true,
    });
    expect([...expected]).toEqual([5, 5, 5, 5, 1, 0]);
    expect([...actual]).toEqual([5, 5, 0, 0, 0, 1]);
  });

  it('shows an empty side as counts of 0', () => {
    expect([...evidentlyBinning([1, 1, 2], []).actual]).toEqual([0, 0]);
    expect([...evidentlyBinning([], [1]).expected]).toEqual([0]);
  });

  it('throws invalid_value for NaN where ranges are cut', () => {
    expect(() => evidentlyBinning(range(30), [NaN])).toThrow(
      expect.objectContaining({ code: 'invalid_value' }),
    );
  });
});
