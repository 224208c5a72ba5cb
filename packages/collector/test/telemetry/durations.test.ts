import { expect, it } from 'vitest';

import { createDurations } from '../../src/telemetry/durations.ts';

it('counts what has ended, by how long it took', () => {
  let now = 0;
  const durations = createDurations(() => now);
  const { bounds } = durations.report();
  for (const seconds of [0, ...bounds, 100]) {
    const end = durations.start();
    now += seconds * 1_000;
    end();
  }
  durations.start();
  now += 3_000;
  durations.start();
  const { counts, count, sum, underWay } = durations.report();
  expect(underWay).toBe(3);
  expect(counts).toEqual([2, ...bounds.slice(1).map(() => 1), 1]);
  expect(count).toBe(bounds.length + 2);
  expect(sum).toBeCloseTo(
    bounds.reduce((a, b) => a + b, 100),
    9,
  );
});

it('measures real time unless told otherwise', () => {
  const durations = createDurations();
  durations.start()();
  expect(durations.report().underWay).toBe(0);
  expect(durations.report()).toMatchObject({ count: 1 });
  expect(durations.report().sum).toBeLessThan(1);
});
