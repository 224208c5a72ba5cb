import { createHddmW } from '@marigraph/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { detections, statesOf, steppedErrors, steppedValues } from './support/detector-streams.ts';

describe('createHddmW', () => {
  // river 0.26.1, drift.binary.HDDMW on the same stream.
  it('says drift and warning where River does', () => {
    expect(detections(createHddmW(), steppedErrors(42))).toStrictEqual({
      drift: [1021, 1193, 2054],
      warning: [1018, 1189, 2031, 2033, 2036, 2041, 2047, 2049],
    });
    expect(detections(createHddmW({ direction: 'both' }), steppedErrors(42))).toStrictEqual({
      drift: [1021, 1193, 1513, 2054, 2529],
      warning: [1018, 1189, 1404, 1510, 2031, 2033, 2036, 2041, 2047, 2049, 2522],
    });
    const halved = steppedValues(43).map((value) => value / 2);
    expect(detections(createHddmW({ direction: 'both', lambda: 0.1 }), halved)).toStrictEqual({
      drift: [1519],
      warning: [1516, 2159, 2371, 2414, 2420, 2433, 2566],
    });
  });

  it('weighs the newest value by lambda, and the first as a whole', () => {
    const detector = createHddmW({ lambda: 0.25 });
    statesOf(detector, [0, 0, 1]);
    expect(detector.estimate).toBe(0.25);
    detector.update(0);
    expect(detector.estimate).toBe(0.1875);
    expect(detector.count).toBe(4);
  });

  it('sees in a direction what it sees of the mirrored stream in the other', () => {
    fc.assert(
      fc.property(fc.nat(1000), (seed) => {
        const errors = steppedErrors(seed);
        const mirrored = errors.map((error) => 1 - error);
        const down = detections(createHddmW({ direction: 'down' }), mirrored);
        expect(down.drift).toStrictEqual(detections(createHddmW(), errors).drift);
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    { driftConfidence: 0 },
    { warningConfidence: 0.0005 },
    { lambda: 0 },
    { lambda: 1.1 },
    { lambda: NaN },
    { direction: 'left' as 'up' },
  ])('refuses %j', (options) => {
    expect(() => createHddmW(options)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(Object.keys(options)[0] ?? ''),
      }),
    );
  });
});
