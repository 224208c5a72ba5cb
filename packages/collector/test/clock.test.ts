import { setTimeout as delay } from 'node:timers/promises';

import { expect, it } from 'vitest';

import { systemClock } from '../src/clock.ts';

it('waits also for longer than a timer of Node.js can', async () => {
  let calls = 0;
  const cancel = systemClock.after(2 ** 31 + 5, () => calls++);
  const stop = systemClock.every(2 ** 33, () => calls++);
  await delay(20);
  cancel();
  stop();
  expect(calls).toBe(0);
});
