import { createCusum } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { statesOf, steppedValues } from './support/detector-streams.ts';

describe('createCusum', () => {
  it('sums deviations from a frozen reference, in its standard deviations', () => {
    // The reference -1, 1 has mean 0 and standard deviation √2; 5, 5 are 3.54 of them each. Sums
    // S⁺ = 0.21, 3.24, 6.28 exceed h = 5 at the second 5.
    const detector = createCusum({ referenceCount: 2 });
    expect(statesOf(detector, [-1, 1, 5, 5])).toStrictEqual([
      'stable',
      'stable',
      'stable',
      'drift',
    ]);
    expect(detector).toMatchObject({ count: 4, estimate: 2.5 });
  });

  it('takes any other value for drift after a constant reference', () => {
    const detector = createCusum({ referenceCount: 3 });
    expect(statesOf(detector, [2, 2, 2, 2, 2.001])).toStrictEqual([
      'stable',
      'stable',
      'stable',
      'stable',
      'drift',
    ]);
  });

  it('does not depend on the unit of the values', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.integer({ min: -30, max: 30 }), (seed, exponent) => {
        const values = steppedValues(seed);
        const scaled = values.map((value) => value * 2 ** exponent);
        expect(statesOf(createCusum(), scaled)).toStrictEqual(statesOf(createCusum(), values));
      }),
      { numRuns: 20 },
    );
  });

  it('sees in a direction what it sees of the mirrored stream in the other', () => {
    const values = steppedValues(1);
    const mirrored = values.map((value) => -value);
    const up = statesOf(createCusum({ direction: 'up' }), values);
    expect(statesOf(createCusum({ direction: 'down' }), mirrored)).toStrictEqual(up);
    expect(up.slice(0, 520)).toContain('drift');
    expect(statesOf(createCusum({ direction: 'up' }), mirrored)).not.toStrictEqual(up);
  });

  it.each([
    { referenceCount: 1 },
    { slack: -1 },
    { slack: Infinity },
    { threshold: 0 },
    { threshold: Infinity },
    { direction: 'left' as 'up' },
  ])('refuses %j', (options) => {
    expect(() => createCusum(options)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(Object.keys(options)[0] ?? ''),
      }),
    );
  });
});
