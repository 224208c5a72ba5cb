import { createGeometricMovingAverage } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { detections, statesOf, steppedValues } from './support/detector-streams.ts';

describe('createGeometricMovingAverage', () => {
  // frouros 0.9.0, GeometricMovingAverage(lambda_=0.1) on the same stream.
  it('says drift where frouros does', () => {
    const detector = createGeometricMovingAverage({ threshold: 0.1 });
    expect(detections(detector, steppedValues(43))).toStrictEqual({
      drift: [535, 1540],
      warning: [],
    });
  });

  it('averages the deviations from the running mean', () => {
    // Of 0, 2, 4 the means are 0, 1, 2, the deviations 0, 1, 2, and z = 0, ½, 1¼ at α = ½.
    const options = { forgetting: 0.5, warmUp: 0 };
    const detector = createGeometricMovingAverage({ ...options, threshold: 1.24 });
    expect(statesOf(detector, [0, 2, 4])).toStrictEqual(['stable', 'stable', 'drift']);
    const higher = createGeometricMovingAverage({ ...options, threshold: 1.25 });
    expect(statesOf(higher, [0, 2, 4])).toStrictEqual(['stable', 'stable', 'stable']);
    expect(higher).toMatchObject({ count: 3, estimate: 2 });
  });

  it('sees in a direction what it sees of the mirrored stream in the other', () => {
    const values = steppedValues(2);
    const mirrored = values.map((value) => -value);
    const [up, down, both] = (['up', 'down', 'both'] as const).map(
      (direction) => (stream: readonly number[]) =>
        statesOf(createGeometricMovingAverage({ threshold: 0.1, direction }), stream),
    );
    expect(down?.(mirrored)).toStrictEqual(up?.(values));
    expect(both?.(mirrored)).toStrictEqual(both?.(values));
    expect(both?.(values)).not.toStrictEqual(up?.(values));
  });

  it.each([
    { forgetting: -0.1 },
    { forgetting: 1 },
    { threshold: 0 },
    { threshold: Infinity },
    { warmUp: -1 },
    { direction: 'left' as 'up' },
  ])('refuses %j', (options) => {
    expect(() => createGeometricMovingAverage(options)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(Object.keys(options)[0] ?? ''),
      }),
    );
  });
});
