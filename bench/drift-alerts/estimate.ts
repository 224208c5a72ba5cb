import { chiSquareInverseSurvival } from '@marigraph/statistics';

/** Findings per model and month. */
export interface Rate {
  readonly months: number;
  readonly findings: number;
  readonly perMonth: number;
  /** Half of the 95 % interval by the normal law, as in the tables that it is compared with. */
  readonly halfWidth: number;
  /** Upper end of the 95 % interval by the Poisson law, widened where months differ more than that law has it. */
  readonly upper: number;
}

/** @param findings Of each month. */
export function estimateRate(findings: readonly number[]): Rate {
  const months = findings.length;
  const sum = findings.reduce((total, value) => total + value, 0);
  const mean = sum / months;
  const squares = findings.reduce((total, value) => total + (value - mean) ** 2, 0);
  const variance = months > 1 ? squares / (months - 1) : 0;
  const clumping = mean > 0 ? Math.max(1, variance / mean) : 1;
  const upper = (clumping * chiSquareInverseSurvival(0.025, 2 * (sum / clumping + 1))) / 2 / months;
  return {
    months,
    findings: sum,
    perMonth: round(mean),
    halfWidth: round(1.96 * Math.sqrt(variance / months)),
    upper: round(upper),
  };
}

/** Shares found in time, and the median delay. */
export interface Detection {
  readonly replications: number;
  /** Percent found within an hour, a day and 7 days. */
  readonly found: readonly [number, number, number];
  /** Hours; undefined where fewer than half were found. */
  readonly medianHours: number | undefined;
}

/** @param delays Hours; undefined for a change that was not found within 7 days. */
export function estimateDetection(delays: readonly (number | undefined)[]): Detection {
  const within = (hours: number): number =>
    Math.round(
      (100 * delays.filter((delay) => delay !== undefined && delay <= hours).length) /
        delays.length,
    );
  const sorted = delays.map((delay) => delay ?? Number.POSITIVE_INFINITY).toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const [low, high] = [sorted[sorted.length % 2 === 1 ? half : half - 1], sorted[half]];
  const median = ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
  return {
    replications: delays.length,
    found: [within(1), within(24), within(168)],
    medianHours: Number.isFinite(median) ? median : undefined,
  };
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
