import { createHddmA } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { detections, statesOf, steppedErrors, steppedValues } from './support/detector-streams.ts';

describe('createHddmA', () => {
  // river 0.26.1, drift.binary.HDDMA on the same stream.
  it('says drift and warning where River does', () => {
    expect(detections(createHddmA(), steppedErrors(42)).drift).toStrictEqual([786, 1067]);
    expect(detections(createHddmA({ direction: 'both' }), steppedErrors(42))).toStrictEqual({
      drift: [786, 1067, 1554, 2031, 2553],
      warning: [
        691, 698, 702, 710, 719, 722, 1024, 1029, 1033, 1040, 1061, 1531, 2019, 2022, 2024, 2029,
        2539, 2543,
      ],
    });
    const loose = { driftConfidence: 0.01, warningConfidence: 0.05, direction: 'both' } as const;
    const halved = steppedValues(43).map((value) => value / 2);
    expect(detections(createHddmA(loose), halved)).toStrictEqual({
      drift: [564, 1056, 1511, 2029],
      warning: [550, 1036, 1509, 2019],
    });
  });

  it('sees drift once the means differ by the bound', () => {
    // The cut stays after the k = 100 zeros; after j ones z = j / (100 + j), and √(j / (100 (100 +
    // j)) · ln(2000) / 2) is the bound: 0.0385 against 0.0382 at j = 4, 0.0291 against 0.0333 at 3,
    // where ln(200) of the warning gives 0.0278.
    const detector = createHddmA({ warningConfidence: 0.01 });
    const states = statesOf(detector, [...Array<number>(100).fill(0), 1, 1, 1, 1]);
    expect(states.slice(0, 102)).toStrictEqual(Array(102).fill('stable'));
    expect(states.slice(102)).toStrictEqual(['warning', 'drift']);
  });

  it('sees in a direction what it sees of the mirrored stream in the other', () => {
    fc.assert(
      fc.property(fc.nat(1000), (seed) => {
        const errors = steppedErrors(seed);
        const mirrored = errors.map((error) => 1 - error);
        const down = detections(createHddmA({ direction: 'down' }), mirrored);
        // Rounding may tip a comparison of equal means, but not where drift is seen by a margin.
        expect(down.drift).toHaveLength(detections(createHddmA(), errors).drift.length);
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    { driftConfidence: 0 },
    { driftConfidence: 1 },
    { driftConfidence: NaN },
    { warningConfidence: 0.0005 },
    { warningConfidence: 1 },
    { direction: 'left' as 'up' },
  ])('refuses %j', (options) => {
    expect(() => createHddmA(options)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(Object.keys(options)[0] ?? ''),
      }),
    );
  });
});
