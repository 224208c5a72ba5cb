import { ExponentialHistogram, referenceCentring } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { statisticsErrorOf } from './support/sketches.ts';

describe('referenceCentring', () => {
  it.each([
    { name: 'five values', sample: [1, 2, 3, 4, 9], centre: 3, unit: 2 },
    { name: 'one value', sample: [7], centre: 7, unit: 1 },
    { name: 'two values', sample: [7, 9], centre: 7, unit: 2 },
    { name: 'a constant', sample: [4, 4, 4, 4], centre: 4, unit: 1 },
    { name: 'mostly one value', sample: [0, 0, 0, 0, 10], centre: 0, unit: 2 },
    {
      name: 'the range of doubles',
      sample: [-1.7e308, 1.7e308],
      centre: -1.7e308,
      unit: Number.MAX_VALUE,
    },
    { name: 'one very far', sample: [0, 0, 0, 0, 1.7e308], centre: 0, unit: 1.7e308 / 5 },
  ])('of $name has the centre $centre and the unit $unit', ({ sample, centre, unit }) => {
    expect(referenceCentring(sample)).toEqual({ centre, unit });
  });

  it('suits a histogram, and moves and stretches with the sample', () => {
    const sample = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 });
    fc.assert(
      fc.property(sample, fc.integer({ min: -99, max: 99 }), (values, shift) => {
        const sorted = values.toSorted((a, b) => a - b);
        const { centre, unit } = referenceCentring(sorted);
        const moved = referenceCentring(sorted.map((value) => value + shift));
        expect(moved).toEqual({ centre: centre + shift, unit });
        const histogram = new ExponentialHistogram(moved);
        expect(histogram.settings).toMatchObject(moved);
      }),
    );
  });

  it('refuses samples that are empty or out of order', () => {
    expect(statisticsErrorOf(() => referenceCentring([])).code).toBe('empty_input');
    expect(statisticsErrorOf(() => referenceCentring([2, 1])).code).toBe('invalid_value');
  });
});
