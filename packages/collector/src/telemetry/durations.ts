/** How long something takes, as a histogram of a fixed size: for what happens often and must stay short. */
export interface Durations {
  /** Starts a measurement; the function that it returns ends it. One that is never ended is not counted. */
  start(): () => void;
  report(): DurationReport;
}

/** Seconds. `counts` has one entry more than `bounds`, and is not cumulated over them. */
export interface DurationReport {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  readonly count: number;
  readonly sum: number;
}

/** Seconds: from a fast disk's cache to a process that seems to hang. */
const BOUNDS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;

/**
 * @param nowMs Milliseconds from any start, never backwards. The clock of components is no use here: it follows
 * the adjustments of the wall clock and stands still within a millisecond.
 */
export function createDurations(nowMs: () => number = () => performance.now()): Durations {
  const counts = Array.from({ length: BOUNDS.length + 1 }, () => 0);
  let count = 0;
  let sum = 0;
  return {
    start() {
      const startedAt = nowMs();
      return () => {
        const seconds = Math.max(0, nowMs() - startedAt) / 1_000;
        const found = BOUNDS.findIndex((bound) => seconds <= bound);
        const index = found === -1 ? BOUNDS.length : found;
        counts[index] = (counts[index] ?? 0) + 1;
        count++;
        sum += seconds;
      };
    },
    report: () => ({ bounds: BOUNDS, counts: [...counts], count, sum }),
  };
}
