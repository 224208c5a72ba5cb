import type { Clock } from '../component.ts';

const RETRY_AFTER_MIN_MS = 1_000;
const RETRY_AFTER_MAX_MS = 30_000;
/** Weight of the newest interval in the running mean. */
const NEWEST_WEIGHT = 0.3;
const NS_PER_MS = 1e6;

/** How fast a log gives space back, and so when a sender that was refused should come again. */
export interface DrainRate {
  released(bytes: number): void;
  /** Milliseconds until `bytes` will probably be free, between 1 s and 30 s. */
  retryAfterMs(bytes: number): number;
}

/** A running mean of released bytes per millisecond. */
export function createDrainRate(clock: Clock): DrainRate {
  let last = clock.now();
  let bytesPerMs = 0;
  return {
    released(bytes) {
      const now = clock.now();
      const elapsedMs = Math.max(1, Number(now - last) / NS_PER_MS);
      bytesPerMs += NEWEST_WEIGHT * (bytes / elapsedMs - bytesPerMs);
      last = now;
    },
    retryAfterMs(bytes) {
      // Without any release since, the rate can only be lower than it was.
      const idleMs = Number(clock.now() - last) / NS_PER_MS;
      if (bytesPerMs === 0 || idleMs > RETRY_AFTER_MAX_MS) return RETRY_AFTER_MAX_MS;
      const waitMs = bytes / bytesPerMs;
      return Math.round(Math.min(RETRY_AFTER_MAX_MS, Math.max(RETRY_AFTER_MIN_MS, waitMs)));
    },
  };
}
