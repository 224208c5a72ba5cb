import { evidentlyHellingerBinning, evidentlyWassersteinDistance } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

describe('evidentlyHellingerBinning', () => {
  it("counts in Sturges' bins of the distinct values", () => {
    // Four distinct values make 3 bins of width 10 / 3, whatever their counts.
    const { expected, actual } = evidentlyHellingerBinning([0, 0, 0, 10, 4], [10, 6, 10]);
    expect([...expected]).toEqual([3, 1, 1]);
    expect([...actual]).toEqual([0, 1, 2]);
  });

  it('raises the width of integers to 1', () => {
    const [reference, current] = [
      [0, 1, 1],
      [2, 3],
    ];
    expect(evidentlyHellingerBinning(reference, current).expected).toHaveLength(3);
    const whole = Array.from({ length: 8 }, (_, k) => k % 4);
    const { expected } = evidentlyHellingerBinning([...whole, 2.5, 0.5], [1.5], { integers: true });
    expect(expected).toHaveLength(3);
  });

  it('throws for no values and for what is not finite', () => {
    expect(() => evidentlyHellingerBinning([], [])).toThrow(
      expect.objectContaining({ code: 'empty_input' }),
    );
    expect(() => evidentlyHellingerBinning([NaN], [1])).toThrow(
      expect.objectContaining({ code: 'invalid_value' }),
    );
  });
});

describe('evidentlyWassersteinDistance', () => {
  it.each([
    // The deviation of 0, 2 over n is 1.
    { name: 'in deviations', reference: [0, 2], current: [3, 5], distance: 3 },
    { name: 'of a constant reference', reference: [1, 1], current: [1.5], distance: 500 },
    { name: 'below the least deviation', reference: [0, 1e-4], current: [1], distance: 999.95 },
    { name: 'of huge values', reference: [-8e307, 8e307], current: [0], distance: 1 },
  ])('is $distance $name', ({ reference, current, distance }) => {
    expect(evidentlyWassersteinDistance(reference, current) / distance).toBeCloseTo(1, 12);
  });

  it('throws as the distance itself does', () => {
    expect(() => evidentlyWassersteinDistance([], [1])).toThrow(
      expect.objectContaining({ code: 'empty_input' }),
    );
    expect(() => evidentlyWassersteinDistance([2, 1], [1])).toThrow(
      expect.objectContaining({ code: 'invalid_value' }),
    );
  });
});
