import {
  categoricalContrasts,
  type Contrast,
  dayPhases,
  fitWindows,
  hourPhases,
  numericContrasts,
  type ReferenceCoverage,
  referenceCoverage,
  type ReferenceWindow,
  SCAN_SCALES,
  type WindowFit,
  type WindowFitOff,
  windowScore,
} from '@marigraph/statistics';

import { type Calendar, createCalendar, dayOfDate, type LocalHour } from './calendar.ts';
import { countHoursOfDay } from './hours-of-day.ts';
import { HOUR_MS } from './reference-hours.ts';
import type { HourlyCounts, Reference, ReferenceFeature, ReferenceTime } from './reference.ts';
import { createScanBins, type ScanBins } from './scan-bins.ts';

/** One direction in which a feature may move, with what the reference says of its natural variation. */
export interface ScanContrast {
  readonly contrast: Contrast;
  /** Of a category's share. */
  readonly category: string | undefined;
  readonly hour: WindowFit | WindowFitOff;
  readonly day: WindowFit | WindowFitOff;
}

/** What the window scan knows of a feature. */
export interface ScanFeature {
  readonly name: string;
  readonly bins: ScanBins;
  readonly contrasts: readonly ScanContrast[];
  /** Where its contrasts begin among those of all features. */
  readonly offset: number;
  /** Rows of the reference by hour of `ScanPlan.hours` and scan bin. */
  readonly hourly: HourlyCounts;
}

/** Everything that the calibrated window scan takes from a reference. Made once; O(hours × contrasts). */
export interface ScanPlan {
  readonly calendar: Calendar;
  /** The hours of the reference. */
  readonly hours: readonly LocalHour[];
  /** Whether a local day is neither judged, nor part of a week, nor of what is natural. */
  readonly isExcluded: (day: number) => boolean;
  /** Rows of the reference by local hour of the day: of its weekdays, then of its weekends. */
  readonly hoursOfDay: Float64Array;
  readonly features: readonly ScanFeature[];
  /** Contrasts of all features. */
  readonly contrasts: number;
  /** How much of the seasons the reference has seen: the longest among its features. */
  readonly coverage: ReferenceCoverage;
}

const HOUR_MAX = 23;

/** What a plan takes from the reference beside its counts. */
interface PlanTime extends Pick<ScanPlan, 'calendar' | 'hours' | 'isExcluded'> {
  /** Of each hour, shared by all contrasts: they would otherwise be most of what is allocated. */
  readonly phases: readonly (readonly number[])[];
}

/**
 * @param excludedDays ISO dates in the time zone of the reference.
 * @returns Nothing where the reference has no times: then natural variation is not known.
 */
export function createScanPlan(
  { time, features }: Reference,
  excludedDays: readonly string[],
): ScanPlan | undefined {
  if (time === undefined) return undefined;
  const calendar = createCalendar(time.timeZone);
  const excluded = new Set(excludedDays.map(dayOfDate));
  const isExcluded = (day: number): boolean => excluded.has(day);
  const hours = hoursOf(time, calendar);
  const phases = hours.map(({ hour, weekday }) => hourPhases(hour, weekday));
  const planTime: PlanTime = { calendar, hours, isExcluded, phases };
  const planned: ScanFeature[] = [];
  let contrasts = 0;
  let coverage = referenceCoverage([]);
  for (const feature of features) {
    const { hourly } = feature;
    if (hourly === undefined) continue;
    const own = planFeature(feature, hourly, planTime);
    planned.push({ ...own.feature, offset: contrasts });
    contrasts += own.feature.contrasts.length;
    if (own.coverage.days > coverage.days || coverage.spanDays === 0) coverage = own.coverage;
  }
  const hoursOfDay = countHoursOfDay(planTime, planned[0]);
  return { calendar, hours, isExcluded, hoursOfDay, features: planned, contrasts, coverage };
}

function hoursOf({ start, hours }: ReferenceTime, calendar: Calendar): LocalHour[] {
  const first = Date.parse(start) / HOUR_MS;
  return Array.from({ length: hours }, (_, at) => calendar(first + at));
}

function planFeature(
  feature: ReferenceFeature,
  hourly: HourlyCounts,
  time: PlanTime,
): { readonly feature: Omit<ScanFeature, 'offset'>; readonly coverage: ReferenceCoverage } {
  const bins = createScanBins(feature);
  const totals = new Float64Array(bins.count);
  for (const [at, count] of hourly.entries()) {
    totals[at % bins.count] = (totals[at % bins.count] as number) + count;
  }
  const found = feature.type === 'number' ? numericContrasts(totals) : categoricalContrasts(totals);
  let windows: readonly ReferenceWindow[] = [];
  const contrasts = found.map((contrast) => {
    const category = contrast.kind === 'category' ? bins.categories?.[contrast.bin] : undefined;
    windows = scoredHours(contrast, { bins, hourly }, time);
    const { hour, day } = fitScales(contrast, windows, time.hours);
    return { contrast, category, hour, day };
  });
  return {
    // The last contrast is that of missing values, which counts all rows.
    coverage: referenceCoverage(toDays(windows, time.hours)),
    feature: { name: feature.name, bins, hourly, contrasts },
  };
}

function fitScales(
  { kind }: Contrast,
  windows: readonly ReferenceWindow[],
  hours: readonly LocalHour[],
): Pick<ScanContrast, 'hour' | 'day'> {
  const { hour, day } = SCAN_SCALES;
  const days = onlyWhole(toDays(windows, hours), hours);
  return {
    hour: fitWindows(windows, { kind, lags: hour.lags, coverage: hour.coverage }),
    day: fitWindows(days, { kind, lags: day.lags, coverage: day.coverage }),
  };
}

/** The hours of a reference as windows of one contrast; those of excluded days have no rows. */
function scoredHours(
  contrast: Contrast,
  { bins, hourly }: Pick<ScanFeature, 'bins' | 'hourly'>,
  { hours, phases, isExcluded }: PlanTime,
): ReferenceWindow[] {
  const { count } = bins;
  return hours.map(({ day }, at) => {
    const { n, sum } = isExcluded(day)
      ? { n: 0, sum: 0 }
      : windowScore(contrast, hourly.subarray(at * count, (at + 1) * count));
    return { n, sum, day, phases: phases[at] as readonly number[] };
  });
}

/** Local days of hours in the order of time; days are without gaps as hours are. */
function toDays(
  windows: readonly ReferenceWindow[],
  hours: readonly LocalHour[],
): ReferenceWindow[] {
  const days: { n: number; sum: number; day: number; phases: [number, number, number] }[] = [];
  for (const [at, { n, sum, day }] of windows.entries()) {
    let last = days.at(-1);
    if (last?.day !== day) {
      last = { n: 0, sum: 0, day, phases: dayPhases((hours[at] as LocalHour).weekday) };
      days.push(last);
    }
    last.n += n;
    last.sum += sum;
  }
  return days;
}

/**
 * The first and the last day lose their rows unless the reference has all of their hours: the afternoon of a day is
 * no day, and would pass for natural variation between days.
 */
function onlyWhole(
  days: readonly ReferenceWindow[],
  hours: readonly LocalHour[],
): ReferenceWindow[] {
  const startsWhole = hours[0]?.hour === 0;
  const endsWhole = hours.at(-1)?.hour === HOUR_MAX;
  return days.map((day, at) => {
    const isCut = (at === 0 && !startsWhole) || (at === days.length - 1 && !endsWhole);
    return isCut ? { ...day, n: 0, sum: 0 } : day;
  });
}
