import type { Clock } from './component.ts';

const NS_PER_MS = 1_000_000n;
/** Timers of Node.js that are to wait longer, some 25 days, do not wait at all. */
const DELAY_MAX_MS = 2_147_483_647;

/**
 * The time of this machine. `now` starts from the wall clock and follows its adjustments; within a
 * millisecond it does not move. Intervals do not keep the process alive, delays do.
 */
export const systemClock: Clock = {
  now: () => BigInt(Date.now()) * NS_PER_MS,
  after(delayMs, callback) {
    let timer: NodeJS.Timeout;
    const wait = (leftMs: number): void => {
      const stepMs = Math.min(leftMs, DELAY_MAX_MS);
      timer = setTimeout(() => (leftMs > stepMs ? wait(leftMs - stepMs) : callback()), stepMs);
    };
    wait(delayMs);
    return () => clearTimeout(timer);
  },
  every(intervalMs, callback) {
    const timer = setInterval(callback, Math.min(intervalMs, DELAY_MAX_MS));
    timer.unref();
    return () => clearInterval(timer);
  },
};
