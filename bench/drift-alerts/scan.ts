import {
  createScanPlan,
  type ScanFeature,
  type ScanPlan,
} from '../../packages/monitor/src/scan-plan.ts';
import { advanceScan, createScanSeries } from '../../packages/monitor/src/scan-series.ts';
import { type ScanRule, scanScoresOf, type ScanScores } from '../../packages/monitor/src/scan.ts';
import { FIRST_HOUR, type SimulatedReference } from './reference.ts';

/** The scan with the budget that is promised and no minimum effect. */
export const DEFAULT_RULE: ScanRule = { budget: 1, minimumScore: 0 };
/** The same with a minimum effect of a Jensen-Shannon distance of 0.1 in base 2. */
export const GATED_RULE: ScanRule = { budget: 1, minimumScore: 0.1 * Math.sqrt(8 * Math.LN2) };

/** Rows by scan bin of one hour, feature after feature. */
export type HourCounts = readonly ArrayLike<number>[];

/** The plan that the product makes of a simulated reference. */
export function planScan({ document }: SimulatedReference): ScanPlan {
  const plan = createScanPlan(document);
  if (plan === undefined) throw new TypeError('a simulated reference has times');
  return plan;
}

/** Scores of each hour. */
export function scoreHours(plan: ScanPlan, hours: readonly HourCounts[]): ScanScores[] {
  return hours.map((counts) =>
    scanScoresOf(plan, (_: ScanFeature, at: number) => counts[at] as ArrayLike<number>),
  );
}

/** What a scan of hours in the order of time is asked for. */
export interface ScanRun {
  readonly plan: ScanPlan;
  readonly rule: ScanRule;
  /** Of the hours from `startHour` on. */
  readonly scores: readonly ScanScores[];
  /** Hour of the simulation. */
  readonly startHour: number;
}

/** Findings that the product's scan opens in the course of these hours. */
export function countFindings({ plan, rule, scores, startHour }: ScanRun): number {
  const series = createScanSeries();
  const firstHour = FIRST_HOUR + startHour;
  for (let done = 24; done <= scores.length; done += 24) {
    advanceScan(series, {
      plan,
      rule,
      isExcluded: () => false,
      scoresOf: (hour) => scores[hour - firstHour],
      closedHour: firstHour + done,
      firstHour,
    });
  }
  return series.findings.opened;
}

/** Hours from a change to the first alert of a feature that changed; undefined without one. */
export function hoursToAlert(
  { plan, rule, scores, startHour }: ScanRun,
  change: { readonly startHour: number; readonly features: readonly string[] },
): number | undefined {
  const series = createScanSeries();
  const firstHour = FIRST_HOUR + startHour;
  const changeMs = (FIRST_HOUR + change.startHour) * 3_600_000;
  for (let done = 1; done <= scores.length; done++) {
    advanceScan(series, {
      plan,
      rule,
      isExcluded: () => false,
      scoresOf: (hour) => scores[hour - firstHour],
      closedHour: firstHour + done,
      firstHour,
    });
    const { open } = series.findings;
    const isFound = change.features.some((name) => {
      const last = open?.features.get(name)?.last;
      return last !== undefined && last.endMs > changeMs;
    });
    if (isFound) return startHour + done - change.startHour;
  }
  return undefined;
}
