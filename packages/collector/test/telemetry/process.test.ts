import { setTimeout as delay } from 'node:timers/promises';

import { expect, it, onTestFinished } from 'vitest';

import { createProcessMonitor } from '../../src/telemetry/process.ts';
import { manualClock } from '../support/manual-clock.ts';
import { until } from '../support/wait.ts';

it('says what the process uses, and how late its timers are', async () => {
  const clock = manualClock();
  const monitor = createProcessMonitor(clock);
  onTestFinished(() => monitor.stop());
  const { rssBytes, heapUsedBytes, uptimeSeconds, cpuSeconds } = monitor.report();
  expect(rssBytes).toBeGreaterThan(heapUsedBytes);
  expect(uptimeSeconds).toBeGreaterThan(0);
  expect(cpuSeconds).toBeGreaterThan(0);

  await delay(30);
  block(100);
  await until(() => monitor.report().eventLoopDelay.max > 0.05, 'the delay is seen');
  // The window is over: it is shown as it was until the next one is over, too.
  clock.advance(15_000);
  const { p50, p99, max } = monitor.report().eventLoopDelay;
  expect(p50).toBeLessThanOrEqual(p99);
  expect(p99).toBeLessThanOrEqual(max);
  expect(max).toBeGreaterThan(0.05);
  await delay(50);
  clock.advance(15_000);
  expect(monitor.report().eventLoopDelay.max).toBeLessThan(max);
});

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
