import {
  kolmogorovSmirnov,
  kolmogorovSmirnovInterval,
  kolmogorovSmirnovIntervalFromCounts,
} from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { tiedSample } from './support/arbitraries.ts';

describe('kolmogorovSmirnovInterval', () => {
  it('is that of counts where each bin holds one value', () => {
    fc.assert(
      fc.property(tiedSample, tiedSample, (x, y) => {
        const counts = (sample: number[]): number[] => {
          const bins = Array.from<number>({ length: 17 }).fill(0);
          for (const value of sample) bins[value + 8] = (bins[value + 8] ?? 0) + 1;
          return bins;
        };
        const { lower, upper } = kolmogorovSmirnovInterval(x, y);
        const binned = kolmogorovSmirnovIntervalFromCounts(counts(x), counts(y));
        expect(lower).toBeCloseTo(binned.lower, 12);
        expect(upper).toBeCloseTo(binned.upper, 12);
      }),
    );
  });

  it('holds the statistic or ends at the floor below which nothing is shown', () => {
    fc.assert(
      fc.property(tiedSample, tiedSample, (x, y) => {
        const { lower, upper } = kolmogorovSmirnovInterval(x, y);
        const { statistic } = kolmogorovSmirnov(x, y);
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(lower).toBeLessThanOrEqual(statistic);
        expect(upper).toBeGreaterThanOrEqual(statistic);
        expect(upper).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is √(ln 80 / 2N) below D at 95 %, and 1 above for samples apart', () => {
    const x = Array.from({ length: 100 }, (_, k) => k);
    const y = Array.from({ length: 100 }, (_, k) => k + 200);
    const { lower, upper } = kolmogorovSmirnovInterval(x, y);
    expect(lower).toBeCloseTo(1 - Math.sqrt(Math.log(80) / 100), 14);
    expect(upper).toBe(1);
  });

  it('takes effective sizes', () => {
    const x = Array.from({ length: 100 }, (_, k) => k);
    const { lower } = kolmogorovSmirnovInterval(x, [500], { effectiveSizes: [50, 50] });
    expect(lower).toBeCloseTo(1 - Math.sqrt(Math.log(80) / 50), 14);
  });

  it.each([
    { x: [], y: [1], options: {}, code: 'empty_input' },
    { x: [1], y: [2, 1], options: {}, code: 'invalid_value' },
    { x: [1], y: [NaN], options: {}, code: 'invalid_value' },
    { x: [1], y: [1], options: { confidence: 1 }, code: 'invalid_argument' },
    { x: [1], y: [1], options: { effectiveSizes: [-1, 1] as const }, code: 'invalid_argument' },
  ])('throws $code for $x, $y and $options', ({ x, y, options, code }) => {
    expect(() => kolmogorovSmirnovInterval(x, y, options)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
