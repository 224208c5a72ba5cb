import { createPageHinkley } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { detections, statesOf, steppedValues } from './support/detector-streams.ts';

const RIVER = { delta: 0.05, threshold: 10, sum: 'range', warmUp: 29 } as const;

describe('createPageHinkley', () => {
  it.each([
    // river 0.26.1, drift.PageHinkley(threshold=10, delta=0.05, mode=…, alpha=…).
    { options: { ...RIVER, direction: 'both' }, drift: [530, 1022, 1511, 2006] },
    { options: { ...RIVER, direction: 'down', forgetting: 1 }, drift: [1051, 2051] },
    { options: { ...RIVER, direction: 'up' }, drift: [530, 1513] },
    // frouros 0.9.0, CUSUM(lambda_=10, delta=0.05) and PageHinkley of the same.
    { options: { ...RIVER, sum: 'clipped', forgetting: 1 }, drift: [531, 1514] },
    { options: { ...RIVER, sum: 'plain' }, drift: [618, 1838] },
  ] as const)('says drift at $drift for $options, as the library does', ({ options, drift }) => {
    expect(detections(createPageHinkley(options), steppedValues(43))).toStrictEqual({
      drift,
      warning: [],
    });
  });

  it('sums what exceeds the mean by more than delta', () => {
    // Means 0, 2, 10/3, 4.25 of 0, 4, 6, 7; S = 0, 1.5, 3.667, 5.917 for δ = ½.
    const options = { delta: 0.5, forgetting: 1, warmUp: 0 };
    const values = [0, 4, 6, 7];
    expect(statesOf(createPageHinkley({ ...options, threshold: 5.9 }), values)).toStrictEqual([
      'stable',
      'stable',
      'stable',
      'drift',
    ]);
    const higher = createPageHinkley({ ...options, threshold: 5.92 });
    expect(statesOf(higher, values)).not.toContain('drift');
    expect(higher).toMatchObject({ count: 4, estimate: 4.25 });
  });

  it('sees in a direction what it sees of the mirrored stream in the other', () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.constantFrom('clipped', 'range', 'plain'),
        fc.constantFrom(['up', 'down'], ['down', 'up'], ['both', 'both']),
        (seed, sum, [direction, opposite]) => {
          const values = steppedValues(seed);
          const mirrored = values.map((value) => -value);
          const options = { delta: 0.05, threshold: 10, sum } as const;
          expect(
            statesOf(createPageHinkley({ ...options, direction: opposite as 'up' }), mirrored),
          ).toStrictEqual(
            statesOf(createPageHinkley({ ...options, direction: direction as 'up' }), values),
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it.each([
    { delta: -1 },
    { delta: Infinity },
    { threshold: 0 },
    { threshold: Infinity },
    { forgetting: 0 },
    { forgetting: 1.1 },
    { warmUp: 0.5 },
    { direction: 'left' as 'up' },
    { sum: 'other' as 'plain' },
  ])('refuses %j', (options) => {
    expect(() => createPageHinkley(options)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(Object.keys(options)[0] ?? ''),
      }),
    );
  });
});
