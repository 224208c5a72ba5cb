import type { Clock } from './component.ts';

const NS_PER_MS = 1_000_000n;

/**
 * The time of this machine. `now` starts from the wall clock and follows its adjustments; within a
 * millisecond it does not move. Intervals do not keep the process alive, delays do.
 */
export const systemClock: Clock = {
  now: () => BigInt(Date.now()) * NS_PER_MS,
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  every(intervalMs, callback) {
    const timer = setInterval(callback, intervalMs);
    timer.unref();
    return () => clearInterval(timer);
  },
};
