import type { Calendar } from './calendar.ts';
import {
  applyDayEnd,
  applyJudgement,
  createFindingState,
  type FindingChange,
  type FindingState,
} from './drift-finding.ts';
import { HOUR_MS } from './reference-hours.ts';
import type { ScanPlan } from './scan-plan.ts';
import {
  judgeDay,
  judgeHour,
  judgeWeek,
  type ScanJudgement,
  type ScanRule,
  type ScanScaleName,
  type ScanScores,
} from './scan.ts';

/** Days that a week is made of. */
const WEEK_DAYS = 7;
/** Hours whose scores are kept: eight days of at most 25 hours, so that a week can be judged again. */
const HOURS_KEPT = 8 * 25;
/** Days that are kept, the excluded ones among the last seven included. */
const DAYS_KEPT = 28;

/** What the window scan keeps of the rows of one model version. */
export interface ScanSeries {
  /** Scores of hours that have rows, by the hour since the epoch. */
  readonly hours: Map<number, ScanScores>;
  /** Scores of whole local days. */
  readonly days: Map<number, ScanDay>;
  /** Hours before this one have been judged; undefined before the first. */
  judgedHour: number | undefined;
  /** Judged hours to which rows came afterwards. */
  readonly changedHours: Set<number>;
  /** The last judgement of each scale. */
  readonly latest: Map<ScanScaleName, ScanJudgement>;
  readonly findings: FindingState;
}

/** One local day. */
interface ScanDay {
  readonly weekday: number;
  readonly scores: ScanScores;
}

/** No rows. */
export function createScanSeries(): ScanSeries {
  return {
    hours: new Map(),
    days: new Map(),
    judgedHour: undefined,
    changedHours: new Set(),
    latest: new Map(),
    findings: createFindingState(),
  };
}

/** What the scan asks of its surroundings. */
export interface ScanContext {
  readonly plan: ScanPlan;
  readonly rule: ScanRule;
  /** Local days, by their running number, that are neither judged nor part of a week. */
  readonly isExcluded: (day: number) => boolean;
  /** Scores of the rows of an hour; nothing where it has no rows. */
  readonly scoresOf: (hour: number) => ScanScores | undefined;
  /** First hour that is not closed. */
  readonly closedHour: number;
  /** Hour of the first row, where none has been judged. */
  readonly firstHour: number;
}

/** Judges every hour, day and week that closed or changed, in the order of time. */
export function advanceScan(series: ScanSeries, context: ScanContext): FindingChange[] {
  const { closedHour, firstHour, plan } = context;
  const changes = judgeChanged(series, context);
  let hour = series.judgedHour ?? firstHour;
  // Nothing can be said of hours before those that are kept.
  if (closedHour - hour > HOURS_KEPT) hour = Math.max(hour, closedHour - HOURS_KEPT);
  for (; hour < closedHour; hour++) {
    takeHour(series, hour, context);
    changes.push(...judgeOneHour(series, hour, context));
    const { day } = plan.calendar(hour);
    if (plan.calendar(hour + 1).day !== day) changes.push(...endDay(series, hour, context));
  }
  series.judgedHour = Math.max(closedHour, series.judgedHour ?? closedHour);
  forget(series);
  return changes;
}

/** Judges hours again to which rows came late, and the days that they are of. */
function judgeChanged(series: ScanSeries, context: ScanContext): FindingChange[] {
  const { calendar } = context.plan;
  const oldest = (series.judgedHour ?? 0) - HOURS_KEPT;
  const hours = [...series.changedHours]
    .filter((hour) => hour >= oldest && hour < (series.judgedHour ?? 0))
    .toSorted((a, b) => a - b);
  series.changedHours.clear();
  const changes: FindingChange[] = [];
  const days = new Map<number, number>();
  for (const hour of hours) {
    takeHour(series, hour, context);
    changes.push(...judgeOneHour(series, hour, context));
    days.set(calendar(hour).day, hour);
  }
  for (const [day, hour] of days) {
    if (!series.days.has(day)) continue;
    sumDay(series, lastHourOf(hour, calendar), calendar);
    changes.push(...judgeOneDay(series, lastHourOf(hour, calendar), context));
  }
  return changes;
}

function takeHour(series: ScanSeries, hour: number, { scoresOf }: ScanContext): void {
  const scores = scoresOf(hour);
  if (scores === undefined) series.hours.delete(hour);
  else series.hours.set(hour, scores);
}

function judgeOneHour(series: ScanSeries, hour: number, context: ScanContext): FindingChange[] {
  const { plan, rule, isExcluded } = context;
  const scores = series.hours.get(hour);
  const local = plan.calendar(hour);
  if (scores === undefined || isExcluded(local.day)) return [];
  const judgement = judgeHour(plan, scores, { hour: local, rule });
  return take(series, judgement, { startHour: hour, endHour: hour + 1, day: local.day });
}

/** @param hour The last one of the day. */
function endDay(series: ScanSeries, hour: number, context: ScanContext): FindingChange[] {
  const { calendar } = context.plan;
  const { day } = calendar(hour);
  sumDay(series, hour, calendar);
  const changes = judgeOneDay(series, hour, context);
  const end = applyDayEnd(series.findings, { day, endMs: (hour + 1) * HOUR_MS });
  return end === undefined ? changes : [...changes, end];
}

/** Judges a day and the seven days that end with it. */
function judgeOneDay(series: ScanSeries, hour: number, context: ScanContext): FindingChange[] {
  const { plan, rule, isExcluded } = context;
  const { day, weekday } = plan.calendar(hour);
  const own = series.days.get(day);
  if (own === undefined || isExcluded(day)) return [];
  const endHour = hour + 1;
  const changes = take(series, judgeDay(plan, own.scores, { weekday, rule }), {
    startHour: endHour - 24,
    endHour,
    day,
  });
  const week = [...series.days]
    .filter(([other]) => other <= day && !isExcluded(other))
    .toSorted(([a], [b]) => a - b)
    .slice(-WEEK_DAYS);
  // Seven days that are not of one week, since hours were missing between them, are still the last seven.
  const judgement = judgeWeek(
    plan,
    week.map(([, of]) => of),
    rule,
  );
  const startHour = endHour - 24 * (day - (week[0]?.[0] ?? day) + 1);
  return [...changes, ...take(series, judgement, { startHour, endHour, day })];
}

function take(
  series: ScanSeries,
  judgement: ScanJudgement,
  at: { readonly startHour: number; readonly endHour: number; readonly day: number },
): FindingChange[] {
  series.latest.set(judgement.scale, judgement);
  const change = applyJudgement(series.findings, judgement, {
    startMs: at.startHour * HOUR_MS,
    endMs: at.endHour * HOUR_MS,
    day: at.day,
  });
  return change === undefined ? [] : [change];
}

/** Adds the hours of the day up to its last one. */
function sumDay(series: ScanSeries, lastHour: number, calendar: Calendar): void {
  const { day, weekday } = calendar(lastHour);
  let scores: ScanScores | undefined;
  for (let hour = lastHour; calendar(hour).day === day; hour--) {
    const own = series.hours.get(hour);
    if (own === undefined) continue;
    scores ??= new Float64Array(own.length);
    for (let at = 0; at < own.length; at++)
      scores[at] = (scores[at] as number) + (own[at] as number);
  }
  series.days.set(day, { weekday, scores: scores ?? new Float64Array(0) });
}

function lastHourOf(hour: number, calendar: Calendar): number {
  const { day } = calendar(hour);
  let last = hour;
  while (calendar(last + 1).day === day) last++;
  return last;
}

function forget({ hours, days, judgedHour = 0 }: ScanSeries): void {
  for (const hour of hours.keys()) if (hour < judgedHour - HOURS_KEPT) hours.delete(hour);
  const oldest = [...days.keys()].toSorted((a, b) => a - b).slice(0, -DAYS_KEPT);
  for (const day of oldest) days.delete(day);
}
