import { createDdm } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { detections, statesOf, steppedErrors } from './support/detector-streams.ts';

describe('createDdm', () => {
  // river 0.26.1, drift.binary.DDM on the same stream.
  it('says drift and warning where River does', () => {
    expect(detections(createDdm(), steppedErrors(42))).toStrictEqual({
      drift: [610, 1067, 1193, 2246],
      warning: [
        543, 559, 675, 687, 691, 1021, 1135, 1275, 1280, 2080, 2083, 2102, 2327, 2470, 2476, 2489,
        2492, 2494, 2497,
      ],
    });
    const loose = createDdm({ warmUp: 100, warningThreshold: 1.5, driftThreshold: 2.5 });
    expect(detections(loose, steppedErrors(42)).drift).toStrictEqual([577, 1052, 1202, 2135]);
  });

  it('says nothing in the warm-up, however many errors', () => {
    const detector = createDdm({ warmUp: 5 });
    expect(statesOf(detector, [0, 0, 0, 1, 1])).toStrictEqual(Array(5).fill('stable'));
  });

  it('takes a single error after a faultless warm-up for drift', () => {
    const detector = createDdm({ warmUp: 3 });
    expect(statesOf(detector, [0, 0, 0, 0, 1])).toStrictEqual([
      'stable',
      'stable',
      'stable',
      'stable',
      'drift',
    ]);
  });

  it('starts afresh with the value after drift', () => {
    const detector = createDdm({ warmUp: 3 });
    statesOf(detector, [0, 0, 0, 0, 1]);
    expect(detector).toMatchObject({ state: 'drift', count: 5, estimate: 0.2 });
    detector.update(1);
    expect(detector).toMatchObject({ state: 'stable', count: 1, estimate: 1 });
  });

  it.each([
    { warmUp: -1 },
    { warmUp: 1.5 },
    { warningThreshold: 0 },
    { warningThreshold: NaN },
    { driftThreshold: 1 },
    { driftThreshold: Infinity },
    { driftThreshold: NaN },
  ])('refuses %j', (options) => {
    expect(() => createDdm(options)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(Object.keys(options)[0] ?? ''),
      }),
    );
  });
});
