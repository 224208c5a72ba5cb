import type { Clock } from '../component.ts';

interface Timer {
  at: number;
  readonly everyMs: number | undefined;
  readonly callback: () => void;
}

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Moves on by `ms`, calling timers back in their order. */
  advance(ms: number): void;
  /** Delays of `after` that have neither elapsed nor been cancelled. */
  readonly pending: readonly number[];
}

/** Where a manual clock starts, milliseconds since the epoch: 2026-01-01T00:00:00Z. */
export const CLOCK_START_MS: number = Date.UTC(2026, 0, 1);

/** A clock at `CLOCK_START_MS`. Only `advance` moves it. */
export function createManualClock(): ManualClock {
  const timers = new Set<Timer>();
  let nowMs = CLOCK_START_MS;
  const add = (
    delayMs: number,
    everyMs: number | undefined,
    callback: () => void,
  ): (() => void) => {
    const timer = { at: nowMs + delayMs, everyMs, callback };
    timers.add(timer);
    return () => timers.delete(timer);
  };
  return {
    now: () => BigInt(nowMs) * 1_000_000n,
    after: (delayMs, callback) => add(delayMs, undefined, callback),
    every: (intervalMs, callback) => add(intervalMs, intervalMs, callback),
    get pending() {
      return [...timers].filter((t) => t.everyMs === undefined).map((t) => t.at - nowMs);
    },
    advance(ms) {
      const end = nowMs + ms;
      for (;;) {
        const due = [...timers].filter((timer) => timer.at <= end).toSorted((a, b) => a.at - b.at);
        const [next] = due;
        if (next === undefined) break;
        nowMs = Math.max(nowMs, next.at);
        if (next.everyMs === undefined) timers.delete(next);
        else next.at += next.everyMs;
        next.callback();
      }
      nowMs = end;
    },
  };
}
