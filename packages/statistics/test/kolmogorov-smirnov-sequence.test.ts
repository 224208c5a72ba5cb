import {
  empiricalProcessBoundary,
  kolmogorovSmirnovFromCounts,
  kolmogorovSmirnovSequence,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { countPair } from './support/arbitraries.ts';

describe('kolmogorovSmirnovSequence', () => {
  it('is the statistic less and plus the half-widths of both sides', () => {
    const bounds = kolmogorovSmirnovSequence({ start: 100 });
    const { lower, upper } = bounds([5000, 5000], [1400, 600]);
    const current = empiricalProcessBoundary({ alpha: 0.025, start: 100 })(2000);
    const reference = Math.sqrt(Math.log(2 / 0.025) / 20_000);
    expect(lower).toBeCloseTo(0.2 - current - reference, 14);
    expect(upper).toBeCloseTo(0.2 + current + reference, 14);
  });

  it('says nothing before the start', () => {
    const bounds = kolmogorovSmirnovSequence({ start: 100 });
    expect(bounds([5000, 5000], [99, 0])).toEqual({ lower: 0, upper: 1 });
  });

  it('holds the statistic, stays in [0, 1] and narrows with alpha', () => {
    const [strict, lax] = [0.01, 0.5].map((alpha) =>
      kolmogorovSmirnovSequence({ start: 1, alpha }),
    );
    fc.assert(
      fc.property(countPair(0), ([expected, actual]) => {
        const { statistic } = kolmogorovSmirnovFromCounts(expected, actual);
        const wide = strict?.(expected, actual) ?? { lower: NaN, upper: NaN };
        const narrow = lax?.(expected, actual) ?? { lower: NaN, upper: NaN };
        expect(wide.lower).toBeGreaterThanOrEqual(0);
        expect(wide.upper).toBeLessThanOrEqual(1);
        expect(narrow.lower).toBeGreaterThanOrEqual(wide.lower);
        expect(narrow.upper).toBeLessThanOrEqual(wide.upper);
        expect(narrow.lower).toBeLessThanOrEqual(statistic);
        expect(narrow.upper).toBeGreaterThanOrEqual(statistic);
      }),
    );
  });

  it.each([
    { expected: [1], actual: [1, 2], code: 'shape_mismatch' },
    { expected: [0], actual: [1], code: 'empty_input' },
    { expected: [1], actual: [0], code: 'empty_input' },
    { expected: [1, 2], actual: [1, NaN], code: 'invalid_value' },
  ])('throws $code for $expected against $actual', ({ expected, actual, code }) => {
    const bounds = kolmogorovSmirnovSequence({ start: 1 });
    expect(() => bounds(expected, actual)).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    { start: 0, alpha: 0.05 },
    { start: 1, alpha: 0 },
    { start: 1, alpha: 2 },
  ])('throws invalid_argument for start $start and alpha $alpha', (options) => {
    expect(() => kolmogorovSmirnovSequence(options)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});
