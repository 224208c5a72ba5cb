/** How long something takes, as a histogram of a fixed size: for what happens often and must stay short. */
export interface Durations {
  /** Starts a measurement; the function that it returns ends it, and must be called once. */
  start(): () => void;
  report(): DurationReport;
}

/** Seconds. `counts` has one entry more than `bounds`, and is not cumulated over them. */
export interface DurationReport {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  readonly count: number;
  readonly sum: number;
  /** For how long the oldest measurement that has not ended is under way; 0 without one. */
  readonly underWay: number;
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
  /** Starts of what has not ended, oldest first. */
  const underWay = new Set<{ readonly startedAt: number }>();
  let count = 0;
  let sum = 0;
  const secondsSince = (startedAt: number): number => Math.max(0, nowMs() - startedAt) / 1_000;
  return {
    start() {
      const measurement = { startedAt: nowMs() };
      underWay.add(measurement);
      return () => {
        underWay.delete(measurement);
        const seconds = secondsSince(measurement.startedAt);
        const found = BOUNDS.findIndex((bound) => seconds <= bound);
        const index = found === -1 ? BOUNDS.length : found;
        counts[index] = (counts[index] ?? 0) + 1;
        count++;
        sum += seconds;
      };
    },
    report() {
      const [oldest] = underWay;
      const seconds = oldest === undefined ? 0 : secondsSince(oldest.startedAt);
      return { bounds: BOUNDS, counts: [...counts], count, sum, underWay: seconds };
    },
  };
}
