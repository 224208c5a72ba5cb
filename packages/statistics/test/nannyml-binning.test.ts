import { countInNannymlBins, nannymlBins, nannymlCategories } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const REFERENCE = [0, 0, 1, 2, 4, 8, 8.5];

describe('nannymlBins', () => {
  it('counts what is outside of the reference in a bin of its own', () => {
    const bins = nannymlBins(REFERENCE);
    const outside = bins.edges.length - 1;
    expect(bins.expected).toHaveLength(outside + 1);
    expect(bins.expected[outside]).toBe(0);
    const counts = countInNannymlBins(bins, [0, 8.5, -0.1, 8.6, NaN, Infinity, -Infinity]);
    expect(counts[0]).toBe(1);
    expect(counts[outside - 1]).toBe(1);
    expect(counts[outside]).toBe(4);
  });

  // numpy 2.2.6, numpy.histogram(x, bins='doane').
  it('has the edges and counts of numpy', () => {
    const { edges, expected } = nannymlBins(REFERENCE);
    expect([...edges]).toEqual([0, 1.7, 3.4, 5.1, 6.8, 8.5]);
    expect([...expected]).toEqual([3, 1, 1, 0, 2, 0]);
  });

  it('loses no value, and adds up over parts', () => {
    const sample = fc.array(fc.double({ min: -20, max: 20, noNaN: true }));
    fc.assert(
      fc.property(sample, sample, (left, right) => {
        const bins = nannymlBins(REFERENCE);
        const [first, second] = [left, right].map((part) => countInNannymlBins(bins, part));
        const whole = countInNannymlBins(bins, [...left, ...right]);
        expect([...whole]).toEqual(
          [...whole.keys()].map((b) => (first?.[b] ?? NaN) + (second?.[b] ?? NaN)),
        );
        expect(whole.reduce((sum, count) => sum + count, 0)).toBe(left.length + right.length);
      }),
    );
  });

  it('takes a constant, and throws for an empty or infinite reference', () => {
    expect([...nannymlBins([3, 3]).expected]).toEqual([2, 0]);
    expect(() => nannymlBins([])).toThrow(expect.objectContaining({ code: 'empty_input' }));
    expect(() => nannymlBins([1, Infinity])).toThrow(
      expect.objectContaining({ code: 'invalid_value' }),
    );
  });
});

describe('nannymlCategories', () => {
  const reference = ['a', 'b', 'a', 'c'];
  const current = ['x', 'a', 'y', 'x', 'c'];

  it('puts unseen categories into one bin, or into one each', () => {
    expect(nannymlCategories(reference, current)).toEqual({
      expected: Float64Array.of(2, 1, 1, 0),
      actual: Float64Array.of(1, 0, 1, 3),
    });
    expect(nannymlCategories(reference, current, { unseen: 'apart' })).toEqual({
      expected: Float64Array.of(2, 1, 1, 0, 0),
      actual: Float64Array.of(1, 0, 1, 2, 1),
    });
  });

  it('takes empty sides, and tells numbers, text and booleans apart', () => {
    expect(nannymlCategories([], [])).toEqual({
      expected: Float64Array.of(0),
      actual: Float64Array.of(0),
    });
    expect(nannymlCategories([1], ['1', true], { unseen: 'apart' }).actual).toEqual(
      Float64Array.of(0, 1, 1),
    );
    expect(nannymlCategories(['a'], [], { unseen: 'apart' }).actual).toEqual(Float64Array.of(0));
  });

  it('throws invalid_argument for another way', () => {
    expect(() => nannymlCategories([1], [1], { unseen: 'alone' as 'apart' })).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});
