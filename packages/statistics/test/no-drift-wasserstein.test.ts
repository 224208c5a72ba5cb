import { wassersteinDistanceNoiseFloor } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { tiedSample } from './support/arbitraries.ts';
import { relativeError } from './support/relative-error.ts';

describe('wassersteinDistanceNoiseFloor', () => {
  it.each([
    // n m / (n + m) = 50. √(¼) over a gap of 2; π/8 √(2 / π) for the uniform law.
    { name: 'two values', sample: [1, 3], floor: Math.sqrt(2 / (Math.PI * 50)), within: 1e-15 },
    { name: 'a constant', sample: [3, 3], floor: 0, within: 0 },
    { name: 'one value', sample: [3], floor: 0, within: 0 },
    {
      name: 'a uniform law',
      sample: Array.from({ length: 10_001 }, (_, k) => k / 10_000),
      floor: (Math.PI / 8) * Math.sqrt(2 / (Math.PI * 50)),
      within: 1e-4,
    },
  ])('of $name is $floor', ({ sample, floor, within }) => {
    const actual = wassersteinDistanceNoiseFloor(sample, 100, 100);
    expect(relativeError(actual, floor)).toBeLessThanOrEqual(within);
  });

  it('scales with the unit and with the root of the sizes, and does not move with a shift', () => {
    fc.assert(
      fc.property(tiedSample, fc.integer({ min: 1, max: 9 }), (sample, factor) => {
        const floor = wassersteinDistanceNoiseFloor(sample, 100, 300);
        const scaled = sample.map((value) => value * factor + 2);
        const ofScaled = wassersteinDistanceNoiseFloor(scaled, 100, 300);
        expect(ofScaled).toBeCloseTo(factor * floor, 12);
        const ofMore = wassersteinDistanceNoiseFloor(sample, 100 * factor, 300 * factor);
        expect(ofMore).toBeCloseTo(floor / Math.sqrt(factor), 12);
      }),
    );
  });

  it.each([
    { sample: [], n: 1, code: 'empty_input' },
    { sample: [2, 1], n: 1, code: 'invalid_value' },
    { sample: [-1e308, 1e308], n: 1, code: 'invalid_value' },
    { sample: [1, 2], n: 0, code: 'invalid_argument' },
  ])('throws $code for $sample and n = $n', ({ sample, n, code }) => {
    expect(() => wassersteinDistanceNoiseFloor(sample, n, 1)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
