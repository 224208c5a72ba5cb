import fc from 'fast-check';
import { expect, it } from 'vitest';

import { createHistogram } from '../bench/load/histogram.ts';

it('is empty at first', () => {
  const histogram = createHistogram();
  expect(histogram.count).toBe(0);
  expect(histogram.quantile(0.5)).toBeNaN();
});

it('gives quantiles that are at most 1 % or a microsecond above the exact ones', () => {
  const duration = fc.double({ min: 0, max: 60_000, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(duration, { minLength: 1 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (durations, share) => {
        const histogram = createHistogram();
        for (const ms of durations) histogram.add(ms);
        const sorted = durations.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? Number.NaN;
        const found = histogram.quantile(share);
        expect(found).toBeGreaterThanOrEqual(exact - 0.001);
        expect(found).toBeLessThanOrEqual(exact * 1.01 + 0.001);
        expect(histogram.max).toBe(sorted.at(-1));
      },
    ),
  );
});
