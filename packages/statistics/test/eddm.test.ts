import { createEddm } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { detections, statesOf, steppedErrors } from './support/detector-streams.ts';

/** Errors at the given distances, each after right predictions. */
function errorsAt(distances: readonly number[]): number[] {
  return distances.flatMap((distance) => [...Array<number>(distance - 1).fill(0), 1]);
}

describe('createEddm', () => {
  // river 0.26.1, drift.binary.EDDM on the same stream.
  it('says drift and warning where River does', () => {
    expect(detections(createEddm(), steppedErrors(42))).toStrictEqual({
      drift: [
        543, 702, 849, 1008, 1075, 1140, 1191, 1254, 1386, 1463, 2030, 2118, 2204, 2291, 2363, 2440,
      ],
      warning: [1189, 1252, 1315, 1352, 1685, 2008, 2110, 2438, 2901],
    });
    const calm = createEddm({ warningRatio: 0.8, driftRatio: 0.75 });
    expect(detections(calm, steppedErrors(42))).toStrictEqual({
      drift: [620, 1141],
      warning: [590, 1101],
    });
  });

  it('compares m + 2 s of the distances with the largest it was', () => {
    // Distances 5, 5, 5, then 3: m = 4.5, s = 1, so 6.5 is a new largest. With 2 more: m = 4,
    // s = √2, 6.83. With two more of 2 and 1: m = 22/6, 23/7 and s = 1.506, 1.704: 6.68, 6.69,
    // below 0.99.
    const detector = createEddm({ warmUp: 3, warningRatio: 0.99, driftRatio: 0.5 });
    const states = statesOf(detector, errorsAt([5, 5, 5, 3, 2, 2, 1]));
    const atErrors = [4, 9, 14, 17, 19, 21, 22].map((index) => states[index]);
    expect(atErrors).toStrictEqual([
      'stable',
      'stable',
      'stable',
      'stable',
      'stable',
      'warning',
      'warning',
    ]);
    expect(detector.estimate).toBe(7 / 23);
  });

  it('keeps its state at right predictions and after a new largest spread', () => {
    const detector = createEddm({ warmUp: 3, warningRatio: 0.99, driftRatio: 0.5 });
    statesOf(detector, errorsAt([5, 5, 5, 3, 2, 2, 1]));
    expect(statesOf(detector, [...Array<number>(40).fill(0), 1])).toStrictEqual(
      Array(41).fill('warning'),
    );
  });

  it.each([
    { warmUp: -1 },
    { warningRatio: 0 },
    { warningRatio: 1.1 },
    { driftRatio: 0 },
    { driftRatio: 0.96 },
    { driftRatio: NaN },
  ])('refuses %j', (options) => {
    expect(() => createEddm(options)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(Object.keys(options)[0] ?? ''),
      }),
    );
  });
});
