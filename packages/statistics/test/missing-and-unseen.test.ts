import { missingCount, shareStandardError, unseenCount } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const cell = fc.oneof(fc.constantFrom(null, undefined, NaN, '', 'a', 'b', 0, false), fc.integer());

describe('missingCount', () => {
  it('counts null, undefined and NaN, and nothing else', () => {
    expect(missingCount([null, undefined, NaN, '', 0, false, 'NaN', 1n])).toBe(3);
    expect(missingCount([])).toBe(0);
    expect(missingCount(Float64Array.of(NaN, 1, Infinity))).toBe(1);
  });

  it('adds up over parts', () => {
    fc.assert(
      fc.property(fc.array(cell), fc.array(cell), (left, right) => {
        expect(missingCount([...left, ...right])).toBe(missingCount(left) + missingCount(right));
      }),
    );
  });
});

describe('unseenCount', () => {
  it('counts present values that are not known, of their very type', () => {
    const seen = new Set(['a', '1', null]);
    expect(unseenCount(['a', 'b', 1, '1', null, NaN, undefined], seen)).toBe(2);
  });

  it('is 0 for the reference itself, and all present values when nothing was seen', () => {
    fc.assert(
      fc.property(fc.array(cell), (column) => {
        expect(unseenCount(column, new Set(column))).toBe(0);
        expect(unseenCount(column, new Set())).toBe(column.length - missingCount(column));
      }),
    );
  });
});

describe('shareStandardError', () => {
  it('is √(p (1 - p) / n)', () => {
    expect(shareStandardError(0.5, 100)).toBe(0.05);
    expect(shareStandardError(0, 10)).toBe(0);
    expect(shareStandardError(1, 10)).toBe(0);
  });

  it.each([
    { share: 0.5, n: 0, code: 'empty_input' },
    { share: 0.5, n: NaN, code: 'invalid_argument' },
    { share: 1.5, n: 10, code: 'invalid_argument' },
  ])('throws $code for $share of $n', ({ share, n, code }) => {
    expect(() => shareStandardError(share, n)).toThrow(expect.objectContaining({ code }));
  });
});
