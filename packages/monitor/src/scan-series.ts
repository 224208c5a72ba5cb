import { firstHourOfDay, lastHourOfDay } from './calendar.ts';
import {
  type AlertDetails,
  applyDayEnd,
  applyJudgement,
  type FindingChange,
  type JudgedWindow,
} from './drift-finding.ts';
import { createFindingState, type FindingState } from './finding-state.ts';
import { HOUR_MS } from './reference-hours.ts';
import { largestGap, type ScanPlan } from './scan-plan.ts';
import {
  judgeDay,
  judgeHour,
  judgeWeek,
  type ScanJudgement,
  type ScanRule,
  type ScanScaleName,
  type ScanScores,
  type WeekDay,
} from './scan.ts';

/** Days that a week is made of. */
const WEEK_DAYS = 7;
/** Hours whose scores are kept, for days to which rows come late: eight days of at most 25 hours. */
export const HOURS_KEPT: number = 8 * 25;
/** Days whose scores are kept, the excluded ones between the last seven included. */
const DAYS_KEPT = 28;
/** A day that has no rows where the reference has more than this share of a day's is not judged as a day. */
const GAP_SHARE_MAX = 0.25;

/**
 * What the window scan keeps of the rows of one model version: scores of eight days of hours and four weeks of days,
 * 16 bytes per contrast each. Nothing else is carried from window to window but findings.
 */
export interface ScanSeries {
  /** Scores of hours that have rows, by the hour since the epoch. */
  readonly hours: Map<number, ScanScores>;
  /** Whole local days that have rows, by their running number. */
  readonly days: Map<number, ScanDay>;
  /** The first hour that is judged; undefined before any. What came before is not known. */
  startHour: number | undefined;
  /** Hours before this one have been judged. */
  judgedHour: number | undefined;
  /** The last judged hour with rows, while its local day has not ended. */
  openHour: number | undefined;
  /** Judged hours to which rows came afterwards. */
  readonly changedHours: Set<number>;
  /** The last judged window of each scale. */
  readonly latest: Map<ScanScaleName, JudgedWindow>;
  readonly findings: FindingState;
}

/** One local day. */
export interface ScanDay {
  readonly weekday: number;
  readonly lastHour: number;
  readonly scores: ScanScores;
}

/** No rows. @param identity Of the model version. */
export function createScanSeries(identity: string): ScanSeries {
  return {
    hours: new Map(),
    days: new Map(),
    startHour: undefined,
    judgedHour: undefined,
    openHour: undefined,
    changedHours: new Set(),
    latest: new Map(),
    findings: createFindingState(identity),
  };
}

/** What the scan asks of its surroundings. */
export interface ScanContext {
  readonly plan: ScanPlan;
  readonly rule: ScanRule;
  /** Hours from `from` to before `to` that have rows, ascending. */
  readonly hoursWithRows: (from: number, to: number) => readonly number[];
  /** Scores of the rows of an hour. */
  readonly scoresOf: (hour: number) => ScanScores;
  /** What an alert in a window has to show. */
  readonly detailsOf: (window: JudgedWindow) => AlertDetails;
  /** First hour whose rows are all kept. */
  readonly keptHour: number;
}

interface Run {
  readonly series: ScanSeries;
  readonly context: ScanContext;
  readonly changes: FindingChange[];
}

/** Notes that rows came to an hour; one that was judged is judged again with the next `advanceScan`. */
export function noteRows({ judgedHour, changedHours }: ScanSeries, hour: number): void {
  if (judgedHour === undefined || hour >= judgedHour) return;
  if (hour >= judgedHour - HOURS_KEPT) changedHours.add(hour);
}

/**
 * Judges every hour, day and week that closed or changed, in the order of time. Hours and days without rows are
 * nothing to judge.
 *
 * @param closedHour First hour that is not closed.
 */
export function advanceScan(
  series: ScanSeries,
  context: ScanContext,
  closedHour: number,
): FindingChange[] {
  const run: Run = { series, context, changes: [] };
  judgeChanged(run);
  const hours = context.hoursWithRows(series.judgedHour ?? Number.NEGATIVE_INFINITY, closedHour);
  for (const hour of hours) {
    series.startHour ??= hour;
    endDayBefore(run, hour);
    series.openHour = hour;
    series.hours.set(hour, context.scoresOf(hour));
    judgeOneHour(run, hour);
  }
  endDayBefore(run, closedHour);
  series.judgedHour = Math.max(closedHour, series.judgedHour ?? closedHour);
  series.startHour ??= series.judgedHour;
  forget(series);
  return run.changes;
}

/** Judges hours again to which rows came late, and the days and weeks that they are of. */
function judgeChanged(run: Run): void {
  const { series, context } = run;
  const { calendar } = context.plan;
  const { changedHours, judgedHour = 0 } = series;
  const oldest = Math.max(context.keptHour, judgedHour - HOURS_KEPT);
  const changed = [...changedHours].filter((hour) => hour >= oldest).toSorted((a, b) => a - b);
  changedHours.clear();
  const lastHours = new Set<number>();
  for (const hour of changed) {
    series.hours.set(hour, context.scoresOf(hour));
    judgeOneHour(run, hour);
    // Of a day whose first hours are no longer kept, or that has not ended, there is no sum.
    const lastHour = lastHourOfDay(calendar, hour);
    if (lastHour < judgedHour && firstHourOfDay(calendar, hour) >= judgedHour - HOURS_KEPT) {
      lastHours.add(lastHour);
    }
  }
  for (const lastHour of lastHours) {
    if (sumDay(run, lastHour)) judgeAgain(run, lastHour);
  }
}

/** A day, and every week that it is part of. */
function judgeAgain(run: Run, lastHour: number): void {
  const { days } = run.series;
  const { day } = run.context.plan.calendar(lastHour);
  judgeOneDay(run, day);
  const later = [...days.keys()].filter((own) => own >= day).toSorted((a, b) => a - b);
  for (const end of later) if (weekOf(run, end)?.includes(day)) judgeOneWeek(run, end);
}

/** Ends the local day of the last hour with rows if `hour` is of a later one. */
function endDayBefore(run: Run, hour: number): void {
  const { series, context } = run;
  const { openHour } = series;
  if (openHour === undefined) return;
  const lastHour = lastHourOfDay(context.plan.calendar, openHour);
  if (hour <= lastHour) return;
  series.openHour = undefined;
  const { day } = context.plan.calendar(lastHour);
  if (sumDay(run, lastHour)) {
    judgeOneDay(run, day);
    judgeOneWeek(run, day);
  }
  const end = applyDayEnd(series.findings, { day, endMs: (lastHour + 1) * HOUR_MS });
  if (end !== undefined) run.changes.push(end);
}

function judgeOneHour(run: Run, hour: number): void {
  const { plan, rule } = run.context;
  const scores = run.series.hours.get(hour);
  const local = plan.calendar(hour);
  if (scores === undefined || plan.isExcluded(local.day)) return;
  take(run, judgeHour(plan, scores, { hour: local, rule }), { from: hour, to: hour + 1 });
}

function judgeOneDay(run: Run, day: number): void {
  const { plan, rule } = run.context;
  const own = run.series.days.get(day);
  if (own === undefined) return;
  const { scores, weekday, lastHour } = own;
  const from = firstHourOfDay(plan.calendar, lastHour);
  take(run, judgeDay(plan, scores, { weekday, rule }), { from, to: lastHour + 1 });
}

/** Judges the last seven days together, if all of them are whole. */
function judgeOneWeek(run: Run, day: number): void {
  const { plan, rule } = run.context;
  const { days } = run.series;
  const week = weekOf(run, day);
  const last = days.get(day);
  if (week === undefined || last === undefined) return;
  const judged = week.map((own): WeekDay => ({
    weekday: (last.weekday + 7 * WEEK_DAYS + ((own - day) % 7)) % 7,
    scores: days.get(own)?.scores,
  }));
  const to = last.lastHour + 1;
  take(run, judgeWeek(plan, judged, rule), { from: to - 24 * (day + 1 - (week[0] ?? day)), to });
}

/**
 * The last seven days that are not excluded, those without rows among them; nothing where the first of them is not
 * whole, or no longer kept.
 */
function weekOf({ series, context }: Run, day: number): number[] | undefined {
  const { calendar, isExcluded } = context.plan;
  const { startHour = 0 } = series;
  const firstWhole = calendar(startHour - 1).day + 1;
  const week: number[] = [];
  for (let own = day; week.length < WEEK_DAYS; own--) {
    if (own < firstWhole || day - own >= DAYS_KEPT - WEEK_DAYS) return undefined;
    if (!isExcluded(own)) week.unshift(own);
  }
  return week;
}

function take(
  run: Run,
  judgement: ScanJudgement,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  const { series, context, changes } = run;
  const { day } = context.plan.calendar(to - 1);
  const window = { judgement, startMs: from * HOUR_MS, endMs: to * HOUR_MS, day };
  const latest = series.latest.get(judgement.scale);
  // An earlier window that is judged again is not what is known now.
  if (latest === undefined || latest.endMs <= window.endMs) {
    series.latest.set(judgement.scale, window);
  }
  const change = applyJudgement(series.findings, window, context.detailsOf(window));
  if (change !== undefined) changes.push(change);
}

/** Adds the hours of a day up. Returns false where there is none to judge: it is excluded, or not whole. */
function sumDay({ series, context }: Run, lastHour: number): boolean {
  const { plan } = context;
  const { day, weekday } = plan.calendar(lastHour);
  const first = firstHourOfDay(plan.calendar, lastHour);
  series.days.delete(day);
  if (plan.isExcluded(day) || first < (series.startHour ?? 0)) return false;
  const scores = new Float64Array(2 * plan.contrasts);
  const seen = new Set<number>();
  for (let hour = first; hour <= lastHour; hour++) {
    const own = series.hours.get(hour);
    if (own === undefined) continue;
    seen.add(plan.calendar(hour).hour);
    for (let at = 0; at < own.length; at++) {
      scores[at] = (scores[at] as number) + (own[at] as number);
    }
  }
  if (largestGap(plan, weekday, (hour) => seen.has(hour)) > GAP_SHARE_MAX) return false;
  series.days.set(day, { weekday, lastHour, scores });
  return true;
}

function forget({ hours, days, judgedHour = 0 }: ScanSeries): void {
  for (const hour of hours.keys()) if (hour < judgedHour - HOURS_KEPT) hours.delete(hour);
  const newest = Math.max(...days.keys());
  for (const day of days.keys()) if (day <= newest - DAYS_KEPT) days.delete(day);
}
