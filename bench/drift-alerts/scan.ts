import type { AlertDetails, FindingChange } from '../../packages/monitor/src/drift-finding.ts';
import {
  createScanPlan,
  type ScanFeature,
  type ScanPlan,
} from '../../packages/monitor/src/scan-plan.ts';
import {
  advanceScan,
  createScanSeries,
  type ScanSeries,
} from '../../packages/monitor/src/scan-series.ts';
import { type ScanRule, scanScoresOf, type ScanScores } from '../../packages/monitor/src/scan.ts';
import type { SimulatedReference } from './reference.ts';

const HOUR_MS = 3_600_000;
const MODEL = 'laboratory';
/** What is shown of an alert needs rows, and decides nothing. */
const NO_DETAILS: AlertDetails = {
  phaseOf: () => '',
  evidenceOf: () => ({ moved: [], exemplars: [] }),
};

/** The scan with the budget that is promised and no minimum effect. */
export const DEFAULT_RULE: ScanRule = { budget: 1, minimumScore: 0 };
/** The same with a minimum effect of a Jensen-Shannon distance of 0.1 in base 2. */
export const GATED_RULE: ScanRule = { budget: 1, minimumScore: 0.1 * Math.sqrt(8 * Math.LN2) };

/** Rows by scan bin of one hour, feature after feature. */
export type HourCounts = readonly ArrayLike<number>[];

/** The plan that the product makes of a simulated reference. */
export function planScan({ document }: SimulatedReference): ScanPlan {
  const plan = createScanPlan(document, []);
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
  /** Of the hours from `firstHour` on. */
  readonly scores: readonly ScanScores[];
  /** Hours since the epoch; the first one of a day. */
  readonly firstHour: number;
}

/** How findings change in the course of these hours, hour by hour. */
export function scanChanges(run: ScanRun): FindingChange[] {
  const series = createScanSeries(MODEL);
  return run.scores.flatMap((_, at) => advance(series, run, at + 1));
}

/** Findings, and the days on which each feature had an alert. */
export function scanFeatures(run: ScanRun): {
  readonly findings: number;
  /** Days on which any feature had one. */
  readonly days: number;
  readonly alertDays: ReadonlyMap<string, number>;
} {
  const series = createScanSeries(MODEL);
  const alertDays = new Map<string, number>();
  let days = 0;
  for (let done = 24; done <= run.scores.length; done += 24) {
    advance(series, run, done);
    const dayStartMs = (run.firstHour + done - 24) * HOUR_MS;
    if (hasAlert(series, dayStartMs)) days++;
    for (const { feature, last } of series.findings.open?.features ?? []) {
      if (last.endMs > dayStartMs) alertDays.set(feature, (alertDays.get(feature) ?? 0) + 1);
    }
  }
  return { findings: series.findings.opened, days, alertDays };
}

function hasAlert({ findings }: ScanSeries, sinceMs: number): boolean {
  return findings.open?.features.some(({ last }) => last.endMs > sinceMs) ?? false;
}

/** Hours from a change to the first alert of a feature that changed; undefined without one. */
export function hoursToAlert(
  run: ScanRun,
  change: { readonly hour: number; readonly features: readonly string[] },
): number | undefined {
  const series = createScanSeries(MODEL);
  for (let done = 1; done <= run.scores.length; done++) {
    advance(series, run, done);
    const { open } = series.findings;
    const isFound = change.features.some((name) => {
      const last = open?.features.find(({ feature }) => feature === name)?.last;
      return last !== undefined && last.endMs > change.hour * HOUR_MS;
    });
    if (isFound) return run.firstHour + done - change.hour;
  }
  return undefined;
}

function advance(series: ScanSeries, run: ScanRun, done: number): FindingChange[] {
  const { plan, rule, scores, firstHour } = run;
  const context = {
    plan,
    rule,
    hoursWithRows: (from: number, to: number): number[] => {
      const [first, end] = [Math.max(0, from - firstHour), Math.min(scores.length, to - firstHour)];
      const hours: number[] = [];
      for (let at = first; at < end; at++) if (hasRows(scores[at])) hours.push(firstHour + at);
      return hours;
    },
    scoresOf: (hour: number) => scores[hour - firstHour] as ScanScores,
    detailsOf: () => NO_DETAILS,
    keptHour: firstHour,
  };
  return advanceScan(series, context, firstHour + done);
}

/** Some contrast counts a row: the share of missing values counts all. */
function hasRows(scores: ScanScores | undefined): boolean {
  return scores !== undefined && scores.some((value, at) => at % 2 === 0 && value > 0);
}
